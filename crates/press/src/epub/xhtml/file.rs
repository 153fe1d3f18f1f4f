//! Chapters as files of the container, kept for the next time.

use std::borrow::Cow;

use relieur_book::memory::Memory;
use relieur_book::model::{Block, BookImage, Chapter, Inline};
use relieur_book::visit;
use relieur_colour::of_diagram;
use zip::result::ZipError;

use super::{ChapterWriter, Told};
use crate::epub::container::in_container;
use crate::epub::layout;
use crate::zipped::{self, Piece};

/// What the memory calls chapters.
const KIND: &str = "chapter";

impl<'b> ChapterWriter<'b> {
    /// The chapter, the book's `index`th, as a compressed file. One the `memory` has is not
    /// written again; its formulas are not even read.
    pub(in crate::epub) fn file<'m>(
        &self,
        index: usize,
        chapter: &'b Chapter,
        memory: &'m Memory,
    ) -> Result<(Told, Piece<'m>), ZipError> {
        let make = || {
            self.formulas.read_those_of(chapter);
            let (told, written) = self.write(chapter);
            let name = in_container(&layout::chapter_path(index));
            Ok::<_, ZipError>((told, zipped::compressed(&[(name, written.page.into_bytes())])?))
        };
        let mut made = None;
        let mut known = || {
            memory.recall(KIND, &[&self.content(index, chapter)?], || {
                let (told, file) = made.insert(make()).as_ref().ok()?;
                let mut kept = postcard::to_stdvec(told).ok()?;
                kept.extend_from_slice(file);
                Some(kept)
            })
        };
        if memory.remembers()
            && let Some(Cow::Borrowed(known)) = known()
            && let Ok((told, file)) = postcard::take_from_bytes(known)
        {
            return Ok((told, Piece::of(Cow::Borrowed(file))?));
        }
        let (told, file) = made.unwrap_or_else(make)?;
        Ok((told, Piece::of(Cow::Owned(file))?))
    }

    /// All that a chapter's file comes from. What a formula looks like hangs on its source
    /// alone, and so do a listing's colours where it has any.
    fn content(&self, index: usize, chapter: &Chapter) -> Option<Vec<u8>> {
        let mut coloured = Vec::new();
        visit::blocks_of(chapter, &mut |block| {
            if let Block::Code { language, text } = block {
                coloured.push(self.colours.runs(language.as_deref(), text).is_some());
            } else if let Block::Diagram { language, source } = block {
                coloured.push(self.colours.runs(Some(of_diagram(language)), source).is_some());
            }
        });
        let mut formats = Vec::new();
        visit::inlines_of(chapter, &mut |inline| {
            if let Inline::Image(image) = inline {
                formats.push(self.book.images.get(image.image).map(|image: &BookImage| image.format.extension()));
            }
        });
        postcard::to_stdvec(&(index, &self.book.language, chapter, coloured, formats)).ok()
    }
}
