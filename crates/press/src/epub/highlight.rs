//! Listings in colour: what each part of a line is, in a dozen classes the style
//! sheet gives a colour to.
//!
//! The grammars are the ones Typst embeds, so the PDF and the EPUB colour the same
//! languages and the program carries one copy. Syntect's own HTML writer is not used:
//! it nests an element for every scope and makes a listing fifty times larger.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::xml::Xml;

/// Lines a listing may have to be coloured.
const MAX_LINES: usize = 500;

/// Bytes a line may have to be coloured.
const MAX_LINE_BYTES: usize = 2_000;

/// Lines that are coloured in one book.
const MAX_LINES_IN_BOOK: usize = 20_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// What scopes get which class, the first that fits from the innermost scope on.
/// An empty class ends the search: what is inside is ordinary text again.
/// Names: <https://www.sublimetext.com/docs/scope_naming.html>.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("meta.interpolation", ""),
        ("source.embedded", ""),
        ("comment", "hl-c"),
        ("string.regexp", "hl-r"),
        ("constant.character.escape", "hl-e"),
        ("string", "hl-s"),
        ("constant.numeric", "hl-n"),
        ("constant.language", "hl-n"),
        ("constant", "hl-n"),
        ("keyword.operator.word", "hl-k"),
        ("keyword.operator", ""),
        ("keyword", "hl-k"),
        ("storage", "hl-k"),
        ("entity.name.function", "hl-f"),
        ("support.function", "hl-f"),
        ("variable.function", "hl-f"),
        ("entity.name.tag", "hl-k"),
        ("entity.other.attribute-name", "hl-a"),
        ("meta.mapping.key", "hl-a"),
        ("entity.name.section", "hl-h"),
        ("entity.name", "hl-t"),
        ("support.type", "hl-t"),
        ("support.class", "hl-t"),
        ("variable.language", "hl-k"),
        ("variable.parameter", "hl-v"),
        ("markup.inserted", "hl-i"),
        ("markup.deleted", "hl-d"),
        ("markup.heading", "hl-h"),
        ("meta.diff.header", "hl-h"),
        ("meta.diff.range", "hl-h"),
    ]
    .into_iter()
    .filter_map(|(name, class)| Scope::new(name).ok().map(|scope| (scope, class)))
    .collect()
});

/// Colours the listings of one book.
#[derive(Debug)]
pub(super) struct Highlighter {
    lines_left: usize,
    /// The class of each scope met so far; most listings use the same few.
    known: HashMap<Scope, Option<&'static str>>,
}

impl Highlighter {
    /// For one book.
    pub(super) fn new() -> Self {
        Self { lines_left: MAX_LINES_IN_BOOK, known: HashMap::new() }
    }

    /// Writes the listing's text, coloured when its language is known and it is not
    /// too long.
    pub(super) fn write(&mut self, language: Option<&str>, text: &str, to: &mut Xml) {
        let lines = text.lines().count();
        let fits = lines <= MAX_LINES.min(self.lines_left) && text.lines().all(|line| line.len() <= MAX_LINE_BYTES);
        let syntax = language.filter(|_| fits).and_then(syntax);
        let runs = syntax.and_then(|syntax| self.runs(syntax, text));
        let Some(runs) = runs else {
            to.text(text);
            return;
        };
        self.lines_left -= lines;
        for (class, run) in runs {
            if class.is_empty() {
                to.text(run);
            } else {
                to.element("span", &[("class", class)], run);
            }
        }
    }

    /// The text in runs of one class each; none when the grammar fails on it.
    fn runs<'t>(&mut self, syntax: &SyntaxReference, text: &'t str) -> Option<Vec<(&'static str, &'t str)>> {
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut runs = Vec::new();
        let mut run = (0, "");
        let mut line_start = 0;
        for line in text.split_inclusive('\n') {
            for (at, change) in state.parse_line(line, &SYNTAXES).ok()? {
                stack.apply(&change).ok()?;
                let class = self.class(&stack);
                let at = line_start + at;
                if class != run.1 {
                    push_run(&mut runs, run.1, text.get(run.0..at)?);
                    run = (at, class);
                }
            }
            line_start += line.len();
        }
        push_run(&mut runs, run.1, text.get(run.0..)?);
        Some(runs)
    }

    fn class(&mut self, stack: &ScopeStack) -> &'static str {
        let innermost_first = stack.as_slice().iter().rev();
        for scope in innermost_first {
            let class = *self.known.entry(*scope).or_insert_with(|| {
                CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
            });
            if let Some(class) = class {
                return class;
            }
        }
        ""
    }
}

