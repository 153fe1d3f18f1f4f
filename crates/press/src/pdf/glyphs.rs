//! Letters no installed font has become a visible box, and the reader is told which
//! fonts would help.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use relieur_domain::report::Warning;
use typst::text::is_default_ignorable;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::Fonts;

/// What stands for a letter that cannot be printed: WHITE SQUARE, which every face of
/// ours has.
const BOX: char = '\u{25A1}';

/// Checks every letter before it is set.
pub(super) struct Glyphs {
    fonts: &'static Fonts,
    page: String,
    clusters: HashMap<String, String>,
    missing: BTreeMap<Kind, Missing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Script(&'static str),
    Emoji,
    Symbols,
    Private,
}

#[derive(Default)]
struct Missing {
    letters: u64,
    pages: BTreeSet<String>,
    examples: Vec<char>,
}

impl Glyphs {
    /// Checks against `fonts`.
    pub(super) fn new(fonts: &'static Fonts) -> Self {
        Self { fonts, page: String::new(), clusters: HashMap::new(), missing: BTreeMap::new() }
    }

    /// The fonts letters are checked against.
    pub(super) fn fonts(&self) -> &'static Fonts {
        self.fonts
    }

    /// From here on, letters are of this page of the wiki.
    pub(super) fn turn_to(&mut self, page: &str) {
        page.clone_into(&mut self.page);
    }

    /// `text` with everything in it that cannot be printed replaced.
    pub(super) fn printable<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        if text.chars().all(|letter| letter.is_ascii_graphic() || matches!(letter, ' ' | '\n' | '\t')) {
            return Cow::Borrowed(text);
        }
        let mut clean = String::with_capacity(text.len());
        for cluster in text.graphemes(true) {
            let mut letters = cluster.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => self.push_letter(letter, &mut clean),
                _ => self.push_cluster(cluster, &mut clean),
            }
        }
        Cow::Owned(clean)
    }

    fn push_letter(&mut self, letter: char, clean: &mut String) {
        match letter {
            '\n' | '\t' | ' ' | '\u{A0}' => clean.push(letter),
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => clean.push(' '),
            _ if is_unprintable(letter) => {}
            _ if is_default_ignorable(letter) => clean.push(letter),
            _ if is_private(letter) => self.miss(letter, clean),
            _ if self.fonts.has(letter) => clean.push(letter),
            _ if letter.is_whitespace() => clean.push(' '),
            _ => self.miss(letter, clean),
        }
    }

    /// A cluster is drawn by one font or not at all.
    fn push_cluster(&mut self, cluster: &str, clean: &mut String) {
        if let Some(known) = self.clusters.get(cluster) {
            clean.push_str(known);
            return;
        }
        let drawn = |letters: &[char]| {
            let visible: Vec<char> = letters.iter().copied().filter(|&letter| !is_default_ignorable(letter)).collect();
            self.fonts.has_together(&visible)
        };
        if cluster == "\r\n" {
            clean.push('\n');
            return;
        }
        let letters: Vec<char> =
            cluster.chars().filter(|&letter| !is_unprintable(letter) && !is_private(letter)).collect();
        if !letters.is_empty() && letters.len() == cluster.chars().count() && drawn(&letters) {
            self.clusters.insert(cluster.to_owned(), cluster.to_owned());
            clean.push_str(cluster);
            return;
        }
        let Some(&base) = letters.first() else { return };
        if !self.fonts.has(base) || is_default_ignorable(base) {
            self.miss(base, clean);
            return;
        }
        // Marks piled on a letter by hand: those the letter's font has stay.
        let mut kept = vec![base];
        for &mark in &letters[1..] {
            kept.push(mark);
            if is_default_ignorable(mark) || !drawn(&kept) {
                kept.pop();
            }
        }
        let kept: String = kept.into_iter().collect();
        clean.push_str(&kept);
        self.clusters.insert(cluster.to_owned(), kept);
    }

    fn miss(&mut self, letter: char, clean: &mut String) {
        clean.push(BOX);
        let missing = self.missing.entry(kind(letter)).or_default();
        missing.letters += 1;
        if !missing.pages.contains(&self.page) {
            missing.pages.insert(self.page.clone());
        }
        if missing.examples.len() < 3 && !missing.examples.contains(&letter) {
            missing.examples.push(letter);
        }
    }

    /// One warning for each kind of letter that was missed.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        self.missing.iter().map(|(kind, missing)| warning(*kind, missing)).collect()
    }
}

