//! Tables, drawn and by directives.

mod csv;
mod grid;
mod simple;
mod wikimarks;

use super::Reader;
use super::directives::Directive;
use super::lines::until_empty;
use super::tree::{Block, Cell, Table};
use csv::Dialect;

/// A cell as drawn.
pub(super) struct Drawn<'a> {
    pub row: usize,
    pub columns: usize,
    pub rows: usize,
    pub lines: Vec<&'a str>,
}

/// A table as drawn: its cells in reading order.
pub(super) struct Drawing<'a> {
    pub cells: Vec<Drawn<'a>>,
    /// How many rows are the header.
    pub head: usize,
    pub rows: usize,
}

impl Reader {
    /// A table drawn with `+---+`. One that is not well drawn stays as it is.
    pub(super) fn grid_table(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        if !grid::is_border(lines[0]) {
            return None;
        }
        let block = &lines[..until_empty(lines)];
        let taken = block.iter().take_while(|line| line.trim_start().starts_with(['+', '|'])).count();
        // What follows the last border without an empty line is no part of the table.
        let end = block[..taken].iter().rposition(|line| grid::is_border(line.trim())).map_or(taken, |last| last + 1);
        let drawing = grid::read(&block[..end]);
        Some(match drawing {
            Some(drawing) => (Block::Table(self.drawn(drawing)), end),
            None => (Self::verbatim(&block[..taken]), taken),
        })
    }

    /// A table drawn with `=== ===`.
    pub(super) fn simple_table(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        if !simple::is_top(lines[0]) {
            return None;
        }
        let read = simple::length(lines).and_then(|length| Some((simple::read(&lines[..length])?, length)));
        let Some((drawing, length)) = read else {
            let taken = until_empty(lines);
            return Some((Self::verbatim(&lines[..taken]), taken));
        };
        Some((Block::Table(self.drawn(drawing)), length))
    }

    fn drawn(&mut self, drawing: Drawing<'_>) -> Table {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        rows.resize_with(drawing.rows, Vec::new);
        for drawn in drawing.cells {
            let blocks = self.blocks(&drawn.lines, false);
            let header = drawn.row < drawing.head;
            if let Some(row) = rows.get_mut(drawn.row) {
                row.push(Cell { header, columns: drawn.columns, rows: drawn.rows, blocks });
            }
        }
        let rest = rows.split_off(drawing.head.min(rows.len()));
        Table { caption: None, head: rows, rows: rest }
    }

    /// `.. table:: caption`
    pub(super) fn table_directive(&mut self, directive: &Directive<'_, '_>) -> Option<Block> {
        let mut blocks = self.blocks(directive.content, false);
        match blocks.pop()? {
            Block::Table(mut table) if blocks.is_empty() => {
                table.caption = self.caption(directive);
                Some(Block::Table(table))
            }
            last => {
                blocks.push(last);
                Some(Block::Group(blocks))
            }
        }
    }

    /// `.. csv-table:: caption`
    pub(super) fn csv_table(&mut self, directive: &Directive<'_, '_>) -> Option<Block> {
        let dialect = Dialect {
            delimiter: character(directive, "delim").unwrap_or(','),
            quote: character(directive, "quote").unwrap_or('"'),
            escape: character(directive, "escape"),
            keeps_space: directive.options.contains_key("keepspace"),
        };
        let mut rows = Vec::new();
        let mut head = count(directive, "header-rows");
        if let Some(header) = directive.option("header") {
            // The header is always in the default dialect (docutils, `HeaderDialect`).
            let header_dialect = Dialect { delimiter: ',', quote: '"', escape: Some('\\'), keeps_space: false };
            let header = csv::rows(header, &header_dialect);
            head += header.len();
            rows.extend(header);
        }
        rows.extend(csv::rows(&directive.content.join("\n"), &dialect));
        let rows = rows.into_iter().map(|row| {
            let cells = row.into_iter().map(|value| {
                let lines: Vec<&str> = value.lines().map(str::trim_end).collect();
                self.blocks(&lines, false)
            });
            cells.collect()
        });
        let rows: Vec<Vec<Vec<Block>>> = rows.collect();
        self.listed(directive, rows, head)
    }

    /// `.. list-table:: caption`: a list of rows, each a list of cells.
    pub(super) fn list_table(&mut self, directive: &Directive<'_, '_>) -> Option<Block> {
        let blocks = self.blocks(directive.content, false);
        let mut rows = Vec::new();
        for block in blocks {
            let Block::List { items, .. } = block else { continue };
            for item in items {
                let cells = item.into_iter().filter_map(|block| match block {
                    Block::List { items, .. } => Some(items),
                    _ => None,
                });
                rows.push(cells.flatten().collect());
            }
        }
        self.listed(directive, rows, count(directive, "header-rows"))
    }

    fn listed(&mut self, directive: &Directive<'_, '_>, rows: Vec<Vec<Vec<Block>>>, head: usize) -> Option<Block> {
        if rows.is_empty() {
            return None;
        }
        let stubs = count(directive, "stub-columns");
        let rows = rows.into_iter().enumerate().map(|(number, row)| {
            let cells = row.into_iter().enumerate().map(|(column, blocks)| Cell {
                header: number < head || column < stubs,
                columns: 1,
                rows: 1,
                blocks,
            });
            cells.collect()
        });
        let mut rows: Vec<Vec<Cell>> = rows.collect();
        let rest = rows.split_off(head.min(rows.len()));
        Some(Block::Table(Table { caption: self.caption(directive), head: rows, rows: rest }))
    }

    fn caption(&mut self, directive: &Directive<'_, '_>) -> Option<Vec<super::tree::Inline>> {
        let caption = directive.argument();
        (!caption.is_empty()).then(|| self.inlines(&caption))
    }
}

fn count(directive: &Directive<'_, '_>, option: &str) -> usize {
    directive.option(option).and_then(|value| value.parse().ok()).unwrap_or(0)
}

/// A character as an option gives it: itself, `tab`, `space` or its code.
fn character(directive: &Directive<'_, '_>, option: &str) -> Option<char> {
    let value = directive.option(option)?;
    match value {
        "tab" => Some('\t'),
        "space" => Some(' '),
        _ if value.chars().count() == 1 => value.chars().next(),
        _ => u32::from_str_radix(value.trim_start_matches("0x").trim_start_matches("U+"), 16)
            .ok()
            .and_then(char::from_u32),
    }
}
