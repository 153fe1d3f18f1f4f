//! Binding by the child, and a look into every file of the books.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use relieur_application::ports::{BindRequest, Binding, FetchedImage, Illustrator, Press, ProgressSink};
use relieur_book::read::unillustrated;
use relieur_domain::wiki::{FetchStrategy, SnapshotFile, WikiRef, WikiSnapshot};
use relieur_domain::{ExportFormat, ExportOptions, Formats};
use relieur_press::press::{Limits, PressChild};
use relieur_testkit::judges;

/// A tenth of what a wiki may use, for wikis of one page.
const LIMITS: Limits = Limits { address_space_bytes: 16 << 30, cpu_seconds: 400, wall: Duration::from_mins(4) };

/// The first words of the file nobody may read.
const SECRET: &str = "root:x:0:0";

/// Three books and what was said about them.
pub struct Books {
    pub binding: Binding,
    epub: Vec<(String, Vec<u8>)>,
    _folder: tempfile::TempDir,
}

/// Nobody goes to other servers.
struct Recluse;

#[async_trait]
impl Illustrator for Recluse {
    async fn fetch(&self, urls: &[String], _: &Path, _: ProgressSink<(u64, u64)>) -> Vec<FetchedImage> {
        unillustrated(urls)
    }
}

/// Built by cargo beside the tests.
fn program() -> PathBuf {
    let tests = std::env::current_exe().expect("this program");
    let target = tests.parent().and_then(Path::parent).expect("target/debug");
    let program = target.join("examples/press-child");
    assert!(program.exists(), "build it first: cargo build -p relieur-press --example press-child");
    program
}

/// Binds the files in every format and judges the books.
pub async fn bound(name: &str, files: Vec<(String, Vec<u8>)>) -> Books {
    let folder = tempfile::tempdir().expect("a folder");
    let request = BindRequest {
        snapshot: stored(folder.path(), files),
        options: ExportOptions::of(Formats::all()),
        output: folder.path().join("books"),
        stem: "book".to_owned(),
    };
    std::fs::create_dir(&request.output).expect("a folder");
    let began = std::time::Instant::now();
    let binding = PressChild::new(program(), LIMITS)
        .start(&WikiRef::folder("/wiki"), &request.options)
        .expect("a press")
        .bind(&request, &Recluse, Arc::new(|_| {}))
        .await
        .unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
    eprintln!("{name}: {:.1} s, {:?}", began.elapsed().as_secs_f64(), kinds(&binding));
    let path = |format| {
        let file = binding.files.iter().find(|file| file.format == format);
        file.unwrap_or_else(|| panic!("{name}: no {format}")).path.clone()
    };
    let archive = unpacked(&path(ExportFormat::Markdown));
    let epub = unpacked(&path(ExportFormat::Epub));
    for (file, bytes) in archive.iter().chain(&epub) {
        assert!(!contains(bytes, SECRET), "{name}: {file} holds the secret");
    }
    for (file, bytes) in &epub {
        if let Some(what) = alive(file, bytes) {
            panic!("{name}: {what} in {file}");
        }
    }
    judges::epub_is_sound(&path(ExportFormat::Epub));
    judge_pdf(name, &path(ExportFormat::Pdf));
    Books { binding, epub, _folder: folder }
}

fn kinds(binding: &Binding) -> Vec<&str> {
    let mut kinds: Vec<_> = binding.warnings.iter().map(|warning| warning.kind.as_str()).collect();
    kinds.dedup();
    kinds
}

impl Books {
    /// The text of the EPUB's pages.
    pub fn epub_text(&self) -> String {
        let mut text = String::new();
        for (_, bytes) in self.epub.iter().filter(|(name, _)| ending(name) == "xhtml") {
            let mut reader = Reader::from_reader(bytes.as_slice());
            loop {
                match reader.read_event().expect("well-formed XML") {
                    Event::Text(run) => text.push_str(&run),
                    Event::Eof => break,
                    _ => {}
                }
            }
        }
        text
    }
}

