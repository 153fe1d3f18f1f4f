//! Markup within a line: links, addresses, HTML, magic words, and what was taken out.

use std::fmt::Write as _;

use super::Reader;
use super::files;
use super::quotes::{Before, Piece, joined};
use super::strip::{CLOSE, OPEN, Taken};
use crate::ahead::Ahead;
use crate::html::{escaped, push_escaped};
use crate::tags::{entity_at, push_with_entities, tag_at};
use crate::urls::address_at;

/// HTML, and whether some of it stands on lines of its own.
pub(super) struct Rendered {
    pub html: String,
    pub has_blocks: bool,
}

/// Links' texts and templates within each other beyond this are plain.
const MAX_DEPTH: usize = 12;

/// Longer ones are text; also bounds how often a byte is read.
const LONGEST_LINK: usize = 2000;

/// MediaWiki's switches, of which none shows anything.
const SWITCHES: [&str; 20] = [
    "TOC",
    "NOTOC",
    "FORCETOC",
    "NOEDITSECTION",
    "NEWSECTIONLINK",
    "NONEWSECTIONLINK",
    "NOGALLERY",
    "HIDDENCAT",
    "EXPECTUNUSEDCATEGORY",
    "NOCONTENTCONVERT",
    "NOCC",
    "NOTITLECONVERT",
    "NOTC",
    "INDEX",
    "NOINDEX",
    "STATICREDIRECT",
    "DISAMBIG",
    "NOGLOBAL",
    "START",
    "END",
];

impl Reader {
    /// Text as the content of a block.
    pub(super) fn inline(&self, text: &str) -> Rendered {
        let mut run = Run { reader: self, in_link: false, depth: 0, has_blocks: false };
        let html = run.rendered(text);
        Rendered { html, has_blocks: run.has_blocks }
    }

    /// What the mark that `text` begins with stands for, and the mark's length.
    pub(super) fn taken_at(&self, text: &str) -> Option<(&Taken, usize)> {
        let digits = text.strip_prefix(OPEN)?;
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let taken = self.taken.get(digits[..length].parse::<usize>().ok()?)?;
        digits[length..].starts_with(CLOSE).then_some((taken, OPEN.len_utf8() + length + CLOSE.len_utf8()))
    }

    /// Text where no block belongs.
    pub(super) fn line(&self, text: &str) -> String {
        self.inline(text).html
    }
}

/// A piece of text being read.
struct Run<'r> {
    reader: &'r Reader,
    in_link: bool,
    depth: usize,
    has_blocks: bool,
}

/// The pieces so far, the last of them still growing.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    html: String,
}

impl Pieces {
    fn push(&mut self, piece: Piece) {
        if !self.html.is_empty() {
            self.done.push(Piece::Html(std::mem::take(&mut self.html)));
        }
        self.done.push(piece);
    }
}

