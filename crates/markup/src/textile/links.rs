//! Links and images: `"text(title)":address`, `!image(alt)!:address`.

use std::fmt::Write as _;

use super::attributes::{Place, read};
use super::inlines::{Piece, Run};
use crate::html::escaped;
use crate::urls::extent;

/// Quotations within a link's text beyond this make it no link; bounds the search.
const MAX_QUOTATIONS: usize = 4;

impl Run<'_> {
    pub(super) fn link(&mut self, piece: &mut Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
        let text = piece.text;
        if self.in_link || !piece.may_begin(at) || text[at + 1..].starts_with(char::is_whitespace) {
            return None;
        }
        let mut number = piece.quotes.binary_search(&at).ok()? + 1;
        for _ in 0..=MAX_QUOTATIONS {
            let close = *piece.quotes.get(number)?;
            let before = piece.before(close).filter(|_| close > at + 1)?;
            let address = text[close + 1..].strip_prefix(':').map(|rest| &rest[..extent(rest)]);
            if let Some(address) = address.filter(|address| !address.is_empty() && !before.is_whitespace()) {
                self.push_link(&text[at + 1..close], address, out);
                return Some(close + 2 + address.len() - at);
            }
            // A quotation within the text begins after a space.
            if !before.is_whitespace() {
                return None;
            }
            number += 2;
        }
        None
    }

    fn push_link(&mut self, text: &str, address: &str, out: &mut String) {
        let (attributes, rest) = read(text, Place::Phrase);
        let is_text = rest.is_empty() || rest.starts_with(char::is_whitespace);
        let (attributes, text) = if is_text { (String::new(), text) } else { (attributes.html(), rest) };
        let (text, title) = titled(text);
        let title = title.map(|title| format!(" title=\"{}\"", escaped(title))).unwrap_or_default();
        let address = escaped(self.known.aliases.get(address).map_or(address, String::as_str));
        self.in_link = true;
        // `"$":address` shows the address.
        let text = if text == "$" { address.clone() } else { self.inner(text) };
        self.in_link = false;
        let _ = write!(out, "<a href=\"{address}\"{title}{attributes}>{text}</a>");
    }

    pub(super) fn image(&mut self, piece: &mut Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
        let text = piece.text;
        let close = piece.exclamations.next(at + 1)?;
        let body = &text[at + 1..close];
        if !piece.may_begin(at) || body.contains('\n') || body.len() > LONGEST_IMAGE {
            return None;
        }
        let body = body.trim_start_matches(['<', '>', '=']);
        let (mut attributes, body) = read(body, Place::Phrase);
        let body = body.strip_prefix(". ").unwrap_or(body);
        let (source, alt) = titled(body);
        let (source, size) = source.split_once(' ').unwrap_or((source, ""));
        let is_address = source.contains(['.', '/']) && source.chars().any(char::is_alphanumeric);
        if !is_address || source.contains(['"', '<', '>']) || !size_fits(size) {
            return None;
        }
        let mut image = format!("<img src=\"{}\" alt=\"{}\"", escaped(source), escaped(alt.unwrap_or_default()));
        let sizes = size.split_once('x').map_or((Some(size), None), |(width, height)| (Some(width), Some(height)));
        for (name, size) in [("width", sizes.0), ("height", sizes.1)] {
            let css = attributes.css(name).filter(|css| css.starts_with(|c: char| c.is_ascii_digit()));
            let size = size.filter(|size| !size.is_empty()).or(css);
            image.extend(size.map(|size| format!(" {name}=\"{}\"", escaped(size))));
        }
        attributes.align = None;
        attributes.style = None;
        image.push_str(&attributes.html());
        image.push('>');
        let address = text[close + 1..].strip_prefix(':').filter(|_| !self.in_link).map(|rest| &rest[..extent(rest)]);
        let Some(address) = address.filter(|address| !address.is_empty()) else {
            out.push_str(&image);
            return Some(close + 1 - at);
        };
        let target = self.known.aliases.get(address).map_or(address, String::as_str);
        let _ = write!(out, "<a href=\"{}\">{image}</a>", escaped(target));
        Some(close + 2 + address.len() - at)
    }
}

/// Longer ones are text.
const LONGEST_IMAGE: usize = 2000;

/// `text(title)`.
fn titled(text: &str) -> (&str, Option<&str>) {
    let parts = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match parts {
        Some((text, title)) if !text.trim().is_empty() && !title.is_empty() => (text.trim_end(), Some(title)),
        _ => (text, None),
    }
}

/// `100x50`, `100`, `50%`, or nothing.
fn size_fits(size: &str) -> bool {
    size.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'x' | b'%'))
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    fn line(text: &str) -> String {
        to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn links_have_titles_and_end_before_the_sentence_does() {
        assert_eq!(
            line("He said \"x\" and \"a _b_ (c)\":http://d.e/f_g. \"say \"h\" now\":/i, [\"j\":k]l \"(m)n\":#o"),
            "He said “x” and <a href=\"http://d.e/f_g\" title=\"c\">a <em>b</em></a>. \
             <a href=\"/i\">say “h” now</a>, <a href=\"k\">j</a>l <a href=\"#o\">n</a>"
        );
        assert_eq!(line("\"a\": b \"c\":"), "“a”: b “c”:");
        assert_eq!(line("(\"a\":http://b(c))"), "(<a href=\"http://b(c)\">a</a>)");
    }

    #[test]
    fn images_have_words_sizes_and_links() {
        assert_eq!(
            line("!>a.png(Alt text)! !{width:10px}/b.gif 20x30!:http://c \"!d.png!\":e"),
            "<img src=\"a.png\" alt=\"Alt text\"> <a href=\"http://c\"><img src=\"/b.gif\" alt=\"\" width=\"20\" height=\"30\"></a> \
             <a href=\"e\"><img src=\"d.png\" alt=\"\"></a>"
        );
        assert_eq!(line("Wow! Great! a !b! c"), "Wow! Great! a !b! c");
    }
}
