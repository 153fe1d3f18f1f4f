//! The document model: a wiki as a book, before it is bound.
//!
//! Everything is settled here: a link leads to a place in the book, to an absolute
//! address or nowhere; an image is sound bytes in a format every binding takes; ids
//! are ours. A binding never looks at Markdown, HTML or the wiki's file names.

use std::sync::Arc;

use relieur_domain::Timestamp;
use serde::{Deserialize, Serialize};

/// A whole wiki, ready to be bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The title on the cover.
    pub title: String,
    /// The wiki's owner, when there is one.
    pub author: Option<String>,
    /// One sentence about the project, by its owner.
    pub description: Option<String>,
    /// The owner's picture: index into [`Book::images`].
    pub avatar: Option<usize>,
    /// Who wrote the wiki, by name, the one with most commits first; empty where it
    /// is not known.
    pub contributors: Vec<String>,
    /// The wiki's canonical address; none for a folder on this machine.
    pub source: Option<String>,
    /// Names the book for good, whatever its revision: the wiki's address or name.
    pub identifier: String,
    /// The commit it was made from, in hexadecimal.
    pub commit: Option<String>,
    /// When that commit was made. The books carry this date and no other.
    pub date: Option<Timestamp>,
    /// BCP 47 tag of the language most of the book is in.
    pub language: String,
    /// One per wiki page, in reading order.
    pub chapters: Vec<Chapter>,
    /// The tree of contents; names every chapter exactly once.
    pub contents: Vec<ContentsEntry>,
    /// Every image used, each once.
    pub images: Vec<BookImage>,
}

/// A line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsEntry {
    /// What it says.
    pub label: String,
    /// Index into [`Book::chapters`]; none for a mere grouping.
    pub chapter: Option<usize>,
    /// What stands under it.
    pub children: Vec<ContentsEntry>,
}

/// A wiki page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chapter {
    /// Its place's id: `c` and the chapter's number, from 1.
    pub id: PlaceId,
    /// The page's file in the wiki.
    pub path: String,
    /// The title, printed above it.
    pub title: String,
    /// When the page was last changed, and by whom; none where it is not known.
    pub revision: Option<Revision>,
    /// BCP 47 tag where it differs from the book's.
    pub language: Option<String>,
    /// Written from right to left.
    pub right_to_left: bool,
    /// What it says, without the title.
    pub blocks: Vec<Block>,
    /// The footnotes its text refers to, in order.
    pub footnotes: Vec<Vec<Block>>,
}

/// A page's last change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// When.
    pub date: Timestamp,
    /// Everybody who changed the page, the one with most changes first.
    pub authors: Vec<String>,
}

/// An ASCII id, unique in the book: letters, digits and hyphens, a letter first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceId(pub String);

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A place in the book; it exists.
    Place {
        /// Index into [`Book::chapters`].
        chapter: usize,
        /// A heading or anchor in it; none for its beginning.
        place: Option<PlaceId>,
    },
    /// An absolute `http:`, `https:` or `mailto:` address.
    Url(String),
}

/// A block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading. The chapter's title is level 1, so levels here begin at 2, never
    /// skip one on the way down and end at 6. Never empty.
    Heading {
        /// 2 to 6.
        level: u8,
        /// Its place.
        id: PlaceId,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A paragraph. Never empty.
    Paragraph(Vec<Inline>),
    /// A list.
    List(List),
    /// A table. Rectangular but for spans; at least one column and one row.
    Table(Table),
    /// A listing. Lines end in `\n`; tabs are kept.
    Code {
        /// The language as written after the fence.
        language: Option<String>,
        /// The text.
        text: String,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// One of GitHub's alerts.
    Alert {
        /// Which.
        kind: AlertKind,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Something folded: printed open.
    Details {
        /// The line that stays visible.
        summary: Vec<Inline>,
        /// What is folded.
        blocks: Vec<Block>,
    },
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A displayed formula, in TeX.
    Math(String),
    /// A diagram, by its source.
    Diagram {
        /// `mermaid`, `geojson`, `topojson` or `stl`.
        language: String,
        /// The source.
        source: String,
    },
    /// Blocks set in the middle or to the right.
    Aligned {
        /// How.
        alignment: Alignment,
        /// What.
        blocks: Vec<Block>,
    },
    /// Blocks in another language than what is around them, or written the other way.
    Foreign {
        /// BCP 47 tag; none where only the direction differs.
        language: Option<String>,
        /// Which way they are written.
        right_to_left: bool,
        /// What.
        blocks: Vec<Block>,
    },
    /// A thematic break.
    Rule,
    /// An invisible place links lead to.
    Anchor(PlaceId),
}

/// A list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// The first number of a numbered list; none for bullets.
    pub start: Option<u64>,
    /// No space between its items.
    pub tight: bool,
    /// The items; at least one.
    pub items: Vec<ListItem>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListItem {
    /// For a task: whether it is done.
    pub task: Option<bool>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// How many columns, at least 1.
    pub columns: usize,
    /// One for each column.
    pub alignments: Vec<Alignment>,
    /// Rows that are repeated on every page.
    pub header: Vec<Row>,
    /// The other rows.
    pub rows: Vec<Row>,
    /// What stands above it.
    pub caption: Option<Vec<Inline>>,
}

/// A row. The spans of its cells, with those that reach down from rows above, fill
/// [`Table::columns`] exactly.
pub type Row = Vec<Cell>;

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// It names its row or column.
    pub header: bool,
    /// How many columns it covers, at least 1.
    pub columns: usize,
    /// How many rows it covers, at least 1; never beyond the table's section.
    pub rows: usize,
    /// What it says; may be empty.
    pub blocks: Vec<Block>,
}

/// A term and its meanings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// What it means.
    pub meaning: Vec<Block>,
}

