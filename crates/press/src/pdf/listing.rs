//! Listings: coloured where that is worth its price, wrapped where a line is too long.

use std::fmt::Write as _;

use super::chapter::{Room, Setter};
use relieur_colour::Run;

/// Size of code against the text around it, as in the template.
const CODE_SCALE: f64 = 0.773;
/// A listing is made smaller, down to this share, when that keeps its lines whole;
/// pictures drawn with letters depend on it.
const SMALLEST_SHARE: f64 = 0.78;
/// Advance of every letter of the code face, in em.
const CODE_ADVANCE: f64 = 0.602;

impl Setter<'_> {
    /// A listing.
    pub(super) fn listing(&mut self, language: Option<&str>, text: &str, room: Room) {
        let shown = text.trim_end_matches('\n');
        if shown.trim().is_empty() {
            return;
        }
        let columns = ((room.width - 18.0) / (room.size * CODE_SCALE * CODE_ADVANCE)).floor().max(8.0) as usize;
        let longest = shown.lines().map(line_cells).max().unwrap_or(0);
        let share = columns as f64 / longest.max(1) as f64;
        let shrinks = (SMALLEST_SHARE..1.0).contains(&share);
        let wraps = !shrinks && shown.lines().any(|line| has_long_word(line, columns));
        if shrinks {
            let _ = write!(self.out, "#text(size: {share:.3} * 1em, ");
        } else {
            self.push("#");
        }
        if let Some(runs) = self.manuscript.and_then(|manuscript| manuscript.colours.runs(language, text)) {
            self.coloured(shown, runs, wraps.then_some(columns));
        } else {
            let text = self.printed(shown);
            let _ = if wraps {
                write!(self.out, "wrapped({columns}, raw({text}, block: true))")
            } else {
                write!(self.out, "raw({text}, block: true)")
            };
        }
        self.push(if shrinks { ");\n" } else { ";\n" });
    }

    /// A listing whose lines are made of runs of one colour each.
    fn coloured(&mut self, text: &str, runs: &[Run], columns: Option<usize>) {
        let printed = self.printed(text);
        let _ = write!(self.out, "coloured(raw({printed}, block: true), ");
        if let Some(columns) = columns {
            let _ = write!(self.out, "columns: {columns}, ");
        }
        self.push("(");
        let mut runs = runs.iter().peekable();
        let mut from = 0;
        for line in text.split('\n') {
            let end = from + line.len();
            self.push("(");
            let mut column = 0;
            while from < end {
                while runs.next_if(|run| run.end <= from).is_some() {}
                let run = runs.peek();
                let to = run.map_or(end, |run| run.end.min(end));
                let class = run.map_or("", |run| run.class);
                let part = untabbed(&text[from..to], &mut column);
                let part = self.literal(&part);
                let _ = if class.is_empty() {
                    write!(self.out, "{part},")
                } else {
                    write!(self.out, "(\"{class}\",{part}),")
                };
                from = to;
            }
            self.push("),");
            from = end + 1;
        }
        self.push("))");
    }

    /// A listing's text as a literal, its tabs become spaces.
    fn printed(&mut self, text: &str) -> String {
        let lines: Vec<String> = text.split('\n').map(|line| untabbed(line, &mut 0)).collect();
        self.literal(&lines.join("\n"))
    }
}

/// Columns from one tab stop to the next.
const TAB: usize = 4;

/// Text with spaces for tabs, `column` being where on its line it begins, and then where
/// it ends.
fn untabbed(text: &str, column: &mut usize) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\t' {
            let stop = (*column / TAB + 1) * TAB;
            out.extend(std::iter::repeat_n(' ', stop - *column));
            *column = stop;
        } else {
            out.push(letter);
            *column += cells(letter);
        }
    }
    out
}

/// A run without a space that is wider than the listing. Lines break at spaces only.
fn has_long_word(line: &str, columns: usize) -> bool {
    line.split([' ', '\t']).any(|word| word.chars().map(cells).sum::<usize>() > columns)
}

/// Columns of a line.
fn line_cells(line: &str) -> usize {
    line.chars()
        .fold(0, |column, letter| if letter == '\t' { (column / TAB + 1) * TAB } else { column + cells(letter) })
}

/// Letters of the Far East take two columns.
fn cells(letter: char) -> usize {
    match letter as u32 {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x1F300.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_lead_to_the_next_stop() {
        assert_eq!(line_cells("\tab\tc"), 9);
        assert_eq!(untabbed("\tab\tc", &mut 0), "    ab  c");
        assert_eq!(untabbed("\tc", &mut 3), " c");
        assert_eq!(line_cells("漢字"), 4);
    }

    #[test]
    fn only_words_that_do_not_fit_need_help() {
        assert!(!has_long_word("a few words that go on and on and on", 10));
        assert!(has_long_word("x = aaaaaaaaaaaaaaaa", 10));
        assert!(has_long_word("漢字漢字漢字", 10));
    }
}
