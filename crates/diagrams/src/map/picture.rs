//! A map as SVG: grid, areas, lines, pins, names.

use std::fmt::Write as _;

use super::feature::{Colour, Feature, Position, Shape, Style};
use super::graticule;
use super::labels::{Labels, Rectangle, SIZE};
use super::projection::{HEIGHT, Projection, WIDTH};
use crate::text::escaped;

/// Pins beyond which places become dots.
const MOST_PINS: usize = 80;

/// Pixels between corners that can be told apart.
const RESOLUTION: f64 = 0.4;

const LINE: &str = "#0b57a4";
const PIN: &str = "#c2410c";

/// The map; none when nothing can be placed on it.
pub(super) fn write(features: &[&Feature]) -> Option<String> {
    let projection = Projection::of(features)?;
    let mut map = Map { projection, labels: Labels::default(), names: String::new(), out: String::new() };
    let _ = write!(
        map.out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">\
         <clipPath id=\"frame\"><rect width=\"{WIDTH}\" height=\"{HEIGHT}\"/></clipPath>\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#f6f8fa\"/><g clip-path=\"url(#frame)\">"
    );
    graticule::write(&map.projection, &mut map.out);
    // What is larger lies lower.
    map.areas(features);
    map.lines(features);
    map.points(features);
    map.area_names(features);
    let Map { mut out, names, .. } = map;
    let _ = write!(
        out,
        "<g font-family=\"sans-serif\" font-size=\"{SIZE}\" fill=\"#1f2328\" stroke=\"#ffffff\" stroke-width=\"3\" \
         stroke-linejoin=\"round\" paint-order=\"stroke\">{names}</g></g>\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#8c959f\"/></svg>",
        WIDTH - 1.0,
        HEIGHT - 1.0,
    );
    Some(out)
}

struct Map {
    projection: Projection,
    labels: Labels,
    names: String,
    out: String,
}

impl Map {
    fn areas(&mut self, features: &[&Feature]) {
        for feature in features {
            for shape in &feature.shapes {
                let Shape::Area(rings) = shape else { continue };
                let mut path = String::new();
                for ring in rings {
                    self.path(ring, true, &mut path);
                }
                let fill = or(feature.style.fill.as_ref(), LINE);
                let opacity = feature.style.fill_opacity.unwrap_or(0.25);
                let stroke = stroke(&feature.style, 1.5);
                let _ = write!(
                    self.out,
                    "<path d=\"{path}\" fill=\"{fill}\" fill-opacity=\"{opacity}\" fill-rule=\"evenodd\" {stroke}/>"
                );
            }
        }
    }

    fn lines(&mut self, features: &[&Feature]) {
        for feature in features {
            for shape in &feature.shapes {
                let Shape::Line(positions) = shape else { continue };
                let mut path = String::new();
                self.path(positions, false, &mut path);
                let stroke = stroke(&feature.style, 2.5);
                let _ = write!(self.out, "<path d=\"{path}\" fill=\"none\" stroke-linecap=\"round\" {stroke}/>");
            }
        }
    }

    fn points(&mut self, features: &[&Feature]) {
        let points: Vec<_> = features
            .iter()
            .flat_map(|feature| feature.shapes.iter().map(move |shape| (feature, shape)))
            .filter_map(|(feature, shape)| match shape {
                Shape::Point(position) => Some((*feature, self.projection.pixel(*position))),
                _ => None,
            })
            .collect();
        let as_pins = points.len() <= MOST_PINS;
        for (feature, [x, y]) in &points {
            let colour = or(feature.style.marker.as_ref(), PIN);
            if as_pins {
                // The tip of a pin is at the place.
                let _ = write!(
                    self.out,
                    "<g transform=\"translate({x:.1} {y:.1})\"><path d=\"M0 0C-2-7-8-10-8-16A8 8 0 0 1 8-16C8-10 2-7 0 0Z\" \
                     fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"1.2\"/><circle cy=\"-16\" r=\"3\" fill=\"#ffffff\"/></g>"
                );
                self.labels.avoid(Rectangle([x - 8.0, y - 24.0, x + 8.0, *y]));
            } else {
                let _ = write!(
                    self.out,
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"0.8\"/>"
                );
                self.labels.avoid(Rectangle([x - 4.0, y - 4.0, x + 4.0, y + 4.0]));
            }
        }
        for (feature, [x, y]) in &points {
            let Some(name) = &feature.name else { continue };
            let (middle, gap) = if as_pins { ([*x, y - 11.0], 11.0) } else { ([*x, y + 4.0], 6.0) };
            let place = self.labels.beside(name, middle, gap);
            self.name(name, place);
        }
    }

    fn area_names(&mut self, features: &[&Feature]) {
        for feature in features {
            let Some(name) = &feature.name else { continue };
            let largest = feature.shapes.iter().filter_map(|shape| match shape {
                Shape::Area(rings) => Some(self.bounds(&rings[0])),
                _ => None,
            });
            let size = |bounds: &[f64; 4]| (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]);
            let Some(bounds) = largest.max_by(|one, other| size(one).total_cmp(&size(other))) else { continue };
            let middle = [f64::midpoint(bounds[0], bounds[2]), f64::midpoint(bounds[1], bounds[3])];
            let place = self.labels.within(name, middle, bounds[2] - bounds[0]);
            self.name(name, place);
        }
    }

    fn name(&mut self, name: &str, place: Option<[f64; 2]>) {
        if let Some([x, y]) = place {
            let _ = write!(self.names, "<text x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(name));
        }
    }

    /// Left, upper, right and lower edge in pixels.
    fn bounds(&self, ring: &[Position]) -> [f64; 4] {
        let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        for position in ring {
            let [x, y] = self.projection.pixel(*position);
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        }
        bounds
    }

    /// Appends a line through these places, without the corners nobody can see.
    fn path(&self, positions: &[Position], closed: bool, path: &mut String) {
        let mut before: Option<[f64; 2]> = None;
        for (index, position) in positions.iter().enumerate() {
            let [x, y] = self.projection.pixel(*position);
            let near = before.is_some_and(|before| (before[0] - x).abs().max((before[1] - y).abs()) < RESOLUTION);
            let is_last = index + 1 == positions.len();
            if near && (closed || !is_last) {
                continue;
            }
            let _ = write!(path, "{}{x:.1} {y:.1}", if before.is_some() { 'L' } else { 'M' });
            before = Some([x, y]);
        }
        if closed && before.is_some() {
            path.push('Z');
        }
    }
}

fn or<'c>(colour: Option<&'c Colour>, default: &'c str) -> &'c str {
    colour.map_or(default, |colour| colour.0.as_str())
}

fn stroke(style: &Style, width: f64) -> String {
    format!(
        "stroke=\"{}\" stroke-width=\"{}\" stroke-opacity=\"{}\" stroke-linejoin=\"round\"",
        or(style.stroke.as_ref(), LINE),
        style.stroke_width.unwrap_or(width),
        style.stroke_opacity.unwrap_or(1.0),
    )
}
