//! Blocks: which one begins at a line, and going through them one by one.

use std::fmt::Write as _;

use super::Document;
use super::delimited::delimiter;
use super::macros::special_quotes;
use super::markers::{self, Marker};
use super::metadata::{Metadata, is_attribute_line, is_comment};
use super::sections::Placement;

/// Goes through the lines of a document, or of a block in it.
pub(super) struct Parser<'a, 'd> {
    pub lines: &'a [&'a str],
    pub at: usize,
    pub document: &'d mut Document,
    /// The markers of the lists that are open here, innermost last.
    pub markers: Vec<Marker>,
}

impl<'a, 'd> Parser<'a, 'd> {
    pub(super) fn new(lines: &'a [&'a str], document: &'d mut Document) -> Self {
        Self { lines, at: 0, document, markers: Vec::new() }
    }

    /// Everything, where sections may stand.
    pub(super) fn sections(&mut self, out: &mut String) {
        let mut in_preamble = self.document.placement() == Some(Placement::Preamble);
        loop {
            let metadata = self.metadata(false);
            if self.at >= self.lines.len() {
                self.anchors(&metadata, out);
                return;
            }
            if self.title_here().is_some() {
                if in_preamble {
                    self.document.leave_contents(out);
                    in_preamble = false;
                }
                self.heading(&metadata, out);
            } else {
                self.block_with(&metadata, false, out);
            }
        }
    }

    /// Everything, where no sections may stand.
    pub(super) fn blocks(&mut self, out: &mut String) {
        while self.block(false, out) {}
    }

    /// The next block; false when there is none.
    pub(super) fn block(&mut self, in_list: bool, out: &mut String) -> bool {
        let metadata = self.metadata(in_list);
        if self.lines.get(self.at).is_none_or(|line| line.is_empty()) {
            self.anchors(&metadata, out);
            return false;
        }
        // The next item of an open list is no block of this one.
        if in_list && self.open_item() {
            self.anchors(&metadata, out);
            return false;
        }
        self.block_with(&metadata, in_list, out);
        true
    }

    /// Whether an item of a list that is open begins here.
    fn open_item(&self) -> bool {
        markers::item(self.lines[self.at]).is_some_and(|item| self.markers.contains(&item.marker))
    }

    fn block_with(&mut self, metadata: &Metadata, in_list: bool, out: &mut String) {
        let line = self.lines[self.at];
        let style = metadata.list.style.as_str();
        if matches!(style, "discrete" | "float") && self.title_here().is_some() {
            self.heading(metadata, out);
            return;
        }
        if let Some(fence) = delimiter(line) {
            self.delimited(fence, metadata, out);
            return;
        }
        let is_indented = line.starts_with([' ', '\t']);
        if !is_indented && self.one_line(line, metadata, out) {
            return;
        }
        if markers::item(line).is_some() && style != "normal" {
            self.begin(metadata, out);
            self.any_list(metadata, out);
            return;
        }
        self.paragraph(metadata, is_indented, in_list, out);
    }

    /// Breaks and block macros.
    fn one_line(&mut self, line: &str, metadata: &Metadata, out: &mut String) -> bool {
        if is_break(line) {
            self.at += 1;
            self.anchors(metadata, out);
            // A page break (`<<<`) shows nothing.
            if !line.starts_with('<') {
                out.push_str("<hr>\n");
            }
            return true;
        }
        let Some((name, target, inner)) = block_macro(line) else { return false };
        match name {
            "toc" if target.is_empty() => {
                self.at += 1;
                if self.document.placement() == Some(Placement::Macro) {
                    self.document.leave_contents(out);
                }
                true
            }
            "image" | "video" | "audio" if !target.is_empty() => {
                self.at += 1;
                self.anchors(metadata, out);
                self.document.medium(name, target, inner, metadata, out);
                true
            }
            _ => false,
        }
    }

    /// A block's anchors and its title.
    pub(super) fn begin(&mut self, metadata: &Metadata, out: &mut String) {
        self.anchors(metadata, out);
        if let Some(title) = &metadata.title {
            let html = self.document.inline(title);
            out.push_str("<div>");
            out.push_str(&html);
            out.push_str("</div>\n");
        }
    }

    /// A block's anchors alone.
    pub(super) fn anchors(&mut self, metadata: &Metadata, out: &mut String) {
        let Some(id) = metadata.id() else { return };
        self.document.ids.insert(id.to_owned());
        let label = metadata.list.get("reftext").or(metadata.title.as_deref()).map(str::to_owned);
        if let Some(label) = label {
            let html = super::without_marks(&self.document.inline(&label));
            self.document.refer(id, &html);
        }
        let _ = write!(out, "<a id=\"{}\"></a>", special_quotes(id));
    }

    /// The lines of a paragraph, which begins here.
    pub(super) fn paragraph_lines(&mut self, in_list: bool) -> Vec<&'a str> {
        let mut found = Vec::new();
        // A literal paragraph takes in the items after it.
        let is_literal = self.lines.get(self.at).is_some_and(|line| line.starts_with([' ', '\t']));
        while let Some(line) = self.lines.get(self.at).copied() {
            let is_first = found.is_empty();
            let ends = line.is_empty()
                || (!is_first && (delimiter(line).is_some() || is_attribute_line(line)))
                || (in_list && !is_first && (line == "+" || !is_literal && markers::item(line).is_some()));
            if ends {
                break;
            }
            self.at += 1;
            if !is_comment(line) || is_first {
                found.push(line);
            }
        }
        found
    }
}

/// `'''`, `<<<`, and Markdown's `---`, `* * *`, `___`.
fn is_break(line: &str) -> bool {
    let Some(mark) = line.chars().next().filter(|c| matches!(c, '\'' | '<' | '-' | '*' | '_')) else { return false };
    if matches!(mark, '\'' | '<') {
        return line.len() >= 3 && line.chars().all(|c| c == mark);
    }
    let marks = line.chars().filter(|c| *c == mark).count();
    marks == 3 && line.chars().all(|c| c == mark || c == ' ') && line.len() <= 9
}

/// `name::target[list]`.
fn block_macro(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = line.strip_suffix(']')?.split_once("::")?;
    let (target, inner) = rest.split_once('[')?;
    let is_name =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    (is_name && !target.starts_with(' ') && !target.ends_with(' ')).then_some((name, target, inner))
}
