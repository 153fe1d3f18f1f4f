//! Simple tables: columns are where the borders say
//! (docutils, `tableparser.SimpleTableParser`).

use super::super::lines::indent;
use super::{Drawing, Drawn, wikimarks};

/// A table may have this many cells for each byte of it, when it is not small.
const CELLS_PER_BYTE: usize = 2;
/// How many cells a small table has.
const SMALL: usize = 2_000;

/// Whether a line is the upper border of a table: `=== ===`.
pub(super) fn is_top(line: &str) -> bool {
    is_border(line) && line.contains(' ')
}

fn is_border(line: &str) -> bool {
    line.starts_with('=') && line.bytes().all(|byte| matches!(byte, b'=' | b' '))
}

/// `--- ---` under a row that spans columns.
fn is_underline(line: &str) -> bool {
    line.starts_with('-') && line.bytes().all(|byte| matches!(byte, b'-' | b' '))
}

/// How many lines the table has: up to its second border, or its third when there is
/// a header.
pub(super) fn length(lines: &[&str]) -> Option<usize> {
    let mut found = 0;
    for (at, line) in lines.iter().enumerate().skip(1).filter(|(_, line)| is_border(line)) {
        if line.len() != lines[0].len() {
            return None;
        }
        found += 1;
        if found == 2 || lines.get(at + 1).is_none_or(|next| next.is_empty()) {
            return Some(at + 1);
        }
    }
    None
}

/// The table drawn by `lines`, borders included.
pub(super) fn read<'a>(lines: &[&'a str]) -> Option<Drawing<'a>> {
    let columns = columns(lines[0]);
    // Every row has a cell for each column, whatever its text: a wide border above a
    // thousand short lines is no table.
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    if columns.len() * lines.len() > CELLS_PER_BYTE * bytes + SMALL {
        return None;
    }
    let mut rows = Rows { columns: &columns, cells: Vec::new(), count: 0 };
    let mut head = 0;
    let (mut start, mut found) = (1, false);
    let first = columns.get(1).map_or(usize::MAX, |(start, _)| *start);
    for (at, line) in lines.iter().enumerate().skip(1) {
        if is_border(line) || is_underline(line) {
            rows.add(&lines[start..at], is_underline(line).then_some(*line));
            if is_border(line) && at + 1 < lines.len() {
                head = rows.count;
            }
            (start, found) = (at + 1, false);
        } else if !first_column(line, first).trim().is_empty() {
            if found && at != start {
                rows.add(&lines[start..at], None);
            }
            (start, found) = (at, true);
        } else if !found {
            // Lines before a row's first say something, too, when they are not empty.
            start = if line.is_empty() { at + 1 } else { start };
        }
    }
    (rows.count > 0).then_some(Drawing { cells: rows.cells, head, rows: rows.count })
}

/// The text in the first column; columns are counted in characters.
fn first_column(line: &str, end: usize) -> &str {
    let byte = line.char_indices().nth(end).map_or(line.len(), |(byte, _)| byte);
    &line[..byte]
}

/// Where the runs of a border begin and end.
fn columns(border: &str) -> Vec<(usize, usize)> {
    let mut columns = Vec::new();
    let mut at = 0;
    while let Some(start) = border[at..].find(|c| c != ' ') {
        let start = at + start;
        let end = border[start..].find(' ').map_or(border.len(), |end| start + end);
        columns.push((start, end));
        at = end;
    }
    columns
}

struct Rows<'c, 'a> {
    columns: &'c [(usize, usize)],
    cells: Vec<Drawn<'a>>,
    count: usize,
}

impl<'a> Rows<'_, 'a> {
    /// Adds the row of `lines`, whose columns `underline` joins.
    fn add(&mut self, lines: &[&'a str], underline: Option<&str>) {
        if lines.iter().all(|line| line.is_empty()) {
            return;
        }
        let spans = underline.map(columns).and_then(|runs| self.spans(&runs));
        let spans = spans.unwrap_or_else(|| self.columns.iter().map(|(start, _)| (*start, 1)).collect());
        let starts: Vec<usize> = spans.iter().map(|(start, _)| *start).collect();
        let mut texts: Vec<Vec<&'a str>> = vec![Vec::with_capacity(lines.len()); spans.len()];
        for line in lines {
            let begins = wikimarks::starts(line, &starts);
            for (number, text) in texts.iter_mut().enumerate() {
                let end = begins.get(number + 1).copied().unwrap_or(line.len());
                text.push(line.get(begins[number]..end).unwrap_or("").trim_end());
            }
        }
        for ((_, columns), lines) in spans.into_iter().zip(texts) {
            let least = lines.iter().filter(|line| !line.is_empty()).map(|line| indent(line)).min();
            let lines = lines.into_iter().map(|line| line.get(least.unwrap_or(0)..).unwrap_or("")).collect();
            self.cells.push(Drawn { row: self.count, columns, rows: 1, lines });
        }
        self.count += 1;
    }

    /// Each run's start and how many columns it joins; none when they do not fit.
    fn spans(&self, runs: &[(usize, usize)]) -> Option<Vec<(usize, usize)>> {
        let mut left = self.columns.iter();
        let mut spans = Vec::new();
        for (start, end) in runs {
            let mut column = left.next().filter(|(first, _)| first == start)?;
            let mut joined = 1;
            while column.1 != *end {
                column = left.next()?;
                joined += 1;
            }
            spans.push((*start, joined));
        }
        left.next().is_none().then_some(spans)
    }
}
