//! The cover, as a picture for shelves and as the first page, and the title page.

use std::borrow::Cow;

use chrono::Datelike;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};
use relieur_book::images::fonts;
use relieur_book::memory::Memory;
use relieur_book::model::Book;
use resvg::tiny_skia::{Pixmap, Transform};
use sha1::{Digest, Sha1};
use usvg::{Options, Tree};

use super::EpubError;
use super::language::Direction;
use super::layout;
use super::xhtml::{self, PageHead};
use super::xml::Xml;
use crate::words::Words;

/// Pixels; the proportions shops ask for.
const WIDTH: u32 = 1_200;
const HEIGHT: u32 = 1_800;

/// Pixels left free at either side.
const MARGIN: f32 = 110.0;

/// Lines a title may take; what does not fit ends in an ellipsis.
const MAX_TITLE_LINES: usize = 6;

/// Type sizes to try for the title, in pixels.
const TITLE_SIZES: [f32; 6] = [150.0, 128.0, 108.0, 92.0, 78.0, 66.0];

/// Backgrounds, dark enough for white letters (contrast above 7 to 1). A wiki always
/// gets the same.
const BACKGROUNDS: [&str; 8] = ["#1f3a5f", "#37474f", "#4a2545", "#1b4d3e", "#5a2a27", "#2d2a5a", "#4a3b1f", "#0f4c5c"];

/// What the memory calls covers.
const KIND: &str = "cover";

/// The cover as a PNG image.
pub(super) fn picture(book: &Book, title: &str, memory: &Memory) -> Result<Vec<u8>, EpubError> {
    let mut options = Options::default();
    let said = [Some(title), book.author.as_deref(), book.source.as_deref()];
    if !said.into_iter().flatten().all(fonts::own_suffice) {
        // What a machine's fonts make of it is not for another time: they change.
        fonts::provide(&mut options);
        return drawn(&drawing(book, title, &options), &options);
    }
    fonts::provide_own(&mut options);
    let svg = drawing(book, title, &options);
    let mut problem = None;
    let picture =
        memory.recall(KIND, &[svg.as_bytes()], || drawn(&svg, &options).map_err(|error| problem = Some(error)).ok());
    picture.map(Cow::into_owned).ok_or_else(|| problem.unwrap_or_else(|| EpubError::Cover("it is gone".into())))
}

fn drawn(svg: &str, options: &Options<'_>) -> Result<Vec<u8>, EpubError> {
    let tree = Tree::from_str(svg, options).map_err(|cause| EpubError::Cover(cause.to_string()))?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| EpubError::Cover("no memory for it".into()))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    // Nothing of it can be seen through: three of four bytes are enough.
    let mut pixels = pixels.take();
    for at in 0..(WIDTH * HEIGHT) as usize {
        pixels.copy_within(4 * at..4 * at + 3, 3 * at);
    }
    pixels.truncate((WIDTH * HEIGHT * 3) as usize);
    let mut bytes = Vec::new();
    // Most rows are those above them.
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up);
    let encoded = encoder.write_image(&pixels, WIDTH, HEIGHT, ExtendedColorType::Rgb8);
    encoded.map_err(|cause| EpubError::Cover(cause.to_string()))?;
    Ok(bytes)
}

fn drawing(book: &Book, title: &str, options: &Options<'_>) -> String {
    let (width, height) = (WIDTH as f32, HEIGHT as f32);
    let (w, h) = (WIDTH.to_string(), HEIGHT.to_string());
    let mut xml = Xml::default();
    xml.open("svg", &[("xmlns", "http://www.w3.org/2000/svg"), ("width", &w), ("height", &h)]);
    xml.empty("rect", &[("width", &w), ("height", &h), ("fill", background(book))]);
    // The spine of a bound book.
    xml.empty("rect", &[("width", "46"), ("height", &h), ("fill", "#000"), ("fill-opacity", "0.22")]);
    xml.empty("rect", &[("x", "46"), ("width", "3"), ("height", &h), ("fill", "#fff"), ("fill-opacity", "0.18")]);
    if let Some(author) = &book.author {
        let author = fitted(author, 54.0, width - 2.0 * MARGIN, options);
        line(&mut xml, &author, 240.0, 54.0, "0.85");
    }
    let (size, lines) = title_lines(title, width - 2.0 * MARGIN, options);
    let mut baseline = 480.0 + size;
    for text in &lines {
        line(&mut xml, text, baseline, size, "1");
        baseline += size * 1.18;
    }
    let rule_y = (baseline - size * 0.55).to_string();
    xml.empty(
        "rect",
        &[("x", "112"), ("y", &rule_y), ("width", "180"), ("height", "8"), ("fill", "#fff"), ("fill-opacity", "0.7")],
    );
    if let Some(source) = &book.source {
        let address = source.trim_start_matches("https://").trim_start_matches("http://");
        let address = fitted(address, 40.0, width - 2.0 * MARGIN, options);
        line(&mut xml, &address, height - 210.0, 40.0, "0.85");
    }
    if let Some(date) = &book.date {
        let day = format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
        line(&mut xml, &day, height - 140.0, 40.0, "0.7");
    }
    xml.finish()
}

fn background(book: &Book) -> &'static str {
    let digest = Sha1::digest(book.identifier.as_bytes());
    BACKGROUNDS[usize::from(digest[0]) % BACKGROUNDS.len()]
}

