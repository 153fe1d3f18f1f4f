//! Formulas on the page. What was read is engraved; what was not is set as its TeX
//! source, in the face of code, and reported.

mod engraver;
mod lengths;
mod scripts;
mod tables;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use relieur_domain::report::Warning;

use super::chapter::{Room, Setter};
use super::glyphs::Glyphs;
use super::literal::{literal, points};
use crate::Manuscript;
use crate::formulas::{self, Problem};
use engraver::{Engraved, engrave};

/// Displayed formulas that may be wider than this share of the room are measured by the
/// engine before they are set.
const SURELY_FITS: f64 = 0.6;

/// The formulas of a book, each distinct one engraved once.
pub(super) struct Formulas {
    engraved: HashMap<(String, bool), Result<Engraved, Problem>>,
    /// Sources the engine refused.
    refused: BTreeSet<String>,
    /// Sources shown as such, by page.
    shown: BTreeMap<(String, String), Problem>,
}

impl Formulas {
    /// All but those in `refused` may be engraved.
    pub(super) fn new(refused: &BTreeSet<String>) -> Self {
        let refused = refused.clone();
        Self { engraved: HashMap::new(), refused, shown: BTreeMap::new() }
    }

    fn engrave(
        &mut self,
        (source, displayed): (&str, bool),
        read: &formulas::Formulas<'_>,
        page: &str,
        glyphs: &mut Glyphs,
    ) -> Option<&Engraved> {
        let key = (source.trim().to_owned(), displayed);
        let refused = &self.refused;
        let result = self.engraved.entry(key).or_insert_with_key(|(trimmed, _)| {
            if refused.contains(trimmed) {
                return Err(Problem::Refused);
            }
            match read.get(source, displayed) {
                Ok(formula) => Ok(engrave(formula, trimmed, glyphs)),
                Err(problem) => Err(problem.clone()),
            }
        });
        match result {
            Ok(engraved) => Some(engraved),
            Err(problem) => {
                self.shown.insert((page.to_owned(), source.trim().to_owned()), problem.clone());
                None
            }
        }
    }

    /// What is shown as its source, and why.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        self.shown.iter().map(|((page, source), problem)| formulas::warning(page, source, problem)).collect()
    }
}

/// A formula on lines of its own.
pub(super) fn display(setter: &mut Setter<'_>, source: &str, room: Room) {
    if let Some(call) = call(setter, source, true, room) {
        setter.push(&call);
        setter.push("\n");
        setter.leaf_formulas.insert(source.trim().to_owned(), call);
        return;
    }
    setter.push("#formula[");
    for (index, line) in source.trim().lines().enumerate() {
        if index > 0 {
            setter.push("#linebreak();");
        }
        setter.code(line.trim_end(), room);
    }
    setter.push("];\n");
}

/// A formula in a line of text.
pub(super) fn inline(setter: &mut Setter<'_>, source: &str, room: Room) {
    if let Some(call) = call(setter, source, false, room) {
        setter.push(&call);
        setter.leaf_formulas.insert(source.trim().to_owned(), call);
        return;
    }
    let source: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
    setter.code(&source, room);
}

/// The call that sets the formula, if it can be.
fn call(setter: &mut Setter<'_>, source: &str, displayed: bool, room: Room) -> Option<String> {
    let page = &setter.chapter.path;
    let Manuscript { formulas: read, .. } = setter.manuscript?;
    let engraved = setter.bench.formulas.engrave((source, displayed), read, page, &mut setter.bench.glyphs)?;
    let alt = literal(&spoken(source));
    let fits = engraved.width * room.size < SURELY_FITS * room.width;
    let limit = if fits { "none".to_owned() } else { points(room.width) };
    let mut call = String::with_capacity(engraved.body.len() + alt.len() + 40);
    let _ = if displayed {
        let tag = engraved.tag.as_deref().unwrap_or("none");
        write!(call, "#f.display({alt}, {limit}, {}, {tag}, {});", engraved.breaks, engraved.body)
    } else {
        // A line may end inside it, if there is a sign after which it may.
        let limit = if engraved.breaks { "none" } else { &limit };
        let function = if room.tables > 0 && !engraved.breaks { "f.in-cell" } else { "f.inline" };
        write!(call, "#{function}({alt}, {limit}, {});", engraved.body)
    };
    Some(call)
}

/// The source, for those who listen to the book.
fn spoken(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|letter| !letter.is_control()).collect()
}

/// About how wide a formula is, in em, by its source.
pub(super) fn rough_width(source: &str) -> f64 {
    let mut width = 0.0;
    let mut in_command = false;
    for letter in source.chars() {
        match letter {
            '\\' => {
                in_command = true;
                width += 0.7;
            }
            _ if in_command && letter.is_ascii_alphabetic() => {}
            '{' | '}' | '^' | '_' | '&' => in_command = false,
            _ if letter.is_whitespace() => in_command = false,
            _ => {
                in_command = false;
                width += if letter as u32 >= 0x2E80 { 1.0 } else { 0.6 };
            }
        }
    }
    width
}
