//! Text in lines as Typst source.

use std::fmt::Write as _;

use relieur_book::model::{Inline, Target, plain_text};
use unicode_segmentation::UnicodeSegmentation;

use super::chapter::{Room, Setter};
use super::cover::speaks;
use super::fonts::{Face, Fonts};
use super::formula;
use super::literal::literal;

/// Marks inside marks, no deeper than this.
const DEEPEST: usize = 12;
/// A word wider than this share of the line may be broken: justified text around a
/// long word that is not has holes in it.
const LONG_WORD: f64 = 0.45;
/// Pieces of a broken word are about this wide, in em.
const PIECE: f64 = 5.5;
/// Words longer than this many bytes are data, not words.
const DATA: usize = 4_000;
/// Inline code against the text around it.
const CODE_SCALE: f64 = 0.82;

#[derive(Debug, Clone, Copy, Default)]
struct Style {
    depth: usize,
    linked: bool,
    /// Images become their words.
    words_only: bool,
    /// In a heading: what is said there is said again in the contents.
    heading: bool,
}

impl Setter<'_> {
    /// Inline content as it is.
    pub(super) fn inlines(&mut self, content: &[Inline], room: Room) {
        for inline in content {
            self.inline(inline, room, Style::default());
        }
    }

    /// Inline content of a paragraph: without the spaces at its ends.
    pub(super) fn paragraph_content(&mut self, content: &[Inline], room: Room) {
        self.trimmed(content, room, Style::default());
    }

    /// Inline content of a heading. One that is only an image is that image's words,
    /// for a bookmark shows no images.
    pub(super) fn heading_content(&mut self, content: &[Inline], room: Room) {
        let words_only = plain_text_without_images(content).is_empty();
        self.trimmed(content, room, Style { words_only, heading: true, ..Style::default() });
    }

    /// A line of text of ours or of the wiki, for instance a title.
    pub(super) fn line(&mut self, text: &str, room: Room) {
        self.text(text.trim(), room);
    }

    fn trimmed(&mut self, content: &[Inline], room: Room, style: Style) {
        let last = content.len().saturating_sub(1);
        for (index, inline) in content.iter().enumerate() {
            match inline {
                Inline::Text(text) => {
                    let text = if index == 0 { text.trim_start() } else { text };
                    let text = if index == last { text.trim_end() } else { text };
                    self.text(text, room);
                }
                Inline::LineBreak if index == last || index == 0 => {}
                _ => self.inline(inline, room, style),
            }
        }
    }

    fn inline(&mut self, inline: &Inline, room: Room, style: Style) {
        match inline {
            Inline::Text(text) => self.text(text, room),
            Inline::Strong(inner) => self.marked("#strong[", inner, room, style),
            Inline::Emphasis(inner) => self.marked("#emph[", inner, room, style),
            Inline::Strike(inner) => self.marked("#strike[", inner, room, style),
            Inline::Underline(inner) => self.marked("#underline[", inner, room, style),
            Inline::Mark(inner) => self.marked("#marked[", inner, room, style),
            Inline::Subscript(inner) => self.marked("#sub[", inner, room, style),
            Inline::Superscript(inner) => self.marked("#super[", inner, room, style),
            Inline::Key(inner) => {
                // A key is a box, and a box cannot be broken.
                let width = self.bench.glyphs.fonts().width(&plain_text(inner), self.bench.design.face) * room.size;
                let opening = if width < room.width * 0.6 { "#key[" } else { "#strong[" };
                self.marked(opening, inner, room, style);
            }
            Inline::Foreign { language, content, .. } => {
                let fonts = self.bench.glyphs.fonts();
                let spoken = language.as_deref().and_then(|language| speaks(fonts, language, self.bench.design.face));
                // The text's own letters say which way they run.
                let opening = format!("#spoken({})[", spoken.unwrap_or_default().trim_start_matches(", "));
                self.marked(&opening, content, room, style);
            }
            Inline::Code(code) => self.code(code, room),
            Inline::Link { target, content } => self.link(target, content, room, style),
            Inline::Image(image) if style.words_only => self.text(&image.alt, room),
            Inline::Image(image) => self.image(image, room),
            Inline::Math(source) => formula::inline(self, source, room),
            Inline::FootnoteReference(note) => self.footnote(*note, room),
            Inline::LineBreak => self.push("#linebreak();"),
            Inline::Anchor(id) => {
                if let Some(label) = self.define(&id.0) {
                    let _ = write!(self.out, "#anchor({label});");
                }
            }
        }
    }

    fn marked(&mut self, opening: &str, inner: &[Inline], room: Room, style: Style) {
        let style = Style { depth: style.depth + 1, ..style };
        let marks = style.depth <= DEEPEST && !inner.is_empty();
        if marks {
            self.push(opening);
        }
        if style.depth <= 2 * DEEPEST {
            for inline in inner {
                self.inline(inline, room, style);
            }
        } else {
            self.text(&plain_text(inner), room);
        }
        if marks {
            self.push("];");
        }
    }

    fn link(&mut self, target: &Target, content: &[Inline], room: Room, style: Style) {
        let mut page = None;
        let opening = match target {
            _ if style.linked => None,
            Target::Place { chapter, place } => self.book.chapters.get(*chapter).map(|to| {
                let id = place.as_ref().unwrap_or(&to.id).0.clone();
                let opening = format!("#to({})[", literal(&id));
                page = (self.bench.design.link_pages && !style.heading).then(|| format!("#page-of({});", literal(&id)));
                self.leaf_refers.insert((*chapter, id));
                opening
            }),
            Target::Url(address) if is_web_address(address) => Some(format!("#url({})[", literal(address))),
            Target::Url(_) => None,
        };
        let style = Style { linked: true, ..style };
        match opening {
            Some(opening) => {
                self.marked(&opening, content, room, style);
                self.push(&page.unwrap_or_default());
            }
            None => content.iter().for_each(|inline| self.inline(inline, room, style)),
        }
    }

    /// Text, with places to break in words that are too long for a line.
    pub(super) fn text(&mut self, text: &str, room: Room) {
        if text.is_empty() {
            return;
        }
        let text = self.bench.glyphs.printable(text).into_owned();
        for part in parts(&text, self.bench.glyphs.fonts(), self.bench.design.face, room.width / room.size) {
            match part {
                Part::Plain(plain) => {
                    let _ = write!(self.out, "#{};", literal(plain));
                }
                Part::Piece(piece) => {
                    let _ = write!(self.out, "#box[#{};];", literal(piece));
                }
                Part::Data(data) => {
                    let _ = write!(self.out, "#{};", literal(&with_soft_breaks(data)));
                }
            }
        }
    }

    /// Code in a line of text.
    pub(super) fn code(&mut self, code: &str, room: Room) {
        if code.is_empty() {
            return;
        }
        let code = self.bench.glyphs.printable(&code.replace(['\n', '\t'], " ")).into_owned();
        for part in parts(&code, self.bench.glyphs.fonts(), Face::Mono, room.width / (room.size * CODE_SCALE)) {
            match part {
                Part::Plain(plain) => {
                    let _ = write!(self.out, "#raw({});", literal(plain));
                }
                Part::Piece(piece) => {
                    let _ = write!(self.out, "#box[#raw({});];", literal(piece));
                }
                Part::Data(data) => {
                    let _ = write!(self.out, "#raw({});", literal(&with_soft_breaks(data)));
                }
            }
        }
    }
}

