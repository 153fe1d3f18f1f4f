//! Where the pages of the PDF begin in the wiki's pages: the EPUB's page list.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, Sender, channel};

/// The beginning of a page of the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageStart {
    /// The number printed on the page; after the volume's where there are several.
    pub(crate) label: String,
    /// The chapter it begins in: index into
    /// [`Book::chapters`](relieur_book::model::Book::chapters).
    pub(crate) chapter: usize,
    /// Before which of the chapter's blocks it begins; none for the page that the
    /// chapter itself begins.
    pub(crate) block: Option<usize>,
}

/// Tells the pages; to drop it says that there are none to tell.
pub type TellPages = Sender<Vec<PageStart>>;

/// Waits for the pages.
#[derive(Debug)]
pub struct HearPages(Receiver<Vec<PageStart>>);

impl HearPages {
    /// The pages, in order, once they are known; nothing when the PDF is not made. Asked
    /// again, it waits until the PDF is finished, and gives the pages only where they
    /// have changed meanwhile.
    pub(crate) fn wait(&self) -> Option<Vec<PageStart>> {
        self.0.recv().ok()
    }
}

/// Collects the pages of all volumes and tells them together.
pub(crate) struct PageList {
    tell: Option<TellPages>,
    /// Of each volume, once it is known.
    starts: Mutex<Vec<Option<Vec<PageStart>>>>,
}

impl PageList {
    /// For a book of so many `volumes`.
    pub(crate) fn new(volumes: usize, tell: Option<TellPages>) -> Self {
        Self { tell, starts: Mutex::new(vec![None; volumes]) }
    }

    /// The pages of volume `number` (from 1), whose first chapter is the book's chapter
    /// `first`. They are told when those of all others are known, and again when they
    /// have changed.
    pub(crate) fn volume(&self, number: usize, first: usize, pages: Vec<PageStart>) {
        let Some(tell) = &self.tell else { return };
        let mut starts = self.starts.lock().unwrap_or_else(PoisonError::into_inner);
        let several = starts.len() > 1;
        let pages = pages.into_iter().map(|page| PageStart {
            label: if several { format!("{number}.{}", page.label) } else { page.label },
            chapter: first + page.chapter,
            ..page
        });
        let pages = Some(pages.collect());
        if let Some(known) = starts.get_mut(number - 1).filter(|known| **known != pages) {
            *known = pages;
            if let Some(all) = starts.iter().cloned().collect::<Option<Vec<_>>>() {
                // Nobody hears it where there is no EPUB.
                let _ = tell.send(all.concat());
            }
        }
    }
}

/// Two ends: the PDF tells, the EPUB hears.
pub fn page_list() -> (TellPages, HearPages) {
    let (tell, hear) = channel();
    (tell, HearPages(hear))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(label: &str, chapter: usize) -> PageStart {
        PageStart { label: label.into(), chapter, block: None }
    }

    #[test]
    fn pages_are_told_when_all_are_known_and_when_they_change() {
        let (tell, hear) = page_list();
        let list = PageList::new(2, Some(tell));
        list.volume(1, 0, vec![page("1", 0)]);
        list.volume(2, 4, vec![page("1", 0)]);
        assert_eq!(hear.wait(), Some(vec![page("1.1", 0), page("2.1", 4)]));
        list.volume(2, 4, vec![page("1", 0)]);
        list.volume(2, 4, vec![page("2", 0)]);
        assert_eq!(hear.wait(), Some(vec![page("1.1", 0), page("2.2", 4)]));
        drop(list);
        assert_eq!(hear.wait(), None);
    }
}
