//! Tables.

use std::fmt::Write as _;

use super::blocks::Parser;
use super::lines::table;

impl Parser<'_, '_> {
    /// The table that begins here.
    pub(super) fn table(&mut self, out: &mut String) {
        let count = self.lines[self.at..].iter().take_while(|line| table(line)).count();
        let lines = &self.lines[self.at..self.at + count];
        self.at += count;
        if self.page.settings.is_off("|") {
            return;
        }
        let separator = lines.iter().position(|line| is_separator(line));
        // The row above the first separator is the header.
        let header = separator.and_then(|at| at.checked_sub(1));
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| cells(line)).collect();
        let mut aligns: Vec<&str> = Vec::new();
        let is_cookies: Vec<bool> = rows.iter().map(|row| cookies(row, &mut aligns)).collect();
        out.push_str("<table>\n");
        for (number, row) in rows.iter().enumerate() {
            if is_separator(lines[number]) || is_cookies[number] {
                continue;
            }
            let is_header = header == Some(number);
            out.push_str(if is_header { "<thead>\n<tr>" } else { "<tr>" });
            let tag = if is_header { "th" } else { "td" };
            for (column, cell) in row.iter().enumerate() {
                let html = self.page.inline(cell);
                match aligns.get(column).filter(|align| !align.is_empty()) {
                    Some(align) => {
                        let _ = write!(out, "<{tag} align=\"{align}\">{html}</{tag}>");
                    }
                    None => {
                        let _ = write!(out, "<{tag}>{html}</{tag}>");
                    }
                }
            }
            out.push_str(if is_header { "</tr>\n</thead>\n" } else { "</tr>\n" });
        }
        out.push_str("</table>\n");
    }
}

/// `|---+---|`.
fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("|-") || line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b'+')) && line.contains('-')
}

/// The cells of a row. A bar within a link ends a cell as well, as in Org.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(str::trim).collect()
}

/// Whether a row only says how columns are aligned (`<l>`, `<r8>`), which it then adds.
fn cookies(row: &[&str], aligns: &mut Vec<&str>) -> bool {
    let mut found = Vec::new();
    for cell in row {
        let align = match cell.strip_prefix('<').and_then(|cell| cell.strip_suffix('>')) {
            None if cell.is_empty() => "",
            None => return false,
            Some(inner) => match inner.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "c" => "center",
                "r" => "right",
                "l" | "" if !inner.is_empty() => "",
                _ => return false,
            },
        };
        found.push(align);
    }
    let is_cookies = row.iter().any(|cell| !cell.is_empty());
    if is_cookies {
        aligns.resize(aligns.len().max(found.len()), "");
        for (align, found) in aligns.iter_mut().zip(found) {
            *align = found;
        }
    }
    is_cookies
}
