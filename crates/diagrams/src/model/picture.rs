//! A solid as SVG: triangles from far to near, each in one shade.

use std::fmt::Write as _;

use super::stl::Corner;

/// CSS pixels across.
const WIDTH: f64 = 480.0;

/// CSS pixels down.
const HEIGHT: f64 = 360.0;

/// Pixels kept free at every side.
const MARGIN: f64 = 16.0;

/// Shades between the darkest and the brightest.
const SHADES: f64 = 48.0;

/// Where the light comes from, from the solid: over the left shoulder of the one who looks.
const LIGHT: Corner = [-0.25, -0.6, 0.76];

/// A triangle as it is seen.
struct Seen {
    /// Pixels before they are fitted into the picture.
    corners: [[f64; 2]; 3],
    /// Larger is nearer.
    nearness: f64,
    shade: u8,
}

/// The picture; none when the solid is nothing but points and lines.
pub(super) fn write(triangles: &[[Corner; 3]]) -> Option<String> {
    let mut seen: Vec<Seen> = triangles.iter().filter_map(see).collect();
    seen.sort_by(|one, other| one.nearness.total_cmp(&other.nearness));
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for [x, y] in seen.iter().flat_map(|triangle| triangle.corners) {
        bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
    }
    let (across, down) = (bounds[2] - bounds[0], bounds[3] - bounds[1]);
    if seen.is_empty() || across.max(down) <= 0.0 {
        return None;
    }
    let scale = ((WIDTH - 2.0 * MARGIN) / across).min((HEIGHT - 2.0 * MARGIN) / down);
    let middle = [f64::midpoint(bounds[0], bounds[2]), f64::midpoint(bounds[1], bounds[3])];
    let pixel = |[x, y]: [f64; 2]| [WIDTH / 2.0 + (x - middle[0]) * scale, HEIGHT / 2.0 + (y - middle[1]) * scale];

    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#f6f8fa\"/><g stroke-width=\"0.6\" stroke-linejoin=\"round\">"
    );
    for neighbours in seen.chunk_by(|one, other| one.shade == other.shade) {
        let colour = colour(neighbours[0].shade);
        // The line of its own colour hides the seams between triangles.
        let _ = write!(out, "<path fill=\"{colour}\" stroke=\"{colour}\" d=\"");
        for triangle in neighbours {
            let [one, two, three] = triangle.corners.map(pixel);
            let _ = write!(
                out,
                "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
                one[0], one[1], two[0], two[1], three[0], three[1]
            );
        }
        out.push_str("\"/>");
    }
    out.push_str("</g></svg>");
    Some(out)
}

/// Looks at a triangle along the diagonal of a cube (isometric), `z` upwards; none
/// when it has no area.
fn see(triangle: &[Corner; 3]) -> Option<Seen> {
    let [one, two, three] = *triangle;
    let normal = cross(minus(two, one), minus(three, one));
    let length = dot(normal, normal).sqrt();
    if !(length > 0.0 && length.is_finite()) {
        return None;
    }
    // From the side that is seen, whichever way the corners run.
    let faces_away = dot(normal, [1.0, -1.0, 1.0]) < 0.0;
    let light = dot(normal, LIGHT) / length * if faces_away { -1.0 } else { 1.0 };
    let shade = ((light * 0.5 + 0.5).clamp(0.0, 1.0) * SHADES).round();
    let mut corners = [flat(one), flat(two), flat(three)];
    // All run the same way round, so that two in one path do not cancel each other.
    if faces_away {
        corners.swap(1, 2);
    }
    let nearness = [one, two, three].iter().map(|[x, y, z]| x - y + z).sum();
    Some(Seen { corners, nearness, shade: shade as u8 })
}

fn flat([x, y, z]: Corner) -> [f64; 2] {
    let (sine, cosine) = (0.5, 0.75_f64.sqrt());
    [(x + y) * cosine, (x - y) * sine - z]
}

fn minus(one: Corner, other: Corner) -> Corner {
    [one[0] - other[0], one[1] - other[1], one[2] - other[2]]
}

fn cross(one: Corner, other: Corner) -> Corner {
    [
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    ]
}

fn dot(one: Corner, other: Corner) -> f64 {
    one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
}

/// One hue, from a deep to a pale blue.
fn colour(shade: u8) -> String {
    let share = f64::from(shade) / SHADES;
    let mix = |dark: f64, pale: f64| (dark + (pale - dark) * share).round() as u8;
    format!("#{:02x}{:02x}{:02x}", mix(20.0, 200.0), mix(52.0, 222.0), mix(92.0, 245.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearer_is_drawn_later() {
        let far = [[0.0, 9.0, 0.0], [1.0, 9.0, 0.0], [0.0, 9.0, 1.0]];
        let near = [[5.0, 0.0, 0.0], [5.0, 1.0, 0.0], [5.0, 0.0, 1.0]];
        let one = write(&[near, far]).expect("a picture");
        assert_eq!(one, write(&[far, near]).expect("a picture"));
        assert_eq!(one.matches("<path").count(), 2);
    }

    #[test]
    fn the_upper_side_is_brighter_than_the_others() {
        let shade = |triangle: [Corner; 3]| see(&triangle).expect("an area").shade;
        let top = shade([[0.0, 0.0, 1.0], [1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]);
        let front = shade([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]);
        let right = shade([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]);
        assert!(top > front && front > right, "{top} {front} {right}");
    }

    #[test]
    fn points_and_lines_are_nothing_to_see() {
        assert_eq!(write(&[[[1.0; 3]; 3]]), None);
        assert_eq!(write(&[]), None);
    }
}
