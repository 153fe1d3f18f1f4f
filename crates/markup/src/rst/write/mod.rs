//! Writes the page as HTML, in the form GitHub gives it.

mod contents;
mod inlines;
mod notes;

use super::references::Footnotes;
use super::tree::{Block, Cell, Field, Page};
use crate::html::{escaped, push_escaped};

/// A page's tables of contents may together have this many entries for each section.
const CONTENTS_PER_SECTION: usize = 16;

/// The whole page.
pub(super) fn html(page: &Page) -> String {
    let headings: Vec<usize> = page
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| matches!(block, Block::Heading { .. }))
        .map(|(at, _)| at)
        .collect();
    let mut writer = Writer {
        page,
        out: String::new(),
        footnotes: Footnotes::of(page),
        contents_left: CONTENTS_PER_SECTION * headings.len(),
        headings,
        passed: 0,
        anchors: Vec::new(),
        expanding: 0,
        expanded: 0,
    };
    writer.blocks(&page.blocks);
    writer.footnote_section();
    writer.out
}

pub(super) struct Writer<'p> {
    pub(super) page: &'p Page,
    pub(super) out: String,
    pub(super) footnotes: Footnotes,
    /// Where the headings stand among the page's blocks.
    pub(super) headings: Vec<usize>,
    /// How many of them are written.
    pub(super) passed: usize,
    pub(super) contents_left: usize,
    /// Ids of targets whose place comes next.
    pub(super) anchors: Vec<String>,
    /// How deep in substitutions the text is, and what they came to.
    pub(super) expanding: usize,
    pub(super) expanded: usize,
}

impl<'p> Writer<'p> {
    pub(super) fn blocks(&mut self, blocks: &'p [Block]) {
        for block in blocks {
            self.block(block);
        }
        self.write_anchors();
    }

    /// Blocks where a lone paragraph is the whole text.
    pub(super) fn cell(&mut self, blocks: &'p [Block]) {
        match blocks {
            [Block::Paragraph(content)] => {
                self.write_anchors();
                self.inlines(content);
            }
            _ => self.blocks(blocks),
        }
    }

    pub(super) fn write_anchors(&mut self) {
        for id in std::mem::take(&mut self.anchors) {
            self.anchor(&id);
        }
    }

    pub(super) fn anchor(&mut self, id: &str) {
        self.push(&["<a id=\"", id, "\"></a>"]);
    }

    /// Adds `parts`, which are HTML.
    pub(super) fn push(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }

    fn block(&mut self, block: &'p Block) {
        if let Block::Targets(ids) = block {
            self.anchors.extend(ids.iter().cloned());
            return;
        }
        if let Block::Heading { level, id, content } = block {
            let name = format!("h{}", (level + 1).min(6));
            self.push(&["<", &name, " id=\"", id, "\">"]);
            // A page's first heading may be taken for its title and left out: what
            // leads to it has to stand outside.
            if self.passed > 0 {
                self.write_anchors();
            }
            self.inlines(content);
            self.push(&["</", &name, ">\n"]);
            self.write_anchors();
            self.passed += 1;
            return;
        }
        self.write_anchors();
        match block {
            Block::Heading { .. } | Block::Targets(_) => {}
            Block::Paragraph(content) => {
                self.out.push_str("<p>");
                self.inlines(content);
                self.out.push_str("</p>\n");
            }
            Block::List { start, items } => self.list(*start, items),
            Block::Definitions(items) => {
                self.out.push_str("<dl>\n");
                for (term, meaning) in items {
                    self.out.push_str("<dt>");
                    self.inlines(term);
                    self.out.push_str("</dt>\n<dd>");
                    self.cell(meaning);
                    self.out.push_str("</dd>\n");
                }
                self.out.push_str("</dl>\n");
            }
            Block::Fields(fields) => self.fields(fields),
            Block::Lines(lines) => {
                self.out.push_str("<p>");
                for (number, (depth, line)) in lines.iter().enumerate() {
                    self.out.push_str(if number > 0 { "<br>\n" } else { "" });
                    self.out.push_str(&"&nbsp;&nbsp;&nbsp;&nbsp;".repeat((*depth).min(8)));
                    self.inlines(line);
                }
                self.out.push_str("</p>\n");
            }
            Block::Literal { language, content } => {
                match language {
                    Some(language) => self.push(&["<pre lang=\"", &escaped(language), "\"><code>"]),
                    None => self.out.push_str("<pre><code>"),
                }
                self.inlines(content);
                self.out.push_str("</code></pre>\n");
            }
            Block::Quote(blocks) => self.wrapped("blockquote", blocks),
            Block::Group(blocks) => self.wrapped("div", blocks),
            Block::Rule => self.out.push_str("<hr>\n"),
            Block::Table(table) => {
                self.out.push_str("<table>\n");
                if let Some(caption) = &table.caption {
                    self.out.push_str("<caption>");
                    self.inlines(caption);
                    self.out.push_str("</caption>\n");
                }
                self.rows("thead", &table.head);
                self.rows("tbody", &table.rows);
                self.out.push_str("</table>\n");
            }
            Block::Image(image) => {
                self.aligned(image.align, |writer| writer.image(image));
                self.out.push('\n');
            }
            Block::Figure { image, rest } => {
                self.aligned(image.align, |writer| {
                    writer.out.push_str("<div>");
                    writer.image(image);
                    writer.out.push('\n');
                    writer.blocks(rest);
                    writer.out.push_str("</div>");
                });
                self.out.push('\n');
            }
            Block::Alert { kind, title, blocks } => {
                self.push(&[
                    "<div class=\"markdown-alert markdown-alert-",
                    kind,
                    "\">\n<p class=\"markdown-alert-title\">",
                ]);
                self.inlines(title);
                self.out.push_str("</p>\n");
                self.blocks(blocks);
                self.out.push_str("</div>\n");
            }
            Block::Contents(contents) => self.contents(contents),
            Block::Math(formula) => {
                self.out.push_str("<p><span data-math-style=\"display\">");
                push_escaped(&mut self.out, formula);
                self.out.push_str("</span></p>\n");
            }
            Block::Raw(html) => self.push(&[html, "\n"]),
            Block::Footnote(number) => {
                if !self.footnotes.referred[*number] {
                    let label = self.footnotes.shown[*number].clone();
                    self.note(&label, None, &self.page.footnotes[*number].blocks);
                }
            }
            Block::Citation { label, id, blocks } => self.note(label, Some(id), blocks),
        }
    }

