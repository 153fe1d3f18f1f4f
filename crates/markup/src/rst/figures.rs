//! Images and figures.

use super::Reader;
use super::directives::Directive;
use super::lines::{normalised, simple_name};
use super::tree::{Block, Image, Link};
use super::uris;

/// What `image` and `figure` directives say of the image.
pub(super) fn image(directive: &Directive<'_, '_>) -> Option<Image> {
    let src: String = directive.arguments.iter().flat_map(|line| line.split_whitespace()).collect();
    if src.is_empty() {
        return None;
    }
    let scale = directive.option("scale").and_then(|scale| scale.trim_end_matches(['%', ' ']).parse().ok());
    let align = match directive.option("align") {
        Some("left") => Some("left"),
        Some("center") => Some("center"),
        Some("right") => Some("right"),
        _ => None,
    };
    Some(Image {
        src,
        alt: directive.option("alt").map(|alt| alt.split_whitespace().collect::<Vec<_>>().join(" ")),
        width: directive.option("width").and_then(|length| scaled(length, scale)),
        height: directive.option("height").and_then(|length| scaled(length, scale)),
        align,
        link: directive.option("target").and_then(target),
    })
}

impl Reader {
    /// An image, its caption and its legend.
    pub(super) fn figure(&mut self, directive: &Directive<'_, '_>) -> Option<Block> {
        let image = image(directive)?;
        let rest = self.blocks(directive.content, false);
        Some(Block::Figure { image, rest })
    }
}

/// Where an image's `:target:` leads: an address, or a reference.
fn target(text: &str) -> Option<Link> {
    if let Some(name) = text.strip_suffix('_') {
        if let Some(phrase) = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')) {
            return Some(Link::Name(normalised(phrase)));
        }
        if !name.is_empty() && simple_name(name) == name.len() {
            return Some(Link::Name(normalised(name)));
        }
    }
    let address: String = text.split_whitespace().collect();
    (!address.is_empty()).then(|| Link::Uri(uris::with_scheme(address)))
}

/// A length as HTML has it; docutils' units are CSS's. Percentages are not scaled.
fn scaled(length: &str, scale: Option<f64>) -> Option<String> {
    let length: String = length.split_whitespace().collect();
    let digits = length.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, unit) = length.split_at(digits);
    let number: f64 = number.parse().ok()?;
    let in_pixels = match unit.to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "em" | "pc" => 16.0,
        "ex" => 8.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "%" => return Some(length),
        _ => return None,
    };
    let pixels = (number * in_pixels * scale.unwrap_or(100.0) / 100.0).round();
    (pixels >= 1.0).then(|| format!("{pixels}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_become_pixels() {
        assert_eq!(scaled("200 px", None).as_deref(), Some("200"));
        assert_eq!(scaled("10em", Some(50.0)).as_deref(), Some("80"));
        assert_eq!(scaled("50%", Some(50.0)).as_deref(), Some("50%"));
        assert_eq!(scaled("wide", None), None);
    }
}
