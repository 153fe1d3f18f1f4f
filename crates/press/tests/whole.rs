//! The whole press: a folder of pages becomes books.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use relieur_application::ports::{BindRequest, Binding, PressEvent};
use relieur_book::read::unillustrated;
use relieur_domain::options::Patterns;
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
        self.bind_as(ExportOptions::of(formats))
    }

    fn bind_as(&self, options: ExportOptions) -> Result<Binding, Failure> {
        let output = self.folder.path().join("books");
        fs::create_dir_all(&output).expect("a folder");
        let request = BindRequest { snapshot: self.folder.path().to_owned(), options, output, stem: "handbook".into() };
        let heard = Arc::clone(&self.heard);
        bind(&request, &unillustrated, &(Arc::new(move |event| heard.lock().expect("not poisoned").push(event)) as _))
    }

    fn bind_and_read(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let binding = self.bind(Formats::all()).expect("three books");
        binding.files.into_iter().map(|file| (file.path.clone(), fs::read(&file.path).expect("the file"))).collect()
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

/// A text file in a zip.
fn unzipped(zip: &Path, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(zip).expect("the file")).expect("a zip");
    std::io::read_to_string(zip.by_name(name).expect("the file in it")).expect("UTF-8")
}

#[test]
fn bound_with_the_pdf_the_epub_lists_its_pages() {
    let wiki = small_wiki();
    let books = wiki.bind(Formats::all()).expect("three books");
    let nav = unzipped(&books.files[2].path, "EPUB/nav.xhtml");
    let (_, list) = nav.split_once("epub:type=\"page-list\"").expect("a list of pages");
    for (page, chapter) in [(1, "c0001"), (2, "c0002")] {
        assert!(list.contains(&format!("<a href=\"text/{chapter}.xhtml#page_{page}\">{page}</a>")), "{list}");
        let chapter = unzipped(&books.files[2].path, &format!("EPUB/text/{chapter}.xhtml"));
        assert_eq!(chapter.matches(&format!("id=\"page_{page}\"")).count(), 1, "{chapter}");
    }
    let alone = wiki.bind(Formats::parse(["epub"]).expect("a format")).expect("one book");
    assert!(!unzipped(&alone.files[0].path, "EPUB/nav.xhtml").contains("page-list"));
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
fn a_page_that_is_left_out_is_in_no_book() {
    let wiki = small_wiki();
    let leaving_out = |patterns: &str| {
        let mut options = ExportOptions::default();
        options.pages.exclude = Patterns::of_lines(patterns).expect("patterns");
        wiki.bind_as(options)
    };
    let binding = leaving_out("Setup").expect("three books");
    assert_eq!((binding.pages, binding.links.broken.len()), (1, 1), "{:?}", binding.links);
    let archive = zip::ZipArchive::new(fs::File::open(&binding.files[0].path).expect("the file")).expect("a zip");
    let mut names: Vec<_> = archive.file_names().map(|name| name.expect("a name in UTF-8").into_owned()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Home.md", "README.md", "_Sidebar.md", "assets/box.png", "wiki.json"]);
    judges::epub_is_sound(&binding.files[2].path);
    if let Some(words) = judges::text_of_pdf(&binding.files[1].path) {
        assert!(words.contains("See Setup and nothing") && !words.contains("cargo run"), "{words}");
    }
    let failure = leaving_out("*").expect_err("no page");
    assert_eq!(failure.code, FailureCode::NoPageChosen);
    assert!(failure.hint.contains("patterns"), "{failure}");
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

#[test]
fn a_listing_too_long_for_colours_is_told() {
    let page = format!("# Log\n\n```rust\n{}```\n", "let a = 1;\n".repeat(501));
    let wiki = Fetched::new(vec![text("Home.md", &page)]);
    let told = |options| wiki.bind_as(options).expect("a book").warnings;
    let epub = ExportOptions::of(Formats::parse(["epub"]).expect("a format"));
    let warnings = told(epub.clone());
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!((warnings[0].kind.as_str(), warnings[0].page.as_str()), ("plain_listing", "Home.md"));
    assert_eq!(
        warnings[0].message,
        "One listing has no colours, because only listings of at most 500 lines of 2000 bytes are coloured."
    );
    assert_eq!(told(ExportOptions { highlight: false, ..epub }), []);
}

#[test]
fn diagrams_are_drawn_and_what_cannot_be_stays_readable() {
    let page = "# Plans\n\n```mermaid\nflowchart LR\n  A[Wiki] -->|becomes| B[Book]\n```\n\n\
                ```geojson\n{\"type\": \"Feature\", \"properties\": {\"name\": \"Oslo\"}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [10.7, 59.9]}}\n```\n\n\
                ```stl\nsolid roof\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 2 0 0\nvertex 1 1 2\nendloop\nendfacet\nendsolid\n```\n\n\
                ```mermaid\nflowchart TD\n  A[unclosed --> B{{\n  ]] --->\n```\n";
    let again = "# Again\n\n- ```mermaid\n  flowchart LR\n    A[Wiki] -->|becomes| B[Book]\n  ```\n";
    let wiki = Fetched::new(vec![text("Home.md", page), text("Other.md", again)]);
    let binding = wiki.bind(Formats::all()).expect("three books");
    let told: Vec<_> = binding.warnings.iter().map(|warning| (warning.kind.as_str(), warning.page.as_str())).collect();
    assert_eq!(told, [("diagram", "Home.md")], "{:?}", binding.warnings);

    let [archive, pdf, epub] = [0, 1, 2].map(|index| &binding.files[index].path);
    if let Ok(shelf) = std::env::var("KEEP_BOOKS_IN") {
        for book in [pdf, epub] {
            fs::copy(book, Path::new(&shelf).join(book.file_name().expect("a name"))).expect("a copy");
        }
    }
    assert!(entry(archive, "Home.md").contains("A[Wiki] -->|becomes| B[Book]"), "the archive keeps the fence");

    judges::pdf_is_sound(pdf);
    if let Some(words) = judges::text_of_pdf(pdf) {
        assert!(words.contains("Mermaid diagram, in source form") && words.contains("A[unclosed"), "{words}");
        assert!(!words.contains("becomes") && !words.contains("endsolid"), "{words}");
    }

    judges::epub_is_sound(epub);
    let package = entry(epub, "package.opf");
    assert_eq!(package.matches("media-type=\"image/svg+xml\"").count(), 3, "each diagram once: {package}");
    let chapter = entry(epub, "c0001.xhtml");
    for alt in ["Flowchart: Wiki, Book, becomes", "Map of 1 feature: Oslo", "3D model roof, 1 triangle"] {
        assert!(chapter.contains(&format!("alt=\"{alt}\"")), "{alt}: {chapter}");
    }
    assert!(chapter.contains("A[unclosed"), "{chapter}");
    assert!(entry(epub, "c0002.xhtml").contains("alt=\"Flowchart: Wiki, Book, becomes\""));
}

/// The text of the first file in a zip whose path ends so.
fn entry(path: &Path, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).expect("the file")).expect("a zip");
    let names = zip.file_names().map(|file| file.expect("a name in UTF-8").into_owned()).collect::<Vec<_>>();
    let found = names.iter().find(|file| file.ends_with(name)).unwrap_or_else(|| panic!("{name} in {names:?}"));
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(found).expect("the entry"), &mut text).expect("text");
    text
}