    fn wrapped(&mut self, element: &str, blocks: &'p [Block]) {
        self.push(&["<", element, ">\n"]);
        self.blocks(blocks);
        self.push(&["</", element, ">\n"]);
    }

    fn aligned(&mut self, align: Option<&'static str>, write: impl FnOnce(&mut Self)) {
        let Some(align) = align.filter(|align| *align != "left") else { return write(self) };
        self.push(&["<div align=\"", align, "\">"]);
        write(self);
        self.out.push_str("</div>");
    }

    fn list(&mut self, start: Option<u64>, items: &'p [Vec<Block>]) {
        let element = if start.is_some() { "ol" } else { "ul" };
        match start {
            Some(start) if start != 1 => self.push(&["<ol start=\"", &start.to_string(), "\">\n"]),
            _ => self.push(&["<", element, ">\n"]),
        }
        let compact = items.iter().all(|item| is_simple(item));
        for item in items {
            self.out.push_str("<li>");
            match item.as_slice() {
                [Block::Paragraph(content), rest @ ..] if compact => {
                    self.write_anchors();
                    self.inlines(content);
                    self.blocks(rest);
                }
                _ => self.blocks(item),
            }
            self.out.push_str("</li>\n");
        }
        self.push(&["</", element, ">\n"]);
    }

    fn fields(&mut self, fields: &'p [Field]) {
        self.out.push_str("<table>\n<tbody>\n");
        for field in fields {
            let element = if field.heads { "th" } else { "td" };
            let span = if field.long { " colspan=\"2\"" } else { "" };
            self.push(&["<tr><", element, span, ">"]);
            self.inlines(&field.name);
            self.push(&["</", element, ">"]);
            self.out.push_str(if field.long { "</tr>\n<tr><td>&nbsp;</td><td>" } else { "<td>" });
            self.cell(&field.body);
            self.out.push_str("</td></tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n");
    }

    fn rows(&mut self, part: &str, rows: &'p [Vec<Cell>]) {
        if rows.is_empty() {
            return;
        }
        self.push(&["<", part, ">\n"]);
        for row in rows {
            self.out.push_str("<tr>");
            for cell in row {
                let element = if cell.header { "th" } else { "td" };
                self.push(&["<", element]);
                for (name, span) in [("colspan", cell.columns), ("rowspan", cell.rows)] {
                    if span > 1 {
                        self.push(&[" ", name, "=\"", &span.to_string(), "\""]);
                    }
                }
                self.out.push('>');
                self.cell(&cell.blocks);
                self.push(&["</", element, ">\n"]);
            }
            self.out.push_str("</tr>\n");
        }
        self.push(&["</", part, ">\n"]);
    }
}

/// Whether an item is a line of text, perhaps with a list as simple below it
/// (docutils, `html4css1.SimpleListChecker`).
fn is_simple(item: &[Block]) -> bool {
    let mut blocks = item.iter().filter(|block| !matches!(block, Block::Targets(_)));
    match (blocks.next(), blocks.next(), blocks.next()) {
        (None, ..) | (Some(Block::Paragraph(_)), None, _) => true,
        (Some(Block::Paragraph(_)), Some(Block::List { items, .. }), None) => items.iter().all(|item| is_simple(item)),
        (Some(Block::List { items, .. }), None, _) => items.iter().all(|item| is_simple(item)),
        _ => false,
    }
}
