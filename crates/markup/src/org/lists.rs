//! Lists, which indentation nests.

use std::fmt::Write as _;

use super::MAX_DEPTH;
use super::blocks::Parser;
use super::lines::{Item, ItemKind, item};

impl<'a> Parser<'a, '_> {
    /// The list that begins here.
    pub(super) fn list(&mut self, out: &mut String) {
        let Some(first) = self.lines.get(self.at).and_then(|line| item(line)) else { return };
        if self.page.depth >= MAX_DEPTH {
            self.at += 1;
            let html = self.page.inline(first.text);
            let _ = writeln!(out, "<p>{html}</p>");
            return;
        }
        self.page.depth += 1;
        let tag = match first.kind {
            ItemKind::Bullet => "ul",
            ItemKind::Number => "ol",
            ItemKind::Term => "dl",
        };
        match first.start.filter(|_| tag == "ol") {
            Some(start) => {
                let _ = writeln!(out, "<ol start=\"{start}\">");
            }
            None => {
                let _ = writeln!(out, "<{tag}>");
            }
        }
        while let Some(here) = self.next_item(&first) {
            self.item(&here, out);
        }
        let _ = writeln!(out, "</{tag}>");
        self.page.depth -= 1;
    }

    /// The next item of the list that `first` began, if one follows; two blank lines
    /// end a list.
    fn next_item(&mut self, first: &Item<'_>) -> Option<Item<'a>> {
        let lines = self.lines;
        let blanks = lines[self.at..].iter().take_while(|line| line.trim().is_empty()).count();
        let found = lines.get(self.at + blanks).and_then(|line| item(line))?;
        let fits = blanks < 2 && found.indent == first.indent && found.kind == first.kind;
        if fits {
            self.at += blanks;
        }
        fits.then_some(found)
    }

    fn item(&mut self, here: &Item<'_>, out: &mut String) {
        self.at += 1;
        let mut text = here.text.to_owned();
        let more = self.lines.get(self.at).is_some_and(|line| !super::lines::interrupts(line));
        if more {
            let further = self.text(Some(here.indent));
            if !further.is_empty() {
                text.push('\n');
                text.push_str(&further);
            }
        }
        let html = self.page.inline(text.trim());
        if let Some(term) = here.term {
            let term = self.page.inline(term);
            let _ = write!(out, "<dt>{term}</dt>\n<dd>");
        } else {
            out.push_str("<li>");
        }
        if let Some(done) = here.task {
            out.push_str(if done {
                "<input type=\"checkbox\" disabled checked> "
            } else {
                "<input type=\"checkbox\" disabled> "
            });
        }
        out.push_str(&html);
        let before = out.len();
        out.push('\n');
        self.flow(Some(here.indent), out);
        if out.len() == before + 1 {
            out.truncate(before);
        }
        out.push_str(if here.term.is_some() { "</dd>\n" } else { "</li>\n" });
    }
}
