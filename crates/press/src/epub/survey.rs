//! What is in the book, for what the package says about its accessibility.

use relieur_book::model::{Block, Book, ImageUse, Inline};
use relieur_book::visit;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Survey {
    /// There are images.
    pub(super) images: bool,
    /// Every image has a description that is more than its file's name.
    pub(super) every_image_is_described: bool,
    /// There are formulas.
    pub(super) math: bool,
}

impl Survey {
    /// Looks through `book`.
    pub(super) fn of(book: &Book) -> Self {
        let mut found = Self { every_image_is_described: true, ..Self::default() };
        visit::blocks(book, &mut |block| found.math |= matches!(block, Block::Math(_)));
        visit::inlines(book, &mut |inline| match inline {
            Inline::Math(_) => found.math = true,
            Inline::Image(image) => found.image(book, image),
            _ => {}
        });
        found
    }

    fn image(&mut self, book: &Book, image: &ImageUse) {
        self.images = true;
        let Some(file) = book.images.get(image.image) else {
            return;
        };
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let alt = image.alt.trim();
        if alt.is_empty() || alt == name || alt == stem || alt.eq_ignore_ascii_case("image") {
            self.every_image_is_described = false;
        }
    }
}
