//! Blocks: what the beginning of a line decides.

use std::fmt::Write as _;

use super::Reader;
use super::inlines::Rendered;
use super::strip::Taken;
use crate::tags::tag_at;

/// Tables within each other beyond this are text.
const MAX_TABLES: usize = 4;

impl Reader {
    /// A text of many lines; `depth` counts the tables it is in.
    pub(super) fn blocks(&mut self, text: &str, depth: usize) -> String {
        let lines: Vec<&str> = text.split('\n').collect();
        let mut out = String::with_capacity(text.len() * 5 / 4);
        let mut paragraph: Vec<&str> = Vec::new();
        // In an element such as `<div>`, a space at the beginning of a line means nothing.
        let mut elements = 0_usize;
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            let trimmed = line.trim();
            if trimmed.is_empty() {
                self.flush(&mut paragraph, &mut out);
                at += 1;
            } else if trimmed.trim_start_matches([':', ' ']).starts_with("{|") && depth < MAX_TABLES {
                self.flush(&mut paragraph, &mut out);
                at = self.table(&lines, at, depth, &mut out);
            } else if let Some((level, title)) = heading(line) {
                self.flush(&mut paragraph, &mut out);
                self.heading(level, title, &mut out);
                at += 1;
            } else if line.starts_with(['*', '#', ':', ';']) {
                self.flush(&mut paragraph, &mut out);
                let count = lines[at..].iter().take_while(|line| line.starts_with(['*', '#', ':', ';'])).count();
                self.list(&lines[at..at + count], &mut out);
                for line in &lines[at..at + count] {
                    elements = after(elements, line);
                }
                at += count;
            } else if line.starts_with("----") {
                self.flush(&mut paragraph, &mut out);
                out.push_str("<hr>\n");
                let rest = line.trim_start_matches('-');
                if !rest.trim().is_empty() {
                    paragraph.push(rest);
                }
                at += 1;
            } else if elements == 0 && self.is_preformatted(line) {
                self.flush(&mut paragraph, &mut out);
                let count = lines[at..].iter().take_while(|line| self.is_preformatted(line)).count();
                self.preformatted(&lines[at..at + count], &mut out);
                at += count;
            } else {
                elements = after(elements, line);
                paragraph.push(line);
                at += 1;
            }
        }
        self.flush(&mut paragraph, &mut out);
        out
    }

    fn flush(&mut self, paragraph: &mut Vec<&str>, out: &mut String) {
        if paragraph.is_empty() {
            return;
        }
        let Rendered { html, has_blocks } = self.inline(&paragraph.join("\n"));
        paragraph.clear();
        if html.trim().is_empty() {
        } else if has_blocks {
            // No paragraph can hold a block; the text around it makes its own.
            out.push_str(html.trim());
            out.push('\n');
        } else {
            let _ = writeln!(out, "<p>{}</p>", html.trim_end_matches(' '));
        }
    }

    fn heading(&mut self, level: usize, title: &str, out: &mut String) {
        let content = self.line(title);
        match self.heading_id(&content) {
            Some(id) => {
                let _ = writeln!(out, "<h{level} id=\"{id}\">{content}</h{level}>");
            }
            None => {
                let _ = writeln!(out, "<h{level}>{content}</h{level}>");
            }
        }
    }

    fn preformatted(&mut self, lines: &[&str], out: &mut String) {
        out.push_str("<pre>");
        for line in lines {
            let line = self.line(&line[1..]);
            out.push_str(&line);
            out.push('\n');
        }
        out.push_str("</pre>\n");
    }

    /// A line that begins with a space, but for one that only indents a block.
    fn is_preformatted(&self, line: &str) -> bool {
        let Some(text) = line.strip_prefix(' ') else { return false };
        let text = text.trim_start();
        !text.is_empty()
            && !text.starts_with("{|")
            && !tag_at(text).is_some_and(|tag| tag.is_block())
            && !matches!(self.taken_at(text), Some((Taken::Listing { .. } | Taken::Gallery(_), _)))
    }
}

/// A heading's level and text: the shorter of the rows of `=` decides
/// (MediaWiki, `Parser::handleHeadings`).
fn heading(line: &str) -> Option<(usize, &str)> {
    let line = line.trim_end();
    let before = line.bytes().take_while(|byte| *byte == b'=').count();
    if before == 0 || before == line.len() {
        return None;
    }
    let behind = line.bytes().rev().take_while(|byte| *byte == b'=').count();
    let level = before.min(behind).min(6);
    (level > 0).then(|| (level, line[level..line.len() - level].trim()))
}

/// How many elements that hold blocks are open after a line.
fn after(open: usize, line: &str) -> usize {
    const HOLDING: [&str; 9] = ["div", "table", "ul", "ol", "dl", "center", "blockquote", "details", "figure"];
    let mut open = open;
    let mut rest = line;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let Some(tag) = tag_at(rest) else {
            rest = &rest[1..];
            continue;
        };
        if tag.is_any(&HOLDING) && !tag.empty {
            open = if tag.closing { open.saturating_sub(1) } else { open + 1 };
        }
        rest = &rest[tag.length..];
    }
    open
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn headings_paragraphs_and_rules() {
        assert_eq!(
            to_html("= A (b) =\ntext\nmore\n== ''C'' ===\n=\n----d\n\n\ne"),
            "<h1 id=\"A_b\">A (b)</h1>\n<p>text\nmore</p>\n<h2 id=\"C_\"><i>C</i> =</h2>\n<p>=</p>\n<hr>\n<p>d</p>\n<p>e</p>\n"
        );
        assert!(to_html("==A==\n==A==").contains("id=\"A-2\""));
        assert!(to_html("==a ⟦\u{FDD0}7\u{FDD1}⟧ &amp; b==").contains("id=\"a___b\""));
    }

    #[test]
    fn a_leading_space_keeps_the_lines_but_not_in_elements() {
        assert_eq!(to_html("a\n b '''c'''\n  d\ne"), "<p>a</p>\n<pre>b <b>c</b>\n d\n</pre>\n<p>e</p>\n");
        assert_eq!(to_html("<div>\n a\n</div>\n b"), "<div>\n a\n</div>\n<pre>b\n</pre>\n");
        assert_eq!(to_html(" <code>a</code>\n b"), "<pre><code>a</code>\nb\n</pre>\n");
        assert_eq!(to_html("\n <pre>\n a\n</pre>"), "<pre><code> a</code></pre>\n");
    }

    #[test]
    fn magic_words_show_nothing() {
        assert_eq!(to_html("__TOC__\n\n__NOTOC__a __b__"), "<p>a __b__</p>\n");
    }
}
