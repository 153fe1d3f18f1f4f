//! What a line is, and where blocks and drawers end.

use std::collections::HashMap;

/// The end of the block or drawer that begins at a line.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    ends: HashMap<usize, usize>,
}

impl Blocks {
    /// Finds the blocks that are closed, and the drawers. Between the lines of
    /// a block that holds text as it stands, nothing begins.
    pub(super) fn find(lines: &[&str]) -> Self {
        let mut ends_of: HashMap<String, Vec<usize>> = HashMap::new();
        let mut drawer_ends = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if let Some(name) = block_end(line) {
                ends_of.entry(name).or_default().push(at);
            } else if line.trim().eq_ignore_ascii_case(":end:") {
                drawer_ends.push(at);
            }
        }
        let mut ends = HashMap::new();
        let mut at = 0;
        while at < lines.len() {
            if let Some(begin) = block_begin(lines[at]) {
                let name = begin.name.to_ascii_lowercase();
                let end = ends_of.get(&name).and_then(|ends| next(ends, at));
                if let Some(end) = end {
                    ends.insert(at, end);
                    if is_verbatim(&name) {
                        at = end;
                    }
                }
            } else if drawer(lines[at])
                && let Some(end) = next(&drawer_ends, at)
            {
                ends.insert(at, end);
            }
            at += 1;
        }
        Self { ends }
    }

    /// The line that ends what begins at `at`.
    pub(super) fn end(&self, at: usize) -> Option<usize> {
        self.ends.get(&at).copied()
    }
}

fn next(ends: &[usize], after: usize) -> Option<usize> {
    ends.get(ends.partition_point(|end| *end <= after)).copied()
}

/// Whether the text of a block called so is shown, or passed, as it stands.
pub(super) fn is_verbatim(name: &str) -> bool {
    matches!(name, "src" | "example" | "html" | "export" | "comment" | "latex" | "ascii" | "verse")
}

/// `#+BEGIN_name arguments`.
pub(super) struct BlockBegin<'a> {
    pub name: &'a str,
    pub arguments: &'a str,
}

pub(super) fn block_begin(line: &str) -> Option<BlockBegin<'_>> {
    let rest = block_line(line, "#+begin_")?;
    let (name, arguments) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    (!name.is_empty()).then(|| BlockBegin { name, arguments: arguments.trim() })
}

/// The name of the block that a line ends, in lower case.
pub(super) fn block_end(line: &str) -> Option<String> {
    let rest = block_line(line, "#+end_")?;
    let name = rest.split([' ', '\t']).next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

fn block_line<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let line = line.trim_start();
    line.get(..mark.len()).filter(|start| start.eq_ignore_ascii_case(mark)).map(|start| &line[start.len()..])
}

/// How far a line is indented; tabs reach to the next multiple of eight.
pub(super) fn indent(line: &str) -> usize {
    let mut width = 0;
    for byte in line.bytes() {
        match byte {
            b' ' => width += 1,
            b'\t' => width = (width / 8 + 1) * 8,
            _ => break,
        }
    }
    width
}

/// A headline's level and what stands after its stars.
pub(super) fn headline(line: &str) -> Option<(usize, &str)> {
    let stars = line.bytes().take_while(|byte| *byte == b'*').count();
    let rest = &line[stars..];
    (stars > 0 && rest.starts_with([' ', '\t'])).then(|| (stars, rest.trim()))
}

/// `#+KEY: value`, the key as written.
pub(super) fn keyword(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start().strip_prefix("#+")?;
    let (key, value) = rest.split_once(':')?;
    let is_key = !key.is_empty() && !key.contains(char::is_whitespace);
    is_key.then(|| (key, value.trim()))
}

/// `# comment`.
pub(super) fn comment(line: &str) -> bool {
    let line = line.trim_start();
    line == "#" || line.starts_with("# ") || line.starts_with("#\t")
}

/// `: text`, shown as it stands.
pub(super) fn fixed(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(':')?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

/// Five hyphens or more.
pub(super) fn rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.bytes().all(|byte| byte == b'-')
}

pub(super) fn table(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

/// `:NAME:`, which begins a drawer.
pub(super) fn drawer(line: &str) -> bool {
    let line = line.trim();
    let name = line.strip_prefix(':').and_then(|line| line.strip_suffix(':'));
    name.is_some_and(|name| {
        !name.is_empty()
            && !name.eq_ignore_ascii_case("end")
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

/// `CLOSED: …`, `DEADLINE: …`: planning, which a book does not show.
pub(super) fn planning(line: &str) -> bool {
    let line = line.trim_start();
    ["CLOCK:", "DEADLINE:", "START:", "CLOSED:", "SCHEDULED:"].iter().any(|mark| line.starts_with(mark))
}

/// The beginning of a list's item.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub indent: usize,
    pub kind: ItemKind,
    /// `[@5]`, or a number other than one.
    pub start: Option<u32>,
    /// `[ ]` or `[X]`.
    pub task: Option<bool>,
    /// What a description is of.
    pub term: Option<&'a str>,
    pub text: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    Bullet,
    Number,
    Term,
}

pub(super) fn item(line: &str) -> Option<Item<'_>> {
    let indent = indent(line);
    let rest = line.trim_start();
    let first = rest.bytes().next()?;
    let (is_number, length) = match first {
        b'-' | b'+' => (false, 1),
        // At the margin a star begins a headline.
        b'*' if indent > 0 => (false, 1),
        b'0'..=b'9' => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            rest[digits..].starts_with(['.', ')']).then_some((true, digits + 1))?
        }
        _ => return None,
    };
    let after = &rest[length..];
    if !(after.is_empty() || after.starts_with([' ', '\t'])) {
        return None;
    }
    let mut text = after.trim();
    let mut start = if is_number { rest[..length - 1].parse().ok().filter(|number| *number != 1) } else { None };
    if let Some((number, rest)) = text.strip_prefix("[@").and_then(|text| text.split_once(']'))
        && let Ok(number) = number.parse()
    {
        start = Some(number);
        text = rest.trim_start();
    }
    let mut task = None;
    for (mark, done) in [("[ ]", false), ("[X]", true), ("[x]", true)] {
        if let Some(rest) = text.strip_prefix(mark)
            && rest.starts_with([' ', '\t'])
        {
            task = Some(done);
            text = rest.trim_start();
            break;
        }
    }
    let term = if is_number { None } else { term(text) };
    let (kind, term, text) = match term {
        Some((term, text)) => (ItemKind::Term, Some(term), text),
        None => (if is_number { ItemKind::Number } else { ItemKind::Bullet }, None, text),
    };
    Some(Item { indent, kind, start, task, term, text })
}

/// `term :: text`.
fn term(text: &str) -> Option<(&str, &str)> {
    if let Some(term) = text.strip_suffix(" ::") {
        return Some((term.trim(), ""));
    }
    let (term, text) = text.split_once(" :: ")?;
    Some((term.trim(), text.trim()))
}

/// Whether a paragraph ends before `line` though no blank line stands between.
pub(super) fn interrupts(line: &str) -> bool {
    headline(line).is_some()
        || item(line).is_some()
        || table(line)
        || keyword(line).is_some()
        || block_begin(line).is_some()
        || comment(line)
        || fixed(line).is_some()
        || rule(line)
        || drawer(line)
}
