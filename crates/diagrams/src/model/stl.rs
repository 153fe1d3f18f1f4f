//! Reads the text form of STL.

use crate::Undrawn;

/// A corner, in the model's own unit.
pub(super) type Corner = [f64; 3];

/// Triangles drawn; more would make a picture of megabytes.
const MAX_TRIANGLES: usize = 20_000;

/// Characters of a name.
const MAX_NAME: usize = 60;

/// A solid.
#[derive(Debug, PartialEq)]
pub(super) struct Solid {
    pub(super) name: Option<String>,
    pub(super) triangles: Vec<[Corner; 3]>,
}

/// Reads the corners of every facet. Normals are not needed and often wrong.
pub(super) fn read(source: &str) -> Result<Solid, Undrawn> {
    let source = source.trim_start();
    let Some(after) = source.get(..5).filter(|word| word.eq_ignore_ascii_case("solid")).map(|_| &source[5..]) else {
        return Err(Undrawn::NotUnderstood("it does not begin with “solid”".to_owned()));
    };
    let name = after.lines().next().unwrap_or_default();
    let mut triangles = Vec::new();
    let mut corners = Vec::with_capacity(3);
    let mut words = source.split_ascii_whitespace();
    while let Some(word) = words.next() {
        if word.eq_ignore_ascii_case("facet") {
            corners.clear();
        } else if word.eq_ignore_ascii_case("vertex") {
            corners.push(corner(&mut words)?);
            if let [one, two, three] = *corners {
                if triangles.len() == MAX_TRIANGLES {
                    return Err(Undrawn::TooComplex);
                }
                triangles.push([one, two, three]);
                corners.clear();
            }
        }
    }
    Ok(Solid { name: named(name), triangles })
}

fn named(line: &str) -> Option<String> {
    // Some programs put the whole solid on one line.
    let words = line.split_whitespace().take_while(|word| !word.eq_ignore_ascii_case("facet"));
    let name: String = words.collect::<Vec<_>>().join(" ").chars().filter(|sign| !sign.is_control()).collect();
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => Some(format!("{}…", &name[..end])),
        None => (!name.is_empty()).then_some(name),
    }
}

fn corner<'w>(words: &mut impl Iterator<Item = &'w str>) -> Result<Corner, Undrawn> {
    let mut number = || {
        let number: f64 = words.next()?.parse().ok()?;
        // Far beyond any printer; keeps sums and squares finite.
        (number.abs() <= 1e12).then_some(number)
    };
    let corner = number().zip(number()).zip(number()).map(|((x, y), z)| [x, y, z]);
    corner.ok_or_else(|| Undrawn::NotUnderstood("a corner is not made of three numbers".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solid_is_read_with_its_name() {
        let solid = read(
            "solid a  corner\n facet normal 0 0 1\n outer loop\n vertex 0 0 0\n VERTEX 1e0 0 0\n vertex 0 1 0\n endloop\n endfacet\nendsolid",
        )
        .expect("sound");
        assert_eq!(solid.name.as_deref(), Some("a corner"));
        assert_eq!(solid.triangles, [[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]);
    }

    #[test]
    fn a_facet_that_breaks_off_does_not_shift_the_others() {
        let solid = read("solid\nfacet vertex 9 9 9 facet vertex 0 0 0 vertex 1 0 0 vertex 0 1 0").expect("sound");
        assert_eq!(solid.triangles, [[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]);
        assert_eq!(solid.name, None);
    }

    #[test]
    fn what_is_no_solid_or_no_number_is_said() {
        for wrong in
            ["cube", "", "solid\nvertex 1 2", "solid\nvertex 1 2 x", "solid\nvertex 1 2 NaN", "solid\nvertex 1 2 1e300"]
        {
            assert!(matches!(read(wrong), Err(Undrawn::NotUnderstood(_))), "{wrong}");
        }
    }
}
