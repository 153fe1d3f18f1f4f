//! Sections: their titles, ids and numbers, and the table of contents.

use std::fmt::Write as _;

use super::attrlist::is_id;
use super::blocks::Parser;
use super::macros::special_quotes;
use super::metadata::Metadata;
use super::{Document, without_marks};
use crate::scan::is_word;

/// A title as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Title<'a> {
    /// 0 for the document's own.
    pub level: usize,
    pub text: &'a str,
    /// How many lines it takes: two when it is underlined.
    pub lines: usize,
}

/// A section in the table of contents.
#[derive(Debug)]
pub(super) struct Entry {
    level: usize,
    id: String,
    html: String,
}

/// Where a page wants its table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    Top,
    /// Before the first section.
    Preamble,
    /// Where `toc::[]` stands.
    Macro,
}

/// The numbers of the sections so far.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    counts: [usize; 6],
    appendices: u32,
}

/// The title that begins `lines`, if one does.
pub(super) fn title<'a>(lines: &[&'a str]) -> Option<Title<'a>> {
    let line = *lines.first()?;
    let mark = line.chars().next()?;
    if matches!(mark, '=' | '#') {
        let count = line.bytes().take_while(|byte| *byte == mark as u8).count();
        let rest = &line[count..];
        if count <= 6 && rest.starts_with([' ', '\t']) && !rest.trim().is_empty() {
            let text = rest.trim();
            let closing = &line[..count];
            let text =
                text.strip_suffix(closing).filter(|text| text.ends_with([' ', '\t'])).map_or(text, str::trim_end);
            return Some(Title { level: count - 1, text, lines: 1 });
        }
        if mark == '=' && count > 1 {
            return None;
        }
    }
    let under = lines.get(1)?;
    let mark = under.chars().next()?;
    let level = "=-~^+".find(mark)?;
    let length = line.chars().count();
    let is_underline = under.len() > 1 && under.chars().all(|c| c == mark) && length.abs_diff(under.len()) < 2;
    let is_title = !line.starts_with(['.', ' ', '\t', '[', '+']) && line.chars().any(char::is_alphanumeric);
    (is_underline && is_title).then_some(Title { level, text: line.trim_end(), lines: 2 })
}

impl Parser<'_, '_> {
    /// The section title at hand, if sections may stand here.
    pub(super) fn title_here(&self) -> Option<Title<'_>> {
        let mut title = title(&self.lines[self.at..])?;
        let offset: i64 =
            self.document.attributes.get("leveloffset").and_then(|offset| offset.parse().ok()).unwrap_or(0);
        let level = i64::try_from(title.level).unwrap_or(0).saturating_add(offset).clamp(0, 5);
        title.level = usize::try_from(level).unwrap_or(0);
        Some(title)
    }

    /// Writes the heading at hand.
    pub(super) fn heading(&mut self, metadata: &Metadata, out: &mut String) {
        let Some(title) = self.title_here() else { return };
        let Title { level, text, lines } = title;
        let mut text = text.to_owned();
        self.at += lines;
        let mut id = metadata.id().map(str::to_owned);
        // `== Title [[id]]`
        if let Some((before, anchor)) = text.strip_suffix("]]").and_then(|text| text.rsplit_once(" [[")) {
            let (anchor, label) = anchor.split_once(',').unwrap_or((anchor, ""));
            if is_id(anchor) {
                self.document.refer_to_text(anchor, label);
                id = Some(anchor.to_owned());
                text = before.trim_end().to_owned();
            }
        }
        let document = &mut *self.document;
        let html = document.inline(&text);
        // What repeats the title cannot repeat its notes and anchors.
        let plain = without_links(&without_notes(&without_marks(&html)));
        let id = id.unwrap_or_else(|| document.section_id(&plain));
        let style = metadata.list.style.as_str();
        let is_discrete = matches!(style, "discrete" | "float");
        let number = if is_discrete { String::new() } else { document.section_number(level, style) };
        document.ids.insert(id.clone());
        if plain.len() <= MAX_LABEL {
            document.refer_to_text(&id, metadata.list.get("reftext").unwrap_or_default());
            document.refer(&id, plain.trim());
            document.titles.entry(text.clone()).or_insert_with(|| id.clone());
        }
        if !is_discrete {
            document.entries.push(Entry { level, id: id.clone(), html: format!("{number}{plain}") });
        }
        let tag = level + 1;
        let _ = writeln!(out, "<h{tag} id=\"{}\">{number}{html}</h{tag}>", special_quotes(&id));
    }
}

/// A longer title is not repeated in the text of cross references.
const MAX_LABEL: usize = 1000;

