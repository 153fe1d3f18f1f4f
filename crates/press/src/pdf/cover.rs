//! The book's main file: cover, contents, and the chapters in their order.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::chapter::{Bench, Room, Setter};
use super::design::Design;
use super::fonts::{Face, Fonts};
use super::images::image_path;
use super::literal::{literal, points};
use super::outline::{Outline, Standing};
use crate::words::Words;
use chrono::{Datelike, Timelike};
use relieur_book::model::{Block, Book, Chapter, plain_text};

/// Longer titles are shortened at the head of a page.
const RUNNING_TITLE: usize = 60;
/// More names on a cover than these are counted.
const MOST_CONTRIBUTORS: usize = 24;
/// Digits of a commit that are shown, as GitHub does.
const SHORT_COMMIT: usize = 7;

/// The path of a chapter's file in the engine's world.
pub(super) fn chapter_path(index: usize) -> String {
    format!("/p/{:04}.typ", index + 1)
}

/// The source of the main file; `avatar` is the number of the image on the cover.
pub(super) fn main_file(book: &Book, avatar: Option<usize>, outline: &Outline, bench: &mut Bench) -> String {
    let words = Words::of(&book.language);
    bench.glyphs.turn_to("");
    let mut file = String::from("#import \"/template.typ\": *\n");
    let title = printable_title(&book.title, bench);
    set_up(&mut file, book, &title, outline.depth, words, bench);
    if bench.design.cover {
        cover(&mut file, book, avatar, &title, words, bench);
    }
    if let Some(depth) = outline.depth {
        contents(&mut file, book, outline, depth, words, bench);
    }
    let _ = writeln!(file, "#main-matter({})[", literal(&shortened(&title)));
    for (index, chapter) in book.chapters.iter().enumerate() {
        opening(&mut file, book, index, chapter, &outline.chapters[index], bench);
    }
    file.push_str("]\n");
    file
}

fn printable_title(title: &str, bench: &mut Bench) -> String {
    let title = bench.glyphs.printable(title).trim().to_owned();
    if title.is_empty() { "Wiki".to_owned() } else { title }
}

fn set_up(file: &mut String, book: &Book, title: &str, depth: Option<u8>, words: &Words, bench: &mut Bench) {
    let fonts = bench.glyphs.fonts();
    let author = book.author.as_deref().map(|author| bench.glyphs.printable(author).into_owned());
    let _ = write!(file, "#show: book.with(title: {}", literal(title));
    let _ = write!(file, ", author: {}", array(author.iter().map(String::as_str)));
    let _ = write!(file, ", description: {}", literal(&words.description(title)));
    let _ = write!(file, ", keywords: {}", array(["wiki", title].into_iter().filter(|word| !word.contains(','))));
    match book.date {
        Some(date) => {
            let _ = write!(
                file,
                ", date: datetime(year: {}, month: {}, day: {}, hour: {}, minute: {}, second: {})",
                date.year().clamp(1, 9999),
                date.month(),
                date.day(),
                date.hour(),
                date.minute(),
                date.second()
            );
        }
        None => file.push_str(", date: none"),
    }
    let _ = write!(file, ", fonts: {}", text_fonts(fonts, &book.language, bench.design.face));
    let _ = write!(file, ", mono: {}", code_fonts(fonts, &book.language));
    let (language, region) = language_and_region(&book.language).unwrap_or_else(|| ("en".to_owned(), None));
    let _ = write!(file, ", lang: {}, region: {}", literal(&language), optional(region.as_deref()));
    let _ = writeln!(file, ", rtl: {}, depth: {})", is_right_to_left(&language), depth.unwrap_or(1));
}

