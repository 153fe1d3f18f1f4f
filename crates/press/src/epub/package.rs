//! The package document: what the book is, what it is made of, and in which order it
//! is read.

mod rights;

use chrono::SecondsFormat;
use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid};

use relieur_book::model::{Book, ImageFormat};
use relieur_domain::Timestamp;

use super::language::Direction;
use super::layout;
use super::survey::Survey;
use super::xml::Xml;
use crate::words::Words;

/// What the package document says besides what the book says itself.
pub(super) struct Package<'b> {
    pub(super) book: &'b Book,
    pub(super) words: &'static Words,
    pub(super) survey: &'b Survey,
    pub(super) title: &'b str,
    pub(super) identifier: &'b str,
    pub(super) language: &'b str,
    pub(super) direction: Direction,
    pub(super) date: Timestamp,
    /// For each chapter, whether there is MathML in it.
    pub(super) with_mathml: &'b [bool],
    /// There is a cover.
    pub(super) has_cover: bool,
    /// The contents are a page of the book, too.
    pub(super) has_contents: bool,
    /// The pages of the PDF are marked and listed.
    pub(super) has_page_list: bool,
}

/// The book's identifier: the same for every revision of a wiki, another for another
/// wiki. A version 5 UUID of its address (RFC 9562, section 5.5).
pub(super) fn identifier(book: &Book) -> String {
    let digest = Sha1::new().chain_update(Uuid::NAMESPACE_URL.as_bytes()).chain_update(&book.identifier).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid().urn().to_string()
}

