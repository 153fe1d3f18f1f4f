//! Delimited blocks: what stands between two equal lines.

use std::fmt::Write as _;

use super::MAX_DEPTH;
use super::blocks::Parser;
use super::metadata::Metadata;
use super::paragraphs::ADMONITIONS;

/// What a delimiter begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fence {
    Listing,
    Literal,
    Example,
    Sidebar,
    Quote,
    Open,
    Pass,
    Comment,
    /// With the character that separates cells: `|`, `,`, `:` or `!`.
    Table(char),
    /// Markdown's, with the language after it.
    Backticks,
}

/// The block that `line` begins, if it is a delimiter.
pub(super) fn delimiter(line: &str) -> Option<Fence> {
    let first = line.chars().next()?;
    if let Some(language) = line.strip_prefix("```") {
        let is_language = language.chars().all(|c| c.is_alphanumeric() || "-_+#.,".contains(c));
        return is_language.then_some(Fence::Backticks);
    }
    if line == "--" {
        return Some(Fence::Open);
    }
    if line.len() < 4 {
        return None;
    }
    if matches!(first, '|' | ',' | ':' | '!') {
        return line[1..].bytes().all(|byte| byte == b'=').then_some(Fence::Table(first));
    }
    let fence = match first {
        '-' => Fence::Listing,
        '.' => Fence::Literal,
        '=' => Fence::Example,
        '*' => Fence::Sidebar,
        '_' => Fence::Quote,
        '+' => Fence::Pass,
        '/' => Fence::Comment,
        _ => return None,
    };
    line.chars().all(|c| c == first).then_some(fence)
}

impl Parser<'_, '_> {
    /// The delimited block at hand. One that is never closed reaches to the end.
    pub(super) fn delimited(&mut self, fence: Fence, metadata: &Metadata, out: &mut String) {
        let opening = self.lines[self.at];
        let closing = if fence == Fence::Backticks { "```" } else { opening };
        let begin = self.at + 1;
        let length = self.lines[begin..].iter().position(|line| *line == closing);
        let end = length.map_or(self.lines.len(), |length| begin + length);
        let lines = &self.lines[begin..end];
        self.at = (end + 1).min(self.lines.len());
        let style = metadata.list.style.as_str();
        match fence {
            Fence::Comment => {}
            _ if style == "comment" => {}
            Fence::Table(separator) => self.table(lines, separator, metadata, out),
            Fence::Backticks => {
                self.begin(metadata, out);
                let language = opening.trim_matches('`').split(',').next().unwrap_or_default();
                self.listing(lines, Some(language).filter(|language| !language.is_empty()), metadata, out);
            }
            Fence::Pass => {
                self.begin(metadata, out);
                self.passed(lines, metadata, out);
            }
            _ if style == "verse" => self.verse(lines, metadata, out),
            Fence::Listing | Fence::Literal => {
                self.begin(metadata, out);
                if matches!(style, "stem" | "latexmath" | "asciimath") {
                    self.passed(lines, metadata, out);
                } else {
                    self.verbatim(lines, metadata, out);
                }
            }
            Fence::Open if matches!(style, "source" | "listing" | "literal") => {
                self.begin(metadata, out);
                self.verbatim(lines, metadata, out);
            }
            Fence::Open if matches!(style, "pass" | "stem" | "latexmath" | "asciimath") => {
                self.begin(metadata, out);
                self.passed(lines, metadata, out);
            }
            Fence::Example | Fence::Sidebar | Fence::Quote | Fence::Open => {
                self.compound(fence, lines, metadata, out);
            }
        }
    }

    fn compound(&mut self, fence: Fence, lines: &[&str], metadata: &Metadata, out: &mut String) {
        let style = metadata.list.style.as_str();
        let mut html = String::new();
        if ADMONITIONS.contains(&style) {
            self.anchors(metadata, out);
            self.nested(lines, &mut html);
            return self.admonition(style, metadata, &html, out);
        }
        let style = match fence {
            Fence::Example => "example",
            Fence::Quote => "quote",
            _ => style,
        };
        if style == "example" && metadata.list.has_option("collapsible") {
            self.anchors(metadata, out);
            let title = metadata.title.as_deref().unwrap_or("Details");
            let title = self.document.inline(title);
            self.nested(lines, &mut html);
            let open = if metadata.list.has_option("open") { " open" } else { "" };
            let _ = writeln!(out, "<details{open}>\n<summary>{title}</summary>\n{html}</details>");
            return;
        }
        if style == "example" && metadata.title.is_some() {
            self.anchors(metadata, out);
            let caption = self.document.caption("example-caption", metadata.list.get("caption"));
            let title = self.document.inline(metadata.title.as_deref().unwrap_or_default());
            let _ = writeln!(out, "<div>{caption}{title}</div>");
        } else {
            self.begin(metadata, out);
        }
        self.nested(lines, &mut html);
        self.wrap_styled(style, metadata, &html, out);
    }

    /// `html` as the content of a block of this style.
    pub(super) fn wrap_styled(&mut self, style: &str, metadata: &Metadata, html: &str, out: &mut String) {
        let tag = if matches!(style, "quote" | "abstract") { "blockquote" } else { "div" };
        let _ = write!(out, "<{tag}>\n{html}");
        if style == "quote" {
            self.quote_sources(metadata, out);
        }
        let _ = writeln!(out, "</{tag}>");
    }

    /// Lines with blocks of their own.
    pub(super) fn nested(&mut self, lines: &[&str], out: &mut String) {
        if self.document.depth >= MAX_DEPTH {
            let text = self.document.inline(&lines.join("\n"));
            let _ = writeln!(out, "<p>{text}</p>");
            return;
        }
        self.document.depth += 1;
        Parser::new(lines, self.document).blocks(out);
        self.document.depth -= 1;
    }
}
