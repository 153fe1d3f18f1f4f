//! What stands above a block: its title, anchors and attribute lists.

use super::attributes::entry;
use super::attrlist::{AttributeList, is_id};
use super::blocks::Parser;
use super::header::continued;
use crate::scan::is_word;

/// What the lines above a block say of it.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub list: AttributeList,
    /// The title as written.
    pub title: Option<String>,
    /// Ids from `[[id]]`.
    anchors: Vec<String>,
}

impl Metadata {
    pub(super) fn id(&self) -> Option<&str> {
        self.list.id.as_deref().or_else(|| self.anchors.last().map(String::as_str))
    }
}

/// Whether `line` is a block anchor or a block's attribute list.
pub(super) fn is_attribute_line(line: &str) -> bool {
    anchor(line).is_some() || list(line).is_some()
}

fn anchor(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix("[[")?.strip_suffix("]]")?;
    let (id, label) = inner.split_once(',').unwrap_or((inner, ""));
    is_id(id).then_some((id, label.trim()))
}

fn list(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    let fits = inner.chars().next().is_none_or(|c| is_word(c) || ".#%{,\"'".contains(c));
    fits.then_some(inner)
}

/// The title on a line of its own: `.Title`.
pub(super) fn block_title(line: &str) -> Option<&str> {
    let title = line.strip_prefix('.')?;
    let first = title.strip_prefix('.').unwrap_or(title).chars().next()?;
    (!matches!(first, ' ' | '\t' | '.')).then_some(title)
}

/// Whether `line` is a comment; blocks of them begin with four slashes.
pub(super) fn is_comment(line: &str) -> bool {
    line.starts_with("//") && !line.starts_with("///")
}

impl Parser<'_, '_> {
    /// Reads comments, attribute entries and metadata, up to the block they are for.
    /// In a list's item a blank line ends them.
    pub(super) fn metadata(&mut self, in_list: bool) -> Metadata {
        let mut metadata = Metadata::default();
        while let Some(line) = self.lines.get(self.at).copied() {
            if line.is_empty() {
                if in_list {
                    break;
                }
                self.at += 1;
            } else if is_comment(line) {
                self.at += 1;
            } else if line.len() >= 4 && line.bytes().all(|byte| byte == b'/') {
                let end = self.lines[self.at + 1..].iter().position(|other| *other == line);
                self.at = end.map_or(self.lines.len(), |length| self.at + length + 2);
            } else if let Some((name, value)) = entry(line) {
                let (value, used) = continued(value, &self.lines[self.at + 1..]);
                self.document.attributes.enter(name, &value);
                self.at += 1 + used;
            } else if let Some((id, label)) = anchor(line) {
                self.document.refer_to_text(id, label);
                metadata.anchors.push(id.to_owned());
                self.at += 1;
            } else if let Some(inner) = list(line) {
                let inner = self.document.attributes.expand_raw(inner);
                metadata.list.merge(AttributeList::of_block(&inner));
                self.at += 1;
            } else if let Some(title) = block_title(line) {
                metadata.title = Some(title.to_owned());
                self.at += 1;
            } else {
                break;
            }
        }
        if let Some(title) = metadata.list.get("title").filter(|_| metadata.title.is_none()) {
            metadata.title = Some(title.to_owned());
        }
        metadata
    }
}
