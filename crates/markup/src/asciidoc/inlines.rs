//! Inline text: the substitutions, in Asciidoctor's order.
//!
//! As there, each is a pass over the text the one before it left. What no later pass
//! may touch is put aside and leaves a slot: its number between two NUL characters.

use super::attributes::special_characters;
use super::quotes::{quoted, repaired};
use super::replacements::replaced;
use super::{Document, links, macros, passthroughs, references};
use crate::scan::Slots;

/// Which substitutions a text gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Substitutions {
    pub special_characters: bool,
    pub quotes: bool,
    pub attributes: bool,
    pub replacements: bool,
    pub macros: bool,
    pub line_breaks: bool,
}

impl Substitutions {
    pub(super) const NONE: Self = Self {
        special_characters: false,
        quotes: false,
        attributes: false,
        replacements: false,
        macros: false,
        line_breaks: false,
    };
    pub(super) const NORMAL: Self = Self {
        special_characters: true,
        quotes: true,
        attributes: true,
        replacements: true,
        macros: true,
        line_breaks: true,
    };
    pub(super) const VERBATIM: Self = Self { special_characters: true, ..Self::NONE };

    /// Changes by a `subs` value: names (`q`, `quotes`…), each perhaps with a sign.
    pub(super) fn changed(self, names: &str) -> Self {
        let mut result = self;
        let mut begun = false;
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let (relative, value, name) = match name.as_bytes() {
                [b'+', ..] => (true, true, &name[1..]),
                [b'-', ..] => (true, false, &name[1..]),
                [.., b'+'] => (true, true, &name[..name.len() - 1]),
                _ => (false, true, name),
            };
            if !relative && !begun {
                result = Self::NONE;
            }
            begun = true;
            match name {
                "n" | "normal" if value => result = Self::NORMAL,
                "v" | "verbatim" | "c" | "specialchars" | "specialcharacters" => result.special_characters = value,
                "q" | "quotes" => result.quotes = value,
                "a" | "attributes" => result.attributes = value,
                "r" | "replacements" => result.replacements = value,
                "m" | "macros" => result.macros = value,
                "p" | "post_replacements" => result.line_breaks = value,
                _ => {}
            }
        }
        result
    }
}

impl Document {
    /// `text` of a paragraph or the like as HTML.
    pub(super) fn inline(&mut self, text: &str) -> String {
        self.substituted(text, Substitutions::NORMAL)
    }

    /// `text` as HTML, with just these substitutions.
    pub(super) fn substituted(&mut self, text: &str, wanted: Substitutions) -> String {
        let mut slots = Slots::default();
        let text = if wanted.macros || wanted.quotes {
            passthroughs::put_aside(self, text, &mut slots)
        } else {
            text.to_owned()
        };
        let text = self.passes(text, wanted, &mut slots);
        slots.filled(&if wanted.quotes { repaired(&text) } else { text })
    }

    /// The passes alone; `slots` keeps what they put aside.
    pub(super) fn passes(&mut self, mut text: String, wanted: Substitutions, slots: &mut Slots) -> String {
        if wanted.special_characters {
            text = special_characters(&text);
        }
        if wanted.quotes {
            text = quoted(&text, self.attributes.is_set("compat-mode"));
        }
        if wanted.attributes {
            text = self.attributes.expand(&text);
        }
        if wanted.replacements {
            text = replaced(&text);
        }
        if wanted.macros {
            text = macros::replaced(self, &text, slots);
            text = links::replaced(self, &text, slots);
            text = references::replaced(self, &text, slots);
        }
        if wanted.line_breaks {
            text = self.line_breaks(&text);
        }
        text
    }

    fn line_breaks(&self, text: &str) -> String {
        let everywhere =
            self.hard_breaks || self.attributes.is_set("hardbreaks") || self.attributes.is_set("hardbreaks-option");
        if !everywhere && !text.contains(" +") {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            let is_last = lines.peek().is_none();
            let broken = line.strip_suffix(" +");
            out.push_str(broken.unwrap_or(line));
            if broken.is_some() || everywhere && !is_last {
                out.push_str("<br>");
            }
            if !is_last {
                out.push('\n');
            }
        }
        out
    }
}
