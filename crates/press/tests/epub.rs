//! The EPUB binding, judged from outside: by EPUBCheck, by an XML parser, and by
//! following every link. To look at the books, set `KEEP_BOOKS_IN` to a folder.

mod epub_sample;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;

use epub_sample::{every_variant, hostile};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use relieur_book::memory::Memory;
use relieur_book::model::{AlertKind, Block, Book, ContentsEntry, ImageFormat, Inline, PlaceId};
use relieur_domain::options::BookTheme;
use relieur_domain::{ExportOptions, Formats};
use relieur_press::{Manuscript, epub};
use relieur_testkit::judges;

/// Writes the book and reads its files back, in the order they have in the container.
fn written(book: &Book) -> (tempfile::TempDir, Vec<(String, Vec<u8>)>) {
    written_with(book, &ExportOptions::default())
}

fn written_with(book: &Book, options: &ExportOptions) -> (tempfile::TempDir, Vec<(String, Vec<u8>)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.epub");
    epub::write(&Manuscript::new(book, options, Memory::none()), &path, &|_, _| {}, None).expect("an EPUB");
    if let Ok(shelf) = std::env::var("KEEP_BOOKS_IN") {
        std::fs::copy(&path, Path::new(&shelf).join(format!("{}.epub", book.chapters.len()))).expect("a copy");
    }
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).expect("the file")).expect("a zip file");
    let files = (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("an entry");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("its content");
            (file.name().expect("a name in UTF-8").into_owned(), bytes)
        })
        .collect();
    (folder, files)
}

