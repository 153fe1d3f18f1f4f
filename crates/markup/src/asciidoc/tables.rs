//! Tables: cells become rows.

use std::fmt::Write as _;

use super::MAX_DEPTH;
use super::blocks::Parser;
use super::metadata::Metadata;
use super::table_cells::{Cell, MAX_SPAN, Spec, columns, data, separated};

/// Where a row of a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
    Foot,
}

impl Parser<'_, '_> {
    /// The table whose lines these are.
    pub(super) fn table(&mut self, lines: &[&str], separator: char, metadata: &Metadata, out: &mut String) {
        let list = &metadata.list;
        let is_nested = separator == '!';
        let format = match separator {
            ',' => "csv",
            ':' => "dsv",
            _ => list.get("format").unwrap_or("psv"),
        };
        let given =
            list.get("separator").map(|given| if given == "\\t" { '\t' } else { given.chars().next().unwrap_or('|') });
        let text = lines.join("\n");
        let cells = match format {
            "csv" => data(&text, given.unwrap_or(','), true),
            "tsv" => data(&text, given.unwrap_or('\t'), true),
            "dsv" => data(&text, given.unwrap_or(':'), false),
            _ => separated(&text, given.unwrap_or(if is_nested { '!' } else { '|' })),
        };
        let mut specs = list.get("cols").map(columns).unwrap_or_default();
        if specs.is_empty() {
            let first = cells.iter().filter(|cell| cell.on_first_line);
            let count = first.map(|cell| cell.spec.repeat.max(1) * cell.spec.columns.max(1)).sum::<usize>();
            specs = vec![Spec::default(); count.clamp(1, MAX_SPAN)];
        }
        let has_header = list.has_option("header")
            || !list.has_option("noheader")
                && lines.first().is_some_and(|line| !line.is_empty())
                && lines.get(1).is_some_and(|line| line.is_empty());
        let rows = self.rows(cells, specs.len());
        self.anchors(metadata, out);
        out.push_str("<table>\n");
        if let Some(title) = &metadata.title {
            let caption = self.document.caption("table-caption", list.get("caption"));
            let html = self.document.inline(title);
            let _ = writeln!(out, "<caption>{caption}{html}</caption>");
        }
        let last = rows.len().saturating_sub(1);
        let mut open = None;
        for (number, row) in rows.into_iter().enumerate() {
            let part = match number {
                0 if has_header => Part::Head,
                number if number == last && number > 0 && list.has_option("footer") => Part::Foot,
                _ => Part::Body,
            };
            if open != Some(part) {
                out.push_str(open.map_or("", Part::closing));
                out.push_str(part.opening());
                open = Some(part);
            }
            out.push_str("<tr>\n");
            for (column, cell) in row {
                let column = specs.get(column).copied().unwrap_or_default();
                self.cell(&cell, column, part, out);
            }
            out.push_str("</tr>\n");
        }
        out.push_str(open.map_or("", Part::closing));
        out.push_str("</table>\n");
    }

    /// The cells in rows, each with the column it begins in. What lines of data end
    /// is no row of its own: as in Asciidoctor, the number of columns decides.
    fn rows(&mut self, cells: Vec<Cell>, width: usize) -> Vec<Vec<(usize, Cell)>> {
        let mut rows: Vec<Vec<(usize, Cell)>> = Vec::new();
        let mut row: Vec<(usize, Cell)> = Vec::new();
        // How far down the cells above reach, per column.
        let mut reach = vec![0_usize; width];
        let mut column = 0;
        for cell in cells {
            let mut copies = cell.spec.repeat.max(1) - 1;
            copies = copies.min(self.document.copies);
            self.document.copies -= copies;
            for cell in std::iter::repeat_n(cell, copies + 1) {
                loop {
                    while column < width && reach[column] > 0 {
                        column += 1;
                    }
                    if column < width {
                        break;
                    }
                    rows.push(std::mem::take(&mut row));
                    column = 0;
                    if self.document.copies == 0 {
                        reach.fill(0);
                    }
                    let is_full = reach.iter().all(|down| *down > 1);
                    self.document.copies -= usize::from(is_full && self.document.copies > 0);
                    for down in &mut reach {
                        *down = down.saturating_sub(1);
                    }
                }
                let end = (column + cell.spec.columns.max(1)).min(width);
                reach[column..end].fill(cell.spec.rows.max(1));
                row.push((column, cell));
                column = end;
            }
        }
        if !row.is_empty() {
            rows.push(row);
        }
        rows
    }

    fn cell(&mut self, cell: &Cell, column: Spec, part: Part, out: &mut String) {
        let style = cell.spec.style.or(column.style).filter(|_| part != Part::Head);
        let tag = if part == Part::Head || style == Some('h') { "th" } else { "td" };
        out.push('<');
        out.push_str(tag);
        if let Some(align) = cell.spec.align.or(column.align) {
            let _ = write!(out, " align=\"{align}\"");
        }
        for (name, span) in [("colspan", cell.spec.columns), ("rowspan", cell.spec.rows)] {
            if span > 1 {
                let _ = write!(out, " {name}=\"{span}\"");
            }
        }
        out.push('>');
        match style {
            Some('a') if self.document.depth < MAX_DEPTH => {
                let lines: Vec<&str> = cell.text.trim().lines().map(str::trim_end).collect();
                self.nested(&lines, out);
            }
            Some('l') => {
                let text = cell.text.trim_end().trim_start_matches('\n');
                let html = super::attributes::special_characters(text);
                let _ = write!(out, "<pre>{html}</pre>");
            }
            _ => self.cell_text(cell.text.trim(), style, part, out),
        }
        let _ = writeln!(out, "</{tag}>");
    }

    fn cell_text(&mut self, text: &str, style: Option<char>, part: Part, out: &mut String) {
        let (open, close) = match style {
            Some('e') => ("<em>", "</em>"),
            Some('s') => ("<strong>", "</strong>"),
            Some('m') => ("<code>", "</code>"),
            _ => ("", ""),
        };
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let paragraphs: Vec<&[&str]> = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).collect();
        let is_single = paragraphs.len() == 1 || part == Part::Head;
        for paragraph in paragraphs {
            let html = self.document.inline(&paragraph.join("\n"));
            if is_single {
                let _ = write!(out, "{open}{html}{close}");
            } else {
                let _ = writeln!(out, "<p>{open}{html}{close}</p>");
            }
        }
    }
}

impl Part {
    fn opening(self) -> &'static str {
        match self {
            Self::Head => "<thead>\n",
            Self::Body => "<tbody>\n",
            Self::Foot => "<tfoot>\n",
        }
    }

    fn closing(self) -> &'static str {
        match self {
            Self::Head => "</thead>\n",
            Self::Body => "</tbody>\n",
            Self::Foot => "</tfoot>\n",
        }
    }
}
