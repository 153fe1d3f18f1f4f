//! What a reader gets in the PDF.

mod formulas;
mod options;
mod room;
mod sides;
mod volumes;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use relieur_book::memory::Memory;
use relieur_book::model::{Block, Book, Cell, Inline, List, PlaceId, Table};
use relieur_domain::ExportOptions;

use super::sample::{self, paragraph, text};
use super::*;

/// Binds with the fonts that come with the program, so that the outcome is the same
/// on every machine.
fn bound(book: &Book) -> (Vec<u8>, Vec<Warning>) {
    bound_with(book, &ExportOptions::default())
}

fn bound_with(book: &Book, options: &ExportOptions) -> (Vec<u8>, Vec<Warning>) {
    bound_by(book, options, Fonts::embedded(), &|_| {})
}

fn bound_by(
    book: &Book,
    options: &ExportOptions,
    fonts: &'static Fonts,
    pages: &(dyn Fn(Vec<PageStart>) + Sync),
) -> (Vec<u8>, Vec<Warning>) {
    let manuscript = Manuscript::new(book, options, Memory::none());
    bind(&Part { book, manuscript: &manuscript, progress: &|_, _| {}, pages }, fonts).expect("it works")
}

/// Whether a program for looking into PDFs is here. Where it must be, its absence is
/// a failure.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "{program} is not installed");
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// A file for `bytes` that goes away.
fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.pdf");
    std::fs::write(&path, bytes).expect("it works");
    (folder, path)
}