fn plain_text_without_images(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Image(_) => String::new(),
            Inline::Link { content, .. } | Inline::Foreign { content, .. } => plain_text_without_images(content),
            other => plain_text(std::slice::from_ref(other)),
        })
        .collect()
}

/// The model promises this; the PDF must not run a script even if it is broken. The
/// engine takes addresses of up to 8,000 bytes.
fn is_web_address(address: &str) -> bool {
    const LONGEST: usize = 8_000;
    if address.len() > LONGEST {
        return false;
    }
    let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https" | "mailto") && !address.chars().any(char::is_control)
}

/// Text to be set as it is, or in pieces lines may end after.
#[derive(Debug, PartialEq)]
enum Part<'t> {
    Plain(&'t str),
    Piece(&'t str),
    Data(&'t str),
}

/// Finds the words that are too long for a line of `line` em.
///
/// The pieces become boxes: a line may end between two boxes, and nothing is added to
/// the text a reader copies, as an invisible space would be.
fn parts<'t>(text: &'t str, fonts: &Fonts, face: Face, line: f64) -> Vec<Part<'t>> {
    let mut parts = Vec::new();
    let mut plain_from = 0;
    for (start, word) in words(text) {
        // No letter of these faces is wider than 1.4 em.
        if word.len() < 8 || fonts.width(word, face) <= line * LONG_WORD {
            continue;
        }
        if plain_from < start {
            parts.push(Part::Plain(&text[plain_from..start]));
        }
        plain_from = start + word.len();
        if word.len() > DATA {
            parts.push(Part::Data(word));
        } else {
            push_pieces(word, fonts, face, line, &mut parts);
        }
    }
    if plain_from < text.len() {
        parts.push(Part::Plain(&text[plain_from..]));
    }
    parts
}

/// Runs of letters between which no line may end. Scripts without spaces end lines
/// anywhere, so their letters are no part of a word.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(ends_a_word)
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .filter(|(_, word)| !word.is_empty())
}

