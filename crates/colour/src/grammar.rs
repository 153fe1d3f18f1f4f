//! Grammars: what each part of a listing is.
//!
//! They are the ones Typst embeds, so the program carries one copy. Syntect's own
//! writers are not used: they write an element for every scope and make a listing
//! fifty times larger. Its regular expressions are Oniguruma's, for which grammars are
//! written: ten times as fast as in Rust and with a tenth of the memory, but they can
//! go back and forth over a line for minutes, so [`syntaxes`] sets a limit to that.

use std::collections::HashMap;
use std::ffi::c_ulong;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::Run;
use crate::patience::Patience;

/// How often an expression may go back at one place of a line, and on its way along the
/// line. The listings of large wikis come out the same with half of the first and a
/// quarter of the second; past a limit, an expression does not match. With them no line
/// of 2,000 bytes takes a grammar longer than a tenth of a second.
const MOST_RETRIES: (c_ulong, c_ulong) = (2_000, 20_000);

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(syntaxes);

fn syntaxes() -> SyntaxSet {
    // The limits are numbers of the whole process, which every search reads; the engine
    // has no safe way to them that syntect would pass on.
    // SAFETY: either call stores its argument in a variable of the C library; no search
    // runs yet, as nobody else has the grammars.
    #[allow(unsafe_code)]
    unsafe {
        onig_sys::onig_set_retry_limit_in_match(MOST_RETRIES.0);
        onig_sys::onig_set_retry_limit_in_search(MOST_RETRIES.1);
    }
    two_face::syntax::extra_newlines()
}

/// What scopes get which class, the first that fits from the innermost scope on.
/// An empty class ends the search: what is inside is ordinary text again.
/// Names: <https://www.sublimetext.com/docs/scope_naming.html>.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("meta.interpolation", ""),
        ("source.embedded", ""),
        ("comment", "c"),
        ("string.regexp", "r"),
        ("constant.character.escape", "e"),
        ("string", "s"),
        ("constant.numeric", "n"),
        ("constant.language", "n"),
        ("constant", "n"),
        ("keyword.operator.word", "k"),
        ("keyword.operator", ""),
        ("keyword", "k"),
        ("storage", "k"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("variable.function", "f"),
        ("entity.name.tag", "k"),
        ("entity.other.attribute-name", "a"),
        ("meta.mapping.key", "a"),
        ("entity.name.section", "h"),
        ("entity.name", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("variable.language", "k"),
        ("variable.parameter", "v"),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
        ("markup.heading", "h"),
        ("meta.diff.header", "h"),
        ("meta.diff.range", "h"),
    ]
    .into_iter()
    .filter_map(|(name, class)| Scope::new(name).ok().map(|scope| (scope, class)))
    .collect()
});

/// The class of that letter.
pub(super) fn class(letter: u8) -> Option<&'static str> {
    CLASSES.iter().map(|(_, class)| *class).find(|class| class.as_bytes() == [letter])
}

/// Tells the parts of listings apart; remembers what it learnt about scopes.
#[derive(Debug, Default)]
pub(super) struct Grammar {
    /// The class of each scope met so far; most listings use the same few.
    known: HashMap<Scope, Option<&'static str>>,
}

impl Grammar {
    /// The text in runs of one class each; none when the language is not known, its
    /// grammar fails on the text, or `patience` ends before it does.
    pub(super) fn runs(&mut self, language: &str, text: &str, patience: &Patience) -> Option<Vec<Run>> {
        let mut state = ParseState::new(syntax(language)?);
        let mut stack = ScopeStack::new();
        let mut runs = Runs::default();
        let mut line_start = 0;
        for line in text.split_inclusive('\n') {
            let _working = patience.begin()?;
            for (at, change) in state.parse_line(line, &SYNTAXES).ok()? {
                stack.apply(&change).ok()?;
                runs.turn(text, line_start + at, self.class(&stack))?;
            }
            line_start += line.len();
        }
        runs.turn(text, text.len(), "")?;
        Some(runs.found)
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

/// Runs in the making.
#[derive(Default)]
struct Runs {
    found: Vec<Run>,
    open: &'static str,
    from: usize,
}

impl Runs {
    /// From `at` on, the text is of `class`; none where a grammar cut a letter in two.
    fn turn(&mut self, text: &str, at: usize, class: &'static str) -> Option<()> {
        if class == self.open && at < text.len() {
            return Some(());
        }
        let run = text.get(self.from..at)?;
        // White space shows no colour.
        let open = if run.trim().is_empty() { "" } else { self.open };
        if !run.is_empty() {
            match self.found.last_mut() {
                Some(last) if last.class == open => last.end = at,
                _ => self.found.push(Run { class: open, end: at }),
            }
        }
        (self.open, self.from) = (class, at);
        Some(())
    }
}

/// Whether there is a grammar for the words written after a fence.
pub(super) fn knows(written: &str) -> bool {
    syntax(written).is_some()
}

/// The grammar for the words written after a fence.
fn syntax(written: &str) -> Option<&'static SyntaxReference> {
    let word = written.split([',', ' ', '{', ':']).next().unwrap_or_default().trim_matches('.').to_ascii_lowercase();
    let known_as = match word.as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "mermaid" => return None,
        "shell" | "console" | "shell-session" | "shellsession" | "sh-session" | "bash-session" | "terminal" | "zsh"
        | "fish" | "ksh" => "bash",
        "csharp" => "c#",
        "fsharp" | "fs" => "f#",
        "jsonc" | "json5" | "jsonl" | "ndjson" => "json",
        "batch" | "cmd" | "dosbatch" => "bat",
        "docker" => "dockerfile",
        "make" | "mk" => "makefile",
        "golang" => "go",
        "node" | "mjs" | "cjs" | "jsx" => "js",
        "mts" | "cts" => "ts",
        "python2" | "python3" | "py3" | "ipython" => "python",
        "objectivec" | "objc" => "objective-c",
        "objectivec++" | "objcpp" => "objective-c++",
        "c++" => "cpp",
        "yml" => "yaml",
        "tf" | "hcl" => "terraform",
        "gql" => "graphql",
        "protobuf" => "proto",
        "patch" => "diff",
        "svg" | "xsd" | "xsl" | "plist" | "csproj" => "xml",
        "html5" | "htm" | "vue-html" => "html",
        other => other,
    };
    SYNTAXES.find_syntax_by_token(known_as).filter(|syntax| syntax.name != "Plain Text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_people_write_after_fences_are_known() {
        for language in [
            "shell",
            "console",
            "csharp",
            "c#",
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
            "f#",
            "Python",
            "js {1,3}",
            "rust,ignore",
            "graphql",
            "terraform",
            "proto",
            "dart",
            "lua",
            "r",
            "objective-c",
        ] {
            assert!(syntax(language).is_some(), "{language}");
        }
        assert!(syntax("text").is_none());
        assert!(syntax("no-such-language").is_none());
        assert!(syntax("\u{1F600}").is_none());
    }
}
