//! Inline macros for keys, menus, images, icons and index terms.

use std::fmt::Write as _;

use super::Document;
use super::attributes::special_characters;
use super::attrlist::AttributeList;
use crate::scan::{Next, Slots, Step, after, before, bracket_end, is_word, rewrite, unescaped};

/// `text` with these macros as HTML.
pub(super) fn replaced(document: &Document, text: &str, slots: &mut Slots) -> String {
    let mut text = text.to_owned();
    if document.attributes.is_set("experimental") {
        text = rewrite(&text, &["kbd:[", "btn:["], |at, settled| keys(&text, at, settled, slots));
        let mut stops = Next::new(|c| matches!(c, '[' | '\n'));
        text = rewrite(&text, &["menu:"], |at, settled| {
            menu(&text, at, settled, &mut |from| stops.at(&text, from), slots)
        });
    }
    let mut stops = Next::new(|c| matches!(c, '[' | '\n'));
    text = rewrite(&text, &["image:", "icon:"], |at, settled| {
        image(document, &text, at, settled, &mut |from| stops.at(&text, from), slots)
    });
    let text = rewrite(&text, &["indexterm:[", "indexterm2:["], |at, settled| index_macro(&text, at, settled));
    index_terms(&text)
}

/// Whether a macro at `at` was escaped, with the text it then leaves.
fn escaped(text: &str, at: usize, settled: usize, end: usize) -> Option<Step> {
    (at > settled && before(text, at) == Some('\\')).then(|| Step::Replace {
        start: at - 1,
        end,
        with: text[at..end].to_owned(),
    })
}

fn keys(text: &str, at: usize, settled: usize, slots: &mut Slots) -> Step {
    let inner = at + "kbd:[".len();
    let Some(close) = bracket_end(text, inner) else { return Step::Stop };
    // `\]` may be the key itself; a key that is `]` alone closes nothing.
    if let Some(step) = escaped(text, at, settled, close + 1) {
        return step;
    }
    let content = unescaped(&text[inner..close]);
    if content.is_empty() {
        return Step::Pass;
    }
    let html = if text[at..].starts_with("kbd") {
        let delimiter = content.char_indices().skip(1).map(|(_, c)| c).find(|c| matches!(c, ',' | '+'));
        let keys: Vec<&str> = match delimiter {
            None => vec![&content],
            Some(delimiter) => match content.strip_suffix(delimiter) {
                // `Ctrl++`: the last key is the delimiter itself.
                Some(rest) if rest.ends_with(delimiter) => {
                    let last = &content[content.len() - 1..];
                    rest.trim_end_matches(delimiter).split(delimiter).chain(std::iter::once(last)).collect()
                }
                _ => content.split(delimiter).filter(|key| !key.trim().is_empty()).collect(),
            },
        };
        let keys: Vec<String> = keys.iter().map(|key| format!("<kbd>{}</kbd>", key.trim())).collect();
        keys.join("+")
    } else {
        format!("<b>{content}</b>")
    };
    Step::Replace { start: at, end: close + 1, with: slots.put(&html) }
}

fn menu(
    text: &str,
    at: usize,
    settled: usize,
    stop: &mut dyn FnMut(usize) -> Option<usize>,
    slots: &mut Slots,
) -> Step {
    let target = at + "menu:".len();
    let Some(open) = stop(target) else { return Step::Stop };
    if open == target || !text[open..].starts_with('[') || after(text, target).is_some_and(char::is_whitespace) {
        return Step::Pass;
    }
    let Some(close) = bracket_end(text, open + 1) else { return Step::Stop };
    if let Some(step) = escaped(text, at, settled, close + 1) {
        return step;
    }
    let items = unescaped(&text[open + 1..close]);
    let items = items.replace("&gt;", "\u{1}");
    let delimiter = if items.contains('\u{1}') { '\u{1}' } else { ',' };
    let mut html = format!("<b>{}</b>", text[target..open].trim());
    for item in items.split(delimiter).map(str::trim).filter(|item| !item.is_empty()) {
        html.push_str("&#160;&#8250; <b>");
        html.push_str(item);
        html.push_str("</b>");
    }
    Step::Replace { start: at, end: close + 1, with: slots.put(&html) }
}

