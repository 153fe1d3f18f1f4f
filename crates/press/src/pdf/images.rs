//! Images as Typst source: never wider than their place, never higher than a page.

use std::fmt::Write as _;

use relieur_book::model::{BookImage, ImageUse, Inline, Length};

use super::chapter::{Room, Setter};
use super::literal::{literal, points};

/// A CSS pixel is 1/96 inch, a point 1/72.
const POINTS_PER_PIXEL: f64 = 0.75;

/// The image that is all there is in this, or in this link.
pub(super) fn image_in(inline: &Inline) -> Option<&ImageUse> {
    match inline {
        Inline::Image(image) => Some(image),
        Inline::Link { content, .. } => match content.as_slice() {
            [only] => image_in(only),
            _ => None,
        },
        _ => None,
    }
}

/// Whether there is anything but images.
pub(super) fn has_words(content: &[Inline]) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::LineBreak | Inline::Anchor(_) => false,
        other => image_in(other).is_none(),
    })
}

/// Where an image's file is in the engine's world.
pub(super) fn image_path(index: usize, image: &BookImage) -> String {
    format!("/i/{:04}.{}", index + 1, image.format.extension())
}

impl Setter<'_> {
    /// An image, or its words when there is none.
    pub(super) fn image(&mut self, used: &ImageUse, room: Room) {
        let alt = self.bench.glyphs.printable(&used.alt).into_owned();
        let Some(image) = self.book.images.get(used.image) else {
            let words = self.words.image(&alt);
            return self.text(&words, room);
        };
        let (width, height) = printed_size(image, used, room);
        let alt = if alt.trim().is_empty() { image.path.clone() } else { alt };
        let _ = write!(
            self.out,
            "#pic({}, {}, image({}, alt: {}));",
            points(width),
            points(height),
            literal(&image_path(used.image, image)),
            literal(&alt),
        );
    }
}

/// Width and height in points: the size asked for or the image's own, made smaller
/// until it fits.
pub(super) fn printed_size(image: &BookImage, used: &ImageUse, room: Room) -> (f64, f64) {
    let ratio = f64::from(image.height.max(1)) / f64::from(image.width.max(1));
    let length = |asked: Length, whole: f64| match asked {
        Length::Pixels(pixels) => pixels * POINTS_PER_PIXEL,
        Length::Percent(share) => whole * share / 100.0,
    };
    let asked_width = used.width.map(|asked| length(asked, room.width)).filter(|width| *width >= 1.0);
    // A share of the height means nothing on a page that grows with its text.
    let asked_height = match used.height {
        Some(Length::Pixels(pixels)) if pixels * POINTS_PER_PIXEL >= 1.0 => Some(pixels * POINTS_PER_PIXEL),
        _ => None,
    };
    let width = match (asked_width, asked_height) {
        (Some(width), _) => width,
        (None, Some(height)) => height / ratio,
        (None, None) => f64::from(image.width) * POINTS_PER_PIXEL,
    };
    let tallest = if room.tables > 0 { room.tallest * 0.6 } else { room.tallest };
    let width = width.min(room.width).min(tallest / ratio).max(0.5);
    (width, (width * ratio).max(0.5))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::pdf::design::Design;
    use crate::pdf::fonts::Fonts;
    use relieur_book::model::ImageFormat;
    use relieur_domain::ExportOptions;

    fn page() -> Room {
        Design::of(&ExportOptions::default(), Fonts::embedded()).page()
    }

    fn image(width: u32, height: u32) -> BookImage {
        BookImage { path: "a.png".into(), format: ImageFormat::Png, width, height, bytes: Arc::from([]) }
    }

    fn used(width: Option<Length>, height: Option<Length>) -> ImageUse {
        ImageUse { image: 0, alt: "a".into(), width, height }
    }

    #[test]
    fn an_image_is_never_wider_than_the_text_nor_higher_than_the_page() {
        let (width, height) = printed_size(&image(4000, 1000), &used(None, None), page());
        assert!((width - page().width).abs() < 0.01 && (height - page().width / 4.0).abs() < 0.01);
        let (_, height) = printed_size(&image(1000, 4000), &used(Some(Length::Percent(100.0)), None), page());
        assert!(height <= page().tallest + 0.01);
    }

    #[test]
    fn an_image_keeps_its_own_or_the_asked_size() {
        assert_eq!(printed_size(&image(200, 100), &used(None, None), page()), (150.0, 75.0));
        assert_eq!(printed_size(&image(200, 100), &used(Some(Length::Pixels(40.0)), None), page()), (30.0, 15.0));
        assert_eq!(printed_size(&image(200, 100), &used(None, Some(Length::Pixels(40.0))), page()), (60.0, 30.0));
    }
}
