//! Which block of which chapter each page begins with.
//!
//! The engine keeps for every piece of text where it stands in the source, and the
//! source is ours: so the place of a page's first text tells its block. Where a page
//! begins in the middle of a block, its beginning is put before the next one.

use std::num::NonZeroUsize;

use relieur_book::model::Book;
use typst::WorldExt;
use typst::foundations::Label;
use typst::introspection::{Introspector, Tag};
use typst::layout::{Frame, FrameItem};
use typst::syntax::Span;
use typst::text::RawLine;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use super::world::BookWorld;
use crate::page_list::PageStart;

/// The pages of `document` that show chapters. `block_at` tells which block of a
/// chapter's source holds a byte.
pub(super) fn page_starts(
    book: &Book,
    document: &PagedDocument,
    world: &BookWorld<'_>,
    block_at: &dyn Fn(usize, usize) -> usize,
) -> Vec<PageStart> {
    let mut opened = openings(book, document).into_iter().peekable();
    let mut last = None;
    let mut starts = Vec::new();
    for (index, page) in document.pages().iter().enumerate() {
        let label = page.number.to_string();
        let mut ends = Ends { world, first: None, last: None };
        ends.look(&page.frame);
        let place = |(chapter, span): (usize, Span)| {
            let byte = world.range(span).map_or(0, |range| range.start);
            (chapter, block_at(chapter, byte))
        };
        let (first, end) = (ends.first.map(place), ends.last.map(place));
        let mut opens = None;
        while let Some((_, chapter)) = opened.next_if(|(page, _)| page.get() <= index + 1) {
            opens = opens.or(Some(chapter));
        }
        // Cover and contents, which show words of the chapters, too.
        if starts.is_empty() && opens.is_none() {
            continue;
        }
        let (chapter, block) = match (opens, first, last) {
            (Some(chapter), ..) => (chapter, None),
            (None, Some((chapter, block)), _) if last != first => (chapter, Some(block)),
            // In the middle of a block; the colours of a listing have places of their own.
            (None, _, Some((chapter, block))) => (chapter, Some(block + 1)),
            (None, _, None) => continue,
        };
        last = end.or_else(|| opens.map(|chapter| (chapter, 0))).or(last);
        starts.push(PageStart { label, chapter, block });
    }
    starts
}

/// On which page each chapter begins, in order.
fn openings(book: &Book, document: &PagedDocument) -> Vec<(NonZeroUsize, usize)> {
    let introspector = document.introspector();
    let pages = book.chapters.iter().enumerate().filter_map(|(index, chapter)| {
        let label = Label::new(PicoStr::intern(&chapter.id.0))?;
        let heading = introspector.query_label(label).ok()?;
        Some((introspector.page(heading.location()?)?, index))
    });
    pages.collect()
}

/// The first and the last text of a chapter on a page.
struct Ends<'w> {
    world: &'w BookWorld<'w>,
    first: Option<(usize, Span)>,
    last: Option<(usize, Span)>,
}

impl Ends<'_> {
    fn look(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.look(&group.frame),
                FrameItem::Text(text) => {
                    text.glyphs.first().into_iter().for_each(|glyph| self.meet(glyph.span.0));
                }
                FrameItem::Image(_, _, span) => self.meet(*span),
                // Where an element begins; at the foot of a page also one that is on the
                // next.
                FrameItem::Tag(Tag::Start(element, _)) => {
                    // The colours of a listing come from elsewhere; its lines do not.
                    if element.is::<RawLine>() {
                        self.meet(element.span());
                    }
                    if let Some(place) = self.place(element.span()) {
                        self.first.get_or_insert(place);
                    }
                }
                FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(Tag::End(..)) => {}
            }
        }
    }

    fn meet(&mut self, span: Span) {
        if let Some(place) = self.place(span) {
            self.first.get_or_insert(place);
            self.last = Some(place);
        }
    }

    fn place(&self, span: Span) -> Option<(usize, Span)> {
        Some((self.world.chapter_of(span.id()?)?, span))
    }
}
