//! Models from STL: the solid as seen from the front, the right and above.

mod picture;
mod stl;

use crate::{Sketch, Subject, Undrawn};

/// Draws the text form of STL; the binary one cannot stand in a fence.
pub(crate) fn draw(source: &str) -> Result<Sketch, Undrawn> {
    let solid = stl::read(source)?;
    let svg = picture::write(&solid.triangles).ok_or(Undrawn::NothingToShow)?;
    Ok(Sketch { svg, subject: Subject::Model { name: solid.name, triangles: solid.triangles.len() } })
}
