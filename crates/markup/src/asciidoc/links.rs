//! Links: URLs as they stand, `link:` and `mailto:` macros, e-mail addresses.

use super::Document;
use super::attrlist::AttributeList;
use super::macros::special_quotes;
use crate::scan::{Next, Slots, Step, after, before, bracket_end, is_word, rewrite};

/// `text` with its links as HTML; what they are called stays open to later passes.
pub(super) fn replaced(document: &Document, text: &str, slots: &mut Slots) -> String {
    let text = urls(document, text, slots);
    let text = link_macros(document, &text, slots);
    rewrite(&text, &["@"], |at, settled| address(&text, at, settled, slots))
}

fn urls(document: &Document, text: &str, slots: &mut Slots) -> String {
    let mut unclosed = false;
    let mut stops = Next::new(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '<' | '\0'));
    rewrite(text, &["://"], |colon, settled| {
        let schemes = ["https", "http", "file", "ftp", "irc"];
        let Some(scheme) = schemes.iter().find(|scheme| text[settled..colon].ends_with(**scheme)) else {
            return Step::Pass;
        };
        let mut start = colon - scheme.len();
        let at = start;
        let head = &text[settled..at];
        let is_macro = head.ends_with("link:");
        let escaped = head.ends_with('\\');
        if is_macro {
            start -= "link:".len();
        }
        let allowed =
            |c: char| c.is_whitespace() || matches!(c, '>' | '(' | ')' | '[' | ']' | ';' | '"' | '\'' | '\0' | '|');
        let previous = before(text, if escaped { at - 1 } else { start });
        let free = is_macro || previous.is_none_or(|c| allowed(c) || (c as u32) >= 0x2018 && !c.is_alphanumeric());
        if !free {
            return Step::Pass;
        }
        let mut end = stops.at(text, at).unwrap_or(text.len());
        let mut label = None;
        let mut after_label = end;
        if text[end..].starts_with('[') && !unclosed {
            match bracket_end(text, end + 1) {
                Some(close) => {
                    label = Some(&text[end + 1..close]);
                    after_label = close + 1;
                }
                None => unclosed = true,
            }
        }
        if escaped {
            return Step::Replace { start: at - 1, end: after_label, with: text[at..after_label].to_owned() };
        }
        if let Some(label) = label {
            let with = document.link(&text[at..end], label, slots);
            return Step::Replace { start, end: after_label, with };
        }
        if is_macro {
            // Without brackets it is no macro, and no URL either.
            return Step::Pass;
        }
        if head.ends_with("&lt;")
            && let Some(length) = text[at..end].find("&gt;")
        {
            let close = at + length;
            let with = document.bare(&text[at..close], slots);
            return Step::Replace { start: at - "&lt;".len(), end: close + "&gt;".len(), with };
        }
        end = at + without_punctuation(&text[at..end]).len();
        if end <= colon + 3 {
            return Step::Pass;
        }
        Step::Replace { start, end, with: document.bare(&text[at..end], slots) }
    })
}

/// A URL without what ends the sentence it stands in.
fn without_punctuation(mut url: &str) -> &str {
    let (opened, mut closed) = (url.matches('(').count(), url.matches(')').count());
    loop {
        let reference = ["&amp;", "&gt;", "&lt;"].iter().find_map(|reference| url.strip_suffix(reference));
        let shorter = match reference {
            Some(shorter) => shorter,
            None => match url.strip_suffix(['.', ',', ';', ':', ')', '\'', '"', '!', '?']) {
                Some(_) if url.ends_with(')') && opened >= closed => return url,
                Some(shorter) => shorter,
                None => return url,
            },
        };
        closed -= usize::from(url.ends_with(')') && closed > 0);
        url = shorter;
    }
}

