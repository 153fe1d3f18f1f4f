//! Tables: `{| … |}`.

use std::fmt::Write as _;

use super::Reader;
use crate::html::escaped;
use crate::tags::attribute;

struct Cell {
    header: bool,
    attributes: String,
    text: String,
}

/// A table in the making.
#[derive(Default)]
struct Table {
    caption: Option<String>,
    rows: Vec<(String, Vec<Cell>)>,
    /// What stood before the first cell.
    stray: String,
    in_caption: bool,
}

impl Reader {
    /// Reads the table that begins at `start`; gives the number of the line after it.
    pub(super) fn table(&mut self, lines: &[&str], start: usize, depth: usize, out: &mut String) -> usize {
        let mut table = Table { rows: vec![(String::new(), Vec::new())], ..Table::default() };
        let (mut inner, mut at, mut behind) = (0_usize, start + 1, "");
        while at < lines.len() {
            let line = lines[at];
            let trimmed = line.trim();
            at += 1;
            let begins = trimmed.trim_start_matches([':', ' ']).starts_with("{|");
            let ends = trimmed.starts_with("|}");
            if inner > 0 || begins {
                inner = if begins { inner + 1 } else { inner - usize::from(ends) };
                table.go_on(line);
            } else if ends {
                behind = &trimmed[2..];
                break;
            } else {
                table.line(line, trimmed);
            }
        }
        self.push_table(table, depth, out);
        if !behind.trim().is_empty() {
            let text = self.line(behind.trim());
            let _ = writeln!(out, "<p>{text}</p>");
        }
        at
    }

    fn push_table(&mut self, table: Table, depth: usize, out: &mut String) {
        if !table.stray.trim().is_empty() {
            let text = self.blocks(&table.stray, depth + 1);
            out.push_str(&text);
        }
        let caption = table.caption.map(|caption| self.line(caption.trim()));
        if table.rows.iter().all(|(_, cells)| cells.is_empty()) {
            out.extend(caption.map(|caption| format!("<p>{caption}</p>\n")));
            return;
        }
        out.push_str("<table>\n");
        out.extend(caption.map(|caption| format!("<caption>{caption}</caption>\n")));
        for (row, cells) in table.rows {
            if cells.is_empty() {
                continue;
            }
            out.push_str("<tr>\n");
            for cell in cells {
                let name = if cell.header { "th" } else { "td" };
                let _ = write!(out, "<{name}{}>", attributes(&cell.attributes, &row));
                let text = cell.text.trim_end();
                let content = match text.split_once('\n') {
                    // A cell's first line is not preformatted for the space before it.
                    Some((first, rest)) => self.blocks(&format!("{}\n{rest}", first.trim_start()), depth + 1),
                    None => self.line(text.trim()),
                };
                out.push_str(content.trim_end());
                let _ = writeln!(out, "</{name}>");
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>\n");
    }
}

impl Table {
    fn line(&mut self, line: &str, trimmed: &str) {
        if let Some(row) = trimmed.strip_prefix("|-") {
            self.in_caption = false;
            self.rows.push((row.trim_start_matches('-').trim().to_owned(), Vec::new()));
        } else if let Some(caption) = trimmed.strip_prefix("|+") {
            self.in_caption = true;
            let (_, text) = attributes_and_text(caption);
            self.caption.get_or_insert_default().push_str(text);
        } else if let Some(cells) = trimmed.strip_prefix('|') {
            self.cells(cells, false);
        } else if let Some(cells) = trimmed.strip_prefix('!') {
            self.cells(cells, true);
        } else {
            self.go_on(line);
        }
    }

    fn cells(&mut self, cells: &str, header: bool) {
        self.in_caption = false;
        for part in cells.split("||").flat_map(|part| {
            // `!!` parts header cells only.
            let pattern = if header { "!!" } else { "||" };
            part.split(pattern)
        }) {
            let (attributes, text) = attributes_and_text(part);
            let cell = Cell { header, attributes: attributes.to_owned(), text: text.to_owned() };
            if let Some((_, row)) = self.rows.last_mut() {
                row.push(cell);
            }
        }
    }

    /// Adds a line to what was begun before.
    fn go_on(&mut self, line: &str) {
        let last = self.rows.last_mut().and_then(|(_, cells)| cells.last_mut());
        let text = match (&mut self.caption, last) {
            (Some(caption), _) if self.in_caption => caption,
            (_, Some(cell)) => &mut cell.text,
            (_, None) => &mut self.stray,
        };
        text.push('\n');
        text.push_str(line);
    }
}

/// Cuts `attributes | text`; what says nothing of the kind is all text.
fn attributes_and_text(cell: &str) -> (&str, &str) {
    match cell.split_once('|') {
        Some((before, text)) if before.trim().is_empty() || (before.contains('=') && !before.contains(['[', '⟦'])) => {
            (before, text)
        }
        _ => ("", cell),
    }
}

/// The attributes that mean something: spans, alignment, an id.
fn attributes(cell: &str, row: &str) -> String {
    let mut out = String::new();
    for name in ["colspan", "rowspan"] {
        if let Some(span) = attribute(cell, name).and_then(|span| span.trim().parse::<u16>().ok()) {
            let _ = write!(out, " {name}=\"{span}\"");
        }
    }
    if let Some(alignment) = alignment(cell).or_else(|| alignment(row)) {
        let _ = write!(out, " align=\"{alignment}\"");
    }
    if let Some(id) = attribute(cell, "id").filter(|id| !id.trim().is_empty()) {
        let _ = write!(out, " id=\"{}\"", escaped(id));
    }
    out
}

fn alignment(attributes: &str) -> Option<&'static str> {
    let style = attribute(attributes, "style").and_then(|style| {
        style.split(';').find_map(|rule| {
            let (property, value) = rule.split_once(':')?;
            property.trim().eq_ignore_ascii_case("text-align").then(|| value.trim())
        })
    });
    let written = style.or_else(|| attribute(attributes, "align").map(str::trim))?;
    ["left", "center", "right"].into_iter().find(|name| written.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn cells_attributes_and_captions() {
        assert_eq!(
            to_html(
                "{| class=\"x\"\n|+ align=top | The '''caption'''\n! a !! colspan=2 | b\n|- style=\"text-align:right\"\n\
                 | c || align=center | d\n| e | f\n|}\nafter"
            ),
            "<table>\n<caption>The <b>caption</b></caption>\n<tr>\n<th>a</th>\n<th colspan=\"2\">b</th>\n</tr>\n\
             <tr>\n<td align=\"right\">c</td>\n<td align=\"center\">d</td>\n<td align=\"right\">e | f</td>\n</tr>\n\
             </table>\n<p>after</p>\n"
        );
    }

    #[test]
    fn cells_hold_blocks_and_tables() {
        assert_eq!(
            to_html("{|\n|\n* a\n* b\n|\n{|\n|c\n|}\n|}"),
            "<table>\n<tr>\n<td><ul><li>a</li>\n<li>b</li></ul></td>\n\
             <td><table>\n<tr>\n<td>c</td>\n</tr>\n</table></td>\n</tr>\n</table>\n"
        );
        assert_eq!(to_html("{|\nstray\n|a"), "<p>stray</p>\n<table>\n<tr>\n<td>a</td>\n</tr>\n</table>\n");
    }
}
