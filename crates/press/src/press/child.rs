//! The child's side: takes its order, confines itself, binds, says what it did.

use std::io::{self, BufRead, Write};
use std::process::{self, ExitCode};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use relieur_application::ports::{BindRequest, Binding, PressEvent, ProgressSink};
use relieur_book::memory::Memory;
use relieur_book::read::Illustrate;
use relieur_domain::Failure;
use rlimit::Resource;
use serde::Serialize;

use super::bind::bind_remembering;
use super::order::{Limits, Order, Outcome, Prospect, Wish};
use crate::pdf;

/// Seconds between the polite signal at the end of the processor time and the one
/// that cannot be refused.
const CPU_GRACE_SECONDS: u64 = 5;

/// Gets ready for what is to be expected by the `prospect`, its argument, waits for an
/// order on standard input and carries it out; see [`PressChild`](super::PressChild), which
/// gives both. Progress and outcome go to standard
/// output as lines of JSON.
///
/// When pages show images on other servers, their addresses go to standard output too
/// and the answer is the next line of standard input.
///
/// The process ends when its standard input does: the parent holds the other end, so
/// a parent that dies, however it dies, takes its press with it. (The death signal
/// Linux offers comes when the *thread* that started the child ends, which a pool of
/// threads may do at any time.)
pub fn child_main(prospect: Option<&str>) -> ExitCode {
    let prospect: Prospect = prospect.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    if prospect.pdf {
        pdf::look_for_fonts();
    }
    let memory = thread::spawn(|| prospect.memory.map(Memory::at).unwrap_or_default());
    run(|order, illustrate, progress| {
        let memory = memory.join().unwrap_or_default();
        bind_remembering(&order.request, &memory, illustrate, progress, |binding| {
            // The process ends with everything in its place: quicker than to clear up.
            say(&Outcome::Done { binding });
            process::exit(0)
        })
    })
}

/// The same with other work than [`bind`], to try what becomes of work that
/// misbehaves.
pub fn child_main_with(
    work: impl FnOnce(&BindRequest, Illustrate<'_>, &ProgressSink<PressEvent>) -> Result<Binding, Failure>,
) -> ExitCode {
    run(|order, illustrate, progress| work(&order.request, illustrate, progress))
}

fn run(work: impl FnOnce(&Order, Illustrate<'_>, &ProgressSink<PressEvent>) -> Result<Binding, Failure>) -> ExitCode {
    let (heard, answers) = mpsc::channel();
    thread::spawn(move || listen(&heard));
    let order: Order = match answers.recv().map_err(io::Error::other).and_then(|line| Ok(serde_json::from_str(&line)?))
    {
        Ok(order) => order,
        Err(error) => {
            eprintln!("the order cannot be read: {error}");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = confine(&order.limits) {
        eprintln!("the limits cannot be set: {error}");
        return ExitCode::from(2);
    }
    let sink: ProgressSink<PressEvent> = Arc::new(|event| say(&event));
    let answers = Mutex::new(answers);
    let illustrate = |urls: &[String]| {
        say(&Wish::Images { urls: urls.to_vec() });
        let answer = answers.lock().unwrap_or_else(PoisonError::into_inner).recv();
        answer.ok().and_then(|line| serde_json::from_str(&line).ok()).unwrap_or_default()
    };
    let outcome = match work(&order, &illustrate, &sink) {
        Ok(binding) => Outcome::Done { binding },
        Err(failure) => Outcome::Failed { failure },
    };
    say(&outcome);
    ExitCode::SUCCESS
}

/// Hands on what the parent says; ends the process when it can say nothing more.
fn listen(heard: &mpsc::Sender<String>) {
    for line in io::stdin().lock().lines() {
        // Nobody waits any more: the line is of no use, its end still is.
        let _ = line.map(|line| heard.send(line));
    }
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
