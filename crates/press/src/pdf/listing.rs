//! Listings: coloured where that is worth its price, wrapped where a line is too long.

use std::fmt::Write as _;

use super::chapter::{Room, Setter};
use super::literal::literal;

/// Lines of code one book colours. Colour is the dearest content there is: 5,000
/// lines take ten times as long with it.
pub(super) const COLOURED_LINES_PER_BOOK: usize = 20_000;
const COLOURED_LINES_PER_LISTING: usize = 500;
const LONGEST_COLOURED_LINE: usize = 2_000;
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
        let text = text.trim_end_matches('\n');
        if text.trim().is_empty() {
            return;
        }
        let language = language.and_then(token).filter(|_| self.may_colour(text));
        let columns = ((room.width - 18.0) / (room.size * CODE_SCALE * CODE_ADVANCE)).floor().max(8.0) as usize;
        let longest = text.lines().map(line_cells).max().unwrap_or(0);
        let share = columns as f64 / longest.max(1) as f64;
        let shrinks = (SMALLEST_SHARE..1.0).contains(&share);
        let wraps = !shrinks && text.lines().any(|line| has_long_word(line, columns));
        let text = self.literal(text);
        if shrinks {
            let _ = write!(self.out, "#text(size: {share:.3} * 1em, raw({text}, block: true");
        } else if wraps {
            let _ = write!(self.out, "#wrapped({columns}, raw({text}, block: true");
        } else {
            let _ = write!(self.out, "#raw({text}, block: true");
        }
        if let Some(language) = language {
            let _ = write!(self.out, ", lang: {}", literal(&language));
        }
        self.push(if wraps || shrinks { "));\n" } else { ");\n" });
    }

    fn may_colour(&mut self, text: &str) -> bool {
        let lines = text.lines().count();
        let may = lines <= COLOURED_LINES_PER_LISTING
            && lines <= self.bench.colour
            && text.lines().all(|line| line.len() <= LONGEST_COLOURED_LINE);
        if may {
            self.bench.colour -= lines;
        }
        may
    }
}

/// A run without a space that is wider than the listing. Lines break at spaces only.
fn has_long_word(line: &str, columns: usize) -> bool {
    line.split([' ', '\t']).any(|word| word.chars().map(cells).sum::<usize>() > columns)
}

/// Columns of a line; a tab leads to the next multiple of four.
fn line_cells(line: &str) -> usize {
    line.chars().fold(0, |column, letter| if letter == '\t' { (column / 4 + 1) * 4 } else { column + cells(letter) })
}

/// Letters of the Far East take two columns.
fn cells(letter: char) -> usize {
    match letter as u32 {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x1F300.. => 2,
        _ => 1,
    }
}

/// The name the engine's grammars know a language by; none for plain text.
fn token(language: &str) -> Option<String> {
    let name = language.split([' ', ',', '{', ':']).next().unwrap_or_default().trim_matches('.').to_ascii_lowercase();
    let token = match name.as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "mermaid" => return None,
        "shell" | "console" | "shell-session" | "shellsession" | "sh-session" | "bash-session" | "terminal" | "zsh"
        | "fish" | "ksh" => "bash",
        "powershell" | "pwsh" | "posh" => "ps1",
        "csharp" | "c#" => "cs",
        "fsharp" | "f#" => "fs",
        "vb" | "vbnet" | "vb.net" => "vb",
        "jsonc" | "json5" | "jsonl" | "ndjson" => "json",
        "batch" | "bat" | "cmd" | "dosbatch" => "bat",
        "golang" => "go",
        "node" | "javascript" | "mjs" | "cjs" => "js",
        "typescript" | "mts" | "cts" => "ts",
        "python3" | "python2" | "py3" | "ipython" => "python",
        "objective-c" | "objectivec" | "objc" => "m",
        "objective-c++" | "objectivec++" | "objcpp" => "mm",
        "docker" => "dockerfile",
        "make" | "mk" => "makefile",
        "patch" => "diff",
        "svg" | "xsd" | "xsl" | "plist" | "csproj" => "xml",
        "html5" | "htm" | "vue-html" => "html",
        other => other,
    };
    token_is_plain(token).then(|| token.to_owned())
}

fn token_is_plain(token: &str) -> bool {
    token.len() <= 40 && token.chars().all(|letter| letter.is_ascii_alphanumeric() || "+#-_.".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_github_knows_are_understood() {
        assert_eq!(token("Shell").as_deref(), Some("bash"));
        assert_eq!(token("c#").as_deref(), Some("cs"));
        assert_eq!(token("js {highlight: [1]}").as_deref(), Some("js"));
        assert_eq!(token("text"), None);
        assert_eq!(token("rust,ignore").as_deref(), Some("rust"));
        assert_eq!(token("\u{1F600}"), None);
    }

    #[test]
    fn tabs_lead_to_the_next_stop() {
        assert_eq!(line_cells("\tab\tc"), 9);
        assert_eq!(line_cells("漢字"), 4);
    }

    #[test]
    fn only_words_that_do_not_fit_need_help() {
        assert!(!has_long_word("a few words that go on and on and on", 10));
        assert!(has_long_word("x = aaaaaaaaaaaaaaaa", 10));
        assert!(has_long_word("漢字漢字漢字", 10));
    }
}
