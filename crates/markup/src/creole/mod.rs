//! Creole 1.0, as GitHub's creole gem reads it (larsch/creole, without its
//! extensions, which GitHub leaves off): blocks.

use std::fmt::Write as _;

mod inlines;

use crate::ahead::Ahead;
use crate::html::push_escaped;

/// A page in Creole, as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader =
        Reader { out: String::with_capacity(text.len() * 5 / 4), open: Open::Nothing, phrases: Vec::new() };
    reader.read(text.trim_start_matches('\u{FEFF}'));
    reader.out
}

/// Deeper lists no page shows.
const MAX_LISTS: usize = 12;

struct Reader {
    out: String,
    open: Open,
    phrases: Vec<&'static str>,
}

/// The block that the next line may go on with.
enum Open {
    Nothing,
    Paragraph,
    /// Lists within each other, each with an item open.
    Lists(Vec<&'static str>),
    Table,
}

impl Reader {
    fn read(&mut self, text: &str) {
        let mut block_ends = Ahead::new(text, "\n}}}");
        let mut at = 0;
        while at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            let line = &text[at..end];
            if line == "{{{"
                && let Some(close) = block_ends.next(end)
            {
                self.preformatted(text.get(end + 1..close).unwrap_or_default());
                at = close + "\n}}}".len();
                continue;
            }
            self.line(line);
            at = end + 1;
        }
        self.close();
    }

    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.close();
        } else if trimmed.len() >= 4 && trimmed.bytes().all(|byte| byte == b'-') {
            self.close();
            self.out.push_str("<hr>\n");
        } else if trimmed.starts_with('=') {
            self.heading(trimmed);
        } else if trimmed.starts_with('|') {
            self.row(trimmed);
        } else if !self.item(trimmed) {
            self.text(trimmed);
        }
    }

    /// The gem escapes a heading's text: nothing in it is markup.
    fn heading(&mut self, line: &str) {
        self.close();
        let level = line.bytes().take_while(|byte| *byte == b'=').count().min(6);
        let text = line[level..].trim_end_matches('=').trim();
        if !text.is_empty() {
            let _ = write!(self.out, "<h{level}>");
            push_escaped(&mut self.out, text);
            let _ = writeln!(self.out, "</h{level}>");
        }
    }

    fn row(&mut self, line: &str) {
        if !matches!(self.open, Open::Table) {
            self.close();
            self.open = Open::Table;
            self.out.push_str("<table>\n");
        }
        self.out.push_str("<tr>");
        for cell in cells(line) {
            let (name, content) = cell.strip_prefix('=').map_or(("td", cell), |content| ("th", content));
            let _ = write!(self.out, "<{name}>");
            self.inline(content.trim());
            self.close_phrases();
            let _ = write!(self.out, "</{name}>");
        }
        self.out.push_str("</tr>\n");
    }

    /// A line of a list, unless `line` is none: two stars may also begin bold text.
    fn item(&mut self, line: &str) -> bool {
        let bullets = line.bytes().take_while(|byte| matches!(byte, b'*' | b'#')).count();
        let in_list = matches!(self.open, Open::Lists(_));
        if bullets == 0 || (line.starts_with('*') && bullets == 2 && !in_list) {
            return false;
        }
        let tag = if line.starts_with('*') { "ul" } else { "ol" };
        self.close_phrases();
        if !in_list {
            self.close();
        }
        let mut lists = match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Lists(lists) => lists,
            _ => Vec::new(),
        };
        let depth = bullets.min(MAX_LISTS);
        while lists.len() > depth || (lists.len() == depth && lists.last().is_some_and(|last| *last != tag)) {
            if let Some(list) = lists.pop() {
                let _ = write!(self.out, "</li></{list}>");
            }
        }
        if lists.len() == depth {
            self.out.push_str("</li>\n<li>");
        }
        while lists.len() < depth {
            lists.push(tag);
            let _ = write!(self.out, "<{tag}><li>");
        }
        self.open = Open::Lists(lists);
        self.inline(line[bullets..].trim_start());
        true
    }

    fn text(&mut self, line: &str) {
        if matches!(self.open, Open::Nothing | Open::Table) {
            self.close();
            self.open = Open::Paragraph;
            self.out.push_str("<p>");
        } else {
            self.out.push(' ');
        }
        self.inline(line);
    }

    fn preformatted(&mut self, text: &str) {
        self.close();
        self.out.push_str("<pre><code>");
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.out.push('\n');
            }
            // A space before the closing braces means them.
            push_escaped(&mut self.out, if line.starts_with(" }}}") { &line[1..] } else { line });
        }
        self.out.push_str("</code></pre>\n");
    }

    /// Ends the open block.
    fn close(&mut self) {
        self.close_phrases();
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing => {}
            Open::Paragraph => self.out.push_str("</p>\n"),
            Open::Table => self.out.push_str("</table>\n"),
            Open::Lists(lists) => {
                for list in lists.into_iter().rev() {
                    let _ = write!(self.out, "</li></{list}>");
                }
                self.out.push('\n');
            }
        }
    }
}

/// A row's cells: cut at the pipes outside links, images and escapes. Nothing after
/// the last pipe is no cell.
fn cells(row: &str) -> Vec<&str> {
    let mut closings = [("[[", Ahead::new(row, "]]")), ("{{", Ahead::new(row, "}}"))];
    let bytes = row.as_bytes();
    let (mut cells, mut start, mut at) = (Vec::new(), 1, 1);
    while at < bytes.len() {
        match bytes[at] {
            b'|' => {
                cells.push(&row[start..at]);
                start = at + 1;
                at += 1;
            }
            b'~' => at += 2,
            b'[' | b'{' => {
                let inside = closings.iter_mut().find(|(opening, _)| row[at..].starts_with(*opening));
                at = inside.and_then(|(_, closing)| closing.next(at + 2)).map_or(at + 1, |close| close + 2);
            }
            _ => at += 1,
        }
    }
    if !row[start..].trim().is_empty() {
        cells.push(&row[start..]);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn headings_rules_and_paragraphs() {
        assert_eq!(to_html("= H1 =\n== H **2**\n======= x\n"), "<h1>H1</h1>\n<h2>H **2**</h2>\n<h6>= x</h6>\n");
        assert_eq!(to_html("a\nb\n\nc\n-----\nd"), "<p>a b</p>\n<p>c</p>\n<hr>\n<p>d</p>\n");
        assert_eq!(to_html(""), "");
    }

    #[test]
    fn lists_nest_and_their_items_go_on() {
        assert_eq!(
            to_html("* a\n** b\nmore\n# c\n\n** d **"),
            "<ul><li>a<ul><li>b more</li></ul></li></ul><ol><li>c</li></ol>\n<p><strong> d </strong></p>\n"
        );
        assert_eq!(to_html("# a\n# b"), "<ol><li>a</li>\n<li>b</li></ol>\n");
    }

    #[test]
    fn tables_have_headers_and_keep_pipes_in_links() {
        assert_eq!(
            to_html("|=a|=b|\n| **c | {{x.png|d}} |\n|~|e|"),
            "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td><strong>c</strong></td>\
             <td><img src=\"x.png\" alt=\"d\"></td></tr>\n<tr><td>|e</td></tr>\n</table>\n"
        );
    }

    #[test]
    fn preformatted_text_is_left_alone() {
        assert_eq!(to_html("{{{\n**a** <b>\n }}}\n}}}\nx"), "<pre><code>**a** &lt;b&gt;\n}}}</code></pre>\n<p>x</p>\n");
        assert_eq!(to_html("{{{\na"), "<p>{{{ a</p>\n");
    }
}
