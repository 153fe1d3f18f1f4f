//! The parent's side: starts the child, listens, and makes sense of its end.

use std::collections::VecDeque;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use async_trait::async_trait;
use relieur_application::ports::{
    BindRequest, Binding, FetchedImage, Illustrator, Press, PressEvent, ProgressSink, ReadyPress,
};
use relieur_book::memory::Memory;
use relieur_book::read::BROUGHT_FOLDER;
use relieur_domain::{ExportFormat, ExportOptions, Failure, FailureCode, WikiRef};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use super::course::Course;
use super::order::{Limits, Line, Order, Outcome, Prospect, Wish};

/// Bytes of what the child said last on its standard error that are kept.
const STDERR_TAIL: usize = 4 * 1024;

/// What the child gets of the environment: where to find fonts, folders and its
/// language. No secret of the server's.
const ENVIRONMENT: [&str; 12] = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_DATA_DIRS",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "RAYON_NUM_THREADS",
    "RUST_BACKTRACE",
];

/// Signals by number, as on every Linux this runs on (signal(7)).
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;

/// A press that works in a child process, one for each binding.
#[derive(Debug, Clone)]
pub struct PressChild {
    program: PathBuf,
    limits: Limits,
    memories: Option<PathBuf>,
}

impl PressChild {
    /// Starts `program press` for each binding and lets it use `limits`.
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Self { program, limits, memories: None }
    }

    /// Keeps in `folder` what may be used again when a wiki is bound another time.
    #[must_use]
    pub fn with_memories(self, folder: PathBuf) -> Self {
        Self { memories: std::path::absolute(folder).ok(), ..self }
    }

    fn spawn(&self, prospect: &Prospect) -> Result<Child, std::io::Error> {
        let mut command = Command::new(&self.program);
        command
            .arg("press")
            .arg(serde_json::to_string(prospect)?)
            .current_dir("/")
            .env_clear()
            .envs(ENVIRONMENT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            // The kernel takes longer to find and clear huge pages than the work with them
            // gains (docs/decisions/0017-allocator.md).
            .env("MIMALLOC_ALLOW_THP", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Of its own, so that an interrupt at the terminal is ours to handle.
            .process_group(0)
            .kill_on_drop(true);
        command.spawn()
    }
}

#[async_trait]
impl Press for PressChild {
    fn version(&self) -> &'static str {
        super::VERSION
    }

    fn start(&self, wiki: &WikiRef, options: &ExportOptions) -> Result<Box<dyn ReadyPress>, Failure> {
        // An archive alone is written as quickly as it is remembered.
        let memories = self.memories.as_deref().filter(|_| options.shows_pages());
        let memory = memories.map(|folder| Memory::file(folder, &wiki.to_string()));
        let prospect = Prospect { memory, pdf: options.formats.contains(ExportFormat::Pdf) };
        let child = self.spawn(&prospect).map_err(|error| not_started(&error))?;
        Ok(Box::new(Started { child, limits: self.limits }))
    }
}

/// A child that waits for its order.
struct Started {
    child: Child,
    limits: Limits,
}

#[async_trait]
impl ReadyPress for Started {
    async fn bind(
        self: Box<Self>,
        request: &BindRequest,
        illustrator: &dyn Illustrator,
        progress: ProgressSink<PressEvent>,
    ) -> Result<Binding, Failure> {
        let Self { mut child, limits } = *self;
        let order = order(request, limits).map_err(|error| not_started(&error))?;
        let mut course = Course::default();
        let conversation = Conversation { order: &order, request, illustrator, progress };
        let ended = tokio::time::timeout(limits.wall, conversation.attend(&mut child, &mut course)).await;
        let Ok(end) = ended else {
            // Awaited, so that nothing is left of it when we say it is over.
            let _ = child.kill().await;
            let limit = format!("not done after {} s", limits.wall.as_secs());
            return Err(failure(FailureCode::LimitExceeded, &limit, &course, request, ""));
        };
        match end.map_err(|error| not_started(&error))? {
            End::Done(binding) => Ok(binding),
            End::Failed { failure, stderr } => {
                tracing::warn!(%failure, detail = failure.detail, stderr, "the press failed");
                Err(failure)
            }
            End::Silent { status, stderr } => {
                let (code, cause) = explain(status, &stderr);
                Err(failure(code, &cause, &course, request, &stderr))
            }
        }
    }
}

/// How a child ended.
enum End {
    Done(Binding),
    Failed {
        failure: Failure,
        stderr: String,
    },
    /// Without a word.
    Silent {
        status: ExitStatus,
        stderr: String,
    },
}

/// The first line that is said to the child.
fn order(request: &BindRequest, limits: Limits) -> Result<Vec<u8>, std::io::Error> {
    // It does not work where we do.
    let (snapshot, output) = (std::path::absolute(&request.snapshot)?, std::path::absolute(&request.output)?);
    let request = BindRequest { snapshot, output, ..request.clone() };
    let mut order = serde_json::to_vec(&Order { request, limits })?;
    order.push(b'\n');
    Ok(order)
}

