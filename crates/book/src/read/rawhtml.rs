//! HTML as authors write it between their Markdown: a scanner for tags that knows
//! where each attribute stands in the text.
//!
//! It builds no tree (html5ever does). It serves to keep `<username>` visible, to
//! find wiki links between tags and to find the addresses the archive rewrites.

use std::borrow::Cow;
use std::ops::Range;

use super::markdown::wiki_html;
use super::wikilinks::{Extracted, Piece, has_marks, pieces};

/// A tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'t> {
    /// Its place, angle brackets included.
    pub span: Range<usize>,
    /// Its name, as written.
    pub name: &'t str,
    /// `</…>`.
    pub closing: bool,
}

/// An attribute's value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'t> {
    /// The attribute's name, as written.
    pub name: &'t str,
    /// The value's place, quotes excluded.
    pub value: Range<usize>,
    /// The quote around it.
    pub quote: Option<u8>,
}

/// The tags in `html`, in order; none inside comments. Ends at a tag that is not
/// closed.
pub(crate) fn tags(html: &str) -> Tags<'_> {
    Tags { html, at: 0 }
}

/// See [`tags`].
pub(crate) struct Tags<'t> {
    html: &'t str,
    at: usize,
}

impl<'t> Iterator for Tags<'t> {
    type Item = Tag<'t>;

    fn next(&mut self) -> Option<Tag<'t>> {
        loop {
            let start = self.at + self.html[self.at..].find('<')?;
            let rest = &self.html[start..];
            if rest.starts_with("<!--") {
                self.at = start + rest.find("-->")? + 3;
                continue;
            }
            let closing = rest.starts_with("</");
            let name_at = start + if closing { 2 } else { 1 };
            let name = tag_name(&self.html[name_at..]);
            if name.is_empty() {
                self.at = start + 1;
                continue;
            }
            let end = end_of_tag(self.html, name_at + name.len())?;
            self.at = end;
            return Some(Tag { span: start..end, name, closing });
        }
    }
}

fn tag_name(text: &str) -> &str {
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) { &text[..length] } else { "" }
}

fn end_of_tag(html: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    let mut last = b' ';
    for (place, byte) in html.bytes().enumerate().skip(from) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return Some(place + 1),
            // A quote opens a value only after `=`; elsewhere it is a slip.
            (None, b'"' | b'\'') if last == b'=' => quote = Some(byte),
            (Some(_) | None, _) => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    None
}

/// The attributes of a tag that have a value.
pub(crate) fn attributes<'t>(html: &'t str, tag: &Tag<'t>) -> Vec<Attribute<'t>> {
    let bytes = html.as_bytes();
    let end = tag.span.end - 1;
    let mut at = tag.span.start + 1 + tag.name.len();
    let mut found = Vec::new();
    while at < end {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' {
            at += 1;
            continue;
        }
        let name_at = at;
        while at < end && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'=' | b'/') {
            at += 1;
        }
        let name = &html[name_at..at];
        while at < end && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        if at >= end || bytes[at] != b'=' {
            at = at.max(name_at + 1);
            continue;
        }
        at += 1;
        while at < end && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let quote = (at < end && matches!(bytes[at], b'"' | b'\'')).then(|| bytes[at]);
        let value_at = at + usize::from(quote.is_some());
        at = value_at.min(end);
        while at < end && quote.map_or(!bytes[at].is_ascii_whitespace(), |open| bytes[at] != open) {
            at += 1;
        }
        found.push(Attribute { name, value: value_at.min(at)..at, quote });
        at += usize::from(quote.is_some());
    }
    found
}

/// Makes a piece of an author's HTML ready for the page: tags HTML does not have
/// become text, wiki links between tags become links.
pub(crate) fn made_ready(html: &str, wiki: &Extracted) -> String {
    let mut ready = String::with_capacity(html.len());
    let mut copied = 0;
    let mut verbatim = 0_usize;
    for tag in tags(html) {
        push_text(&html[copied..tag.span.start], wiki, verbatim > 0, &mut ready);
        let text = &html[tag.span.clone()];
        if is_element(tag.name) {
            if VERBATIM.iter().any(|name| tag.name.eq_ignore_ascii_case(name)) {
                verbatim = if tag.closing { verbatim.saturating_sub(1) } else { verbatim + 1 };
            }
            ready.push_str(&wiki.restored(&without_marks_of_ours(text)));
        } else {
            ready.push_str(&escaped(&wiki.restored(text)));
        }
        copied = tag.span.end;
    }
    push_text(&html[copied..], wiki, verbatim > 0, &mut ready);
    ready
}

