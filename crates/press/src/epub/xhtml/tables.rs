//! Tables.

use relieur_book::model::{Alignment, Cell, Row, Table};

use super::Page;
use super::blocks::alignment_class;

impl Page<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        // A box of its own lets a wide table be moved sideways where readers can.
        self.xml.open("div", &[("class", "table"), ("tabindex", "0")]);
        self.xml.open("table", &[]);
        self.xml.line();
        if let Some(caption) = &table.caption {
            self.xml.open("caption", &[]);
            self.inlines(caption);
            self.xml.close_line();
        }
        if !table.header.is_empty() {
            self.rows("thead", &table.header, table, true);
        }
        if !table.rows.is_empty() {
            self.rows("tbody", &table.rows, table, false);
        }
        self.xml.close();
        self.xml.close();
    }

    fn rows(&mut self, section: &'static str, rows: &[Row], table: &Table, is_header: bool) {
        // How many more rows each column is covered by a cell from above.
        let mut covered = vec![0_usize; table.columns];
        self.xml.open(section, &[]);
        self.xml.line();
        for row in rows {
            self.xml.open("tr", &[]);
            let mut column = 0;
            for cell in row {
                while covered.get(column).is_some_and(|rows| *rows > 0) {
                    column += 1;
                }
                let alignment = table.alignments.get(column).copied().unwrap_or_default();
                self.cell(cell, alignment, is_header);
                for rows in covered.iter_mut().skip(column).take(cell.columns) {
                    *rows = cell.rows;
                }
                column += cell.columns;
            }
            for rows in &mut covered {
                *rows = rows.saturating_sub(1);
            }
            self.xml.close_line();
        }
        self.xml.close_line();
    }

    fn cell(&mut self, cell: &Cell, alignment: Alignment, in_header: bool) {
        let (columns, rows) = (cell.columns.to_string(), cell.rows.to_string());
        let mut attributes = Vec::new();
        attributes.extend(alignment_class(alignment));
        if cell.columns > 1 {
            attributes.push(("colspan", columns.as_str()));
        }
        if cell.rows > 1 {
            attributes.push(("rowspan", rows.as_str()));
        }
        // An empty cell names nothing, so it must not be announced as a heading.
        let is_heading = (cell.header || in_header) && !cell.blocks.is_empty();
        if is_heading {
            let scope = match (in_header, cell.columns > 1) {
                (true, false) => "col",
                (true, true) => "colgroup",
                (false, _) if cell.rows > 1 => "rowgroup",
                (false, _) => "row",
            };
            attributes.push(("scope", scope));
            self.xml.open("th", &attributes);
        } else {
            self.xml.open("td", &attributes);
        }
        self.cell_blocks(&cell.blocks);
        self.xml.close();
    }
}
