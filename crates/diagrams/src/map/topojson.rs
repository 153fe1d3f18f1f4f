//! Reads TopoJSON: <https://github.com/topojson/topojson-specification>.
//!
//! Lines are kept once, as arcs, and shapes name the arcs they are made of; a negative
//! number names an arc run backwards.

use serde_json::Value;

use super::feature::{Feature, Position, Reading, Shape, area, line, on_the_globe};
use super::geojson::{items, kind};
use crate::Undrawn;

/// Reads every object of a topology.
pub(super) fn read(value: &Value, reading: &mut Reading) -> Result<(), Undrawn> {
    if kind(value) != "Topology" {
        return Err(Undrawn::NotUnderstood("it is not a topology".to_owned()));
    }
    let transform = Transform::of(value.get("transform"));
    let arcs = items(value.get("arcs")).iter().map(|arc| transform.arc(arc)).collect();
    let topology = Topology { arcs, transform };
    let objects = value.get("objects").and_then(Value::as_object);
    for object in objects.into_iter().flat_map(serde_json::Map::values) {
        topology.features(object, reading)?;
    }
    Ok(())
}

/// How whole numbers become degrees.
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
    /// Each position of an arc is the difference to the one before.
    deltas: bool,
}

impl Transform {
    fn of(value: Option<&Value>) -> Self {
        let pair = |key: &str| {
            let pair = items(value?.get(key));
            Some([pair.first()?.as_f64()?, pair.get(1)?.as_f64()?])
        };
        match (pair("scale"), pair("translate")) {
            (Some(scale), Some(translate)) => Self { scale, translate, deltas: true },
            _ => Self { scale: [1.0, 1.0], translate: [0.0, 0.0], deltas: false },
        }
    }

    fn position(&self, [x, y]: [f64; 2]) -> Option<Position> {
        on_the_globe(x * self.scale[0] + self.translate[0], y * self.scale[1] + self.translate[1])
    }

    fn arc(&self, value: &Value) -> Vec<Position> {
        let mut at = [0.0, 0.0];
        let positions = items(Some(value)).iter().filter_map(numbers);
        let positions = positions.filter_map(|[x, y]| {
            at = if self.deltas { [at[0] + x, at[1] + y] } else { [x, y] };
            self.position(at)
        });
        positions.collect()
    }
}

fn numbers(value: &Value) -> Option<[f64; 2]> {
    let numbers = value.as_array()?;
    Some([numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?])
}

struct Topology {
    arcs: Vec<Vec<Position>>,
    transform: Transform,
}

impl Topology {
    /// Every member of a collection is a feature. Calls itself for collections in
    /// collections; the parser limits how deep they lie.
    fn features(&self, object: &Value, reading: &mut Reading) -> Result<(), Undrawn> {
        if kind(object) == "GeometryCollection" {
            for part in items(object.get("geometries")) {
                self.features(part, reading)?;
            }
            return Ok(());
        }
        let mut feature = Feature::with(object.get("properties"));
        self.geometry(object, &mut feature, reading)?;
        reading.add(feature)
    }

