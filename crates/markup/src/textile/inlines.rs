//! Text within a block, read from left to right.

use std::fmt::Write as _;

use super::phrases::Phrases;
use super::{Known, Reader, glyphs, html};
use crate::ahead::Ahead;
use crate::html::{escaped, push_escaped};
use crate::tags::{entity_at, tag_at};
use crate::urls::address_at;

/// Phrases within each other beyond this are plain.
const MAX_DEPTH: usize = 8;

impl Reader<'_> {
    /// A block's text as HTML.
    pub(super) fn inline(&mut self, text: &str) -> String {
        Run { known: &mut self.known, in_link: false, depth: 0 }.rendered(text)
    }
}

/// What the text around a piece of text means for it.
pub(super) struct Run<'k> {
    pub known: &'k mut Known,
    pub in_link: bool,
    depth: usize,
}

/// A piece of text, and what is known of the rest of it.
pub(super) struct Piece<'t> {
    pub text: &'t str,
    pub phrases: Phrases<'t>,
    pub exclamations: Ahead<'t>,
    /// Where the quotation marks stand.
    pub quotes: Vec<usize>,
    /// The last apostrophe that may end a quotation.
    pub last_apostrophe: Option<usize>,
    ends: Ends<'t>,
}

struct Ends<'t> {
    code: Ahead<'t>,
    pre: Ahead<'t>,
    verbatim: Ahead<'t>,
    comment: Ahead<'t>,
}

impl<'t> Piece<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            phrases: Phrases::new(text),
            exclamations: Ahead::new(text, "!"),
            quotes: text.match_indices('"').map(|(at, _)| at).collect(),
            last_apostrophe: text.char_indices().rev().filter(|(_, c)| *c == '\'').map(|(at, _)| at).find(|at| {
                let before = text[..*at].chars().next_back().is_some_and(|c| !c.is_whitespace());
                before && !text[at + 1..].starts_with(char::is_alphanumeric)
            }),
            ends: Ends {
                code: Ahead::new(text, "</code>"),
                pre: Ahead::new(text, "</pre>"),
                verbatim: Ahead::new(text, "</notextile>"),
                comment: Ahead::new(text, "-->"),
            },
        }
    }

    /// The letter before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// Whether a word or a phrase may begin at a place.
    pub(super) fn may_begin(&self, at: usize) -> bool {
        self.before(at).is_none_or(|c| !c.is_alphanumeric())
    }
}

impl Run<'_> {
    fn rendered(&mut self, text: &str) -> String {
        let mut piece = Piece::new(text);
        let mut out = String::with_capacity(text.len() * 5 / 4);
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let length = self.markup(&mut piece, at, c, &mut out);
            at += length.unwrap_or_else(|| {
                push_escaped(&mut out, c.encode_utf8(&mut [0; 4]));
                c.len_utf8()
            });
        }
        out
    }

    /// A text within this one.
    pub(super) fn inner(&mut self, text: &str) -> String {
        if self.depth >= MAX_DEPTH {
            return escaped(text);
        }
        self.depth += 1;
        let html = self.rendered(text);
        self.depth -= 1;
        html
    }

    /// Reads what may be markup; gives its length if it was.
    fn markup(&mut self, piece: &mut Piece<'_>, at: usize, c: char, out: &mut String) -> Option<usize> {
        let rest = &piece.text[at..];
        match c {
            '\n' => Some(line_break(rest, out)),
            '<' => author_html(piece, at, out),
            '&' => entity_at(rest).inspect(|length| out.push_str(&rest[..*length])),
            '"' => self.link(piece, at, out).or_else(|| glyphs::quote(piece, at, out)),
            '\'' => Some(glyphs::apostrophe(piece, at, out)),
            '*' | '_' | '+' | '^' | '~' | '%' | '?' => self.phrase(piece, at, out),
            '-' => self.phrase(piece, at, out).or_else(|| glyphs::dash(piece, at, out)),
            '@' | '=' => piece.phrases.literal(piece.text, at, out),
            '!' => self.image(piece, at, out),
            '[' => self.bracketed(piece, at, out),
            '(' => glyphs::symbol(rest, out),
            '.' => glyphs::ellipsis(rest, out),
            '0'..='9' if piece.may_begin(at) => glyphs::dimension(rest, out),
            'h' | 'f' | 'm' if piece.may_begin(at) => {
                // An address is no text: nothing in it is markup.
                address_at(rest).inspect(|length| push_escaped(out, &rest[..*length]))
            }
            'A'..='Z' if piece.may_begin(at) => glyphs::acronym(rest, out),
            _ => None,
        }
    }

    /// What stands between square brackets to be set off from the letters around it.
    fn bracketed(&mut self, piece: &mut Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
        let rest = &piece.text[at..];
        let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        if digits > 0 && rest[1 + digits..].starts_with(']') {
            self.note(&rest[1..=digits], out);
            return Some(digits + 2);
        }
        let ends = |length: &usize| rest[1 + *length..].starts_with(']');
        let before = out.len();
        let framed = match rest.as_bytes().get(1)? {
            b'"' => self.link(piece, at + 1, out).filter(ends),
            b'!' => self.image(piece, at + 1, out).filter(ends),
            _ => None,
        };
        if let Some(length) = framed {
            return Some(length + 2);
        }
        out.truncate(before);
        self.bracketed_phrase(piece, at, out).or_else(|| glyphs::symbol(rest, out))
    }

    /// `[1]`: leads to a note, if there is one.
    fn note(&mut self, number: &str, out: &mut String) {
        if !self.known.notes.contains(number) || self.in_link {
            let _ = write!(out, "<sup>{number}</sup>");
            return;
        }
        let mentions = self.known.mentions.entry(number.to_owned()).or_insert(0);
        *mentions += 1;
        let id = if *mentions > 1 { format!("fnref-{number}-{mentions}") } else { format!("fnref-{number}") };
        let _ = write!(
            out,
            "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" data-footnote-ref>{number}</a></sup>"
        );
    }
}

