//! What a map is made of, whichever format it came in.

use serde_json::Value;

use crate::Undrawn;

/// Longitude and latitude in degrees.
pub(super) type Position = [f64; 2];

/// Positions drawn in all; what TopoJSON repeats counts each time.
const MAX_POSITIONS: usize = 250_000;

/// Features drawn.
const MAX_FEATURES: usize = 20_000;

/// Characters of a name.
const MAX_NAME: usize = 60;

/// A shape; none is empty.
#[derive(Debug, PartialEq)]
pub(super) enum Shape {
    /// A place.
    Point(Position),
    /// A way.
    Line(Vec<Position>),
    /// An area: its border, then its holes.
    Area(Vec<Vec<Position>>),
}

/// Shapes that belong together, and how they look.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Feature {
    pub(super) shapes: Vec<Shape>,
    pub(super) name: Option<String>,
    pub(super) style: Style,
}

/// The simplestyle properties GitHub knows, checked.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Style {
    pub(super) stroke: Option<Colour>,
    pub(super) stroke_width: Option<f64>,
    pub(super) stroke_opacity: Option<f64>,
    pub(super) fill: Option<Colour>,
    pub(super) fill_opacity: Option<f64>,
    pub(super) marker: Option<Colour>,
}

/// `#` and three or six hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Colour(pub(super) String);

impl Feature {
    /// A feature with these GeoJSON properties and no shapes yet.
    pub(super) fn with(properties: Option<&Value>) -> Self {
        let Some(properties) = properties else {
            return Self::default();
        };
        let colour = |key: &str| properties.get(key).and_then(Value::as_str).and_then(colour);
        let number = |key: &str, least: f64, most: f64| {
            let number = match properties.get(key)? {
                Value::String(text) => text.trim().parse().ok()?,
                other => other.as_f64()?,
            };
            number.is_finite().then(|| number.clamp(least, most))
        };
        Self {
            shapes: Vec::new(),
            name: ["name", "title", "Name", "NAME"].into_iter().find_map(|key| name(properties.get(key)?)),
            style: Style {
                stroke: colour("stroke"),
                stroke_width: number("stroke-width", 0.0, 12.0),
                stroke_opacity: number("stroke-opacity", 0.0, 1.0),
                fill: colour("fill"),
                fill_opacity: number("fill-opacity", 0.0, 1.0),
                marker: colour("marker-color"),
            },
        }
    }
}

fn name(value: &Value) -> Option<String> {
    let words = value.as_str()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = words.chars().filter(|sign| !sign.is_control()).collect();
    match words.char_indices().nth(MAX_NAME) {
        Some((end, _)) => Some(format!("{}…", &words[..end])),
        None => (!words.is_empty()).then_some(words),
    }
}

fn colour(text: &str) -> Option<Colour> {
    let digits = text.trim().trim_start_matches('#');
    let is_colour = matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then(|| Colour(format!("#{}", digits.to_ascii_lowercase())))
}

/// Features read so far, and how much is.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) features: Vec<Feature>,
    positions: usize,
}

impl Reading {
    /// Takes a feature.
    pub(super) fn add(&mut self, feature: Feature) -> Result<(), Undrawn> {
        if self.features.len() == MAX_FEATURES {
            return Err(Undrawn::TooComplex);
        }
        self.features.push(feature);
        Ok(())
    }

    /// Counts positions before they are made.
    pub(super) fn count(&mut self, positions: usize) -> Result<(), Undrawn> {
        self.positions = self.positions.saturating_add(positions);
        if self.positions > MAX_POSITIONS { Err(Undrawn::TooComplex) } else { Ok(()) }
    }
}

/// A place on the globe; none when it is elsewhere. Longitudes may run on beyond the
/// date line, as they do in data that crosses it.
pub(super) fn on_the_globe(longitude: f64, latitude: f64) -> Option<Position> {
    let is_on = longitude.is_finite() && latitude.is_finite() && longitude.abs() <= 360.0 && latitude.abs() <= 90.0;
    is_on.then_some([longitude, latitude])
}

/// A line of at least two places.
pub(super) fn line(positions: Vec<Position>) -> Option<Shape> {
    (positions.len() >= 2).then_some(Shape::Line(positions))
}

/// An area whose border has at least three corners.
pub(super) fn area(rings: Vec<Vec<Position>>) -> Option<Shape> {
    let rings: Vec<_> = rings.into_iter().filter(|ring| ring.len() >= 3).collect();
    (!rings.is_empty()).then_some(Shape::Area(rings))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_colours_are_colours() {
        assert_eq!(colour("#FFaa00"), Some(Colour("#ffaa00".into())));
        assert_eq!(colour("abc"), Some(Colour("#abc".into())));
        for wrong in ["red", "#12345", "url(#a)", "#12345g", "", "\"/><script>"] {
            assert_eq!(colour(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn properties_are_kept_within_bounds() {
        let properties = json!({ "name": "", "title": " A\n place ", "stroke-width": "1e9", "fill-opacity": -3 });
        let feature = Feature::with(Some(&properties));
        assert_eq!(feature.name.as_deref(), Some("A place"));
        assert_eq!((feature.style.stroke_width, feature.style.fill_opacity), (Some(12.0), Some(0.0)));
    }
}
