//! `cargo xtask bench`: how long things take and how much memory they use.
//!
//! Everything is measured on the release binary, as whole processes, in turn with
//! what it is compared to, and given as medians over several runs.

mod engine;
mod exports;
mod fetching;
mod made_up;
mod reading;
mod rivals;
mod scaling;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

/// Measures exports, fetches, rivals, the engine alone and what large wikis cost, `runs` times each: of
/// `wikis`, or of made-up ones when there are none.
pub fn bench(root: &Path, wikis: &[PathBuf], runs: usize) -> Result<()> {
    let program = root.join("target/release/relieur");
    ensure!(program.exists(), "there is no {}; run: cargo build --release --package relieur", program.display());
    let work = root.join("target/bench");
    let made_up =
        if wikis.is_empty() { vec![made_up::wiki(&work, 100)?, made_up::wiki(&work, 1_000)?] } else { Vec::new() };
    let wikis: Vec<PathBuf> = wikis.iter().cloned().chain(made_up).collect();
    exports::measure(&program, &work, &wikis, runs)?;
    fetching::measure(root, &program, &work, &wikis, runs)?;
    rivals::measure(root, &program, &work, &wikis, runs)?;
    engine::measure(root, &program, &work, &wikis, runs)?;
    scaling::measure(&program, &work, runs)?;
    reading::measure(&program, &work, runs)
}

/// `relieur export`, without what it remembers of earlier exports.
fn export(program: &Path, work: &Path) -> Command {
    let _ = fs::remove_dir_all(work.join("cache"));
    export_again(program, work)
}

/// `relieur export` by somebody who did it before.
fn export_again(program: &Path, work: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("XDG_CACHE_HOME", work.join("cache")).args(["export", "--json", "--force"]);
    command
}

/// The middle of `values`; the upper one of an even number.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The name a wiki goes by in a table.
fn name_of(wiki: &Path) -> String {
    wiki.file_name().unwrap_or(wiki.as_os_str()).to_string_lossy().into_owned()
}
