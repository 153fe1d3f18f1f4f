//! The whole press: a folder of pages becomes books.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use relieur_application::ports::{BindRequest, Binding, PressEvent};
use relieur_book::read::unillustrated;
use relieur_domain::wiki::{FetchStrategy, SnapshotFile, WikiRef, WikiSnapshot};
use relieur_domain::{ExportFormat, ExportOptions, Failure, FailureCode, Formats};
use relieur_press::press::bind;
use relieur_testkit::judges;

/// A wiki fetched and ready for the press.
struct Fetched {
    folder: tempfile::TempDir,
    heard: Arc<Mutex<Vec<PressEvent>>>,
}

impl Fetched {
    fn new(files: Vec<(String, Vec<u8>)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut described = Vec::new();
        for (number, (path, bytes)) in files.into_iter().enumerate() {
            let stored = number.to_string();
            fs::write(folder.path().join(&stored), &bytes).expect("a file");
            described.push(SnapshotFile { path, stored, bytes: bytes.len() as u64, history: None });
        }
        described.sort_by(|one, other| one.path.cmp(&other.path));
        let snapshot = WikiSnapshot {
            wiki: WikiRef::Folder { path: "handbook".into() },
            commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
            committed_at: chrono::DateTime::from_timestamp(1_760_000_001, 0),
            strategy: FetchStrategy::Folder,
            files: described,
            contributors: Vec::new(),
            repository: None,
            warnings: Vec::new(),
        };
        let description = serde_json::to_vec(&snapshot).expect("JSON");
        fs::write(folder.path().join(WikiSnapshot::FILE_NAME), description).expect("a file");
        Self { folder, heard: Arc::default() }
    }

    fn bind(&self, formats: Formats) -> Result<Binding, Failure> {
        let output = self.folder.path().join("books");
        fs::create_dir_all(&output).expect("a folder");
        let request = BindRequest {
            snapshot: self.folder.path().to_owned(),
            options: ExportOptions::of(formats),
            output,
            stem: "handbook".into(),
        };
        let heard = Arc::clone(&self.heard);
        bind(&request, &unillustrated, &(Arc::new(move |event| heard.lock().expect("not poisoned").push(event)) as _))
    }

    fn bind_and_read(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let binding = self.bind(Formats::all()).expect("three books");
        binding.files.into_iter().map(|file| (file.path.clone(), fs::read(&file.path).expect("the file"))).collect()
    }

    fn bind_epub(&self, name: &str) -> Binding {
        let binding = self
            .bind(Formats::parse(["epub"]).expect("a format"))
            .unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
        judges::epub_is_sound(&binding.files[0].path);
        binding
    }
}

fn text(path: &str, text: &str) -> (String, Vec<u8>) {
    (path.to_owned(), text.as_bytes().to_vec())
}

fn small_wiki() -> Fetched {
    let mut picture = Vec::new();
    image::DynamicImage::new_rgb8(20, 10)
        .write_to(&mut Cursor::new(&mut picture), image::ImageFormat::Png)
        .expect("a picture");
    Fetched::new(vec![
        text(
            "Home.md",
            "# Welcome\n\nSee [[Setup]] and [nothing](No-Such-Page).\n\n![A box](box.png)\n\n![gone](gone.png)\n",
        ),
        text(
            "Setup.md",
            "## First\n\n```sh\ncargo run\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nBack [home](Home).[^1]\n\n[^1]: A note.\n",
        ),
        text("_Sidebar.md", "* [[Home]]\n* Guides\n  * [[Setup]]\n"),
        ("box.png".to_owned(), picture),
    ])
}

#[test]
fn a_wiki_becomes_three_books_and_a_true_report() {
    let wiki = small_wiki();
    let binding = wiki.bind(Formats::all()).expect("three books");
    let formats: Vec<_> = binding.files.iter().map(|file| file.format).collect();
    assert_eq!(formats, ExportFormat::ALL);
    for file in &binding.files {
        let name = format!("handbook.{}", file.format.extension());
        assert_eq!(file.path, wiki.folder.path().join("books").join(name));
        assert!(file.path.metadata().expect("the file").len() > 500, "{file:?}");
    }
    assert_eq!(binding.pages, 2);
    assert_eq!(binding.links.internal, 2, "{:?}", binding.links);
    assert_eq!(binding.links.broken.len(), 1, "{:?}", binding.links);
    assert_eq!((binding.images.embedded, binding.images.missing.len()), (1, 1), "{:?}", binding.images);
    judges::epub_is_sound(&binding.files[2].path);
}

#[test]
fn progress_reaches_its_end_in_every_format() {
    let wiki = small_wiki();
    wiki.bind(Formats::all()).expect("three books");
    let heard = wiki.heard.lock().expect("not poisoned").clone();
    assert!(heard.contains(&PressEvent::Reading { done: 2, total: 2 }), "{heard:?}");
    for format in ExportFormat::ALL {
        let last = heard.iter().rev().find_map(|event| match event {
            PressEvent::Binding { format: of, done, total } if *of == format => Some((*done, *total)),
            _ => None,
        });
        assert!(last.is_some_and(|(done, total)| done == total && total > 0), "{format}: {last:?}");
    }
}

#[test]
fn only_what_was_asked_for_is_written() {
    let wiki = small_wiki();
    wiki.bind(Formats::parse(["epub"]).expect("a format")).expect("one book");
    let written: Vec<_> = fs::read_dir(wiki.folder.path().join("books"))
        .expect("the folder")
        .flatten()
        .map(|file| file.file_name())
        .collect();
    assert_eq!(written, ["handbook.epub"]);
}

#[test]
fn the_same_commit_gives_the_same_bytes() {
    let bytes = || {
        let binding = small_wiki().bind_and_read();
        binding.into_iter().map(|(path, bytes)| (path.extension().map(ToOwned::to_owned), bytes)).collect::<Vec<_>>()
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_wiki_without_pages_is_said_to_be_empty() {
    let failure = Fetched::new(vec![text("notes.xyz", "no page")]).bind(Formats::all()).expect_err("no page");
    assert_eq!(failure.code, FailureCode::EmptyWiki);
}

#[test]
fn a_folder_that_is_gone_is_not_a_fault_of_the_wikis() {
    let wiki = small_wiki();
    let request = BindRequest {
        snapshot: wiki.folder.path().to_owned(),
        options: ExportOptions::default(),
        output: wiki.folder.path().join("no such folder"),
        stem: "handbook".into(),
    };
    let failure = bind(&request, &unillustrated, &(Arc::new(|_| {}) as _)).expect_err("nowhere to write");
    assert!(failure.detail.is_some_and(|detail| detail.contains("No such file")));
}

/// Real wikis, where they are: set `RELIEUR_CORPORA` to a folder that holds them.
#[test]
fn epubcheck_finds_nothing_in_books_of_real_wikis() {
    let Ok(corpora) = std::env::var("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA is not set");
        return;
    };
    for name in ["typescript-wiki", "oppia-docs", "moviepilot-wiki", "oi-math"] {
        let folder = Path::new(&corpora).join(name);
        if !folder.exists() {
            eprintln!("skipped: {name} is not there");
            continue;
        }
        let mut files = Vec::new();
        collect(&folder, "", &mut files);
        let binding = Fetched::new(files).bind_epub(name);
        assert!(binding.pages > 20, "{name}: {} pages", binding.pages);
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            files.push((path, fs::read(entry.path()).expect("a file")));
        }
    }
}
