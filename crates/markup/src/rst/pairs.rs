//! Lists of pairs: definitions, fields and options.

use super::Reader;
use super::lines::{adornment, hanging, indented};
use super::tree::{Block, Field, Inline};
use crate::html::escaped;

/// Longer names stand on a line of their own (GitHub's `field_name_limit`).
const LONGEST_FIELD: usize = 50;
/// Longer options do (docutils, `option_limit`).
const LONGEST_OPTIONS: usize = 14;

impl Reader {
    /// Terms, each with an indented definition.
    pub(super) fn definitions(&mut self, lines: &[&str]) -> (Block, usize) {
        let (mut items, mut end, mut at) = (Vec::new(), 0, 0);
        while at < lines.len() {
            if lines[at].is_empty() {
                at += 1;
                continue;
            }
            let defines = lines.get(at + 1).is_some_and(|next| next.starts_with(' '));
            if !defines || lines[at].starts_with(' ') || at > 0 && begins_otherwise(lines[at]) {
                break;
            }
            let term = self.inlines(lines[at]);
            let (body, taken) = indented(&lines[at + 1..]);
            items.push((term, self.blocks(&body, false)));
            at += 1 + taken;
            end = at;
        }
        (Block::Definitions(items), end)
    }

    /// `:name: body`
    pub(super) fn fields(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        field(lines[0])?;
        let (mut fields, mut end, mut at) = (Vec::new(), 0, 0);
        while at < lines.len() {
            if lines[at].is_empty() {
                at += 1;
                continue;
            }
            let Some((name, length)) = field(lines[at]) else { break };
            let (body, taken) = hanging(&lines[at..], length);
            let mut shown = self.inlines(name);
            let long = super::references::plain(&shown).chars().count() > LONGEST_FIELD;
            shown.push(Inline::Text(":".into()));
            fields.push(Field { name: shown, heads: true, long, body: self.blocks(&body, false) });
            at += taken;
            end = at;
        }
        Some((Block::Fields(fields), end))
    }

    /// `-a, --all=WHAT  description`
    pub(super) fn options(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        let (mut fields, mut end, mut at) = (Vec::new(), 0, 0);
        while at < lines.len() {
            if lines[at].is_empty() {
                at += 1;
                continue;
            }
            let Some((options, length)) = options(lines[at]) else { break };
            let (body, taken) = hanging(&lines[at..], length);
            if body.iter().all(|line| line.is_empty()) {
                break;
            }
            let long = lines[at][..length].trim_end().len() > LONGEST_OPTIONS;
            let name = vec![Inline::Raw(format!("<kbd>{options}</kbd>"))];
            fields.push(Field { name, heads: false, long, body: self.blocks(&body, false) });
            at += taken;
            end = at;
        }
        (end > 0).then_some((Block::Fields(fields), end))
    }
}

/// Whether a line after a definition begins something else, whatever comes next.
fn begins_otherwise(line: &str) -> bool {
    let starts = ["- ", "* ", "+ ", "• ", "| ", ">>> ", ".. ", "__ "];
    starts.iter().any(|start| line.starts_with(start))
        || line == ".."
        || field(line).is_some()
        || options(line).is_some()
        || adornment(line).is_some()
        || super::lists::enumerates(line)
        || line.starts_with("+-")
}

/// The name of a field and how many bytes come before its body.
pub(super) fn field(line: &str) -> Option<(&str, usize)> {
    let inner = line.strip_prefix(':')?;
    if inner.starts_with([':', ' ']) {
        return None;
    }
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            // A colon before a backquote is a role's.
            ':' if at > 0 && !inner[..at].ends_with(' ') => {
                let rest = &inner[at + 1..];
                if rest.is_empty() || rest.starts_with(' ') {
                    let spaces = super::lines::indent(rest);
                    return Some((&inner[..at], at + 2 + spaces));
                }
                if rest.starts_with('`') {
                    return None;
                }
            }
            _ => {}
        }
    }
    None
}

/// The options a line begins with, as HTML, and how many bytes come before their
/// description.
fn options(line: &str) -> Option<(String, usize)> {
    let mut html = String::new();
    let mut at = 0;
    loop {
        let (option, argument) = option(&line[at..])?;
        html.push_str(&escaped(&line[at..at + option]));
        if argument > 0 {
            let (delimiter, name) = line[at + option..at + option + argument].split_at(1);
            // A short option's argument may follow it without a space.
            let (delimiter, name) = if matches!(delimiter, " " | "=") {
                (delimiter, name)
            } else {
                ("", &line[at + option..at + option + argument])
            };
            html.extend([delimiter, "<var>", &escaped(name), "</var>"]);
        }
        at += option + argument;
        let rest = &line[at..];
        if rest.is_empty() || rest.starts_with("  ") {
            return Some((html, at + super::lines::indent(rest)));
        }
        at += 2;
        html.push_str(", ");
        rest.strip_prefix(", ")?;
    }
}

/// The lengths of the option `text` begins with and of its argument with the
/// delimiter.
fn option(text: &str) -> Option<(usize, usize)> {
    let name = |from: usize| {
        text[from..].bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count()
    };
    let length = if text.starts_with("--") || text.starts_with('/') {
        let from = if text.starts_with('/') { 1 } else { 2 };
        let name = text
            .get(from..)
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            .map(|_| name(from))?;
        from + name
    } else if text.starts_with(['-', '+']) {
        text.as_bytes().get(1).filter(|byte| byte.is_ascii_alphanumeric())?;
        2
    } else {
        return None;
    };
    let rest = &text[length..];
    let short = length == 2 && !text.starts_with('/');
    let delimiter = match rest.bytes().next() {
        Some(b' ') => 1,
        Some(b'=') if !short => 1,
        _ if short => 0,
        _ => return Some((length, 0)),
    };
    let argument = &rest[delimiter..];
    let argument = if argument.starts_with('<') {
        argument.find('>').filter(|end| *end > 1).map_or(0, |end| end + 1)
    } else if argument.starts_with(|c: char| c.is_ascii_alphabetic()) {
        argument.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count()
    } else {
        0
    };
    Some((length, if argument > 0 { delimiter + argument } else { 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_ends_its_name_with_a_colon_and_a_space() {
        assert_eq!(field(":a b: c"), Some(("a b", 6)));
        assert_eq!(field(":a:b: c"), Some(("a:b", 6)));
        assert_eq!(field(":role:`x`: no"), None);
        assert_eq!(field(":: x"), None);
    }

    #[test]
    fn options_may_have_arguments() {
        assert_eq!(options("-a         all"), Some(("-a".into(), 11)));
        assert_eq!(
            options("-f FILE, --file=<a b>  x"),
            Some(("-f <var>FILE</var>, --file=<var>&lt;a b&gt;</var>".into(), 23))
        );
        assert_eq!(options("-1 is a number"), None);
        assert_eq!(options("--- x"), None);
        assert_eq!(options("/V  x"), Some(("/V".into(), 4)));
    }
}
