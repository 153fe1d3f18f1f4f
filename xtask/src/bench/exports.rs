//! Exports: seconds, memory and sizes, each format alone and all together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::{export, export_again, median, name_of};

/// How often the memory of a run is looked at. The kernel keeps the peak, so only
/// the last moments before a process ends can be missed.
const LOOK_EVERY: Duration = Duration::from_millis(5);

const FORMATS: [&str; 4] = ["markdown", "epub", "pdf", "markdown,pdf,epub"];

/// Exports each wiki in each format alone and in all together.
pub fn measure(program: &Path, work: &Path, wikis: &[PathBuf], runs: usize) -> Result<()> {
    println!("| wiki | formats | seconds (median of {runs}) | peak memory of the press | size |");
    println!("|---|---|---:|---:|---:|");
    for wiki in wikis {
        let name = name_of(wiki);
        for formats in FORMATS {
            let mut seconds = Vec::new();
            let mut memory = 0;
            let mut bytes = 0;
            for _ in 0..runs {
                let output = work.join("out");
                let _ = fs::remove_dir_all(&output);
                fs::create_dir_all(&output)?;
                let run = run_once(export(program, work), wiki, formats, &output)?;
                seconds.push(run.0);
                memory = memory.max(run.1);
                bytes = output.read_dir()?.map(|entry| Ok(entry?.metadata()?.len())).sum::<Result<u64>>()?;
            }
            let median = median(seconds);
            println!("| {name} | {formats} | {median:.2} | {} MB | {:.1} MB |", memory / 1024, bytes as f64 / 1e6);
        }
    }
    println!("\n| wiki | formats | first, seconds | again, one page changed (medians of {runs}) | ratio |");
    println!("|---|---|---:|---:|---:|");
    for wiki in wikis {
        for formats in ["markdown,epub", "markdown,pdf,epub"] {
            again(program, work, wiki, formats, runs)?;
        }
    }
    Ok(())
}

/// Exports a copy of a wiki, changes a page and exports it again.
fn again(program: &Path, work: &Path, wiki: &Path, formats: &str, runs: usize) -> Result<()> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let (copy, output) = (work.join("changing"), work.join("out"));
        let _ = fs::remove_dir_all(&copy);
        let copied = Command::new("cp").arg("-r").args([wiki, &copy]).status()?;
        ensure!(copied.success(), "{} cannot be copied", wiki.display());
        first.push(run_once(export(program, work), &copy, formats, &output)?.0);
        let page = copy.join("Home.md");
        let mut text = fs::read_to_string(&page).unwrap_or_default();
        text.push_str("\n\nOne more line.\n");
        fs::write(&page, text)?;
        second.push(run_once(export_again(program, work), &copy, formats, &output)?.0);
    }
    let (first, second) = (median(first), median(second));
    println!("| {} | {formats} | {first:.2} | {second:.2} | {:.1} |", name_of(wiki), first / second);
    Ok(())
}

/// Seconds and peak memory in kB of one run.
pub(super) fn run_once(mut export: Command, wiki: &Path, formats: &str, output: &Path) -> Result<(f64, u64)> {
    let began = Instant::now();
    let mut run = export
        .args(["--format", formats, "--output"])
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
