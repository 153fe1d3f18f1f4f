//! The command line. One file per command.

mod choices;
mod export;
mod ledger;
mod serve;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Turn GitHub wikis into books to keep: a Markdown archive, a PDF, an EPUB.
#[derive(Debug, Parser)]
#[command(name = "relieur", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Export wikis into files on this machine
    Export(export::Arguments),
    /// Start the web application and its worker
    Serve(serve::Arguments),
    /// Bind one snapshot; started by the other commands
    #[command(hide = true)]
    Press {
        /// What is to be expected
        prospect: Option<String>,
    },
}

/// Runs the command that was asked for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Press { prospect } = cli.command {
        return relieur_press::press::child_main(prospect.as_deref());
    }
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => {
            eprintln!("relieur: {error}");
            return ExitCode::from(2);
        }
    };
    let outcome = match cli.command {
        Command::Export(arguments) => export::run(&config, &arguments),
        Command::Serve(arguments) => serve::run(config, &arguments),
        Command::Press { .. } => unreachable!("answered above"),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("relieur: {error:#}");
        ExitCode::FAILURE
    })
}

/// Logs go to standard error, filtered by `RELIEUR_LOG`.
fn start_logging(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter)
        .map_err(|problem| anyhow::anyhow!("RELIEUR_LOG is {filter:?}: {problem}; write for example info"))?;
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .with_target(false)
        .init();
    Ok(())
}
