//! From sources to PDF bytes, whatever happens.
//!
//! A page the engine refuses is set without those of its formulas that the engine does
//! not take, or else as plain text, and the book tried again. A PDF that
//! fails the strict standards (PDF/UA-1 for screen readers, PDF/A-2a for archives) is
//! written without the claim; one whose tags cannot be written, without tags. Each
//! step down is a warning; only when nothing helps is there an error.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{Datelike, Timelike};
use relieur_book::model::Book;
use relieur_domain::options;
use relieur_domain::report::Warning;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::chapter::{Bench, Leaf, Setter};
use super::cover::main_file;
use super::design::Design;
use super::fonts::Fonts;
use super::images::image_path;
use super::literal::literal;
use super::outline::Outline;
use super::pagination::page_starts;
use super::world::{BookWorld, Progress, files};
use super::{Part, PdfError};
use crate::{Manuscript, PageStart};

/// So often pages are replaced before the whole book is set plainly.
const ATTEMPTS: usize = 5;

/// A book being made.
pub(super) struct Press<'a> {
    book: &'a Book,
    manuscript: &'a Manuscript<'a>,
    design: Design,
    fonts: &'static Fonts,
    progress: Progress<'a>,
    pages: &'a (dyn Fn(Vec<PageStart>) + Sync),
    main: String,
    leaves: Vec<Leaf>,
    plain: BTreeSet<usize>,
    /// Sources of formulas the engine does not take.
    refused_formulas: BTreeSet<String>,
    warnings: Vec<Warning>,
}

/// What a PDF promises, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rung {
    /// For screen readers and for archives: PDF/UA-1 and PDF/A-2a.
    Archive,
    /// For screen readers: PDF/UA-1.
    Accessible,
    /// Tagged, without a promise.
    Tagged,
    /// Without tags.
    Bare,
}

impl Rung {
    fn standards(self) -> PdfStandards {
        let wanted: &[PdfStandard] = match self {
            Self::Archive => &[PdfStandard::Ua_1, PdfStandard::A_2a],
            Self::Accessible => &[PdfStandard::Ua_1],
            Self::Tagged | Self::Bare => &[],
        };
        PdfStandards::new(wanted).unwrap_or_default()
    }

    fn below(self) -> Option<Self> {
        match self {
            Self::Archive => Some(Self::Accessible),
            Self::Accessible => Some(Self::Tagged),
            Self::Tagged => Some(Self::Bare),
            Self::Bare => None,
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Self::Archive => "complete",
            Self::Accessible => "marked for screen readers (PDF/UA-1) but not for archives (PDF/A-2a)",
            Self::Tagged => "tagged, but not marked for screen readers (PDF/UA-1) and archives (PDF/A-2a)",
            Self::Bare => "without tags for screen readers",
        }
    }
}

/// Why the engine gave nothing.
struct Refusal {
    /// The chapters its messages point at.
    chapters: BTreeSet<usize>,
    message: String,
}

/// Whether the engine sets this much by itself.
fn takes(book: &Book, design: Design, fonts: &'static Fonts, markup: &str) -> bool {
    let main = format!("#import \"/template.typ\": *\n{markup}");
    let world = BookWorld::new(book, design, main, std::iter::empty(), fonts, None, None);
    let compiled = catch_unwind(AssertUnwindSafe(|| typst::compile::<PagedDocument>(&world).output.is_ok()));
    compiled.unwrap_or(false)
}

impl<'a> Press<'a> {
    /// Sets every chapter in type.
    pub(super) fn new(part: &'a Part<'a>, design: Design, fonts: &'static Fonts) -> Self {
        let Part { book, manuscript, progress, pages } = *part;
        let outline = Outline::of(book, design.contents_depth);
        let mut bench = Bench::new(book, design, fonts, &BTreeSet::new());
        let leaves = (0..book.chapters.len())
            .map(|index| Setter::new(book, index, outline.chapters[index].level, &mut bench).set(manuscript))
            .collect();
        // The one image no chapter can be blamed for.
        let avatar = book.avatar.filter(|_| design.cover).filter(|&index| {
            let image = book.images.get(index).map(|image| literal(&image_path(index, image)));
            image.is_some_and(|path| takes(book, design, fonts, &format!("#image({path}, alt: \"x\")")))
        });
        let main = main_file(book, avatar, &outline, &mut bench);
        let mut warnings = bench.glyphs.warnings();
        if design.cover && book.avatar.is_some() && avatar.is_none() {
            warnings.push(Warning::new("", "image", "The owner's picture could not be set on the PDF's cover."));
        }
        warnings.extend(bench.formulas.warnings());
        Self {
            book,
            manuscript,
            design,
            fonts,
            progress: Progress::new(progress, book.chapters.len()),
            pages,
            main,
            leaves,
            plain: BTreeSet::new(),
            refused_formulas: BTreeSet::new(),
            warnings,
        }
    }

