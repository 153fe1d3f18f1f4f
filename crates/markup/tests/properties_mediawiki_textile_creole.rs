//! Whatever the text, the readers end soon, with HTML that is in order.

use proptest::prelude::*;
use relieur_domain::wiki::pages::Markup;

/// Pieces of MediaWiki, Textile and Creole without HTML, which passes as written.
const TOKENS: [&str; 106] = [
    "\n",
    "\n",
    "\n\n",
    " ",
    "  ",
    "a",
    "B",
    "word",
    "é",
    "⟦\u{FDD0}1\u{FDD1}⟧",
    "\u{FDD0}",
    "\u{FDD2}0\u{FDD3}",
    "\u{FDD2}",
    "= ",
    "==",
    "=",
    "*",
    "**",
    "#",
    "##",
    ":",
    ";",
    "; a : b",
    "''",
    "'''",
    "'''''",
    "'",
    "[",
    "]",
    "[[",
    "]]",
    "[http://a ",
    "http://a.b/c",
    "[[File:a.png|thumb|",
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{|",
    "|}",
    "|-",
    "|+",
    "|",
    "||",
    "!",
    "!!",
    "| a=b |",
    "----",
    "__TOC__",
    "&amp;",
    "&",
    "#REDIRECT ",
    "~",
    "~~~~",
    "//",
    "\\\\",
    "{{a.png|b}}",
    "|=",
    "{{{\n",
    "\n}}}\n",
    "h1. ",
    "h2(a#b). ",
    "p>. ",
    "bq. ",
    "bq.. ",
    "bc. ",
    "bc.. ",
    "pre. ",
    "fn1. ",
    "[1]",
    "notextile. ",
    "table. \n",
    "|_. ",
    "\\2. ",
    "/3. ",
    "- ",
    ":=",
    "=:",
    "_",
    "__",
    "-",
    "--",
    "+",
    "^",
    "%",
    "??",
    "@",
    "==",
    "[@",
    "@]",
    "[*",
    "*]",
    "[-",
    "-]",
    "\"",
    "\":http://a",
    "!a.png!",
    "!a.png(b)!:c",
    "(c)",
    "(d#e)",
    "{f:g}",
    "...",
    "2x3",
    "ABC(Defg)",
    "#5 ",
    "#_ ",
];

/// HTML that an author may write, whole and broken.
const HTML: [&str; 30] = [
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<nowiki>",
    "</nowiki>",
    "<nowiki/>",
    "<ref>",
    "<ref name=a>",
    "<ref name=a/>",
    "</ref>",
    "<references/>",
    "<math>",
    "</math>",
    "<gallery>",
    "</gallery>",
    "<!--",
    "-->",
    "<notextile>",
    "</notextile>",
    "<source lang=c>",
    "</source>",
    "<user>",
];

const MARKUPS: [Markup; 3] = [Markup::MediaWiki, Markup::Textile, Markup::Creole];

fn text(tokens: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    proptest::collection::vec(tokens, 0..60).prop_map(|tokens| tokens.concat())
}

/// Whether each element is ended where it was begun.
fn is_balanced(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let Some((tag, _)) = part.split_once('>') else { return false };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !matches!(name, "br" | "hr" | "img") {
            open.push(name);
        }
    }
    open.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn elements_are_ended_where_they_begin(text in text(proptest::sample::select(&TOKENS[..]))) {
        // These give out what they hold as it is.
        let text = text.replace("notextile", "note");
        for markup in MARKUPS {
            let html = relieur_markup::to_html(markup, &text).expect("a reader");
            prop_assert!(is_balanced(&html), "{markup:?}: {html}");
            prop_assert!(html.len() <= 600 + 60 * text.len(), "{markup:?}: {} of {}", html.len(), text.len());
        }
    }

    #[test]
    fn html_among_the_text_does_no_harm(
        text in text(prop_oneof![proptest::sample::select(&TOKENS[..]), proptest::sample::select(&HTML[..])])
    ) {
        for markup in MARKUPS {
            let html = relieur_markup::to_html(markup, &text).expect("a reader");
            prop_assert!(html.len() <= 600 + 60 * text.len(), "{markup:?}: {} of {}", html.len(), text.len());
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        for markup in MARKUPS {
            relieur_markup::to_html(markup, &text).expect("a reader");
        }
    }
}

/// A reader that goes back over the text for each of these would take minutes.
fn read_at_once(markup: Markup) {
    for token in OPENINGS.into_iter().chain(HTML) {
        let text = token.repeat(200_000 / token.len());
        let html = relieur_markup::to_html(markup, &text).expect("a reader");
        assert!(html.len() <= 12_000_000, "{token:?}: {}", html.len());
    }
}

#[test]
fn two_hundred_kilobytes_of_mediawiki_are_read_at_once() {
    read_at_once(Markup::MediaWiki);
}

#[test]
fn two_hundred_kilobytes_of_textile_are_read_at_once() {
    read_at_once(Markup::Textile);
}

#[test]
fn two_hundred_kilobytes_of_creole_are_read_at_once() {
    read_at_once(Markup::Creole);
}

/// Openings, also where they can open something.
const OPENINGS: [&str; 51] = [
    "[",
    "[[",
    "{{",
    "{{{\n",
    "{|",
    "{|\n",
    "''",
    "*",
    "#",
    ";",
    "=",
    "|",
    "!!",
    "\"",
    "'",
    "&",
    "~",
    " *a",
    " _a",
    " -a",
    " @a",
    "==a ",
    "[*a",
    "[@a",
    "\"a ",
    " \"a",
    "\"a\": ",
    "!a.b ",
    "(a",
    "{a",
    "[a",
    "<a \"",
    "<a '",
    "|a\n",
    "- a :=\n",
    "bc.. a\n\n",
    "[http://a",
    "[[a",
    "[[File:a|",
    "{{a|",
    "{|\n|a\n",
    "<ref>a",
    "// ** ",
    "2x",
    "A(",
    "'''''http://a.b/c",
    "(ahttp://a.b/c",
    " |b\n",
    " [-\n",
    "|a|\n x\n",
    "- x\n</div>\n",
];
