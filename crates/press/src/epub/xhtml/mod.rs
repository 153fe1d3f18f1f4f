//! The pages of the book as XHTML, written from the document model alone.

mod blocks;
mod file;
mod formulas;
mod inlines;
mod tables;

pub(super) use inlines::address;

use super::language::{self, Direction};
use super::layout;
use super::xml::{Attribute, Xml};
use crate::formulas::Formulas;
use crate::words::Words;
use crate::{Manuscript, PageStart};
use relieur_book::model::{Book, BookImage, Chapter};
use relieur_colour::Colours;
use relieur_domain::report::Warning;
use serde::{Deserialize, Serialize};

/// A page about to be written.
pub(super) struct PageHead<'a> {
    /// For the title bar of a reader.
    pub(super) title: &'a str,
    /// BCP 47 tag.
    pub(super) language: &'a str,
    /// Which way its text runs.
    pub(super) direction: Direction,
    /// Where the style sheet is, seen from the page.
    pub(super) style_sheet: &'a str,
    /// The body's `epub:type`.
    pub(super) body_type: &'a str,
}

/// The attributes of what is in another language, or written the other way.
fn foreign_attributes(language: Option<&str>, right_to_left: bool) -> Vec<Attribute<'_>> {
    let mut attributes = vec![("dir", if right_to_left { "rtl" } else { "ltr" })];
    if let Some(language) = language {
        let language = language::tag(language);
        attributes.extend([("lang", language), ("xml:lang", language)]);
    }
    attributes
}

/// Begins a page: everything up to where its content begins.
pub(super) fn begin_page(head: &PageHead<'_>) -> Xml {
    let mut xml = Xml::document();
    xml.doctype_html();
    let mut attributes: Vec<Attribute<'_>> = vec![
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("lang", head.language),
        ("xml:lang", head.language),
    ];
    attributes.extend(head.direction.attribute());
    xml.open("html", &attributes);
    xml.line();
    xml.open("head", &[]);
    xml.element("title", &[], head.title);
    xml.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    xml.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", head.style_sheet)]);
    xml.close_line();
    xml.open("body", &[("epub:type", head.body_type)]);
    xml.line();
    // Closed with the page.
    xml.open("main", &[]);
    xml.line();
    xml
}

/// Writes chapters, one after the other.
pub(super) struct ChapterWriter<'b> {
    book: &'b Book,
    colours: &'b Colours<'b>,
    formulas: &'b Formulas<'b>,
}

/// A chapter as a page.
pub(super) struct Written {
    page: String,
    /// Where the chapter begins in `page`.
    opening: usize,
    /// Where each of its blocks begins in `page`, and where the last one ends.
    blocks: Vec<usize>,
}

/// What others are told of a chapter that is written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    /// There are formulas in it, which the package must say.
    pub(super) has_mathml: bool,
    /// What a reader may want to know about it.
    pub(super) warnings: Vec<Warning>,
}

impl Written {
    /// The page, with a mark where each of those `pages` of the PDF begins.
    pub(super) fn with_pages(&self, pages: &[PageStart]) -> String {
        let mut marked = String::with_capacity(self.page.len() + 100 * pages.len());
        let mut from = 0;
        for page in pages {
            let at = match page.block {
                None => self.opening,
                Some(block) => *self.blocks.get(block).or(self.blocks.last()).unwrap_or(&self.opening),
            };
            // Never backwards, whatever the order of notes at the foot of a page.
            let at = at.max(from);
            marked.push_str(&self.page[from..at]);
            from = at;
            let mut mark = Xml::default();
            let id = layout::page_id(&page.label);
            // Its name is its title: what knows no roles of books takes the mark for a plain
            // `span`, and that may have no `aria-label`.
            let attributes =
                [("epub:type", "pagebreak"), ("role", "doc-pagebreak"), ("id", &id), ("title", &page.label)];
            mark.element("span", &attributes, "");
            marked.push_str(&mark.finish());
        }
        marked.push_str(&self.page[from..]);
        marked
    }
}

impl<'b> ChapterWriter<'b> {
    /// For the chapters of a book.
    pub(super) fn new(manuscript: &'b Manuscript<'b>) -> Self {
        let Manuscript { book, colours, formulas, .. } = manuscript;
        Self { book, colours, formulas }
    }

