//! RDoc, Ruby's documentation markup, as `RDoc::Markup::ToHtml` writes it.
//!
//! What a line is depends on its column: text further right than its surroundings is
//! verbatim, text further left ends them (`RDoc::Markup::Parser`).

mod inlines;
mod lines;
mod links;
#[cfg(test)]
mod tests;
mod typography;

use lines::{Kind, Line, Marker, heading, is_rule, marker};

use crate::html::{escaped, push_escaped};

/// Lists nested deeper than this are text.
const MAX_DEPTH: usize = 24;

/// The page `text` as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let mut reader = Reader { lines: lines::lines(text), at: 0, depth: 0, out: String::new() };
    while reader.at < reader.lines.len() {
        reader.blocks(0);
    }
    reader.out
}

struct Reader<'a> {
    /// A line whose marker is read becomes what follows the marker.
    lines: Vec<Line<'a>>,
    at: usize,
    depth: usize,
    out: String,
}

impl<'a> Reader<'a> {
    /// Adds `parts`, which are HTML.
    fn push(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }

    fn line(&self) -> Option<Line<'a>> {
        self.lines.get(self.at).copied()
    }

    fn skip_empty(&mut self) {
        while self.line().is_some_and(|line| line.text.is_empty()) {
            self.at += 1;
        }
    }

    fn marker(&self, line: Line<'a>) -> Option<Marker<'a>> {
        if self.depth < MAX_DEPTH { marker(line) } else { None }
    }

    /// Everything at column `indent` or right of it.
    fn blocks(&mut self, indent: usize) {
        loop {
            self.skip_empty();
            let Some(line) = self.line().filter(|line| line.column >= indent) else { return };
            if let Some((level, text)) = heading(line.text) {
                self.at += 1;
                let html = inlines::html(text);
                let id = escaped(&links::label(text));
                let name = format!("h{level}");
                self.push(&["<", &name, " id=\"", &id, "\">", &html, "</", &name, ">\n"]);
            } else if is_rule(line.text) {
                self.at += 1;
                self.out.push_str("<hr>\n");
            } else if let Some(marker) = self.marker(line) {
                self.list(line.column, marker.kind);
            } else if line.text == ">>>" && self.depth < MAX_DEPTH {
                self.quote(indent);
            } else if line.column > indent {
                self.verbatim(indent);
            } else {
                self.paragraph(indent);
            }
        }
    }

    /// Lines of text at the same column.
    fn paragraph(&mut self, column: usize) {
        let mut text = String::new();
        while let Some(line) = self.line().filter(|line| line.column == column && !line.text.is_empty()) {
            let begins_other = heading(line.text).is_some() || is_rule(line.text) || self.marker(line).is_some();
            if !text.is_empty() && begins_other {
                break;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line.text);
            self.at += 1;
        }
        self.push(&["<p>", &inlines::html(&text), "</p>\n"]);
    }

    fn verbatim(&mut self, indent: usize) {
        let rest = &self.lines[self.at..];
        let end = rest.iter().position(|line| !line.text.is_empty() && line.column <= indent).unwrap_or(rest.len());
        let block = &rest[..end];
        let least = block.iter().filter(|line| !line.text.is_empty()).map(|line| line.column).min().unwrap_or(0);
        let last = block.iter().rposition(|line| !line.text.is_empty()).unwrap_or(0);
        self.out.push_str("<pre><code>");
        for line in &block[..=last] {
            if !line.text.is_empty() {
                self.out.extend(std::iter::repeat_n(' ', line.column - least));
                push_escaped(&mut self.out, line.text);
            }
            self.out.push('\n');
        }
        self.out.push_str("</code></pre>\n");
        self.at += end;
    }

    /// `>>>`, and what is further right below it.
    fn quote(&mut self, indent: usize) {
        self.at += 1;
        self.skip_empty();
        let Some(inner) = self.line().map(|line| line.column).filter(|column| *column > indent) else { return };
        self.out.push_str("<blockquote>\n");
        self.deeper(inner);
        self.out.push_str("</blockquote>\n");
    }

    fn deeper(&mut self, indent: usize) {
        self.depth += 1;
        self.blocks(indent);
        self.depth -= 1;
    }

    fn list(&mut self, column: usize, kind: Kind) {
        let element = match kind {
            Kind::Bullet => "ul",
            Kind::Number | Kind::UpperLetter | Kind::LowerLetter => "ol",
            Kind::Label | Kind::Note => "dl",
        };
        self.push(&["<", element, ">\n"]);
        loop {
            self.skip_empty();
            let Some(line) = self.line().filter(|line| line.column >= column) else { break };
            let Some(marker) = self.marker(line).filter(|marker| marker.kind == kind) else { break };
            self.item(line, &marker);
        }
        self.push(&["</", element, ">\n"]);
    }

    fn item(&mut self, line: Line<'a>, marker: &Marker<'a>) {
        let defines = matches!(marker.kind, Kind::Label | Kind::Note);
        if defines {
            self.push(&["<dt>", &inlines::html(marker.label), "</dt>\n"]);
        }
        let mut content = Some(line.column + marker.width);
        if marker.rest.is_empty() {
            // The description may stand below its label, not left of it.
            self.at += 1;
            self.skip_empty();
            content = self.line().map(|next| next.column).filter(|next| *next >= line.column);
            let next_is_item =
                self.line().is_some_and(|next| next.column == line.column && self.marker(next).is_some());
            content = content.filter(|_| !next_is_item);
        } else if let Some(first) = self.lines.get_mut(self.at) {
            *first = Line { column: line.column + marker.width, text: marker.rest };
        }
        let Some(content) = content else { return };
        self.out.push_str(if defines { "<dd>" } else { "<li>" });
        self.deeper(content);
        self.out.push_str(if defines { "</dd>\n" } else { "</li>\n" });
    }
}
