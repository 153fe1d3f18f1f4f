//! Grid tables: cells are found by walking along their borders
//! (docutils, `tableparser.GridTableParser`).

use std::collections::{BTreeMap, BTreeSet};

use super::super::lines::{indent, indented};
use super::{Drawing, Drawn, wikimarks};

/// How often, compared with the table's size, the walk may look at a character.
/// Tables that people draw need less than 10; a maze of `+` needs no end.
const EFFORT: usize = 64;

/// Whether a line is the upper or lower border of a table: `+---+`.
pub(super) fn is_border(line: &str) -> bool {
    line.len() >= 5
        && line.starts_with("+-")
        && line.ends_with("-+")
        && line.bytes().all(|byte| matches!(byte, b'-' | b'+'))
}

fn is_head_border(line: &str) -> bool {
    line.starts_with("+=") && line.ends_with("=+") && line.bytes().all(|byte| matches!(byte, b'=' | b'+'))
}

/// The table drawn by `lines`, none when its borders do not meet.
pub(super) fn read<'a>(lines: &[&'a str]) -> Option<Drawing<'a>> {
    let head = lines.iter().position(|line| is_head_border(line.trim()));
    let canvas = Canvas::new(lines, head)?;
    let mut walk =
        Walk { canvas: &canvas, left: EFFORT * canvas.width * lines.len(), rows: Seps::new(), columns: Seps::new() };
    let cells = walk.cells()?;
    let starts = |seps: &Seps| -> BTreeMap<usize, usize> { seps.iter().enumerate().map(|(n, at)| (*at, n)).collect() };
    let (rows, columns) = (starts(&walk.rows), starts(&walk.columns));
    let mut drawn = Vec::new();
    for cell in cells {
        let row = *rows.get(&cell.top)?;
        let text: Vec<&'a str> =
            (cell.top + 1..cell.bottom).map(|line| canvas.slice(lines, line, cell.left + 1, cell.right)).collect();
        drawn.push(Drawn {
            row,
            rows: rows.get(&cell.bottom)?.checked_sub(row)?,
            columns: columns.get(&cell.right)?.checked_sub(*columns.get(&cell.left)?)?,
            lines: indented_like(&text),
        });
    }
    let head = head.and_then(|head| rows.get(&head).copied()).unwrap_or(0);
    Some(Drawing { cells: drawn, head, rows: rows.len().saturating_sub(1) })
}

/// A cell's lines, moved to the margin.
fn indented_like<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    // Every line that says something is indented alike: the block is one.
    let least = lines.iter().filter(|line| !line.is_empty()).map(|line| indent(line)).min();
    if least == Some(0) { lines } else { indented(&lines).0 }
}

type Seps = BTreeSet<usize>;

/// The drawing by columns as they are seen: wide characters take two.
struct Canvas {
    /// For each line and column the byte its character begins at, and the character.
    lines: Vec<Vec<(usize, char)>>,
    width: usize,
}

impl Canvas {
    fn new(lines: &[&str], head: Option<usize>) -> Option<Self> {
        let width = lines.first()?.trim_end().len();
        let borders: Vec<usize> = lines[0].match_indices('+').map(|(at, _)| at).collect();
        let mut drawn = Vec::with_capacity(lines.len());
        for (number, line) in lines.iter().enumerate() {
            let mut columns = wikimarks::columns(line, &borders);
            if Some(number) == head {
                for (_, c) in &mut columns {
                    *c = if *c == '=' { '-' } else { *c };
                }
            }
            if columns.len() != width {
                return None;
            }
            drawn.push(columns);
        }
        (drawn.len() > 2 && width > 2).then_some(Self { lines: drawn, width })
    }

    fn at(&self, line: usize, column: usize) -> char {
        self.lines[line][column].1
    }

    fn slice<'a>(&self, lines: &[&'a str], line: usize, from: usize, to: usize) -> &'a str {
        let byte = |column: usize| self.lines[line].get(column).map_or(lines[line].len(), |(byte, _)| *byte);
        lines[line].get(byte(from)..byte(to)).unwrap_or("")
    }
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
}

struct Walk<'c> {
    canvas: &'c Canvas,
    /// How many characters may still be looked at.
    left: usize,
    rows: Seps,
    columns: Seps,
}

impl Walk<'_> {
    fn cells(&mut self) -> Option<Vec<Frame>> {
        let (bottom, right) = (self.canvas.lines.len() - 1, self.canvas.width - 1);
        // For each column, the line down to which cells are found.
        let mut done = vec![0; right];
        let mut corners = BTreeSet::from([(0, 0)]);
        let mut cells = Vec::new();
        while let Some((top, left)) = corners.pop_first() {
            if top == bottom || left == right || top < done[left] {
                continue;
            }
            let Some(frame) = self.cell(top, left) else { continue };
            // Cells that overlap make no table.
            if done[left..frame.right].iter().any(|done| *done != top) {
                return None;
            }
            done[left..frame.right].fill(frame.bottom);
            self.rows.extend([top, frame.bottom]);
            self.columns.extend([left, frame.right]);
            cells.push(frame);
            corners.insert((top, frame.right));
            corners.insert((frame.bottom, left));
        }
        done.iter().all(|done| *done == bottom).then_some(cells)
    }

    fn look(&mut self, line: usize, column: usize) -> Option<char> {
        self.left = self.left.checked_sub(1)?;
        Some(self.canvas.at(line, column))
    }

    /// The smallest cell whose upper left corner is given.
    fn cell(&mut self, top: usize, left: usize) -> Option<Frame> {
        if self.look(top, left)? != '+' {
            return None;
        }
        for right in left + 1..self.canvas.width {
            match self.look(top, right)? {
                '+' => {
                    if let Some(bottom) = self.down(top, left, right) {
                        return Some(Frame { top, left, bottom, right });
                    }
                }
                '-' => {}
                _ => return None,
            }
        }
        None
    }

    /// Follows the right border to the lower right corner.
    fn down(&mut self, top: usize, left: usize, right: usize) -> Option<usize> {
        for bottom in top + 1..self.canvas.lines.len() {
            match self.look(bottom, right)? {
                '+' => {
                    if self.closes(top, left, bottom, right)? {
                        return Some(bottom);
                    }
                }
                '|' => {}
                _ => return None,
            }
        }
        None
    }

    /// Whether the lower and the left border lead back; none when there is no
    /// strength left to tell.
    fn closes(&mut self, top: usize, left: usize, bottom: usize, right: usize) -> Option<bool> {
        if self.look(bottom, left)? != '+' {
            return Some(false);
        }
        for column in left + 1..right {
            if !matches!(self.look(bottom, column)?, '-' | '+') {
                return Some(false);
            }
        }
        for line in top + 1..bottom {
            if !matches!(self.look(line, left)?, '|' | '+') {
                return Some(false);
            }
        }
        Some(true)
    }
}
