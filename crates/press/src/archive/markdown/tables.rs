//! Tables: in pipes where every cell is one line, else in HTML.

use std::fmt::Write as _;

use relieur_book::model::{Block, Cell, Inline, Row, Table};

use super::Writer;
use super::blocks::delimiter;
use super::html;
use super::inlines::{self, Line};

impl Writer<'_> {
    /// A table, its caption above it.
    pub(super) fn table(&mut self, table: &Table) -> String {
        let Some(piped) = self.piped(table) else { return self.in_html(table) };
        match &table.caption {
            Some(caption) => {
                let caption = inlines::line(self, &[Inline::Emphasis(caption.clone())], Line::Paragraph);
                format!("{caption}\n\n{piped}")
            }
            None => piped,
        }
    }

    /// None for a table that pipes cannot show.
    fn piped(&self, table: &Table) -> Option<String> {
        let simple = |cell: &Cell| cell.columns == 1 && cell.rows == 1 && cell.blocks.len() <= 1;
        let whole = |row: &Row| row.len() == table.columns && row.iter().all(simple);
        if table.header.len() > 1 || !table.header.iter().chain(&table.rows).all(whole) {
            return None;
        }
        let mut text = String::new();
        match table.header.first() {
            Some(row) => self.row(row, true, &mut text)?,
            // A table in pipes always has a first row.
            None => text.push_str(&"|  ".repeat(table.columns)),
        }
        if table.header.is_empty() {
            text.push('|');
        }
        text.push('\n');
        for column in 0..table.columns {
            let alignment = table.alignments.get(column).copied().unwrap_or_default();
            let _ = write!(text, "| {} ", delimiter(alignment));
        }
        text.push('|');
        for row in &table.rows {
            text.push('\n');
            self.row(row, false, &mut text)?;
        }
        Some(text)
    }

    fn row(&self, row: &Row, is_header: bool, text: &mut String) -> Option<()> {
        for cell in row {
            let content = match cell.blocks.as_slice() {
                [] => String::new(),
                [Block::Anchor(place)] => html::anchor(self, place),
                [Block::Paragraph(content)] if cell.header && !is_header => {
                    inlines::line(self, &[Inline::Strong(content.clone())], Line::Cell)
                }
                [Block::Paragraph(content)] => inlines::line(self, content, Line::Cell),
                _ => return None,
            };
            // A pipe after a backslash cannot be said: one of the two would be lost.
            if content.contains("\\|") || content.contains('\n') {
                return None;
            }
            let _ = write!(text, "| {} ", content.replace('|', "\\|"));
        }
        text.push('|');
        Some(())
    }

    fn in_html(&mut self, table: &Table) -> String {
        let mut text = "<table>\n".to_owned();
        if let Some(caption) = &table.caption {
            let _ = writeln!(text, "<caption>{}</caption>", html::inline(self, caption));
        }
        for (section, rows) in [("thead", &table.header), ("tbody", &table.rows)] {
            if rows.is_empty() {
                continue;
            }
            let _ = writeln!(text, "<{section}>");
            for row in rows {
                text.push_str("<tr>\n");
                self.html_row(row, table, section == "thead", &mut text);
                text.push_str("</tr>\n");
            }
            let _ = writeln!(text, "</{section}>");
        }
        text + "</table>"
    }

    fn html_row(&mut self, row: &Row, table: &Table, is_header: bool, text: &mut String) {
        for (number, cell) in row.iter().enumerate() {
            let name = if cell.header || is_header { "th" } else { "td" };
            let _ = write!(text, "<{name}");
            for (attribute, span) in [("colspan", cell.columns), ("rowspan", cell.rows)] {
                if span > 1 {
                    let _ = write!(text, " {attribute}=\"{span}\"");
                }
            }
            // Cells that reach down from above push the others to the right, so only a
            // row without gaps tells which column a cell is in.
            let alignment = table.alignments.get(number).filter(|_| row.len() == table.columns);
            if let Some(side) = alignment.and_then(|alignment| html::alignment(*alignment)) {
                let _ = write!(text, " align=\"{side}\"");
            }
            let _ = match cell.blocks.as_slice() {
                [] => writeln!(text, "></{name}>"),
                [Block::Paragraph(content)] if html::can_hold(content) => {
                    writeln!(text, ">{}</{name}>", html::inline(self, content))
                }
                blocks => writeln!(text, ">\n\n{}\n\n</{name}>", self.blocks(blocks)),
            };
        }
    }
}