    /// The chapter as a page.
    pub(super) fn write(&self, chapter: &'b Chapter) -> (Told, Written) {
        let language = language::tag(chapter.language.as_deref().unwrap_or(&self.book.language));
        let direction = if chapter.right_to_left { Direction::RightToLeft } else { Direction::LeftToRight };
        let head = PageHead {
            title: layout::chapter_title(chapter),
            language,
            direction,
            style_sheet: "../style.css",
            body_type: "bodymatter",
        };
        let words = Words::of(language);
        let mut page = Page {
            images: &self.book.images,
            words,
            words_attributes: words_attributes(words, language),
            colours: self.colours,
            formulas: self.formulas,
            warnings: Vec::new(),
            path: &chapter.path,
            has_mathml: false,
            xml: begin_page(&head),
            references: vec![0; chapter.footnotes.len()],
            opening: 0,
            starts: Vec::with_capacity(chapter.blocks.len() + 1),
        };
        page.chapter(chapter);
        let Page { has_mathml, opening, starts: blocks, xml, warnings, .. } = page;
        (Told { has_mathml, warnings }, Written { page: xml.finish(), opening, blocks })
    }
}

/// Marks words of ours as being in another language than the text around them.
fn words_attributes(words: &'static Words, language: &str) -> Vec<Attribute<'static>> {
    if language.split('-').next() == Some(words.language) {
        return Vec::new();
    }
    vec![("lang", words.language), ("xml:lang", words.language), ("dir", "ltr")]
}

/// A chapter being written.
struct Page<'b> {
    images: &'b [BookImage],
    words: &'static Words,
    words_attributes: Vec<Attribute<'static>>,
    colours: &'b Colours<'b>,
    formulas: &'b Formulas<'b>,
    warnings: Vec<Warning>,
    /// The page's file in the wiki.
    path: &'b str,
    has_mathml: bool,
    xml: Xml,
    /// How often each footnote has been referred to so far.
    references: Vec<usize>,
    /// Where the chapter begins in `xml`, and each of its blocks.
    opening: usize,
    starts: Vec<usize>,
}

impl Page<'_> {
    fn chapter(&mut self, chapter: &Chapter) {
        let id = chapter.id.0.as_str();
        self.xml.open("section", &[("epub:type", "chapter"), ("role", "doc-chapter"), ("aria-labelledby", id)]);
        self.xml.line();
        self.opening = self.xml.len();
        self.xml.element_line("h1", &[("id", id)], layout::chapter_title(chapter));
        if let Some(revision) = &chapter.revision {
            let said = self.words.last_changed(revision);
            self.word("p", &[("class", "revision")], &said);
            self.xml.line();
        }
        for block in &chapter.blocks {
            self.starts.push(self.xml.len());
            self.block(block);
        }
        self.starts.push(self.xml.len());
        if !chapter.footnotes.is_empty() {
            self.footnotes(chapter);
        }
        self.xml.close_line();
    }

    /// The notes, where readers that show them in a window find them and others can
    /// be led to and fro.
    fn footnotes(&mut self, chapter: &Chapter) {
        self.xml.open("section", &[("epub:type", "footnotes")]);
        self.xml.empty("hr", &[("class", "footnotes")]);
        self.xml.line();
        for (index, blocks) in chapter.footnotes.iter().enumerate() {
            let number = (index + 1).to_string();
            let id = layout::footnote_id(index);
            self.xml.open("aside", &[("epub:type", "footnote"), ("role", "doc-footnote"), ("id", &id)]);
            self.xml.open("p", &[("class", "footnote-number")]);
            if self.references[index] > 0 {
                let back = format!("#{}", layout::reference_id(index, 0));
                let attributes =
                    [("role", "doc-backlink"), ("href", back.as_str()), ("title", self.words.back_to_text)];
                self.xml.element("a", &attributes, &number);
            } else {
                self.xml.text(&number);
            }
            self.xml.close_line();
            self.blocks(blocks);
            self.xml.close_line();
        }
        self.xml.close_line();
    }

    /// A word of ours, in its own language.
    fn word(&mut self, name: &'static str, attributes: &[Attribute<'_>], word: &str) {
        let mut all = attributes.to_vec();
        all.extend_from_slice(&self.words_attributes);
        self.xml.element(name, &all, word);
    }
}
