//! Blocks: tells what each one is, and reads those that are neither lists nor tables
//! nor explicit markup (docutils, `states.Body` and `states.Text`).

use super::Reader;
use super::lines::{adornment, hanging, indent, indented, paragraph, trimmed, until_empty};
use super::tree::{Block, Inline};

impl Reader {
    /// Everything in `lines`; `top` where sections may be.
    pub(super) fn blocks(&mut self, lines: &[&str], top: bool) -> Vec<Block> {
        let read = self.deeper(|reader| {
            let mut out = Vec::new();
            let mut at = 0;
            while at < lines.len() {
                if lines[at].is_empty() {
                    at += 1;
                } else {
                    // Each block takes a line at least, whatever it is.
                    at += reader.block(&lines[at..], top, &mut out).max(1);
                }
            }
            out
        });
        read.unwrap_or_else(|| vec![Self::verbatim(lines)])
    }

    /// Reads the block `lines` begins with and gives how many lines it takes.
    fn block(&mut self, lines: &[&str], top: bool, out: &mut Vec<Block>) -> usize {
        if lines[0].starts_with(['.', '_'])
            && let Some(taken) = self.explicit(lines, out)
        {
            return taken;
        }
        self.chain.clear();
        if lines[0].starts_with(' ') {
            let (block, taken) = indented(lines);
            self.quotes(&block, out);
            return taken;
        }
        let listed = self.list(lines).or_else(|| self.marked(lines)).or_else(|| self.section(lines, top));
        match listed {
            Some((block, taken)) => {
                out.push(block);
                taken
            }
            None => self.text(lines, out),
        }
    }

    /// Doctests, line blocks and tables.
    fn marked(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        let line = lines[0];
        if line == ">>>" || line.starts_with(">>> ") {
            let taken = until_empty(lines);
            let content = vec![Inline::Text(lines[..taken].join("\n"))];
            return Some((Block::Literal { language: Some("pycon".into()), content }, taken));
        }
        if line == "|" || line.starts_with("| ") {
            return Some(self.line_block(lines));
        }
        if line.starts_with("+-") { self.grid_table(lines) } else { self.simple_table(lines) }
    }

    /// A paragraph, a definition list, and the literal block a paragraph introduces.
    fn text(&mut self, lines: &[&str], out: &mut Vec<Block>) -> usize {
        let mut taken = paragraph(lines);
        if taken == 1 && lines.get(1).is_some_and(|next| next.starts_with(' ')) && adornment(lines[0]).is_none() {
            let (definitions, taken) = self.definitions(lines);
            out.push(definitions);
            return taken;
        }
        let text = lines[..taken.max(1)].join("\n");
        let introduces = text.ends_with("::") && ends_unescaped(&text[..text.len() - 2]);
        if !introduces {
            out.push(Block::Paragraph(self.inlines(&text)));
            return taken;
        }
        let before = &text[..text.len() - 2];
        let shown = if before.is_empty() || before.ends_with([' ', '\n']) { before } else { &text[..text.len() - 1] };
        if !shown.trim().is_empty() {
            out.push(Block::Paragraph(self.inlines(shown.trim_end())));
        }
        taken += lines[taken..].iter().take_while(|line| line.is_empty()).count();
        let (block, length) = literal(&lines[taken..]);
        if !block.is_empty() {
            let content = vec![Inline::Text(block.join("\n"))];
            out.push(Block::Literal { language: None, content });
        }
        taken + length
    }

    /// Block quotes: each ends with its attribution.
    pub(super) fn quotes(&mut self, lines: &[&str], out: &mut Vec<Block>) {
        let mut rest = lines;
        while !trimmed(rest).is_empty() {
            rest = trimmed(rest);
            let attribution = attribution(rest);
            let (quoted, after) = rest.split_at(attribution.unwrap_or(rest.len()));
            let mut blocks = self.blocks(quoted, false);
            rest = after;
            if attribution.is_some() {
                let length = until_empty(after);
                let dashes = after[0].len() - after[0].trim_start_matches(['-', '—', ' ']).len();
                let (said, _) = hanging(&after[..length], dashes);
                let mut line = vec![Inline::Text("\u{2014}".into())];
                line.extend(self.inlines(&said.join("\n")));
                blocks.push(Block::Paragraph(line));
                rest = &after[length..];
            }
            out.push(Block::Quote(blocks));
        }
    }

    fn line_block(&mut self, lines: &[&str]) -> (Block, usize) {
        let mut read: Vec<(usize, String)> = Vec::new();
        let mut taken = 0;
        for line in lines {
            match line.strip_prefix('|') {
                Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
                    let depth = indent(rest).saturating_sub(1);
                    read.push((depth, rest.trim().to_owned()));
                }
                _ => match read.last_mut() {
                    Some((_, text)) if line.starts_with(' ') => {
                        text.push('\n');
                        text.push_str(line.trim());
                    }
                    _ => break,
                },
            }
            taken += 1;
        }
        // What counts is which depths there are, not how deep they are.
        let mut depths: Vec<usize> =
            read.iter().filter(|(_, text)| !text.is_empty()).map(|(depth, _)| *depth).collect();
        depths.sort_unstable();
        depths.dedup();
        let read = read.into_iter().map(|(depth, text)| {
            let level = depths.binary_search(&depth).unwrap_or(0);
            (level, self.inlines(&text))
        });
        (Block::Lines(read.collect()), taken)
    }
}

/// Whether what follows `text` is not escaped by a backslash at its end.
fn ends_unescaped(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()).is_multiple_of(2)
}

/// The literal block `lines` begins with: indented, or quoted by one punctuation
/// character before each line.
fn literal<'a>(lines: &[&'a str]) -> (Vec<&'a str>, usize) {
    let Some(first) = lines.first() else { return (Vec::new(), 0) };
    if first.starts_with(' ') {
        return indented(lines);
    }
    let Some(quote) = first.chars().next().filter(char::is_ascii_punctuation) else { return (Vec::new(), 0) };
    let taken = lines.iter().take_while(|line| line.starts_with(quote)).count();
    (lines[..taken].to_vec(), taken)
}

/// The line an attribution begins at: dashes after an empty line, and nothing but
/// its own lines, of one indent, before the next empty one.
fn attribution(lines: &[&str]) -> Option<usize> {
    let mut at = 0;
    while at < lines.len() {
        let length = until_empty(&lines[at..]);
        if at > 0 && length > 0 && begins_attribution(lines[at]) {
            let mut rest = lines[at + 1..at + length].iter().map(|line| indent(line));
            let first = rest.next();
            if rest.all(|indent| Some(indent) == first) {
                return Some(at);
            }
        }
        at += length + 1;
    }
    None
}

fn begins_attribution(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("---").or_else(|| line.strip_prefix("--")).or_else(|| line.strip_prefix('—'))
    else {
        return false;
    };
    !rest.starts_with('-') && !rest.trim().is_empty()
}