impl Document {
    /// The id of a section, from its title: GitHub's Asciidoctor joins words with
    /// hyphens and numbers repeated ones from 1.
    fn section_id(&mut self, html: &str) -> String {
        let mut id = self.attributes.get("idprefix").unwrap_or_default().to_owned();
        let separator = self.attributes.get("idseparator").unwrap_or("_").chars().next();
        let mut in_tag = false;
        let mut last = None;
        for c in references_removed(html).chars().flat_map(char::to_lowercase) {
            match c {
                '<' => in_tag = true,
                '>' if in_tag => in_tag = false,
                _ if in_tag => {}
                ' ' | '.' | '-' => {
                    if last != separator && !(id.is_empty() && separator.is_some()) {
                        id.extend(separator);
                    }
                    last = separator;
                }
                c if is_word(c) => {
                    id.push(c);
                    last = Some(c);
                }
                _ => {}
            }
        }
        let end = separator.map_or(id.as_str(), |separator| id.trim_end_matches(separator)).len();
        id.truncate(end);
        if !self.ids.contains(&id) {
            return id;
        }
        let separator = separator.map(String::from).unwrap_or_default();
        let mut number = self.repeated.get(&id).map_or(1, |last| last + 1);
        while self.ids.contains(&format!("{id}{separator}{number}")) {
            number += 1;
        }
        let unique = format!("{id}{separator}{number}");
        self.repeated.insert(id, number);
        unique
    }

    /// The number before a title, when the page asks for numbers.
    fn section_number(&mut self, level: usize, style: &str) -> String {
        if style == "appendix" {
            let letter = char::from_u32('A' as u32 + self.numbers.appendices % 26).unwrap_or('A');
            self.numbers.appendices += 1;
            let word = self.attributes.get("appendix-caption").unwrap_or_default();
            return format!("{word} {letter}: ").trim_start().to_owned();
        }
        let deepest = self.attributes.get("sectnumlevels").and_then(|levels| levels.parse().ok()).unwrap_or(3);
        let wanted = self.attributes.is_set("sectnums") || self.attributes.is_set("numbered");
        if !wanted || level == 0 || level > deepest {
            return String::new();
        }
        let counts = &mut self.numbers.counts;
        counts[level] += 1;
        counts[level + 1..].fill(0);
        let parts: Vec<String> = counts[1..=level].iter().map(usize::to_string).collect();
        format!("{}. ", parts.join("."))
    }

    /// Where the table of contents is to be, if the page wants one.
    pub(super) fn placement(&self) -> Option<Placement> {
        let wanted = self.attributes.get("toc")?;
        // Unset, `toc-placement` leaves the place to the macro.
        let placement = self.attributes.get("toc-placement").unwrap_or("macro");
        Some(match (wanted, placement) {
            ("macro", _) | (_, "macro") => Placement::Macro,
            ("preamble", _) | (_, "preamble") => Placement::Preamble,
            _ => Placement::Top,
        })
    }

    /// Leaves the mark for the table of contents; a page has one.
    pub(super) fn leave_contents(&mut self, out: &mut String) {
        if !self.has_contents {
            self.has_contents = true;
            out.push_str("\0contents\0\n");
        }
    }

    /// The table of contents.
    pub(super) fn contents(&self) -> String {
        let deepest = self.attributes.get("toclevels").and_then(|levels| levels.parse().ok()).unwrap_or(2_usize);
        let entries: Vec<&Entry> =
            self.entries.iter().filter(|entry| entry.level > 0 && entry.level <= deepest).collect();
        if entries.is_empty() {
            return String::new();
        }
        let mut html =
            format!("<div id=\"toc\">\n<div>{}</div>\n", self.attributes.get("toc-title").unwrap_or_default());
        let mut open: Vec<usize> = Vec::new();
        for entry in entries {
            while open.last().is_some_and(|level| *level > entry.level) {
                html.push_str("</li>\n</ul>\n");
                open.pop();
            }
            if open.last() == Some(&entry.level) {
                html.push_str("</li>\n");
            } else {
                html.push_str("<ul>\n");
                open.push(entry.level);
            }
            let _ = write!(html, "<li><a href=\"#{}\">{}</a>", special_quotes(&entry.id), entry.html);
        }
        for _ in open {
            html.push_str("</li>\n</ul>\n");
        }
        html.push_str("</div>\n");
        html
    }
}

/// A title without the marks of footnotes.
fn without_notes(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find("<sup class=\"footnote-ref\">") {
        out.push_str(&rest[..open]);
        rest = rest[open..].find("</sup>").map_or("", |length| &rest[open + length + "</sup>".len()..]);
    }
    out.push_str(rest);
    out
}

/// A title without links and anchors, which cannot stand in a link.
fn without_links(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let end = rest[open..].find('>').map_or(rest.len(), |length| open + length + 1);
        let tag = &rest[open..end];
        if !(tag.starts_with("<a ") || tag == "</a>") {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// `html` without character references, which no id holds.
fn references_removed(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('&') {
        out.push_str(&rest[..open]);
        let length = rest.bytes().skip(open).take(12).position(|byte| byte == b';');
        rest = &rest[open + length.map_or(1, |length| length + 1)..];
    }
    out.push_str(rest);
    out
}