    /// The PDF, and what had to be given up for it.
    pub(super) fn run(mut self) -> Result<(Vec<u8>, Vec<Warning>), PdfError> {
        let mut refusal = None;
        for _ in 0..=ATTEMPTS {
            match self.attempt() {
                Ok((bytes, given_up)) => {
                    self.warnings.extend(given_up);
                    return Ok((bytes, self.warnings));
                }
                Err(refused) => {
                    let culprits = self.culprits(&refused);
                    if culprits.is_empty() {
                        refusal = Some(refused);
                        break;
                    }
                    self.replace(&culprits, &refused.message);
                    refusal = Some(refused);
                }
            }
        }
        let message = refusal.map(|refused| refused.message).unwrap_or_default();
        let all: BTreeSet<usize> = (0..self.leaves.len()).filter(|index| !self.plain.contains(index)).collect();
        if all.is_empty() {
            return Err(PdfError::Typesetting(message));
        }
        self.replace(&all, &message);
        let (bytes, given_up) = self.attempt().map_err(|refused| PdfError::Typesetting(refused.message))?;
        self.warnings.extend(given_up);
        Ok((bytes, self.warnings))
    }

    /// The chapters to replace: those the engine names, or else those found by trying.
    fn culprits(&self, refused: &Refusal) -> BTreeSet<usize> {
        let named: BTreeSet<usize> = refused.chapters.difference(&self.plain).copied().collect();
        if !named.is_empty() {
            return named;
        }
        let suspects: Vec<usize> = (0..self.leaves.len()).filter(|index| !self.plain.contains(index)).collect();
        self.find_culprit(&suspects).into_iter().collect()
    }

    /// Halves the suspects until one is left.
    fn find_culprit(&self, suspects: &[usize]) -> Option<usize> {
        if let [only] = suspects {
            return Some(*only);
        }
        let (left, right) = suspects.split_at(suspects.len() / 2);
        for half in [left, right].into_iter().filter(|half| !half.is_empty()) {
            let blank = (0..self.leaves.len()).filter(|index| !half.contains(index)).collect();
            if let Err(refused) = self.compile(&blank, None) {
                let named = refused.chapters.iter().find(|index| half.contains(index));
                return named.copied().or_else(|| self.find_culprit(half));
            }
        }
        None
    }

