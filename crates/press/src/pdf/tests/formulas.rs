//! Formulas, those that wikis use and those that mean harm.

use super::room::overflowing_words;
use super::*;

/// As wikis use them; the same for the EPUB.
const FORMULAS: &str = include_str!("../../../tests/formulas.txt");

fn meets_both_standards(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("<pdfuaid:part>1</pdfuaid:part>") && text.contains("<pdfaid:part>2</pdfaid:part>")
}

fn in_every_place(formula: &str) -> Vec<Block> {
    let inline = || Inline::Math(formula.to_owned());
    vec![
        Block::Math(formula.to_owned()),
        Block::Paragraph(vec![text("In a line "), inline(), text(" of text.")]),
        sample::list(vec![sample::item(vec![Block::Math(formula.to_owned())])]),
        Block::Table(Table {
            rows: vec![vec![Cell { blocks: vec![Block::Paragraph(vec![inline()])], ..sample::cell("") }]],
            ..sample::table(&["h"], &[])
        }),
    ]
}

#[test]
fn formulas_as_wikis_use_them_are_set_and_meet_both_standards() {
    let book = one_chapter(FORMULAS.lines().map(|formula| Block::Math(formula.to_owned())).collect());
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    assert!(meets_both_standards(&bytes));
    assert!(bytes == bound(&book).0, "the same book gives other bytes");
    if has("pdftotext") {
        let words = words(&bytes);
        assert!(words.contains("argmax") && words.contains("(1)") && words.contains("otherwise"), "{words}");
        assert!(!words.contains("\\frac") && !words.contains("\\begin"), "{words}");
        assert!(overflowing_words(&bytes).is_empty());
    }
    let everywhere = one_chapter(FORMULAS.lines().step_by(5).flat_map(in_every_place).collect());
    assert!(meets_both_standards(&bound(&everywhere).0));
}

#[test]
fn a_wide_formula_is_fitted_to_the_page() {
    if !has("pdftotext") {
        return;
    }
    let sum: Vec<String> = (1..40).map(|index| format!("x_{{{index}}}")).collect();
    let row = "aaaaaaaaaaaaaaaaaaaa & ".repeat(5);
    let (bytes, warnings) = bound(&one_chapter(vec![
        Block::Math(sum.join(" + ")),
        Block::Math(format!("\\begin{{pmatrix}} {row} b \\end{{pmatrix}} \\tag{{17}}")),
        Block::Paragraph(vec![
            text("In a line: "),
            Inline::Math(format!("\\begin{{pmatrix}} {row} b \\end{{pmatrix}}")),
        ]),
    ]));
    assert_eq!(warnings, []);
    let over = overflowing_words(&bytes);
    assert!(over.is_empty(), "{over:#?}");
}

#[test]
fn hostile_formulas_are_neither_obeyed_nor_fatal() {
    let long = "x".repeat(100_000);
    let braces = "{".repeat(10_000);
    let deep = format!("{}x{}", "\\frac{1}{".repeat(39), "}".repeat(39));
    let deepest = format!("{}x{}", "\\sqrt{".repeat(22), "}".repeat(22));
    let hostile = [
        "#panic()",
        "\\text{\\#read(\"/etc/passwd\")}",
        "\\text{\"]; \\#panic(\"no\")}",
        "\"",
        "{{{",
        "}}}",
        "\\text{\\u\\{41\\} ]) ) #}",
        "x // y /* z",
        "\\color{\"); panic(\"}{x}",
        "\\message{hello}\\def\\a{\\a}\\a",
        &long,
        &braces,
        &deep,
        &deepest,
    ];
    let (bytes, warnings) = bound(&one_chapter(hostile.iter().flat_map(|formula| in_every_place(formula)).collect()));
    assert!(meets_both_standards(&bytes), "{warnings:#?}");
    assert!(warnings.iter().all(|warning| warning.kind == "formula" && warning.page == "Home.md"), "{warnings:#?}");
    assert!(warnings.len() >= 6, "{warnings:#?}");
    if has("pdftotext") {
        let words = words(&bytes);
        assert!(words.contains("#read(") && !words.contains("root:"), "{words}");
    }
}
