//! The child's side: takes its order, confines itself, binds, says what it did.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::thread;

use relieur_application::ports::{BindRequest, Binding, PressEvent, ProgressSink};
use relieur_domain::Failure;
use rlimit::Resource;
use serde::Serialize;

use super::bind::bind;
use super::order::{Limits, Order, Outcome};

/// Seconds between the polite signal at the end of the processor time and the one
/// that cannot be refused.
const CPU_GRACE_SECONDS: u64 = 5;

/// Runs the order in the file `request`; see [`PressChild`](super::PressChild), which
/// writes it. Progress and outcome go to standard output as lines of JSON.
///
/// The process ends when its standard input does: the parent holds the other end, so
/// a parent that dies, however it dies, takes its press with it. (The death signal
/// Linux offers comes when the *thread* that started the child ends, which a pool of
/// threads may do at any time.)
pub fn child_main(request: &Path) -> ExitCode {
    child_main_with(request, bind)
}

/// The same with other work than [`bind`], to try what becomes of work that
/// misbehaves.
pub fn child_main_with(
    request: &Path,
    work: impl FnOnce(&BindRequest, &ProgressSink<PressEvent>) -> Result<Binding, Failure>,
) -> ExitCode {
    thread::spawn(end_with_standard_input);
    let order = match order(request) {
        Ok(order) => order,
        Err(error) => {
            eprintln!("the order {} cannot be read: {error}", request.display());
            return ExitCode::from(2);
        }
    };
    if let Err(error) = confine(&order.limits) {
        eprintln!("the limits cannot be set: {error}");
        return ExitCode::from(2);
    }
    let sink: ProgressSink<PressEvent> = Arc::new(|event| say(&event));
    let outcome = match work(&order.request, &sink) {
        Ok(binding) => Outcome::Done { binding },
        Err(failure) => Outcome::Failed { failure },
    };
    say(&outcome);
    ExitCode::SUCCESS
}

fn order(path: &Path) -> Result<Order, io::Error> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

fn end_with_standard_input() {
    let mut ignored = [0; 64];
    let mut input = io::stdin().lock();
    while input.read(&mut ignored).is_ok_and(|bytes| bytes > 0) {}
    process::exit(3);
}

/// Memory and processor time; and no core dumps: the memory of this process is
/// somebody's wiki.
fn confine(limits: &Limits) -> io::Result<()> {
    lower(Resource::CORE, 0, 0)?;
    lower(Resource::AS, limits.address_space_bytes, limits.address_space_bytes)?;
    lower(Resource::CPU, limits.cpu_seconds, limits.cpu_seconds.saturating_add(CPU_GRACE_SECONDS))
}

/// Sets a limit, or keeps the one that is there where it is tighter.
fn lower(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    let (_, ceiling) = rlimit::getrlimit(resource)?;
    rlimit::setrlimit(resource, soft.min(ceiling), hard.min(ceiling))
}

/// Says one line. Nobody listening means that nobody wants the book any more.
fn say(message: &impl Serialize) {
    let Ok(mut line) = serde_json::to_vec(message) else {
        return;
    };
    line.push(b'\n');
    let mut output = io::stdout().lock();
    if output.write_all(&line).and_then(|()| output.flush()).is_err() {
        process::exit(3);
    }
}
