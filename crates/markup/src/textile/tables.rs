//! Tables: `|_. head |\2. cell |`.

use std::fmt::Write as _;

use super::Reader;
use super::attributes::{Attributes, Place, read};
use crate::ahead::Ahead;

impl<'t> Reader<'t> {
    pub(super) fn table(&mut self, line: &'t str) -> bool {
        let start = self.at;
        let mut html = String::from("<table>\n");
        if let Some(rest) = line.strip_prefix("table") {
            let (attributes, rest) = read(rest, Place::Block);
            if !rest.trim_end().starts_with('.') || !self.text[start + line.len()..].starts_with('\n') {
                return false;
            }
            html = format!("<table{}>\n", attributes.html());
            self.pass(line);
        }
        let mut rows = 0;
        while let Some(row) = self.row_text() {
            html.push_str(&self.row(row));
            rows += 1;
        }
        if rows == 0 {
            self.at = start;
            return false;
        }
        html.push_str("</table>\n");
        self.push(html);
        true
    }

    /// The lines of a row, up to one that ends with a pipe; does not move on.
    fn row_text(&mut self) -> Option<&'t str> {
        if self.at < self.no_row_before || self.at >= self.text.len() {
            return None;
        }
        cells_of(self.line_at(self.at))?;
        let mut end = self.at;
        loop {
            let line = self.line_at(end);
            if line.trim().is_empty() {
                self.no_row_before = end;
                return None;
            }
            end += line.len();
            let row = &self.text[self.at..end];
            if line.trim_end().ends_with('|') && (end > self.at + line.len() || row.trim().len() > 1) {
                return Some(row);
            }
            if end >= self.text.len() {
                self.no_row_before = end;
                return None;
            }
            end += 1;
        }
    }

    fn row(&mut self, text: &'t str) -> String {
        self.at = (self.at + text.len() + 1).min(self.text.len());
        let (attributes, cells) = cells_of(text).unwrap_or_default();
        let cells = cells.trim_end();
        let cells = cells.strip_suffix('|').unwrap_or(cells);
        let mut html = String::from("<tr>\n");
        for cell in parted(cells) {
            let (mut of_cell, content) = match read(cell, Place::Cell) {
                (of_cell, rest) if rest.starts_with('.') && rest.len() < cell.len() => (of_cell, &rest[1..]),
                _ => (Attributes::default(), cell),
            };
            of_cell.align = of_cell.align.or(attributes.align);
            let name = if of_cell.header { "th" } else { "td" };
            let content = self.inline(content.trim());
            let _ = writeln!(html, "<{name}{}>{content}</{name}>", of_cell.html());
        }
        html.push_str("</tr>\n");
        html
    }
}

/// A row's attributes, and what follows its first pipe.
fn cells_of(line: &str) -> Option<(Attributes, &str)> {
    let line = line.trim_start();
    if let Some(cells) = line.strip_prefix('|') {
        return Some((Attributes::default(), cells));
    }
    let (attributes, rest) = read(line, Place::Block);
    Some((attributes, rest.strip_prefix('.')?.trim_start().strip_prefix('|')?))
}

/// Cuts a row at its pipes, but for those in `==…==` and `<notextile>`.
fn parted(row: &str) -> Vec<&str> {
    let mut ends = [("==", Ahead::new(row, "==")), ("<notextile>", Ahead::new(row, "</notextile>"))];
    let (mut cells, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(found) = row[at..].find(['|', '=', '<']) {
        at += found;
        if row[at..].starts_with('|') {
            cells.push(&row[start..at]);
            start = at + 1;
        }
        let inside = ends.iter_mut().find(|(begin, _)| row[at..].starts_with(begin));
        at = inside.and_then(|(begin, end)| Some(end.next(at + begin.len())? + begin.len())).unwrap_or(at + 1);
    }
    cells.push(&row[start..]);
    cells
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn cells_span_align_and_head() {
        assert_eq!(
            to_html("table(x).\n|_. a |_>. b |\n>. |\\2. *c*|\n|/3=. d\ne|(f#g). h|\n\ni | j"),
            "<table>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n\
             <tr>\n<td colspan=\"2\" align=\"right\"><strong>c</strong></td>\n</tr>\n\
             <tr>\n<td rowspan=\"3\" align=\"center\">d<br>\ne</td>\n<td id=\"g\">h</td>\n</tr>\n</table>\n<p>i | j</p>\n"
        );
        assert_eq!(
            to_html("|a ==|*b*==|<notextile>|</notextile>||"),
            "<table>\n<tr>\n<td>a |*b*</td>\n<td>|</td>\n<td></td>\n</tr>\n</table>\n"
        );
        assert_eq!(to_html("|a\n|\n\n|"), "<table>\n<tr>\n<td>a</td>\n</tr>\n</table>\n<p>|</p>\n");
    }
}
