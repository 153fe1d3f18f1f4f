//! Headlines: their levels, marks and tags, and which of them are shown.

use std::fmt::Write as _;

use super::Page;
use super::lines::{Blocks, headline};
use super::settings::Settings;
use crate::html::escaped;

/// A headline, taken apart.
#[derive(Debug)]
pub(super) struct Headline {
    pub level: usize,
    /// `TODO`, `DONE` or one of the page's own.
    task: Option<String>,
    text: String,
    tags: Vec<String>,
    /// The `CUSTOM_ID` in its drawer.
    id: Option<String>,
}

/// A headline with the lines under it; the text before the first has none.
#[derive(Debug)]
pub(super) struct Part {
    pub headline: Option<Headline>,
    /// From the first line to the one after the last.
    pub body: (usize, usize),
}

/// The parts of a page that are shown.
pub(super) fn shown(lines: &[&str], blocks: &Blocks, settings: &Settings) -> Vec<Part> {
    let mut parts = vec![Part { headline: None, body: (0, lines.len()) }];
    let mut at = 0;
    while at < lines.len() {
        if let Some((level, text)) = headline(lines[at]) {
            if let Some(last) = parts.last_mut() {
                last.body.1 = at;
            }
            let mut found = Headline::read(level, text, settings);
            let drawer = at + 1;
            if lines.get(drawer).is_some_and(|line| line.trim().eq_ignore_ascii_case(":properties:")) {
                let end = blocks.end(drawer).unwrap_or(drawer);
                found.id = lines[drawer..end].iter().find_map(|line| custom_id(line));
            }
            parts.push(Part { headline: Some(found), body: (at + 1, lines.len()) });
        } else if let Some(end) = blocks.end(at) {
            at = end;
        }
        at += 1;
    }
    let selected = selected(&parts, settings);
    let mut hidden_from = None;
    let mut number = 0;
    parts.retain(|part| {
        let is_selected = selected.get(number).copied().unwrap_or(true);
        number += 1;
        let Some(headline) = &part.headline else { return !settings.is_on("skip") };
        if hidden_from.is_some_and(|level| headline.level > level) {
            return false;
        }
        hidden_from = None;
        let is_hidden =
            headline.tags.iter().any(|tag| settings.exclude.contains(tag)) || headline.text.starts_with("COMMENT ");
        if is_hidden {
            hidden_from = Some(headline.level);
        }
        !is_hidden && is_selected
    });
    parts
}

/// For each part whether the selecting tags leave it; empty when there are none.
fn selected(parts: &[Part], settings: &Settings) -> Vec<bool> {
    let level = |part: &Part| part.headline.as_ref().map_or(0, |headline| headline.level);
    let mut kept = vec![false; parts.len()];
    let mut inherited = None;
    // The headlines above the one at hand.
    let mut above: Vec<usize> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let Some(headline) = &part.headline else {
            kept[number] = true;
            continue;
        };
        while above.last().is_some_and(|last| level(&parts[*last]) >= headline.level) {
            above.pop();
        }
        if inherited.is_some_and(|level| headline.level > level) {
            kept[number] = true;
        } else {
            inherited = None;
            if headline.tags.iter().any(|tag| settings.select.contains(tag)) {
                kept[number] = true;
                inherited = Some(headline.level);
                // Those further up were kept with the one that was met before.
                for last in above.iter().rev().take_while(|last| !kept[**last]).copied().collect::<Vec<_>>() {
                    kept[last] = true;
                }
            }
        }
        above.push(number);
    }
    if inherited.is_none() && !kept[1..].contains(&true) { Vec::new() } else { kept }
}

fn custom_id(line: &str) -> Option<String> {
    let rest = line.trim().strip_prefix(':')?;
    let (name, value) = rest.split_once(':')?;
    name.eq_ignore_ascii_case("custom_id").then(|| value.trim().to_owned()).filter(|id| !id.is_empty())
}

impl Headline {
    fn read(level: usize, written: &str, settings: &Settings) -> Self {
        let mut text = written;
        let mut tags = Vec::new();
        if let Some(rest) = text.strip_suffix(':')
            && let Some(begin) = rest.rfind(char::is_whitespace).map_or(Some(0), |at| Some(at + 1))
            && let Some(inner) = rest[begin..].strip_prefix(':')
            && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | ':' | '#' | '%'))
        {
            tags = inner.split(':').filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
            text = rest[..begin].trim_end();
        }
        let first = text.split_whitespace().next().unwrap_or_default();
        let task = settings.tasks.contains(first).then(|| first.to_owned());
        if task.is_some() {
            text = text[first.len()..].trim_start();
        }
        Self { level, task, text: text.to_owned(), tags, id: None }
    }
}

impl Page {
    /// Writes a headline. Its number and its task are shown if the page wants them.
    pub(super) fn headline(&mut self, headline: &Headline, out: &mut String) {
        let tag = headline.level.min(6);
        let html = self.inline(&headline.text);
        let _ = write!(out, "<h{tag}");
        if let Some(id) = &headline.id {
            let _ = write!(out, " id=\"{}\"", escaped(id));
        }
        out.push('>');
        if self.settings.is_on("num") {
            let number = self.number(headline.level);
            let _ = write!(out, "<span>{number}</span> ");
        }
        if let Some(task) = headline.task.as_ref().filter(|_| self.settings.is_on("todo")) {
            let _ = write!(out, "<span>{}</span> ", escaped(task));
        }
        let _ = writeln!(out, "{html}</h{tag}>");
    }

    fn number(&mut self, level: usize) -> String {
        // A headline of level 1,000 has no thousand numbers.
        let level = level.min(10);
        self.numbers.resize(level, 0);
        if let Some(last) = self.numbers.last_mut() {
            *last += 1;
        }
        let numbers: Vec<String> = self.numbers.iter().map(usize::to_string).collect();
        numbers.join(".")
    }
}
