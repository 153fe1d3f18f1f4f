//! Any page becomes an archive and a well-formed EPUB; a short one becomes a PDF too,
//! now and then, because that takes long.
#![no_main]

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use quick_xml::Reader;
use quick_xml::events::Event;
use relieur_application::ports::BindRequest;
use relieur_book::read::sample::{PIXEL, Sample};
use relieur_book::read::unillustrated;
use relieur_domain::wiki::WikiSnapshot;
use relieur_domain::{ExportFormat, ExportOptions, Formats};
use relieur_press::press::bind;

/// Of this many pages one becomes a PDF.
const RARE: u8 = 16;

fuzz_target!(|input: &[u8]| {
    let Some((which, page)) = input.split_first() else { return };
    let path = if which & 1 == 0 { "Page.md" } else { "Page.rst" };
    let sample = Sample::of_bytes(&[("Home.md", b"[[Page]]"), (path, page), ("a.png", PIXEL)]);
    let folder = sample.folder.path();
    let description = serde_json::to_vec(&sample.snapshot).expect("JSON");
    std::fs::write(folder.join(WikiSnapshot::FILE_NAME), description).expect("a file");
    let formats = if which / RARE == 0 && page.len() <= 512 {
        Formats::all()
    } else {
        Formats::parse(["markdown", "epub"]).expect("formats")
    };
    let output = folder.join("books");
    std::fs::create_dir(&output).expect("a folder");
    let request = BindRequest {
        snapshot: folder.to_owned(),
        options: ExportOptions::of(formats),
        output,
        stem: "book".to_owned(),
    };
    let binding = bind(&request, &unillustrated, &(Arc::new(|_| {}) as _)).expect("books");
    for file in binding.files.iter().filter(|file| file.format == ExportFormat::Epub) {
        is_well_formed(&file.path);
    }
});

fn is_well_formed(path: &Path) {
    let mut book = zip::ZipArchive::new(File::open(path).expect("the file")).expect("a container");
    for number in 0..book.len() {
        let mut entry = book.by_index(number).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        if !["xhtml", "opf", "ncx"].iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("UTF-8");
        let mut reader = Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")), Event::Eof) {}
        assert!(!text.contains("<script") && !text.contains("href=\"javascript:"), "{name}");
    }
}
