//! Attributes: `(class#id){style}[language]`, alignment, and a cell's spans.

use crate::html::escaped;

/// What was said about a block, a phrase or a cell, as far as it means something.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Attributes {
    /// An id to link to.
    pub id: Option<String>,
    /// The first class: a listing's language.
    pub class: Option<String>,
    /// CSS.
    pub style: Option<String>,
    /// Where the text stands.
    pub align: Option<&'static str>,
    /// A cell that is a heading.
    pub header: bool,
    /// How many columns a cell takes.
    pub columns: Option<u16>,
    /// How many rows a cell takes.
    pub rows: Option<u16>,
}

/// Where attributes stand, which decides what they can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// After the name of a block.
    Block,
    /// Beside the mark of a list's item.
    Item,
    /// At the beginning of a phrase.
    Phrase,
    /// At the beginning of a cell.
    Cell,
}

/// Longer ones are text; also bounds how often a byte is read.
const LONGEST: usize = 200;

/// Reads the attributes `text` begins with; gives the text after them too.
pub(super) fn read(text: &str, place: Place) -> (Attributes, &str) {
    let mut attributes = Attributes::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next().filter(|_| text.len() - rest.len() < LONGEST) {
        let length = match c {
            '(' | '{' | '[' => attributes.bracketed(rest).or((c == '(' && place != Place::Phrase).then_some(1)),
            _ if place == Place::Phrase => None,
            ')' => Some(1),
            '-' | '^' | '~' if place != Place::Item => Some(1),
            '<' if rest.starts_with("<>") => Some(attributes.aligned("justify", 2)),
            '<' => Some(attributes.aligned("left", 1)),
            '>' => Some(attributes.aligned("right", 1)),
            '=' => Some(attributes.aligned("center", 1)),
            '_' | '\\' | '/' if place == Place::Cell => attributes.of_cell(rest),
            _ => None,
        };
        let Some(length) = length else { break };
        rest = &rest[length..];
    }
    (attributes, rest)
}

impl Attributes {
    fn aligned(&mut self, alignment: &'static str, length: usize) -> usize {
        self.align = Some(alignment);
        length
    }

    fn bracketed(&mut self, text: &str) -> Option<usize> {
        let close = match text.as_bytes().first()? {
            b'(' => b')',
            b'{' => b'}',
            _ => b']',
        };
        let end = text.bytes().take(LONGEST).position(|byte| byte == close)?;
        let inner = text.get(1..end).filter(|inner| !inner.is_empty())?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ');
        match close {
            b')' => {
                let (class, id) = inner.split_once('#').map_or((inner, None), |(class, id)| (class, Some(id)));
                if !class.bytes().all(is_name) || id.is_some_and(|id| id.is_empty() || !id.bytes().all(is_name)) {
                    return None;
                }
                self.class = class.split_whitespace().next().map(str::to_owned).or(self.class.take());
                self.id = id.map(str::to_owned).or(self.id.take());
            }
            b'}' => {
                if inner.contains('\n') {
                    return None;
                }
                self.style = Some(inner.to_owned());
            }
            _ if inner.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_')) => {}
            _ => return None,
        }
        Some(end + 1)
    }

    fn of_cell(&mut self, text: &str) -> Option<usize> {
        if text.starts_with('_') {
            self.header = true;
            return Some(1);
        }
        let digits = text.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        let span = text[1..=digits].parse().ok()?;
        if text.starts_with('\\') {
            self.columns = Some(span);
        } else {
            self.rows = Some(span);
        }
        Some(digits + 1)
    }

    /// The value of a CSS property.
    pub(super) fn css(&self, wanted: &str) -> Option<&str> {
        self.style.as_deref()?.split(';').find_map(|rule| {
            let (property, value) = rule.split_once(':')?;
            property.trim().eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    }

    /// As HTML, with a space before each.
    pub(super) fn html(&self) -> String {
        let mut out = String::new();
        for (name, span) in [("colspan", self.columns), ("rowspan", self.rows)] {
            out.extend(span.map(|span| format!(" {name}=\"{span}\"")));
        }
        let align = self.align.or_else(|| {
            let css = self.css("text-align")?;
            ["left", "center", "right"].into_iter().find(|name| css.eq_ignore_ascii_case(name))
        });
        out.extend(align.filter(|align| *align != "justify").map(|align| format!(" align=\"{align}\"")));
        out.extend(self.id.as_deref().map(|id| format!(" id=\"{}\"", escaped(id))));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_end_where_the_text_begins() {
        let (attributes, rest) = read("()>[no]{color:red}(a b#c). Bingo", Place::Block);
        assert_eq!((attributes.align, attributes.class.as_deref(), rest), (Some("right"), Some("a"), ". Bingo"));
        assert_eq!((attributes.id.as_deref(), attributes.css("color")), (Some("c"), Some("red")));
        let (attributes, rest) = read("_\\2/3^<>. x", Place::Cell);
        assert_eq!((attributes.header, attributes.columns, attributes.rows), (true, Some(2), Some(3)));
        assert_eq!(rest, ". x");
        assert_eq!(read("(see. this) x", Place::Phrase).1, "(see. this) x");
        assert_eq!(read("[X]{", Place::Phrase).1, "[X]{");
    }
}