/// What is heard of the child and said to it.
struct Conversation<'a> {
    order: &'a [u8],
    request: &'a BindRequest,
    illustrator: &'a dyn Illustrator,
    progress: ProgressSink<PressEvent>,
}

impl Conversation<'_> {
    /// Listens until the child is done or has ended.
    async fn attend(&self, child: &mut Child, course: &mut Course) -> Result<End, std::io::Error> {
        // Held open as long as the child is wanted; it ends when this does.
        let mut lifeline = child.stdin.take();
        if let Some(to) = &mut lifeline {
            // A child that died meanwhile is understood by its end.
            let _ = to.write_all(self.order).await;
        }
        let said = child.stdout.take();
        let complained = child.stderr.take();
        let complaints = tokio::spawn(tail(complained));
        let outcome = self.listen(said, &mut lifeline, course).await?;
        if let Some(Outcome::Done { binding }) = outcome {
            // It is ending, which takes a while for one with a lot of memory.
            return Ok(End::Done(binding));
        }
        let status = child.wait().await?;
        drop(lifeline);
        let stderr = complaints.await?;
        Ok(match outcome {
            Some(Outcome::Failed { failure }) => End::Failed { failure, stderr },
            _ => End::Silent { status, stderr },
        })
    }

    async fn listen(
        &self,
        from: Option<impl AsyncRead + Unpin>,
        to: &mut Option<impl AsyncWrite + Unpin>,
        course: &mut Course,
    ) -> Result<Option<Outcome>, std::io::Error> {
        let Some(from) = from else {
            return Ok(None);
        };
        let mut lines = BufReader::new(from).lines();
        while let Some(line) = lines.next_line().await? {
            match serde_json::from_str(&line) {
                Ok(Line::Event(event)) => {
                    course.hear(&event);
                    (self.progress)(event);
                }
                Ok(Line::Wish(Wish::Images { urls })) => {
                    let mut answer = serde_json::to_vec(&self.illustrate(&urls).await?)?;
                    answer.push(b'\n');
                    if let Some(to) = to {
                        let _ = to.write_all(&answer).await;
                    }
                }
                Ok(Line::Outcome(said)) => return Ok(Some(said)),
                // A library that prints must not cost the book.
                Err(_) => tracing::debug!(line, "the press said something else"),
            }
        }
        Ok(None)
    }

    async fn illustrate(&self, urls: &[String]) -> Result<Vec<FetchedImage>, std::io::Error> {
        let into = self.request.snapshot.join(BROUGHT_FOLDER);
        tokio::fs::create_dir_all(&into).await?;
        let progress = Arc::clone(&self.progress);
        let tell = Arc::new(move |(done, total)| progress(PressEvent::Illustrating { done, total }));
        Ok(self.illustrator.fetch(urls, &into, tell).await)
    }
}

/// The last of what can be read.
async fn tail(from: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut from) = from else {
        return String::new();
    };
    let mut kept = VecDeque::new();
    let mut buffer = [0; 4096];
    while let Ok(bytes) = from.read(&mut buffer).await {
        if bytes == 0 {
            break;
        }
        kept.extend(&buffer[..bytes]);
        let excess = kept.len().saturating_sub(STDERR_TAIL);
        kept.drain(..excess);
    }
    String::from_utf8_lossy(kept.make_contiguous()).trim().to_owned()
}

/// What a child that ended without a word died of.
fn explain(status: ExitStatus, stderr: &str) -> (FailureCode, String) {
    let Some(signal) = status.signal() else {
        return (FailureCode::BindingFailed, format!("the press ended by itself ({status})"));
    };
    match signal {
        // We did not kill it: the system does so to whoever takes too much memory,
        // and at the end of the processor time.
        SIGKILL => (FailureCode::LimitExceeded, "killed by the system, most likely for want of memory".to_owned()),
        SIGXCPU => (FailureCode::LimitExceeded, "the processor time was used up".to_owned()),
        _ if stderr.contains("memory allocation of") => {
            (FailureCode::LimitExceeded, "the memory was used up".to_owned())
        }
        signal => (FailureCode::BindingFailed, format!("the press died of signal {signal}")),
    }
}

fn failure(code: FailureCode, cause: &str, course: &Course, request: &BindRequest, stderr: &str) -> Failure {
    let subject = course.subject(&request.options);
    let place = course.describe();
    tracing::warn!(subject, cause, place, stderr, "the press was stopped");
    let detail = match stderr {
        "" => format!("{cause}; {place}"),
        said => format!("{cause}; {place}; it said: {said}"),
    };
    Failure::new(code, subject).because(detail)
}

fn not_started(error: &std::io::Error) -> Failure {
    Failure::new(FailureCode::Internal, "the wiki").because(format!("the press did not start: {error}"))
}
