//! What a page says, before its references are settled: a reference may stand long
//! before the target it leads to, so the page is read whole and written afterwards.

use std::collections::HashMap;

/// Part of a line of text.
#[derive(Debug, Clone)]
pub(super) enum Inline {
    /// Plain text.
    Text(String),
    /// Text in an element without attributes.
    Styled(&'static str, String),
    /// A formula in TeX.
    Math(String),
    /// A hyperlink reference; `raw` is what stands there when it leads nowhere.
    Reference { content: Vec<Inline>, link: Link, raw: String },
    /// `[1]_`, `[#]_`, `[*]_`
    Footnote { label: Label, raw: String },
    /// `[CIT2002]_`
    Citation { name: String, raw: String },
    /// `|name|`, perhaps a reference.
    Substitution { name: String, link: Option<Link>, raw: String },
    /// A place in the text that links lead to.
    Target { id: String, text: String },
    /// An image in the text.
    Image(Image),
    /// HTML the author wrote.
    Raw(String),
}

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// An address.
    Uri(String),
    /// A place in this page.
    Id(String),
    /// A target by its normalised name.
    Name(String),
    /// The anonymous target of this number.
    Anonymous(usize),
}

/// How a footnote is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Label {
    /// By a number or, numbered automatically, by a name.
    Named(String),
    /// `#`: the nth of its kind.
    Auto(usize),
    /// `*`: the nth of its kind.
    Symbol(usize),
}

/// An image, inline or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Image {
    pub src: String,
    pub alt: Option<String>,
    pub width: Option<String>,
    pub height: Option<String>,
    /// Left, center or right; other alignments mean nothing on GitHub.
    pub align: Option<&'static str>,
    pub link: Option<Link>,
}

/// A block of a page.
#[derive(Debug, Clone)]
pub(super) enum Block {
    Heading {
        level: usize,
        id: String,
        content: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    /// Items; a number for the first when they are counted.
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Definitions(Vec<(Vec<Inline>, Vec<Block>)>),
    /// A field list or an option list: names beside bodies.
    Fields(Vec<Field>),
    /// Lines and how deep each is indented.
    Lines(Vec<(usize, Vec<Inline>)>),
    Literal {
        language: Option<String>,
        content: Vec<Inline>,
    },
    Quote(Vec<Block>),
    Rule,
    Table(Table),
    Image(Image),
    /// An image with a caption and more.
    Figure {
        image: Image,
        rest: Vec<Block>,
    },
    /// One of GitHub's five kinds, with the title to show.
    Alert {
        kind: &'static str,
        title: Vec<Inline>,
        blocks: Vec<Block>,
    },
    /// Blocks that only belong together.
    Group(Vec<Block>),
    /// The table of contents stands here.
    Contents(Contents),
    Math(String),
    Raw(String),
    /// Links lead to what comes next.
    Targets(Vec<String>),
    /// The footnote of this number in [`Page::footnotes`].
    Footnote(usize),
    Citation {
        label: String,
        id: String,
        blocks: Vec<Block>,
    },
}

/// A row of a field list or an option list.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// A field's name or the options' HTML.
    pub name: Vec<Inline>,
    /// Whether the name is a heading of the row.
    pub heads: bool,
    /// Whether the name is too long to stand beside the body.
    pub long: bool,
    pub body: Vec<Block>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub caption: Option<Vec<Inline>>,
    pub head: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub header: bool,
    pub columns: usize,
    pub rows: usize,
    pub blocks: Vec<Block>,
}

/// What the `contents` directive asks for.
#[derive(Debug, Clone)]
pub(super) struct Contents {
    pub title: Option<Vec<Inline>>,
    pub id: String,
    /// Only what is under the section it stands in.
    pub local: bool,
    pub depth: usize,
}

/// A footnote's body.
#[derive(Debug, Clone)]
pub(super) struct Footnote {
    pub label: Label,
    /// What GitHub shows in brackets.
    pub shown: String,
    pub blocks: Vec<Block>,
}

/// How sections are numbered, when they are.
#[derive(Debug, Clone)]
pub(super) struct Numbering {
    pub depth: usize,
    pub prefix: String,
    pub suffix: String,
    pub start: usize,
}

/// A page as read.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
    pub footnotes: Vec<Footnote>,
    /// The labels that are referred to.
    pub references: Vec<Label>,
    pub citations: HashMap<String, String>,
    pub substitutions: HashMap<String, Vec<Inline>>,
    pub names: HashMap<String, Link>,
    /// Names that only count where there is no such target: those of titles.
    pub implicit: HashMap<String, Link>,
    pub anonymous: Vec<Link>,
    pub numbering: Option<Numbering>,
    /// How many of the first headings are the page's title and subtitle.
    pub titles: usize,
}