/// The author's HTML, and elements whose content is no markup.
fn author_html(piece: &mut Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
    let rest = &piece.text[at..];
    if rest.starts_with("<!--") {
        return piece.ends.comment.next(at).map(|end| end + "-->".len() - at);
    }
    let tag = tag_at(rest)?;
    let content = at + tag.length;
    if !tag.closing && tag.is_any(&["code"]) {
        let end = piece.ends.code.next(content)?;
        let _ = write!(out, "<code>{}</code>", escaped(&piece.text[content..end]));
        return Some(end + "</code>".len() - at);
    }
    if !tag.closing && tag.is_any(&["pre"]) {
        let end = piece.ends.pre.next(content)?;
        out.push_str(&html::listing(&tag, &piece.text[content..end]));
        return Some(end + "</pre>".len() - at);
    }
    if !tag.closing && tag.is_any(&["notextile"]) {
        let end = piece.ends.verbatim.next(content)?;
        out.push_str(&piece.text[content..end]);
        return Some(end + "</notextile>".len() - at);
    }
    if !tag.is_html() || (tag.closing && tag.is_any(&["code", "pre"])) {
        return None;
    }
    out.push_str(&rest[..tag.length]);
    // The end of the line is the author's, not a break, beside a block and after `<br>`.
    let is_line = tag.is_block() || tag.is_any(&["br"]);
    Some(tag.length + usize::from(is_line && rest[tag.length..].starts_with('\n')))
}

/// A line's end is a break, but before a block of the author's.
fn line_break(rest: &str, out: &mut String) -> usize {
    let next = rest[1..].trim_start_matches(' ');
    let is_block = tag_at(next).is_some_and(|tag| tag.is_block());
    out.push_str(if is_block { "\n" } else { "<br>\n" });
    1
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    fn line(text: &str) -> String {
        to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn html_and_code_are_the_authors() {
        assert_eq!(
            line("a <code>*b* \"c\"</code> <b>*d*</b> <user> x<br />\ny"),
            "a <code>*b* &quot;c&quot;</code> <b><strong>d</strong></b> &lt;user&gt; x<br />y"
        );
        assert_eq!(line("<notextile>*a*</notextile> ==*b*== @*c* <d>@"), "*a* *b* <code>*c* &lt;d&gt;</code>");
        assert_eq!(line("a\n<pre>\n*b*\n</pre>"), "a</p>\n<pre><code>*b*\n</code></pre>");
        assert_eq!(line("why@domain.com or @a @ b"), "why@domain.com or @a @ b");
    }

    #[test]
    fn addresses_and_marks_stay_whole() {
        assert_eq!(
            line("http://a.b/one%20two%20_c_ *⟦\u{FDD0}12\u{FDD1}⟧*"),
            "http://a.b/one%20two%20_c_ <strong>⟦\u{FDD0}12\u{FDD1}⟧</strong>"
        );
    }
}