fn line(xml: &mut Xml, text: &str, y: f32, size: f32, opacity: &str) {
    let (y, size) = (y.to_string(), size.to_string());
    let attributes = [
        ("x", "110"),
        ("y", y.as_str()),
        ("font-family", "Libertinus Serif, serif"),
        ("font-size", size.as_str()),
        ("fill", "#fff"),
        ("fill-opacity", opacity),
    ];
    xml.element("text", &attributes, text);
}

/// The title in lines, in the largest size it fits in.
fn title_lines(title: &str, width: f32, options: &Options<'_>) -> (f32, Vec<String>) {
    for size in TITLE_SIZES {
        if let Some(lines) = wrapped(title, size, width, options)
            && lines.len() <= MAX_TITLE_LINES - usize::from(size > 100.0) * 2
        {
            return (size, lines);
        }
    }
    let size = 66.0;
    let shortened: String = title.chars().take(90).collect();
    let pieces = shortened.chars().collect::<Vec<_>>();
    let mut lines: Vec<String> = pieces.chunks(18).map(|piece| piece.iter().collect()).collect();
    lines = lines.iter().map(|text| fitted(text, size, width, options)).collect();
    if let Some(last) = lines.last_mut() {
        last.push('…');
    }
    (size, lines)
}

/// The title broken between words; none when a word is too wide.
fn wrapped(title: &str, size: f32, width: f32, options: &Options<'_>) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        if width_of(word, size, options) > width {
            return None;
        }
        match lines.last_mut() {
            Some(last) if width_of(&format!("{last} {word}"), size, options) <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
        if lines.len() > MAX_TITLE_LINES {
            return None;
        }
    }
    (!lines.is_empty()).then_some(lines)
}

/// The text, cut off with an ellipsis where it is wider than `width`.
fn fitted(text: &str, size: f32, width: f32, options: &Options<'_>) -> String {
    let mut characters: Vec<char> = text.chars().take(200).collect();
    let mut shortened = characters.len() < text.chars().count();
    loop {
        let mut candidate: String = characters.iter().collect();
        if shortened {
            candidate.push('…');
        }
        if characters.len() <= 1 || width_of(&candidate, size, options) <= width {
            return candidate;
        }
        // A tenth at a time: a cover is not worth hundreds of measurements.
        characters.truncate(characters.len() - characters.len().div_ceil(10));
        shortened = true;
    }
}

fn width_of(text: &str, size: f32, options: &Options<'_>) -> f32 {
    let mut xml = Xml::default();
    xml.open("svg", &[("xmlns", "http://www.w3.org/2000/svg"), ("width", "10"), ("height", "10")]);
    line(&mut xml, text, 0.0, size, "1");
    match Tree::from_str(&xml.finish(), options) {
        Ok(tree) => tree.root().abs_bounding_box().width(),
        Err(_) => f32::INFINITY,
    }
}

/// The page that shows the cover.
pub(super) fn cover_page(title: &str, words: &Words, language: &str, direction: Direction) -> String {
    let mut xml = xhtml::begin_page(&PageHead {
        title: words.cover,
        language,
        direction,
        style_sheet: "../style.css",
        body_type: "frontmatter",
    });
    xml.open("section", &[("epub:type", "cover"), ("class", "cover")]);
    xml.open("h1", &[]);
    xml.empty("img", &[("src", "../images/cover.png"), ("alt", title), ("role", "doc-cover")]);
    xml.close_line();
    xml.close_line();
    xml.finish()
}

/// The page that says what the book is and where it is from.
pub(super) fn title_page(book: &Book, title: &str, words: &Words, language: &str, direction: Direction) -> String {
    let mut xml = xhtml::begin_page(&PageHead {
        title: words.title_page,
        language,
        direction,
        style_sheet: "../style.css",
        body_type: "frontmatter",
    });
    xml.open("section", &[("epub:type", "titlepage"), ("class", "title-page")]);
    xml.line();
    xml.element_line("h1", &[], title);
    if let Some(author) = &book.author {
        xml.element_line("p", &[("class", "author")], author);
    }
    if let Some((index, image)) = book.avatar.and_then(|index| Some((index, book.images.get(index)?))) {
        let source = format!("../{}", layout::image_file(index, image));
        let alt = book.author.as_deref().unwrap_or(title);
        xml.open("p", &[("class", "avatar")]);
        xml.empty("img", &[("src", source.as_str()), ("alt", alt), ("width", "96"), ("height", "96")]);
        xml.close_line();
    }
    if let Some(description) = &book.description {
        xml.element_line("p", &[("class", "about")], description);
    }
    xml.open("dl", &[("lang", words.language), ("xml:lang", words.language)]);
    xml.line();
    if let Some(source) = &book.source {
        xml.element("dt", &[], words.source);
        xml.open("dd", &[]);
        match xhtml::address(source) {
            Some(address) => xml.element("a", &[("href", &address)], source),
            None => xml.text(source),
        }
        xml.close_line();
    }
    let mut say = |name: &str, value: &str| {
        xml.element("dt", &[], name);
        xml.element_line("dd", &[], value);
    };
    if let Some(date) = &book.date {
        say(words.date_label, &words.date(*date));
    }
    if let Some(commit) = &book.commit {
        say(words.revision, commit);
    }
    say(words.pages_label, &words.pages(book.chapters.len()));
    if !book.contributors.is_empty() {
        say(words.contributors, &book.contributors.join(", "));
    }
    xml.close_line();
    xml.close_line();
    xml.finish()
}
