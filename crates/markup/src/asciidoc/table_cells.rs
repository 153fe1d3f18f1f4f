//! The cells of a table, as its format separates them, before they are rows.

use crate::scan::before;

/// A cell as written.
#[derive(Debug, Default, Clone)]
pub(super) struct Cell {
    pub text: String,
    pub spec: Spec,
    /// Whether it begins on the table's first line.
    pub on_first_line: bool,
    /// Whether a line of data ends with it, where lines are rows.
    pub ends_row: bool,
}

/// What stands before a cell's separator, or describes a column.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spec {
    /// How often the cell or column is there; 0 means once.
    pub repeat: usize,
    /// Columns the cell spans; 0 means one.
    pub columns: usize,
    /// Rows the cell spans; 0 means one.
    pub rows: usize,
    /// As HTML calls it.
    pub align: Option<&'static str>,
    /// `a`, `e`, `h`, `l`, `m`, `s`, `v`.
    pub style: Option<char>,
}

/// No table is wider, and no cell reaches further down.
pub(super) const MAX_SPAN: usize = 100;

impl Spec {
    /// Reads `2.3+^.>s`, `3*` and the like; `is_column` for `1,>2a`.
    pub(super) fn read(text: &str, is_column: bool) -> Option<Self> {
        let mut spec = Self::default();
        let mut rest = text;
        let number = |text: &str| {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let value = text[..digits].parse::<usize>().map_or(MAX_SPAN, |value| value.min(MAX_SPAN));
            (digits > 0).then_some((value, digits))
        };
        let factor = rest.find(['*', '+']);
        if let Some(end) = factor {
            let (columns, rows) = rest[..end].split_once('.').unwrap_or((&rest[..end], ""));
            let whole = |part: &str| part.is_empty() || number(part).is_some_and(|(_, digits)| digits == part.len());
            if end == 0 || !whole(columns) || !whole(rows) || (is_column && rest[end..].starts_with('+')) {
                return None;
            }
            let columns = number(columns).map_or(0, |(value, _)| value);
            if rest[end..].starts_with('*') {
                spec.repeat = columns;
            } else {
                spec.columns = columns;
                spec.rows = number(rows).map_or(0, |(value, _)| value);
            }
            rest = &rest[end + 1..];
        }
        for vertical in [false, true] {
            let mark = if vertical { rest.strip_prefix('.') } else { Some(rest) };
            let Some(mark) = mark else { continue };
            let align = match mark.chars().next() {
                Some('<') => "left",
                Some('^') => "center",
                Some('>') => "right",
                _ if vertical => return None,
                _ => continue,
            };
            if !vertical {
                spec.align = Some(align);
            }
            rest = &mark[1..];
        }
        if is_column {
            // The width, of which a book makes its own.
            let (_, digits) = number(rest).unwrap_or((0, 0));
            rest = rest[digits..].strip_prefix('%').unwrap_or(&rest[digits..]);
            rest = rest.strip_prefix('~').unwrap_or(rest);
        }
        if let Some(style) = rest.chars().next() {
            if !style.is_ascii_lowercase() {
                return None;
            }
            spec.style = Some(style);
            rest = &rest[1..];
        }
        rest.is_empty().then_some(spec)
    }
}

/// The columns a `cols` value describes.
pub(super) fn columns(written: &str) -> Vec<Spec> {
    let separator = if written.contains(';') && !written.contains(',') { ';' } else { ',' };
    let written = written.trim();
    if let Ok(count) = written.parse::<usize>() {
        return vec![Spec::default(); count.min(MAX_SPAN)];
    }
    let mut found = Vec::new();
    for part in written.split(separator) {
        let spec = Spec::read(part.trim(), true).unwrap_or_default();
        for _ in 0..spec.repeat.max(1) {
            if found.len() < MAX_SPAN {
                found.push(Spec { repeat: 0, ..spec });
            }
        }
    }
    found
}

