//! Colour: what each part of a book's listings is, found once for all bindings.
//!
//! Grammars are dear: every listing goes through one once, on all cores, and both the
//! PDF and the EPUB take their colours from here. What a grammar makes of a listing is
//! remembered with the wiki.

mod grammar;
mod patience;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use relieur_book::memory::Memory;
use relieur_book::model::{Block, Book};
use relieur_book::visit;

use grammar::Grammar;
use patience::Patience;

/// Lines a listing may have to be coloured.
const MAX_LINES: usize = 500;

/// Bytes a line may have to be coloured.
const MAX_LINE_BYTES: usize = 2_000;

/// Lines that are coloured in one book.
const MAX_LINES_IN_BOOK: usize = 20_000;

/// How long the grammars may work on one book, over all threads. The largest wikis known
/// take a tenth of it; what is written to wear grammars out stays without colours.
const WHOLE_BOOK: Duration = Duration::from_secs(30);

/// A stretch of a listing that is all of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Of which kind, by a letter the styles know; empty for ordinary text.
    pub class: &'static str,
    /// Where it ends, in bytes; it begins where the one before ends.
    pub end: usize,
}

/// The colours of a book's listings.
#[derive(Debug, Default)]
pub struct Colours<'b> {
    /// By language as written, then by text.
    runs: HashMap<&'b str, HashMap<&'b str, Vec<Run>>>,
    plain: BTreeMap<(&'b str, Reason), usize>,
}

/// Why listings have no colours although their language is known; displays as a phrase
/// that completes "because …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// One by itself is too long.
    TooLong,
    /// All of them are.
    TooMany,
    /// What is in them wears the grammars out.
    NoTime,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => {
                write!(out, "only listings of at most {MAX_LINES} lines of {MAX_LINE_BYTES} bytes are coloured")
            }
            Self::TooMany => write!(out, "only {MAX_LINES_IN_BOOK} lines of a book are coloured"),
            Self::NoTime => out.write_str("it took too long to tell their parts"),
        }
    }
}

/// What the memory calls colours.
const KIND: &str = "colours";

/// Runs for the memory: class and length of each.
fn written(runs: &[Run]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(runs.len() * 5);
    let mut from = 0;
    for run in runs {
        bytes.push(run.class.bytes().next().unwrap_or(b' '));
        bytes.extend_from_slice(&u32::try_from(run.end - from).unwrap_or(u32::MAX).to_le_bytes());
        from = run.end;
    }
    bytes
}

/// The same read; none where they do not fit the text.
fn read(bytes: &[u8], text: &str) -> Option<Vec<Run>> {
    let mut end = 0_usize;
    let runs = bytes.chunks(5).map(|chunk| {
        let (class, length) = chunk.split_first()?;
        end = end.checked_add(u32::from_le_bytes(length.try_into().ok()?) as usize)?;
        let class = if *class == b' ' { "" } else { grammar::class(*class)? };
        text.is_char_boundary(end).then_some(Run { class, end })
    });
    let runs: Vec<Run> = runs.collect::<Option<_>>()?;
    (runs.is_empty() || end == text.len()).then_some(runs)
}

/// A listing's language as written, and its text.
type Listing<'b> = (&'b str, &'b str);

impl<'b> Colours<'b> {
    /// Colours the listings of `book` whose languages are known, as long as they and the
    /// book are not too long for that.
    pub fn of(book: &'b Book, memory: &Memory) -> Self {
        Self::within(book, memory, &Patience::new(WHOLE_BOOK))
    }

