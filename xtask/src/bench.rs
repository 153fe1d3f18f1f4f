//! `cargo xtask bench`: how long exports take and how much memory they use.
//!
//! Medians over several runs of the release binary, whole processes, each format
//! alone and all together. Without `--wiki` on wikis made up here.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

/// How often the memory of a run is looked at. The kernel keeps the peak, so only
/// the last moments before a process ends can be missed.
const LOOK_EVERY: Duration = Duration::from_millis(5);

const FORMATS: [&str; 4] = ["markdown", "epub", "pdf", "markdown,pdf,epub"];

/// Measures `wikis`, or made-up ones when there are none, `runs` times each.
pub fn bench(root: &Path, wikis: &[PathBuf], runs: usize) -> Result<()> {
    let program = root.join("target/release/relieur");
    ensure!(program.exists(), "there is no {}; run: cargo build --release --package relieur", program.display());
    let work = root.join("target/bench");
    let made_up = if wikis.is_empty() { made_up(&work)? } else { Vec::new() };

    println!("| wiki | formats | seconds (median of {runs}) | peak memory of the press | size |");
    println!("|---|---|---:|---:|---:|");
    for wiki in wikis.iter().chain(&made_up) {
        let name = wiki.file_name().unwrap_or(wiki.as_os_str()).to_string_lossy();
        for formats in FORMATS {
            let mut seconds = Vec::new();
            let mut memory = 0;
            let mut bytes = 0;
            for _ in 0..runs {
                let output = work.join("out");
                let _ = fs::remove_dir_all(&output);
                fs::create_dir_all(&output)?;
                let run = measure(&program, wiki, formats, &output)?;
                seconds.push(run.0);
                memory = memory.max(run.1);
                bytes = output.read_dir()?.map(|entry| Ok(entry?.metadata()?.len())).sum::<Result<u64>>()?;
            }
            seconds.sort_by(f64::total_cmp);
            let median = seconds[seconds.len() / 2];
            println!("| {name} | {formats} | {median:.2} | {} MB | {:.1} MB |", memory / 1024, bytes as f64 / 1e6);
        }
    }
    Ok(())
}

/// Seconds and peak memory in kB of one run.
fn measure(program: &Path, wiki: &Path, formats: &str, output: &Path) -> Result<(f64, u64)> {
    let began = Instant::now();
    let mut run = Command::new(program)
        .args(["export", "--json", "--format", formats, "--output"])
        .args([output, wiki])
        .stdout(Stdio::null())
        .spawn()
        .context("relieur cannot be started")?;
    let mut memory = 0;
    let status = loop {
        if let Some(status) = run.try_wait()? {
            break status;
        }
        memory = memory.max(peak_of_children(run.id()));
        sleep(LOOK_EVERY);
    };
    ensure!(status.success(), "the export of {} failed", wiki.display());
    Ok((began.elapsed().as_secs_f64(), memory))
}

fn peak_of_children(parent: u32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|children| children.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|child| {
            let status = fs::read_to_string(format!("/proc/{child}/status")).ok()?;
            status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
        })
        .max()
        .unwrap_or(0)
}

/// Wikis of 100 and 1,000 pages with prose, lists, code, tables and links.
fn made_up(work: &Path) -> Result<Vec<PathBuf>> {
    [100, 1000]
        .into_iter()
        .map(|count| {
            let wiki = work.join(format!("{count}-pages"));
            let _ = fs::remove_dir_all(&wiki);
            fs::create_dir_all(&wiki)?;
            for number in 0..count {
                let name = if number == 0 { "Home".to_owned() } else { format!("Page-{number}") };
                fs::write(wiki.join(format!("{name}.md")), page(number, count)?)?;
            }
            Ok(wiki)
        })
        .collect()
}

fn page(number: usize, count: usize) -> Result<String> {
    let next = (number + 1) % count;
    let mut text = format!("The page after this one is [[Page {}]].\n", next.max(1));
    for section in 1..=4 {
        writeln!(text, "\n## Section {section} of page {number}\n")?;
        for sentence in 0..6 {
            write!(text, "Sentence {sentence} says that a book is *folded*, **sewn** and `cased` in that order. ")?;
        }
        writeln!(
            text,
            "\n\n* fold\n* sew\n  * with linen\n* case\n\n| step | minutes |\n|---|---:|\n| fold | 12 |\n| sew | 45 |\n"
        )?;
        writeln!(text, "```rust\nfn sew(signatures: &[Signature]) -> Block {{\n    Block::of(signatures)\n}}\n```")?;
    }
    Ok(text)
}