fn ends_a_word(letter: char) -> bool {
    letter.is_whitespace() && letter != '\u{A0}'
        || matches!(letter as u32,
            0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x1F000..=0x3FFFF)
}

/// Cuts a word for a line of `line` em: after its punctuation and before its capitals,
/// and anywhere what that leaves is still too wide.
fn push_pieces<'t>(word: &'t str, fonts: &Fonts, face: Face, line: f64, parts: &mut Vec<Part<'t>>) {
    let widest = if line > 20.0 { line * 0.3 } else { line * 0.95 };
    let mut from = 0;
    let mut end = 0;
    for segment in segments(word) {
        let next = end + segment.len();
        if end > from && fonts.width(&word[from..next], face) > PIECE.min(widest) {
            parts.push(Part::Piece(&word[from..end]));
            from = end;
        }
        end = next;
        if fonts.width(&word[from..end], face) > widest {
            cut(&word[from..end], fonts, face, PIECE.min(widest), parts);
            from = end;
        }
    }
    if from < word.len() {
        parts.push(Part::Piece(&word[from..]));
    }
}

/// The parts of a word a person would read in one go.
pub(super) fn segments(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let mut previous = None;
        for (at, letter) in rest.char_indices() {
            let ends = previous.is_some_and(|previous: char| {
                "/\\._-:?&=,;#@|+~%)]}".contains(previous) && letter.is_alphanumeric()
                    || previous.is_lowercase() && letter.is_uppercase()
            });
            if ends {
                let segment = &rest[..at];
                rest = &rest[at..];
                return Some(segment);
            }
            previous = Some(letter);
        }
        let last = std::mem::take(&mut rest);
        (!last.is_empty()).then_some(last)
    })
}

/// Cuts text between letters, into pieces of at most `widest` em.
fn cut<'t>(text: &'t str, fonts: &Fonts, face: Face, widest: f64, parts: &mut Vec<Part<'t>>) {
    let mut from = 0;
    let mut width = 0.0;
    for (at, cluster) in text.grapheme_indices(true) {
        let wide = fonts.width(cluster, face);
        if at > from && width + wide > widest {
            parts.push(Part::Piece(&text[from..at]));
            from = at;
            width = 0.0;
        }
        width += wide;
    }
    parts.push(Part::Piece(&text[from..]));
}

/// Invisible spaces every few letters: thousands of boxes would take too long.
fn with_soft_breaks(data: &str) -> String {
    let mut broken = String::with_capacity(data.len() + data.len() / 3);
    for (index, cluster) in data.graphemes(true).enumerate() {
        if index > 0 && index % 8 == 0 {
            broken.push('\u{200B}');
        }
        broken.push_str(cluster);
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, line: f64) -> Vec<String> {
        parts(text, Fonts::embedded(), Face::Serif, line)
            .into_iter()
            .map(|part| match part {
                Part::Plain(text) | Part::Data(text) => text.to_owned(),
                Part::Piece(text) => format!("<{text}>"),
            })
            .collect()
    }

    #[test]
    fn ordinary_text_stays_in_one_piece() {
        assert_eq!(pieces("some words, and more of them", 40.0), ["some words, and more of them"]);
    }

    #[test]
    fn a_long_address_breaks_after_its_punctuation() {
        let broken = pieces("see https://example.org/some/long/path/to/a/file.html now", 20.0);
        assert_eq!(broken.first().expect("a part"), "see ");
        assert_eq!(broken.last().expect("a part"), " now");
        assert!(broken.len() > 3, "{broken:?}");
        let whole: String = broken.concat().replace(['<', '>'], "");
        assert_eq!(whole, "see https://example.org/some/long/path/to/a/file.html now");
        assert!(broken[1].ends_with("/>"), "{broken:?}");
    }

    #[test]
    fn a_word_without_punctuation_is_cut_anyway_but_never_inside_a_letter() {
        let broken = pieces(&"e\u{301}".repeat(100), 20.0);
        assert!(broken.len() > 5);
        assert!(broken.iter().all(|piece| !piece.trim_start_matches('<').starts_with('\u{301}')));
    }

    #[test]
    fn scripts_without_spaces_break_by_themselves() {
        assert_eq!(pieces(&"漢".repeat(300), 20.0).len(), 1);
    }

    #[test]
    fn only_web_and_mail_addresses_are_links() {
        assert!(is_web_address("https://example.org"));
        assert!(is_web_address("mailto:a@b.c"));
        assert!(!is_web_address("javascript:alert(1)"));
        assert!(!is_web_address("file:///etc/passwd"));
        assert!(!is_web_address(""));
        assert!(!is_web_address(&format!("https://example.org/{}", "x".repeat(9_000))));
    }
}
