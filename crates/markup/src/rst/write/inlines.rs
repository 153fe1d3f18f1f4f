//! Writes text, references settled.

use super::super::references::plain;
use super::super::tree::{Image, Inline, Link};
use super::Writer;
use crate::html::push_escaped;

/// Substitutions may stand in substitutions this deep.
const MAX_SUBSTITUTIONS: usize = 8;
/// What all substitutions of a page may come to, in pieces of text: each may be
/// written many times over by others.
const MAX_SUBSTITUTED: usize = 20_000;

impl<'p> Writer<'p> {
    pub(super) fn inlines(&mut self, content: &'p [Inline]) {
        for inline in content {
            self.inline(inline);
        }
    }

    pub(super) fn inline(&mut self, inline: &'p Inline) {
        match inline {
            Inline::Text(text) => push_escaped(&mut self.out, text),
            Inline::Styled(element, text) => {
                self.push(&["<", element, ">"]);
                push_escaped(&mut self.out, text);
                self.push(&["</", element, ">"]);
            }
            Inline::Math(formula) => {
                self.out.push_str("<span data-math-style=\"inline\">");
                push_escaped(&mut self.out, formula);
                self.out.push_str("</span>");
            }
            Inline::Reference { content, link, raw } => match self.page.address(link) {
                Some(address) => {
                    self.open_link(&address);
                    self.inlines(content);
                    self.out.push_str("</a>");
                }
                None => push_escaped(&mut self.out, raw),
            },
            Inline::Footnote { label, raw } => match self.footnotes.refer(label) {
                Some(number) => {
                    let number = number.to_string();
                    self.push(&["<sup class=\"footnote-ref\"><a href=\"#fn-", &number, "\" id=\"fnref-", &number]);
                    self.push(&["\" data-footnote-ref>", &number, "</a></sup>"]);
                }
                None => push_escaped(&mut self.out, raw),
            },
            Inline::Citation { name, raw } => match self.page.citations.get(name) {
                Some(id) => {
                    self.push(&["<a href=\"#", id, "\">"]);
                    push_escaped(&mut self.out, raw.trim_end_matches('_'));
                    self.out.push_str("</a>");
                }
                None => push_escaped(&mut self.out, raw),
            },
            Inline::Substitution { name, link, raw } => self.substitution(name, link.as_ref(), raw),
            Inline::Target { id, text } => {
                self.push(&["<a id=\"", id, "\"></a>"]);
                push_escaped(&mut self.out, text);
            }
            Inline::Image(image) => self.image(image),
            Inline::Raw(html) => self.out.push_str(html),
        }
    }

    fn open_link(&mut self, address: &str) {
        self.out.push_str("<a href=\"");
        push_escaped(&mut self.out, address);
        self.out.push_str("\">");
    }

    fn substitution(&mut self, name: &str, link: Option<&Link>, raw: &str) {
        let content = self.page.substitutions.get(name);
        let fits = self.expanding < MAX_SUBSTITUTIONS && self.expanded < MAX_SUBSTITUTED;
        let Some(content) = content.filter(|_| fits) else {
            push_escaped(&mut self.out, raw);
            return;
        };
        let address = link.and_then(|link| self.page.address(link));
        if let Some(address) = &address {
            self.open_link(address);
        }
        self.expanding += 1;
        self.expanded += content.len() + content.iter().map(size).sum::<usize>() / 64;
        self.inlines(content);
        self.expanding -= 1;
        if address.is_some() {
            self.out.push_str("</a>");
        }
    }

    pub(super) fn image(&mut self, image: &'p Image) {
        let address = image.link.as_ref().and_then(|link| self.page.address(link));
        if let Some(address) = &address {
            self.open_link(address);
        }
        let alt = image.alt.as_ref().unwrap_or(&image.src);
        let attributes = [
            ("alt", Some(alt)),
            ("src", Some(&image.src)),
            ("width", image.width.as_ref()),
            ("height", image.height.as_ref()),
        ];
        self.out.push_str("<img");
        for (name, value) in attributes {
            if let Some(value) = value {
                self.push(&[" ", name, "=\""]);
                push_escaped(&mut self.out, value);
                self.out.push('"');
            }
        }
        self.out.push('>');
        if address.is_some() {
            self.out.push_str("</a>");
        }
    }
}

fn size(inline: &Inline) -> usize {
    match inline {
        Inline::Raw(html) => html.len(),
        other => plain(std::slice::from_ref(other)).len(),
    }
}
