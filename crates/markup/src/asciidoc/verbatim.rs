//! Blocks whose text is shown as it stands: listings, literals, raw HTML, formulas.

use std::fmt::Write as _;

use super::blocks::Parser;
use super::inlines::Substitutions;
use super::metadata::Metadata;
use crate::html::escaped;

impl Parser<'_, '_> {
    /// A listing or a literal, with the language its list names.
    pub(super) fn verbatim(&mut self, lines: &[&str], metadata: &Metadata, out: &mut String) {
        let list = &metadata.list;
        let is_source = list.style == "source"
            || list.style.is_empty() && list.positional.first().is_some_and(String::is_empty) && list.at(1).is_some();
        let language = if is_source {
            let document = self.document.attributes.get("source-language");
            list.at(1).or_else(|| list.get("language")).or(document).map(str::to_owned)
        } else {
            None
        };
        self.listing(lines, language.as_deref(), metadata, out);
    }

    /// A listing in `language`.
    pub(super) fn listing(&mut self, lines: &[&str], language: Option<&str>, metadata: &Metadata, out: &mut String) {
        let indent = metadata.list.get("indent").and_then(|indent| indent.parse::<usize>().ok());
        let text = match indent {
            Some(indent) => reindented(lines, indent.min(40)).join("\n"),
            None => lines.join("\n"),
        };
        let names = metadata.list.get("subs");
        let wanted = names.map_or(Substitutions::VERBATIM, |names| Substitutions::VERBATIM.changed(names));
        let html = self.document.substituted(&text, wanted);
        let html = if wanted.special_characters { with_callouts(&html) } else { html };
        match language {
            Some(language) => {
                let _ = write!(out, "<pre lang=\"{}\"><code>", escaped(language.trim()));
            }
            None => out.push_str("<pre><code>"),
        }
        out.push_str(&html);
        out.push_str("</code></pre>\n");
    }

    /// Raw HTML, or a formula.
    pub(super) fn passed(&mut self, lines: &[&str], metadata: &Metadata, out: &mut String) {
        let text = lines.join("\n");
        let style = metadata.list.style.as_str();
        if matches!(style, "stem" | "latexmath" | "asciimath") {
            let html = self.document.formula(style, text.trim(), "display");
            let _ = writeln!(out, "<p>{html}</p>");
            return;
        }
        let wanted = metadata.list.get("subs").map_or(Substitutions::NONE, |names| Substitutions::NONE.changed(names));
        let html = self.document.substituted(&text, wanted);
        out.push_str(&html);
        out.push('\n');
    }
}

/// The lines indented by so many blanks, instead of the indentation they share.
pub(super) fn reindented(lines: &[&str], indent: usize) -> Vec<String> {
    let blanks = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = lines.iter().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    lines
        .iter()
        .map(|line| match line.get(shared..) {
            Some(rest) if !line.trim().is_empty() => " ".repeat(indent) + rest,
            _ => String::new(),
        })
        .collect()
}

/// The callouts at the ends of lines (`<1>`, `<!--1-->`, `<.>`), as `(1)`.
fn with_callouts(html: &str) -> String {
    if !html.contains("&gt;") {
        return html.to_owned();
    }
    let mut automatic = 0;
    let mut out = String::with_capacity(html.len());
    for (number, line) in html.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let mut rest = line;
        let mut found: Vec<(&str, &str)> = Vec::new();
        while let Some((before, callout, comment)) = last_callout(rest) {
            found.push((callout, comment));
            rest = before;
        }
        out.push_str(rest);
        for (callout, comment) in found.iter().rev() {
            let callout = if *callout == "." {
                automatic += 1;
                automatic.to_string()
            } else {
                (*callout).to_owned()
            };
            let (open, close) = if comment.is_empty() { ("", "") } else { ("&lt;!--", "--&gt;") };
            let _ = write!(out, "{open}<b>({callout})</b>{close}");
            out.push(' ');
        }
        if !found.is_empty() {
            out.pop();
        }
    }
    out
}

/// The last callout of a line: what stands before it, its number, and the comment
/// marks within it.
fn last_callout(line: &str) -> Option<(&str, &str, &str)> {
    let inner = line.trim_end().strip_suffix("&gt;")?;
    let (inner, comment) = inner.strip_suffix("--").map_or((inner, ""), |inner| (inner, "--"));
    let digits = inner.len() - inner.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let digits = if digits == 0 { usize::from(inner.ends_with('.')) } else { digits };
    let (before, number) = inner.split_at(inner.len() - digits);
    let opening = if comment.is_empty() { "&lt;" } else { "&lt;!--" };
    let before = before.strip_suffix(opening)?;
    if number.is_empty() || before.ends_with('\\') {
        return None;
    }
    Some((before, number, comment))
}
