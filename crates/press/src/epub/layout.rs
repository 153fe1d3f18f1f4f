//! What the parts of the book are called inside the package.

use relieur_book::model::{BookImage, Chapter};

/// The chapter's file, seen from its siblings.
pub(super) fn chapter_file(chapter: usize) -> String {
    format!("c{:04}.xhtml", chapter + 1)
}

/// The chapter's file, seen from the package.
pub(super) fn chapter_path(chapter: usize) -> String {
    format!("text/{}", chapter_file(chapter))
}

/// The image's file, seen from the package.
pub(super) fn image_file(index: usize, image: &BookImage) -> String {
    format!("images/i{:04}.{}", index + 1, image.format.extension())
}

/// The title to print; a page without one goes by its file's name.
pub(super) fn chapter_title(chapter: &Chapter) -> &str {
    if chapter.title.trim().is_empty() { &chapter.path } else { &chapter.title }
}

/// The note's id. Ids of the model hold no underscore, so these never meet them.
pub(super) fn footnote_id(index: usize) -> String {
    format!("fn_{}", index + 1)
}

/// The id of one reference to the note, by how many came before.
pub(super) fn reference_id(index: usize, earlier: usize) -> String {
    match earlier {
        0 => format!("fnref_{}", index + 1),
        _ => format!("fnref_{}_{}", index + 1, earlier + 1),
    }
}

/// The id of the beginning of a page of the PDF. Like those of notes it never meets one
/// of the model.
pub(super) fn page_id(label: &str) -> String {
    format!("page_{label}")
}