fn cover(file: &mut String, book: &Book, avatar: Option<usize>, title: &str, words: &Words, bench: &mut Bench) {
    let mut facts = Vec::new();
    if let Some(author) = &book.author {
        let label = if bench.design.names_author { words.author } else { words.owner };
        facts.push((label, format!("#{}", literal(&bench.glyphs.printable(author)))));
    }
    if let Some(source) = &book.source {
        let shown = source.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        let shown = literal(&bench.glyphs.printable(shown));
        let is_address = source.starts_with("https://") || source.starts_with("http://");
        let value = if is_address { format!("#url({})[#{shown};];", literal(source)) } else { format!("#{shown}") };
        facts.push((words.source, value));
    }
    if let Some(commit) = &book.commit {
        let short: String = commit.chars().filter(char::is_ascii_alphanumeric).take(SHORT_COMMIT).collect();
        facts.push((words.revision, format!("#raw({})", literal(&short))));
    }
    if let Some(date) = book.date {
        facts.push((words.date_label, format!("#{}", literal(&words.date(date)))));
    }
    facts.push((words.pages_label, format!("#{}", literal(&words.pages(book.chapters.len())))));
    if !book.contributors.is_empty() {
        let names = words.names(&book.contributors, MOST_CONTRIBUTORS);
        facts.push((words.contributors, format!("#{}", literal(&bench.glyphs.printable(&names)))));
    }
    let _ = write!(file, "#cover({}, \"Wiki\", (", points(title_size(title, bench.design, bench.glyphs.fonts())));
    for (name, value) in facts {
        let _ = write!(file, "([#{}], [{value}]),", literal(name));
    }
    file.push(')');
    if let Some(description) = &book.description {
        let _ = write!(file, ", about: {}", literal(&bench.glyphs.printable(description)));
    }
    if let Some((index, image)) = avatar.and_then(|index| Some((index, book.images.get(index)?))) {
        let alt = book.author.as_deref().map(|author| bench.glyphs.printable(author).into_owned()).unwrap_or_default();
        let alt = if alt.is_empty() { words.owner.to_owned() } else { alt };
        let _ = write!(file, ", avatar: ({}, {})", literal(&image_path(index, image)), literal(&alt));
    }
    file.push_str(")\n");
}

/// The largest size at which no word of the title is wider than its column, and the
/// whole takes few lines.
fn title_size(title: &str, design: Design, fonts: &Fonts) -> f64 {
    // Semibold against regular letters; without serifs there is often only bold.
    let heavier = if design.face == Face::Sans { 1.13 } else { 1.06 };
    let column = design.title_column();
    let width = |text: &str| fonts.width(text, design.face) * heavier;
    let longest = title.split_whitespace().map(width).fold(0.0, f64::max);
    let fits = |size: f64| longest * size <= column && width(title) * size <= 2.6 * column;
    let sizes = [44.0, 40.0, 36.0, 32.0, 28.0, 24.0].map(|size| size * design.cover_scale());
    sizes.into_iter().find(|&size| fits(size)).unwrap_or(22.0 * design.cover_scale())
}

fn contents(file: &mut String, book: &Book, outline: &Outline, depth: u8, words: &Words, bench: &mut Bench) {
    // What is beside a label: the indent and the number of the page.
    const BESIDE: f64 = 130.0;
    let page = bench.design.page();
    let room = Room { width: page.width - BESIDE, size: bench.design.scaled(10.5), ..page };
    let mut listed = HashSet::new();
    let _ = writeln!(file, "#front-matter[#contents({}, (", literal(words.contents));
    let mut entry = |index: usize, id: &str, label: &str| {
        if listed.insert(id.to_owned()) {
            let mut setter = Setter::new(book, index, 1, bench);
            setter.line(label, room);
            let _ = writeln!(file, "{}: [{}],", literal(id), setter.out);
        }
    };
    for (index, (chapter, standing)) in book.chapters.iter().zip(&outline.chapters).enumerate() {
        for group in standing.groups.iter().filter(|group| group.begins) {
            entry(index, &group.id, &group.label);
        }
        entry(index, &chapter.id.0, &standing.label);
        for block in &chapter.blocks {
            if let Block::Heading { level, id, content } = block
                && *level <= depth
            {
                entry(index, &id.0, &plain_text(content));
            }
        }
    }
    file.push_str("))]\n");
}

fn opening(file: &mut String, book: &Book, index: usize, chapter: &Chapter, standing: &Standing, bench: &mut Bench) {
    let fonts = bench.glyphs.fonts();
    let mut setter = Setter::new(book, index, 1, bench);
    let shown = match chapter.title.trim() {
        "" => chapter.path.as_str(),
        title => title,
    };
    let design = setter.bench.design;
    setter.line(shown, Room { size: design.scaled(25.0), ..design.page() });
    let title = std::mem::take(&mut setter.out);
    let short = shortened(&setter.bench.glyphs.printable(shown));
    let _ = write!(file, "#chapter({}, {}, [{title}], {}", literal(&chapter.id.0), standing.level, literal(&short));
    if !standing.groups.is_empty() {
        file.push_str(", groups: (");
        for group in &standing.groups {
            let label = setter.literal(&group.label);
            let _ = write!(file, "({}, {}, {label}, {}),", literal(&group.id), group.level, group.begins);
        }
        file.push(')');
    }
    let own = chapter.language.as_deref().filter(|language| *language != book.language);
    file.push_str(&own.and_then(|language| speaks(fonts, language, design.face)).unwrap_or_default());
    let book_direction = is_right_to_left(&book.language);
    if chapter.right_to_left != book_direction {
        let _ = write!(file, ", rtl: {}", chapter.right_to_left);
    }
    if let Some(revision) = &chapter.revision {
        let words = Words::of(&book.language);
        let _ = write!(file, ", revision: {}", setter.literal(&words.last_changed(revision)));
    }
    let path = literal(&chapter_path(index));
    let _ = writeln!(file, ", path: {path}, include {path})");
}

