//! Matrices, aligned lines, and what has a line around it or through it.

use std::fmt::Write as _;

use super::super::literal::literal;
use super::engraver::Engraver;
use super::lengths::em;
use crate::formulas::{Name, Node};

impl Engraver<'_> {
    /// Something with a line around it or through it.
    pub(super) fn enclosed(&mut self, node: &Node) {
        let notation = node.attribute("notation").unwrap_or_default();
        if let ([table], true) = (
            node.children.as_slice(),
            notation.split(' ').any(|word| ["top", "bottom", "left", "right"].contains(&word)),
        ) && table.name == Name::Mtable
        {
            return self.table(table, notation);
        }
        let function = match notation {
            "updiagonalstrike" => "math.cancel",
            "downdiagonalstrike" => "math.cancel.with(inverted: true)",
            "horizontalstrike" => "math.cancel.with(angle: 90deg, length: 100%)",
            _ if notation.contains("updiagonalstrike") && notation.contains("downdiagonalstrike") => {
                "math.cancel.with(cross: true)"
            }
            "box" => {
                let alt = literal(self.alt);
                let _ = write!(self.out, "#f.boxed({alt}, ");
                self.group(&node.children);
                self.out.push_str(");");
                return;
            }
            _ => return self.nodes(&node.children),
        };
        if function.contains(".with") {
            let _ = write!(self.out, "#({function})");
            self.group(&node.children);
            self.out.push(';');
        } else {
            self.call(function, &[&node.children]);
        }
    }

    /// Rows and columns. Typst aligns all columns of a matrix alike; points inside the
    /// cells tell its columns apart: before one, content stands to the right, after one
    /// to the left.
    pub(super) fn table(&mut self, table: &Node, frame: &str) {
        let columns = table.children.iter().map(|row| row.children.len()).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let words =
            |name: &str| -> Vec<&str> { table.attribute(name).unwrap_or_default().split_whitespace().collect() };
        let nth = |words: &[&str], index: usize| words.get(index).or(words.last()).map(|word| (*word).to_owned());
        let (alignment, spacing) = (words("columnalign"), words("columnspacing"));
        let gaps: Vec<f64> =
            (1..columns).map(|gap| nth(&spacing, gap - 1).as_deref().and_then(em).unwrap_or(0.8)).collect();
        let even = gaps.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.01);
        let column_gap = if even { gaps.first().copied().unwrap_or(0.0) } else { 0.0 };
        let row_gap = 0.15 + nth(&words("rowspacing"), 0).as_deref().and_then(em).unwrap_or(0.16);
        let _ = write!(self.out, "#math.mat(delim: none, row-gap: {row_gap:.2}em, column-gap: {column_gap:.2}em");
        let rows = table.children.len();
        let lines = |name: &str, count: usize, first: &str, last: &str| -> Vec<usize> {
            let inner = words(name);
            (0..=count)
                .filter(|&line| match line {
                    0 => frame.split(' ').any(|side| side == first),
                    _ if line == count => frame.split(' ').any(|side| side == last),
                    _ => nth(&inner, line - 1).is_some_and(|kind| kind != "none"),
                })
                .collect()
        };
        let across = lines("rowlines", rows, "top", "bottom");
        let down = lines("columnlines", columns, "left", "right");
        if !across.is_empty() || !down.is_empty() {
            let list = |lines: &[usize]| lines.iter().map(|line| format!("{line}, ")).collect::<String>();
            let _ =
                write!(self.out, ", augment: (hline: ({}), vline: ({}), stroke: 0.5pt)", list(&across), list(&down));
        }
        for row in &table.children {
            self.out.push_str(", (");
            for column in 0..columns {
                let cell = row.children.get(column).map(|cell| cell.children.as_slice()).unwrap_or_default();
                self.out.push('[');
                if !even && column > 0 {
                    let _ = write!(self.out, "#h({:.2}em);", gaps[column - 1]);
                }
                let alignment = nth(&alignment, column);
                if alignment.as_deref() == Some("left") {
                    self.out.push_str("#f.line;");
                }
                self.nodes(cell);
                if alignment.as_deref() == Some("right") {
                    self.out.push_str("#f.line;");
                }
                self.out.push_str("], ");
            }
            self.out.push(')');
        }
        self.out.push_str(");");
    }
}