    fn within(book: &'b Book, memory: &Memory, patience: &Patience) -> Self {
        let (listings, mut plain) = chosen(book);
        let coloured = listings.par_iter().map_init(Grammar::default, |grammar, (page, (language, text))| {
            let known = memory.recall(KIND, &[language.as_bytes(), text.as_bytes()], || {
                // A grammar that panics costs its listing the colours.
                let runs = catch_unwind(AssertUnwindSafe(|| grammar.runs(language, text, patience))).ok().flatten();
                // That a language has no grammar is worth knowing too; that there was no
                // time is not.
                if runs.is_none() && patience.is_over() { None } else { Some(written(&runs.unwrap_or_default())) }
            });
            let Some(known) = known else {
                return if grammar::knows(language) { Err((*page, Reason::NoTime)) } else { Ok(None) };
            };
            let runs = read(&known, text).filter(|runs| !runs.is_empty());
            Ok(runs.map(|runs| (*language, *text, runs)))
        });
        let mut runs: HashMap<&'b str, HashMap<&'b str, Vec<Run>>> = HashMap::new();
        for result in coloured.collect::<Vec<_>>() {
            match result {
                Ok(Some((language, text, found))) => {
                    runs.entry(language).or_default().insert(text, found);
                }
                Ok(None) => {}
                Err(at) => *plain.entry(at).or_default() += 1,
            }
        }
        Self { runs, plain }
    }

    /// The runs of a listing; none where it has no colours.
    pub fn runs(&self, language: Option<&str>, text: &str) -> Option<&[Run]> {
        self.runs.get(language?)?.get(text).map(Vec::as_slice)
    }

    /// How many listings have no colours although their language is known: by page, and why.
    pub fn plain(&self) -> impl Iterator<Item = (&'b str, Reason, usize)> {
        self.plain.iter().map(|((page, reason), count)| (*page, *reason, *count))
    }
}

/// The listings to colour, each with the page it is first on; and how many of each page
/// are not, for their length.
type Chosen<'b> = (Vec<(&'b str, Listing<'b>)>, BTreeMap<(&'b str, Reason), usize>);

/// Chooses each listing once, in the book's order until its share is used up.
fn chosen(book: &Book) -> Chosen<'_> {
    let mut seen = HashSet::new();
    let mut left = MAX_LINES_IN_BOOK;
    let mut found = Vec::new();
    let mut plain: BTreeMap<(&str, Reason), usize> = BTreeMap::new();
    for chapter in &book.chapters {
        visit::blocks_of(chapter, &mut |block| {
            let (language, text) = match block {
                Block::Code { language: Some(language), text } => (language.as_str(), text),
                Block::Diagram { language, source } => (of_diagram(language), source),
                _ => return,
            };
            let listing = (language, text.as_str());
            if !seen.insert(listing) {
                return;
            }
            let lines = text.lines().count();
            let fits = lines <= MAX_LINES && text.lines().all(|line| line.len() <= MAX_LINE_BYTES);
            if fits && lines <= left {
                left -= lines;
                found.push((chapter.path.as_str(), listing));
            } else if grammar::knows(language) {
                let reason = if fits { Reason::TooMany } else { Reason::TooLong };
                *plain.entry((chapter.path.as_str(), reason)).or_default() += 1;
            }
        });
    }
    (found, plain)
}