fn stored(folder: &Path, files: Vec<(String, Vec<u8>)>) -> PathBuf {
    let snapshot = folder.join("snapshot");
    std::fs::create_dir(&snapshot).expect("a folder");
    let mut described = Vec::new();
    for (number, (path, bytes)) in files.into_iter().enumerate() {
        let stored = number.to_string();
        std::fs::write(snapshot.join(&stored), &bytes).expect("a file");
        described.push(SnapshotFile { path, stored, bytes: bytes.len() as u64, history: None });
    }
    described.sort_by(|one, other| one.path.cmp(&other.path));
    let description = WikiSnapshot {
        wiki: WikiRef::Folder { path: "hostile".into() },
        commit: None,
        committed_at: None,
        strategy: FetchStrategy::Folder,
        files: described,
        contributors: Vec::new(),
        repository: None,
        warnings: Vec::new(),
    };
    let description = serde_json::to_vec(&description).expect("JSON");
    std::fs::write(snapshot.join(WikiSnapshot::FILE_NAME), description).expect("a file");
    snapshot
}

fn unpacked(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("the file")).expect("a zip file");
    (0..archive.len())
        .map(|number| {
            let mut entry = archive.by_index(number).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("its content");
            (entry.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

fn contains(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

fn ending(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// What could run or load something from outside in a file of the EPUB.
fn alive(name: &str, bytes: &[u8]) -> Option<String> {
    if ending(name) == "css" {
        let style = String::from_utf8_lossy(bytes).to_lowercase();
        return ["url(", "@import", "expression("].iter().find(|word| style.contains(**word)).map(ToString::to_string);
    }
    if !["xhtml", "svg", "opf", "ncx", "xml"].contains(&ending(name)) {
        return None;
    }
    let mut reader = Reader::from_reader(bytes);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{name} is not well-formed: {error}")) {
            Event::Start(element) | Event::Empty(element) => {
                if let Some(found) = living_element(&element) {
                    return Some(found);
                }
            }
            Event::PI(instruction) => return Some(format!("{instruction:?}")),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn living_element(element: &BytesStart<'_>) -> Option<String> {
    const ELEMENTS: [&str; 16] = [
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "button",
        "base",
        "foreignobject",
        "animate",
        "set",
        "handler",
        "video",
        "audio",
        "applet",
        "frame",
        "style",
    ];
    let local = element.local_name().as_ref().to_lowercase();
    if ELEMENTS.contains(&local.as_str()) {
        return Some(format!("<{local}>"));
    }
    for attribute in element.attributes() {
        let attribute = attribute.expect("an attribute");
        let name = attribute.key.as_ref().to_lowercase();
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("a value").to_lowercase();
        let said = || Some(format!("<{local} {name}=\"{value}\">"));
        let key = name.rsplit(':').next().unwrap_or_default();
        if key.starts_with("on") {
            return said();
        }
        let leads = matches!(
            key,
            "href" | "src" | "srcset" | "poster" | "action" | "formaction" | "data" | "background" | "cite"
        );
        let compact: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let scheme = compact.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_link = local == "a" && key == "href" && matches!(scheme, "http" | "https" | "mailto");
        let is_picture = local == "image" && key == "href" && compact.starts_with("data:image/");
        let is_remote =
            compact.starts_with("//") || scheme.chars().all(|c| c.is_ascii_alphanumeric()) && !scheme.is_empty();
        if leads && is_remote && !is_link && !is_picture {
            return said();
        }
        if key == "style" && (compact.contains("url(") || compact.contains("expression(")) {
            return said();
        }
    }
    None
}

/// Sound, without the secret and without anything that runs.
fn judge_pdf(name: &str, path: &Path) {
    judges::pdf_is_sound(path);
    if let Some(text) = judges::text_of_pdf(path) {
        assert!(!text.contains(SECRET), "{name}: the PDF holds the secret");
    }
    let Ok(output) = Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(path).arg("-").output()
    else {
        return;
    };
    for word in
        ["/JavaScript", "/JS ", "/Launch", "/EmbeddedFile", "/GoToR", "(javascript:", "(file:", "(data:", "(vbscript:"]
    {
        assert!(!contains(&output.stdout, word), "{name}: {word} in the PDF");
    }
}
