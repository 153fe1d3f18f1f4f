//! Formulas: TeX, as wikis write it, read once for every binding.
//!
//! KaTeX's parser makes MathML of the source; [`tree`] takes from it the elements and
//! attributes known to be harmless and drops the rest. Bindings see nothing but that
//! tree. What cannot be read is shown as its source, with a warning.

mod element;
mod macros;
mod tidy;
mod tree;
mod written;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, OnceLock};

use katex::{KatexContext, OutputFormat, Settings, StrictMode, StrictSetting, TrustSetting};
use rayon::prelude::*;
use relieur_book::memory::Memory;
use relieur_book::model::{Block, Book, Chapter, Inline};
use relieur_book::visit;
use relieur_domain::report::Warning;

pub(crate) use element::{Name, Node};

/// The longest source that is read, in bytes. The longest formulas of real wikis have
/// about two thousand.
const LONGEST: usize = 5_000;
/// The longest source with definitions in it, in bytes: what definitions add up to
/// cannot be seen from their length.
const LONGEST_WITH_DEFINITIONS: usize = 600;
/// How many macros may be expanded in one formula.
const EXPANSIONS: usize = 1_000;
/// The same where there are definitions.
const EXPANSIONS_WITH_DEFINITIONS: usize = 40;
/// The same in the source, where there are definitions: each may open a level, once for
/// every expansion, and the parser calls itself for each level.
const COMMANDS_WITH_DEFINITIONS: usize = 40;
/// How deep groups, environments and brackets that grow may be nested.
const DEEPEST: usize = 40;
/// The largest size TeX may ask for, in em: about the width of a page.
const LARGEST: f64 = 40.0;
/// What KaTeX writes commands in that it knows and will not obey.
const REFUSED_COLOUR: &str = "#fe0001";

/// Commands that change what other commands mean.
const DEFINITIONS: [&str; 9] = [
    "\\def",
    "\\gdef",
    "\\edef",
    "\\xdef",
    "\\let",
    "\\futurelet",
    "\\newcommand",
    "\\renewcommand",
    "\\DeclareMathOperator",
];

/// A formula that was understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Formula {
    /// What it is made of, in order.
    pub(crate) nodes: Vec<Node>,
    /// What stands in the margin beside it: its number.
    pub(crate) tag: Option<Vec<Node>>,
}

/// Why a formula is shown as its source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    /// Longer than any formula a person would read.
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
    /// Groups in groups in groups.
    #[error("it is nested too deeply")]
    TooDeep,
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// Not TeX, or a command nobody here knows.
    #[error("{0}")]
    Syntax(String),
    /// Understood, but the engine that sets the pages refuses it.
    #[error("it could not be typeset")]
    Refused,
}

/// A formula as the book has it: TeX, and whether it is displayed.
type Source<'b> = (&'b str, bool);

/// What the memory calls formulas.
const KIND: &str = "formula";

/// The formulas of a book, each distinct one read once for all bindings, and not before
/// it is asked for.
#[derive(Debug)]
pub(crate) struct Formulas<'b> {
    memory: &'b Memory,
    read: HashMap<Source<'b>, OnceLock<Result<Formula, Problem>>>,
}

impl<'b> Formulas<'b> {
    /// The formulas of `book`. What `memory` knows is not read again.
    pub(crate) fn of(book: &'b Book, memory: &'b Memory) -> Self {
        let sources = book.chapters.iter().flat_map(sources_of);
        Self { memory, read: sources.map(|source| (source, OnceLock::new())).collect() }
    }

    /// No formulas, where none are shown.
    pub(crate) fn none() -> Self {
        Self { memory: Memory::none(), read: HashMap::new() }
    }

    /// Reads all of them, side by side on the threads this is called on.
    pub(crate) fn read_all(&self) {
        self.read.par_iter().for_each(|(source, read)| {
            read.get_or_init(|| self.read(*source));
        });
    }

    /// Reads those of a chapter in the same way.
    pub(crate) fn read_those_of(&self, chapter: &Chapter) {
        sources_of(chapter).into_par_iter().for_each(|(tex, displayed)| {
            // A problem is told where the formula is shown.
            let _ = self.get(tex, displayed);
        });
    }

    /// A formula of the book.
    pub(crate) fn get<'a>(&'a self, tex: &'a str, displayed: bool) -> Result<&'a Formula, &'a Problem> {
        const NOT_OURS: &Problem = &Problem::Empty;
        // A map of sources that need not live as long as the book's.
        let read: &HashMap<Source<'_>, _> = &self.read;
        let source = (tex, displayed);
        read.get(&source).ok_or(NOT_OURS)?.get_or_init(|| self.read(source)).as_ref()
    }

    fn read(&self, (tex, displayed): Source<'_>) -> Result<Formula, Problem> {
        let mut made = None;
        let known = self.memory.recall(KIND, &[&[u8::from(displayed)], tex.as_bytes()], || {
            let read = made.insert(Reader::get().read(tex, displayed));
            written::bytes(read.as_ref().ok()?)
        });
        // Read again should what was known be of no use.
        made.or_else(|| written::formula(&known?).map(Ok)).unwrap_or_else(|| Reader::get().read(tex, displayed))
    }
}

