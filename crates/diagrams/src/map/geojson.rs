//! Reads GeoJSON, RFC 7946. What is not as it says is left out.

use serde_json::Value;

use super::feature::{Feature, Position, Reading, Shape, area, line, on_the_globe};
use crate::Undrawn;

/// Reads features, collections of them, or bare geometry.
pub(super) fn read(value: &Value, reading: &mut Reading) -> Result<(), Undrawn> {
    match kind(value) {
        "FeatureCollection" => {
            for feature in items(value.get("features")) {
                read_feature(feature, reading)?;
            }
            Ok(())
        }
        "Feature" => read_feature(value, reading),
        "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon"
        | "GeometryCollection" => {
            let mut feature = Feature::default();
            geometry(value, &mut feature, reading)?;
            reading.add(feature)
        }
        "Topology" => Err(Undrawn::NotUnderstood("it is TopoJSON, not GeoJSON".to_owned())),
        _ => Err(Undrawn::NotUnderstood("its type is none of GeoJSON’s".to_owned())),
    }
}

pub(super) fn kind(value: &Value) -> &str {
    value.get("type").and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn read_feature(value: &Value, reading: &mut Reading) -> Result<(), Undrawn> {
    let mut feature = Feature::with(value.get("properties"));
    if let Some(inner) = value.get("geometry") {
        geometry(inner, &mut feature, reading)?;
    }
    reading.add(feature)
}

/// Calls itself for collections in collections; the parser limits how deep they lie.
fn geometry(value: &Value, feature: &mut Feature, reading: &mut Reading) -> Result<(), Undrawn> {
    let coordinates = value.get("coordinates");
    match kind(value) {
        "Point" => {
            reading.count(1)?;
            feature.shapes.extend(coordinates.and_then(position).map(Shape::Point));
        }
        "MultiPoint" => feature.shapes.extend(positions(coordinates, reading)?.into_iter().map(Shape::Point)),
        "LineString" => feature.shapes.extend(line(positions(coordinates, reading)?)),
        "MultiLineString" => {
            for part in items(coordinates) {
                feature.shapes.extend(line(positions(Some(part), reading)?));
            }
        }
        "Polygon" => feature.shapes.extend(area(rings(coordinates, reading)?)),
        "MultiPolygon" => {
            for part in items(coordinates) {
                feature.shapes.extend(area(rings(Some(part), reading)?));
            }
        }
        "GeometryCollection" => {
            for part in items(value.get("geometries")) {
                geometry(part, feature, reading)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn rings(value: Option<&Value>, reading: &mut Reading) -> Result<Vec<Vec<Position>>, Undrawn> {
    items(value).iter().map(|ring| positions(Some(ring), reading)).collect()
}

fn positions(value: Option<&Value>, reading: &mut Reading) -> Result<Vec<Position>, Undrawn> {
    let items = items(value);
    reading.count(items.len())?;
    Ok(items.iter().filter_map(position).collect())
}

fn position(value: &Value) -> Option<Position> {
    let numbers = value.as_array()?;
    on_the_globe(numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?)
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

    #[test]
    fn every_kind_of_geometry_is_read() {
        let square = json!([[[0, 0], [4, 0], [4, 4], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]]);
        let all = json!({ "type": "GeometryCollection", "geometries": [
            { "type": "Point", "coordinates": [1, 2, 300] },
            { "type": "MultiPoint", "coordinates": [[1, 2], [3, 4]] },
            { "type": "LineString", "coordinates": [[1, 2], [3, 4]] },
            { "type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6]]] },
            { "type": "Polygon", "coordinates": square },
            { "type": "MultiPolygon", "coordinates": [square, square] },
        ]});
        let features = features(&all);
        assert_eq!(features.len(), 1);
        assert_eq!(features[0].shapes.len(), 1 + 2 + 1 + 1 + 1 + 2);
        assert!(matches!(&features[0].shapes[5], Shape::Area(rings) if rings.len() == 2));
    }

    #[test]
    fn places_off_the_globe_are_left_out() {
        let value = json!({ "type": "MultiPoint", "coordinates": [[1, 2], [1e300, 2], [1, 91], ["a", 2], [], null] });
        assert_eq!(features(&value)[0].shapes, [Shape::Point([1.0, 2.0])]);
    }

    #[test]
    fn a_feature_without_geometry_is_no_fault() {
        let value = json!({ "type": "FeatureCollection", "features": [{ "type": "Feature", "geometry": null }, 7] });
        assert!(features(&value).iter().all(|feature| feature.shapes.is_empty()));
    }

    #[test]
    fn something_else_is_not_understood() {
        for wrong in [json!({ "type": "Topology" }), json!([1, 2]), json!({ "type": 3 })] {
            assert!(matches!(read(&wrong, &mut Reading::default()), Err(Undrawn::NotUnderstood(_))), "{wrong}");
        }
    }
}
