//! Paragraphs: plain ones, and those that are something else by style or by form.

use std::fmt::Write as _;

use super::Document;
use super::blocks::Parser;
use super::metadata::Metadata;
use super::verbatim::reindented;

/// The kinds of admonitions, as AsciiDoc writes them.
pub(super) const ADMONITIONS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

impl Parser<'_, '_> {
    pub(super) fn paragraph(&mut self, metadata: &Metadata, is_indented: bool, in_list: bool, out: &mut String) {
        let lines = self.paragraph_lines(in_list);
        let style = metadata.list.style.as_str();
        if ADMONITIONS.contains(&style) {
            let text = self.document.inline(&lines.join("\n"));
            self.anchors(metadata, out);
            return self.admonition(style, metadata, &format!("<p>{text}</p>\n"), out);
        }
        match style {
            "comment" => return,
            "source" | "listing" | "literal" => {
                self.begin(metadata, out);
                return self.verbatim(&lines, metadata, out);
            }
            "" if metadata.list.at(1).is_some() && metadata.list.positional.first().is_some_and(String::is_empty) => {
                self.begin(metadata, out);
                return self.verbatim(&lines, metadata, out);
            }
            "stem" | "latexmath" | "asciimath" | "pass" => {
                self.begin(metadata, out);
                return self.passed(&lines, metadata, out);
            }
            "verse" => return self.verse(&lines, metadata, out),
            "quote" | "example" | "sidebar" | "abstract" | "open" | "partintro" => {
                let text = self.document.inline(&lines.join("\n"));
                self.begin(metadata, out);
                return self.wrap_styled(style, metadata, &format!("<p>{text}</p>\n"), out);
            }
            _ => {}
        }
        let first = lines.first().copied().unwrap_or_default();
        if is_indented && style != "normal" {
            self.begin(metadata, out);
            let lines = reindented(&lines, 0);
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            return self.verbatim(&lines, metadata, out);
        }
        let kind =
            ADMONITIONS.iter().find(|kind| first.strip_prefix(**kind).is_some_and(|rest| rest.starts_with(": ")));
        if let Some(kind) = kind {
            let text = lines.join("\n");
            let text = self.document.inline(text[kind.len() + 1..].trim_start());
            self.anchors(metadata, out);
            return self.admonition(kind, metadata, &format!("<p>{text}</p>\n"), out);
        }
        if first.starts_with("> ") {
            return self.markdown_quote(&lines, metadata, out);
        }
        if let [rest @ .., last] = lines.as_slice()
            && let (Some(attribution), [.., end]) = (last.strip_prefix("-- "), rest)
            && first.starts_with('"')
            && end.ends_with('"')
        {
            let text = rest.join("\n");
            let text = self.document.inline(text.trim_matches('"'));
            self.begin(metadata, out);
            let _ = writeln!(out, "<blockquote>\n<p>{text}</p>");
            self.attribution(attribution, out);
            out.push_str("</blockquote>\n");
            return;
        }
        let html = self.document.lines_inline(&lines, metadata);
        self.begin(metadata, out);
        out.push_str("<p>");
        out.push_str(&html);
        out.push_str("</p>\n");
    }

    /// An admonition around `html`.
    pub(super) fn admonition(&mut self, kind: &str, metadata: &Metadata, html: &str, out: &mut String) {
        let class = kind.to_ascii_lowercase();
        let word = self.document.attributes.get(&format!("{class}-caption")).unwrap_or(kind).to_owned();
        let _ = writeln!(
            out,
            "<div class=\"markdown-alert markdown-alert-{class}\">\n<p class=\"markdown-alert-title\">{word}</p>"
        );
        if let Some(title) = &metadata.title {
            let title = self.document.inline(title);
            let _ = writeln!(out, "<p><strong>{title}</strong></p>");
        }
        out.push_str(html);
        out.push_str("</div>\n");
    }

    /// `[verse]`: lines stay lines.
    pub(super) fn verse(&mut self, lines: &[&str], metadata: &Metadata, out: &mut String) {
        let html = self.document.inline(&lines.join("\n"));
        self.begin(metadata, out);
        out.push_str("<blockquote>\n<p>");
        for (number, line) in html.split('\n').enumerate() {
            if number > 0 && !out.ends_with("<br>\n") {
                out.push_str("<br>\n");
            } else if number > 0 {
                out.push('\n');
            }
            let indent = line.len() - line.trim_start_matches(' ').len();
            out.push_str(&"&#160;".repeat(indent));
            out.push_str(&line[indent..]);
        }
        out.push_str("</p>\n");
        self.quote_sources(metadata, out);
        out.push_str("</blockquote>\n");
    }

    /// Markdown's `> `, which Asciidoctor knows too.
    fn markdown_quote(&mut self, lines: &[&str], metadata: &Metadata, out: &mut String) {
        let mut inner: Vec<&str> = lines
            .iter()
            .map(|line| line.strip_prefix('>').map_or(*line, |line| line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        let attribution = inner.last().and_then(|line| line.strip_prefix("-- ")).map(str::to_owned);
        if attribution.is_some() {
            inner.pop();
        }
        self.begin(metadata, out);
        out.push_str("<blockquote>\n");
        self.nested(&inner, out);
        if let Some(attribution) = attribution {
            self.attribution(&attribution, out);
        }
        out.push_str("</blockquote>\n");
    }

    /// Who said it and where, from a quote's attribute list.
    pub(super) fn quote_sources(&mut self, metadata: &Metadata, out: &mut String) {
        let author = metadata.list.at(1).or_else(|| metadata.list.get("attribution")).unwrap_or_default();
        let source = metadata.list.at(2).or_else(|| metadata.list.get("citetitle")).unwrap_or_default();
        if !author.is_empty() || !source.is_empty() {
            let said = if source.is_empty() { author.to_owned() } else { format!("{author}, {source}") };
            self.attribution(&said, out);
        }
    }

    fn attribution(&mut self, written: &str, out: &mut String) {
        let (author, source) = written.split_once(", ").unwrap_or((written, ""));
        let author = self.document.inline(author);
        out.push_str("<p>");
        if !author.is_empty() {
            out.push_str("&#8212; ");
            out.push_str(&author);
        }
        if !source.is_empty() {
            let source = self.document.inline(source);
            out.push_str(if author.is_empty() { "<cite>" } else { "<br>\n<cite>" });
            out.push_str(&source);
            out.push_str("</cite>");
        }
        out.push_str("</p>\n");
    }
}

impl Document {
    /// A paragraph's lines, with the substitutions and breaks its list asks for.
    fn lines_inline(&mut self, lines: &[&str], metadata: &Metadata) -> String {
        let before = self.hard_breaks;
        self.hard_breaks |= metadata.list.has_option("hardbreaks");
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_start()).collect();
        let wanted = super::inlines::Substitutions::NORMAL;
        let wanted = metadata.list.get("subs").map_or(wanted, |names| wanted.changed(names));
        let html = self.substituted(&lines.join("\n"), wanted);
        self.hard_breaks = before;
        html
    }
}
