//! Build steps that cargo alone cannot do.
//!
//! `cargo xtask site` makes the web interface's static part, `cargo xtask dev`
//! rebuilds and restarts on every change, `cargo xtask bench` measures.

mod bench;
mod dev;
mod site;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(about = "Build steps of Relieur", version)]
enum Task {
    /// Builds the wasm, its script, the style sheet and the icons into target/site
    Site {
        /// Builds quickly instead of small: no optimiser, nothing compressed
        #[arg(long)]
        dev: bool,
    },
    /// Builds, starts the server, and does both anew on every change
    Dev,
    /// Measures exports: seconds, memory, sizes, each format alone and all together
    Bench {
        /// A folder with a wiki; may be given several times [default: made-up wikis]
        #[arg(long)]
        wiki: Vec<PathBuf>,
        /// How often each is measured
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
        runs: u16,
    },
}

/// The workspace.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn main() -> ExitCode {
    let done = match Task::parse() {
        Task::Site { dev } => site::build(if dev { site::Mode::Quick } else { site::Mode::Small }),
        Task::Dev => dev::dev(root()),
        Task::Bench { wiki, runs } => bench::bench(root(), &wiki, usize::from(runs)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
