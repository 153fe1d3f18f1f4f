//! A press for the tests of the child process: `press-child press`.
//! What it does is told by the name of the books.

use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use relieur_application::ports::{BindRequest, Binding, BoundFile, PressEvent, ProgressSink};
use relieur_book::read::Illustrate;
use relieur_domain::{ExportFormat, Failure, FailureCode};
use relieur_press::press::{bind, child_main_with};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().collect();
    let [_, command, prospect] = arguments.as_slice() else { panic!("a command and what is to be expected") };
    assert_eq!(command, "press");
    assert!(prospect.starts_with('{'), "{prospect}");
    child_main_with(behave)
}

fn behave(
    request: &BindRequest,
    illustrate: Illustrate<'_>,
    progress: &ProgressSink<PressEvent>,
) -> Result<Binding, Failure> {
    progress(PressEvent::Binding { format: ExportFormat::Pdf, done: 3, total: 7 });
    match request.stem.as_str() {
        "honest" => honest(request),
        "fails" => Err(Failure::new(FailureCode::EmptyWiki, "octo/void")),
        "hangs" => loop {
            beat(request);
            thread::sleep(Duration::from_millis(10));
        },
        "burns" => loop {
            std::hint::spin_loop();
        },
        "hoards" => {
            let mut hoard: Vec<Vec<u8>> = Vec::new();
            loop {
                hoard.push(vec![1; 16 * 1024 * 1024]);
            }
        }
        "recurses" => Ok(Binding { pages: depth(0), ..Binding::default() }),
        "leaves" => std::process::exit(7),
        "illustrates" => {
            let urls = ["https://one.example/a.png".to_owned(), "https://two.example/b.png".to_owned()];
            let brought = serde_json::to_vec(&illustrate(&urls)).expect("JSON");
            std::fs::write(request.output.join("brought"), brought).expect("a file");
            honest(request)
        }
        "chatters" => {
            println!("not JSON at all");
            eprintln!("{}the last words", "noise ".repeat(100_000));
            honest(request)
        }
        "peeks" => {
            let names: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
            std::fs::write(request.output.join("environment"), names.join("\n")).expect("a file");
            honest(request)
        }
        _ => bind(request, illustrate, &Arc::clone(progress)),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every way to bind has one signature")]
fn honest(request: &BindRequest) -> Result<Binding, Failure> {
    let path = request.output.join("honest.pdf");
    Ok(Binding { files: vec![BoundFile { format: ExportFormat::Pdf, path }], pages: 7, ..Binding::default() })
}

/// A sign of life somebody outside can see stop.
fn beat(request: &BindRequest) {
    use std::io::Write;
    let path = request.output.join("beats");
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("a file");
    file.write_all(b".").expect("a beat");
}

#[expect(unconditional_recursion, reason = "to overflow the stack")]
fn depth(level: u64) -> u64 {
    let filler = std::hint::black_box([level; 512]);
    depth(filler[0] + 1) + std::hint::black_box(filler[511])
}
