//! Phrases: `*strong*`, `_emphasis_`, `[-deleted-]`, `@code@` and their like.

use std::fmt::Write as _;

use super::attributes::{Place, read};
use super::inlines::{Piece, Run};
use crate::ahead::Ahead;
use crate::html::escaped;

/// Marks and elements, longer marks first.
const PHRASES: [(&str, &str, &str); 10] = [
    ("**", "**]", "b"),
    ("__", "__]", "i"),
    ("??", "??]", "cite"),
    ("*", "*]", "strong"),
    ("_", "_]", "em"),
    ("-", "-]", "del"),
    ("+", "+]", "ins"),
    ("^", "^]", "sup"),
    ("~", "~]", "sub"),
    ("%", "%]", "span"),
];

/// Where phrases end.
pub(super) struct Phrases<'t> {
    ends: Vec<Ahead<'t>>,
    bracketed_ends: Vec<Ahead<'t>>,
    code: Ahead<'t>,
    bracketed_code: Ahead<'t>,
    plain: Ahead<'t>,
    bracketed_plain: Ahead<'t>,
}

impl<'t> Phrases<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            ends: PHRASES.iter().map(|(mark, ..)| Ahead::new(text, mark)).collect(),
            bracketed_ends: PHRASES.iter().map(|(_, end, _)| Ahead::new(text, end)).collect(),
            code: Ahead::new(text, "@"),
            bracketed_code: Ahead::new(text, "@]"),
            plain: Ahead::new(text, "=="),
            bracketed_plain: Ahead::new(text, "==]"),
        }
    }

    /// `@code@`, `==no markup==`.
    pub(super) fn literal(&mut self, text: &'t str, at: usize, out: &mut String) -> Option<usize> {
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let (mark, ahead) = match text.as_bytes()[at] {
            b'@' => ("@", &mut self.code),
            _ => ("==", &mut self.plain),
        };
        let start = at + text[at..].strip_prefix(mark).map(|_| mark.len())?;
        let first = text[start..].chars().next().filter(|c| !c.is_whitespace())?;
        let end = ahead.next_where(start + first.len_utf8(), |end| ends_phrase(text, end))?;
        push_literal(mark, &text[start..end], out);
        Some(end + mark.len() - at)
    }
}

fn push_literal(mark: &str, text: &str, out: &mut String) {
    if mark == "@" {
        let _ = write!(out, "<code>{}</code>", escaped(text));
    } else {
        // RedCloth gives it out as it is: HTML of the author's.
        out.push_str(text);
    }
}

fn ends_phrase(text: &str, end: usize) -> bool {
    text[..end].chars().next_back().is_some_and(|c| !c.is_whitespace())
}

impl Run<'_> {
    pub(super) fn phrase(&mut self, piece: &mut Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
        let text = piece.text;
        if !piece.may_begin(at) {
            return None;
        }
        for (number, (mark, _, tag)) in PHRASES.into_iter().enumerate() {
            let Some(rest) = text[at..].strip_prefix(mark) else { continue };
            let sign = mark.chars().next();
            let is_deletion_within = mark == "-" && piece.before(at).is_some_and(|c| !c.is_whitespace() && c != '(');
            let first = rest.chars().next().filter(|c| !c.is_whitespace() && Some(*c) != sign);
            let (Some(first), false) = (first, piece.before(at) == sign || is_deletion_within) else { continue };
            let start = at + mark.len();
            let fits = |end: usize| {
                let after = text[end + mark.len()..].chars().next();
                let before = text[..end].chars().next_back();
                let is_longer = mark != "??" && (after == sign || before == sign);
                ends_phrase(text, end) && !is_longer && !after.is_some_and(char::is_alphanumeric)
            };
            let Some(mut end) = piece.phrases.ends[number].next_where(start + first.len_utf8(), fits) else { continue };
            if mark == "??" && text[end + 2..].starts_with('?') {
                // A title that asks a question.
                end += 1;
            }
            self.push_phrase(tag, &text[start..end], out);
            return Some(end + mark.len() - at);
        }
        None
    }

    /// `[*part*]` of a word.
    pub(super) fn bracketed_phrase(&mut self, piece: &mut Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
        let text = piece.text;
        let rest = &text[at + 1..];
        for (mark, end) in [("@", &mut piece.phrases.bracketed_code), ("==", &mut piece.phrases.bracketed_plain)] {
            let start = at + 1 + mark.len();
            if rest.starts_with(mark)
                && let Some(end) = end.next(start + 1)
            {
                push_literal(mark, &text[start..end], out);
                return Some(end + mark.len() + 1 - at);
            }
        }
        for (number, (mark, _, tag)) in PHRASES.into_iter().enumerate() {
            let start = at + 1 + mark.len();
            if rest.starts_with(mark)
                && let Some(end) = piece.phrases.bracketed_ends[number].next(start + 1)
            {
                self.push_phrase(tag, &text[start..end], out);
                return Some(end + mark.len() + 1 - at);
            }
        }
        None
    }

    fn push_phrase(&mut self, tag: &str, inner: &str, out: &mut String) {
        let (attributes, rest) = read(inner, Place::Phrase);
        // Brackets before a space, or around everything, are text.
        let is_text = rest.is_empty() || rest.starts_with(char::is_whitespace);
        let (attributes, inner) = if is_text { (String::new(), inner) } else { (attributes.html(), rest) };
        let inner = self.inner(inner);
        let _ = write!(out, "<{tag}{attributes}>{inner}</{tag}>");
    }
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    fn line(text: &str) -> String {
        to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn all_kinds_of_phrases() {
        assert_eq!(
            line("*a* _b_ **c** __d__ ??e??? -f g- +h+ ^i^ ~j~ %k% @l@"),
            "<strong>a</strong> <em>b</em> <b>c</b> <i>d</i> <cite>e?</cite> <del>f g</del> <ins>h</ins> <sup>i</sup> \
             <sub>j</sub> <span>k</span> <code>l</code>"
        );
        assert_eq!(
            line("ex[*tra*] lo[~4~]x[^n^] [-a-b-]c [@p. @] [==*==]"),
            "ex<strong>tra</strong> lo<sub>4</sub>x<sup>n</sup> <del>a-b</del>c <code>p. </code> *"
        );
        assert_eq!(line("*a _b *c* d_ e*"), "<strong>a _b *c</strong> d_ e*");
    }

    #[test]
    fn marks_within_words_are_letters() {
        for text in
            ["snake_case_name", "2*3*4", "a * b * c", "C++ and D++", "**/*.rs", "*.rs and *.md", "x -1 -2", "~/a ~/b"]
        {
            assert_eq!(line(text), text);
        }
        assert_eq!(line("_and_this_too_ (_x_) __Amanita__s"), "<em>and_this_too</em> (<em>x</em>) __Amanita__s");
    }

    #[test]
    fn phrases_have_attributes() {
        assert_eq!(
            line("*{color:red}a* _(big#x)b_ %[es]c% *(d)* *(e) f*"),
            "<strong>a</strong> <em id=\"x\">b</em> <span>c</span> <strong>(d)</strong> <strong>(e) f</strong>"
        );
    }
}
