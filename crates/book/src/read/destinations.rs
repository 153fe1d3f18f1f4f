//! Where addresses stand in a page's source, for the archive to rewrite.
//!
//! The parser says where links are, not where their addresses are. Each place found
//! here is checked: what stands there, read by Markdown's rules, must be the address
//! the parser saw. What cannot be found that way stays as it is.

use std::collections::HashSet;
use std::ops::Range;

use comrak::nodes::{AstNode, LineColumn, NodeValue, Sourcepos};

use super::markdown::{Address, Form, line_range};
use super::rawhtml::{attributes, tags, unescaped};
use super::wikilinks::has_marks;

/// Where the lines of a text begin.
pub(crate) struct Lines {
    starts: Vec<usize>,
    length: usize,
}

impl Lines {
    /// Lines end in `\n`, `\r` or both, as Markdown has it.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (place, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(place + 1) != Some(&b'\n')) {
                starts.push(place + 1);
            }
        }
        Self { starts, length: text.len() }
    }

    fn place(&self, position: LineColumn) -> Option<usize> {
        let start = self.starts.get(position.line.checked_sub(1)?)?;
        Some(start + position.column.checked_sub(1)?).filter(|place| *place <= self.length)
    }

    /// The bytes a node covers.
    fn span(&self, place: Sourcepos) -> Option<Range<usize>> {
        let start = self.place(place.start)?;
        let end = self.place(place.end)? + 1;
        (start < end && end <= self.length).then_some(start..end)
    }

    fn of(&self, lines: Range<usize>) -> Range<usize> {
        let at = |line: usize| self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.length);
        at(lines.start)..at(lines.end)
    }
}

/// The addresses of links, images, definitions and HTML attributes.
pub(crate) fn find<'a>(nodes: &[&'a AstNode<'a>], text: &str, lines: &Lines) -> Vec<Address> {
    let mut found = Vec::new();
    let mut references = HashSet::new();
    let mut verbatim_lines = HashSet::new();
    for node in nodes {
        let data = node.data.borrow();
        match &data.value {
            NodeValue::Link(link) | NodeValue::Image(link) => {
                let Some(span) = lines.span(data.sourcepos) else { continue };
                let Some(written) = text.get(span.clone()) else { continue };
                if !written.starts_with(['[', '!']) {
                    continue;
                }
                if written.ends_with(')') {
                    found.extend(inline_destination(written, span.start, &link.url));
                } else {
                    references.insert(link.url.clone());
                }
            }
            NodeValue::HtmlBlock(_) => {
                verbatim_lines.extend(line_range(data.sourcepos));
                html_addresses(text, lines.of(line_range(data.sourcepos)), &mut found);
            }
            NodeValue::HtmlInline(html) => {
                let Some(span) = lines.span(data.sourcepos) else { continue };
                if text.get(span.clone()) == Some(html.as_str()) {
                    html_addresses(text, span, &mut found);
                }
            }
            NodeValue::CodeBlock(_) | NodeValue::FrontMatter(_) => {
                verbatim_lines.extend(line_range(data.sourcepos));
            }
            _ => {}
        }
    }
    if !references.is_empty() {
        for line in 1..=lines.starts.len() {
            if !verbatim_lines.contains(&line) {
                found.extend(definition(text, lines.of(line..line + 1), &references));
            }
        }
    }
    found
}

/// More `](` than this in one link's text, and its address is left alone.
const MAX_TRIES: usize = 8;

fn inline_destination(written: &str, start: usize, url: &str) -> Option<Address> {
    let tries: Vec<usize> = written.match_indices("](").map(|(at, _)| at + 2).take(MAX_TRIES).collect();
    tries.into_iter().find_map(|from| {
        let from = from + blank(&written[from..]);
        let length = destination_length(&written[from..])?;
        let raw = &written[from..from + length];
        let rest = written[from + length..].trim_start();
        let closes = rest == ")" || (rest.ends_with(')') && rest.starts_with(['"', '\'', '(']));
        (closes && same(raw, url)).then(|| Address {
            span: start + from..start + from + length,
            form: Form::Destination,
            target: url.to_owned(),
        })
    })
}

/// `[label]: address`, perhaps in a list or quotation.
fn definition(text: &str, line: Range<usize>, references: &HashSet<String>) -> Option<Address> {
    let written = text.get(line.clone())?;
    let open = written.find('[')?;
    if !written[..open].chars().all(|c| matches!(c, ' ' | '\t' | '>')) {
        return None;
    }
    let from = open + written[open..].find("]:")? + 2;
    let from = from + blank(&written[from..]);
    let length = destination_length(&written[from..])?;
    let raw = &written[from..from + length];
    let url = references.get(&plain(raw)?)?;
    Some(Address { span: line.start + from..line.start + from + length, form: Form::Destination, target: url.clone() })
}

fn blank(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_whitespace).count()
}

/// The length of a link destination at the beginning of `text` (CommonMark 0.31,
/// "Link destination").
fn destination_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut escaped = false;
    if bytes.first() == Some(&b'<') {
        for (place, byte) in bytes.iter().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'>' => return Some(place + 1),
                b'\n' | b'\r' | b'<' => return None,
                _ => {}
            }
        }
        return None;
    }
    let mut depth = 0_u32;
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 0 => return (place > 0).then_some(place),
            b')' => depth -= 1,
            byte if byte.is_ascii_whitespace() => return (place > 0).then_some(place),
            _ => {}
        }
    }
    (depth == 0 && !bytes.is_empty()).then_some(bytes.len())
}

/// Whether a destination as written is this address.
fn same(raw: &str, url: &str) -> bool {
    plain(raw).is_some_and(|plain| plain == url)
}

/// A destination's address: brackets off, escapes and character references read;
/// none where a wiki link stands in it.
fn plain(raw: &str) -> Option<String> {
    let bare = raw.strip_prefix('<').and_then(|raw| raw.strip_suffix('>')).unwrap_or(raw);
    if has_marks(bare) {
        return None;
    }
    let mut plain = String::with_capacity(bare.len());
    let mut characters = bare.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => plain.extend(characters.next()),
            _ => plain.push(c),
        }
    }
    Some(unescaped(&plain).into_owned())
}

fn html_addresses(text: &str, span: Range<usize>, found: &mut Vec<Address>) {
    let Some(html) = text.get(span.clone()) else { return };
    for tag in tags(html).filter(|tag| !tag.closing) {
        let wanted = match tag.name.to_ascii_lowercase().as_str() {
            "a" => "href",
            "img" => "src",
            _ => continue,
        };
        for attribute in attributes(html, &tag) {
            let value = &html[attribute.value.clone()];
            if attribute.name.eq_ignore_ascii_case(wanted) && !value.is_empty() && !has_marks(value) {
                found.push(Address {
                    span: span.start + attribute.value.start..span.start + attribute.value.end,
                    form: Form::Attribute(attribute.quote),
                    target: unescaped(value).trim().to_owned(),
                });
            }
        }
    }
}
