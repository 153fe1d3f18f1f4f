//! Settles references: what the names, numbers and symbols of a page lead to.

use std::collections::HashMap;

use super::tree::{Inline, Label, Link, Page};

/// Targets that lead to other targets are followed this far.
const MAX_HOPS: usize = 16;

/// The footnotes of a page and the references to them.
pub(super) struct Footnotes {
    by_label: HashMap<Label, usize>,
    /// For each footnote, whether something refers to it.
    pub referred: Vec<bool>,
    /// What GitHub shows in its brackets.
    pub shown: Vec<String>,
    /// Those referred to, in the order of the first reference.
    pub order: Vec<usize>,
    places: HashMap<usize, usize>,
}

impl Footnotes {
    pub fn of(page: &Page) -> Self {
        let mut by_label = HashMap::new();
        for (number, footnote) in page.footnotes.iter().enumerate() {
            by_label.entry(footnote.label.clone()).or_insert(number);
        }
        let mut referred = vec![false; page.footnotes.len()];
        for label in &page.references {
            if let Some(number) = by_label.get(label) {
                referred[*number] = true;
            }
        }
        let taken: Vec<&str> = page.footnotes.iter().map(|footnote| footnote.shown.as_str()).collect();
        let taken: std::collections::HashSet<&str> = taken.into_iter().collect();
        let mut next = 0;
        let shown = page.footnotes.iter().map(|footnote| {
            if !footnote.shown.is_empty() {
                return footnote.shown.clone();
            }
            loop {
                next += 1;
                let number = next.to_string();
                if !taken.contains(number.as_str()) {
                    return number;
                }
            }
        });
        let shown = shown.collect();
        Self { by_label, referred, shown, order: Vec::new(), places: HashMap::new() }
    }

    /// The number of the footnote `label` refers to, counted by first reference.
    pub fn refer(&mut self, label: &Label) -> Option<usize> {
        let footnote = *self.by_label.get(label)?;
        let place = *self.places.entry(footnote).or_insert_with(|| {
            self.order.push(footnote);
            self.order.len()
        });
        Some(place)
    }
}

impl Page {
    /// The address a link leads to.
    pub(super) fn address(&self, link: &Link) -> Option<String> {
        let mut link = link;
        for _ in 0..MAX_HOPS {
            link = match link {
                Link::Uri(uri) => return Some(uri.clone()),
                Link::Id(id) => return Some(format!("#{id}")),
                Link::Name(name) => self.names.get(name).or_else(|| self.implicit.get(name))?,
                Link::Anonymous(number) => self.anonymous.get(*number)?,
            };
        }
        None
    }
}

/// The text of inline content.
pub(super) fn plain(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Styled(_, text) | Inline::Math(text) | Inline::Target { text, .. } => {
                out.push_str(text);
            }
            Inline::Reference { content, .. } => out.push_str(&plain(content)),
            Inline::Citation { raw, .. } | Inline::Footnote { raw, .. } => out.push_str(raw),
            Inline::Substitution { name, .. } => out.push_str(name),
            Inline::Image(image) => out.push_str(image.alt.as_deref().unwrap_or("")),
            Inline::Raw(_) => {}
        }
    }
    out
}