/// A tag whose `data-` attributes mean nothing here: by those the parser tells the
/// walker about footnotes, formulas and wiki links, and authors may not.
fn without_marks_of_ours(tag: &str) -> Cow<'_, str> {
    if !tag.to_ascii_lowercase().contains("data-") {
        return Cow::Borrowed(tag);
    }
    let mut out = String::with_capacity(tag.len() + 8);
    let mut quote = None;
    let (mut last, mut before) = (' ', ' ');
    for (place, c) in tag.char_indices() {
        let begins_name = quote.is_none() && (before.is_ascii_whitespace() || matches!(before, '/' | '"' | '\''));
        if begins_name
            && tag.get(place..place + 5).is_some_and(|start| start.eq_ignore_ascii_case("data-"))
            && last != '='
        {
            out.push_str("x-");
        }
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') if last == '=' => quote = Some(c),
            _ => {}
        }
        if !c.is_ascii_whitespace() {
            last = c;
        }
        before = c;
        out.push(c);
    }
    Cow::Owned(out)
}

/// Elements whose text means what it says.
pub(crate) const VERBATIM: [&str; 6] = ["pre", "code", "script", "style", "kbd", "samp"];

fn push_text(text: &str, wiki: &Extracted, verbatim: bool, to: &mut String) {
    if verbatim || !has_marks(text) || text.contains("<!--") {
        to.push_str(&wiki.restored(text));
        return;
    }
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => to.push_str(text),
            Piece::Mark(number) => to.push_str(&wiki_html(wiki, number)),
        }
    }
}

/// Text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}

/// Text of HTML, its character references read.
pub(crate) fn unescaped(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return Cow::Borrowed(html);
    }
    let fragment = scraper::Html::parse_fragment(&html.replace('<', "&lt;"));
    Cow::Owned(fragment.root_element().text().collect())
}

/// Whether HTML has an element of this name. What it has not, an author meant as text,
/// as in `cd <folder>`.
fn is_element(name: &str) -> bool {
    ELEMENTS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// HTML's elements, obsolete ones and GitHub's own too, sorted.
const ELEMENTS: [&str; 141] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "g-emoji",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "isindex",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "spacer",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_elements_can_be_searched() {
        assert!(ELEMENTS.is_sorted());
        assert!(is_element("IMG") && !is_element("username"));
    }

    #[test]
    fn what_html_does_not_have_stays_readable() {
        let none = Extracted::default();
        assert_eq!(made_ready("cd <folder> <b>now</b>", &none), "cd &lt;folder&gt; <b>now</b>");
        assert_eq!(made_ready("<!-- <x> --><br>", &none), "<!-- <x> --><br>");
        assert_eq!(made_ready("a < b <", &none), "a < b <");
    }

    #[test]
    fn authors_cannot_speak_for_the_parser() {
        let none = Extracted::default();
        assert_eq!(
            made_ready("<section Data-Footnotes id=\"data-x\">", &none),
            "<section x-Data-Footnotes id=\"data-x\">"
        );
        assert_eq!(made_ready("<img src=data-1.png data-wiki=0>", &none), "<img src=data-1.png x-data-wiki=0>");
        assert_eq!(made_ready("<a b=\"\"data-wiki=0>", &none), "<a b=\"\"x-data-wiki=0>");
    }

    #[test]
    fn attributes_are_found_where_they_stand() {
        let html = "x <a name=top class='c d' disabled href = \"a.md?x=1\" /> y";
        let tag = tags(html).next().expect("a tag");
        let found: Vec<_> = attributes(html, &tag)
            .into_iter()
            .map(|attribute| (attribute.name, &html[attribute.value], attribute.quote))
            .collect();
        assert_eq!(found, [("name", "top", None), ("class", "c d", Some(b'\'')), ("href", "a.md?x=1", Some(b'"'))]);
    }

    #[test]
    fn a_bracket_in_a_value_ends_no_tag() {
        let html = "<img alt=\"a > b\" src=x>z";
        let tag = tags(html).next().expect("a tag");
        assert_eq!(&html[tag.span], "<img alt=\"a > b\" src=x>");
        assert_eq!(tags("<a \"").count(), 0);
    }

    #[test]
    fn character_references_are_read() {
        assert_eq!(unescaped("a?b=1&amp;c=2&eacute;"), "a?b=1&c=2é");
    }
}