/// The language in which the source of a diagram is coloured where it is not drawn.
pub fn of_diagram(language: &str) -> &str {
    match language {
        "geojson" | "topojson" => "json",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use relieur_book::read::sample::Sample;

    use super::*;

    fn coloured(language: &str, text: &str) -> Vec<(&'static str, String)> {
        let page = format!("~~~~~~ {language}\n{text}\n~~~~~~\n");
        let book = Sample::new(&[("Home.md", &page)]).read().book;
        let Block::Code { text, .. } = &book.chapters[0].blocks[0] else { panic!("a listing") };
        let colours = Colours::of(&book, &Memory::default());
        let mut from = 0;
        let runs = colours.runs(Some(language), text).unwrap_or_default();
        let parts = runs.iter().map(|run| {
            let part = text[from..run.end].to_owned();
            from = run.end;
            (run.class, part)
        });
        parts.collect()
    }

    #[test]
    fn keywords_strings_and_comments_are_told_apart() {
        let runs = coloured("rust", "fn main() { // hi\n    let x = \"a<b\";\n}");
        for part in [("k", "fn"), ("s", "\"a<b\""), ("c", "// hi\n"), ("k", "let")] {
            assert!(runs.iter().any(|(class, text)| (*class, text.as_str()) == part), "{part:?} {runs:?}");
        }
    }

    #[test]
    fn no_word_of_a_listing_is_lost_or_added() {
        let source = "def f(x: int) -> str:\n\treturn f\"{x!r} é 漢 \\n\"  # ça\n\n@dataclass\nclass A: pass";
        let whole: String = coloured("python", source).into_iter().map(|(_, text)| text).collect();
        assert_eq!(whole.trim_end(), source);
    }

    #[test]
    fn what_is_too_long_stays_as_it_is() {
        assert!(coloured("rust", &"let a = 1;\n".repeat(MAX_LINES + 1)).is_empty());
        assert!(coloured("json", &format!("[{}]", "1,".repeat(MAX_LINE_BYTES))).is_empty());
    }

    #[test]
    fn what_stays_plain_is_told_page_by_page() {
        let long = format!("```rust\n{}```\n", "let a = 1;\n".repeat(MAX_LINES + 1));
        let unknown = long.replace("rust", "no-such-language");
        let short = "```rust\nfn main() {}\n```\n\n```no-such-language\nx\n```\n";
        let book = Sample::new(&[("Home.md", &format!("{long}\n{unknown}")), ("Other.md", short)]).read().book;
        let told = |colours: &Colours<'_>| {
            colours.plain().map(|(page, reason, count)| (page.to_owned(), reason, count)).collect::<Vec<_>>()
        };
        let colours = Colours::of(&book, &Memory::default());
        assert_eq!(told(&colours), [("Home.md".to_owned(), Reason::TooLong, 1)]);
        let hasty = Colours::within(&book, &Memory::default(), &Patience::new(Duration::ZERO));
        assert_eq!(
            told(&hasty),
            [("Home.md".to_owned(), Reason::TooLong, 1), ("Other.md".to_owned(), Reason::NoTime, 1)]
        );
        let listings: Vec<String> = (0..=MAX_LINES_IN_BOOK / MAX_LINES)
            .map(|number| format!("```rust\n{}```\n", format!("let a = {number};\n").repeat(MAX_LINES)))
            .collect();
        let book = Sample::new(&[("Home.md", &listings.concat())]).read().book;
        let (_, plain) = chosen(&book);
        assert_eq!(plain.into_keys().collect::<Vec<_>>(), [("Home.md", Reason::TooMany)]);
    }

    #[test]
    fn what_wears_grammars_out_ends_soon() {
        // Each took minutes without a limit to retries.
        for (language, piece) in [("less", "a-"), ("systemverilog", "a("), ("viml", "\\\\")] {
            let text = format!("{}\n", piece.repeat(MAX_LINE_BYTES / 2 - 1)).repeat(3);
            Grammar::default().runs(language, &text, &Patience::new(WHOLE_BOOK));
        }
    }

    #[test]
    fn once_the_time_is_spent_there_are_no_colours() {
        let spent = Patience::new(Duration::ZERO);
        assert!(Grammar::default().runs("rust", "fn main() {}\n", &spent).is_none());
    }

    proptest! {
        #[test]
        fn runs_cover_the_text(language in proptest::sample::select(vec!["rust", "ts", "yaml", "sh", "html", "md"]), text in "[ -~é漢\n\t]{0,200}") {
            let runs = Grammar::default().runs(language, &text, &Patience::new(WHOLE_BOOK)).unwrap_or_default();
            prop_assert!(runs.is_empty() || runs.last().is_some_and(|run| run.end == text.len()));
            prop_assert!(runs.windows(2).all(|pair| pair[0].end < pair[1].end && pair[0].class != pair[1].class));
            prop_assert!(runs.iter().all(|run| text.is_char_boundary(run.end)));
            prop_assert_eq!(read(&written(&runs), &text), Some(runs));
        }
    }
}
