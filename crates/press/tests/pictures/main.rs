//! What the books look like. The ten pages of the wiki beside this file, one for each
//! kind of content that is hard to set, are bound by the real program, drawn by poppler
//! and by Chromium, and compared with pictures somebody has looked at. Set
//! `RELIEUR_BLESS=1` to take what is drawn now for the new reference, and look at it.

mod books;
mod compare;
mod fonts;
mod palette;
mod references;
mod tolerance;

use books::Books;
use fonts::Fonts;

#[test]
fn the_pages_of_the_pdf_look_as_they_did() {
    let Some(fonts) = Fonts::noto() else { return };
    let books = Books::bound(&fonts);
    let Some(pages) = books.pages_of_the_pdf() else { return };
    references::match_all("pdf", &pages);
}

#[test]
fn the_pages_of_the_epub_look_as_they_did() {
    let Some(fonts) = Fonts::noto() else { return };
    let books = Books::bound(&fonts);
    let Some(pages) = books.pages_of_the_epub(&fonts) else { return };
    references::match_all("epub", &pages);
}
