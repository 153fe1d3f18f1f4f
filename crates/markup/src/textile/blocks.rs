//! Blocks: what stands between empty lines, and how it begins.

use super::attributes::{Attributes, Place, read};
use super::{Part, Reader, alias};
use crate::html::escaped;
use crate::tags::tag_at;
use crate::urls::extent;

/// How a block begins: `h1(class). `, `bc.. `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature<'t> {
    name: &'t str,
    attributes: Attributes,
    /// Whether it goes on over empty lines.
    extended: bool,
    /// The text after it.
    rest: &'t str,
}

const NAMES: [&str; 12] = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "bq", "bc", "pre", "notextile"];

pub(super) fn signature(line: &str) -> Option<Signature<'_>> {
    let length = line.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = NAMES.into_iter().find(|name| *name == &line[..length])?;
    let (attributes, rest) = read(&line[length..], Place::Block);
    let rest = rest.strip_prefix('.')?;
    let (extended, rest) = rest.strip_prefix('.').map_or((false, rest), |rest| (true, rest));
    // `bq.:address` names what is quoted.
    let rest = match rest.strip_prefix(':').filter(|_| name == "bq") {
        Some(source) => &source[extent(source)..],
        None => rest,
    };
    Some(Signature { name, attributes, extended, rest: rest.strip_prefix(' ')? })
}

/// A footnote's number, its attributes as HTML and its text: `fn1. Text`.
pub(super) fn footnote(line: &str) -> Option<(&str, String, &str)> {
    let digits = line.strip_prefix("fn")?;
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (attributes, rest) = read(&digits[length..], Place::Block);
    let text = rest.strip_prefix('.')?;
    (length > 0 && text.starts_with(' ')).then(|| (&digits[..length], attributes.html(), text.trim_start()))
}

impl<'t> Reader<'t> {
    pub(super) fn read(&mut self) {
        while self.at < self.text.len() {
            let line = self.line_at(self.at);
            if line.trim().is_empty() {
                self.pass(line);
            } else if !(self.element(line) || self.named(line) || self.structure(line)) {
                self.paragraph(line);
            }
        }
    }

    pub(super) fn line_at(&self, at: usize) -> &'t str {
        let rest = &self.text[at..];
        rest.find('\n').map_or(rest, |end| &rest[..end])
    }

    /// Goes on after a line.
    pub(super) fn pass(&mut self, line: &str) {
        self.at = (self.at + line.len() + 1).min(self.text.len());
    }

    pub(super) fn push(&mut self, html: String) {
        self.out.push(Part::Html(html));
    }

    /// Where the block at `at` ends: before an empty line, or where `stop` says.
    pub(super) fn block_end(&self, at: usize, stop: impl Fn(&str) -> bool) -> usize {
        let mut end = at + self.line_at(at).len();
        while end < self.text.len() {
            let line = self.line_at(end + 1);
            if line.trim().is_empty() || stop(line) {
                break;
            }
            end += 1 + line.len();
        }
        end
    }

    /// Takes the text up to `end`, and the end of its line.
    pub(super) fn take(&mut self, end: usize) -> &'t str {
        let taken = &self.text[self.at.min(end)..end];
        self.at = (end + 1).min(self.text.len());
        taken
    }

    /// A block with a name before it.
    fn named(&mut self, line: &'t str) -> bool {
        if let Some((number, attributes, text)) = footnote(line) {
            let end = self.block_end(self.at, |_| false);
            self.at += line.len() - text.len();
            let text = self.take(end);
            let html = self.inline(text);
            self.out.push(Part::Note(number.to_owned(), attributes, html));
            return true;
        }
        let Some(signature) = signature(line) else { return false };
        self.at += line.len() - signature.rest.len();
        match signature.name {
            "bc" | "pre" => {
                let text = escaped(self.verbatim(signature.extended));
                let language = signature.attributes.class.as_deref().filter(|_| signature.name == "bc");
                let language = language.map(|language| format!(" lang=\"{language}\"")).unwrap_or_default();
                self.push(format!("<pre{language}><code>{text}</code></pre>\n"));
            }
            "notextile" => {
                let text = self.verbatim(signature.extended);
                self.push(format!("{text}\n"));
            }
            name => self.texts(name, &signature),
        }
        true
    }

    /// Text as it is, to the end of the block or, extended, to the next with a name.
    fn verbatim(&mut self, extended: bool) -> &'t str {
        let start = self.at;
        let mut end = self.block_end(start, |_| false);
        self.at = (end + 1).min(self.text.len());
        while extended && self.at < self.text.len() {
            let line = self.line_at(self.at);
            if signature(line).is_some() || footnote(line).is_some() {
                break;
            }
            if line.trim().is_empty() {
                self.pass(line);
            } else {
                end = self.block_end(self.at, |_| false);
                self.at = (end + 1).min(self.text.len());
            }
        }
        &self.text[start.min(end)..end]
    }

    /// Paragraphs, headings, quotations: one, or all up to the next with a name.
    fn texts(&mut self, name: &str, signature: &Signature<'_>) {
        let attributes = signature.attributes.html();
        let inner = if name == "bq" { "p" } else { name };
        if name == "bq" {
            self.push(format!("<blockquote{attributes}>\n"));
        }
        let attributes = if name == "bq" { String::new() } else { attributes };
        loop {
            let end = self.block_end(self.at, |line| name != "bq" && ends_paragraph(line));
            let text = self.take(end);
            let html = self.inline(text.trim_start());
            self.push(format!("<{inner}{attributes}>{html}</{inner}>\n"));
            while self.at < self.text.len() && self.line_at(self.at).trim().is_empty() {
                self.pass(self.line_at(self.at));
            }
            let next = self.line_at(self.at);
            let ends = signature_or_structure(next) || ends_paragraph(next);
            if !signature.extended || self.at >= self.text.len() || ends {
                break;
            }
        }
        if name == "bq" {
            self.push("</blockquote>\n".to_owned());
        }
    }

    /// Rules, lists, tables, aliases.
    fn structure(&mut self, line: &'t str) -> bool {
        let trimmed = line.trim();
        if is_rule(trimmed) {
            self.pass(line);
            self.push("<hr>\n".to_owned());
            return true;
        }
        if alias(line).is_some() {
            self.pass(line);
            return true;
        }
        self.list() || self.definitions(line) || self.table(line)
    }

    fn paragraph(&mut self, line: &'t str) {
        if line.starts_with(' ') {
            // RedCloth takes such a line as HTML of the author's: no paragraph.
            self.pass(line);
            let html = self.inline(line.trim());
            self.push(format!("{html}\n"));
            return;
        }
        let end = self.block_end(self.at, ends_paragraph);
        let text = self.take(end);
        let html = self.inline(text);
        self.push(format!("<p>{html}</p>\n"));
    }
}

