//! What each option does to the PDF.

use relieur_domain::ExportOptions;
use relieur_domain::options::{Paper, PdfStandard};

use super::*;

fn options(change: impl FnOnce(&mut ExportOptions)) -> ExportOptions {
    let mut options = ExportOptions::default();
    change(&mut options);
    options
}

fn bound(options: &ExportOptions) -> Vec<u8> {
    let (bytes, warnings) = bound_with(&sample::rich(), options);
    assert_eq!(warnings, []);
    bytes
}

/// The words of each page.
fn pages(bytes: &[u8]) -> Vec<String> {
    let text = run("pdftotext", &[], bytes);
    let words = |page: &str| page.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_end_matches('\u{c}').split('\u{c}').map(words).collect()
}

fn info(bytes: &[u8]) -> String {
    let (_folder, path) = file(bytes);
    let output = Command::new("pdfinfo").arg(&path).output().expect("the program runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_paper_is_the_one_asked_for() {
    if !has("pdftotext") {
        return;
    }
    for (paper, size) in
        [(Paper::A4, "595.276 x 841.89"), (Paper::A5, "419.528 x 595.276"), (Paper::Letter, "612 x 792")]
    {
        let pdf = bound(&options(|options| options.pdf.paper = paper));
        let info = info(&pdf);
        assert!(info.lines().any(|line| line.starts_with("Page size:") && line.contains(size)), "{paper}: {info}");
    }
}

#[test]
fn smaller_letters_need_fewer_pages() {
    if !has("pdftotext") {
        return;
    }
    let count =
        |points: &str| pages(&bound(&options(|options| options.pdf.type_size = points.parse().expect("a size")))).len();
    let (small, usual, large) = (count("8"), count("11"), count("16"));
    assert!(small < usual && usual < large, "{small}, {usual}, {large}");
}

#[test]
fn a_link_names_the_page_it_leads_to() {
    if !has("pdftotext") {
        return;
    }
    let mut book = sample::book(&["Home", "Install", "Use"]);
    book.chapters[0].blocks = vec![
        Block::Paragraph(vec![text("See "), sample::link(2, None, "how to use it"), text(" for more.")]),
        Block::Heading {
            level: 2,
            id: PlaceId("c1-h".into()),
            content: vec![text("Or "), sample::link(1, None, "install it")],
        },
    ];
    // The page after next, for what comes before takes up two.
    book.chapters[1].blocks = (0..40).map(|_| paragraph(&"Some words to fill a page with. ".repeat(5))).collect();
    let with = options(|options| {
        options.pdf.link_pages = true;
        options.pdf.paper = Paper::Letter;
        options.pdf.type_size = "9".parse().expect("a size");
    });
    let (pdf, warnings) = bound_with(&book, &with);
    assert_eq!(warnings, []);
    let pages = pages(&pdf);
    // Cover and contents are not counted.
    let first = pages.iter().position(|page| page.starts_with("Home See")).expect("the first chapter");
    let target = pages.iter().rposition(|page| page.contains("Use")).expect("the last chapter") - first + 1;
    assert!(target > 3, "{pages:?}");
    assert!(pages[first].contains(&format!("how to use it (p. {target}) for more")), "{}", pages[first]);
    assert_eq!(pages.concat().matches("(p.").count(), 1, "not in a heading: {pages:?}");
    assert!(!words(&bound_with(&book, &ExportOptions::default()).0).contains("(p."));
}

#[test]
fn a_book_may_have_neither_cover_nor_contents() {
    if !has("pdftotext") {
        return;
    }
    let without = pages(&bound(&options(|options| {
        options.cover = false;
        options.contents_depth = Some("0".parse().expect("a depth"));
    })));
    assert!(without[0].starts_with("Home") && !without.concat().contains("Contents"), "{}", without[0]);
    let with = pages(&bound(&ExportOptions::default()));
    assert_eq!(with.len(), without.len() + 2);
}

#[test]
fn contents_are_as_deep_as_asked() {
    if !has("pdftotext") {
        return;
    }
    let contents = |depth: &str| {
        let pages = pages(&bound(&options(|options| options.contents_depth = Some(depth.parse().expect("a depth")))));
        let last = pages.iter().position(|page| page.starts_with("Home")).expect("the first chapter");
        pages[1..last].concat()
    };
    let listed = |contents: &str| {
        ["Extending", "Hooks", "Before the page", "A finer detail"].map(|title| contents.contains(title))
    };
    assert_eq!(listed(&contents("1")), [true, false, false, false]);
    assert_eq!(listed(&contents("2")), [true, true, false, false]);
    assert_eq!(listed(&contents("3")), [true, true, true, false]);
    assert_eq!(listed(&contents("6")), [true, true, true, true]);
}

#[test]
fn code_is_coloured_only_when_wanted() {
    let coloured = bound(&ExportOptions::default());
    let plain = bound(&options(|options| options.highlight = false));
    assert!(plain.len() < coloured.len(), "{} and {}", plain.len(), coloured.len());
}

#[test]
fn a_pdf_promises_what_was_asked_and_no_more() {
    let promises = |standard: PdfStandard| {
        let pdf = bound(&options(|options| options.pdf.standard = standard));
        let (_folder, path) = file(&pdf);
        let unpacked = Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(path).arg("-").output();
        let text = String::from_utf8_lossy(&unpacked.expect("the program runs").stdout).into_owned();
        ["<pdfaid:part>2", "<pdfuaid:part>1", "/StructTreeRoot"].map(|mark| text.contains(mark))
    };
    if !has("qpdf") {
        return;
    }
    assert_eq!(promises(PdfStandard::Archive), [true, true, true]);
    assert_eq!(promises(PdfStandard::Accessible), [false, true, true]);
    assert_eq!(promises(PdfStandard::Tagged), [false, false, true]);
    assert_eq!(promises(PdfStandard::Plain), [false, false, false]);
}

#[test]
fn letters_without_serifs_need_a_font_and_its_absence_is_told() {
    let sans = options(|options| options.theme = BookTheme::Sans);
    let (_, warnings) = bound_with(&sample::book(&["Home"]), &sans);
    assert_eq!(warnings.iter().map(|warning| warning.kind.as_str()).collect::<Vec<_>>(), ["theme"]);
    if !Fonts::shared().has_sans() || !has("pdffonts") {
        return;
    }
    let (pdf, warnings) = bound_by(&sample::book(&["Home"]), &sans, Fonts::shared(), &|_| {});
    assert_eq!(warnings, []);
    let (_folder, path) = file(&pdf);
    let fonts = Command::new("pdffonts").arg(&path).output().expect("the program runs").stdout;
    let fonts = String::from_utf8_lossy(&fonts).into_owned();
    assert!(fonts.contains("Sans") && !fonts.contains("Libertinus"), "{fonts}");
}
