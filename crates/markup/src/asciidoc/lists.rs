//! Lists: bullets, numbers and callouts, and what is attached to their items.

use std::fmt::Write as _;

use super::MAX_DEPTH;
use super::blocks::Parser;
use super::delimited::delimiter;
use super::markers::{Item, Marker, Ordinal, item};
use super::metadata::{Metadata, block_title, is_attribute_line, is_comment};

impl<'a> Parser<'a, '_> {
    /// The list that begins here.
    pub(super) fn any_list(&mut self, metadata: &Metadata, out: &mut String) {
        let Some(first) = self.item_here() else { return };
        if self.document.depth >= MAX_DEPTH {
            self.at += 1;
            let text = self.item_text(self.lines[self.at - 1].trim_start());
            let html = self.document.inline(&text);
            let _ = writeln!(out, "<p>{html}</p>");
            return;
        }
        self.document.depth += 1;
        self.markers.push(first.marker.clone());
        if matches!(first.marker, Marker::Term(_)) {
            self.description_list(&first.marker, metadata.list.style == "qanda", out);
        } else {
            self.list(&first, metadata, out);
        }
        self.markers.pop();
        self.document.depth -= 1;
    }

    pub(super) fn item_here(&self) -> Option<Item<'a>> {
        self.lines.get(self.at).and_then(|line| item(line))
    }

    fn list(&mut self, first: &Item<'_>, metadata: &Metadata, out: &mut String) {
        let tag = if matches!(first.marker, Marker::Bullet(..)) { "ul" } else { "ol" };
        out.push('<');
        out.push_str(tag);
        if tag == "ol" {
            let start =
                metadata.list.get("start").and_then(|start| start.parse().ok()).or(first.number).unwrap_or(1_u32);
            if start != 1 {
                let _ = write!(out, " start=\"{start}\"");
            }
            if let Some(kind) = kind(first, &metadata.list.style) {
                let _ = write!(out, " type=\"{kind}\"");
            }
        }
        out.push_str(">\n");
        while let Some(here) = self.item_here().filter(|here| here.marker == first.marker) {
            self.at += 1;
            let mut text = self.item_text(here.text);
            out.push_str("<li>");
            if tag == "ul"
                && let Some((checked, rest)) = task(&text)
            {
                out.push_str(if checked {
                    "<input type=\"checkbox\" disabled checked> "
                } else {
                    "<input type=\"checkbox\" disabled> "
                });
                text = rest.to_owned();
            }
            let html = self.document.inline(&text);
            out.push_str(&html);
            let sibling = self.attachments(true, out);
            out.push_str("</li>\n");
            if !sibling {
                break;
            }
        }
        out.push_str("</");
        out.push_str(tag);
        out.push_str(">\n");
    }

    /// An item's own text: the rest of its line and the lines after it.
    pub(super) fn item_text(&mut self, first: &str) -> String {
        let mut text = first.to_owned();
        while let Some(line) = self.lines.get(self.at).copied() {
            let ends = line.is_empty()
                || line == "+"
                || is_attribute_line(line)
                || delimiter(line).is_some()
                || item(line).is_some();
            if ends {
                break;
            }
            self.at += 1;
            if !is_comment(line) {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line.trim_start());
            }
        }
        text
    }

    /// What belongs to the item before this line; true when a sibling of it follows.
    /// `has_text` is false for a term that has no meaning yet.
    pub(super) fn attachments(&mut self, mut has_text: bool, out: &mut String) -> bool {
        let own = self.markers.last().cloned();
        while let Some(line) = self.lines.get(self.at).copied() {
            if line == "+" {
                self.at += 1;
                if self.lines.get(self.at).is_some_and(|line| !line.is_empty()) {
                    self.block(true, out);
                }
                has_text = true;
                continue;
            }
            let next = if line.is_empty() {
                let blanks = self.lines[self.at..].iter().take_while(|line| line.is_empty()).count();
                self.at + blanks
            } else {
                self.at
            };
            let Some(line) = self.lines.get(next).copied() else {
                self.at = next;
                return false;
            };
            let after_blank = next > self.at;
            if line == "+" {
                if self.markers.len() > 1 {
                    // Each blank line before it attaches to a list further out.
                    self.at += 1;
                    return false;
                }
                self.at = next;
                continue;
            }
            if let Some(here) = item(line) {
                if Some(&here.marker) == own.as_ref() {
                    self.at = next;
                    return true;
                }
                if self.markers.contains(&here.marker) || here.marker == Marker::Callout {
                    return false;
                }
                self.at = next;
                out.push('\n');
                self.any_list(&Metadata::default(), out);
                has_text = true;
                continue;
            }
            let before = next;
            if after_blank {
                if has_text && !line.starts_with([' ', '\t']) {
                    return false;
                }
                if !has_text && is_section_or_comment(line) {
                    return false;
                }
                self.at = next;
            } else if is_comment(line) {
                self.at += 1;
                continue;
            } else if has_text && !(is_attribute_line(line) || block_title(line).is_some()) {
                return false;
            }
            out.push('\n');
            if !self.block(true, out) && self.at == before {
                return false;
            }
            has_text = true;
        }
        false
    }
}

/// What ends a list after a blank line even where a term waits for its meaning.
fn is_section_or_comment(line: &str) -> bool {
    is_comment(line) || line.starts_with("==") && line.trim_start_matches('=').starts_with(' ')
}

/// `[ ]`, `[x]` or `[*]` at the beginning of an item.
fn task(text: &str) -> Option<(bool, &str)> {
    let rest = text.strip_prefix('[')?;
    let (checked, rest) = match rest.strip_prefix("x]").or_else(|| rest.strip_prefix("*]")) {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix(" ]")?),
    };
    rest.starts_with(' ').then(|| (checked, rest.trim_start()))
}

/// How an ordered list is counted, in HTML's letters; arabic needs none.
fn kind(first: &Item<'_>, style: &str) -> Option<char> {
    let by_style = match style {
        "arabic" | "decimal" => return None,
        "loweralpha" => Some('a'),
        "upperalpha" => Some('A'),
        "lowerroman" => Some('i'),
        "upperroman" => Some('I'),
        _ => None,
    };
    by_style.or(match first.marker {
        Marker::Ordinal(Ordinal::LowerLetter) | Marker::Dots(2) => Some('a'),
        Marker::Ordinal(Ordinal::LowerRoman) | Marker::Dots(3) => Some('i'),
        Marker::Ordinal(Ordinal::UpperLetter) | Marker::Dots(4) => Some('A'),
        Marker::Ordinal(Ordinal::UpperRoman) | Marker::Dots(5) => Some('I'),
        _ => None,
    })
}