/// How something is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Alignment {
    /// As the text around it.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the far side.
    End,
}

/// GitHub's five alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AlertKind {
    /// Useful to know.
    Note,
    /// Helpful advice.
    Tip,
    /// Needed for success.
    Important,
    /// Demands attention at once.
    Warning,
    /// Risk.
    Caution,
}

/// Something in a line of text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Inline {
    /// Text; white space is collapsed as a browser would, no control characters.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// Underlined (inserted).
    Underline(Vec<Inline>),
    /// Marked.
    Mark(Vec<Inline>),
    /// Lowered.
    Subscript(Vec<Inline>),
    /// Raised.
    Superscript(Vec<Inline>),
    /// A key to press.
    Key(Vec<Inline>),
    /// Words in another language than what is around them, or written the other way.
    Foreign {
        /// BCP 47 tag; none where only the direction differs.
        language: Option<String>,
        /// Which way they are written.
        right_to_left: bool,
        /// What.
        content: Vec<Inline>,
    },
    /// Code.
    Code(String),
    /// A link; its content holds no other link and is not empty.
    Link {
        /// Where to.
        target: Target,
        /// What it says.
        content: Vec<Inline>,
    },
    /// An image.
    Image(ImageUse),
    /// A formula, in TeX.
    Math(String),
    /// A reference to a footnote: index into [`Chapter::footnotes`].
    FootnoteReference(usize),
    /// A line break the author made.
    LineBreak,
    /// An invisible place links lead to.
    Anchor(PlaceId),
}

/// An image where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImageUse {
    /// Index into [`Book::images`].
    pub image: usize,
    /// What it shows, in words; never empty (the file's name when nothing is said).
    pub alt: String,
    /// The width the author asked for.
    pub width: Option<Length>,
    /// The height the author asked for.
    pub height: Option<Length>,
}

/// A length the author asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Length {
    /// CSS pixels (1/96 inch).
    Pixels(f64),
    /// Per cent of the text's width.
    Percent(f64),
}

/// An image as it goes into the books: checked, in a format that every binding and
/// reader takes.
#[derive(Debug, Clone, PartialEq)]
pub struct BookImage {
    /// Its file in the wiki.
    pub path: String,
    /// What `bytes` are.
    pub format: ImageFormat,
    /// Pixels across (for SVG: CSS pixels, rounded up); at least 1.
    pub width: u32,
    /// Pixels down; at least 1.
    pub height: u32,
    /// The content.
    pub bytes: Arc<[u8]>,
}

/// The formats all bindings take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF; a PDF shows its first picture.
    Gif,
    /// SVG, normalised: no scripts, no text that needs a font, no references outside.
    Svg,
}

impl ImageFormat {
    /// File name extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Svg => "svg",
        }
    }

    /// Media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// The text of inline content, without its marks: for bookmarks and contents.
pub fn plain_text(content: &[Inline]) -> String {
    let mut text = String::new();
    runs(content, &mut |run| text.push_str(run));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shows what content says to `each`, piece by piece.
pub(crate) fn runs(content: &[Inline], each: &mut dyn FnMut(&str)) {
    for inline in content {
        match inline {
            Inline::Text(run) | Inline::Code(run) | Inline::Math(run) => each(run),
            Inline::Image(image) => each(&image.alt),
            Inline::LineBreak => each(" "),
            other => runs(other.content(), each),
        }
    }
}

impl Inline {
    /// What formatting or a link holds; nothing for anything else.
    pub fn content(&self) -> &[Self] {
        match self {
            Self::Strong(inner)
            | Self::Emphasis(inner)
            | Self::Strike(inner)
            | Self::Underline(inner)
            | Self::Mark(inner)
            | Self::Subscript(inner)
            | Self::Superscript(inner)
            | Self::Key(inner)
            | Self::Foreign { content: inner, .. }
            | Self::Link { content: inner, .. } => inner,
            _ => &[],
        }
    }

    /// The same, to change it; none for anything else.
    pub fn content_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Strong(inner)
            | Self::Emphasis(inner)
            | Self::Strike(inner)
            | Self::Underline(inner)
            | Self::Mark(inner)
            | Self::Subscript(inner)
            | Self::Superscript(inner)
            | Self::Key(inner)
            | Self::Foreign { content: inner, .. }
            | Self::Link { content: inner, .. } => Some(inner),
            _ => None,
        }
    }
}
