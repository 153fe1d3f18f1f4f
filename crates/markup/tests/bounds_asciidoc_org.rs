//! AsciiDoc and Org: no text is too much for their readers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use relieur_domain::wiki::pages::Markup;
use relieur_markup::to_html;

const ASCIIDOC: [&str; 92] = [
    "*",
    "**",
    "_",
    "__",
    "`",
    "``",
    "`+",
    "+",
    "++",
    "+++",
    "$$",
    "#",
    "[",
    "]",
    "[[",
    "]]",
    "[[[",
    "]]]",
    "<<",
    ">>",
    "<",
    ">",
    "{",
    "}",
    "((",
    "))",
    "(((",
    "^",
    "~",
    "\\",
    "\"`",
    "`\"",
    "'",
    "--",
    "...",
    "&",
    "@",
    "://",
    "https://a.org",
    ":",
    "::",
    ";;",
    "|",
    "||",
    "3*|",
    ".2+|",
    "a|",
    ",",
    "=",
    "== ",
    "=== ",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\n====\n",
    "\n----\n",
    "\n--\n",
    "\n|===\n",
    "\n!===\n",
    "\n++++\nx\n++++\n",
    "\n____\n",
    "\n```\n",
    "\n....\n",
    "\n////\n",
    "\n+\n",
    "\n* ",
    "\n** ",
    "\n- ",
    "\n. ",
    "\n1. ",
    "a:: ",
    "\n[NOTE]\n",
    "\n[quote,a]\n",
    "\n[[id]]\n",
    "\n.T\n",
    "\n:a: {a}b\n",
    "footnote:[",
    "link:",
    "xref:",
    "image:",
    "pass:[",
    "stem:[",
    "kbd:[",
    "ifdef::a[]\n",
    "endif::[]\n",
    "NOTE: ",
    "a",
    "b c",
    "\u{e9}",
    " ",
];

const ORG: [&str; 62] = [
    "*",
    "/",
    "_",
    "=",
    "~",
    "+",
    "[[",
    "]]",
    "][",
    "[",
    "]",
    "<<",
    ">>",
    "<",
    ">",
    "[fn:",
    "[fn:1]",
    "[fn:: ",
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\begin{a}",
    "\\end{a}",
    "\\alpha",
    "\\\\",
    "_{",
    "^{",
    "}",
    "\"",
    "'",
    "--",
    "...",
    "&",
    "https://a.org",
    "|",
    "\n| ",
    "\n|-\n",
    "\n- ",
    "\n  - ",
    "\n    1. ",
    "\n- a :: ",
    "\n* ",
    "\n** TODO ",
    " :tag:\n",
    "\n#+begin_src c\n",
    "\n#+end_src\n",
    "\n#+begin_quote\n",
    "\n#+end_quote\n",
    "\n:a:\n",
    "\n:end:\n",
    "\n: ",
    "\n#+results:\n",
    "\n",
    "\n\n",
    "\n\n\n",
    "a",
    "b c",
    " ",
    "\u{e9}",
    "\u{FDD0}",
];

/// Elements without an end.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// For each element, how many of its tags begin one more than end one.
fn unclosed(html: &str) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for tag in html.split('<').skip(1) {
        let (name, step) = match tag.strip_prefix('/') {
            Some(name) => (name, -1),
            None => (tag, 1),
        };
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        *counts.entry(name[..end].to_owned()).or_insert(0) += step;
    }
    counts.retain(|name, count| *count != 0 && !VOID.contains(&name.as_str()));
    counts
}

fn check(markup: Markup, text: &str) {
    let html = to_html(markup, text).expect("a reader");
    // Raw HTML is passed as it is. And as in Asciidoctor, marks are set before macros
    // are, so that one may begin before a link and end within it.
    let has_macro = markup == Markup::AsciiDoc && (text.contains('[') || text.contains("<<"));
    if !text.contains("+++") && !text.contains("pass:") && !has_macro {
        assert_eq!(unclosed(&html), BTreeMap::new(), "{text:?} became {html}");
    }
    assert!(html.len() < 4000 + 200 * text.len(), "{} bytes became {}", text.len(), html.len());
    assert!(!html.contains('\0'), "a mark is left in {html:?}");
}

fn made_of(tokens: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(tokens), 0..60).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_asciidoc_gives_sound_html(text in made_of(&ASCIIDOC)) {
        check(Markup::AsciiDoc, &text);
    }

    #[test]
    fn any_org_gives_sound_html(text in made_of(&ORG)) {
        check(Markup::Org, &text);
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        to_html(Markup::AsciiDoc, &text).expect("a reader");
        to_html(Markup::Org, &text).expect("a reader");
    }
}

/// In bytes. What is looked for again at each mark makes minutes of this.
const LONG: usize = 100_000;

#[test]
fn long_asciidoc_of_one_mark_is_read_through() {
    for token in
        ASCIIDOC.iter().chain(&["*a ", "[[a", "xref:a[", "link:a[", "footnote:a[", "<<a,b ", "|===\n|", "* a\n\n+\n"])
    {
        check_size(Markup::AsciiDoc, &token.repeat(LONG / token.len()));
    }
}

#[test]
fn long_org_of_one_mark_is_read_through() {
    for token in ORG.iter().chain(&["*a ", "[[a", "[[a][", "$a ", "[fn::a ", "#+begin_a\n", "- a\n\n"]) {
        check_size(Markup::Org, &token.repeat(LONG / token.len()));
    }
}

fn check_size(markup: Markup, text: &str) {
    let html = to_html(markup, text).expect("a reader");
    assert!(html.len() < 40 * text.len(), "{:?}… became {} bytes", &text[..20], html.len());
}

/// Each block or list within the one before: deeper than any stack.
#[test]
fn deep_nesting_ends() {
    let growing = |mark: &str, end: &str| (4..500).map(|depth| mark.repeat(depth) + end).collect::<String>();
    for mark in ["=", "_", "*", "-", "."] {
        check_size(Markup::AsciiDoc, &growing(mark, "\n"));
        check_size(Markup::AsciiDoc, &growing(mark, " a\n"));
    }
    check_size(Markup::Org, &growing(" ", "- a\n"));
    check_size(Markup::Org, &("#+begin_quote\n".repeat(5000) + &"#+end_quote\n".repeat(5000)));
    check_size(Markup::Org, &("[fn:: ".repeat(20_000) + &"]".repeat(20_000)));
}

/// References that grow into one another stop growing.
#[test]
fn attributes_do_not_explode() {
    let mut text = ":a0: 1234567890\n".to_owned();
    for number in 1..40 {
        let before = number - 1;
        let _ = writeln!(text, ":a{number}: {{a{before}}}{{a{before}}}");
    }
    text += &"{a39}\n".repeat(5000);
    let html = to_html(Markup::AsciiDoc, &text).expect("a reader");
    assert!(html.len() < 2_000_000, "{}", html.len());
}
