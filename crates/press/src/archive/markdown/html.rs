//! Lines in HTML, where Markdown is not read: summaries, terms, captions and the cells
//! of tables in HTML.

use std::fmt::Write as _;

use relieur_book::model::{Alignment, ImageUse, Inline, Length, PlaceId};

use super::super::splice::escaped_html;
use super::Writer;

/// Whether HTML says it all: footnotes and formulas are Markdown's.
pub(super) fn can_hold(content: &[Inline]) -> bool {
    content.iter().all(|inline| match inline {
        Inline::FootnoteReference(_) | Inline::Math(_) => false,
        other => can_hold(other.content()),
    })
}

/// `content` as HTML on one line.
pub(super) fn inline(writer: &Writer<'_>, content: &[Inline]) -> String {
    let mut out = String::new();
    push(writer, content, &mut out);
    out
}

fn push(writer: &Writer<'_>, content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => out.push_str(&escaped_html(text)),
            Inline::Code(text) => {
                let _ = write!(out, "<code>{}</code>", escaped_html(text));
            }
            Inline::Math(formula) => {
                let _ = write!(out, "${}$", escaped_html(formula));
            }
            Inline::Foreign { content, .. } => push(writer, content, out),
            Inline::Link { target, content } => {
                let address = writer.addresses.link(writer.own, target);
                let _ = write!(out, "<a href=\"{}\">", escaped_html(&address));
                push(writer, content, out);
                out.push_str("</a>");
            }
            Inline::Image(image_use) => out.push_str(&image(writer, image_use)),
            Inline::FootnoteReference(number) => {
                let _ = write!(out, "<sup>{}</sup>", number + 1);
            }
            Inline::LineBreak => out.push_str("<br>"),
            Inline::Anchor(place) => out.push_str(&anchor(writer, place)),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Underline(inner)
            | Inline::Mark(inner)
            | Inline::Subscript(inner)
            | Inline::Superscript(inner)
            | Inline::Key(inner) => {
                let tag = tag(inline);
                let _ = write!(out, "<{tag}>");
                push(writer, inner, out);
                let _ = write!(out, "</{tag}>");
            }
        }
    }
}

/// The element for a piece of formatting.
pub(super) fn tag(inline: &Inline) -> &'static str {
    match inline {
        Inline::Strong(_) => "strong",
        Inline::Emphasis(_) => "em",
        Inline::Strike(_) => "del",
        Inline::Underline(_) => "ins",
        Inline::Mark(_) => "mark",
        Inline::Subscript(_) => "sub",
        Inline::Superscript(_) => "sup",
        Inline::Key(_) => "kbd",
        _ => "span",
    }
}

/// An image, with its size; only its description where the archive has no such file.
pub(super) fn image(writer: &Writer<'_>, image: &ImageUse) -> String {
    let Some(address) = writer.addresses.image(writer.own, image) else { return escaped_html(&image.alt) };
    let mut out = format!("<img src=\"{}\" alt=\"{}\"", escaped_html(&address), escaped_html(&image.alt));
    for (name, length) in [("width", image.width), ("height", image.height)] {
        let _ = match length {
            Some(Length::Pixels(pixels)) => write!(out, " {name}=\"{}\"", pixels.round()),
            Some(Length::Percent(percent)) => write!(out, " {name}=\"{percent}%\""),
            None => Ok(()),
        };
    }
    out + ">"
}

/// A place links lead to; nothing where none does.
pub(super) fn anchor(writer: &Writer<'_>, place: &PlaceId) -> String {
    match writer.addresses.fragment(place).filter(|_| writer.addresses.is_linked(place)) {
        Some(fragment) => format!("<a name=\"{}\"></a>", escaped_html(fragment)),
        None => String::new(),
    }
}

/// The `align` attribute; none for what stands as the text around it.
pub(super) fn alignment(alignment: Alignment) -> Option<&'static str> {
    match alignment {
        Alignment::Start => None,
        Alignment::Center => Some("center"),
        Alignment::End => Some("right"),
    }
}
