//! The browser's half of the app: cargo, then wasm-bindgen, then the optimiser.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::folders::Folders;
use super::program::run;
use super::{Mode, node};

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds `relieur.js` and `relieur_bg.wasm` into `package`.
pub fn build(folders: &Folders, mode: Mode, package: &Path) -> Result<()> {
    let (profile, folder) = match mode {
        Mode::Small => ("wasm-release", "wasm-release"),
        Mode::Quick => ("dev", "debug"),
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut compiler = Command::new(cargo);
    compiler
        .current_dir(&folders.root)
        .args(["build", "--lib", "--package", "relieur-frontend", "--target", TARGET, "--profile", profile])
        // Leptos compiles this name in and would then look for another file.
        .env_remove("LEPTOS_OUTPUT_NAME");
    if mode == Mode::Small {
        compiler.arg("--config").arg(without_paths(folders));
    }
    run(&mut compiler, "compiling the front end (scripts/toolchain.sh sees to the wasm target)")?;

    let compiled = folders.target.join(TARGET).join(folder).join("relieur_frontend.wasm");
    Bindgen::new()
        .input_path(&compiled)
        .web(true)?
        .typescript(false)
        .keep_debug(false)
        .remove_producers_section(true)
        // Names make a panic readable; the optimiser takes them out.
        .remove_name_section(false)
        .out_name("relieur")
        .generate(package)
        .with_context(|| format!("wasm-bindgen cannot use {}", compiled.display()))?;

    if mode == Mode::Small {
        optimise(folders, &package.join("relieur_bg.wasm"))?;
    }
    Ok(())
}

/// The setting that keeps this machine's folders out of the module: panics name
/// source files, and the same source must give the same bytes everywhere.
fn without_paths(folders: &Folders) -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let flags = [(home, "/cargo"), (Some(folders.root.clone()), "/relieur")]
        .into_iter()
        .filter_map(|(folder, name)| Some(format!("--remap-path-prefix={}={name}", folder?.display())))
        // The debug form of a string is also a valid TOML string.
        .map(|flag| format!("{flag:?}"))
        .collect::<Vec<_>>();
    format!("target.{TARGET}.rustflags=[{}]", flags.join(","))
}

/// Halves the module. Not `--all-features`: that makes one no browser accepts.
fn optimise(folders: &Folders, module: &Path) -> Result<()> {
    let Some(optimiser) = node::tool(folders, "wasm-opt") else {
        eprintln!("wasm-opt is missing (npm package binaryen): the wasm stays twice as large as need be");
        return Ok(());
    };
    run(
        Command::new(optimiser)
            .args(["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--strip-debug", "-o"])
            .arg(module)
            .arg(module),
        "shrinking the wasm",
    )
}
