//! Writes XML: every element that is opened is closed, every text is escaped, and
//! what XML cannot carry does not get in.

use std::fmt::Write;

/// An attribute's name and value.
pub(super) type Attribute<'a> = (&'a str, &'a str);

/// A document being written.
#[derive(Debug, Default)]
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document with its declaration.
    pub(super) fn document() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// The document type of XHTML.
    pub(super) fn doctype_html(&mut self) {
        self.text.push_str("<!DOCTYPE html>\n");
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.text.push('>');
        self.open.push(name);
    }

    /// Closes the element opened last.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.text.push_str("</");
            self.text.push_str(name);
            self.text.push('>');
        }
    }

    /// Closes the element opened last, and its line.
    pub(super) fn close_line(&mut self) {
        self.close();
        self.line();
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.text.push_str("/>");
    }

    /// An element that holds only text.
    pub(super) fn element(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    /// An element that holds only text, on a line of its own.
    pub(super) fn element_line(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.element(name, attributes, text);
        self.line();
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) {
        push_escaped(text, false, &mut self.text);
    }

    /// Ends a line: for people who look inside, where white space means nothing.
    pub(super) fn line(&mut self) {
        self.text.push('\n');
    }

    /// Bytes written so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The whole document.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.line();
        self.text
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"");
            push_escaped(value, true, &mut self.text);
            self.text.push('"');
        }
    }
}

fn push_escaped(text: &str, in_attribute: bool, to: &mut String) {
    for character in text.chars() {
        match character {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            // `]]>` may not stand in text.
            '>' => to.push_str("&gt;"),
            '"' if in_attribute => to.push_str("&quot;"),
            '\t' | '\n' if in_attribute => to.push(' '),
            '\t' | '\n' => to.push(character),
            '\r' => {}
            // XML 1.0, production 2 (Char): these have no place, not even escaped; or,
            // from 7F on, are advised against.
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                to.push(char::REPLACEMENT_CHARACTER);
            }
            _ => to.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_gives_well_formed_xml() {
        let mut xml = Xml::document();
        let hostile = "</p>]]>&amp;<script>\u{0}\u{b}\u{ffff}\"'\r\n";
        xml.open("p", &[("title", hostile)]);
        xml.text(hostile);
        let text = xml.finish();
        let mut reader = quick_xml::reader::Reader::from_str(&text);
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(element) => assert_eq!(element.name().as_ref(), "p"),
                _ => {}
            }
        }
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    }
}
