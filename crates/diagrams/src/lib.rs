//! Diagrams, drawn.
//!
//! A wiki holds a diagram as its source, in a fence that names its language, and
//! GitHub draws it in the browser: Mermaid, maps as GeoJSON or TopoJSON, models as
//! STL. [`draw`] makes of such a source a drawing that PDF and EPUB can show. The same
//! source gives the same drawing on a machine with the same fonts.
//!
//! Sources are untrusted. Every drawer limits what it reads and how much it draws, and
//! what it draws goes through the checks of any SVG a wiki holds
//! ([`relieur_book::images`]). No network, no files, no clock.

mod crop;
mod map;
mod mermaid;
mod model;
mod subject;
mod text;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use relieur_book::images;

pub use subject::Subject;

/// A diagram as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// SVG: shapes only, nothing that needs a font or leads outside.
    pub svg: Arc<[u8]>,
    /// CSS pixels across, rounded up; at least 1.
    pub width: u32,
    /// CSS pixels down, rounded up; at least 1.
    pub height: u32,
    /// What it shows.
    pub subject: Subject,
}

/// Why a diagram could not be drawn; displays as a phrase that completes
/// "the diagram is shown as its source, because …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undrawn {
    /// Not one of the languages drawn here.
    #[error("diagrams in {0} cannot be drawn")]
    UnknownLanguage(String),
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// Longer than it may be.
    #[error("it is too long ({length} characters; at most {limit})")]
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
    /// No shape in it.
    #[error("there is nothing in it to draw")]
    NothingToShow,
    /// More than can be drawn in reasonable time, or read when drawn.
    #[error("it is too complex")]
    TooComplex,
    /// The source is wrong.
    #[error("its source is not understood ({0})")]
    NotUnderstood(String),
    /// Others took all the time there is; never said by [`draw`] itself.
    #[error("there was no time left to draw it")]
    NoTime,
    /// The drawer failed.
    #[error("the drawing failed")]
    Failed,
}

/// A drawing before it is checked and normalised.
struct Sketch {
    svg: String,
    subject: Subject,
}

/// Draws `source`, which is in `language`: `mermaid`, `geojson`, `topojson` or `stl`.
///
/// The drawers call themselves for what is nested: a thread with a stack of several
/// megabytes is needed in unoptimised builds.
///
/// # Errors
///
/// Says why not, when the source is wrong, too large, or beyond the drawer.
pub fn draw(language: &str, source: &str) -> Result<Drawing, Undrawn> {
    if source.trim().is_empty() {
        return Err(Undrawn::Empty);
    }
    // The drawers of Mermaid are large and young; what makes one of them stumble costs
    // its diagram and nothing else.
    catch_unwind(AssertUnwindSafe(|| match language {
        "mermaid" => mermaid::draw(source),
        "geojson" => normalised(map::draw_geojson(source)?),
        "topojson" => normalised(map::draw_topojson(source)?),
        "stl" => normalised(model::draw(source)?),
        other => Err(Undrawn::UnknownLanguage(other.to_owned())),
    }))
    .unwrap_or(Err(Undrawn::Failed))
}

/// Passes a sketch through the checks of any other SVG; words become shapes.
fn normalised(sketch: Sketch) -> Result<Drawing, Undrawn> {
    let image = images::prepare("diagram.svg", sketch.svg.into_bytes()).map_err(|problem| {
        tracing::debug!(%problem, "a drawn diagram is refused");
        match problem {
            images::ImageProblem::TooComplex | images::ImageProblem::TooManyBytes { .. } => Undrawn::TooComplex,
            images::ImageProblem::NothingToShow | images::ImageProblem::NoSize => Undrawn::NothingToShow,
            _ => Undrawn::Failed,
        }
    })?;
    Ok(Drawing { svg: image.bytes, width: image.width, height: image.height, subject: sketch.subject })
}