/// Whether a line ends the paragraph before it.
pub(super) fn ends_paragraph(line: &str) -> bool {
    // A comment of one line is part of the text around it.
    let is_comment = line.starts_with("<!--") && !line.contains("-->");
    super::lists::is_item(line)
        || is_comment
        || tag_at(line.trim_start()).is_some_and(|tag| (tag.closing && tag.is_block()) || tag.is_any(&["pre"]))
}

fn signature_or_structure(line: &str) -> bool {
    signature(line).is_some() || footnote(line).is_some() || line.starts_with("table")
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && ["*", "-", "_"].iter().any(|letter| line.trim_matches(|c| letter.starts_with(c)).is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn blocks_have_names_and_attributes() {
        assert_eq!(
            to_html("h1. A\n\nh2(x#y)=. B\nc\n\np>. d\n\nHello. e\n\nh3.f"),
            "<h1>A</h1>\n<h2 align=\"center\" id=\"y\">B<br>\nc</h2>\n<p align=\"right\">d</p>\n<p>Hello. e</p>\n<p>h3.f</p>\n"
        );
        assert_eq!(
            to_html("bq.:http://a.b c\n\nbq.. d\n\ne\n\np. f\n\n---"),
            "<blockquote>\n<p>c</p>\n</blockquote>\n<blockquote>\n<p>d</p>\n<p>e</p>\n</blockquote>\n<p>f</p>\n<hr>\n"
        );
    }

    #[test]
    fn listings_are_left_alone() {
        assert_eq!(
            to_html("bc(ruby).   a *b* <c>\n&amp;\n\nd"),
            "<pre lang=\"ruby\"><code>  a *b* &lt;c&gt;\n&amp;amp;</code></pre>\n<p>d</p>\n"
        );
        assert_eq!(
            to_html("bc.. a\n\n  b\n\n\np. c\n\npre. d\n\nnotextile. <i>*e*</i>"),
            "<pre><code>a\n\n  b</code></pre>\n<p>c</p>\n<pre><code>d</code></pre>\n<i>*e*</i>\n"
        );
        assert_eq!(
            to_html("<pre><code class=\"c\">\n<a>\n\n*b*\n</code></pre>\ntext"),
            "<pre lang=\"c\"><code>&lt;a&gt;\n\n*b*\n</code></pre>\n<p>text</p>\n"
        );
    }

    #[test]
    fn html_of_the_author_stays() {
        assert_eq!(
            to_html("<div align=\"center\">\n\nh3. A\n\n</div>\n\n<p>*b*</p>\n<!-- c\n\nd -->\n\n e _f_"),
            "<div align=\"center\">\n<h3>A</h3>\n</div>\n<p><strong>b</strong></p>\ne <em>f</em>\n"
        );
        assert_eq!(to_html("<notextile>\n# *a*\n\n</notextile>\n\nb"), "# *a*\n\n\n<p>b</p>\n");
    }
}
