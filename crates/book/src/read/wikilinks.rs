//! Wiki links: `[[Page]]`, `[[Text|Page]]`, `[[image.png|alt=…]]`.
//!
//! As in gollum, they are taken out before Markdown is parsed, so that a pipe in a
//! table or an underscore in a file name means nothing to the parser, and put back
//! afterwards: as links in text, as they were in code. A mark stands in for each;
//! [`Extracted::original`] maps places in the marked text back to the source.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::source::{MARK_CLOSE, MARK_OPEN};

/// What stands between double brackets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WikiLink {
    /// Where it stands in the text, brackets included.
    pub span: Range<usize>,
    /// As written, brackets included.
    pub raw: String,
    /// What it says, cut at the pipes; at least one part.
    pub parts: Vec<String>,
    /// What it is.
    pub kind: Kind,
}

/// What a pair of double brackets means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// A link.
    Link,
    /// An image with options.
    Image,
    /// `'[[x]]`: to be shown as it is, without the quote.
    Literal,
    /// An instruction to gollum, such as `[[_TOC_]]`: shows nothing.
    Instruction,
}

/// A text with marks in the place of wiki links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Extracted {
    /// The text with marks.
    #[serde(skip)]
    pub text: String,
    /// The links, in order; a mark holds the number.
    pub links: Vec<WikiLink>,
    /// Where each mark stands in `text`.
    #[serde(skip)]
    marks: Vec<Range<usize>>,
}

/// Longer ones are no links; also keeps the search linear.
const MAX_LENGTH: usize = 1000;

/// An image's file name extensions in gollum, and WebP.
const IMAGE_ENDINGS: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".webp"];

/// How a markup writes wiki links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// `[[Page|Text]]` instead of `[[Text|Page]]`.
    pub page_first: bool,
    /// `'[[x]]` is to be shown as it is.
    pub quote_escapes: bool,
}

/// Takes the wiki links out of Markdown. `is_page` tells whether a name is a page's:
/// `[[1]](https://…)` is a Markdown link unless a page is called `1`.
pub(crate) fn extract(text: &str, is_page: &dyn Fn(&str) -> bool) -> Extracted {
    extract_as(Syntax { page_first: false, quote_escapes: true }, text, is_page)
}

/// The same for another markup.
pub(crate) fn extract_as(syntax: Syntax, text: &str, is_page: &dyn Fn(&str) -> bool) -> Extracted {
    let mut extracted = Extracted { text: String::with_capacity(text.len()), ..Extracted::default() };
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = text[at..].find('[') {
        let open = at + found;
        if !text[open + 1..].starts_with('[') {
            at = open + 1;
            continue;
        }
        let Some(inner) = inner_of(&text[open + 2..]) else {
            at = open + 1;
            continue;
        };
        let end = open + 2 + inner.len() + 2;
        let Some((span, kind)) = kind_of(syntax, text, open, end, inner, is_page) else {
            at = end;
            continue;
        };
        extracted.text.push_str(&text[copied..span.start]);
        let mark_start = extracted.text.len();
        extracted.text.push_str(&mark(extracted.links.len()));
        extracted.marks.push(mark_start..extracted.text.len());
        extracted.links.push(WikiLink {
            raw: text[span.clone()].to_owned(),
            parts: parts_of(inner, syntax, kind),
            span: span.clone(),
            kind,
        });
        copied = span.end;
        at = end;
    }
    extracted.text.push_str(&text[copied..]);
    extracted
}

/// The parts in Markdown's order.
fn parts_of(inner: &str, syntax: Syntax, kind: Kind) -> Vec<String> {
    let mut parts: Vec<String> = inner.replace("\\|", "|").split('|').map(|part| part.trim().to_owned()).collect();
    match kind {
        Kind::Link if syntax.page_first && parts.len() > 1 => parts.swap(0, 1),
        Kind::Image if syntax.page_first => mend_image(&mut parts),
        _ => {}
    }
    parts
}

/// MediaWiki's `[[File:x.png|thumb|200px|Caption]]` in gollum's words.
fn mend_image(parts: &mut [String]) {
    let named = parts[0].split_once(':');
    let is_file = |space: &str| ["file", "image"].iter().any(|known| space.trim().eq_ignore_ascii_case(known));
    if let Some(name) = named.filter(|(space, _)| is_file(space)).map(|(_, name)| name.trim().to_owned()) {
        parts[0] = name;
    }
    let last = parts.len() - 1;
    for (number, part) in parts.iter_mut().enumerate().skip(1) {
        let keyword = ["thumb", "thumbnail", "frame", "frameless", "border", "left", "right", "center", "none"]
            .iter()
            .any(|known| part.eq_ignore_ascii_case(known));
        let width = part.strip_suffix("px").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(width) = width.filter(|width| !width.is_empty()) {
            *part = format!("width={width}px");
        } else if number == last && !keyword && !part.contains('=') {
            *part = format!("alt={part}");
        }
    }
}

/// White brackets count as punctuation, as `[[` does, so emphasis beside a link
/// begins and ends where it would have.
fn mark(number: usize) -> String {
    format!("⟦{MARK_OPEN}{number}{MARK_CLOSE}⟧")
}

fn inner_of(rest: &str) -> Option<&str> {
    let stop = rest.bytes().take(MAX_LENGTH).position(|byte| matches!(byte, b'[' | b']' | b'\n' | b'\r' | b'`'))?;
    (rest[stop..].starts_with("]]") && !rest[..stop].trim().is_empty()).then(|| &rest[..stop])
}

