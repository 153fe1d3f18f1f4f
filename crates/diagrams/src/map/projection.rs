//! From degrees to pixels.

use super::feature::{Feature, Position, Shape};

/// CSS pixels across a map.
pub(super) const WIDTH: f64 = 640.0;

/// CSS pixels down a map.
pub(super) const HEIGHT: f64 = 400.0;

/// Pixels kept free at every side, for pins and names.
const MARGIN: f64 = 44.0;

/// Degrees a map spans at least: a few hundred metres.
const LEAST_SPAN: f64 = 0.004;

/// Degrees of latitude up to which a degree of longitude is drawn as long as it is in
/// the middle of the map.
const LOCAL_SPAN: f64 = 70.0;

/// Equirectangular, with the middle of the features in the middle of the map.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Projection {
    middle: Position,
    /// Pixels for a degree of longitude.
    across: f64,
    /// Pixels for a degree of latitude.
    down: f64,
}

impl Projection {
    /// Fits the features into the map; none when there is no position.
    pub(super) fn of(features: &[&Feature]) -> Option<Self> {
        let mut bounds = Bounds::default();
        for shape in features.iter().flat_map(|feature| &feature.shapes) {
            match shape {
                Shape::Point(position) => bounds.add(*position),
                Shape::Line(positions) => positions.iter().for_each(|position| bounds.add(*position)),
                Shape::Area(rings) => rings.iter().flatten().for_each(|position| bounds.add(*position)),
            }
        }
        let (least, most) = (bounds.least?, bounds.most?);
        let middle = [f64::midpoint(least[0], most[0]), f64::midpoint(least[1], most[1])];
        let height = (most[1] - least[1]).max(LEAST_SPAN);
        let narrowing = if height > LOCAL_SPAN { 1.0 } else { middle[1].to_radians().cos().max(0.05) };
        let width = (most[0] - least[0]).max(LEAST_SPAN) * narrowing;
        let down = ((WIDTH - 2.0 * MARGIN) / width).min((HEIGHT - 2.0 * MARGIN) / height);
        Some(Self { middle, across: down * narrowing, down })
    }

    /// Where a place is on the map, in pixels from the upper left corner.
    pub(super) fn pixel(&self, [longitude, latitude]: Position) -> [f64; 2] {
        [
            WIDTH / 2.0 + (longitude - self.middle[0]) * self.across,
            HEIGHT / 2.0 - (latitude - self.middle[1]) * self.down,
        ]
    }

    /// Degrees of longitude, then of latitude, at the map's edges: least and most.
    pub(super) fn edges(&self) -> [[f64; 2]; 2] {
        let (wide, high) = (WIDTH / 2.0 / self.across, HEIGHT / 2.0 / self.down);
        [[self.middle[0] - wide, self.middle[0] + wide], [self.middle[1] - high, self.middle[1] + high]]
    }
}

#[derive(Default)]
struct Bounds {
    least: Option<Position>,
    most: Option<Position>,
}

impl Bounds {
    fn add(&mut self, position: Position) {
        let pick = |known: Option<Position>, better: fn(f64, f64) -> f64| match known {
            Some(known) => Some([better(known[0], position[0]), better(known[1], position[1])]),
            None => Some(position),
        };
        self.least = pick(self.least, f64::min);
        self.most = pick(self.most, f64::max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(positions: &[Position]) -> Projection {
        let shapes = positions.iter().map(|position| Shape::Point(*position)).collect();
        let feature = Feature { shapes, ..Feature::default() };
        Projection::of(&[&feature]).expect("places")
    }

    #[test]
    fn everything_is_within_the_margin() {
        for places in [[[-179.0, -80.0], [179.0, 80.0]], [[7.0, 46.0], [7.001, 46.0]], [[20.0, 60.0], [20.0, 60.0]]] {
            let projection = at(&places);
            for place in places {
                let [x, y] = projection.pixel(place);
                assert!((MARGIN - 0.01..=WIDTH - MARGIN + 0.01).contains(&x), "{x}");
                assert!((MARGIN - 0.01..=HEIGHT - MARGIN + 0.01).contains(&y), "{y}");
            }
        }
    }

    #[test]
    fn a_degree_of_longitude_is_half_as_long_at_sixty_degrees() {
        let projection = at(&[[10.0, 59.0], [14.0, 61.0]]);
        assert!((projection.across / projection.down - 0.5).abs() < 1e-9);
    }

    #[test]
    fn without_places_there_is_no_map() {
        assert_eq!(Projection::of(&[&Feature::default()]), None);
    }
}
