//! The manuscript: a book with everything worked out that its bindings share.

use relieur_book::memory::Memory;
use relieur_book::model::Book;
use relieur_domain::ExportOptions;

use relieur_colour::Colours;

/// A book ready to be bound in any format.
#[derive(Debug)]
pub struct Manuscript<'b> {
    /// The book.
    pub book: &'b Book,
    /// How it is to be bound.
    pub options: &'b ExportOptions,
    /// The colours of its listings.
    pub(crate) colours: Colours<'b>,
}

impl<'b> Manuscript<'b> {
    /// Works out what the bindings share, on all cores.
    pub fn new(book: &'b Book, options: &'b ExportOptions, memory: &Memory) -> Self {
        Self { book, options, colours: Self::colours(book, options, memory) }
    }

    /// The colours of the listings of `book`, where they are wanted.
    pub(crate) fn colours(book: &'b Book, options: &ExportOptions, memory: &Memory) -> Colours<'b> {
        let coloured = options.highlight && options.shows_pages();
        if coloured { Colours::of(book, memory) } else { Colours::default() }
    }
}
