//! The table of contents, twice: `nav.xhtml` for readers of today, `toc.ncx` for
//! those of before 2011. Both have the side bar's nesting,
//! and the pages' headings under it where they are asked for.

use std::borrow::Cow;

use relieur_book::model::{Block, Book, Chapter, ContentsEntry, plain_text};
use relieur_domain::ExportOptions;
use relieur_domain::options::ContentsDepth;

use super::language::Direction;
use super::layout;
use super::xhtml::{self, PageHead};
use super::xml::Xml;
use crate::PageStart;
use crate::words::Words;

/// A line of the contents that leads somewhere, or stands above some that do. The
/// navigation document allows no other.
struct Entry<'b> {
    label: Cow<'b, str>,
    chapter: Option<usize>,
    /// Where in the chapter, if not at its beginning.
    place: Option<&'b str>,
    children: Vec<Entry<'b>>,
}

/// The table of contents of a book.
pub(super) struct Navigation<'b> {
    book: &'b Book,
    words: &'static Words,
    entries: Vec<Entry<'b>>,
    has_cover: bool,
    has_page: bool,
    pages: &'b [PageStart],
}

impl<'b> Navigation<'b> {
    /// Of `book`, as deep as `options` say. A reader's menu always has them; for a depth of
    /// 0 they are no page of the book. `pages` are those of the PDF bound with it.
    pub(super) fn new(book: &'b Book, words: &'static Words, options: &ExportOptions, pages: &'b [PageStart]) -> Self {
        let depth = options.contents_depth.map_or(1, ContentsDepth::get);
        let entries = entries(&book.contents, book, depth);
        Self { book, words, entries, has_cover: options.cover, has_page: depth > 0, pages }
    }

    /// Whether the contents are a page of the book.
    pub(super) fn has_page(&self) -> bool {
        self.has_page
    }

    /// The navigation document.
    pub(super) fn nav(&self, language: &str, direction: Direction) -> String {
        let mut xml = xhtml::begin_page(&PageHead {
            title: self.words.contents,
            language,
            direction,
            style_sheet: "style.css",
            body_type: "frontmatter",
        });
        xml.open("nav", &[("epub:type", "toc"), ("role", "doc-toc"), ("id", "toc")]);
        xml.element_line(
            "h1",
            &[("lang", self.words.language), ("xml:lang", self.words.language)],
            self.words.contents,
        );
        if self.entries.is_empty() {
            // The navigation document may not be empty, even if the book is.
            xml.open("ol", &[]);
            xml.open("li", &[]);
            xml.element("a", &[("href", "text/title.xhtml")], self.words.title_page);
            xml.close();
            xml.close();
        } else {
            list(&self.entries, &mut xml);
        }
        xml.close_line();
        self.landmarks(&mut xml);
        self.page_list(&mut xml);
        xml.finish()
    }

    /// Where the pages of the PDF begin.
    fn page_list(&self, xml: &mut Xml) {
        if self.pages.is_empty() {
            return;
        }
        let words = self.words;
        xml.open(
            "nav",
            &[
                ("epub:type", "page-list"),
                ("role", "doc-pagelist"),
                ("hidden", "hidden"),
                ("aria-label", words.page_list),
                ("lang", words.language),
                ("xml:lang", words.language),
            ],
        );
        xml.line();
        xml.open("ol", &[]);
        xml.line();
        for page in self.pages {
            let href = format!("{}#{}", layout::chapter_path(page.chapter), layout::page_id(&page.label));
            xml.open("li", &[]);
            xml.element("a", &[("href", &href)], &page.label);
            xml.close_line();
        }
        xml.close_line();
        xml.close_line();
    }

    fn landmarks(&self, xml: &mut Xml) {
        let words = self.words;
        xml.open(
            "nav",
            &[
                ("epub:type", "landmarks"),
                ("hidden", "hidden"),
                ("aria-label", words.landmarks),
                ("lang", words.language),
                ("xml:lang", words.language),
            ],
        );
        xml.line();
        xml.open("ol", &[]);
        xml.line();
        let beginning = layout::chapter_path(0);
        let mut landmarks = vec![("titlepage", "text/title.xhtml", words.title_page)];
        if self.has_cover {
            landmarks.insert(0, ("cover", "text/cover.xhtml", words.cover));
        }
        if self.has_page {
            landmarks.push(("toc", "nav.xhtml#toc", words.contents));
        }
        if !self.book.chapters.is_empty() {
            landmarks.push(("bodymatter", &beginning, words.beginning));
        }
        for (kind, href, label) in landmarks {
            xml.open("li", &[]);
            xml.element("a", &[("epub:type", kind), ("href", href)], label);
            xml.close_line();
        }
        xml.close_line();
        xml.close_line();
    }

