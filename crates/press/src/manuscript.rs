//! The manuscript: a book with everything worked out that its bindings share.

use relieur_book::memory::Memory;
use relieur_book::model::Book;
use relieur_domain::report::Warning;
use relieur_domain::{ExportFormat, ExportOptions};

use relieur_colour::Colours;

use crate::formulas::Formulas;

/// A book ready to be bound in any format.
#[derive(Debug)]
pub struct Manuscript<'b> {
    /// The book.
    pub book: &'b Book,
    /// How it is to be bound.
    pub options: &'b ExportOptions,
    /// What was worked out for the wiki an earlier time.
    pub(crate) memory: &'b Memory,
    /// The colours of its listings.
    pub(crate) colours: Colours<'b>,
    /// Its formulas.
    pub(crate) formulas: Formulas<'b>,
    /// The EPUB's cover, if it is drawn already.
    pub(crate) cover: Option<Vec<u8>>,
}

impl<'b> Manuscript<'b> {
    /// Works out what the bindings share, on all cores.
    pub fn new(book: &'b Book, options: &'b ExportOptions, memory: &'b Memory) -> Self {
        let colours = Self::colours(book, options, memory);
        Self { book, options, memory, colours, formulas: Self::formulas(book, options, memory), cover: None }
    }

    /// The colours of the listings of `book`, where they are wanted.
    pub(crate) fn colours(book: &'b Book, options: &ExportOptions, memory: &Memory) -> Colours<'b> {
        let coloured = options.highlight && options.shows_pages();
        if coloured { Colours::of(book, memory) } else { Colours::default() }
    }

    /// What a reader may want to know about what was worked out.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let plain = self.colours.plain().map(|(page, reason, count)| {
            let listings = if count == 1 { "One listing has".to_owned() } else { format!("{count} listings have") };
            Warning::new(page, "plain_listing", format!("{listings} no colours, because {reason}."))
        });
        plain.collect()
    }

    /// The formulas of `book`, where they are shown. All of them are read at once where all
    /// will be asked for.
    pub(crate) fn formulas(book: &'b Book, options: &ExportOptions, memory: &'b Memory) -> Formulas<'b> {
        if !options.shows_pages() {
            return Formulas::none();
        }
        let formulas = Formulas::of(book, memory);
        if options.formats.contains(ExportFormat::Pdf) {
            formulas.read_all();
        }
        formulas
    }
}