/// Cells that each begin with `separator`, perhaps after a spec.
pub(super) fn separated(text: &str, separator: char) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut spec = Spec::default();
    let mut begin = 0;
    let first_line_end = text.find('\n').unwrap_or(text.len());
    let mut is_first = true;
    let marks = text.match_indices(separator).map(|(at, _)| at).filter(|at| before(text, *at) != Some('\\'));
    let ends = marks.map(|at| (at, true)).chain(std::iter::once((text.len(), false)));
    let mut on_first_line = false;
    for (at, is_mark) in ends {
        let segment = &text[begin..at];
        let (content, next) = if is_mark { split_spec(segment, is_first) } else { (segment, Spec::default()) };
        if !is_first || !content.trim().is_empty() {
            let text = content.replace(&format!("\\{separator}"), &separator.to_string());
            cells.push(Cell { text, spec, on_first_line, ends_row: false });
        }
        spec = next;
        is_first = false;
        on_first_line = at < first_line_end;
        begin = (at + separator.len_utf8()).min(text.len());
    }
    cells
}

/// The spec for the next cell at the end of a segment, after a blank.
fn split_spec(segment: &str, is_first: bool) -> (&str, Spec) {
    let blank = segment.rfind([' ', '\t', '\n']);
    let begin = match blank {
        Some(at) => at + 1,
        None if is_first => 0,
        None => return (segment, Spec::default()),
    };
    match Spec::read(&segment[begin..], false) {
        Some(spec) => (&segment[..begin], spec),
        None => (segment, Spec::default()),
    }
}

/// Cells of lines of data: `"a ""b""",c`.
pub(super) fn data(text: &str, separator: char, quotes: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut cell = Cell { on_first_line: true, ..Cell::default() };
    let mut characters = text.chars().peekable();
    let mut in_quotes = false;
    let mut on_first_line = true;
    while let Some(c) = characters.next() {
        match c {
            '"' if quotes && in_quotes && characters.peek() == Some(&'"') => {
                characters.next();
                cell.text.push('"');
            }
            '"' if quotes && in_quotes => in_quotes = false,
            '"' if quotes && cell.text.trim().is_empty() => {
                in_quotes = true;
                cell.text.clear();
            }
            '\\' if !quotes && characters.peek() == Some(&separator) => {
                characters.next();
                cell.text.push(separator);
            }
            '\n' if !in_quotes => {
                // A blank line is no row.
                let is_blank = cell.text.trim().is_empty() && cells.last().is_none_or(|last: &Cell| last.ends_row);
                on_first_line &= is_blank && cells.is_empty();
                let next = Cell { on_first_line, ..Cell::default() };
                let ended = std::mem::replace(&mut cell, next);
                if !is_blank {
                    cells.push(Cell { ends_row: true, ..ended });
                }
            }
            c if c == separator && !in_quotes => {
                let next = Cell { on_first_line, ..Cell::default() };
                cells.push(std::mem::replace(&mut cell, next));
            }
            c => cell.text.push(c),
        }
    }
    if !cell.text.trim().is_empty() || cells.last().is_some_and(|last| !last.ends_row) {
        cells.push(Cell { ends_row: true, ..cell });
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::{Spec, columns, data, separated};

    #[test]
    fn specs_are_read() {
        let spec = Spec::read("2.3+^.>s", false).expect("a spec");
        assert_eq!((spec.columns, spec.rows, spec.align, spec.style), (2, 3, Some("center"), Some('s')));
        assert_eq!(Spec::read("3*", false).map(|spec| spec.repeat), Some(3));
        assert_eq!(Spec::read("word", false), None);
        let found: Vec<_> = columns("1,>2a,2*^").iter().map(|column| (column.align, column.style)).collect();
        assert_eq!(found, [(None, None), (Some("right"), Some('a')), (Some("center"), None), (Some("center"), None)]);
    }

    #[test]
    fn cells_are_separated() {
        let cells = separated("|a |b\n2+|c \\| d\n.2+^|e", '|');
        let found: Vec<_> = cells.iter().map(|cell| (cell.text.trim(), cell.spec.columns, cell.spec.rows)).collect();
        assert_eq!(found, [("a", 0, 0), ("b", 0, 0), ("c | d", 2, 0), ("e", 0, 2)]);
        assert!(cells[1].on_first_line && !cells[2].on_first_line);
    }

    #[test]
    fn data_keeps_what_is_in_quotes() {
        let cells = data("a,\"b, \"\"c\"\"\nd\"\n\ne,f", ',', true);
        let found: Vec<_> = cells.iter().map(|cell| (cell.text.as_str(), cell.ends_row)).collect();
        assert_eq!(found, [("a", false), ("b, \"c\"\nd", true), ("e", false), ("f", true)]);
    }
}
