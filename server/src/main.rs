//! The `relieur` binary: the command line, and the composition root of the server.

mod api;
mod cli;
mod compose;
mod config;
mod etag;
mod site;
mod web;

use std::process::ExitCode;

/// Typesetting makes and drops small pieces of memory by the million, on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
