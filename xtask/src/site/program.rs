//! Running other programs.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs `command` to its end, its output passed on; an error says what it was for.
pub fn run(command: &mut Command, purpose: &str) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{purpose}: cannot run {program}; is it installed?"))?;
    ensure!(status.success(), "{purpose}: {program} ended with {status}");
    Ok(())
}
