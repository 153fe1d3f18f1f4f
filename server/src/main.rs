//! The `relieur` binary: the command line, and the composition root of the server.

mod api;
mod cli;
mod compose;
mod config;
mod etag;
mod site;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