fn image(
    document: &Document,
    text: &str,
    at: usize,
    settled: usize,
    stop: &mut dyn FnMut(usize) -> Option<usize>,
    slots: &mut Slots,
) -> Step {
    let is_icon = text[at..].starts_with("icon:");
    let target = at + if is_icon { "icon:".len() } else { "image:".len() };
    if before(text, at).is_some_and(is_word) {
        return Step::Pass;
    }
    let Some(open) = stop(target) else { return Step::Stop };
    let written = &text[target..open];
    if !text[open..].starts_with('[')
        || written.is_empty()
        || written.starts_with([':', ' ', '\t'])
        || written.ends_with(' ')
    {
        return Step::Pass;
    }
    let Some(close) = bracket_end(text, open + 1) else { return Step::Stop };
    if let Some(step) = escaped(text, at, settled, close + 1) {
        return step;
    }
    let inner = unescaped(&text[open + 1..close]);
    let list = AttributeList::of_macro(&inner);
    let html = if is_icon {
        let alt = list.get("alt").unwrap_or(written);
        linked(&list, &format!("[{}]", special_quotes(alt)))
    } else {
        document.image(written, &list)
    };
    Step::Replace { start: at, end: close + 1, with: slots.put(&html) }
}

fn index_macro(text: &str, at: usize, settled: usize) -> Step {
    let Some(open) = text[at..].find('[').map(|length| at + length) else { return Step::Stop };
    let Some(close) = bracket_end(text, open + 1) else { return Step::Stop };
    if let Some(step) = escaped(text, at, settled, close + 1) {
        return step;
    }
    let shown = text[at..].starts_with("indexterm2");
    let with = if shown { unescaped(&text[open + 1..close]) } else { String::new() };
    Step::Replace { start: at, end: close + 1, with }
}

/// `((term))` shows the term, `(((term, more)))` nothing.
fn index_terms(text: &str) -> String {
    rewrite(text, &["(("], |at, settled| {
        let inner = at + 2;
        let Some(length) = text[inner..].find("))") else { return Step::Stop };
        // Of more than two closing brackets, the last two close.
        let mut close = inner + length;
        while text[close + 2..].starts_with(')') {
            close += 1;
        }
        if close == inner {
            return Step::Pass;
        }
        if at > settled && before(text, at) == Some('\\') {
            return Step::Replace { start: at - 1, end: close + 2, with: text[at..close + 2].to_owned() };
        }
        let content = &text[inner..close];
        let with = match (content.strip_prefix('('), content.strip_suffix(')')) {
            (Some(_), Some(_)) => String::new(),
            // The third bracket is the text's own: `(a ((b)))`.
            (Some(content), None) => format!("({content}"),
            (None, Some(content)) => format!("{content})"),
            (None, None) => content.to_owned(),
        };
        Step::Replace { start: at, end: close + 2, with }
    })
}

impl Document {
    /// An image; its target and list come with special characters escaped.
    pub(super) fn image(&self, target: &str, list: &AttributeList) -> String {
        let alt = match list.at(0).or_else(|| list.get("alt")) {
            Some(alt) => without_tags(alt).replace('\n', " "),
            None => default_alt(target),
        };
        let mut html =
            format!("<img src=\"{}\" alt=\"{}\"", special_quotes(&self.image_path(target)), special_quotes(&alt));
        for (name, at) in [("width", 1), ("height", 2)] {
            if let Some(size) = list.get(name).or_else(|| list.at(at)) {
                let _ = write!(html, " {name}=\"{}\"", special_quotes(size));
            }
        }
        html.push('>');
        linked(list, &html)
    }

    /// `target`, in `imagesdir` unless it is whole.
    pub(super) fn image_path(&self, target: &str) -> String {
        let folder = self.attributes.get("imagesdir").unwrap_or_default().trim_end_matches('/');
        let is_whole = target.contains("://") || target.starts_with("data:") || target.starts_with('/');
        if is_whole || folder.is_empty() { target.to_owned() } else { format!("{folder}/{target}") }
    }
}

/// `html`, within the link its list asks for.
fn linked(list: &AttributeList, html: &str) -> String {
    match list.get("link").filter(|link| !link.is_empty() && !matches!(*link, "none" | "self")) {
        Some(link) => format!("<a href=\"{}\">{html}</a>", special_quotes(link)),
        None => html.to_owned(),
    }
}

/// Text that passes made HTML of, as text again.
fn without_tags(html: &str) -> String {
    let mut parts = html.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    text
}

/// A file's name without its ending, as words.
fn default_alt(target: &str) -> String {
    let name = target.rsplit('/').next().unwrap_or(target);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.replace(['_', '-'], " ")
}

/// Escaped text for between double quotes: quotes escaped as well.
pub(super) fn special_quotes(text: &str) -> String {
    text.replace('"', "&quot;").replace('<', "&lt;")
}

/// A list whose values are plain text, with their special characters escaped.
pub(super) fn escaped_list(text: &str) -> AttributeList {
    AttributeList::of_macro(&special_characters(text))
}
