//! Writes footnotes and citations.

use super::super::tree::Block;
use super::Writer;
use crate::html::escaped;

impl<'p> Writer<'p> {
    /// A citation, or a footnote nothing refers to: it stays where it stands.
    pub(super) fn note(&mut self, label: &str, id: Option<&str>, blocks: &'p [Block]) {
        self.out.push_str("<table>\n<tbody>\n<tr><td>");
        if let Some(id) = id {
            self.anchor(id);
        }
        self.push(&["[", &escaped(label), "]</td><td>"]);
        self.cell(blocks);
        self.out.push_str("</td></tr>\n</tbody>\n</table>\n");
    }

    /// Footnotes that are referred to, as comrak writes Markdown's.
    pub(super) fn footnote_section(&mut self) {
        // Those only referred to where nothing is shown come last.
        let rest: Vec<usize> =
            (0..self.footnotes.referred.len()).filter(|number| self.footnotes.referred[*number]).collect();
        if rest.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" data-footnotes>\n<ol>\n");
        let mut written = vec![false; self.footnotes.referred.len()];
        let mut at = 0;
        let mut others = rest.into_iter();
        loop {
            let next = match self.footnotes.order.get(at) {
                Some(next) => *next,
                None => match others.find(|number| !written[*number]) {
                    Some(next) => {
                        self.footnotes.order.push(next);
                        next
                    }
                    None => break,
                },
            };
            at += 1;
            if std::mem::replace(&mut written[next], true) {
                continue;
            }
            self.push(&["<li id=\"fn-", &at.to_string(), "\">\n"]);
            self.blocks(&self.page.footnotes[next].blocks);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}
