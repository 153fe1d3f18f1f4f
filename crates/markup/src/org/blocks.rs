//! Blocks: everything that stands on lines of its own, but lists and tables.

use std::fmt::Write as _;

use super::lines::{self, BlockBegin, Blocks, block_begin, block_end, indent, interrupts, item, keyword};
use super::{MAX_DEPTH, Page};
use crate::html::escaped;

/// Goes through some lines of a page.
pub(super) struct Parser<'a, 'p> {
    /// All lines up to the end of the part at hand.
    pub lines: &'a [&'a str],
    pub at: usize,
    pub blocks: &'a Blocks,
    pub page: &'p mut Page,
    /// Whether the last source block wants its results shown.
    show_results: bool,
}

impl<'a, 'p> Parser<'a, 'p> {
    pub(super) fn new(lines: &'a [&'a str], at: usize, blocks: &'a Blocks, page: &'p mut Page) -> Self {
        Self { lines, at, blocks, page, show_results: false }
    }

    /// Everything that is indented more than `limit`, if there is one: the content of
    /// a list's item, which two blank lines end.
    pub(super) fn flow(&mut self, limit: Option<usize>, out: &mut String) {
        while let Some(line) = self.lines.get(self.at).copied() {
            if line.trim().is_empty() {
                let blanks = self.lines[self.at..].iter().take_while(|line| line.trim().is_empty()).count();
                let next = self.lines.get(self.at + blanks);
                if limit.is_some_and(|limit| blanks > 1 || next.is_none_or(|line| indent(line) <= limit)) {
                    return;
                }
                self.at += blanks;
                continue;
            }
            if limit.is_some_and(|limit| indent(line) <= limit) {
                return;
            }
            self.block(line, limit, out);
        }
    }

    fn block(&mut self, line: &'a str, limit: Option<usize>, out: &mut String) {
        if let Some(begin) = block_begin(line) {
            match self.blocks.end(self.at).filter(|end| *end < self.lines.len()) {
                Some(end) => self.delimited(&begin, end, out),
                None => self.paragraph(limit, out),
            }
        } else if block_end(line).is_some() || lines::comment(line) || lines::planning(line) {
            self.at += 1;
        } else if lines::drawer(line)
            && let Some(end) = self.blocks.end(self.at).filter(|end| *end < self.lines.len())
        {
            self.at = end + 1;
        } else if let Some((key, value)) = keyword(line) {
            self.at += 1;
            self.setting(key, value, out);
        } else if lines::table(line) {
            self.table(out);
        } else if lines::rule(line) {
            self.at += 1;
            out.push_str("<hr>\n");
        } else if lines::fixed(line).is_some() {
            self.fixed(out);
        } else if item(line).is_some() {
            self.list(out);
        } else {
            self.paragraph(limit, out);
        }
    }

    fn setting(&mut self, key: &str, value: &str, out: &mut String) {
        if key.eq_ignore_ascii_case("html") {
            out.push_str(value);
            out.push('\n');
        }
        if key.to_ascii_lowercase().starts_with("results") && !self.show_results {
            // org-ruby hides what code gave, unless the code asks otherwise.
            let blanks = self.lines[self.at..].iter().take_while(|line| line.trim().is_empty()).count();
            if let Some(end) = self.blocks.end(self.at + blanks).filter(|end| *end < self.lines.len()) {
                self.at = end + 1;
                return;
            }
            while self.lines.get(self.at).is_some_and(|line| lines::fixed(line).is_some() || lines::table(line)) {
                self.at += 1;
            }
        }
    }

    fn paragraph(&mut self, limit: Option<usize>, out: &mut String) {
        let text = self.text(limit);
        let html = self.page.inline(&text);
        if !html.trim().is_empty() {
            let _ = writeln!(out, "<p>{html}</p>");
        }
    }

    /// The lines of the paragraph that begins here.
    pub(super) fn text(&mut self, limit: Option<usize>) -> String {
        let mut text = String::new();
        while let Some(line) = self.lines.get(self.at).copied() {
            let ends = line.trim().is_empty()
                || limit.is_some_and(|limit| indent(line) <= limit)
                || (!text.is_empty() && (interrupts(line) || block_end(line).is_some()));
            if ends {
                break;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line.trim());
            self.at += 1;
        }
        text
    }

    fn fixed(&mut self, out: &mut String) {
        out.push_str("<pre>");
        while let Some(text) = self.lines.get(self.at).and_then(|line| lines::fixed(line)) {
            out.push_str(&escaped(text));
            out.push('\n');
            self.at += 1;
        }
        out.push_str("</pre>\n");
    }

    fn delimited(&mut self, begin: &BlockBegin<'_>, end: usize, out: &mut String) {
        let first = self.at + 1;
        let body = &self.lines[first..end];
        self.at = end + 1;
        let name = begin.name.to_ascii_lowercase();
        match name.as_str() {
            "src" => {
                let exports = exports(begin.arguments);
                self.show_results = matches!(exports, "results" | "both");
                if !matches!(exports, "results" | "none") {
                    let language = begin.arguments.split_whitespace().next().unwrap_or_default();
                    let language = if language.starts_with([':', '-', '+']) { "" } else { language };
                    code(language, body, out);
                }
            }
            "example" => code("", body, out),
            "comment" | "latex" | "ascii" => {}
            "html" => raw(body, out),
            "export" => {
                if begin.arguments.split_whitespace().next().is_some_and(|backend| backend.eq_ignore_ascii_case("html"))
                {
                    raw(body, out);
                }
            }
            "verse" => self.verse(body, out),
            "quote" => self.within("<blockquote>\n", "</blockquote>\n", first, end, out),
            "center" => self.within("<div align=\"center\">\n", "</div>\n", first, end, out),
            "note" | "tip" | "important" | "warning" | "caution" => {
                let title = format!("{}{}", name[..1].to_ascii_uppercase(), &name[1..]);
                let open = format!(
                    "<div class=\"markdown-alert markdown-alert-{name}\">\n<p class=\"markdown-alert-title\">{title}</p>\n"
                );
                self.within(&open, "</div>\n", first, end, out);
            }
            _ => self.within("<div>\n", "</div>\n", first, end, out),
        }
    }

    /// The lines from `first` to `end`, with blocks of their own.
    fn within(&mut self, open: &str, close: &str, first: usize, end: usize, out: &mut String) {
        if self.page.depth >= MAX_DEPTH {
            let html = self.page.inline(&self.lines[first..end].join("\n"));
            let _ = writeln!(out, "<p>{html}</p>");
            return;
        }
        self.page.depth += 1;
        out.push_str(open);
        Parser::new(&self.lines[..end], first, self.blocks, self.page).flow(None, out);
        out.push_str(close);
        self.page.depth -= 1;
    }

    /// Lines stay lines.
    fn verse(&mut self, body: &[&str], out: &mut String) {
        out.push_str("<blockquote>\n<p>");
        for (number, line) in body.iter().enumerate() {
            if number > 0 {
                out.push_str("<br>\n");
            }
            out.push_str(&"&#160;".repeat(indent(line).min(80)));
            let html = self.page.inline(line.trim());
            out.push_str(&html);
        }
        out.push_str("</p>\n</blockquote>\n");
    }
}

