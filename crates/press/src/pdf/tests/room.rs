//! Whether everything has room on its page.

use super::*;

/// The right edge of everything printed, and the width of its page, in points.
pub(super) fn overflowing_words(bytes: &[u8]) -> Vec<String> {
    let (_folder, path) = file(bytes);
    let output = Command::new("pdftotext").args(["-bbox"]).arg(&path).arg("-").output().expect("the program runs");
    let boxes = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |line: &str, name: &str| -> f64 {
        let rest = line.split(&format!("{name}=\"")).nth(1).unwrap_or("0\"");
        rest.split('"').next().unwrap_or("0").parse().unwrap_or(0.0)
    };
    let mut width = 0.0;
    let mut over = Vec::new();
    for line in boxes.lines() {
        if line.contains("<page ") {
            width = value(line, "width");
        }
        // The margin is 82 points; a word may hang into it a little.
        if line.contains("<word ") && value(line, "xMax") > width - 82.0 + 4.0 {
            over.push(line.trim().to_owned());
        }
    }
    over
}

#[test]
fn nothing_runs_off_the_page() {
    if !has("pdftotext") {
        return;
    }
    let long = "x".repeat(300);
    let names: Vec<String> = (0..45).map(|column| format!("a_rather_long_column_name_{column}")).collect();
    let header: Vec<&str> = names.iter().map(String::as_str).collect();
    let some: Vec<&str> = header.iter().copied().take(9).collect();
    let nested = Block::Table(Table {
        rows: vec![vec![
            Cell { blocks: vec![sample::code("json", &format!("{{\"k\":\"{long}\"}}\n"))], ..sample::cell("") },
            sample::cell(&long),
        ]],
        ..sample::table(&["Example", &long], &[])
    });
    let book = one_chapter(vec![
        paragraph(&format!("word {long} word")),
        paragraph(&"no-break/".repeat(60)),
        Block::Paragraph(vec![text("code "), Inline::Code(long.clone()), text(" end")]),
        sample::code("js", &format!("let a=\"{long}\";b(c,d);{long}\n")),
        sample::code("js", &format!("{}\n", "a(b,c).d[e]={f:g};".repeat(40))),
        sample::heading(2, "c1-long", &long),
        Block::Quote(vec![sample::list(vec![sample::item(vec![paragraph(&long)])])]),
        Block::Table(sample::table(&some, &vec![some.clone(); 3])),
        Block::Table(sample::table(&header, &vec![header.clone(); 3])),
        nested,
        Block::Math(long.clone()),
    ]);
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    let over = overflowing_words(&bytes);
    assert!(over.is_empty(), "{over:#?}");
    let words = run("pdftotext", &["-raw"], &bytes).replace(char::is_whitespace, "");
    for name in &names {
        assert!(words.contains(name.as_str()), "{name} is missing");
    }
    assert!(words.matches(&long).count() >= 6, "a long word is cut off");
}

#[test]
fn a_table_of_many_columns_lies_on_its_side_with_its_heading() {
    if !has("pdfinfo") || !has("pdftotext") {
        return;
    }
    let names: Vec<String> = (0..16).map(|column| format!("configuration_{column}")).collect();
    let header: Vec<&str> = names.iter().map(String::as_str).collect();
    let book = one_chapter(vec![
        paragraph("Before."),
        sample::heading(2, "c1-wide", "Manycolumns"),
        Block::Table(sample::table(&header, std::slice::from_ref(&header))),
        paragraph("After."),
    ]);
    let (bytes, _) = bound(&book);
    let (_folder, path) = file(&bytes);
    let output = Command::new("pdfinfo").args(["-l", "9"]).arg(&path).output().expect("the program runs");
    let sizes = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(sizes.contains("Page    4 size:  841.89 x 595.276"), "{sizes}");
    assert!(sizes.contains("Page    5 size:  595.276 x 841.89"), "{sizes}");
    assert!(run("pdftotext", &["-f", "4", "-l", "4"], &bytes).contains("Manycolumns"));
}

#[test]
fn a_listing_a_little_too_wide_keeps_its_lines() {
    if !has("pdftotext") {
        return;
    }
    let line = "|-- a picture drawn with letters ".repeat(3);
    let (bytes, _) = bound(&one_chapter(vec![sample::code("text", &format!("{line}|\n{line}|\n"))]));
    let text = run("pdftotext", &["-layout"], &bytes);
    assert_eq!(text.lines().filter(|printed| printed.contains(line.trim())).count(), 2, "{text}");
    assert!(overflowing_words(&bytes).is_empty());
}

#[test]
fn a_header_is_repeated_on_every_page_of_a_table() {
    if !has("pdftotext") {
        return;
    }
    let rows: Vec<Vec<&str>> = (0..200).map(|_| vec!["cell", "another cell"]).collect();
    let (bytes, _) = bound(&one_chapter(vec![Block::Table(sample::table(&["Firstcolumn", "Second"], &rows))]));
    assert!(words(&bytes).matches("Firstcolumn").count() >= 3);
}
