//! Document attributes: what `:name: value` sets and `{name}` gives.

use std::collections::HashMap;

use crate::html::escaped;

/// Asciidoctor's `max-attribute-value-size` in the safe mode GitHub uses, in bytes.
const MAX_VALUE: usize = 4096;

/// The attributes of a document. Values are HTML: special characters are escaped, as
/// references are replaced after the text's own characters have been.
#[derive(Debug)]
pub(super) struct Attributes {
    values: HashMap<String, String>,
    counters: HashMap<String, String>,
    /// How many bytes references may still add; what a few lines that refer to one
    /// another could grow to has no other bound.
    budget: usize,
}

impl Attributes {
    /// The attributes GitHub sets (github/markup, `markups.rb`), for a page of
    /// `size` bytes.
    pub(super) fn on_github(size: usize) -> Self {
        let set = [
            ("env", "github"),
            ("env-github", ""),
            ("idprefix", ""),
            ("idseparator", "-"),
            ("showtitle", ""),
            ("outfilesuffix", ".asciidoc"),
            ("backend", "html5"),
            ("backend-html5", ""),
            ("basebackend", "html"),
            ("basebackend-html", ""),
            ("filetype", "html"),
            ("doctype", "article"),
            ("doctype-article", ""),
            ("safe-mode-name", "secure"),
            ("safe-mode-secure", ""),
            ("embedded", ""),
            ("asciidoctor", ""),
            ("asciidoctor-version", "2.0.23"),
            ("toc-placement", "auto"),
            ("toc-title", "Table of Contents"),
            ("figure-caption", "Figure"),
            ("table-caption", "Table"),
            ("example-caption", "Example"),
            ("appendix-caption", "Appendix"),
            ("note-caption", "Note"),
            ("tip-caption", "Tip"),
            ("important-caption", "Important"),
            ("warning-caption", "Warning"),
            ("caution-caption", "Caution"),
            ("sectids", ""),
            ("prewrap", ""),
        ];
        Self {
            values: set.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            counters: HashMap::new(),
            budget: size.saturating_mul(4).saturating_add(1 << 20),
        }
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Sets `name` to a value that is HTML already.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let mut end = value.len().min(MAX_VALUE);
        while !value.is_char_boundary(end) {
            end -= 1;
        }
        self.values.insert(name.to_lowercase(), value[..end].to_owned());
    }

    pub(super) fn unset(&mut self, name: &str) {
        self.values.remove(&name.to_lowercase());
    }

