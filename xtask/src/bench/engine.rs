//! The engine: the PDF in turn with Typst's own program on the same source.
//!
//! Typst comes from PyPI into `target/tools/typst`; it gets the source that Relieur
//! writes, and makes a PDF of the same standard of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::{export, median, name_of};

/// A folder has no date, without which there is no PDF/A; so neither promises that.
const COMPILE: &str = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], pdf_standards=['ua-1'])";

/// Compares on each wiki, `runs` times each.
pub fn measure(root: &Path, program: &Path, work: &Path, wikis: &[PathBuf], runs: usize) -> Result<()> {
    let tools = root.join("target/tools/typst");
    if let Err(problem) = install(&tools) {
        println!("\nNo comparison with Typst alone: {problem:#}");
        return Ok(());
    }
    println!("\n| wiki | PDF, seconds | Typst alone, seconds | ratio (medians of {runs}) |");
    println!("|---|---:|---:|---:|");
    for wiki in wikis {
        let (source, output) = (work.join("typst"), work.join("out"));
        let _ = fs::remove_dir_all(&source);
        let mut writes = Command::new(root.join("target/release/examples/bind-folder"));
        run(writes.arg(wiki).arg(&source).arg("typst"))?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            let _ = fs::remove_dir_all(&output);
            fs::create_dir_all(&output)?;
            ours.push(run(export(program, work).args(["--format", "pdf", "--output"]).args([&output, wiki]))?);
            let mut typst = Command::new("python3");
            typst.env("PYTHONPATH", &tools).args(["-c", COMPILE]).arg(source.join("main.typ"));
            theirs.push(run(typst.arg(output.join("typst.pdf")))?);
        }
        let (ours, theirs) = (median(ours), median(theirs));
        println!("| {} | {ours:.2} | {theirs:.2} | {:.2} |", name_of(wiki), ours / theirs);
    }
    Ok(())
}

fn install(tools: &Path) -> Result<()> {
    if tools.join("typst").exists() {
        return Ok(());
    }
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(tools).arg("typst==0.15.0");
    run(&mut pip).map(drop)
}

/// Seconds a command takes.
fn run(command: &mut Command) -> Result<f64> {
    let began = Instant::now();
    let end = command.stdout(Stdio::null()).stderr(Stdio::piped()).output();
    let end = end.with_context(|| format!("{} cannot be started", command.get_program().display()))?;
    ensure!(end.status.success(), "{}", String::from_utf8_lossy(&end.stderr).trim());
    Ok(began.elapsed().as_secs_f64())
}