fn run(program: &str, arguments: &[&str], bytes: &[u8]) -> String {
    let (_folder, path) = file(bytes);
    let output = Command::new(program).args(arguments).arg(&path).arg("-").output().expect("the program runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text of the PDF, in reading order, with every gap one space.
fn words(bytes: &[u8]) -> String {
    run("pdftotext", &[], bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn qpdf(arguments: &[&str], bytes: &[u8]) -> (bool, String) {
    let (_folder, path) = file(bytes);
    let output = Command::new("qpdf").args(arguments).arg(&path).output().expect("the program runs");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

fn one_chapter(blocks: Vec<Block>) -> Book {
    let mut book = sample::book(&["Home"]);
    book.chapters[0].blocks = blocks;
    book
}

#[test]
fn the_cover_and_the_pages_say_whose_work_it_is() {
    if !has("pdftotext") {
        return;
    }
    let (pdf, warnings) = bound(&sample::rich());
    assert_eq!(warnings, []);
    let words = words(&pdf);
    for said in [
        "Everything a wiki may hold, in one place",
        "Contributors Ada Lovelace, Bo, Cy",
        "Last changed on 1 April 2026 · Ada Lovelace, Cy",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[test]
fn a_rich_book_meets_both_standards() {
    let (bytes, warnings) = bound(&sample::rich());
    assert!(bytes.starts_with(b"%PDF-1.7") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
    assert_eq!(warnings, []);
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("<pdfuaid:part>1</pdfuaid:part>") && text.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(text.contains("/ObjStm") && text.contains("/XRef"), "the engine writes another form; see pack.rs");
    if has("qpdf") {
        let (sound, said) = qpdf(&["--check"], &bytes);
        assert!(sound, "{said}");
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let book = sample::rich();
    assert!(bound(&book).0 == bound(&book).0);
}

#[test]
fn every_word_of_the_wiki_is_in_the_book() {
    if !has("pdftotext") {
        return;
    }
    let words = words(&bound(&sample::rich()).0);
    for expected in [
        "A rich sample wiki",
        "octo",
        "github.com/octo/sample/wiki",
        "0123456",
        "12 May 2026",
        "4 wiki pages",
        "Contents",
        "Guides",
        "Installing",
        "Extending",
        "Installing the tools",
        "bold",
        "underlined",
        "The note at the foot of the page.",
        "Another note.",
        "two b",
        "deeper",
        "done",
        "no task at all",
        "A quotation in a quotation.",
        "Caution",
        "fn main() {",
        "Letters and what they mean",
        "configuration_16",
        "Why a book?",
        "Because it lasts.",
        "More of the story",
        "echo folded",
        "𝑛(𝑛 + 1)",
        "A --> B",
        "Mermaid diagram, in source form",
        "A finer detail",
    ] {
        assert!(words.contains(expected), "{expected} is missing");
    }
}

#[test]
fn the_bookmarks_follow_the_contents() {
    if !has("qpdf") {
        return;
    }
    let (_, json) = qpdf(&["--json", "--json-key=outlines"], &bound(&sample::rich()).0);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it works");
    let titles = |entries: &serde_json::Value| -> Vec<String> {
        entries
            .as_array()
            .expect("it works")
            .iter()
            .map(|entry| entry["title"].as_str().expect("it works").to_owned())
            .collect()
    };
    let top = &json["outlines"];
    assert_eq!(titles(top), ["Contents", "Home", "Guides", "Frequently asked questions"]);
    assert_eq!(titles(&top[1]["kids"]), ["Lists", "Quotations and alerts"]);
    assert_eq!(titles(&top[2]["kids"]), ["Installing the tools", "Writing extensions"]);
    assert_eq!(titles(&top[2]["kids"][1]["kids"][0]["kids"]), ["Before the page"]);
}

#[test]
fn page_numbers_are_roman_then_arabic() {
    if !has("qpdf") {
        return;
    }
    let (_, json) = qpdf(&["--json", "--json-key=pagelabels"], &bound(&sample::rich()).0);
    assert!(json.contains("\"/r\"") && json.contains("\"/D\""), "{json}");
}

#[test]
fn links_in_the_book_land_where_they_lead() {
    if !has("pdfinfo") {
        return;
    }
    let (_folder, path) = file(&bound(&sample::rich()).0);
    let output = Command::new("pdfinfo").args(["-dests"]).arg(&path).output().expect("the program runs");
    let places = String::from_utf8_lossy(&output.stdout).into_owned();
    for place in ["\"c1\"", "\"c2\"", "\"c3-hooks\"", "\"c2-wide\""] {
        assert!(places.contains(place), "{place} is missing in {places}");
    }
}

#[test]
fn a_link_to_a_place_that_is_not_there_leads_to_its_page() {
    let mut book = sample::book(&["Home", "Other"]);
    book.chapters[0].blocks =
        vec![Block::Paragraph(vec![sample::link(1, Some("c2-nowhere"), "nowhere"), sample::link(7, None, " nothing")])];
    let (_, warnings) = bound(&book);
    assert_eq!(warnings, []);
}

#[test]
fn the_same_id_twice_does_no_harm() {
    let mut book = sample::book(&["Home", "Other"]);
    for chapter in &mut book.chapters {
        chapter.blocks = vec![
            sample::heading(2, "twice", "Twice"),
            Block::Anchor(PlaceId("twice".into())),
            Block::Paragraph(vec![sample::link(1, Some("twice"), "there")]),
        ];
    }
    let (bytes, _) = bound(&book);
    assert!(bytes.len() > 1000);
}

#[test]
fn nothing_a_wiki_says_is_taken_for_an_instruction() {
    let hostile = "#panic(\"no\") $x$ *a* _b_ `c` <d> @e [f] ~ -- ... \\u{41} \"q\" // r /* s */ #let t = 1; )] (u)[v].w \
        = not a heading - not a list + not an enum 1. / term: https://not.a.link";
    let mut book = one_chapter(vec![
        paragraph(hostile),
        sample::heading(2, "c1-h", hostile),
        Block::Paragraph(vec![
            Inline::Strong(vec![text("x")]),
            text("(y)[z].w #"),
            Inline::Code(hostile.into()),
            text("{"),
        ]),
        sample::code("rust", hostile),
        sample::code("\"); #panic(\"lang\")", "x"),
        Block::Table(sample::table(&[hostile], &[vec![hostile]])),
        Block::Math(hostile.into()),
    ]);
    book.title = hostile.into();
    book.author = Some(hostile.into());
    book.chapters[0].title = hostile.into();
    book.contents[0].label = hostile.into();
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings.iter().map(|warning| warning.kind.as_str()).collect::<Vec<_>>(), ["formula"]);
    if has("pdftotext") {
        let words = words(&bytes);
        for expected in ["#panic(\"no\") $x$ *a* _b_ `c` <d> @e [f] ~ -- ... \\u{41}", "x(y)[z].w #"] {
            assert!(words.contains(expected), "{expected} is missing");
        }
    }
}

#[test]
fn scripts_without_fonts_are_boxes_and_a_warning_not_a_failure() {
    let book = one_chapter(vec![paragraph("漢字 العربية 👨‍👩‍👧 \u{E0B0} \u{0}\u{FEFF}\u{FFFF}\u{202E}abc\u{301}\u{302}")]);
    let (bytes, warnings) = bound(&book);
    assert!(String::from_utf8_lossy(&bytes).contains("<pdfuaid:part>1</pdfuaid:part>"), "{warnings:?}");
    let kinds: Vec<&str> = warnings.iter().map(|warning| warning.kind.as_str()).collect();
    assert_eq!(kinds, ["font"; 3], "{warnings:?}");
}

/// `depth` of something, each in the one before.
fn nest(depth: usize, wrap: &dyn Fn(Vec<Block>, usize) -> Block) -> Block {
    (0..depth).fold(paragraph("innermost"), |inner, level| wrap(vec![inner], level))
}

#[test]
fn however_deep_things_are_nested_the_text_is_there() {
    let in_list = |blocks, _| sample::list(vec![sample::item(blocks)]);
    let in_number = |blocks, _| Block::List(List { start: Some(1), tight: false, items: vec![sample::item(blocks)] });
    let in_table = |blocks, _| {
        Block::Table(Table { rows: vec![vec![Cell { blocks, ..sample::cell("") }]], ..sample::table(&["h"], &[]) })
    };
    let mixed = |blocks: Vec<Block>, level: usize| match level % 6 {
        0 => Block::Quote(blocks),
        1 => sample::list(vec![sample::item(blocks)]),
        2 => Block::Details { summary: vec![text("more")], blocks },
        3 => Block::Alert { kind: relieur_book::model::AlertKind::Tip, blocks },
        4 => in_table(blocks, 0),
        _ => Block::Aligned { alignment: relieur_book::model::Alignment::Center, blocks },
    };
    let strong = (0..60).fold(text("deeply marked"), |inner, level| match level % 3 {
        0 => Inline::Strong(vec![inner]),
        1 => Inline::Emphasis(vec![inner]),
        _ => Inline::Mark(vec![inner]),
    });
    let book = one_chapter(vec![
        nest(40, &in_list),
        nest(40, &in_number),
        nest(40, &|blocks, _| Block::Quote(blocks)),
        nest(20, &in_table),
        nest(60, &mixed),
        Block::Paragraph(vec![strong]),
    ]);
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    if has("pdftotext") {
        let words = run("pdftotext", &["-raw"], &bytes).replace(char::is_whitespace, "");
        assert_eq!(words.matches("innermost").count(), 5);
        assert!(words.contains("deeplymarked"));
    }
}

#[test]
fn notes_that_refer_to_each_other_are_printed_once() {
    let mut book = one_chapter(vec![Block::Paragraph(vec![text("Text"), Inline::FootnoteReference(0)])]);
    book.chapters[0].footnotes = vec![
        vec![Block::Paragraph(vec![text("First note"), Inline::FootnoteReference(1), Inline::FootnoteReference(0)])],
        vec![Block::Paragraph(vec![text("Second note"), Inline::FootnoteReference(0)])],
    ];
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    if has("pdftotext") {
        let words = words(&bytes);
        assert_eq!((words.matches("First note").count(), words.matches("Second note").count()), (1, 1));
    }
}

#[test]
fn a_page_the_engine_refuses_is_set_plainly_and_reported() {
    let mut book = sample::rich();
    // Not an image at all: the one thing the model promises and we cannot check.
    book.images[0].bytes = std::sync::Arc::from(*b"<html>404</html>");
    let (bytes, warnings) = bound(&book);
    let kinds: Vec<_> = warnings.iter().map(|warning| (warning.page.as_str(), warning.kind.as_str())).collect();
    assert_eq!(kinds, [("", "image"), ("Home.md", "plain_page")], "it is on the cover too");
    if has("pdftotext") {
        let words = words(&bytes);
        assert!(words.contains("Another note.") && words.contains("two b") && words.contains("Because it lasts."));
    }
}

#[test]
fn an_empty_book_is_still_a_book() {
    let mut book = sample::book(&[]);
    book.author = None;
    book.source = None;
    book.commit = None;
    book.date = None;
    let (bytes, warnings) = bound(&book);
    assert!(bytes.starts_with(b"%PDF"));
    assert_eq!(warnings, []);
    let mut book = sample::book(&["Home"]);
    book.chapters[0].blocks.clear();
    bound(&book);
}

#[test]
fn progress_counts_every_chapter_and_never_goes_back() {
    let titles: Vec<String> = (0..30).map(|page| format!("Page {page}")).collect();
    let book = sample::book(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    let told = Mutex::new(Vec::new());
    let folder = tempfile::tempdir().expect("a folder");
    let options = ExportOptions::default();
    let manuscript = Manuscript::new(&book, &options, Memory::none());
    let written = write(
        &manuscript,
        &folder.path().join("book.pdf"),
        &|done, total| {
            told.lock().expect("nobody panicked").push((done, total));
        },
        None,
    )
    .expect("it works");
    assert_eq!(written.warnings, []);
    let told = told.into_inner().expect("nobody panicked");
    assert!(told.len() >= 30 && told.is_sorted(), "{told:?}");
    assert_eq!(told.last(), Some(&(30, 30)));
}

#[test]
fn letters_fonts_only_claim_to_have_cost_no_standard() {
    let signs: String = ('\u{2600}'..='\u{27BF}').chain('\u{1F300}'..='\u{1F6FF}').collect();
    let book = one_chapter(vec![paragraph(&signs)]);
    let (_, warnings) = bound(&book);
    assert!(warnings.iter().all(|warning| warning.kind == "font"), "{warnings:#?}");
}

#[test]
fn a_french_book_has_french_words() {
    let mut book = sample::rich();
    book.language = "fr".into();
    let (bytes, _) = bound(&book);
    if has("pdftotext") {
        let words = words(&bytes);
        for expected in ["Table des matières", "Avertissement", "4 pages du wiki", "12 mai 2026"] {
            assert!(words.contains(expected), "{expected} is missing");
        }
    }
}

/// Set `RELIEUR_PDF_SAMPLES` to a folder to look at the pages.
#[test]
fn the_sample_book_can_be_looked_at() {
    let Some(folder) = std::env::var_os("RELIEUR_PDF_SAMPLES") else { return };
    let (book, options) = (sample::rich(), ExportOptions::default());
    let manuscript = Manuscript::new(&book, &options, Memory::none());
    let warnings =
        write(&manuscript, &PathBuf::from(folder).join("rich.pdf"), &|_, _| {}, None).expect("it works").warnings;
    eprintln!("{warnings:#?}");
}
