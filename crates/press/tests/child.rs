//! The press in a process of its own: whatever happens to it, the parent lives on and
//! can say what happened.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use relieur_application::ports::{BindRequest, Binding, FetchedImage, Illustrator, Press, PressEvent, ProgressSink};
use relieur_domain::{ExportFormat, ExportOptions, Failure, FailureCode, WikiRef};
use relieur_press::press::{Limits, PressChild};

const GENEROUS: Limits = Limits { address_space_bytes: 16 << 30, cpu_seconds: 600, wall: Duration::from_mins(2) };

/// Built by cargo beside the tests.
fn program() -> PathBuf {
    let tests = std::env::current_exe().expect("this program");
    let target = tests.parent().and_then(Path::parent).expect("target/debug");
    let program = target.join("examples/press-child");
    assert!(program.exists(), "build it first: cargo build -p relieur-press --example press-child");
    program
}

/// Brings the first image and not the others.
struct Messenger;

#[async_trait]
impl Illustrator for Messenger {
    async fn fetch(&self, urls: &[String], into: &Path, progress: ProgressSink<(u64, u64)>) -> Vec<FetchedImage> {
        let mut brought = Vec::new();
        for (number, url) in urls.iter().enumerate() {
            let outcome = if number == 0 { Ok("0".to_owned()) } else { Err("HTTP status 404".to_owned()) };
            std::fs::write(into.join(number.to_string()), url).expect("a file");
            brought.push(FetchedImage { url: url.clone(), outcome });
            progress((number as u64 + 1, urls.len() as u64));
        }
        brought
    }
}

fn wiki() -> WikiRef {
    WikiRef::folder("/wiki")
}

struct Trial {
    folder: tempfile::TempDir,
    request: BindRequest,
    heard: Arc<Mutex<Vec<PressEvent>>>,
}

impl Trial {
    fn new(behaviour: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("out");
        std::fs::create_dir(&output).expect("a folder");
        let request = BindRequest {
            snapshot: folder.path().join("snapshot"),
            options: ExportOptions::default(),
            output,
            stem: behaviour.to_owned(),
        };
        Self { folder, request, heard: Arc::default() }
    }

    async fn run(&self, limits: Limits) -> Result<Binding, Failure> {
        let heard = Arc::clone(&self.heard);
        let sink = Arc::new(move |event| heard.lock().expect("not poisoned").push(event));
        PressChild::new(program(), limits)
            .start(&wiki(), &self.request.options)?
            .bind(&self.request, &Messenger, sink)
            .await
    }

    async fn failure(&self, limits: Limits) -> Failure {
        self.run(limits).await.expect_err("it cannot end well")
    }

    fn beats(&self) -> u64 {
        std::fs::metadata(self.request.output.join("beats")).map_or(0, |file| file.len())
    }