fn warning(kind: Kind, missing: &Missing) -> Warning {
    let first = missing.pages.first().map(String::as_str).unwrap_or_default();
    let page = if missing.pages.len() == 1 { first } else { "" };
    let place = match missing.pages.len() {
        0 | 1 => String::new(),
        pages => format!(" on {pages} pages, the first is {first}"),
    };
    let codes: Vec<String> = missing.examples.iter().map(|&letter| format!("U+{:04X}", letter as u32)).collect();
    let count = missing.letters;
    let noun = if count == 1 { "character" } else { "characters" };
    let (what, advice) = match kind {
        Kind::Script(name) => (format!("{count} {noun} of the {name} script"), install(package(name))),
        Kind::Emoji => (format!("{count} emoji"), install("fonts-noto-color-emoji")),
        Kind::Symbols => (format!("{count} symbol {noun}"), install("fonts-noto-core")),
        Kind::Private => (format!("{count} private-use {noun}"), "No standard font has them.".to_owned()),
    };
    let codes = codes.join(", ");
    let message = format!("The PDF shows {what} ({codes}) as \u{25A1}{place}: no installed font has them. {advice}");
    Warning::new(page, "font", message)
}

fn install(package: &str) -> String {
    format!("Install a font for them, on Debian and Ubuntu the package {package}.")
}

fn package(script: &str) -> &'static str {
    match script {
        "Han" | "Hiragana" | "Katakana" | "Hangul" | "Bopomofo" => "fonts-noto-cjk",
        "Arabic" | "Hebrew" | "Devanagari" | "Thai" | "Bengali" | "Tamil" | "Telugu" | "Greek" | "Cyrillic"
        | "Armenian" | "Georgian" | "Ethiopic" | "Khmer" | "Lao" | "Myanmar" | "Sinhala" | "Gujarati" | "Gurmukhi"
        | "Kannada" | "Malayalam" | "Oriya" | "Latin" => "fonts-noto-core",
        _ => "fonts-noto-core or fonts-noto-extra",
    }
}

fn kind(letter: char) -> Kind {
    if is_private(letter) {
        return Kind::Private;
    }
    match letter.script() {
        Script::Common | Script::Inherited | Script::Unknown => match letter as u32 {
            0x1F000..=0x1FAFF | 0x2600..=0x27BF => Kind::Emoji,
            _ => Kind::Symbols,
        },
        script => Kind::Script(script.full_name()),
    }
}

/// PDF/A-2a forbids letters whose meaning nobody but their font knows.
fn is_private(letter: char) -> bool {
    matches!(letter as u32, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF)
}

/// Controls and non-characters, which PDF/UA-1 forbids.
fn is_unprintable(letter: char) -> bool {
    let code = letter as u32;
    (letter.is_control() && !matches!(letter, '\n' | '\t'))
        || letter == '\u{FEFF}'
        || (0xFDD0..=0xFDEF).contains(&code)
        || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_script_is_shown_as_boxes_and_the_package_is_named() {
        let mut glyphs = Glyphs::new(Fonts::embedded());
        glyphs.turn_to("Home.md");
        assert_eq!(glyphs.printable("漢字 ok"), "□□ ok");
        let warnings = glyphs.warnings();
        assert_eq!(warnings.len(), 1);
        assert_eq!((warnings[0].page.as_str(), warnings[0].kind.as_str()), ("Home.md", "font"));
        assert!(
            warnings[0].message.contains("2 characters of the Han script (U+6F22, U+5B57)"),
            "{}",
            warnings[0].message
        );
        assert!(warnings[0].message.contains("fonts-noto-cjk"));
    }

    #[test]
    fn a_missing_emoji_is_one_box_however_it_is_composed() {
        let mut glyphs = Glyphs::new(Fonts::embedded());
        assert_eq!(glyphs.printable("a 👨‍👩‍👧 b"), "a □ b");
        assert!(glyphs.warnings()[0].message.contains("fonts-noto-color-emoji"));
    }

    #[test]
    fn controls_vanish_and_accents_stay() {
        let mut glyphs = Glyphs::new(Fonts::embedded());
        assert_eq!(glyphs.printable("a\u{0}b\u{FEFF}c\u{FFFF}\u{7}d e\u{301}\n\t"), "abcd e\u{301}\n\t");
        assert!(glyphs.warnings().is_empty());
    }

    #[test]
    fn private_letters_are_replaced() {
        let mut glyphs = Glyphs::new(Fonts::embedded());
        assert_eq!(glyphs.printable("\u{E0A0}x"), "□x");
    }
}