    /// Takes an attribute entry, as [`entry`] found it.
    pub(super) fn enter(&mut self, name: &str, value: &str) {
        let name: String = name.to_lowercase();
        if let Some(name) = name.strip_prefix('!').or_else(|| name.strip_suffix('!')) {
            self.unset(name.trim());
            return;
        }
        let name: String = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).collect();
        let value = match pass_macro(value) {
            Some(("", inner)) => inner.to_owned(),
            Some((subs, inner)) => {
                let text = if subs.contains('c') || subs.contains('q') || subs.contains('n') {
                    escaped(inner)
                } else {
                    inner.to_owned()
                };
                if subs.contains('a') || subs.contains('n') { self.expand(&text) } else { text }
            }
            None => self.expand(&special_characters(value)),
        };
        match name.as_str() {
            "" => {}
            "leveloffset" => {
                let before: i64 = self.get("leveloffset").and_then(|v| v.parse().ok()).unwrap_or(0);
                let given: i64 = value.trim().trim_start_matches('+').parse().unwrap_or(0);
                let relative = value.starts_with(['+', '-']);
                self.set("leveloffset", &(if relative { before.saturating_add(given) } else { given }).to_string());
            }
            _ => self.set(&name, &value),
        }
    }

    /// `text` with its `{name}` references replaced; those to nothing stay.
    pub(super) fn expand(&mut self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        // Asciidoctor drops a line on which nothing but `{set:…}` stood.
        for (number, line) in text.split('\n').enumerate() {
            let before = out.len();
            if number > 0 {
                out.push('\n');
            }
            let assigned = self.expand_line(line, &mut out);
            if assigned && out[before..].trim().is_empty() {
                out.truncate(before);
            }
        }
        out
    }

    /// Like [`Self::expand`], for places where the result is not HTML yet.
    pub(super) fn expand_raw(&mut self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let expanded = self.expand(text);
        expanded.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    fn expand_line(&mut self, line: &str, out: &mut String) -> bool {
        let mut assigned = false;
        let mut rest = line;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else { break };
            // The last brace before the closing one begins the reference.
            let open = rest[..open + length].rfind('{').unwrap_or(open);
            let close = rest[open..].find('}').map_or(rest.len() - 1, |length| open + length);
            let (before, inner) = (&rest[..open], &rest[open + 1..close]);
            let reference = &rest[open..=close];
            rest = &rest[close + 1..];
            if before.ends_with('\\') || inner.ends_with('\\') {
                out.push_str(before.strip_suffix('\\').unwrap_or(before));
                out.push('{');
                out.push_str(inner.strip_suffix('\\').unwrap_or(inner));
                out.push('}');
                continue;
            }
            out.push_str(before);
            match self.value_of(inner) {
                Some(value) if value.len() <= self.budget => {
                    self.budget -= value.len();
                    assigned |= inner.starts_with("set:") || inner.starts_with("counter2:");
                    out.push_str(&value);
                }
                _ => out.push_str(reference),
            }
        }
        out.push_str(rest);
        assigned
    }

    fn value_of(&mut self, inner: &str) -> Option<String> {
        if let Some(assignment) = inner.strip_prefix("set:") {
            let (name, value) = assignment.split_once(':').unwrap_or((assignment, ""));
            self.enter(name, value);
            return Some(String::new());
        }
        if let Some(counter) = inner.strip_prefix("counter:") {
            return Some(self.count(counter));
        }
        if let Some(counter) = inner.strip_prefix("counter2:") {
            self.count(counter);
            return Some(String::new());
        }
        let mut characters = inner.chars();
        let is_name = characters.next().is_some_and(|c| c.is_alphanumeric() || c == '_')
            && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if !is_name {
            return None;
        }
        let name = inner.to_lowercase();
        self.values.get(&name).cloned().or_else(|| intrinsic(&name).map(str::to_owned))
    }

    fn count(&mut self, counter: &str) -> String {
        let (name, seed) = counter.split_once(':').unwrap_or((counter, "1"));
        let next = match self.counters.get(name) {
            None => seed.to_owned(),
            Some(last) => match last.parse::<i64>() {
                Ok(number) => number.saturating_add(1).to_string(),
                Err(_) => last.chars().map(|c| char::from_u32(c as u32 + 1).unwrap_or(c)).collect(),
            },
        };
        self.counters.insert(name.to_owned(), next.clone());
        self.set(name, &next);
        next
    }
}

/// `:name: value`, as name and value.
pub(super) fn entry(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix(':')?;
    let first = rest.trim_start_matches('!').chars().next()?;
    if !(first.is_alphanumeric() || first == '_') {
        return None;
    }
    let (name, value) = rest.split_once(':')?;
    if !(value.is_empty() || value.starts_with([' ', '\t'])) {
        return None;
    }
    Some((name, value.trim()))
}

/// `pass:subs[text]` around a whole value.
fn pass_macro(value: &str) -> Option<(&str, &str)> {
    value.strip_prefix("pass:")?.strip_suffix(']')?.split_once('[')
}

/// `text` with the three characters escaped that AsciiDoc escapes; quotes still mean
/// something afterwards.
pub(super) fn special_characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

/// The characters every document has names for (AsciiDoc Language Documentation,
/// "Character Replacement Attributes Reference").
fn intrinsic(name: &str) -> Option<&'static str> {
    Some(match name {
        "blank" | "empty" => "",
        "sp" => " ",
        "nbsp" => "&#160;",
        "zwsp" => "&#8203;",
        "wj" => "&#8288;",
        "apos" => "&#39;",
        "quot" => "&#34;",
        "lsquo" => "&#8216;",
        "rsquo" => "&#8217;",
        "ldquo" => "&#8220;",
        "rdquo" => "&#8221;",
        "deg" => "&#176;",
        "plus" => "&#43;",
        "brvbar" => "&#166;",
        "vbar" => "|",
        "amp" => "&amp;",
        "lt" => "&lt;",
        "gt" => "&gt;",
        "startsb" => "[",
        "endsb" => "]",
        "caret" => "^",
        "asterisk" => "*",
        "tilde" => "~",
        "backslash" => "\\",
        "backtick" => "`",
        "two-colons" => "::",
        "two-semicolons" => ";;",
        "cpp" | "cxx" => "C&#43;&#43;",
        "pp" => "&#43;&#43;",
        _ => return None,
    })
}