/// The language and region the engine takes, from a BCP 47 tag. The two ways to write
/// Chinese are told apart by a region, as fonts do.
fn language_and_region(tag: &str) -> Option<(String, Option<String>)> {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&language.len()) || !language.chars().all(|letter| letter.is_ascii_lowercase()) {
        return None;
    }
    let mut region = None;
    for part in parts {
        match part.len() {
            2 if part.chars().all(|letter| letter.is_ascii_alphabetic()) => region = Some(part.to_ascii_uppercase()),
            4 if part.eq_ignore_ascii_case("hant") && region.is_none() => region = Some("TW".to_owned()),
            4 if part.eq_ignore_ascii_case("hans") && region.is_none() => region = Some("CN".to_owned()),
            1 => break,
            _ => {}
        }
    }
    Some((language, region))
}

fn is_right_to_left(tag: &str) -> bool {
    matches!(
        tag.split('-').next().unwrap_or_default(),
        "ar" | "he" | "fa" | "ur" | "ps" | "yi" | "ckb" | "dv" | "sd" | "ug"
    )
}

fn shortened(title: &str) -> String {
    if title.chars().count() <= RUNNING_TITLE {
        return title.to_owned();
    }
    let start: String = title.chars().take(RUNNING_TITLE - 1).collect();
    format!("{}\u{2026}", start.trim_end())
}

fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "none".to_owned(), literal)
}

/// The arguments that set text in another language than what is around it.
pub(super) fn speaks(fonts: &Fonts, tag: &str, face: Face) -> Option<String> {
    let (language, region) = language_and_region(tag)?;
    let (language, region) = (literal(&language), optional(region.as_deref()));
    Some(format!(", lang: {language}, region: {region}, fonts: {}", text_fonts(fonts, tag, face)))
}

/// Chinese, Japanese and Korean letters and what stands between them, which no face of
/// other letters has.
const HAN: &str = "\\p{Han}\\p{Hangul}\u{3001}\u{3002}\u{3008}-\u{3011}\u{3041}-\u{30FF}\u{FF01}-\u{FF5E}";
/// Signs every face has. In Chinese and Japanese they are as wide as the letters.
const SQUARE_SIGNS: &str = "\u{2014}\u{201C}\u{201D}\u{2026}";

/// The faces for running text, as the engine takes them.
fn text_fonts(fonts: &Fonts, language: &str, face: Face) -> String {
    let families = fonts.text_families(language, face);
    let han = fonts.han_family(language, face);
    if matches!(language.split('-').next(), Some("zh" | "ja")) {
        return faces(&families, 0, han, &[SQUARE_SIGNS, HAN].concat());
    }
    faces(&families, 1, han, HAN)
}

/// The faces for listings, as the engine takes them.
fn code_fonts(fonts: &Fonts, language: &str) -> String {
    faces(&fonts.code_families(language), 1, fonts.han_family(language, Face::Mono), HAN)
}

/// `families` in their order, and `han` after the first `before` of them for the letters
/// of a `class`. The engine sets a run of text in one face after the other until one has
/// its letters: with ten faces before that one, Chinese would take ten times as long.
fn faces(families: &[&str], before: usize, han: Option<&str>, class: &str) -> String {
    let named = |family: &&str| literal(family);
    let mut faces: Vec<String> = families.iter().map(named).collect();
    if let Some(han) = han {
        let face = format!("(name: {}, covers: regex({}))", literal(han), literal(&format!("[{class}]")));
        faces.insert(before.min(faces.len()), face);
    }
    format!("({},)", faces.join(", "))
}

fn array<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut array = String::from("(");
    for text in texts {
        let _ = write!(array, "{},", literal(text));
    }
    array.push(')');
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_what_the_engine_takes() {
        assert_eq!(language_and_region("fr"), Some(("fr".into(), None)));
        assert_eq!(language_and_region("pt-br"), Some(("pt".into(), Some("BR".into()))));
        assert_eq!(language_and_region("zh-Hant"), Some(("zh".into(), Some("TW".into()))));
        assert_eq!(language_and_region("x-klingon"), None);
        assert_eq!(language_and_region(""), None);
    }
}