/// The value of `:exports` among a source block's arguments.
fn exports(arguments: &str) -> &str {
    let mut words = arguments.split_whitespace().skip_while(|word| !word.eq_ignore_ascii_case(":exports"));
    words.nth(1).unwrap_or("code")
}

fn code(language: &str, body: &[&str], out: &mut String) {
    if language.is_empty() {
        out.push_str("<pre><code>");
    } else {
        let _ = write!(out, "<pre lang=\"{}\"><code>", escaped(language));
    }
    let blanks = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = body.iter().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    for line in body {
        let line = line.get(shared..).unwrap_or_default();
        out.push_str(&escaped(&unprotected(line)));
        out.push('\n');
    }
    out.push_str("</code></pre>\n");
}

/// A line without the comma that keeps Org from reading it: `,* text`, `,#+text`.
fn unprotected(line: &str) -> String {
    let text = line.trim_start();
    match text.strip_prefix(',') {
        Some(rest)
            if rest.trim_start_matches(',').starts_with('*') || rest.trim_start_matches(',').starts_with("#+") =>
        {
            format!("{}{rest}", &line[..line.len() - text.len()])
        }
        _ => line.to_owned(),
    }
}

fn raw(body: &[&str], out: &mut String) {
    for line in body {
        out.push_str(line);
        out.push('\n');
    }
}