    /// Waits for the child's first sign of life, and for its last.
    async fn await_life(&self) {
        while self.beats() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn await_death(&self) {
        loop {
            let before = self.beats();
            tokio::time::sleep(Duration::from_secs(1)).await;
            if self.beats() == before {
                return;
            }
        }
    }

    /// Nothing is left lying about but what the work itself wrote.
    fn leaves_nothing_behind(&self) {
        let left: Vec<_> = std::fs::read_dir(self.folder.path())
            .expect("the folder")
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        assert_eq!(left, ["out"]);
    }
}

#[tokio::test]
async fn images_on_other_servers_are_brought_by_the_parent() {
    let trial = Trial::new("illustrates");
    std::fs::create_dir(&trial.request.snapshot).expect("a folder");
    let binding = trial.run(GENEROUS).await.expect("a binding");
    assert_eq!(binding.pages, 7);
    let brought = std::fs::read(trial.request.output.join("brought")).expect("a file");
    let brought: Vec<FetchedImage> = serde_json::from_slice(&brought).expect("images");
    let outcomes: Vec<_> = brought.into_iter().map(|image| image.outcome).collect();
    assert_eq!(outcomes, [Ok("0".to_owned()), Err("HTTP status 404".to_owned())]);
    let stored = std::fs::read_to_string(trial.request.snapshot.join("elsewhere/0")).expect("a file");
    assert_eq!(stored, "https://one.example/a.png");
    let heard = trial.heard.lock().expect("not poisoned").clone();
    assert!(heard.contains(&PressEvent::Illustrating { done: 2, total: 2 }), "{heard:?}");
}

#[tokio::test]
async fn progress_and_result_come_through() {
    let trial = Trial::new("honest");
    let binding = trial.run(GENEROUS).await.expect("a binding");
    assert_eq!(binding.pages, 7);
    assert_eq!(binding.files[0].path, trial.request.output.join("honest.pdf"));
    let heard = trial.heard.lock().expect("not poisoned").clone();
    assert_eq!(heard, [PressEvent::Binding { format: ExportFormat::Pdf, done: 3, total: 7 }]);
    trial.leaves_nothing_behind();
}

#[tokio::test]
async fn a_failure_keeps_its_words() {
    let failure = Trial::new("fails").failure(GENEROUS).await;
    assert_eq!(failure, Failure::new(FailureCode::EmptyWiki, "octo/void"));
}

#[tokio::test]
async fn a_child_that_hangs_is_stopped_at_the_limit() {
    let trial = Trial::new("hangs");
    let failure = trial.failure(Limits { wall: Duration::from_secs(2), ..GENEROUS }).await;
    assert_eq!(failure.code, FailureCode::LimitExceeded);
    let detail = failure.detail.expect("a detail");
    assert!(detail.contains("not done after 2 s") && detail.contains("PDF at page 3 of 7"), "{detail}");
    trial.await_death().await;
    trial.leaves_nothing_behind();
}

#[tokio::test]
async fn a_child_that_takes_all_the_memory_is_stopped() {
    let failure = Trial::new("hoards").failure(Limits { address_space_bytes: 2 << 30, ..GENEROUS }).await;
    assert_eq!(failure.code, FailureCode::LimitExceeded, "{failure:?}");
    assert!(failure.message.contains("memory"), "{failure}");
}

#[tokio::test]
async fn a_child_that_takes_all_the_processor_time_is_stopped() {
    let failure = Trial::new("burns").failure(Limits { cpu_seconds: 1, ..GENEROUS }).await;
    assert_eq!(failure.code, FailureCode::LimitExceeded, "{failure:?}");
}

#[tokio::test]
async fn a_stack_overflow_costs_the_job_and_not_the_server() {
    let failure = Trial::new("recurses").failure(GENEROUS).await;
    assert_eq!(failure.code, FailureCode::BindingFailed, "{failure:?}");
    assert!(failure.detail.expect("a detail").contains("overflowed its stack"));
}

#[tokio::test]
async fn a_child_that_leaves_without_a_word_is_reported() {
    let failure = Trial::new("leaves").failure(GENEROUS).await;
    assert_eq!(failure.code, FailureCode::BindingFailed);
    assert!(failure.detail.expect("a detail").contains("exit status: 7"));
}

#[tokio::test]
async fn chatter_does_no_harm() {
    let binding = Trial::new("chatters").run(GENEROUS).await.expect("a binding");
    assert_eq!(binding.pages, 7);
}

#[tokio::test]
async fn cancelling_ends_the_child() {
    let trial = Arc::new(Trial::new("hangs"));
    let task = tokio::spawn({
        let trial = Arc::clone(&trial);
        async move { trial.run(GENEROUS).await }
    });
    trial.await_life().await;
    task.abort();
    assert!(task.await.expect_err("aborted").is_cancelled());
    trial.await_death().await;
    trial.leaves_nothing_behind();
}

#[tokio::test]
async fn the_child_sees_none_of_the_servers_secrets() {
    let trial = Trial::new("peeks");
    trial.run(GENEROUS).await.expect("a binding");
    let names = std::fs::read_to_string(trial.request.output.join("environment")).expect("the names");
    // Set for every test by cargo, as RELIEUR_GITHUB_TOKEN may be for the server.
    assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
    assert!(!names.lines().any(|name| name.starts_with("CARGO") || name.starts_with("RELIEUR")), "{names}");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_reported() {
    let trial = Trial::new("honest");
    let press = PressChild::new(trial.folder.path().join("no-such-program"), GENEROUS);
    let failure = press.start(&wiki(), &trial.request.options).err().expect("no program");
    assert_eq!(failure.code, FailureCode::Internal);
}

#[tokio::test]
async fn a_wiki_without_a_snapshot_is_an_honest_failure() {
    let failure = Trial::new("book").failure(GENEROUS).await;
    assert_eq!(failure.code, FailureCode::Internal);
    assert!(failure.detail.expect("a detail").contains("snapshot.json"));
}