    fn replace(&mut self, chapters: &BTreeSet<usize>, message: &str) {
        let refused = chapters.iter().flat_map(|&index| self.refused_formulas_of(index)).collect::<BTreeSet<_>>();
        let are_new = refused.difference(&self.refused_formulas).next().is_some();
        self.refused_formulas.extend(refused);
        // Letters were reported when the chapter was first set.
        let mut bench = Bench::new(self.book, self.design, self.fonts, &self.refused_formulas);
        let kept = self.leaves.iter().enumerate().filter(|(index, _)| !chapters.contains(index));
        bench.taken.extend(kept.flat_map(|(_, leaf)| leaf.defines.iter().cloned()));
        let outline = Outline::of(self.book, self.design.contents_depth);
        for &index in chapters {
            let level = outline.chapters[index].level;
            if are_new {
                self.leaves[index] = Setter::new(self.book, index, level, &mut bench).set(self.manuscript);
                continue;
            }
            self.leaves[index] = Setter::new(self.book, index, level, &mut bench).set_plain();
            self.plain.insert(index);
            let message = format!("The page is in the PDF as plain text, because it could not be typeset: {message}.");
            self.warnings.push(Warning::new(&self.book.chapters[index].path, "plain_page", message));
        }
        for warning in bench.formulas.warnings() {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }

    /// The formulas of a chapter that the engine does not take even by themselves.
    fn refused_formulas_of(&self, index: usize) -> BTreeSet<String> {
        let formulas = &self.leaves[index].formulas;
        let stops = |call: &str| !takes(self.book, self.design, self.fonts, call);
        // Nearly always it is something else: then they are all fine together.
        let all: String = formulas.values().map(|call| format!("{call}\n")).collect();
        if formulas.is_empty() || !stops(&all) {
            return BTreeSet::new();
        }
        formulas.iter().filter(|(_, call)| stops(call)).map(|(source, _)| source.clone()).collect()
    }

    /// Compiles, then exports by the best standard that works.
    fn attempt(&self) -> Result<(Vec<u8>, Option<Warning>), Refusal> {
        let (document, world) = self.compile(&BTreeSet::new(), Some(&self.progress))?;
        let block_at = |chapter: usize, byte| self.leaves[chapter].block_at(byte);
        (self.pages)(page_starts(self.book, &document, &world, &block_at));
        // PDF/A asks for a date, and a book without one cannot have it.
        let top = match self.design.standard {
            options::PdfStandard::Archive if self.book.date.is_some() => Rung::Archive,
            options::PdfStandard::Archive | options::PdfStandard::Accessible => Rung::Accessible,
            options::PdfStandard::Tagged => Rung::Tagged,
            options::PdfStandard::Plain => Rung::Bare,
        };
        let mut rung = top;
        let mut reasons: Vec<String> = Vec::new();
        loop {
            let refused = match self.export(&document, &world, rung) {
                Ok(bytes) => {
                    // A large one takes a while to take apart, and nobody waits for that.
                    rayon::spawn(move || drop(document));
                    let given_up = (rung != top).then(|| {
                        let message = format!("The PDF is {}: {}.", rung.describe(), reasons.join("; "));
                        Warning::new("", "pdf_standard", message)
                    });
                    return Ok((bytes, given_up));
                }
                Err(refused) => refused,
            };
            if !reasons.contains(&refused.message) {
                reasons.push(refused.message.clone());
            }
            rung = rung.below().ok_or(refused)?;
        }
    }

    fn compile<'w>(
        &'w self,
        blank: &BTreeSet<usize>,
        progress: Option<&'w Progress<'w>>,
    ) -> Result<(PagedDocument, BookWorld<'w>), Refusal> {
        let sources = self.sources(blank);
        let today = self.book.date.and_then(day);
        let main = self.main.clone();
        let world = BookWorld::new(self.book, self.design, main, sources.into_iter(), self.fonts, today, progress);
        let compiled = catch_unwind(AssertUnwindSafe(|| typst::compile::<PagedDocument>(&world)));
        let compiled = match compiled {
            Ok(compiled) => compiled,
            Err(panic) => return Err(Refusal { chapters: BTreeSet::new(), message: panic_message(&*panic) }),
        };
        for warning in &compiled.warnings {
            tracing::debug!(message = %warning.message, "typesetting warning");
        }
        match compiled.output {
            Ok(document) => Ok((document, world)),
            Err(errors) => Err(refusal(&errors, &world)),
        }
    }

    /// What the engine is given, by path.
    pub(super) fn files(&self) -> Vec<(String, Bytes)> {
        files(self.book, self.design, self.main.clone(), self.sources(&BTreeSet::new()).into_iter())
    }

    /// The chapters' files; those in `blank` have nothing on them.
    fn sources(&self, blank: &BTreeSet<usize>) -> Vec<String> {
        let empty = Leaf::blank();
        let leaves: Vec<&Leaf> = self
            .leaves
            .iter()
            .enumerate()
            .map(|(index, leaf)| if blank.contains(&index) { &empty } else { leaf })
            .collect();
        let mut orphans: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); leaves.len()];
        let titles: BTreeSet<&str> = self.book.chapters.iter().map(|chapter| chapter.id.0.as_str()).collect();
        let defined: BTreeSet<&str> = leaves.iter().flat_map(|leaf| leaf.defines.iter().map(String::as_str)).collect();
        for (chapter, place) in leaves.iter().flat_map(|leaf| &leaf.refers) {
            if !defined.contains(place.as_str()) && !titles.contains(place.as_str()) {
                orphans[*chapter].insert(place);
            }
        }
        // A place two chapters claim to lack is given to the first.
        let mut given = BTreeSet::new();
        leaves
            .iter()
            .zip(&orphans)
            .map(|(leaf, orphans)| {
                let new: Vec<&str> = orphans.iter().copied().filter(|&place| given.insert(place)).collect();
                leaf.file(new.into_iter())
            })
            .collect()
    }

    fn export(&self, document: &PagedDocument, world: &BookWorld<'_>, rung: Rung) -> Result<Vec<u8>, Refusal> {
        let revision = self.book.commit.as_deref().unwrap_or_default();
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}@{revision}", self.book.identifier)),
            creator: Smart::Custom(Some("Relieur".to_owned())),
            timestamp: self.book.date.and_then(moment).map(Timestamp::new_utc),
            page_ranges: None,
            standards: rung.standards(),
            tagged: rung != Rung::Bare,
            pretty: false,
        };
        match catch_unwind(AssertUnwindSafe(|| typst_pdf::pdf(document, &options))) {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(errors)) => Err(refusal(&errors, world)),
            Err(panic) => Err(Refusal { chapters: BTreeSet::new(), message: panic_message(&*panic) }),
        }
    }
}

