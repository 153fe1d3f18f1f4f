//! Scaling: time and memory of made-up wikis, by their pages.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::exports::run_once;
use super::{export, made_up, median};

/// Exports wikis of 100, 1,000 and 5,000 pages in every format, `runs` times each.
pub fn measure(program: &Path, work: &Path, runs: usize) -> Result<()> {
    println!("\n| pages | formats | seconds (median of {runs}) | milliseconds a page | peak memory of the press |");
    println!("|---:|---|---:|---:|---:|");
    for pages in [100, 1_000, 5_000] {
        let wiki = made_up::wiki(work, pages)?;
        for formats in ["markdown,epub", "markdown,pdf,epub"] {
            let (mut seconds, mut memory) = (Vec::new(), 0);
            for _ in 0..runs {
                let output = work.join("out");
                let _ = fs::remove_dir_all(&output);
                fs::create_dir_all(&output)?;
                let run = run_once(export(program, work), &wiki, formats, &output)?;
                seconds.push(run.0);
                memory = memory.max(run.1);
            }
            let median = median(seconds);
            let each = median * 1_000.0 / pages as f64;
            println!("| {pages} | {formats} | {median:.2} | {each:.2} | {} MB |", memory / 1024);
        }
    }
    Ok(())
}
