//! Blocks: each becomes lines, without a line break at the end; those of one parent
//! are parted by an empty line.

use std::fmt::Write as _;

use relieur_book::model::{AlertKind, Alignment, Block, Definition, Inline, List, ListItem, PlaceId};

use super::Writer;
use super::html;
use super::inlines::{self, Line, plain};

/// The two ways to write the items of a list. Of two lists in a row the second takes
/// the other way, or Markdown would take them for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marks {
    /// `-` and `1.`
    First,
    /// `*` and `1)`
    Second,
}

impl Writer<'_> {
    /// Everything in `blocks`.
    pub(super) fn blocks(&mut self, blocks: &[Block]) -> String {
        self.joined(blocks, false)
    }

    /// `tight`: a list directly after a paragraph follows without an empty line.
    fn joined(&mut self, blocks: &[Block], tight: bool) -> String {
        let mut text = String::new();
        let mut before: Option<&Block> = None;
        let mut marks = Marks::First;
        for block in blocks {
            marks = match (before, block) {
                (Some(Block::List(one)), Block::List(other)) if one.start.is_some() == other.start.is_some() => {
                    if marks == Marks::First { Marks::Second } else { Marks::First }
                }
                _ => Marks::First,
            };
            let written = self.block(block, marks);
            if written.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push_str(if tight && follows_directly(before, block) { "\n" } else { "\n\n" });
            }
            text.push_str(&written);
            before = Some(block);
        }
        text
    }

    fn block(&mut self, block: &Block, marks: Marks) -> String {
        match block {
            Block::Heading { level, id, content } => self.heading(*level, id, content),
            Block::Paragraph(content) => inlines::line(self, content, Line::Paragraph),
            Block::List(list) => self.list(list, marks),
            Block::Table(table) => self.table(table),
            Block::Code { language, text } => fenced(language.as_deref().unwrap_or_default(), text),
            Block::Quote(blocks) => prefixed(&self.blocks(blocks), "> ", "> "),
            Block::Alert { kind, blocks } => {
                let text = format!("[!{}]\n{}", alert(*kind), self.blocks(blocks));
                prefixed(&text, "> ", "> ")
            }
            Block::Details { summary, blocks } => {
                let summary = html::inline(self, summary);
                let blocks = self.blocks(blocks);
                format!("<details>\n<summary>{summary}</summary>\n\n{blocks}\n\n</details>")
            }
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Math(formula) => displayed(formula),
            Block::Diagram { language, source } => fenced(language, source),
            Block::Aligned { alignment, blocks } => {
                let blocks = self.blocks(blocks);
                match html::alignment(*alignment) {
                    Some(side) if !blocks.is_empty() => format!("<div align=\"{side}\">\n\n{blocks}\n\n</div>"),
                    _ => blocks,
                }
            }
            Block::Foreign { right_to_left, blocks, .. } => {
                let direction = if *right_to_left { "rtl" } else { "ltr" };
                format!("<div dir=\"{direction}\">\n\n{}\n\n</div>", self.blocks(blocks))
            }
            // Neither a list's mark nor the line below a heading.
            Block::Rule => "___".to_owned(),
            Block::Anchor(place) => html::anchor(self, place),
        }
    }

    /// A link to a heading works by the fragment GitHub gives it; where that will be
    /// another here, the heading gets an anchor.
    fn heading(&mut self, level: u8, id: &PlaceId, content: &[Inline]) -> String {
        let given = self.slugger.next(&plain(content));
        let heading = format!("{} {}", "#".repeat(level.into()), inlines::line(self, content, Line::Heading));
        let needs_anchor = self.addresses.is_linked(id) && self.addresses.fragment(id) != Some(given.as_str());
        let anchor = if needs_anchor { html::anchor(self, id) } else { String::new() };
        if anchor.is_empty() { heading } else { format!("{anchor}\n\n{heading}") }
    }

    fn list(&mut self, list: &List, marks: Marks) -> String {
        // CommonMark takes nine digits, 5.2 "List items".
        let last = list.items.len() as u64;
        let start = list.start.map(|start| if start.saturating_add(last) < 1_000_000_000 { start } else { 1 });
        let mut text = String::new();
        for (number, item) in (0_u64..).zip(&list.items) {
            let mark = match (start, marks) {
                (None, Marks::First) => "-".to_owned(),
                (None, Marks::Second) => "*".to_owned(),
                (Some(start), Marks::First) => format!("{}.", start + number),
                (Some(start), Marks::Second) => format!("{})", start + number),
            };
            if number > 0 {
                text.push_str(if list.tight { "\n" } else { "\n\n" });
            }
            let content = self.item(item, list.tight);
            text.push_str(&prefixed(&content, &format!("{mark} "), &" ".repeat(mark.len() + 1)));
        }
        text
    }

    fn item(&mut self, item: &ListItem, tight: bool) -> String {
        let content = self.joined(&item.blocks, tight);
        let is_text = matches!(item.blocks.first(), Some(Block::Paragraph(_)));
        match item.task {
            Some(done) => {
                let task = if done { "[x]" } else { "[ ]" };
                if is_text { format!("{task} {content}") } else { format!("{task}\n\n{content}") }
            }
            None => content,
        }
    }

    /// Markdown has no signs for definitions, but takes HTML's, with Markdown inside.
    fn definitions(&mut self, definitions: &[Definition]) -> String {
        let mut text = "<dl>\n".to_owned();
        for Definition { term, meaning } in definitions {
            let _ = writeln!(text, "<dt>{}</dt>", html::inline(self, term));
            match meaning.as_slice() {
                [] => {}
                [Block::Paragraph(content)] if html::can_hold(content) => {
                    let _ = writeln!(text, "<dd>{}</dd>", html::inline(self, content));
                }
                blocks => {
                    let _ = writeln!(text, "<dd>\n\n{}\n\n</dd>", self.blocks(blocks));
                }
            }
        }
        text + "</dl>"
    }
}

/// Whether a list may follow the text of its item without an empty line, which would
/// part the items of the list around it.
fn follows_directly(before: Option<&Block>, block: &Block) -> bool {
    let Block::List(list) = block else { return false };
    // An empty item, or one with another number than 1, cannot end a paragraph.
    let opens = list.items.first().is_some_and(|item| matches!(item.blocks.first(), Some(Block::Paragraph(_))));
    matches!(before, Some(Block::Paragraph(_))) && opens && list.start.is_none_or(|start| start == 1)
}

/// The text with `first` before its first line and `rest` before the others. Empty
/// lines get no blank at their end.
pub(super) fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + first.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let prefix = if number == 0 { first } else { rest };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}

/// A listing between fences longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let language: String = language.chars().take_while(|c| !c.is_whitespace() && *c != '`').collect();
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}")
}

/// Between dollars where no line of it could be taken for anything else; GitHub reads
/// a listing in `math` too.
fn displayed(formula: &str) -> String {
    let is_safe = |line: &str| {
        line.trim_start().starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '\\' | '{' | '}' | '(' | '&'))
    };
    let formula = formula.trim();
    if formula.contains('$') || !formula.split('\n').all(is_safe) {
        fenced("math", formula)
    } else {
        format!("$$\n{formula}\n$$")
    }
}

fn alert(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Note => "NOTE",
        AlertKind::Tip => "TIP",
        AlertKind::Important => "IMPORTANT",
        AlertKind::Warning => "WARNING",
        AlertKind::Caution => "CAUTION",
    }
}

/// How the delimiter row of a table says an alignment.
pub(super) fn delimiter(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Start => "---",
        Alignment::Center => ":---:",
        Alignment::End => "---:",
    }
}
