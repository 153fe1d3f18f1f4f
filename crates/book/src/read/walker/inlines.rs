//! Inline content: text, formatting, links and images.

use scraper::{ElementRef, Node};

use super::{MAX_INLINES, Reference, Walker, displayed_formula, is_footnotes};
use crate::model::{ImageUse, Inline, Length, Target};
use crate::read::dom::{heading_level, is_block, is_dropped};
use crate::read::illustrations::source_of;
use crate::read::tidy::printable;

impl Walker<'_> {
    pub(super) fn text(&self, text: &str) -> Inline {
        if self.in_code { Inline::Code(text.to_owned()) } else { Inline::Text(text.to_owned()) }
    }

    /// Everything in `element`, as inline content.
    pub(super) fn inlines(&mut self, element: ElementRef<'_>, out: &mut Vec<Inline>) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => out.push(self.text(text)),
                Node::Element(_) => {
                    if let Some(inner) = ElementRef::wrap(child) {
                        self.inline(inner, out);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn inline(&mut self, element: ElementRef<'_>, out: &mut Vec<Inline>) {
        let value = element.value();
        let name = value.name();
        if is_dropped(name) || is_footnotes(element) {
            return;
        }
        let is_title = heading_level(name).is_some() && self.page.title == Some(element.id());
        if !is_title {
            out.extend(self.anchor(element));
        }
        if matches!(name, "span" | "code" | "pre") && value.attr("data-math-style").is_some() {
            let formula = displayed_formula(element).unwrap_or_else(|| element.text().collect());
            out.push(Inline::Math(formula));
            return;
        }
        match name {
            "br" | "hr" => out.push(Inline::LineBreak),
            "img" => self.image(element, out),
            "picture" => {
                let image = element.descendent_elements().find(|inner| inner.value().name() == "img");
                if let Some(image) = image {
                    self.image(image, out);
                }
            }
            "a" => self.link(element, out),
            "b" | "strong" => self.wrapped(element, Inline::Strong, out),
            "i" | "em" | "cite" | "var" | "dfn" => self.wrapped(element, Inline::Emphasis, out),
            "s" | "del" | "strike" => self.wrapped(element, Inline::Strike, out),
            "u" | "ins" => self.wrapped(element, Inline::Underline, out),
            "mark" => self.wrapped(element, Inline::Mark, out),
            "sub" => self.wrapped(element, Inline::Subscript, out),
            "sup" => match self.footnote(element) {
                Some(number) => out.push(Inline::FootnoteReference(number)),
                None => self.wrapped(element, Inline::Superscript, out),
            },
            "kbd" => self.wrapped(element, Inline::Key, out),
            "code" | "tt" | "samp" => {
                let before = std::mem::replace(&mut self.in_code, true);
                self.inlines(element, out);
                self.in_code = before;
            }
            "q" => {
                out.push(Inline::Text("\u{201C}".into()));
                self.inlines(element, out);
                out.push(Inline::Text("\u{201D}".into()));
            }
            "rt" => {
                out.push(Inline::Text("(".into()));
                self.inlines(element, out);
                out.push(Inline::Text(")".into()));
            }
            "input" if value.attr("type") == Some("checkbox") => {
                let mark = if value.attr("checked").is_some() { "\u{2611} " } else { "\u{2610} " };
                out.push(Inline::Text(mark.into()));
            }
            "video" | "audio" => self.medium(element, out),
            _ if is_block(name) => {
                out.push(Inline::Text(" ".into()));
                self.inlines(element, out);
                out.push(Inline::Text(" ".into()));
            }
            _ => self.inlines(element, out),
        }
    }

    fn wrapped(&mut self, element: ElementRef<'_>, around: fn(Vec<Inline>) -> Inline, out: &mut Vec<Inline>) {
        if self.depth.inlines >= MAX_INLINES {
            self.note_nesting(false);
            self.inlines(element, out);
            return;
        }
        self.depth.inlines += 1;
        let mut inner = Vec::new();
        self.inlines(element, &mut inner);
        self.depth.inlines -= 1;
        out.push(around(inner));
    }

    fn footnote(&self, element: ElementRef<'_>) -> Option<usize> {
        let link = element.child_elements().find(|child| child.value().attr("data-footnote-ref").is_some())?;
        let id = link.value().attr("href")?.strip_prefix('#')?;
        self.footnotes.get(id).copied()
    }

    fn link(&mut self, element: ElementRef<'_>, out: &mut Vec<Inline>) {
        let value = element.value();
        if value.attr("data-footnote-backref").is_some() {
            return;
        }
        let Some(href) = value.attr("href").filter(|_| !self.in_link) else {
            self.inlines(element, out);
            return;
        };
        let mut content = Vec::new();
        self.in_link = true;
        self.inlines(element, &mut content);
        self.in_link = false;
        let wiki_link = value.attr("data-wiki").and_then(|number| number.parse().ok());
        let reference = wiki_link.map_or_else(|| Reference::Address(href.to_owned()), Reference::Wiki);
        out.push(self.leading_to(reference, content));
    }

    fn leading_to(&mut self, reference: Reference, content: Vec<Inline>) -> Inline {
        self.found.links.push(reference);
        Inline::Link { target: Target::Place { chapter: self.found.links.len() - 1, place: None }, content }
    }

    fn image(&mut self, element: ElementRef<'_>, out: &mut Vec<Inline>) {
        let value = element.value();
        let Some(written) = source_of(element) else {
            // One for dark screens has its twin for light ones.
            if value.attr("src").is_none_or(|source| source.trim().is_empty()) {
                let alt = value.attr("alt").map(printable).unwrap_or_default();
                out.push(Inline::Text(alt));
            }
            return;
        };
        self.found.images.push(written.to_owned());
        out.push(Inline::Image(ImageUse {
            image: self.found.images.len() - 1,
            alt: alt_of(element, written),
            width: value.attr("width").and_then(length),
            height: value.attr("height").and_then(length),
        }));
    }

    /// A film or a sound: paper shows a link to it.
    fn medium(&mut self, element: ElementRef<'_>, out: &mut Vec<Inline>) {
        let own = element.value().attr("src");
        let inner = || element.child_elements().find_map(|child| child.value().attr("src"));
        let Some(src) = own.or_else(inner) else {
            self.inlines(element, out);
            return;
        };
        let text = Inline::Text(file_name(src));
        let reference = Reference::Address(src.to_owned());
        out.push(if self.in_link { text } else { self.leading_to(reference, vec![text]) });
    }
}

fn alt_of(element: ElementRef<'_>, src: &str) -> String {
    let said = [element.value().attr("alt"), element.value().attr("title")];
    said.into_iter()
        .flatten()
        .map(|text| printable(text).split_whitespace().collect::<Vec<_>>().join(" "))
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| file_name(src))
}

/// The last part of an address, as a person would write it.
fn file_name(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = printable(&percent_encoding::percent_decode_str(name).decode_utf8_lossy());
    let name: String = name.trim().chars().take(80).collect();
    if name.is_empty() { "image".into() } else { name }
}

/// Lengths beyond this are slips or mischief.
const MAX_PIXELS: f64 = 20_000.0;

fn length(written: &str) -> Option<Length> {
    let written = written.trim().to_ascii_lowercase();
    let digits = written.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let number: f64 = written[..digits].parse().ok().filter(|number| *number > 0.0)?;
    match written[digits..].trim() {
        "" | "px" => Some(Length::Pixels(number.min(MAX_PIXELS))),
        // A line of text is 16 CSS pixels on GitHub.
        "em" | "rem" => Some(Length::Pixels((number * 16.0).min(MAX_PIXELS))),
        "%" => Some(Length::Percent(number.min(100.0))),
        _ => None,
    }
}