fn refusal(errors: &EcoVec<SourceDiagnostic>, world: &BookWorld<'_>) -> Refusal {
    let mut chapters = BTreeSet::new();
    for error in errors {
        let files = error.trace.iter().map(|point| point.span.id()).chain([error.span.id()]);
        // The innermost place first; the way there is the outer ones.
        chapters.extend(files.flatten().filter_map(|file| world.chapter_of(file)));
    }
    let message = errors.first().map_or_else(String::new, |error| error.message.trim_end_matches('.').to_owned());
    Refusal { chapters, message }
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    format!("the typesetting engine stopped: {text}")
}

fn day(date: relieur_domain::Timestamp) -> Option<Datetime> {
    Datetime::from_ymd(date.year(), date.month() as u8, date.day() as u8)
}

fn moment(date: relieur_domain::Timestamp) -> Option<Datetime> {
    Datetime::from_ymd_hms(
        date.year(),
        date.month() as u8,
        date.day() as u8,
        date.hour() as u8,
        date.minute() as u8,
        date.second() as u8,
    )
}

#[cfg(test)]
mod tests {
    use relieur_book::memory::Memory;

    use super::*;
    use crate::pdf::sample;

    fn usual() -> Design {
        Design::of(&relieur_domain::ExportOptions::default(), Fonts::embedded())
    }

    #[test]
    fn a_page_the_engine_does_not_name_is_found_by_trying() {
        let mut book = sample::rich();
        book.images[0].bytes = std::sync::Arc::from(*b"not an image");
        let options = relieur_domain::ExportOptions::default();
        let manuscript = Manuscript::new(&book, &options, Memory::none());
        let part = Part { book: &book, manuscript: &manuscript, progress: &|_, _| {}, pages: &|_| {} };
        let press = Press::new(&part, usual(), Fonts::embedded());
        let unnamed = Refusal { chapters: BTreeSet::new(), message: "somewhere".to_owned() };
        assert_eq!(press.culprits(&unnamed), BTreeSet::from([0]));
    }

    #[test]
    fn a_formula_the_engine_refuses_is_found_among_others_and_shown_as_its_source() {
        let mut book = sample::book(&["Home"]);
        book.chapters[0].blocks =
            ["x^2", "y_1"].map(|source| relieur_book::model::Block::Math(source.to_owned())).to_vec();
        let options = relieur_domain::ExportOptions::default();
        let manuscript = Manuscript::new(&book, &options, Memory::none());
        let part = Part { book: &book, manuscript: &manuscript, progress: &|_, _| {}, pages: &|_| {} };
        let mut press = Press::new(&part, usual(), Fonts::embedded());
        press.leaves[0].formulas.insert("y_1".to_owned(), "#panic();".to_owned());
        press.replace(&BTreeSet::from([0]), "refused");
        assert!(press.plain.is_empty() && press.refused_formulas.contains("y_1"));
        let warnings: Vec<&str> = press.warnings.iter().map(|warning| warning.kind.as_str()).collect();
        assert_eq!(warnings, ["formula"]);
        assert_eq!(press.leaves[0].formulas.len(), 1);
    }

    #[test]
    fn each_rung_promises_less_than_the_one_above() {
        let mut rungs = vec![Rung::Archive];
        while let Some(below) = rungs.last().and_then(|rung| rung.below()) {
            rungs.push(below);
        }
        assert_eq!(rungs, [Rung::Archive, Rung::Accessible, Rung::Tagged, Rung::Bare]);
    }
}
