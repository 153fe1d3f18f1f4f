//! The elements formulas are made of: the presentation part of MathML.

use std::collections::BTreeMap;

use katex::mathml_tree::MathNodeType;

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Menclose,
    Mfrac,
    Mi,
    Mn,
    Mo,
    Mover,
    Mpadded,
    Mphantom,
    Mroot,
    Mrow,
    Mspace,
    Msqrt,
    Mstyle,
    Msub,
    Msubsup,
    Msup,
    Mtable,
    Mtd,
    Mtext,
    Mtr,
    Munder,
    Munderover,
}

impl Name {
    /// All of them.
    pub(super) const ALL: [Self; 22] = [
        Self::Menclose,
        Self::Mfrac,
        Self::Mi,
        Self::Mn,
        Self::Mo,
        Self::Mover,
        Self::Mpadded,
        Self::Mphantom,
        Self::Mroot,
        Self::Mrow,
        Self::Mspace,
        Self::Msqrt,
        Self::Mstyle,
        Self::Msub,
        Self::Msubsup,
        Self::Msup,
        Self::Mtable,
        Self::Mtd,
        Self::Mtext,
        Self::Mtr,
        Self::Munder,
        Self::Munderover,
    ];

    /// As in XML.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Menclose => "menclose",
            Self::Mfrac => "mfrac",
            Self::Mi => "mi",
            Self::Mn => "mn",
            Self::Mo => "mo",
            Self::Mover => "mover",
            Self::Mpadded => "mpadded",
            Self::Mphantom => "mphantom",
            Self::Mroot => "mroot",
            Self::Mrow => "mrow",
            Self::Mspace => "mspace",
            Self::Msqrt => "msqrt",
            Self::Mstyle => "mstyle",
            Self::Msub => "msub",
            Self::Msubsup => "msubsup",
            Self::Msup => "msup",
            Self::Mtable => "mtable",
            Self::Mtd => "mtd",
            Self::Mtext => "mtext",
            Self::Mtr => "mtr",
            Self::Munder => "munder",
            Self::Munderover => "munderover",
        }
    }

    /// What the parser calls it, if it is one of those kept.
    pub(super) fn of(kind: MathNodeType) -> Option<Self> {
        Some(match kind {
            MathNodeType::Menclose => Self::Menclose,
            MathNodeType::Mfrac => Self::Mfrac,
            MathNodeType::Mi => Self::Mi,
            MathNodeType::Mn => Self::Mn,
            MathNodeType::Mo => Self::Mo,
            MathNodeType::Mover => Self::Mover,
            MathNodeType::Mpadded => Self::Mpadded,
            MathNodeType::Mphantom => Self::Mphantom,
            MathNodeType::Mroot => Self::Mroot,
            MathNodeType::Mrow => Self::Mrow,
            MathNodeType::Mspace => Self::Mspace,
            MathNodeType::Msqrt => Self::Msqrt,
            MathNodeType::Mstyle => Self::Mstyle,
            MathNodeType::Msub => Self::Msub,
            MathNodeType::Msubsup => Self::Msubsup,
            MathNodeType::Msup => Self::Msup,
            MathNodeType::Mtable => Self::Mtable,
            MathNodeType::Mtd => Self::Mtd,
            MathNodeType::Mtext => Self::Mtext,
            MathNodeType::Mtr => Self::Mtr,
            MathNodeType::Munder => Self::Munder,
            MathNodeType::Munderover => Self::Munderover,
            MathNodeType::Math
            | MathNodeType::Semantics
            | MathNodeType::Annotation
            | MathNodeType::Mglyph
            | MathNodeType::Mlabeledtr => return None,
        })
    }

    /// It holds text and nothing else.
    pub(crate) fn is_token(self) -> bool {
        matches!(self, Self::Mi | Self::Mn | Self::Mo | Self::Mtext)
    }

    /// How many children it must have; none when that is free.
    pub(super) fn arity(self) -> Option<usize> {
        match self {
            Self::Mfrac | Self::Mover | Self::Mroot | Self::Msub | Self::Msup | Self::Munder => Some(2),
            Self::Msubsup | Self::Munderover => Some(3),
            _ => None,
        }
    }
}

/// An element.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) name: Name,
    /// Its attributes, by name.
    pub(crate) attributes: BTreeMap<&'static str, String>,
    /// What it holds; nothing in a token.
    pub(crate) children: Vec<Self>,
    /// The text of a token.
    pub(crate) text: String,
}

impl Node {
    /// An empty element.
    pub(super) fn new(name: Name) -> Self {
        Self { name, attributes: BTreeMap::new(), children: Vec::new(), text: String::new() }
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether the attribute says `true`.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.attribute(name) == Some("true")
    }

    /// How deep elements are in it, itself included.
    pub(super) fn depth(&self) -> usize {
        1 + self.children.iter().map(Self::depth).max().unwrap_or(0)
    }

    /// Its text, if there is nothing but text in it.
    pub(super) fn all_text(&self) -> Option<String> {
        match self.name {
            name if name.is_token() => Some(self.text.clone()),
            Name::Mrow | Name::Mstyle => self.children.iter().map(Self::all_text).collect(),
            _ => None,
        }
    }
}