fn text(files: &[(String, Vec<u8>)], name: &str) -> String {
    let (_, bytes) = files.iter().find(|(file, _)| file == name).unwrap_or_else(|| panic!("{name} is missing"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

/// What a document points at and what can be pointed at in it.
#[derive(Default)]
struct Anchors {
    ids: BTreeSet<String>,
    links: Vec<String>,
}

/// Parses the document as XML; panics where it is not well-formed.
fn anchors(name: &str, document: &str) -> Anchors {
    let mut found = Anchors::default();
    let mut open = Vec::new();
    let mut reader = Reader::from_str(document);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{name} is not well-formed: {error}"));
        let element = match &event {
            Event::Start(element) => {
                open.push(element.name().as_ref().to_owned());
                element
            }
            Event::Empty(element) => element,
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::GeneralRef(reference) if !reference.is_char_ref() => {
                let entity = reference.xml10_content();
                assert!(["amp", "lt", "gt", "quot", "apos"].contains(&&*entity), "&{entity}; in {name}");
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        for attribute in element.attributes() {
            let attribute = attribute.unwrap_or_else(|error| panic!("{name}: {error}"));
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("escaped").into_owned();
            match attribute.key.as_ref() {
                "id" => assert!(found.ids.insert(value.clone()), "the id {value} occurs twice in {name}"),
                "href" | "src" => found.links.push(value),
                _ => {}
            }
        }
    }
    assert!(open.is_empty(), "{name} ends inside {open:?}");
    assert!(
        document.chars().all(|c| c >= ' ' || matches!(c, '\n' | '\t')),
        "{name} holds characters XML has no place for"
    );
    found
}

/// Resolves `link`, as it stands in `from`, to a file of the container and an id.
fn resolved(from: &str, link: &str) -> (String, Option<String>) {
    let (path, id) = link.split_once('#').map_or((link, None), |(path, id)| (path, Some(id.to_owned())));
    if path.is_empty() {
        return (from.to_owned(), id);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    (parts.join("/"), id)
}

fn check_every_link(book: &Book) {
    check_links_of(&written(book).1);
}

fn check_links_of(files: &[(String, Vec<u8>)]) {
    let is_xml = |name: &str| ["xhtml", "opf", "ncx", "xml", "svg"].iter().any(|kind| name.ends_with(kind));
    let documents: BTreeMap<String, Anchors> = files
        .iter()
        .filter(|(name, _)| is_xml(name))
        .map(|(name, _)| (name.clone(), anchors(name, &text(files, name))))
        .collect();
    let mut followed = 0;
    for (name, document) in documents.iter().filter(|(name, _)| !name.ends_with("svg")) {
        for link in &document.links {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, id) = resolved(name, link);
            assert!(files.iter().any(|(name, _)| *name == file), "{link} in {name} leads to no file");
            if let Some(id) = id {
                assert!(documents[&file].ids.contains(&id), "{link} in {name} leads nowhere");
            }
            followed += 1;
        }
    }
    assert!(followed > 10, "only {followed} links were found");
}

fn check_with_epubcheck(book: &Book) {
    let (folder, _) = written(book);
    judges::epub_is_sound(&folder.path().join("book.epub"));
}

#[test]
fn every_link_and_image_lands_and_every_page_is_well_formed() {
    check_every_link(&every_variant());
    check_every_link(&hostile());
}

#[test]
fn epubcheck_finds_nothing_in_a_book_with_everything_in_it() {
    check_with_epubcheck(&every_variant());
}

#[test]
fn epubcheck_finds_nothing_in_a_book_of_hostile_text() {
    check_with_epubcheck(&hostile());
}

#[test]
fn epubcheck_finds_nothing_in_an_empty_book() {
    let empty = Book { chapters: Vec::new(), contents: Vec::new(), images: Vec::new(), ..every_variant() };
    check_with_epubcheck(&empty);
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let bytes = || {
        let (folder, _) = written(&every_variant());
        std::fs::read(folder.path().join("book.epub")).expect("the file")
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn the_container_begins_with_its_media_type_uncompressed() {
    let (folder, files) = written(&every_variant());
    assert_eq!(files[0], ("mimetype".to_owned(), b"application/epub+zip".to_vec()));
    let bytes = std::fs::read(folder.path().join("book.epub")).expect("the file");
    // Stored and without an extra field, so that the words stand at a fixed place.
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
}

#[test]
fn the_identifier_stays_when_the_wiki_changes() {
    let identifier = |book: &Book| {
        let (_folder, files) = written(book);
        let package = text(&files, "EPUB/package.opf");
        let from = package.find("urn:uuid:").expect("an identifier");
        package[from..from + 45].to_owned()
    };
    let book = every_variant();
    let later = Book { title: "Another title".into(), date: None, commit: None, ..book.clone() };
    let other = Book { identifier: "https://github.com/other/wiki".into(), ..book.clone() };
    assert_eq!(identifier(&book), identifier(&later));
    assert_ne!(identifier(&book), identifier(&other));
    // Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/octo/handbook/wiki")
    assert_eq!(identifier(&book), epub_sample::IDENTIFIER);
}

#[test]
fn the_contents_keep_the_side_bars_nesting_and_drop_groups_of_nothing() {
    let mut book = every_variant();
    book.contents.push(ContentsEntry { label: "Nothing here".into(), chapter: None, children: Vec::new() });
    let (_folder, files) = written(&book);
    let nav = text(&files, "EPUB/nav.xhtml");
    let group = nav.find("<span dir=\"auto\">Guides &amp; more</span>").expect("the group");
    let inner = nav.find("<a href=\"text/c0002.xhtml\"").expect("a chapter");
    assert!(group < inner && nav[group..inner].contains("<ol>"), "{nav}");
    assert!(!nav.contains("Nothing here"), "{nav}");
}

#[test]
fn a_note_leads_back_to_where_it_was_called() {
    let (_folder, files) = written(&every_variant());
    let page = text(&files, "EPUB/text/c0001.xhtml");
    for expected in [
        "<a epub:type=\"noteref\" role=\"doc-noteref\" id=\"fnref_1\" href=\"#fn_1\">1</a>",
        "id=\"fnref_1_2\"",
        "<aside epub:type=\"footnote\" role=\"doc-footnote\" id=\"fn_1\">",
        "role=\"doc-backlink\" href=\"#fnref_1\"",
    ] {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
}

#[test]
fn only_what_is_known_is_claimed_about_accessibility() {
    let book = every_variant();
    let package = |book: &Book| text(&written(book).1, "EPUB/package.opf");
    let with_images = package(&book);
    assert!(with_images.contains("<meta property=\"schema:accessModeSufficient\">textual,visual</meta>"));
    assert!(
        with_images.contains("<meta property=\"schema:accessibilityHazard\">unknown</meta>"),
        "it has an animation"
    );
    assert!(!with_images.contains("conformsTo"), "nobody has read the words");
    for feature in ["tableOfContents", "readingOrder", "structuralNavigation", "ARIA", "unlocked"] {
        let said = format!("<meta property=\"schema:accessibilityFeature\">{feature}</meta>");
        assert!(with_images.contains(&said), "{feature}");
    }
    assert!(with_images.contains("schema:accessibilitySummary"));
    let without =
        Book { images: Vec::new(), chapters: vec![hostile().chapters[0].clone()], contents: Vec::new(), ..book };
    let without = package(&without);
    assert!(without.contains("<meta property=\"schema:accessModeSufficient\">textual</meta>"), "{without}");
    assert!(without.contains("<meta property=\"schema:accessibilityHazard\">none</meta>"));
}

#[test]
fn the_package_names_the_licence_the_wiki_states() {
    let package = |book: &Book| text(&written(book).1, "EPUB/package.opf");
    let mut book = every_variant();
    assert!(!package(&book).contains("dc:rights"));
    book.chapters[1].path = "docs/LICENSE.md".to_owned();
    let line = Block::Paragraph(vec![Inline::Text("Texts & pictures: Apache License, Version 2.0.".to_owned())]);
    book.chapters[1].blocks.insert(0, line);
    assert!(package(&book).contains("<dc:rights>Apache License 2.0</dc:rights>"), "{}", package(&book));
    check_with_epubcheck(&book);
}

#[test]
fn a_book_is_as_the_options_say_and_still_sound() {
    let book = every_variant();
    let mut options = ExportOptions::default();
    let usual = written(&book).1;
    let coloured = |files: &[(String, Vec<u8>)]| {
        files.iter().any(|(name, bytes)| name.starts_with("EPUB/text/") && text_of(bytes).contains("hl-"))
    };
    assert!(coloured(&usual) && !text(&usual, "EPUB/style.css").contains("sans-serif"));
    assert!(text(&usual, "EPUB/package.opf").contains("<itemref idref=\"nav\"/>"));

    options.cover = false;
    options.highlight = false;
    options.theme = BookTheme::Sans;
    options.contents_depth = Some("0".parse().expect("a depth"));
    let (folder, files) = written_with(&book, &options);
    judges::epub_is_sound(&folder.path().join("book.epub"));
    check_links_of(&files);
    assert!(!files.iter().any(|(name, bytes)| name.contains("cover") || text_of(bytes).contains("cover.xhtml")));
    assert!(!coloured(&files));
    assert!(text(&files, "EPUB/style.css").contains("body { font-family: sans-serif; }"));
    assert!(!text(&files, "EPUB/package.opf").contains("idref=\"nav\""), "no page of the book");
    assert!(text(&files, "EPUB/nav.xhtml").contains("epub:type=\"toc\""), "but in the reader's menu");

    let entries = |depth: &str| {
        let options = ExportOptions { contents_depth: Some(depth.parse().expect("a depth")), ..Default::default() };
        let (folder, files) = written_with(&book, &options);
        judges::epub_is_sound(&folder.path().join("book.epub"));
        check_links_of(&files);
        text(&files, "EPUB/nav.xhtml").matches("<li>").count()
    };
    let (pages, main_headings, all_headings) = (entries("1"), entries("2"), entries("6"));
    assert!(pages < main_headings && main_headings < all_headings, "{pages}, {main_headings}, {all_headings}");
}

fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[test]
fn a_heading_in_another_language_says_so_itself() {
    let mut book = every_variant();
    let content = vec![Inline::Foreign {
        language: Some("ar".into()),
        right_to_left: true,
        content: vec![Inline::Text("قائمة المنارات".into())],
    }];
    book.chapters[0].blocks.insert(0, Block::Heading { level: 2, id: PlaceId("c1-list".into()), content });
    let (_folder, files) = written(&book);
    let chapter = text(&files, "EPUB/text/c0001.xhtml");
    let heading = r#"<h2 id="c1-list" dir="rtl" lang="ar" xml:lang="ar">قائمة المنارات</h2>"#;
    assert!(chapter.contains(heading), "{chapter}");
}

#[test]
fn a_chapter_says_our_words_in_its_own_language() {
    let mut book = every_variant();
    book.chapters[0].language = Some("fr".into());
    let tip = Block::Alert { kind: AlertKind::Tip, blocks: vec![Block::Rule] };
    book.chapters[0].blocks.insert(0, tip.clone());
    book.chapters[1].blocks.insert(0, tip);
    let (_folder, files) = written(&book);
    let title = |chapter| {
        let page = text(&files, chapter);
        let (_, after) = page.split_once(r#"<p class="alert-title""#).expect("an alert");
        after.split_once("</p>").expect("its end").0.to_owned()
    };
    assert_eq!(title("EPUB/text/c0001.xhtml"), ">Conseil");
    assert_eq!(title("EPUB/text/c0002.xhtml"), ">Tip");
}

#[test]
fn a_chapter_that_is_remembered_is_as_good_as_a_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let memories = folder.path().join("memories");
    let mut book = every_variant();
    let mut options =
        ExportOptions { formats: Formats::parse(["epub"]).expect("a format"), ..ExportOptions::default() };
    let remembered = |book: &Book, options: &ExportOptions| {
        let bound = |memory: &Memory, name: &str| {
            let path = folder.path().join(name);
            let manuscript = Manuscript::new(book, options, memory);
            let warnings = epub::write(&manuscript, &path, &|_, _| {}, None).expect("an EPUB");
            memory.keep().expect("it is kept");
            (warnings, std::fs::read(&path).expect("the file"))
        };
        let with_memory = bound(&Memory::of(Some(&memories), "wiki"), "with.epub");
        assert!(with_memory == bound(Memory::none(), "without.epub"), "{:?}", with_memory.0);
        std::fs::metadata(Memory::file(&memories, "wiki")).expect("a memory").len()
    };
    let first = remembered(&book, &options);
    let second = remembered(&book, &options);
    assert!(second < first, "what a remembered chapter is made of is not asked for: {first} and {second} bytes");
    assert_eq!(remembered(&book, &options), second);
    book.chapters[1].title = "Renamed".into();
    remembered(&book, &options);
    book.language = "fr".into();
    remembered(&book, &options);
    let image = book.images.iter_mut().find(|image| image.format == ImageFormat::Png).expect("an image");
    image.format = ImageFormat::Jpeg;
    remembered(&book, &options);
    options.highlight = false;
    remembered(&book, &options);
    book.chapters.swap(0, 1);
    remembered(&book, &options);
}

#[test]
fn progress_counts_every_chapter() {
    let folder = tempfile::tempdir().expect("a folder");
    let heard = Mutex::new(Vec::new());
    let book = every_variant();
    let options = ExportOptions::default();
    let manuscript = Manuscript::new(&book, &options, Memory::none());
    epub::write(
        &manuscript,
        &folder.path().join("book.epub"),
        &|done, total| {
            heard.lock().expect("not poisoned").push((done, total));
        },
        None,
    )
    .expect("an EPUB");
    let total = book.chapters.len() as u64;
    let expected: Vec<_> = (0..=total).map(|done| (done, total)).collect();
    assert_eq!(heard.into_inner().expect("not poisoned"), expected);
}

#[test]
fn formulas_as_wikis_use_them_become_mathml_that_epubcheck_likes() {
    let mut book = every_variant();
    let formulas = include_str!("formulas.txt").lines();
    book.chapters[1].blocks.extend(formulas.map(|source| Block::Math(source.to_owned())));
    check_with_epubcheck(&book);
    let (_folder, files) = written(&book);
    let page = text(&files, "EPUB/text/c0002.xhtml");
    assert_eq!(page.matches("<math ").count(), include_str!("formulas.txt").lines().count());
    assert!(page.contains("alttext=\"x^2 + y^2 = z^2\"") && page.contains("<mfrac>"), "{page}");
    for stranger in ["annotation", "href=\"http", "mglyph", "katex"] {
        assert!(
            !page.contains(&format!("<{stranger}")) && !page.contains(&format!("class=\"{stranger}")),
            "{stranger}"
        );
    }
    let package = text(&files, "EPUB/package.opf");
    assert!(package.contains("href=\"text/c0002.xhtml\" media-type=\"application/xhtml+xml\" properties=\"mathml\""));
    assert!(package.contains("<meta property=\"schema:accessibilityFeature\">MathML</meta>"));
    let bytes = || std::fs::read(written(&book).0.path().join("book.epub")).expect("the file");
    assert_eq!(bytes(), bytes());
}

#[test]
fn hostile_formulas_stay_text_in_a_sound_book() {
    let mut book = every_variant();
    let hostile = [
        "#panic()".to_owned(),
        "\\text{</math><script>alert(1)</script>}".to_owned(),
        "\\href{javascript:alert(1)}{x}".to_owned(),
        "\\htmlStyle{position: fixed}{x}".to_owned(),
        "\"]]>&amp;<".to_owned(),
        "{{{".to_owned(),
        "x".repeat(100_000),
        "{".repeat(10_000),
        format!("{}x{}", "\\frac{1}{".repeat(39), "}".repeat(39)),
    ];
    let count = book.chapters[1].blocks.len();
    for source in hostile {
        book.chapters[1].blocks.push(Block::Math(source.clone()));
        book.chapters[1].blocks.push(Block::Paragraph(vec![Inline::Math(source)]));
    }
    assert!(book.chapters[1].blocks.len() > count);
    check_with_epubcheck(&book);
    let (_folder, files) = written(&book);
    let page = text(&files, "EPUB/text/c0002.xhtml");
    assert!(!page.contains("<script") && !page.contains("style=\"position"), "{page}");
    let folder = tempfile::tempdir().expect("a folder");
    let options = ExportOptions::default();
    let manuscript = Manuscript::new(&book, &options, Memory::none());
    let warnings = epub::write(&manuscript, &folder.path().join("book.epub"), &|_, _| {}, None).expect("an EPUB");
    let formulas = warnings.iter().filter(|warning| warning.kind == "formula").count();
    assert!(formulas >= 6, "{warnings:#?}");
}