fn link_macros(document: &Document, text: &str, slots: &mut Slots) -> String {
    let mut stops = Next::new(|c: char| c == '[' || c.is_whitespace());
    rewrite(text, &["link:", "mailto:"], |at, settled| {
        let is_mail = text[at..].starts_with('m');
        let target = at + if is_mail { "mailto:".len() } else { "link:".len() };
        let Some(open) = stops.at(text, target) else { return Step::Stop };
        let written = &text[target..open];
        if !text[open..].starts_with('[') || written.starts_with(':') || before(text, at).is_some_and(is_word) {
            return Step::Pass;
        }
        let Some(close) = bracket_end(text, open + 1) else { return Step::Stop };
        let end = close + 1;
        if at > settled && before(text, at) == Some('\\') {
            return Step::Replace { start: at - 1, end, with: text[at..end].to_owned() };
        }
        let written = slots.filled(written);
        let label = &text[open + 1..close];
        let with = if is_mail {
            let shown = if label.trim().is_empty() { written.clone() } else { label_of(label).0 };
            wrapped(&format!("mailto:{written}"), &shown, slots)
        } else {
            document.link(&written, label, slots)
        };
        Step::Replace { start: at, end, with }
    })
}

fn address(text: &str, at: usize, settled: usize, slots: &mut Slots) -> Step {
    let is_local = |c: char| is_word(c) || matches!(c, '-' | '.' | '%' | '+');
    let local = text[settled..at].chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum::<usize>();
    let start = at - local;
    let host = text[at + 1..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
        .unwrap_or(text.len() - at - 1);
    let host = text[at + 1..at + 1 + host].trim_end_matches(['.', '-', '_']);
    let valid = host.rsplit_once('.').is_some_and(|(name, top)| {
        !name.is_empty() && (2..=5).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    if local == 0 || !valid || !after(text, start).is_some_and(is_word) {
        return Step::Pass;
    }
    let end = at + 1 + host.len();
    match before(text, start).filter(|_| start > settled) {
        Some('\\') => Step::Replace { start: start - 1, end, with: text[start..end].to_owned() },
        Some('>' | ':' | '/' | '@') => Step::Pass,
        _ => {
            let address = &text[start..end];
            Step::Replace { start, end, with: wrapped(&format!("mailto:{address}"), address, slots) }
        }
    }
}

impl Document {
    /// A link to `target` called `label`, which may be an attribute list.
    fn link(&self, target: &str, label: &str, slots: &mut Slots) -> String {
        let (label, id) = label_of(label);
        let shown = if label.is_empty() { self.shown_url(target) } else { label };
        let link = wrapped(target, &shown, slots);
        match id {
            Some(id) => slots.put(&format!("<a id=\"{}\"></a>", special_quotes(&id))) + &link,
            None => link,
        }
    }

    /// A URL that stands for itself.
    fn bare(&self, url: &str, slots: &mut Slots) -> String {
        let shown = slots.put(&self.shown_url(url));
        wrapped(url, &shown, slots)
    }

    fn shown_url(&self, url: &str) -> String {
        let hidden = self.attributes.is_set("hide-uri-scheme");
        url.split_once("://").filter(|_| hidden).map_or(url, |(_, rest)| rest).to_owned()
    }
}

/// The text of a link, and its id.
fn label_of(written: &str) -> (String, Option<String>) {
    let text = written.trim().replace("\\]", "]");
    let (text, id) = if text.contains('=') {
        let list = AttributeList::of_macro(&text);
        match list.at(0) {
            Some(first) => (first.to_owned(), list.id),
            // `[a = b]` names nothing AsciiDoc knows; GitHub would show the target.
            None => (String::new(), list.id),
        }
    } else {
        (text, None)
    };
    // A caret opens the link in a window of its own.
    (text.strip_suffix('^').map_or(text.clone(), str::to_owned), id)
}

fn wrapped(target: &str, shown: &str, slots: &mut Slots) -> String {
    let open = slots.put(&format!("<a href=\"{}\">", special_quotes(target)));
    let close = slots.put("</a>");
    format!("{open}{shown}{close}")
}
