//! Text: `*bold*`, `_emphasis_`, `+code+`, the same as tags, and links.

use super::links;
use super::typography::Typesetter;
use crate::html::push_escaped;

/// A marked word is not longer; what goes on is text.
const LONGEST_WORD: usize = 200;
/// Tags nested deeper than this are text.
const MAX_DEPTH: usize = 16;

/// Tags, what they become, and whether their content is code.
const TAGS: [(&str, &str, bool); 9] = [
    ("tt", "code", true),
    ("code", "code", true),
    ("b", "strong", false),
    ("strong", "strong", false),
    ("i", "em", false),
    ("em", "em", false),
    ("s", "del", false),
    ("del", "del", false),
    ("strike", "del", false),
];

/// The HTML of a piece of text.
pub(super) fn html(text: &str) -> String {
    Reader::new(text, true).read()
}

/// The same, where a link is around it.
pub(super) fn without_links(text: &str) -> String {
    Reader::new(text, false).read()
}

struct Reader<'a> {
    text: &'a str,
    links: bool,
    out: String,
    set: Typesetter,
    open: Vec<&'static str>,
    /// For each tag, where its next end is; searched again once that is passed.
    ends: [End; TAGS.len()],
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, links: bool) -> Self {
        Self {
            text,
            links,
            out: String::new(),
            set: Typesetter::default(),
            open: Vec::new(),
            ends: [End::NotSearched; TAGS.len()],
        }
    }

    fn read(mut self) -> String {
        let (mut at, mut plain) = (0, 0);
        let mut before = None;
        while let Some(c) = self.text[at..].chars().next() {
            let begins_word = !before.is_some_and(is_word);
            let found = match c {
                '\\' => self.escape(at),
                '<' => self.tag(at, plain),
                '*' | '_' | '+' if begins_word => self.word(at, plain, c),
                '{' if self.links => self.link(plain, at, links::braced(&self.text[at..])),
                c if self.links && begins_word && c.is_alphanumeric() => {
                    self.link(plain, at, links::of_word(&self.text[at..]))
                }
                _ => None,
            };
            let Some(Found { end, shown_from }) = found else {
                before = Some(c);
                at += c.len_utf8();
                continue;
            };
            if c == '\\' {
                self.flush(plain, at);
            }
            before = self.text[..end].chars().next_back();
            (at, plain) = (end, shown_from);
        }
        self.flush(plain, self.text.len());
        for element in std::mem::take(&mut self.open).into_iter().rev() {
            self.push(&["</", element, ">"]);
        }
        self.out
    }

    /// Adds `parts`, which are HTML.
    fn push(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }

    fn flush(&mut self, from: usize, to: usize) {
        self.set.set(&self.text[from..to], &mut self.out);
    }

    /// A backslash before what would be markup.
    fn escape(&self, at: usize) -> Option<Found> {
        let next = self.text[at + 1..].chars().next()?;
        let escapes = matches!(next, '*' | '_' | '+' | '<' | '{' | '\\') || next.is_alphanumeric();
        let end = at + 1 + next.len_utf8();
        escapes.then_some(Found { end, shown_from: at + 1 })
    }

    fn tag(&mut self, at: usize, plain: usize) -> Option<Found> {
        let rest = &self.text[at..];
        if let Some(after) = rest.strip_prefix("<br>") {
            self.flush(plain, at);
            self.out.push_str("<br>");
            return Some(Found::after(self.text.len() - after.len()));
        }
        let (closing, inner) = rest.strip_prefix("</").map_or((false, &rest[1..]), |inner| (true, inner));
        let length = inner.bytes().take(7).take_while(u8::is_ascii_alphabetic).count();
        let name = inner[..length].to_ascii_lowercase();
        if !inner[length..].starts_with('>') {
            return None;
        }
        let number = TAGS.iter().position(|(tag, ..)| *tag == name)?;
        let (tag, element, is_code) = TAGS[number];
        let end = at + rest.len() - inner.len() + length + 1;
        if closing {
            let place = self.open.iter().rposition(|open| *open == element)?;
            self.flush(plain, at);
            for element in self.open.split_off(place).into_iter().rev() {
                self.push(&["</", element, ">"]);
            }
            return Some(Found::after(end));
        }
        let close = self.next_end(number, end)?;
        if is_code {
            self.flush(plain, at);
            self.out.push_str("<code>");
            push_escaped(&mut self.out, &self.text[end..close].replace("\\<", "<"));
            self.out.push_str("</code>");
            self.set.passed();
            return Some(Found::after(close + tag.len() + 3));
        }
        if self.open.len() >= MAX_DEPTH {
            return None;
        }
        self.flush(plain, at);
        self.push(&["<", element, ">"]);
        self.open.push(element);
        Some(Found::after(end))
    }

    /// Where the next end of a tag stands, at or after `from`.
    fn next_end(&mut self, number: usize, from: usize) -> Option<usize> {
        match self.ends[number] {
            End::Gone => return None,
            End::At(end) if end >= from => return Some(end),
            End::NotSearched | End::At(_) => {}
        }
        let close = format!("</{}>", TAGS[number].0);
        let end = self.text[from..].find(&close).map(|found| from + found);
        self.ends[number] = end.map_or(End::Gone, End::At);
        end
    }

    /// `*word*`, where the marks are outside of words.
    fn word(&mut self, at: usize, plain: usize, mark: char) -> Option<Found> {
        let inner = &self.text[at + 1..];
        let mut odd = false;
        for (place, c) in inner.char_indices().take(LONGEST_WORD) {
            if c == mark && place > 0 && !inner[place + 1..].chars().next().is_some_and(is_word) {
                let element = match mark {
                    '*' => "strong",
                    '_' => "em",
                    _ => "code",
                };
                self.flush(plain, at);
                self.push(&["<", element, ">"]);
                push_escaped(&mut self.out, &inner[..place]);
                self.push(&["</", element, ">"]);
                self.set.passed();
                return Some(Found::after(at + place + 2));
            }
            // One other character may stand before the closing mark.
            let allowed = is_word(c) || matches!(c, ':' | '#' | '.' | '/' | '[' | ']' | '-');
            if odd || c.is_whitespace() || !allowed && place == 0 {
                return None;
            }
            odd = !allowed;
        }
        None
    }

    fn link(&mut self, plain: usize, at: usize, link: Option<links::Link>) -> Option<Found> {
        let link = link?;
        self.flush(plain, at);
        self.out.push_str(&link.html);
        self.set.passed();
        Some(Found::after(at + link.length))
    }
}

/// Where a tag's next end is.
#[derive(Debug, Clone, Copy)]
enum End {
    NotSearched,
    At(usize),
    Gone,
}

/// Markup that was read: where it ends, and from where text is shown again.
struct Found {
    end: usize,
    shown_from: usize,
}

impl Found {
    fn after(end: usize) -> Self {
        Self { end, shown_from: end }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