/// The formulas of a chapter, each as often as it is there.
fn sources_of(chapter: &Chapter) -> Vec<Source<'_>> {
    let mut sources: Vec<Source<'_>> = Vec::new();
    visit::blocks_of(chapter, &mut |block| {
        if let Block::Math(tex) = block {
            sources.push((tex, true));
        }
    });
    visit::inlines_of(chapter, &mut |inline| {
        if let Inline::Math(tex) = inline {
            sources.push((tex, false));
        }
    });
    sources
}

/// Reads formulas. The parser is recursive, so this wants a thread with the stack the
/// press gives its threads, 64 MiB.
struct Reader {
    context: KatexContext,
}

impl Reader {
    /// The reader of this process, which knows what LaTeX and AMS-LaTeX know. Costly to
    /// make, cheap to use, on any thread.
    fn get() -> &'static Self {
        static READER: LazyLock<Reader> = LazyLock::new(|| Reader { context: KatexContext::default() });
        &READER
    }

    /// Reads `source`; `displayed` formulas stand on lines of their own.
    fn read(&self, source: &str, displayed: bool) -> Result<Formula, Problem> {
        let source = source.trim();
        if source.is_empty() {
            return Err(Problem::Empty);
        }
        let defines = DEFINITIONS.iter().any(|command| source.contains(command));
        let longest = if defines { LONGEST_WITH_DEFINITIONS } else { LONGEST };
        if source.len() > longest {
            return Err(Problem::TooLong(longest));
        }
        let commands = source.matches('\\').count();
        if nesting(source) > DEEPEST || defines && commands > COMMANDS_WITH_DEFINITIONS {
            return Err(Problem::TooDeep);
        }
        let settings = Settings::builder()
            .display_mode(displayed)
            .output(OutputFormat::Mathml)
            .throw_on_error(true)
            .error_color(REFUSED_COLOUR.to_owned())
            .macros(macros::ours(source))
            .strict(StrictSetting::Mode(StrictMode::Ignore))
            .trust(TrustSetting::Bool(false))
            .max_size(LARGEST)
            .max_expand(if defines { EXPANSIONS_WITH_DEFINITIONS } else { EXPANSIONS })
            .build();
        // A mistake in the parser must not cost the book.
        let read = catch_unwind(AssertUnwindSafe(|| katex::render_to_dom_tree(&self.context, source, &settings)));
        let understood = match read {
            Ok(Ok(understood)) => understood,
            Ok(Err(error)) => return Err(Problem::Syntax(phrase(&error.to_string()))),
            Err(_) => return Err(Problem::Syntax("the parser stopped at it".to_owned())),
        };
        tree::grow(&understood)
    }
}

/// The warning about a formula of `page` that is shown as its source. The same for
/// every binding, so that it is told once.
pub(crate) fn warning(page: &str, source: &str, problem: &Problem) -> Warning {
    const SHOWN: usize = 80;
    let mut shown: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
        shown.truncate(end);
        shown.push('\u{2026}');
    }
    Warning::new(page, "formula", format!("A formula is shown as its source, because {problem}: {shown}"))
}

/// How deep braces, environments and growing brackets are nested, at most.
fn nesting(source: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut rest = source;
    while let Some(at) = rest.find(['{', '}', '\\']) {
        rest = &rest[at..];
        let opens = ["{", "\\begin", "\\left", "\\bgroup"].iter().any(|opening| rest.starts_with(opening));
        let closes = ["}", "\\end", "\\right", "\\egroup"].iter().any(|closing| rest.starts_with(closing));
        if opens && !rest.starts_with("\\leftarrow") && !rest.starts_with("\\leftrightarrow") {
            depth += 1;
            deepest = deepest.max(depth);
        } else if closes && !rest.starts_with("\\rightarrow") {
            depth = depth.saturating_sub(1);
        }
        // A backslash and what it escapes.
        let skipped = if rest.starts_with('\\') { 2 } else { 1 };
        rest = rest.char_indices().nth(skipped).map_or("", |(next, _)| &rest[next..]);
    }
    deepest
}

/// The parser's message as a phrase: without the picture of the place in the source.
fn phrase(message: &str) -> String {
    let message = message.strip_prefix("KaTeX parse error: ").unwrap_or(message);
    let message = message.split(" at position ").next().unwrap_or(message);
    let message = message.split(" at end of input").next().unwrap_or(message);
    let message = message.trim().trim_end_matches('.');
    match message.strip_prefix("Undefined control sequence: ") {
        Some(command) => format!("the command {command} is not known"),
        None => format!("it is not understood ({message})"),
    }
}

#[cfg(test)]
mod tests;
