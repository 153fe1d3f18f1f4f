//! Lists: `*` and `#`, one letter for each level, and `- term := definition`.

use std::fmt::Write as _;

use super::Reader;
use super::attributes::{Place, read};
use super::blocks::ends_paragraph;

/// Deeper levels are shown as this one.
const MAX_LEVELS: usize = 12;

/// The beginning of an item.
struct Item<'t> {
    level: usize,
    tag: &'static str,
    /// `#_`: the numbers go on.
    goes_on: bool,
    /// `#5`: its number.
    number: Option<usize>,
    attributes: String,
    text: &'t str,
}

fn item(line: &str) -> Option<Item<'_>> {
    let line = line.trim_start_matches(' ');
    let (list, marks) = if line.starts_with(['*', '#']) {
        (None, line)
    } else {
        let (list, marks) = read(line, Place::Item);
        (Some(list), marks)
    };
    let level = marks.bytes().take_while(|byte| matches!(byte, b'*' | b'#')).count();
    let last = marks.as_bytes().get(level.checked_sub(1)?)?;
    let tag = if *last == b'#' { "ol" } else { "ul" };
    let mut rest = &marks[level..];
    let (mut goes_on, mut number) = (false, None);
    if tag == "ol" {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        number = rest[..digits].parse().ok();
        goes_on = rest.starts_with('_');
        rest = &rest[digits + usize::from(goes_on)..];
    }
    let (attributes, rest) = read(rest, Place::Item);
    let attributes = list.map_or_else(|| attributes.html(), |list| list.html());
    rest.starts_with(' ').then(|| Item {
        level: level.min(MAX_LEVELS),
        tag,
        goes_on,
        number,
        attributes,
        text: rest.trim_start_matches(' '),
    })
}

/// Whether a line begins a list's item.
pub(super) fn is_item(line: &str) -> bool {
    item(line).is_some()
}

