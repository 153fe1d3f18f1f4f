//! Diagrams become pictures before the books are bound, each distinct one once for
//! all bindings.
//!
//! The book as it was read keeps its diagrams as source, as the archive does.

mod picture;

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use relieur_book::memory::Memory;
use relieur_book::model::{Alignment, Block, Book, BookImage, ImageFormat, ImageUse, Inline, Length};
use relieur_book::threads::on_all_cores;
use relieur_book::visit;
use relieur_diagrams::Undrawn;
use relieur_domain::report::Warning;

use picture::Picture;

/// After so long no more diagrams are begun, so that a wiki full of the worst ones
/// still becomes a book. Thousands of ordinary ones take seconds.
const TIME_TO_DRAW: Duration = Duration::from_mins(8);

/// Drawings letter their shapes in 16 CSS pixels; a book's text has a little less.
const SCALE: f64 = 0.875;

/// A diagram by its language and source.
type Source<'b> = (&'b str, &'b str);

/// A copy of `book` in which every diagram that can be drawn is a picture, and a
/// warning for every page and diagram that cannot. The book itself where there is
/// nothing to draw. What `memory` knows is not drawn again.
pub(crate) fn drawn<'b>(book: &'b Book, memory: &Memory) -> (Cow<'b, Book>, Vec<Warning>) {
    let pages = by_page(book);
    let mut numbers: HashMap<Source<'_>, usize> = HashMap::new();
    let mut sources: Vec<Source<'_>> = Vec::new();
    for source in pages.iter().flat_map(|(_, sources)| sources) {
        numbers.entry(*source).or_insert_with(|| {
            sources.push(*source);
            sources.len() - 1
        });
    }
    if sources.is_empty() {
        return (Cow::Borrowed(book), Vec::new());
    }
    let began = Instant::now();
    let drawings = draw_all(&sources, &book.language, memory, began + TIME_TO_DRAW);
    let warnings = pages
        .iter()
        .flat_map(|(page, sources)| sources.iter().map(move |source| (page, source)))
        .filter_map(|(page, source)| {
            let problem = drawings[numbers[source]].as_ref().err()?;
            Some(warning(page, *source, problem))
        })
        .collect();
    let count = drawings.iter().filter(|drawing| drawing.is_ok()).count();
    tracing::debug!(diagrams = sources.len(), drawn = count, milliseconds = began.elapsed().as_millis(), "diagrams");
    if count == 0 {
        return (Cow::Borrowed(book), warnings);
    }
    (Cow::Owned(illustrated(book, &sources, drawings)), warnings)
}

/// Every page's diagrams, in reading order.
fn by_page(book: &Book) -> Vec<(&str, Vec<Source<'_>>)> {
    let pages = book.chapters.iter().map(|chapter| {
        let mut found = Vec::new();
        visit::blocks_of(chapter, &mut |block| {
            if let Block::Diagram { language, source } = block {
                found.push((language.as_str(), source.as_str()));
            }
        });
        (chapter.path.as_str(), found)
    });
    pages.collect()
}

fn draw_all(sources: &[Source<'_>], language: &str, memory: &Memory, until: Instant) -> Vec<Result<Picture, Undrawn>> {
    let draw_one = |source: &Source<'_>| {
        if Instant::now() >= until { Err(Undrawn::NoTime) } else { Picture::of(*source, language, memory) }
    };
    on_all_cores(|| sources.par_iter().map(draw_one).collect()).unwrap_or_else(|error| {
        tracing::warn!(%error, "diagrams are drawn on one thread");
        sources.iter().map(draw_one).collect()
    })
}

