//! What is written here, read as Markdown again, says the same.

use std::sync::LazyLock;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options};
use proptest::prelude::*;
use relieur_book::model::{Block, Cell, Chapter, Inline, List, ListItem, Target};
use relieur_book::read::Reading;
use relieur_book::read::sample::Sample;

use super::super::addresses::Addresses;
use super::super::names::Names;
use super::page;

/// A wiki of one page, read once for all tests.
static HOME: LazyLock<(Sample, Reading)> = LazyLock::new(|| {
    let sample = Sample::new(&[("Home.rst", "Home\n")]);
    let reading = sample.read();
    (sample, reading)
});

/// A page with these blocks, as a file.
fn written(blocks: Vec<Block>) -> String {
    let (sample, reading) = &*HOME;
    let names = Names::new(["Home.rst"]);
    let chapter = Chapter { blocks, title: "T".into(), footnotes: Vec::new(), ..reading.book.chapters[0].clone() };
    page(&chapter, "Home.md", &Addresses::new(reading, &sample.snapshot, &names))
}

fn body(blocks: Vec<Block>) -> String {
    written(blocks).trim_start_matches("# T\n").trim_matches('\n').to_owned()
}

fn text(text: &str) -> Inline {
    Inline::Text(text.into())
}

fn paragraph(content: &str) -> Block {
    Block::Paragraph(vec![text(content)])
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    options
}

/// What a reader of the Markdown sees, blocks parted by line breaks; elements of HTML
/// show nothing.
fn seen(markdown: &str) -> String {
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, markdown, &options());
    let mut out = String::new();
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::Math(math) => out.push_str(&math.literal),
            NodeValue::CodeBlock(block) => out.push_str(&block.literal),
            NodeValue::HtmlInline(html) if html == "<br>" => out.push(' '),
            NodeValue::LineBreak | NodeValue::SoftBreak => out.push(' '),
            NodeValue::HtmlBlock(block) => out.push_str(&block.literal),
            NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableCell => out.push('\n'),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// Signs that mean something somewhere, among letters.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[a-zé漢 ]{1,4}",
        prop::sample::select(vec![
            "*",
            "**",
            "_",
            "__",
            "`",
            "```",
            "~",
            "~~~",
            "#",
            "# ",
            "- ",
            "+ ",
            "1. ",
            "2) ",
            "> ",
            "|",
            "---",
            "===",
            "[",
            "]",
            "[x] ",
            "[^1]",
            "[^1]:",
            "(",
            ")",
            "!",
            "![",
            "](",
            "<",
            ">",
            "<b>",
            "<!--",
            "</",
            "&",
            "&amp;",
            "&#35;",
            "&copy",
            ";",
            "\\",
            "$",
            "$$",
            "http://",
            "https://a.b",
            "www.",
            "a@b.c",
            ":",
            "://",
            "~a~",
            "a_b_c",
            "\u{a0}",
            ".",
            "=",
            "--|--",
            ":-:",
            "\"",
            "'",
            "{",
            "}",
            "^",
            "%",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 1..8).prop_map(|pieces| {
        let text = pieces.concat();
        text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    })
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        4 => tricky().prop_map(Inline::Text),
        1 => tricky().prop_map(|text| Inline::Text(format!(" {text} "))),
        1 => "[a`]{1,5}".prop_map(Inline::Code),
        1 => Just(Inline::LineBreak),
        1 => Just(Inline::FootnoteReference(0)),
    ];
    let nested = leaf.prop_recursive(3, 16, 4, |inner| {
        let inner = prop::collection::vec(inner, 1..4).boxed();
        prop_oneof![
            inner.clone().prop_map(Inline::Strong),
            inner.clone().prop_map(Inline::Emphasis),
            inner.clone().prop_map(Inline::Strike),
            inner.clone().prop_map(Inline::Key),
            tricky().prop_map(|words| Inline::Link {
                target: Target::Url("https://e.org/(a_b)*".into()),
                content: vec![Inline::Text(words)],
            }),
        ]
    });
    prop::collection::vec(nested, 1..5)
}