impl Reader<'_> {
    pub(super) fn list(&mut self) -> bool {
        if !is_item(self.line_at(self.at)) {
            return false;
        }
        let end = self.block_end(self.at, |_| false);
        let mut lines = self.take(end).split('\n').peekable();
        let mut open: Vec<&'static str> = Vec::new();
        let mut html = String::new();
        while let Some(line) = lines.next() {
            let Some(item) = item(line) else { continue };
            let mut text = item.text.to_owned();
            while let Some(more) = lines.next_if(|line| !is_item(line)) {
                text.push('\n');
                text.push_str(more.trim_end());
            }
            while open.len() > item.level {
                html.extend(open.pop().map(|list| format!("</li></{list}>")));
            }
            if open.len() == item.level {
                html.push_str("</li>\n<li");
            }
            while open.len() < item.level {
                let is_first = open.is_empty();
                open.push(item.tag);
                let _ = write!(html, "<{}{}><li", item.tag, self.start(&item, is_first));
                if open.len() < item.level {
                    html.push('>');
                }
            }
            if item.level == 1 && open[0] == "ol" {
                self.last_number += 1;
            }
            html.push_str(&item.attributes);
            html.push('>');
            html.push_str(&self.inline(&text));
        }
        for list in open.into_iter().rev() {
            let _ = write!(html, "</li></{list}>");
        }
        html.push('\n');
        self.push(html);
        true
    }

    /// The number a list begins with, as an attribute.
    fn start(&mut self, item: &Item<'_>, is_first: bool) -> String {
        if !is_first || item.tag != "ol" {
            return item.number.map(|number| format!(" start=\"{number}\"")).unwrap_or_default();
        }
        self.last_number = match item.number {
            Some(number) => number.saturating_sub(1),
            None if item.goes_on => self.last_number,
            None => 0,
        };
        if self.last_number > 0 || item.number == Some(0) {
            return format!(" start=\"{}\"", item.number.unwrap_or(self.last_number + 1));
        }
        String::new()
    }

    pub(super) fn definitions(&mut self, line: &str) -> bool {
        if !line.starts_with("- ") {
            return false;
        }
        // No further than a paragraph, which it is if it is no list.
        let mut end = self.block_end(self.at, ends_paragraph);
        let block = &self.text[self.at..end];
        let Some(first) = block.find(":=") else { return false };
        if block[..first].split('\n').any(|line| !line.starts_with("- ")) {
            return false;
        }
        // A definition that begins on the next line may hold empty ones.
        if block.trim_end().ends_with(":=") || block.contains(":=\n") {
            let within = self.at + block.rfind(":=").unwrap_or_default();
            if let Some(close) = self.ends.definition.next(within)
                && close + 2 > end
            {
                end = self.block_end(close, |_| false);
            }
        }
        let block = self.take(end);
        let mut html = String::from("<dl>\n");
        // A term begins at the start of a line outside a long definition.
        let (mut rest, mut may_be_long) = (block, true);
        while let Some(term) = rest.strip_prefix("- ") {
            let term_end = term.find(":=").unwrap_or(term.len());
            for name in term[..term_end].split("\n- ") {
                let _ = writeln!(html, "<dt>{}</dt>", self.inline(name.trim()));
            }
            let Some(meaning) = term.get(term_end + 2..) else { break };
            let is_long = may_be_long && meaning.trim_start_matches(' ').starts_with('\n');
            let long_end = if is_long { meaning.find("=:") } else { None };
            // Looked for once only, where there is none.
            may_be_long &= !is_long || long_end.is_some();
            let end = long_end.or_else(|| meaning.find("\n- ")).unwrap_or(meaning.len());
            html.push_str("<dd>");
            let paragraphs: Vec<&str> = meaning[..end].split("\n\n").map(str::trim).filter(|p| !p.is_empty()).collect();
            for paragraph in &paragraphs {
                let text = self.inline(paragraph);
                if paragraphs.len() > 1 {
                    let _ = write!(html, "<p>{text}</p>");
                } else {
                    html.push_str(&text);
                }
            }
            html.push_str("</dd>\n");
            let after = end + if long_end.is_some() { 2 } else { 0 };
            rest = meaning[after..].trim_start();
        }
        html.push_str("</dl>\n");
        if !rest.trim().is_empty() && !rest.starts_with("- ") {
            let _ = writeln!(html, "<p>{}</p>", self.inline(rest.trim()));
        }
        self.push(html);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn lists_nest_and_mix() {
        assert_eq!(
            to_html("text\n* a\n*# b\nmore\n*# c\n ** d\n* e"),
            "<p>text</p>\n<ul><li>a<ol><li>b<br>\nmore</li>\n<li>c</li>\n<li>d</li></ol></li>\n<li>e</li></ul>\n"
        );
        assert_eq!(to_html("*bold* text"), "<p><strong>bold</strong> text</p>\n");
        assert_eq!(to_html("*- a* b"), "<p><strong>- a</strong> b</p>\n");
        assert_eq!(to_html("*(c#d) x"), "<ul><li id=\"d\">x</li></ul>\n");
    }

    #[test]
    fn numbers_start_and_go_on() {
        assert_eq!(
            to_html("#5 a\n# b\n\ntext\n\n#_ c\n\n# d"),
            "<ol start=\"5\"><li>a</li>\n<li>b</li></ol>\n<p>text</p>\n<ol start=\"7\"><li>c</li></ol>\n<ol><li>d</li></ol>\n"
        );
    }

    #[test]
    fn definitions() {
        assert_eq!(
            to_html("- a := b\n- c\n- d := e\nf\n\n- no list"),
            "<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dt>c</dt>\n<dt>d</dt>\n<dd>e<br>\nf</dd>\n</dl>\n<p>- no list</p>\n"
        );
        assert_eq!(
            to_html("- a :=\nb\n\nc =:\n- d := e"),
            "<dl>\n<dt>a</dt>\n<dd><p>b</p><p>c</p></dd>\n<dt>d</dt>\n<dd>e</dd>\n</dl>\n"
        );
    }
}
