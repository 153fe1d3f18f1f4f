//! The grid of degrees under a map.

use std::fmt::Write as _;

use super::projection::{HEIGHT, Projection, WIDTH};

/// Lines across the wider side of a map, at most.
const MOST_LINES: f64 = 7.0;

/// Distances between lines, in degrees; below one degree come tenths of 5, 2 and 1.
const STEPS: [f64; 8] = [90.0, 45.0, 30.0, 20.0, 10.0, 5.0, 2.0, 1.0];

/// Writes the lines and what they are.
pub(super) fn write(projection: &Projection, out: &mut String) {
    let [longitudes, latitudes] = projection.edges();
    let step = step(longitudes[1] - longitudes[0]);
    let decimals = (-step.log10()).ceil().max(0.0) as usize;
    let (mut lines, mut words) = (String::new(), String::new());
    for longitude in multiples(step, longitudes, 360.0) {
        let [x, _] = projection.pixel([longitude, 0.0]);
        let _ = write!(lines, "M{x:.1} 0V{HEIGHT}");
        if (24.0..WIDTH - 24.0).contains(&x) {
            let name = named(wrapped(longitude), decimals, ["E", "W"]);
            let _ = write!(words, "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{name}</text>", HEIGHT - 6.0);
        }
    }
    for latitude in multiples(step, latitudes, 90.0) {
        let [_, y] = projection.pixel([0.0, latitude]);
        let _ = write!(lines, "M0 {y:.1}H{WIDTH}");
        if (14.0..HEIGHT - 22.0).contains(&y) {
            let name = named(latitude, decimals, ["N", "S"]);
            let _ = write!(words, "<text x=\"6\" y=\"{:.1}\">{name}</text>", y - 3.0);
        }
    }
    let _ = write!(
        out,
        "<path d=\"{lines}\" fill=\"none\" stroke=\"#d0d7de\" stroke-width=\"1\"/>\
         <g font-family=\"sans-serif\" font-size=\"11\" fill=\"#57606a\">{words}</g>"
    );
}

/// The distance between lines for a map that spans so many degrees.
fn step(span: f64) -> f64 {
    let enough = span / MOST_LINES;
    if enough > 1.0 {
        return STEPS.iter().rev().copied().find(|step| *step >= enough).unwrap_or(STEPS[0]);
    }
    let mut tenth = 0.1;
    while tenth >= enough && tenth > 1e-6 {
        tenth /= 10.0;
    }
    [1.0, 2.0, 5.0].into_iter().map(|digit| digit * tenth).find(|step| *step >= enough).unwrap_or(10.0 * tenth)
}

/// The multiples of `step` within the edges and `most` degrees.
fn multiples(step: f64, [from, to]: [f64; 2], most: f64) -> impl Iterator<Item = f64> {
    let first = (from.max(-most) / step).ceil() as i64;
    let last = (to.min(most) / step).floor() as i64;
    (first..=last).take(100).map(move |times| times as f64 * step)
}

/// The longitude by its usual name, where a map runs on beyond the date line.
fn wrapped(longitude: f64) -> f64 {
    if longitude.abs() > 180.0 { longitude - 360.0 * longitude.signum() } else { longitude }
}

fn named(degrees: f64, decimals: usize, [positive, negative]: [&str; 2]) -> String {
    let number = format!("{:.decimals$}", degrees.abs());
    let side = match degrees {
        _ if number.bytes().all(|byte| matches!(byte, b'0' | b'.')) => "",
        degrees if degrees > 0.0 => positive,
        _ => negative,
    };
    format!("{number}°{side}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_a_few_lines_whatever_the_map_spans() {
        let mut span = 0.004;
        while span < 700.0 {
            let lines = span / step(span);
            assert!((1.0..=8.0).contains(&lines), "{span}: {} gives {lines}", step(span));
            span *= 1.07;
        }
    }

    #[test]
    fn degrees_are_named_as_on_maps() {
        assert_eq!(named(-73.5, 1, ["E", "W"]), "73.5°W");
        assert_eq!(named(-0.000_01, 2, ["N", "S"]), "0.00°");
        assert_eq!(named(wrapped(190.0), 0, ["E", "W"]), "170°W");
    }
}