/// What the model says.
fn said(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::LineBreak => out.push(' '),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Key(inner)
            | Inline::Link { content: inner, .. } => out.push_str(&said(inner)),
            _ => {}
        }
    }
    out
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn text_stays_text(content in tricky()) {
        prop_assume!(!content.trim().is_empty());
        let markdown = body(vec![paragraph(&content)]);
        prop_assert_eq!(words(&seen(&markdown)), words(&content), "{}", markdown);
        let markdown = written(vec![Block::Heading {
            level: 2,
            id: relieur_book::model::PlaceId("x".into()),
            content: vec![text(&content)],
        }]);
        let expected = format!("T {content}");
        prop_assert_eq!(words(&seen(&markdown)), words(&expected), "{}", markdown);
    }

    #[test]
    fn formatting_changes_no_words(content in inlines()) {
        let expected = said(&content);
        prop_assume!(!expected.trim().is_empty());
        let note = "\n\n[^1]: ";
        let markdown = body(vec![Block::Paragraph(content.clone())]) + note;
        let together = |text: &str| words(text).concat();
        prop_assert_eq!(together(&seen(&markdown)), together(&expected), "{}", markdown);
        let cell = |blocks| Cell { header: false, columns: 1, rows: 1, blocks };
        let table = relieur_book::model::Table {
            columns: 1,
            alignments: vec![relieur_book::model::Alignment::Start],
            header: vec![vec![cell(vec![paragraph("H")])]],
            rows: vec![vec![cell(vec![Block::Paragraph(content)])]],
            caption: None,
        };
        let markdown = body(vec![Block::Table(table)]) + note;
        if !markdown.starts_with('<') {
            prop_assert_eq!(together(&seen(&markdown)), format!("H{}", together(&expected)), "{}", markdown);
        }
    }
}

fn list(start: Option<u64>, tight: bool, items: Vec<Vec<Block>>) -> Block {
    let items = items.into_iter().map(|blocks| ListItem { task: None, blocks }).collect();
    Block::List(List { start, tight, items })
}

#[test]
fn lists_keep_their_kind_and_stay_apart() {
    let nested = list(Some(1), true, vec![vec![paragraph("deep")]]);
    let markdown = body(vec![
        list(None, true, vec![vec![paragraph("a"), nested], vec![paragraph("b")], vec![]]),
        list(None, true, vec![vec![paragraph("- c")]]),
        list(
            Some(9),
            false,
            vec![vec![paragraph("i"), Block::Code { language: None, text: "x\n\ny\n".into() }], vec![paragraph("j")]],
        ),
    ]);
    assert_eq!(markdown, "- a\n  1. deep\n- b\n-\n\n* \\- c\n\n9. i\n\n   ```\n   x\n\n   y\n   ```\n\n10. j");
}

#[test]
fn fences_are_longer_than_those_inside() {
    let markdown = body(vec![Block::Code { language: Some("rust,ignore x".into()), text: "````\n```\n".into() }]);
    assert_eq!(markdown, "`````rust,ignore\n````\n```\n`````");
}

#[test]
fn formulas_and_formatting_use_the_signs_that_work_there() {
    let content = vec![
        text("a"),
        Inline::Strong(vec![text("b:")]),
        text("c "),
        Inline::Strong(vec![text("Note:")]),
        text(" "),
        Inline::Emphasis(vec![Inline::Strong(vec![text("x")])]),
        text(" "),
        Inline::Math("x_1".into()),
        text(" or"),
        Inline::Math("a*b".into()),
        Inline::Link { target: Target::Url("https://e.org/a_b".into()), content: vec![text("https://e.org/a_b")] },
    ];
    assert_eq!(
        body(vec![Block::Paragraph(content)]),
        "a<strong>b:</strong>c **Note:** ***x*** $x_1$ or$`a*b`$<https://e.org/a_b>"
    );
    assert_eq!(body(vec![Block::Math("\\frac{a}{b}".into())]), "$$\n\\frac{a}{b}\n$$");
    assert_eq!(body(vec![Block::Math("a\n= b".into())]), "```math\na\n= b\n```");
}
