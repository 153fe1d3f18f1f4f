//! What the options mean for the PDF: its sizes, in points, and what it has and has not.
//!
//! The template was made for A4 and letters of 11 points; other papers have margins of
//! their own, and with another size of letters everything grows or shrinks alike.

use relieur_domain::ExportOptions;
use relieur_domain::options::{BookTheme, Paper, PdfStandard};

use super::chapter::Room;
use super::fonts::{Face, Fonts};
use super::literal::literal;

/// Points in a millimetre.
const MILLIMETRE: f64 = 72.0 / 25.4;
/// The size of running text the template was made for, in points.
const USUAL_SIZE: f64 = 11.0;
/// An image may take this share of the height of the text.
const TALLEST: f64 = 0.85;
/// The width of A4, in millimetres.
const USUAL_WIDTH: f64 = 210.0;
/// The width of the title's column on the cover of an A4 book, in points.
const TITLE_COLUMN: f64 = 376.0;

/// How the PDF of one book is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Design {
    paper: Paper,
    /// How much larger than usual letters are.
    scale: f64,
    /// The face of running text.
    pub(super) face: Face,
    /// A link within the book is followed by the number of the page it leads to.
    pub(super) link_pages: bool,
    /// The book names an author of its own, not the wiki's owner.
    pub(super) names_author: bool,
    /// There is a cover.
    pub(super) cover: bool,
    /// How deep the contents go, where that was asked for.
    pub(super) contents_depth: Option<u8>,
    /// What is to be promised.
    pub(super) standard: PdfStandard,
}

/// A paper's size and margins, in millimetres.
struct Sheet {
    name: &'static str,
    width: f64,
    height: f64,
    side: f64,
    top: f64,
    foot: f64,
}

impl Design {
    /// By `options`, as far as there are `fonts` for it.
    pub(super) fn of(options: &ExportOptions, fonts: &Fonts) -> Self {
        Self {
            paper: options.pdf.paper,
            scale: f64::from(options.pdf.type_size.points()) / USUAL_SIZE,
            face: if options.theme == BookTheme::Sans && fonts.has_sans() { Face::Sans } else { Face::Serif },
            link_pages: options.pdf.link_pages,
            names_author: options.author.is_some(),
            cover: options.cover,
            contents_depth: options.contents_depth.map(relieur_domain::options::ContentsDepth::get),
            standard: options.pdf.standard,
        }
    }

    fn sheet(self) -> Sheet {
        match self.paper {
            Paper::A4 => Sheet { name: "a4", width: 210.0, height: 297.0, side: 29.0, top: 28.0, foot: 30.0 },
            Paper::A5 => Sheet { name: "a5", width: 148.0, height: 210.0, side: 17.0, top: 19.0, foot: 21.0 },
            Paper::Letter => {
                Sheet { name: "us-letter", width: 215.9, height: 279.4, side: 30.0, top: 27.0, foot: 29.0 }
            }
        }
    }

    /// A size of the template, in points, as large as it is in this book.
    pub(super) fn scaled(self, size: f64) -> f64 {
        size * self.scale
    }

    /// The size of running text, in points.
    pub(super) fn text_size(self) -> f64 {
        self.scaled(USUAL_SIZE)
    }

    /// The width of the text on a page, in points.
    pub(super) fn text_width(self) -> f64 {
        let sheet = self.sheet();
        (sheet.width - 2.0 * sheet.side) * MILLIMETRE
    }

    /// The same on a page that lies on its side.
    pub(super) fn wide_width(self) -> f64 {
        let sheet = self.sheet();
        (sheet.height - 2.0 * sheet.side) * MILLIMETRE
    }

    /// The widest the title on the cover may be, in points.
    pub(super) fn title_column(self) -> f64 {
        TITLE_COLUMN * self.cover_scale()
    }

    /// How much larger than that of an A4 book the cover is.
    pub(super) fn cover_scale(self) -> f64 {
        self.sheet().width / USUAL_WIDTH
    }

    /// The whole width of a page.
    pub(super) fn page(self) -> Room {
        let sheet = self.sheet();
        Room {
            width: self.text_width(),
            size: self.text_size(),
            tallest: (sheet.height - sheet.top - sheet.foot) * MILLIMETRE * TALLEST,
            depth: 0,
            tables: 0,
            item: false,
            note: false,
        }
    }

    /// The file the template reads its sizes from.
    pub(super) fn file(self) -> String {
        let Sheet { name, width: _, height, side, top, foot } = self.sheet();
        let (name, scale, link_pages) = (literal(name), self.scale, self.link_pages);
        let (across, down) = (self.cover_scale(), height / 297.0);
        format!(
            "#let paper = {name}\n#let side-margin = {side:.1}mm\n#let top-margin = {top:.1}mm\n\
             #let foot-margin = {foot:.1}mm\n#let scale = {scale:.5}\n#let cover-across = {across:.5}\n\
             #let cover-down = {down:.5}\n#let link-pages = {link_pages}\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(change: impl FnOnce(&mut ExportOptions)) -> Design {
        let mut options = ExportOptions::default();
        change(&mut options);
        Design::of(&options, Fonts::embedded())
    }

    #[test]
    fn the_usual_book_is_a4_with_letters_of_11_points() {
        let design = design(|_| {});
        assert!((design.text_width() - 430.87).abs() < 0.01 && (design.wide_width() - 677.48).abs() < 0.01);
        assert!((design.page().size - 11.0).abs() < 1e-9 && (design.page().tallest - 575.86).abs() < 0.01);
    }

    #[test]
    fn letters_grow_all_alike_and_paper_does_not() {
        let large = design(|options| options.pdf.type_size = "16".parse().expect("a size"));
        assert!((large.text_size() - 16.0).abs() < 1e-9 && (large.scaled(9.0) - 13.09).abs() < 0.01);
        assert!((large.text_width() - design(|_| {}).text_width()).abs() < 1e-9);
        let small = design(|options| options.pdf.paper = Paper::A5);
        assert!(small.text_width() < 330.0 && small.page().tallest < 450.0);
    }

    #[test]
    fn without_a_face_for_it_letters_keep_their_feet() {
        // The program comes with no face without them.
        assert_eq!(design(|options| options.theme = BookTheme::Sans).face, Face::Serif);
    }
}