fn kind_of(
    syntax: Syntax,
    text: &str,
    open: usize,
    end: usize,
    inner: &str,
    is_page: &dyn Fn(&str) -> bool,
) -> Option<(Range<usize>, Kind)> {
    let before = &text[..open];
    let backslashes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if backslashes % 2 == 1 {
        return None;
    }
    let after = &text[end..];
    if after.starts_with('(') && !inner.contains('|') && !is_page(inner.trim()) {
        return None;
    }
    if syntax.quote_escapes && before.ends_with('\'') && !after.starts_with('\'') {
        return Some((open - 1..end, Kind::Literal));
    }
    let first = inner.split('|').next().unwrap_or(inner).trim_end_matches('\\').trim().to_lowercase();
    if (first.starts_with("_toc_") && !inner.contains('.')) || first.starts_with("include:") {
        return Some((open..end, Kind::Instruction));
    }
    let path = first.split(['?', '#']).next().unwrap_or(&first);
    let kind = if IMAGE_ENDINGS.iter().any(|ending| path.ends_with(ending)) { Kind::Image } else { Kind::Link };
    Some((open..end, kind))
}

/// A piece of marked text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Text without marks.
    Text(&'t str),
    /// A mark: the link's number.
    Mark(usize),
}

/// Whether `text` holds marks.
pub(crate) fn has_marks(text: &str) -> bool {
    text.contains(MARK_OPEN)
}

/// Cuts `text` at its marks.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(MARK_OPEN) {
        let number_at = open + MARK_OPEN.len_utf8();
        let Some(close) = rest[number_at..].find(MARK_CLOSE) else { break };
        let before = rest[..open].strip_suffix('⟦').unwrap_or(&rest[..open]);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        if let Ok(number) = rest[number_at..number_at + close].parse() {
            pieces.push(Piece::Mark(number));
        }
        let after = &rest[number_at + close + MARK_CLOSE.len_utf8()..];
        rest = after.strip_prefix('⟧').unwrap_or(after);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

impl Extracted {
    /// A text whose brackets mean something else.
    pub fn without_links(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// Keeps the links only.
    pub fn forget_text(&mut self) {
        (self.text, self.marks) = Default::default();
    }

    /// Puts the links back into `text` as they were written.
    pub fn restored(&self, text: &str) -> String {
        pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Mark(number) => self.links.get(number).map_or("", |link| link.raw.as_str()),
            })
            .collect()
    }

    /// The place in the source of a place in the marked text; none inside a mark.
    pub fn original(&self, place: usize) -> Option<usize> {
        let after = self.marks.partition_point(|mark| mark.start < place);
        let Some(last) = after.checked_sub(1) else { return Some(place) };
        let mark = &self.marks[last];
        (place >= mark.end).then(|| self.links[last].span.end + (place - mark.end))
    }
}

impl WikiLink {
    /// The address or name it leads to, by GitHub's order.
    pub fn target(&self) -> &str {
        match self.kind {
            Kind::Image => &self.parts[0],
            _ => self.parts.get(1).unwrap_or(&self.parts[0]),
        }
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.parts[0]
    }

    /// The value of an image's option such as `alt=`.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.parts[1..].iter().find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<(String, Kind)> {
        extract(text, &|name| name == "Home").links.into_iter().map(|link| (link.raw, link.kind)).collect()
    }

    #[test]
    fn links_images_and_instructions_are_told_apart() {
        assert_eq!(
            links("[[Home]] [[a|B]] [[x.png|alt=y|width=3px]] [[_TOC_]] '[[no]] [[a\\|b]]"),
            [
                ("[[Home]]".into(), Kind::Link),
                ("[[a|B]]".into(), Kind::Link),
                ("[[x.png|alt=y|width=3px]]".into(), Kind::Image),
                ("[[_TOC_]]".into(), Kind::Instruction),
                ("'[[no]]".into(), Kind::Literal),
                ("[[a\\|b]]".into(), Kind::Link),
            ]
        );
        let link = &extract("[[Text\\|Page]]", &|_| false).links[0];
        assert_eq!((link.text(), link.target()), ("Text", "Page"));
        let image = &extract("[[x.png|alt=A b|frame]]", &|_| false).links[0];
        assert_eq!((image.target(), image.option("alt"), image.option("width")), ("x.png", Some("A b"), None));
    }

    #[test]
    fn what_only_looks_like_a_link_is_left() {
        for text in [
            "\\[[Home]]",
            "[[]]",
            "[[ ]]",
            "[[a`b]]",
            "[[a\nb]]",
            "[[1]](https://example.org)",
            "[[a]",
            "[[[",
            "- [ ] x",
        ] {
            assert_eq!(links(text), [], "{text}");
        }
        assert_eq!(links("[[Home]](see)").len(), 1);
        assert_eq!(links("[[[Home]]]").len(), 1);
    }

    #[test]
    fn places_map_back_and_texts_come_back() {
        let source = "ab [[Home]] cd [[x|y]] ef";
        let extracted = extract(source, &|_| false);
        assert_eq!(extracted.restored(&extracted.text), source);
        let (c, e) = (extracted.text.find("cd").expect("cd"), extracted.text.find("ef").expect("ef"));
        assert_eq!(extracted.original(0), Some(0));
        assert_eq!(extracted.original(c), source.find("cd"));
        assert_eq!(extracted.original(e), source.find("ef"));
        assert_eq!(extracted.original(4), None);
    }
}
