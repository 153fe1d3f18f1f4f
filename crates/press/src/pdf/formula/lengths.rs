//! Lengths in formulas, in em.

use crate::formulas::{Name, Node};

/// A length of MathML in em.
pub(super) fn em(length: &str) -> Option<f64> {
    let length = length.trim().trim_start_matches('+');
    let unit = length.find(|letter: char| letter.is_ascii_alphabetic() || letter == '%')?;
    let value: f64 = length[..unit].parse().ok()?;
    let factor = match &length[unit..] {
        "em" => 1.0,
        "ex" => 0.45,
        "px" => 0.0625,
        "pt" => 0.1,
        "mu" => 1.0 / 18.0,
        _ => return None,
    };
    Some((value * factor).clamp(-40.0, 40.0)).filter(|value| value.is_finite())
}

/// The width of text that is only space, in em; with an invisible separator at its end,
/// KaTeX means space that is taken away.
pub(super) fn blank(text: &str) -> Option<f64> {
    let mut width = 0.0;
    let mut sign = 1.0;
    for letter in text.chars() {
        width += match letter {
            ' ' | '\u{a0}' => 0.25,
            '\u{2003}' => 1.0,
            '\u{2002}' => 0.5,
            '\u{2004}' => 1.0 / 3.0,
            '\u{2005}' | '\u{205f}' => 4.0 / 18.0,
            '\u{2006}' | '\u{2009}' => 1.0 / 6.0,
            '\u{200a}' => 1.0 / 18.0,
            '\u{200b}' => 0.0,
            '\u{2063}' => {
                sign = -1.0;
                0.0
            }
            _ => return None,
        };
    }
    Some(width * sign)
}

/// About how wide nodes are side by side, in em.
pub(super) fn width(nodes: &[Node]) -> f64 {
    nodes.iter().map(width_of).sum()
}

fn width_of(node: &Node) -> f64 {
    let children = node.children.as_slice();
    let widest = || children.iter().map(width_of).fold(0.0, f64::max);
    match node.name {
        Name::Mi => node.text.chars().count() as f64 * 0.6 + if node.text.chars().count() > 1 { 0.3 } else { 0.0 },
        Name::Mn | Name::Mtext => {
            node.text.chars().map(|letter| if letter as u32 >= 0x2E80 { 1.0 } else { 0.52 }).sum()
        }
        Name::Mo => node.text.chars().count() as f64 * if node.is("fence") || node.is("separator") { 0.5 } else { 1.3 },
        Name::Mspace => node.attribute("width").and_then(em).unwrap_or(0.0),
        Name::Mfrac => widest() + 0.3,
        Name::Mover | Name::Munder | Name::Munderover => widest(),
        Name::Msqrt | Name::Mroot => width(children) + 1.0,
        Name::Msub | Name::Msup | Name::Msubsup => {
            let (base, scripts) = children.split_at(1.min(children.len()));
            width(base) + 0.75 * scripts.iter().map(width_of).fold(0.0, f64::max)
        }
        Name::Mtable => {
            let columns = children.iter().map(|row| row.children.len()).max().unwrap_or(0);
            (0..columns)
                .map(|column| {
                    let cells = children.iter().filter_map(|row| row.children.get(column));
                    cells.map(|cell| width(&cell.children)).fold(0.0, f64::max) + 1.0
                })
                .sum()
        }
        Name::Mrow | Name::Mstyle | Name::Mpadded | Name::Mphantom | Name::Mtd | Name::Mtr | Name::Menclose => {
            width(children)
        }
    }
}
