//! What stands in a line: text and its marks, links, images, references to notes.

use std::fmt::Write;

use relieur_book::model::{ImageUse, Inline, Length, Target};
use url::Url;

use super::super::layout;
use super::{Page, foreign_attributes};

impl Page<'_> {
    pub(super) fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.xml.text(text),
            Inline::Strong(content) => self.marked("strong", content),
            Inline::Emphasis(content) => self.marked("em", content),
            Inline::Strike(content) => self.marked("del", content),
            Inline::Underline(content) => self.marked("u", content),
            Inline::Mark(content) => self.marked("mark", content),
            Inline::Subscript(content) => self.marked("sub", content),
            Inline::Superscript(content) => self.marked("sup", content),
            Inline::Key(content) => self.marked("kbd", content),
            Inline::Foreign { language, right_to_left, content } => {
                self.xml.open("span", &foreign_attributes(language.as_deref(), *right_to_left));
                self.inlines(content);
                self.xml.close();
            }
            Inline::Code(text) => self.xml.element("code", &[("dir", "ltr")], text),
            Inline::Link { target, content } => self.link(target, content),
            Inline::Image(image) => self.image(image),
            Inline::Math(tex) => self.math(tex, false),
            Inline::FootnoteReference(index) => self.footnote_reference(*index),
            Inline::LineBreak => self.xml.empty("br", &[]),
            Inline::Anchor(id) => self.xml.element("span", &[("id", &id.0)], ""),
        }
    }

    fn marked(&mut self, name: &'static str, content: &[Inline]) {
        self.xml.open(name, &[]);
        self.inlines(content);
        self.xml.close();
    }

    fn link(&mut self, target: &Target, content: &[Inline]) {
        let href = match target {
            Target::Place { chapter, place: None } => Some(layout::chapter_file(*chapter)),
            Target::Place { chapter, place: Some(place) } => {
                Some(format!("{}#{}", layout::chapter_file(*chapter), place.0))
            }
            Target::Url(url) => address(url),
        };
        let Some(href) = href else {
            self.inlines(content);
            return;
        };
        self.xml.open("a", &[("href", &href)]);
        self.inlines(content);
        self.xml.close();
    }

    /// The author's width rules, the height follows from the picture's proportions;
    /// the style sheet keeps both within the screen.
    fn image(&mut self, image: &ImageUse) {
        let Some(file) = self.images.get(image.image) else {
            self.xml.text(&image.alt);
            return;
        };
        let source = format!("../{}", layout::image_file(image.image, file));
        let style = match (image.width, image.height) {
            (Some(width), _) => length(width).map(|width| format!("width: {width}")),
            (None, Some(height)) => length(height).map(|height| format!("height: {height}")),
            (None, None) => None,
        };
        let mut attributes = vec![("src", source.as_str()), ("alt", image.alt.as_str())];
        if let Some(style) = &style {
            attributes.push(("style", style));
        }
        self.xml.empty("img", &attributes);
    }

    fn footnote_reference(&mut self, index: usize) {
        let Some(count) = self.references.get_mut(index) else {
            return;
        };
        let id = layout::reference_id(index, *count);
        *count += 1;
        let href = format!("#{}", layout::footnote_id(index));
        let attributes =
            [("epub:type", "noteref"), ("role", "doc-noteref"), ("id", id.as_str()), ("href", href.as_str())];
        self.xml.open("sup", &[]);
        self.xml.element("a", &attributes, &(index + 1).to_string());
        self.xml.close();
    }
}

/// The address as strict readers want it: a browser leaves some characters alone that
/// the rules for addresses (RFC 3986) do not allow.
pub(in crate::epub) fn address(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        return None;
    }
    let authority_end = url.as_str().find("//").map_or(0, |slashes| {
        let after = slashes + 2;
        url.as_str()[after..].find(['/', '?', '#']).map_or(url.as_str().len(), |end| after + end)
    });
    let (authority, rest) = url.as_str().split_at(authority_end);
    let mut written = authority.to_owned();
    let mut in_fragment = false;
    for character in rest.chars() {
        match character {
            '[' | ']' | '|' | '^' | '`' | '{' | '}' | '\\' | '"' | '<' | '>' | ' ' => {
                let _ = write!(written, "%{:02X}", u32::from(character));
            }
            '#' if in_fragment => written.push_str("%23"),
            '#' => {
                in_fragment = true;
                written.push('#');
            }
            other => written.push(other),
        }
    }
    Some(encode_lone_percent_signs(&written))
}

/// A percent sign that begins no escape is one itself.
fn encode_lone_percent_signs(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut written = String::with_capacity(address.len());
    for (at, character) in address.char_indices() {
        let is_escape = bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if character == '%' && !is_escape {
            written.push_str("%25");
        } else {
            written.push(character);
        }
    }
    written
}

fn length(length: Length) -> Option<String> {
    let (value, unit) = match length {
        Length::Pixels(value) => (value, "px"),
        Length::Percent(value) => (value.min(100.0), "%"),
    };
    (value.is_finite() && value > 0.0).then(|| format!("{}{unit}", (value * 100.0).round() / 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_strict_readers_want_them() {
        let written = |url| address(url).expect("an address");
        assert_eq!(
            written("https://example.org/a b?q=[x]|y#z^{1}"),
            "https://example.org/a%20b?q=%5Bx%5D%7Cy#z%5E%7B1%7D"
        );
        assert_eq!(written("https://[::1]:8080/%zz%20"), "https://[::1]:8080/%25zz%20");
        assert_eq!(written("mailto:a@example.org?subject=x y"), "mailto:a@example.org?subject=x%20y");
        assert_eq!(address("javascript:alert(1)"), None);
        assert_eq!(address("not an address"), None);
    }

    #[test]
    fn a_length_that_makes_no_sense_is_left_out() {
        assert_eq!(length(Length::Pixels(12.345)).as_deref(), Some("12.35px"));
        assert_eq!(length(Length::Percent(250.0)).as_deref(), Some("100%"));
        assert_eq!(length(Length::Pixels(f64::NAN)), None);
        assert_eq!(length(Length::Pixels(0.0)), None);
    }
}
