//! Pod, Perl's plain old documentation, as GitHub shows it: read like `perlpodspec`
//! says, written like `Pod::Simple::XHTML` does.
//!
//! The list of coding errors which that adds to a page is left out: it says nothing
//! of the page's subject.

mod codes;
mod paragraphs;

use codes::{Marked, marked};
use paragraphs::{Paragraph, paragraphs};

use crate::html::{escaped, push_escaped};

/// Lists nested deeper than this go on in the list they are in.
const MAX_DEPTH: usize = 24;

/// The page `text` as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let mut writer = Writer::default();
    for paragraph in paragraphs(text) {
        writer.paragraph(&paragraph);
    }
    writer.end_lists(0);
    writer.out
}

/// What an `=over` turned out to be when its first content came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Unknown,
    Bullets,
    Numbers,
    Terms,
    Indented,
}

#[derive(Default)]
struct Writer {
    out: String,
    lists: Vec<Open>,
    /// How many `=over` were too deep to be opened.
    too_deep: usize,
    /// Formats of the `=begin` regions the text is in.
    regions: Vec<Region>,
    /// Regions within one that is not shown.
    hidden: usize,
}

struct Open {
    list: List,
    /// Whether an item's content may follow; a term's is not opened before it does.
    in_item: bool,
    in_meaning: bool,
}

/// A region that is shown.
enum Region {
    /// HTML as it is.
    Html,
    /// Pod.
    Pod,
}

impl Writer {
    fn paragraph(&mut self, paragraph: &Paragraph<'_>) {
        if let Paragraph::Command { name, text } = paragraph {
            match *name {
                "begin" => return self.begin(text.trim()),
                "end" => return self.end(),
                _ => {}
            }
        }
        if self.hidden > 0 {
            return;
        }
        if let Some(Region::Html) = self.regions.last() {
            self.out.push_str(paragraph.written());
            self.out.push_str("\n\n");
            return;
        }
        match paragraph {
            Paragraph::Verbatim(text) => {
                self.content();
                self.out.push_str("<pre><code>");
                push_escaped(&mut self.out, text);
                self.out.push_str("</code></pre>\n");
            }
            Paragraph::Text(text) => self.text(text),
            Paragraph::Command { name, text } => self.command(name, text),
        }
    }

    /// Adds `parts`, which are HTML.
    fn push(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }

    fn command(&mut self, name: &str, text: &str) {
        match (name, name.strip_prefix("head").and_then(|level| level.parse::<u8>().ok())) {
            (_, Some(level @ 1..=6)) => self.heading(level, text),
            ("over", _) if self.lists.len() >= MAX_DEPTH => self.too_deep += 1,
            ("over", _) => {
                self.content();
                self.lists.push(Open { list: List::Unknown, in_item: false, in_meaning: false });
            }
            ("back", _) if self.too_deep > 0 => self.too_deep -= 1,
            ("back", _) => self.end_lists(self.lists.len().saturating_sub(1)),
            ("item", _) => self.item(text),
            ("for", _) => self.for_format(text),
            // `=pod`, `=cut` and `=encoding` show nothing, nor do unknown commands.
            _ => {}
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        // A heading ends lists that nobody ended.
        self.end_lists(0);
        let Marked { html, text } = marked(text);
        if html.is_empty() {
            return;
        }
        let id = codes::id(&text);
        let name = format!("h{level}");
        self.push(&["<", &name, " id=\"", &escaped(&id), "\">", &html, "</", &name, ">\n"]);
    }

    fn text(&mut self, text: &str) {
        let html = marked(text).html;
        if !html.is_empty() {
            self.content();
            self.push(&["<p>", &html, "</p>\n"]);
        }
    }

    fn item(&mut self, text: &str) {
        let text = text.trim();
        let bullet = text.strip_prefix('*').filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        let digits = text.strip_suffix('.').unwrap_or(text);
        let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let kind = match (bullet, number || text.is_empty()) {
            (Some(_), _) => List::Bullets,
            (None, true) => {
                if number {
                    List::Numbers
                } else {
                    List::Bullets
                }
            }
            (None, false) => List::Terms,
        };
        if !self.lists.last().is_some_and(|open| open.list != List::Indented) {
            // An item outside any list begins one.
            self.lists.push(Open { list: List::Unknown, in_item: false, in_meaning: false });
        }
        self.end_item();
        let Some(open) = self.lists.last_mut() else { return };
        if open.list == List::Unknown {
            open.list = kind;
            self.out.push_str(match kind {
                List::Numbers => "<ol>\n",
                List::Terms => "<dl>\n",
                _ => "<ul>\n",
            });
        }
        open.in_item = true;
        let said = match open.list {
            List::Bullets => bullet.unwrap_or(text).trim(),
            List::Numbers if number => "",
            _ => text,
        };
        let html = marked(said).html;
        if open.list == List::Terms {
            self.push(&["<dt>", &html, "</dt>\n"]);
            return;
        }
        self.out.push_str("<li>");
        if !html.is_empty() {
            self.push(&["<p>", &html, "</p>\n"]);
        }
    }

    /// Makes room for content in the list the text is in.
    fn content(&mut self) {
        let Some(open) = self.lists.last_mut() else { return };
        match open.list {
            List::Unknown => {
                open.list = List::Indented;
                self.out.push_str("<blockquote>\n");
            }
            List::Terms if !open.in_meaning => {
                open.in_meaning = true;
                self.out.push_str("<dd>\n");
            }
            _ => {}
        }
    }

    fn end_item(&mut self) {
        let Some(open) = self.lists.last_mut() else { return };
        if open.in_meaning {
            self.out.push_str("</dd>\n");
        } else if open.in_item && open.list != List::Terms {
            self.out.push_str("</li>\n");
        }
        (open.in_item, open.in_meaning) = (false, false);
    }

    /// Ends lists until `left` are open.
    fn end_lists(&mut self, left: usize) {
        while self.lists.len() > left {
            self.end_item();
            let Some(open) = self.lists.pop() else { return };
            self.out.push_str(match open.list {
                List::Unknown => "",
                List::Bullets => "</ul>\n",
                List::Numbers => "</ol>\n",
                List::Terms => "</dl>\n",
                List::Indented => "</blockquote>\n",
            });
        }
    }

    /// `=begin html` and `=begin :html` are shown, other formats are not.
    fn begin(&mut self, format: &str) {
        let format = format.split_whitespace().next().unwrap_or("");
        let inside_html = matches!(self.regions.last(), Some(Region::Html));
        match format.strip_prefix(':') {
            _ if self.hidden > 0 || inside_html => self.hidden += 1,
            Some(format) if is_html(format) => self.regions.push(Region::Pod),
            None if is_html(format) => {
                self.content();
                self.regions.push(Region::Html);
            }
            _ => self.hidden += 1,
        }
    }

    fn end(&mut self) {
        if self.hidden > 0 {
            self.hidden -= 1;
        } else {
            self.regions.pop();
        }
    }

    /// `=for html …`: a region of one paragraph.
    fn for_format(&mut self, text: &str) {
        let (format, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        match format.strip_prefix(':') {
            Some(format) if is_html(format) => self.text(rest),
            None if is_html(format) => {
                self.content();
                self.out.push_str(rest);
                self.out.push('\n');
            }
            _ => {}
        }
    }
}

fn is_html(format: &str) -> bool {
    format.eq_ignore_ascii_case("html") || format.eq_ignore_ascii_case("xhtml")
}

#[cfg(test)]
mod tests;
