//! Maps from GeoJSON (RFC 7946) and TopoJSON: shapes on a grid of degrees.
//!
//! There is no map under the shapes as on GitHub, because tiles would have to be
//! fetched; the grid and its degrees say where things are.

mod feature;
mod geojson;
mod graticule;
mod labels;
mod picture;
mod projection;
mod topojson;

use serde_json::Value;

use crate::{Sketch, Subject, Undrawn};
use feature::{Feature, Reading};

/// Bytes of JSON read.
const MAX_BYTES: usize = 3 * 1024 * 1024;

/// Names in a description.
const MOST_NAMES: usize = 8;

/// Draws GeoJSON.
pub(crate) fn draw_geojson(source: &str) -> Result<Sketch, Undrawn> {
    let mut reading = Reading::default();
    geojson::read(&json(source)?, &mut reading)?;
    drawn(&reading)
}

/// Draws TopoJSON.
pub(crate) fn draw_topojson(source: &str) -> Result<Sketch, Undrawn> {
    let mut reading = Reading::default();
    topojson::read(&json(source)?, &mut reading)?;
    drawn(&reading)
}

/// Nesting is limited by the parser, to 128.
fn json(source: &str) -> Result<Value, Undrawn> {
    if source.len() > MAX_BYTES {
        return Err(Undrawn::TooLong { length: source.len(), limit: MAX_BYTES });
    }
    serde_json::from_str(source).map_err(|error| Undrawn::NotUnderstood(error.to_string()))
}

fn drawn(reading: &Reading) -> Result<Sketch, Undrawn> {
    let features: Vec<&Feature> = reading.features.iter().filter(|feature| !feature.shapes.is_empty()).collect();
    let svg = picture::write(&features).ok_or(Undrawn::NothingToShow)?;
    let mut names: Vec<String> = Vec::new();
    for name in features.iter().filter_map(|feature| feature.name.as_ref()) {
        if names.len() == MOST_NAMES {
            break;
        }
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    Ok(Sketch { svg, subject: Subject::Map { features: features.len(), names } })
}