/// Adds a run, to the one before where both are of a class. White space takes any.
fn push_run<'t>(runs: &mut Vec<(&'static str, &'t str)>, class: &'static str, text: &'t str) {
    if text.is_empty() {
        return;
    }
    let class = if text.trim().is_empty() { "" } else { class };
    runs.push((class, text));
}

/// The grammar for the word written after a fence.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let word = language.split([',', ' ', '{', ':']).next().unwrap_or_default().to_ascii_lowercase();
    let known_as = match word.as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "mermaid" => return None,
        "shell" | "console" | "shell-session" | "sh-session" | "zsh" | "terminal" => "bash",
        "csharp" => "c#",
        "fsharp" | "fs" => "f#",
        "jsonc" | "json5" | "jsonl" => "json",
        "batch" | "cmd" => "bat",
        "docker" => "dockerfile",
        "golang" => "go",
        "node" | "mjs" | "cjs" | "jsx" => "js",
        "mts" | "cts" => "ts",
        "objectivec" | "objc" => "objective-c",
        "c++" => "cpp",
        "yml" => "yaml",
        "tf" | "hcl" => "terraform",
        "gql" => "graphql",
        "proto" | "protobuf" => "proto",
        "patch" => "diff",
        other => other,
    };
    SYNTAXES.find_syntax_by_token(known_as).filter(|syntax| syntax.name != "Plain Text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(language: &str, text: &str) -> String {
        let mut xml = Xml::default();
        Highlighter::new().write(Some(language), text, &mut xml);
        xml.finish().trim_end_matches('\n').to_owned()
    }

    #[test]
    fn a_listing_shows_its_keywords_strings_and_comments() {
        let html = written("rust", "fn main() { // hi\n    let x = \"a<b\";\n}");
        assert!(html.contains("<span class=\"hl-k\">fn</span>"), "{html}");
        assert!(html.contains("<span class=\"hl-s\">\"a&lt;b\"</span>"), "{html}");
        assert!(html.contains("<span class=\"hl-c\">// hi"), "{html}");
    }

    #[test]
    fn no_word_of_a_listing_is_lost_or_added() {
        let source = "def f(x: int) -> str:\n\treturn f\"{x!r} é 漢 \\n\"  # ça\n\n@dataclass\nclass A: pass";
        let html = written("python", source);
        let mut text = String::new();
        let mut in_tag = false;
        for character in html.chars() {
            match character {
                '<' => in_tag = true,
                '>' => in_tag = false,
                _ if !in_tag => text.push(character),
                _ => {}
            }
        }
        assert_eq!(text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"), source);
    }

    #[test]
    fn languages_people_write_after_fences_are_known() {
        for language in [
            "shell",
            "console",
            "csharp",
            "jsonc",
            "json5",
            "bat",
            "ts",
            "tsx",
            "jsx",
            "yaml",
            "toml",
            "dockerfile",
            "kotlin",
            "swift",
            "c++",
            "html",
            "css",
            "sql",
            "go",
            "java",
            "ruby",
            "php",
            "diff",
            "xml",
            "ini",
            "make",
            "fsharp",
            "Python",
            "js {1,3}",
            "graphql",
            "terraform",
            "proto",
            "dart",
            "lua",
            "r",
        ] {
            assert!(syntax(language).is_some(), "{language}");
        }
        assert!(syntax("text").is_none());
        assert!(syntax("no-such-language").is_none());
    }

    #[test]
    fn a_listing_too_long_to_colour_stays_as_it_is() {
        let long = "let a = 1;\n".repeat(MAX_LINES + 1);
        assert_eq!(written("rust", &long), long.trim_end_matches('\n'));
        let wide = format!("[{}]", "1,".repeat(MAX_LINE_BYTES));
        assert_eq!(written("json", &wide), wide);
    }
}
