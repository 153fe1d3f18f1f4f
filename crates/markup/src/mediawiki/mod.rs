//! MediaWiki, as GitHub's wikicloth shows it: nothing is transcluded, magic words
//! show nothing, what a newer MediaWiki knows is read as there.

use std::fmt::Write as _;

mod blocks;
mod files;
mod inlines;
mod lists;
mod quotes;
mod strip;
mod tables;

use std::collections::HashMap;

use strip::{Notes, Taken};

/// A page in MediaWiki's markup, as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let stripped = strip::strip(text.trim_start_matches('\u{FEFF}'));
    let mut reader = Reader { taken: stripped.taken, heading_ids: HashMap::new() };
    let mut out = reader.page(&stripped.text);
    out.push_str(&reader.notes(&stripped.notes));
    out
}

struct Reader {
    taken: Vec<Taken>,
    heading_ids: HashMap<String, usize>,
}

impl Reader {
    fn page(&mut self, text: &str) -> String {
        const REDIRECT: &str = "#redirect";
        let start = text.trim_start();
        let is_redirect = start.get(..REDIRECT.len()).is_some_and(|word| word.eq_ignore_ascii_case(REDIRECT));
        if !is_redirect {
            return self.blocks(text, 0);
        }
        // The mark of a numbered list it is not.
        let (line, rest) = start[1..].split_once('\n').unwrap_or((&start[1..], ""));
        format!("<p>{}</p>\n{}", self.line(line), self.blocks(rest, 0))
    }

    /// The section of notes, in the form comrak gives footnotes.
    fn notes(&mut self, notes: &Notes) -> String {
        if notes.is_empty() {
            return String::new();
        }
        let mut out = String::from("<section class=\"footnotes\" data-footnotes>\n<ol>\n");
        for (number, text) in notes.texts().enumerate() {
            let content = self.line(text.trim());
            let _ = writeln!(out, "<li id=\"fn-{}\"><p>{content}</p></li>", number + 1);
        }
        out.push_str("</ol>\n</section>\n");
        out
    }

    /// The id wikicloth gives a heading: words joined by underscores.
    fn heading_id(&mut self, html: &str) -> Option<String> {
        let mut id = String::new();
        // Neither tags nor entities nor the numbers of wiki links belong to it.
        let mut hidden = false;
        for c in html.chars() {
            match c {
                '<' | '&' | '\u{FDD0}' => hidden = true,
                '>' | ';' | '\u{FDD1}' => hidden = false,
                _ if hidden => {}
                c if c.is_whitespace() => id.push('_'),
                c if c.is_alphanumeric() || c == '_' => id.push(c),
                _ => {}
            }
        }
        if id.is_empty() {
            return None;
        }
        let seen = self.heading_ids.entry(id.clone()).or_insert(0);
        *seen += 1;
        Some(if *seen > 1 { format!("{id}-{seen}") } else { id })
    }
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn redirects_stay_readable() {
        assert_eq!(to_html("#REDIRECT ⟦\u{FDD0}0\u{FDD1}⟧\nx"), "<p>REDIRECT ⟦\u{FDD0}0\u{FDD1}⟧</p>\n<p>x</p>\n");
    }

    #[test]
    fn references_become_footnotes() {
        assert_eq!(
            to_html("a<ref name=\"n\">''one''</ref> b<ref>two</ref> c<ref name=n />\n<references/>"),
            "<p>a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" data-footnote-ref>1</a></sup> \
             b<sup class=\"footnote-ref\"><a href=\"#fn-2\" id=\"fnref-2\" data-footnote-ref>2</a></sup> \
             c<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\" data-footnote-ref>1</a></sup></p>\n\
             <section class=\"footnotes\" data-footnotes>\n<ol>\n<li id=\"fn-1\"><p><i>one</i></p></li>\n\
             <li id=\"fn-2\"><p>two</p></li>\n</ol>\n</section>\n"
        );
        let html = to_html("a<ref name=x/>\n<references><ref name=x>late</ref></references>");
        assert!(html.contains("<li id=\"fn-1\"><p>late</p></li>"), "{html}");
    }
}