    fn geometry(&self, value: &Value, feature: &mut Feature, reading: &mut Reading) -> Result<(), Undrawn> {
        let (coordinates, arcs) = (value.get("coordinates"), value.get("arcs"));
        match kind(value) {
            "Point" => {
                reading.count(1)?;
                feature.shapes.extend(coordinates.and_then(|place| self.point(place)));
            }
            "MultiPoint" => {
                let places = items(coordinates);
                reading.count(places.len())?;
                feature.shapes.extend(places.iter().filter_map(|place| self.point(place)));
            }
            "LineString" => feature.shapes.extend(line(self.joined(arcs, reading)?)),
            "MultiLineString" => {
                for part in items(arcs) {
                    feature.shapes.extend(line(self.joined(Some(part), reading)?));
                }
            }
            "Polygon" => feature.shapes.extend(area(self.rings(arcs, reading)?)),
            "MultiPolygon" => {
                for part in items(arcs) {
                    feature.shapes.extend(area(self.rings(Some(part), reading)?));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn point(&self, value: &Value) -> Option<Shape> {
        self.transform.position(numbers(value)?).map(Shape::Point)
    }

    fn rings(&self, value: Option<&Value>, reading: &mut Reading) -> Result<Vec<Vec<Position>>, Undrawn> {
        items(value).iter().map(|ring| self.joined(Some(ring), reading)).collect()
    }

    /// The arcs named, end to end; where one begins the one before has ended.
    fn joined(&self, numbers: Option<&Value>, reading: &mut Reading) -> Result<Vec<Position>, Undrawn> {
        let mut positions: Vec<Position> = Vec::new();
        for number in items(numbers).iter().filter_map(Value::as_i64) {
            let backwards = number < 0;
            let index = if backwards { !number } else { number };
            let Some(arc) = usize::try_from(index).ok().and_then(|index| self.arcs.get(index)) else {
                continue;
            };
            // Empty arcs cost their number.
            reading.count(arc.len().max(1))?;
            let skipped = usize::from(!positions.is_empty());
            if backwards {
                positions.extend(arc.iter().rev().skip(skipped));
            } else {
                positions.extend(arc.iter().skip(skipped));
            }
        }
        Ok(positions)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn features(value: &Value) -> Vec<Feature> {
        let mut reading = Reading::default();
        read(value, &mut reading).expect("sound");
        reading.features
    }

    /// The example of the specification, 1.1.
    #[test]
    fn quantised_arcs_become_degrees() {
        let value = json!({
            "type": "Topology",
            "transform": { "scale": [0.000_500_05, 0.000_100_01], "translate": [100, 0] },
            "objects": { "example": { "type": "GeometryCollection", "geometries": [
                { "type": "Point", "properties": { "name": "A" }, "coordinates": [4000, 5000] },
                { "type": "LineString", "arcs": [0] },
                { "type": "Polygon", "arcs": [[1]] },
            ]}},
            "arcs": [
                [[4000, 0], [1999, 9999], [2000, -9999], [2000, 9999]],
                [[0, 0], [0, 9999], [2000, 0], [0, -9999], [-2000, 0]],
            ],
        });
        let features = features(&value);
        assert_eq!(features[0].name.as_deref(), Some("A"));
        let Shape::Line(line) = &features[1].shapes[0] else { panic!("{features:?}") };
        let close =
            |one: Position, other: Position| (one[0] - other[0]).abs() < 1e-3 && (one[1] - other[1]).abs() < 1e-3;
        for (one, other) in line.iter().zip([[102.0, 0.0], [103.0, 1.0], [104.0, 0.0], [105.0, 1.0]]) {
            assert!(close(*one, other), "{one:?} {other:?}");
        }
        let Shape::Area(rings) = &features[2].shapes[0] else { panic!("{features:?}") };
        assert_eq!(rings[0].first(), rings[0].last());
    }

    #[test]
    fn a_negative_number_runs_an_arc_backwards() {
        let value = json!({
            "type": "Topology",
            "objects": { "line": { "type": "LineString", "arcs": [0, -2, 7, -9] } },
            "arcs": [[[0, 0], [1, 1]], [[2, 2], [1.5, 1], [1, 1]]],
        });
        assert_eq!(features(&value)[0].shapes, [Shape::Line(vec![[0.0, 0.0], [1.0, 1.0], [1.5, 1.0], [2.0, 2.0]])]);
    }

    #[test]
    fn repeating_a_long_arc_is_counted() {
        let arc: Vec<_> = (0..1_000).map(|at| json!([f64::from(at) / 100.0, 1])).collect();
        let value = json!({
            "type": "Topology",
            "objects": { "line": { "type": "LineString", "arcs": vec![0; 10_000] } },
            "arcs": [arc],
        });
        assert_eq!(read(&value, &mut Reading::default()), Err(Undrawn::TooComplex));
    }
}