impl Package<'_> {
    /// The package document.
    pub(super) fn write(&self) -> String {
        let mut xml = Xml::document();
        let mut attributes = vec![
            ("xmlns", "http://www.idpf.org/2007/opf"),
            ("version", "3.0"),
            ("unique-identifier", "pub-id"),
            ("xml:lang", self.language),
        ];
        attributes.extend(self.direction.attribute());
        xml.open("package", &attributes);
        xml.line();
        self.metadata(&mut xml);
        self.manifest(&mut xml);
        self.spine(&mut xml);
        xml.finish()
    }

    fn metadata(&self, xml: &mut Xml) {
        xml.open("metadata", &[("xmlns:dc", "http://purl.org/dc/elements/1.1/")]);
        xml.line();
        xml.element_line("dc:identifier", &[("id", "pub-id")], self.identifier);
        xml.element_line("dc:title", &[], self.title);
        xml.element_line("dc:language", &[], self.language);
        if let Some(author) = self.book.author.as_deref().filter(|author| !author.trim().is_empty()) {
            xml.element_line("dc:creator", &[("id", "creator")], author);
            property(xml, "role", author_role(), "#creator");
        }
        if let Some(source) = &self.book.source {
            xml.element_line("dc:source", &[], source);
        }
        if let Some(description) = self.book.description.as_deref().filter(|text| !text.trim().is_empty()) {
            xml.element_line("dc:description", &[], description);
        }
        if let Some(rights) = rights::of(self.book) {
            xml.element_line("dc:rights", &[], &rights);
        }
        let date = self.date.to_rfc3339_opts(SecondsFormat::Secs, true);
        if self.book.date.is_some() {
            xml.element_line("dc:date", &[], &date);
        }
        xml.element_line("meta", &[("property", "dcterms:modified")], &date);
        self.accessibility(xml);
        if self.has_cover {
            // For readers of before EPUB 3.
            xml.empty("meta", &[("name", "cover"), ("content", "cover-image")]);
            xml.line();
        }
        xml.close_line();
    }

    /// What readers with other needs can expect. Only what is known to be true is
    /// claimed: whether an image's description says enough is not, so a book with
    /// images is not said to be sufficient as text alone, and no level of WCAG is
    /// claimed for words nobody here has read.
    /// <https://www.w3.org/TR/epub-a11y-11/#sec-discovery>
    fn accessibility(&self, xml: &mut Xml) {
        let mut say = |property: &str, value: &str| {
            xml.element_line("meta", &[("property", property)], value);
        };
        say("schema:accessMode", "textual");
        if self.survey.images {
            say("schema:accessMode", "visual");
            say("schema:accessModeSufficient", "textual,visual");
        } else {
            say("schema:accessModeSufficient", "textual");
        }
        // Roles of DPUB-ARIA are on every page, and no lock is on any.
        let features =
            ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA", "unlocked"];
        for feature in features {
            say("schema:accessibilityFeature", feature);
        }
        if self.has_page_list {
            say("schema:accessibilityFeature", "pageNavigation");
            say("schema:accessibilityFeature", "pageBreakMarkers");
            // <https://www.w3.org/TR/epub-a11y-11/#sec-page-src>
            say("pageBreakSource", &format!("PDF, {}", self.book.identifier));
        }
        if self.survey.images && self.survey.every_image_is_described {
            say("schema:accessibilityFeature", "alternativeText");
        }
        if self.survey.math {
            // Every formula carries its source, as an alternative or as what is shown.
            say("schema:accessibilityFeature", "latex");
        }
        if self.with_mathml.contains(&true) {
            say("schema:accessibilityFeature", "MathML");
        }
        let may_flash = self.book.images.iter().any(|image| image.format == ImageFormat::Gif);
        say("schema:accessibilityHazard", if may_flash { "unknown" } else { "none" });
        let words = self.words;
        let attributes = [("property", "schema:accessibilitySummary"), ("xml:lang", words.language)];
        xml.element_line("meta", &attributes, words.accessibility);
    }

    fn manifest(&self, xml: &mut Xml) {
        xml.open("manifest", &[]);
        xml.line();
        let xhtml = "application/xhtml+xml";
        item(xml, "nav", "nav.xhtml", xhtml, Some("nav"));
        item(xml, "ncx", "toc.ncx", "application/x-dtbncx+xml", None);
        item(xml, "style", "style.css", "text/css", None);
        if self.has_cover {
            item(xml, "cover-image", "images/cover.png", "image/png", Some("cover-image"));
            item(xml, "cover", "text/cover.xhtml", xhtml, None);
        }
        item(xml, "title", "text/title.xhtml", xhtml, None);
        for chapter in 0..self.book.chapters.len() {
            let has_mathml = self.with_mathml.get(chapter).copied().unwrap_or(false);
            item(xml, &chapter_item(chapter), &layout::chapter_path(chapter), xhtml, has_mathml.then_some("mathml"));
        }
        for (index, image) in self.book.images.iter().enumerate() {
            let id = format!("i{:04}", index + 1);
            item(xml, &id, &layout::image_file(index, image), image.format.media_type(), None);
        }
        xml.close_line();
    }

    fn spine(&self, xml: &mut Xml) {
        let mut attributes = vec![("toc", "ncx")];
        if self.direction == Direction::RightToLeft {
            attributes.push(("page-progression-direction", "rtl"));
        }
        xml.open("spine", &attributes);
        xml.line();
        for (front, is_there) in [("cover", self.has_cover), ("title", true), ("nav", self.has_contents)] {
            if is_there {
                xml.empty("itemref", &[("idref", front)]);
            }
        }
        xml.line();
        for chapter in 0..self.book.chapters.len() {
            xml.empty("itemref", &[("idref", &chapter_item(chapter))]);
            xml.line();
        }
        xml.close_line();
    }
}

fn chapter_item(chapter: usize) -> String {
    format!("c{:04}", chapter + 1)
}

/// The code for an author: <https://id.loc.gov/vocabulary/relators/aut.html>.
fn author_role() -> &'static str {
    "aut"
}

fn property(xml: &mut Xml, name: &str, value: &str, refines: &str) {
    let attributes = [("refines", refines), ("property", name), ("scheme", "marc:relators")];
    xml.element_line("meta", &attributes, value);
}

fn item(xml: &mut Xml, id: &str, href: &str, media_type: &str, properties: Option<&str>) {
    let mut attributes = vec![("id", id), ("href", href), ("media-type", media_type)];
    attributes.extend(properties.map(|properties| ("properties", properties)));
    xml.empty("item", &attributes);
    xml.line();
}