    /// The NCX.
    pub(super) fn ncx(&self, identifier: &str, title: &str, language: &str) -> String {
        let mut xml = Xml::document();
        xml.open(
            "ncx",
            &[("xmlns", "http://www.daisy.org/z3986/2005/ncx/"), ("version", "2005-1"), ("xml:lang", language)],
        );
        xml.line();
        let depth = depth(&self.entries).to_string();
        xml.open("head", &[]);
        for (name, content) in [
            ("dtb:uid", identifier),
            ("dtb:depth", depth.as_str()),
            ("dtb:totalPageCount", "0"),
            ("dtb:maxPageNumber", "0"),
        ] {
            xml.empty("meta", &[("name", name), ("content", content)]);
        }
        xml.close_line();
        xml.open("docTitle", &[]);
        xml.element("text", &[], title);
        xml.close_line();
        xml.open("navMap", &[]);
        xml.line();
        let mut number = 0;
        points(&self.entries, &mut number, &mut xml);
        if self.entries.is_empty() {
            point("np1", title, "text/title.xhtml", &mut xml);
            xml.close_line();
        }
        xml.finish()
    }
}

fn entries<'b>(contents: &'b [ContentsEntry], book: &'b Book, depth: u8) -> Vec<Entry<'b>> {
    contents
        .iter()
        .filter_map(|entry| {
            let chapter = entry.chapter.filter(|chapter| *chapter < book.chapters.len());
            let mut children =
                chapter.map(|chapter| headings(chapter, &book.chapters[chapter], depth)).unwrap_or_default();
            children.extend(entries(&entry.children, book, depth));
            if chapter.is_none() && children.is_empty() {
                return None;
            }
            let label = match (entry.label.trim(), chapter) {
                ("", Some(chapter)) => layout::chapter_title(&book.chapters[chapter]),
                ("", None) => "—",
                (label, _) => label,
            };
            Some(Entry { label: label.into(), chapter, place: None, children })
        })
        .collect()
}

/// The headings of a chapter from level 2 down to `depth`, deeper ones under those above.
fn headings(number: usize, chapter: &Chapter, depth: u8) -> Vec<Entry<'_>> {
    let mut open: Vec<(u8, Entry<'_>)> = Vec::new();
    let mut top = Vec::new();
    for block in &chapter.blocks {
        let Block::Heading { level, id, content } = block else { continue };
        let label = plain_text(content).split_whitespace().collect::<Vec<_>>().join(" ");
        if *level <= depth && !label.is_empty() {
            close(&mut open, *level, &mut top);
            let entry = Entry { label: label.into(), chapter: Some(number), place: Some(&id.0), children: Vec::new() };
            open.push((*level, entry));
        }
    }
    close(&mut open, 0, &mut top);
    top
}

/// Nothing comes under the open entries of `level` and deeper any more.
fn close<'b>(open: &mut Vec<(u8, Entry<'b>)>, level: u8, top: &mut Vec<Entry<'b>>) {
    while let Some((_, entry)) = open.pop_if(|(open, _)| *open >= level) {
        open.last_mut().map_or(&mut *top, |(_, above)| &mut above.children).push(entry);
    }
}

/// Where an entry leads.
fn address(chapter: usize, place: Option<&str>) -> String {
    let path = layout::chapter_path(chapter);
    place.map_or_else(|| path.clone(), |place| format!("{path}#{place}"))
}

fn list(entries: &[Entry<'_>], xml: &mut Xml) {
    xml.open("ol", &[]);
    xml.line();
    for entry in entries {
        xml.open("li", &[]);
        match entry.chapter {
            Some(chapter) => {
                let href = address(chapter, entry.place);
                xml.element("a", &[("href", &href), ("dir", "auto")], &entry.label);
            }
            None => xml.element("span", &[("dir", "auto")], &entry.label),
        }
        if !entry.children.is_empty() {
            xml.line();
            list(&entry.children, xml);
        }
        xml.close_line();
    }
    xml.close_line();
}

fn points(entries: &[Entry<'_>], number: &mut usize, xml: &mut Xml) {
    for entry in entries {
        let Some(chapter) = first_chapter(entry) else {
            continue;
        };
        *number += 1;
        point(&format!("np{number}"), &entry.label, &address(chapter, entry.place), xml);
        points(&entry.children, number, xml);
        xml.close_line();
    }
}

/// Opens a point; what stands under it follows.
fn point(id: &str, label: &str, source: &str, xml: &mut Xml) {
    xml.open("navPoint", &[("id", id)]);
    xml.open("navLabel", &[]);
    xml.element("text", &[], label);
    xml.close();
    xml.empty("content", &[("src", source)]);
    xml.line();
}

/// A grouping leads to the first chapter in it: the NCX knows no line without a link.
fn first_chapter(entry: &Entry<'_>) -> Option<usize> {
    entry.chapter.or_else(|| entry.children.iter().find_map(first_chapter))
}

fn depth(entries: &[Entry<'_>]) -> usize {
    1 + entries.iter().filter(|entry| !entry.children.is_empty()).map(|entry| depth(&entry.children)).max().unwrap_or(0)
}
