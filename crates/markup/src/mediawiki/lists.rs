//! Lists: `*`, `#`, `:` and `;`, one letter for each level.

use std::fmt::Write as _;

use super::Reader;

/// Deeper levels are text.
const MAX_LEVELS: usize = 12;

impl Reader {
    pub(super) fn list(&mut self, lines: &[&str], out: &mut String) {
        let mut open: Vec<u8> = Vec::new();
        for line in lines {
            let levels = line.bytes().take_while(|byte| b"*#:;".contains(byte)).count().min(MAX_LEVELS);
            let (wanted, text) = (&line.as_bytes()[..levels], &line[levels..]);
            let common =
                open.iter().zip(wanted).take_while(|(open, wanted)| list_of(**open) == list_of(**wanted)).count();
            while open.len() > common {
                close(open.pop(), out);
            }
            if common == wanted.len()
                && let Some(last) = open.last_mut()
            {
                let _ = write!(out, "</{}>\n<{}>", item_of(*last), item_of(wanted[common - 1]));
                *last = wanted[common - 1];
            }
            if let (true, Some(b';'), Some(b':')) =
                (common < wanted.len(), open.last(), wanted.get(common.wrapping_sub(1)))
            {
                // A term holds no list; its definition does.
                out.push_str("</dt>\n<dd>");
                open[common - 1] = b':';
            }
            for letter in &wanted[common..] {
                let _ = write!(out, "<{}><{}>", list_of(*letter), item_of(*letter));
                open.push(*letter);
            }
            self.item(text.trim(), &mut open, out);
        }
        while !open.is_empty() {
            close(open.pop(), out);
        }
        out.push('\n');
    }

    /// An item's text; a term may have its definition on the same line.
    fn item(&mut self, text: &str, open: &mut [u8], out: &mut String) {
        let Some(last) = open.last_mut().filter(|last| **last == b';') else {
            let text = self.line(text);
            out.push_str(&text);
            return;
        };
        let Some((term, definition)) = definition(text) else {
            let text = self.line(text);
            out.push_str(&text);
            return;
        };
        let (term, definition) = (self.line(term.trim()), self.line(definition.trim()));
        let _ = write!(out, "{term}</dt>\n<dd>{definition}");
        *last = b':';
    }
}

/// Cuts at the first colon before a space that is in no link.
fn definition(text: &str) -> Option<(&str, &str)> {
    let mut brackets = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '<' => brackets += 1,
            ']' | '>' => brackets = brackets.saturating_sub(1),
            ':' if brackets == 0 && text[at + 1..].starts_with(' ') => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

fn list_of(letter: u8) -> &'static str {
    match letter {
        b'*' => "ul",
        b'#' => "ol",
        _ => "dl",
    }
}

fn item_of(letter: u8) -> &'static str {
    match letter {
        b'*' | b'#' => "li",
        b';' => "dt",
        _ => "dd",
    }
}

fn close(letter: Option<u8>, out: &mut String) {
    if let Some(letter) = letter {
        let _ = write!(out, "</{}></{}>", item_of(letter), list_of(letter));
    }
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn lists_of_all_kinds_nest() {
        assert_eq!(
            to_html("# one\n#* a\n#* b\n# two\n*c"),
            "<ol><li>one<ul><li>a</li>\n<li>b</li></ul></li>\n<li>two</li></ol><ul><li>c</li></ul>\n"
        );
        assert_eq!(to_html("*** deep"), "<ul><li><ul><li><ul><li>deep</li></ul></li></ul></li></ul>\n");
    }

    #[test]
    fn terms_and_indentation() {
        assert_eq!(
            to_html(";a: b\n:c\n;http://d e\n::f"),
            "<dl><dt>a</dt>\n<dd>b</dd>\n<dd>c</dd>\n<dt><a href=\"http://d\">http://d</a> e</dt>\n\
             <dd><dl><dd>f</dd></dl></dd></dl>\n"
        );
    }

    #[test]
    fn an_item_holds_what_was_taken_out() {
        assert_eq!(
            to_html("* a\n* b <pre>\n* c\n</pre>\n* d"),
            "<ul><li>a</li>\n<li>b <pre><code>* c</code></pre></li>\n<li>d</li></ul>\n"
        );
    }
}