impl Run<'_> {
    fn rendered(&mut self, text: &str) -> String {
        let mut pieces = Pieces::default();
        let mut ends = (Ahead::new(text, "]]"), Ahead::new(text, "]"), Ahead::new(text, "\n"));
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let length = match c {
                '\'' if rest.starts_with("''") => {
                    let count = rest.bytes().take_while(|byte| *byte == b'\'').count();
                    pieces.push(Piece::Quotes(count, Before::at_end_of(&text[..at])));
                    Some(count)
                }
                '\n' => {
                    pieces.push(Piece::LineEnd);
                    Some(1)
                }
                '[' if rest.starts_with("[[") => {
                    ends.0.next(at + 2).and_then(|end| self.internal(&text[at + 2..end], &mut pieces.html))
                }
                '[' => {
                    let line_end = ends.2.next(at).unwrap_or(text.len());
                    ends.1
                        .next(at)
                        .filter(|end| *end < line_end)
                        .and_then(|end| self.external(&text[at + 1..end], &mut pieces.html))
                }
                '<' => self.tag(rest, &mut pieces.html),
                '&' => entity_at(rest).inspect(|length| pieces.html.push_str(&rest[..*length])),
                '_' => switch(rest),
                'h' | 'f' | 'm' | 'H' | 'F' if !within_word(&text[..at]) => self.address(rest, &mut pieces.html),
                OPEN => self.mark(rest, &mut pieces.html),
                _ => None,
            };
            at += length.unwrap_or_else(|| {
                push_escaped(&mut pieces.html, c.encode_utf8(&mut [0; 4]));
                c.len_utf8()
            });
        }
        pieces.push(Piece::Html(String::new()));
        joined(pieces.done)
    }

    /// A text within this one.
    fn inner(&mut self, text: &str, in_link: bool) -> String {
        if self.depth >= MAX_DEPTH {
            return escaped(text);
        }
        let before = self.in_link;
        self.in_link |= in_link;
        self.depth += 1;
        let html = self.rendered(text);
        self.depth -= 1;
        self.in_link = before;
        html
    }

    /// `[[target|text]]` that is no mark: mostly a file with a caption.
    fn internal(&mut self, inner: &str, html: &mut String) -> Option<usize> {
        if self.in_link || inner.len() > LONGEST_LINK {
            return None;
        }
        let target = inner.split('|').next().unwrap_or(inner).trim();
        if let Some(name) = files::name_of(target) {
            let options = files::Options::of(inner.split('|').skip(1));
            let text = options.caption.map(|caption| self.inner(caption, false));
            files::push_image(html, name, &options, text.as_deref());
        } else if target.is_empty() || inner.contains('\n') {
            return None;
        } else {
            let text = inner.split_once('|').map_or(target, |(_, text)| text.trim());
            let text = self.inner(text, true);
            let _ = write!(html, "<a href=\"{}\">{text}</a>", escaped(target.trim_start_matches(':')));
        }
        Some(inner.len() + 4)
    }

    /// `[address text]`.
    fn external(&mut self, inner: &str, html: &mut String) -> Option<usize> {
        if self.in_link {
            return None;
        }
        let is_address = inner.starts_with("//") || inner.starts_with("www.") || address_at(inner).is_some();
        if !is_address {
            return None;
        }
        let stop = |c: char| c.is_whitespace() || matches!(c, '<' | '⟦' | OPEN);
        let end = inner.find(stop).unwrap_or(inner.len());
        let (address, text) = (&inner[..end], inner[end..].trim());
        let scheme = if address.starts_with("www.") { "http://" } else { "" };
        let text = if text.is_empty() { escaped(address) } else { self.inner(text, true) };
        let _ = write!(html, "<a href=\"{scheme}{}\">{text}</a>", escaped(address));
        Some(inner.len() + 2)
    }

    fn address(&mut self, rest: &str, html: &mut String) -> Option<usize> {
        if self.in_link {
            return None;
        }
        let length = address_at(rest)?;
        let address = escaped(&rest[..length]);
        let _ = write!(html, "<a href=\"{address}\">{address}</a>");
        Some(length)
    }

    fn tag(&mut self, rest: &str, html: &mut String) -> Option<usize> {
        let tag = tag_at(rest).filter(crate::tags::Tag::is_html)?;
        self.has_blocks |= tag.is_block();
        html.push_str(&rest[..tag.length]);
        Some(tag.length)
    }

    /// What a mark stands for.
    fn mark(&mut self, rest: &str, html: &mut String) -> Option<usize> {
        let (taken, length) = self.reader.taken_at(rest)?;
        match taken {
            Taken::Text(text) => push_with_entities(html, text),
            Taken::Code(text) => {
                html.push_str("<code>");
                push_with_entities(html, text);
                html.push_str("</code>");
            }
            Taken::Listing { language, text } => {
                self.has_blocks = true;
                match language {
                    Some(language) => {
                        let _ = write!(html, "<pre lang=\"{}\"><code>", escaped(language));
                    }
                    None => html.push_str("<pre><code>"),
                }
                push_with_entities(html, text);
                html.push_str("</code></pre>");
            }
            Taken::Math { display, source } => {
                let style = if *display { "display" } else { "inline" };
                let _ = write!(html, "<span data-math-style=\"{style}\">{}</span>", escaped(source));
            }
            Taken::Note(number, mention) => {
                let number = number + 1;
                let id = if *mention > 1 { format!("fnref-{number}-{mention}") } else { format!("fnref-{number}") };
                let _ = write!(
                    html,
                    "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" data-footnote-ref>{number}</a></sup>"
                );
            }
            Taken::Gallery(lines) => {
                self.has_blocks = true;
                for line in lines.lines().filter(|line| !line.trim().is_empty()) {
                    let (name, caption) = line.split_once('|').map_or((line, None), |(name, text)| (name, Some(text)));
                    let options = files::Options::of(caption.unwrap_or_default().split('|'));
                    let text = options.caption.map(|caption| self.inner(caption, false));
                    html.push_str("<p>");
                    let name = name.trim();
                    files::push_image(html, files::name_of(name).unwrap_or(name), &options, None);
                    html.extend(text.map(|text| format!("<br>{text}")));
                    html.push_str("</p>\n");
                }
            }
            Taken::Template(inner) => {
                let inner = self.inner(inner, false);
                let _ = write!(html, "{{{{{inner}}}}}");
            }
        }
        Some(length)
    }
}

fn within_word(before: &str) -> bool {
    before.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// The length of a magic word.
fn switch(rest: &str) -> Option<usize> {
    let word = rest.strip_prefix("__")?;
    let length = word.bytes().take_while(u8::is_ascii_uppercase).count();
    (SWITCHES.contains(&&word[..length]) && word[length..].starts_with("__")).then_some(length + 4)
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    fn line(text: &str) -> String {
        to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn links_and_addresses() {
        assert_eq!(
            line("[http://a.b c ''d''] [http://e.f] [www.g.h i] [j k] http://l.m, xhttp://n"),
            "<a href=\"http://a.b\">c <i>d</i></a> <a href=\"http://e.f\">http://e.f</a> \
             <a href=\"http://www.g.h\">i</a> [j k] <a href=\"http://l.m\">http://l.m</a>, xhttp://n"
        );
        assert_eq!(
            line("[[A b|''c'']] [http://x ⟦\u{FDD0}0\u{FDD1}⟧]"),
            "<a href=\"A b\"><i>c</i></a> <a href=\"http://x\">⟦\u{FDD0}0\u{FDD1}⟧</a>"
        );
        assert_eq!(line("[http://a\nb] [["), "[<a href=\"http://a\">http://a</a>\nb] [[");
    }

    #[test]
    fn html_entities_and_text() {
        assert_eq!(
            line("a<br/>b <user> &amp; & <tt>&lt;''x''<b></tt>"),
            "a<br/>b &lt;user&gt; &amp; &amp; <code>&lt;''x''&lt;b&gt;</code>"
        );
        assert_eq!(line("<nowiki>''a'' [[b]]</nowiki> ''c''"), "''a'' [[b]] <i>c</i>");
    }

    #[test]
    fn listings_formulas_and_templates() {
        assert_eq!(
            line("<syntaxhighlight lang=\"rust\">\nlet a = &b;\n</syntaxhighlight>"),
            "<pre lang=\"rust\"><code>let a = &amp;b;</code></pre>"
        );
        assert_eq!(line("a <math>x < y</math>"), "a <span data-math-style=\"inline\">x &lt; y</span>");
        assert_eq!(line("{{Note|''a''\n* b}} c"), "{{Note|<i>a</i>\n* b}} c");
    }
}
