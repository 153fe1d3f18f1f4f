//! Whether anything changed since the last build: a sum over all that goes in.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Mode;
use super::folders::{Folders, files_below};

/// Whole folders that go in.
const FOLDERS: [&str; 6] = ["app", "crates/domain/src", "frontend", "public", "style", "xtask/src"];

/// Single files that go in.
const FILES: [&str; 6] = [
    "Cargo.lock",
    "Cargo.toml",
    "crates/domain/Cargo.toml",
    "package-lock.json",
    "rust-toolchain.toml",
    "xtask/Cargo.toml",
];

/// The sum over the content of everything the site is made from. Times do not
/// count: a checkout changes them, and nothing else.
pub fn of_inputs(folders: &Folders) -> Result<String> {
    let mut inputs: Vec<PathBuf> = FILES.iter().map(|file| folders.root.join(file)).collect();
    for folder in FOLDERS {
        inputs.extend(files_below(&folders.root.join(folder))?);
    }
    inputs.sort();
    inputs.dedup();

    let mut sum = DefaultHasher::new();
    for input in inputs {
        let content = fs::read(&input).with_context(|| format!("cannot read {}", input.display()))?;
        input.strip_prefix(&folders.root)?.hash(&mut sum);
        content.hash(&mut sum);
    }
    Ok(format!("{:016x}", sum.finish()))
}

/// Whether the site was built from inputs with this sum. What was built small will
/// do for a quick build too.
pub fn is_current(folders: &Folders, mode: Mode, stamp: &str) -> Result<bool> {
    if !folders.site().join("pkg/relieur_bg.wasm").is_file() {
        return Ok(false);
    }
    let path = path(folders);
    if !path.is_file() {
        return Ok(false);
    }
    let kept = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(kept == line(Mode::Small, stamp) || kept == line(mode, stamp))
}

/// Notes what the site was built from.
pub fn write(folders: &Folders, mode: Mode, stamp: &str) -> Result<()> {
    let path = path(folders);
    fs::write(&path, line(mode, stamp)).with_context(|| format!("cannot write {}", path.display()))
}

fn path(folders: &Folders) -> PathBuf {
    folders.root.join("target/site.stamp")
}

fn line(mode: Mode, stamp: &str) -> String {
    let mode = match mode {
        Mode::Small => "small",
        Mode::Quick => "quick",
    };
    format!("{mode} {stamp}\n")
}