fn illustrated(book: &Book, sources: &[Source<'_>], drawings: Vec<Result<Picture, Undrawn>>) -> Book {
    let mut illustrated = book.clone();
    let mut pictures: HashMap<Source<'_>, Block> = HashMap::new();
    for (source, drawing) in sources.iter().zip(drawings) {
        let Ok(drawing) = drawing else { continue };
        let picture = ImageUse {
            image: illustrated.images.len(),
            alt: drawing.alt,
            width: Some(Length::Pixels(f64::from(drawing.width) * SCALE)),
            height: None,
        };
        illustrated.images.push(BookImage {
            path: format!("diagrams/{}.svg", pictures.len() + 1),
            format: ImageFormat::Svg,
            width: drawing.width,
            height: drawing.height,
            bytes: drawing.svg,
        });
        let figure = Block::Paragraph(vec![Inline::Image(picture)]);
        pictures.insert(*source, Block::Aligned { alignment: Alignment::Center, blocks: vec![figure] });
    }
    for chapter in &mut illustrated.chapters {
        for blocks in std::iter::once(&mut chapter.blocks).chain(&mut chapter.footnotes) {
            visit::blocks_mut(blocks, &mut |block| {
                if let Block::Diagram { language, source } = block
                    && let Some(picture) = pictures.get(&(language.as_str(), source.as_str()))
                {
                    *block = picture.clone();
                }
            });
        }
    }
    illustrated
}

/// The warning about a diagram of `page` that is shown as its source.
fn warning(page: &str, (language, source): Source<'_>, problem: &Undrawn) -> Warning {
    const SHOWN: usize = 60;
    let name = match language {
        "mermaid" => "Mermaid",
        "geojson" => "GeoJSON",
        "topojson" => "TopoJSON",
        "stl" => "STL",
        other => other,
    };
    let line = source.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let shown = match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line.to_owned(),
    };
    let message = format!("A diagram ({name}) is shown as its source, because {problem}: {shown}");
    Warning::new(page, "diagram", message)
}

#[cfg(test)]
mod tests {
    use relieur_book::model::{Chapter, List, ListItem, PlaceId};

    use super::*;

    fn book(blocks: Vec<Block>) -> Book {
        let chapter = Chapter {
            id: PlaceId("c1".into()),
            path: "Plans.md".into(),
            title: "Plans".into(),
            revision: None,
            language: None,
            right_to_left: false,
            blocks,
            footnotes: Vec::new(),
        };
        Book {
            title: "A wiki".into(),
            author: None,
            description: None,
            avatar: None,
            contributors: Vec::new(),
            source: None,
            identifier: "a-wiki".into(),
            commit: None,
            date: None,
            language: "fr".into(),
            chapters: vec![chapter],
            contents: Vec::new(),
            images: Vec::new(),
        }
    }

    fn diagram(language: &str, source: &str) -> Block {
        Block::Diagram { language: language.into(), source: source.into() }
    }

    fn images_in(blocks: &[Block]) -> Vec<ImageUse> {
        let mut found = Vec::new();
        for block in blocks {
            match block {
                Block::Aligned { blocks, .. } => found.extend(images_in(blocks)),
                Block::List(list) => list.items.iter().for_each(|item| found.extend(images_in(&item.blocks))),
                Block::Paragraph(content) => found.extend(content.iter().filter_map(|inline| match inline {
                    Inline::Image(image) => Some(image.clone()),
                    _ => None,
                })),
                _ => {}
            }
        }
        found
    }

    #[test]
    fn each_distinct_diagram_is_drawn_once_wherever_it_stands() {
        let flow = diagram("mermaid", "graph TD\n a[Start] --> b[End]\n");
        let place = diagram("geojson", r#"{"type":"Point","coordinates":[1,2]}"#);
        let item = ListItem { task: None, blocks: vec![flow.clone()] };
        let list = Block::List(List { start: None, tight: true, items: vec![item] });
        let mut book = book(vec![flow.clone(), list, place]);
        book.chapters[0].footnotes = vec![vec![flow]];
        let (drawn, warnings) = drawn(&book, &Memory::default());
        assert_eq!(warnings, []);
        assert_eq!(drawn.images.len(), 2);
        let uses = images_in(&drawn.chapters[0].blocks);
        assert_eq!(uses.iter().map(|used| used.image).collect::<Vec<_>>(), [0, 0, 1]);
        assert_eq!(uses[0].alt, "Organigramme\u{a0}: Start, End");
        assert_eq!(images_in(&drawn.chapters[0].footnotes[0])[0].image, 0);
    }

    #[test]
    fn what_cannot_be_drawn_stays_and_names_its_page() {
        let broken = diagram("mermaid", "\n  flowchart TD\n a[[[ -->\n");
        let book = book(vec![broken]);
        let (same, warnings) = drawn(&book, &Memory::default());
        assert!(matches!(same, Cow::Borrowed(_)));
        assert_eq!((warnings.len(), warnings[0].page.as_str(), warnings[0].kind.as_str()), (1, "Plans.md", "diagram"));
        assert!(warnings[0].message.starts_with("A diagram (Mermaid) is shown as its source, because "));
        assert!(warnings[0].message.ends_with(": flowchart TD"), "{}", warnings[0].message);
    }

    #[test]
    fn diagrams_no_time_is_left_for_stay() {
        let drawings = draw_all(&[("mermaid", "graph TD\n a --> b\n")], "en", &Memory::default(), Instant::now());
        assert_eq!(drawings, [Err(Undrawn::NoTime)]);
    }
}
