//! Creole within a line: bold, italics, links, images, code, escapes.

use std::fmt::Write as _;

use super::Reader;
use crate::ahead::Ahead;
use crate::html::{escaped, push_escaped};
use crate::urls::address_at;

impl Reader {
    /// Adds a line of text. Bold and italics may go on in the next.
    pub(super) fn inline(&mut self, line: &str) {
        let mut closings =
            Closings { code: Ahead::new(line, "}}}"), image: Ahead::new(line, "}}"), link: Ahead::new(line, "]]") };
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            at += match c {
                '*' | '/' | '\\' | '[' | '{' | '~' => self.special(line, at, &mut closings),
                'h' | 'f' | 'H' | 'F' => self.address(line, at),
                _ => None,
            }
            .unwrap_or_else(|| {
                push_escaped(&mut self.out, c.encode_utf8(&mut [0; 4]));
                c.len_utf8()
            });
        }
    }

    /// Reads what may be markup; gives its length if it was.
    fn special(&mut self, line: &str, at: usize, closings: &mut Closings<'_>) -> Option<usize> {
        let rest = &line[at..];
        if rest.starts_with("**") {
            return Some(self.toggle("strong", "**"));
        }
        if rest.starts_with("//") {
            return Some(self.toggle("em", "//"));
        }
        if rest.starts_with("\\\\") {
            self.out.push_str("<br>");
            return Some(2);
        }
        if rest.starts_with("{{{")
            && let Some(mut close) = closings.code.next(at + 3)
        {
            // Braces before the closing ones belong to the code.
            while line[close + 3..].starts_with('}') {
                close += 1;
            }
            self.out.push_str("<code>");
            push_escaped(&mut self.out, &line[at + 3..close]);
            self.out.push_str("</code>");
            return Some(close + 3 - at);
        }
        if rest.starts_with("{{")
            && let Some(close) = closings.image.next(at + 2)
        {
            let (source, alt) = halves(&line[at + 2..close]);
            let _ = write!(self.out, "<img src=\"{}\"", escaped(source));
            if let Some(alt) = alt {
                let _ = write!(self.out, " alt=\"{}\"", escaped(alt));
            }
            self.out.push('>');
            return Some(close + 2 - at);
        }
        if rest.starts_with("[[")
            && let Some(close) = closings.link.next(at + 2)
        {
            let (target, text) = halves(&line[at + 2..close]);
            self.link(target, text.unwrap_or(target));
            return Some(close + 2 - at);
        }
        let after = rest.strip_prefix('~')?;
        if let Some(length) = address_at(after) {
            push_escaped(&mut self.out, &after[..length]);
            return Some(1 + length);
        }
        let escaped = after.chars().next().filter(|c| !c.is_whitespace())?;
        push_escaped(&mut self.out, escaped.encode_utf8(&mut [0; 4]));
        Some(1 + escaped.len_utf8())
    }

    fn address(&mut self, line: &str, at: usize) -> Option<usize> {
        if line[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let length = address_at(&line[at..])?;
        let address = &line[at..at + length];
        self.link(address, address);
        Some(length)
    }

    fn link(&mut self, target: &str, text: &str) {
        let _ = write!(self.out, "<a href=\"{}\">{}</a>", escaped(target), escaped(text));
    }

    /// Begins or ends a phrase; what would cross another one is text.
    fn toggle(&mut self, tag: &'static str, written: &str) -> usize {
        if self.phrases.last() == Some(&tag) {
            self.phrases.pop();
            let _ = write!(self.out, "</{tag}>");
        } else if self.phrases.contains(&tag) {
            self.out.push_str(written);
        } else {
            self.phrases.push(tag);
            let _ = write!(self.out, "<{tag}>");
        }
        written.len()
    }

    pub(super) fn close_phrases(&mut self) {
        while let Some(tag) = self.phrases.pop() {
            let _ = write!(self.out, "</{tag}>");
        }
    }
}

/// Where code, images and links of a line end.
struct Closings<'t> {
    code: Ahead<'t>,
    image: Ahead<'t>,
    link: Ahead<'t>,
}

fn halves(inner: &str) -> (&str, Option<&str>) {
    match inner.split_once('|') {
        Some((first, second)) => (first.trim(), Some(second.trim())),
        None => (inner.trim(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn phrases_go_over_lines_and_end_with_the_paragraph() {
        assert_eq!(to_html("a **b\n//c//** d"), "<p>a <strong>b <em>c</em></strong> d</p>\n");
        assert_eq!(to_html("**a //b** c"), "<p><strong>a <em>b** c</em></strong></p>\n");
    }

    #[test]
    fn links_images_and_code() {
        assert_eq!(
            to_html("see http://a.b/c//d, [[e|f]] {{g.png}} {{{**h**}}}} x\\\\y"),
            "<p>see <a href=\"http://a.b/c//d\">http://a.b/c//d</a>, <a href=\"e\">f</a> <img src=\"g.png\"> \
             <code>**h**}</code> x<br>y</p>\n"
        );
        assert_eq!(to_html("⟦\u{FDD0}1\u{FDD1}⟧ **b**"), "<p>⟦\u{FDD0}1\u{FDD1}⟧ <strong>b</strong></p>\n");
    }

    #[test]
    fn a_tilde_takes_the_meaning_away() {
        assert_eq!(to_html("~*~*a ~http://b.c ~ d ~é"), "<p>**a http://b.c ~ d é</p>\n");
    }

    #[test]
    fn extensions_stay_text_as_on_github() {
        assert_eq!(to_html("__a__ --b-- ^^c^^ <i>&amp;"), "<p>__a__ --b-- ^^c^^ &lt;i&gt;&amp;amp;</p>\n");
    }
}
