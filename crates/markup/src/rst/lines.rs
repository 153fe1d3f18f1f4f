//! Lines: what docutils does to a text before it reads it, and its ways to take a
//! block of indented lines from it.

/// Tabs to columns of eight, no white space at line ends, no NUL, which stands for a
/// backslash later (docutils, `statemachine.string2lines`).
pub(super) fn prepared(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    for line in text.lines() {
        let begin = out.len();
        let mut column = 0;
        for c in line.chars() {
            match c {
                '\t' => {
                    let width = 8 - column % 8;
                    out.extend(std::iter::repeat_n(' ', width));
                    column += width;
                    continue;
                }
                '\0' => out.push('\u{FFFD}'),
                '\u{B}' | '\u{C}' | '\r' => out.push(' '),
                other => out.push(other),
            }
            column += 1;
        }
        out.truncate(begin + out[begin..].trim_end().len());
        out.push('\n');
    }
    out
}

/// How many spaces a line begins with.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn smallest_indent(lines: &[&str]) -> usize {
    lines.iter().filter(|line| !line.is_empty()).map(|line| indent(line)).min().unwrap_or(0)
}

/// `line` without its first `columns` bytes, which are spaces where the line is not
/// empty.
fn cut(line: &str, columns: usize) -> &str {
    line.get(columns..).unwrap_or("")
}

/// Lines without the empty ones around them.
pub(super) fn trimmed<'l, 'a>(lines: &'l [&'a str]) -> &'l [&'a str] {
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return &[] };
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
    &lines[first..=last]
}

/// How many lines are empty or indented by at least `columns`, without empty ones at
/// the end.
fn reach(lines: &[&str], columns: usize) -> usize {
    let end = lines.iter().position(|line| !line.is_empty() && indent(line) < columns).unwrap_or(lines.len());
    lines[..end].iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1)
}

/// The indented block `lines` begins with, brought to the margin, and its length.
pub(super) fn indented<'a>(lines: &[&'a str]) -> (Vec<&'a str>, usize) {
    let end = reach(lines, 1);
    let columns = smallest_indent(&lines[..end]);
    (lines[..end].iter().map(|line| cut(line, columns)).collect(), end)
}

/// A block whose first line has its text at byte `first`; what follows is indented
/// by any depth.
pub(super) fn hanging<'a>(lines: &[&'a str], first: usize) -> (Vec<&'a str>, usize) {
    let Some(head) = lines.first() else { return (Vec::new(), 0) };
    let end = 1 + reach(&lines[1..], 1);
    let columns = smallest_indent(&lines[1..end]);
    let mut block = vec![cut(head, first)];
    block.extend(lines[1..end].iter().map(|line| cut(line, columns)));
    (block, end)
}

/// A block whose first line has its text at byte `first`, which is the column
/// `columns`; what follows is indented at least that deep.
pub(super) fn aligned<'a>(lines: &[&'a str], first: usize, columns: usize) -> (Vec<&'a str>, usize) {
    let Some(head) = lines.first() else { return (Vec::new(), 0) };
    let end = 1 + reach(&lines[1..], columns);
    let mut block = vec![cut(head, first)];
    block.extend(lines[1..end].iter().map(|line| cut(line, columns)));
    (block, end)
}

/// How many lines there are before the next empty or indented one.
pub(super) fn paragraph(lines: &[&str]) -> usize {
    lines.iter().position(|line| line.is_empty() || line.starts_with(' ')).unwrap_or(lines.len())
}

/// How many lines there are before the next empty one.
pub(super) fn until_empty(lines: &[&str]) -> usize {
    lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len())
}

/// A line of one punctuation character repeated (docutils, `Body.patterns['line']`).
pub(super) fn adornment(line: &str) -> Option<char> {
    let first = line.chars().next().filter(char::is_ascii_punctuation)?;
    line.bytes().all(|byte| byte == first as u8).then_some(first)
}

/// A simple reference name, from the beginning of `text`: letters and digits, single
/// punctuation inside (docutils, `Inliner.simplename`). Gives its length.
pub(super) fn simple_name(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut before_another = || chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if c.is_alphanumeric() {
            end = at + c.len_utf8();
        } else if at == 0 || at != end || !matches!(c, '-' | '.' | '_' | '+' | ':') || !before_another() {
            break;
        }
    }
    end
}

/// A reference's name as it is compared: one space for white space, lower case.
pub(super) fn normalised(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_go_to_the_next_column_of_eight() {
        assert_eq!(prepared("a\tb  \r\n\tc"), "a       b\n        c\n");
    }

    #[test]
    fn blocks_end_where_the_indent_does() {
        assert_eq!(indented(&["  a", "", "    b", "", "c"]), (vec!["a", "", "  b"], 3));
        assert_eq!(hanging(&["- a", "    b", "  c", "d"], 2), (vec!["a", "  b", "c"], 3));
        assert_eq!(aligned(&["1. a", " b"], 3, 3), (vec!["a"], 1));
    }

    #[test]
    fn names_end_before_what_cannot_be_inside() {
        assert_eq!(simple_name("a.b_ c"), 3);
        assert_eq!(simple_name("a--b"), 1);
        assert_eq!(simple_name("_a"), 0);
        assert_eq!(simple_name("größe+1"), "größe+1".len());
    }
}
