//! The ten pages as books, and pictures of them.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::RgbImage;
use relieur_testkit::pictures;

use crate::fonts::Fonts;

/// The pages, in the order of the side bar.
pub const TITLES: [&str; 10] = [
    "Wide Table",
    "Long Code",
    "Formulas",
    "Chinese Japanese Korean",
    "Arabic",
    "Emoji",
    "Alerts",
    "Diagram",
    "Nested Lists",
    "Footnotes",
];

/// Dots per inch at which a page of the PDF is drawn: the smallest letters can just be read.
const RESOLUTION: u32 = 72;

/// The screen of a small tablet, in pixels.
const SCREEN: (u32, u32) = (600, 800);

/// A page by its title.
pub type Page = (&'static str, RgbImage);

/// A PDF and an EPUB.
pub struct Books {
    folder: tempfile::TempDir,
}

impl Books {
    /// Binds the wiki in a process of its own, for fonts are looked for but once in each.
    pub fn bound(fonts: &Fonts) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let wiki = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/wiki");
        let output = Command::new(program())
            .env("FONTCONFIG_FILE", fonts.configuration())
            .args([&wiki, folder.path()])
            .args(["pdf", "epub"])
            .output()
            .expect("bind-folder starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { folder }
    }

    fn pdf(&self) -> PathBuf {
        self.folder.path().join("book.pdf")
    }

    /// The first page of each chapter of the PDF.
    pub fn pages_of_the_pdf(&self) -> Option<Vec<Page>> {
        let chapters = pictures::chapters_of_pdf(&self.pdf())?;
        let draw = |title: &'static str| {
            let (_, page) = chapters.iter().find(|(chapter, _)| chapter == title).expect("a bookmark for each page");
            let picture = pictures::of_pdf(&self.pdf(), *page, RESOLUTION)?;
            Some((title, read(&picture)))
        };
        TITLES.into_iter().map(draw).collect()
    }

    /// The top of each chapter of the EPUB.
    pub fn pages_of_the_epub(&self, fonts: &Fonts) -> Option<Vec<Page>> {
        let unpacked = self.folder.path().join("epub");
        unpack(&self.folder.path().join("book.epub"), &unpacked);
        let draw = |(number, title): (usize, &'static str)| {
            let page = unpacked.join(format!("EPUB/text/c{:04}.xhtml", number + 1));
            let text = fs::read_to_string(&page).expect("a chapter");
            assert!(text.contains(&format!("<title>{title}</title>")), "{title} is not {}", page.display());
            let picture = pictures::of_page(&page, SCREEN, &fonts.configuration())?;
            Some((title, read(&picture)))
        };
        TITLES.into_iter().enumerate().map(draw).collect()
    }
}

/// Built by cargo beside the tests.
fn program() -> PathBuf {
    let tests = std::env::current_exe().expect("this program");
    let target = tests.parent().and_then(Path::parent).expect("target/debug");
    let program = target.join("examples/bind-folder");
    assert!(program.exists(), "build it first: cargo build -p relieur-press --example bind-folder");
    program
}

fn read(picture: &[u8]) -> RgbImage {
    image::load_from_memory(picture).expect("a picture").into_rgb8()
}

fn unpack(book: &Path, into: &Path) {
    let mut archive = zip::ZipArchive::new(fs::File::open(book).expect("the book")).expect("a zip file");
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).expect("an entry");
        let path = into.join(entry.enclosed_name().expect("a name inside the book"));
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its content");
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}
