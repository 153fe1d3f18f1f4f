//! The tools from npm: Tailwind with DaisyUI for the style sheet, binaryen for the
//! wasm. They are needed to build only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Mode;
use super::folders::Folders;
use super::program::run;

/// Kept beside the packages: the lock file they were installed from.
const INSTALLED: &str = "node_modules/.installed-from";

/// Installs what package-lock.json says, unless it is there already.
pub fn install(folders: &Folders) -> Result<()> {
    let lock = fs::read(folders.root.join("package-lock.json")).context("cannot read package-lock.json")?;
    let installed = folders.root.join(INSTALLED);
    if fs::read(&installed).is_ok_and(|from| from == lock) {
        return Ok(());
    }
    println!("installing the style tools from npm");
    run(
        Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).current_dir(&folders.root).args([
            "ci",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]),
        "installing the style tools",
    )?;
    fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
}

/// The program `name` of an installed package.
pub fn tool(folders: &Folders, name: &str) -> Option<PathBuf> {
    let name = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
    let path = folders.root.join("node_modules/.bin").join(name);
    path.exists().then_some(path)
}

/// Makes the style sheet.
pub fn make_styles(folders: &Folders, mode: Mode, out: &Path) -> Result<()> {
    let tailwind = tool(folders, "tailwindcss").context("npm's @tailwindcss/cli is not installed")?;
    let mut command = Command::new(tailwind);
    command.current_dir(&folders.root).args(["--input", "style/relieur.css", "--output"]).arg(out);
    if mode == Mode::Small {
        command.arg("--minify");
    }
    run(&mut command, "making the style sheet")
}
