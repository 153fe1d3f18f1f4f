//! `cargo xtask dev`: builds, starts the server, and does both anew on every change.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};

/// How often the sources are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// What a change is looked for in.
const SOURCES: [&str; 8] = ["app", "crates", "frontend", "public", "server", "style", "Cargo.toml", "package.json"];

/// Runs until it is ended.
pub fn dev(root: &Path) -> Result<()> {
    let mut server: Option<Child> = None;
    let mut seen = None;
    loop {
        let newest = newest_change(root)?;
        if seen != Some(newest) {
            seen = Some(newest);
            if let Some(mut running) = server.take() {
                stop(&mut running)?;
            }
            if build(root)? {
                server = Some(start(root)?);
            } else {
                eprintln!("relieur: waiting for the next change");
            }
        }
        sleep(LOOK_EVERY);
    }
}

/// Whether everything could be built. Faults are the compiler's to tell.
fn build(root: &Path) -> Result<bool> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for arguments in
        [&["run", "--quiet", "--package", "xtask", "--", "site", "--dev"][..], &["build", "--package", "relieur"]]
    {
        if !Command::new(&cargo)
            .args(arguments)
            .current_dir(root)
            .status()
            .context("cargo cannot be started")?
            .success()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn start(root: &Path) -> Result<Child> {
    Command::new(root.join("target/debug/relieur"))
        .arg("serve")
        .current_dir(root)
        .spawn()
        .context("the server does not start")
}

/// As Ctrl-C would, so that a running job is handed back.
fn stop(server: &mut Child) -> Result<()> {
    let _ = Command::new("kill").args(["-INT", &server.id().to_string()]).status();
    for _ in 0..100 {
        if server.try_wait()?.is_some() {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    server.kill()?;
    server.wait()?;
    Ok(())
}

fn newest_change(root: &Path) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut waiting: Vec<PathBuf> = SOURCES.iter().map(|name| root.join(name)).collect();
    while let Some(path) = waiting.pop() {
        let Ok(metadata) = path.metadata() else { continue };
        if metadata.is_dir() {
            for entry in path.read_dir().with_context(|| format!("{} cannot be read", path.display()))? {
                waiting.push(entry?.path());
            }
        }
        newest = newest.max(metadata.modified()?);
    }
    Ok(newest)
}
