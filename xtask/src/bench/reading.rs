//! Reading: names, order and links of large wikis.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{export, made_up, median};

/// Reads made-up wikis of 1,000 and 5,000 pages; the report of an export says how
/// long that took.
pub fn measure(program: &Path, work: &Path, runs: usize) -> Result<()> {
    println!("\n| pages | reading names, order and links, seconds (median of {runs}) |");
    println!("|---:|---:|");
    for pages in [1_000, 5_000] {
        let wiki = made_up::wiki(work, pages)?;
        let mut seconds = Vec::new();
        for _ in 0..runs {
            let output = work.join("out");
            let phases =
                phases(export(program, work).args(["--format", "markdown", "--output"]).args([&output, &wiki]))?;
            seconds.push(phases.get("READ").copied().context("the report does not say how long reading took")?);
        }
        println!("| {pages} | {:.3} |", median(seconds));
    }
    Ok(())
}

/// Seconds by phase, from the report an export prints.
pub fn phases(export: &mut Command) -> Result<BTreeMap<String, f64>> {
    let output = export.output().context("relieur cannot be started")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).context("the report is no JSON")?;
    let phases = report["phases"].as_array().into_iter().flatten();
    Ok(phases
        .filter_map(|phase| Some((phase["phase"].as_str()?.to_owned(), phase["milliseconds"].as_f64()? / 1000.0)))
        .collect())
}
