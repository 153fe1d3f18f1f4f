//! Wiki links in drawn tables.
//!
//! A mark stands where a wiki link stood and is seldom as long as the link was, so
//! what follows it in the line has moved. Drawn tables need every character in the
//! column the author put it in.

use unicode_width::UnicodeWidthChar;

/// What a mark begins with.
const OPEN: &str = "⟦\u{FDD0}";

/// For each column of `line` the byte its character begins at, and the character. A
/// wide character's second column has a space at the byte after it. Where marks
/// moved what follows, the next border goes to the next of `borders`.
pub(super) fn columns(line: &str, borders: &[usize]) -> Vec<(usize, char)> {
    let mut columns = Vec::with_capacity(line.len());
    let moved = line.contains(OPEN);
    let mut cell = 0;
    for (at, c) in line.char_indices() {
        if moved && c == '|' {
            if line[cell..at].contains(OPEN) {
                settle(&mut columns, borders, at);
            }
            cell = at;
        }
        let width = c.width().unwrap_or(0);
        if width == 0 && !columns.is_empty() {
            continue;
        }
        columns.push((at, c));
        if width == 2 {
            columns.push((at + c.len_utf8(), ' '));
        }
    }
    columns
}

/// Lengthens or shortens the cell that ends at byte `at` to the nearest border.
fn settle(columns: &mut Vec<(usize, char)>, borders: &[usize], at: usize) {
    let text = columns.iter().rposition(|(_, c)| *c != ' ').map_or(0, |last| last + 1);
    let Some(border) = borders.iter().find(|border| **border >= text) else { return };
    columns.truncate(*border);
    while columns.len() < *border {
        columns.push((at, ' '));
    }
}

/// `line` of a simple table, whose columns begin at `starts`: where marks moved what
/// follows, the next text after a gap begins the next column. Gives the bytes at
/// which the columns begin.
pub(super) fn starts(line: &str, starts: &[usize]) -> Vec<usize> {
    let all = columns(line, &[]);
    let byte = |column: usize| all.get(column).map_or(line.len(), |(byte, _)| *byte);
    let mut marks = line.match_indices(OPEN).map(|(mark, _)| mark).peekable();
    let mut out: Vec<usize> = Vec::with_capacity(starts.len());
    // Where the text of the column before ends, once a mark moved it.
    let mut moved = None;
    for (number, start) in starts.iter().enumerate() {
        let begin = moved.map_or_else(|| byte(*start), |from| next_text(line, from));
        let next = starts.get(number + 1).map_or(line.len(), |next| byte(*next));
        while marks.peek().is_some_and(|mark| *mark < begin) {
            marks.next();
        }
        // A mark in this column moves all that follow.
        if moved.is_some() || marks.peek().is_some_and(|mark| *mark < next) {
            moved = Some(line[begin..].find("  ").map_or(line.len(), |gap| begin + gap));
        }
        out.push(begin);
    }
    out
}

fn next_text(line: &str, from: usize) -> usize {
    line.len() - line[from..].trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_move_borders() {
        let line = "| ⟦\u{FDD0}0\u{FDD1}⟧ | b |";
        let shown: String = columns(line, &[0, 14, 18]).iter().map(|(_, c)| *c).collect();
        assert_eq!(shown.chars().count(), 19);
        assert_eq!(shown.char_indices().filter(|(_, c)| *c == '|').count(), 3);
        let at: Vec<usize> = shown.chars().enumerate().filter(|(_, c)| *c == '|').map(|(n, _)| n).collect();
        assert_eq!(at, [0, 14, 18]);
    }

    #[test]
    fn marks_do_not_move_columns() {
        let line = "⟦\u{FDD0}0\u{FDD1}⟧       b c  d";
        let at = starts(line, &[0, 20, 30]);
        assert_eq!(&line[at[1]..], "b c  d");
        assert_eq!(&line[at[2]..], "d");
        assert_eq!(starts("a  b  c", &[0, 3, 6]), [0, 3, 6]);
    }
}
