//! On which side things stand.

use relieur_book::model::Alignment;

use super::*;

/// Where each of `words` begins, in points from the left edge of its page.
fn lefts<const N: usize>(bytes: &[u8], words: [&str; N]) -> [f64; N] {
    let (_folder, path) = file(bytes);
    let output = Command::new("pdftotext").args(["-bbox"]).arg(&path).arg("-").output().expect("the program runs");
    let boxes = String::from_utf8_lossy(&output.stdout).into_owned();
    words.map(|word| {
        let line = boxes.lines().find(|line| line.contains(&format!(">{word}<"))).unwrap_or_default();
        let number = line.split("xMin=\"").nth(1).and_then(|rest| rest.split('"').next());
        number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{word} is printed"))
    })
}

#[test]
fn a_chapter_from_right_to_left_is_set_that_way() {
    let mut book = sample::book(&["Home", "Arabic"]);
    book.chapters[1].language = Some("ar".into());
    book.chapters[1].right_to_left = true;
    book.chapters[1].blocks = vec![paragraph("hello, world"), sample::code("sh", "ls -l\n")];
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    if has("pdftotext") {
        let [text, code] = lefts(&bytes, ["hello,", "ls"]);
        assert!(text > 300.0, "text begins at the right: {text}");
        assert!(code < 200.0, "code begins at the left: {code}");
    }
}

#[test]
fn blocks_in_another_language_stand_on_their_side_and_others_on_theirs() {
    let foreign = |text: &str| Block::Foreign {
        language: Some("ar".into()),
        right_to_left: true,
        blocks: vec![Block::Quote(vec![paragraph(text)])],
    };
    let mut book = sample::book(&["Home"]);
    book.chapters[0].blocks =
        vec![paragraph("before"), foreign("quoted"), Block::Quote(vec![paragraph("inside"), foreign("deeper")])];
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    if has("pdftotext") {
        let [before, quoted, inside, deeper] = lefts(&bytes, ["before", "quoted", "inside", "deeper"]);
        assert!(before < 200.0 && inside < 200.0, "{before} {inside}");
        assert!(quoted > 300.0 && deeper > 300.0, "{quoted} {deeper}");
    }
}

#[test]
fn a_heading_that_runs_the_other_way_stands_on_the_other_side() {
    let heading = |id: &str, word: &str, right_to_left: bool| Block::Heading {
        level: 3,
        id: PlaceId(id.into()),
        content: vec![Inline::Foreign {
            language: Some("ar".into()),
            right_to_left,
            content: vec![Inline::Text(word.into())],
        }],
    };
    let mut book = sample::book(&["Home"]);
    // Below the headings that are in the contents, too.
    let blocks =
        vec![sample::heading(2, "c1-top", "Top"), heading("c1-a", "other", true), heading("c1-b", "same", false)];
    book.chapters[0].blocks = blocks;
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    if has("pdftotext") {
        let [other, same] = lefts(&bytes, ["other", "same"]);
        assert!(other > 300.0 && same < 200.0, "{other} {same}");
    }
}

#[test]
fn a_cell_may_stand_otherwise_than_its_column() {
    let cell = |word: &str, alignment: Option<Alignment>| {
        let blocks = vec![paragraph(word)];
        let blocks = match alignment {
            Some(alignment) => vec![Block::Aligned { alignment, blocks }],
            None => blocks,
        };
        Cell { header: false, columns: 1, rows: 1, blocks }
    };
    let rows =
        [("wide-enough-to-see", None), ("aa", None), ("bb", Some(Alignment::Center)), ("cc", Some(Alignment::End))];
    let table = Table {
        columns: 1,
        alignments: vec![Alignment::Start],
        header: Vec::new(),
        rows: rows.iter().map(|(word, alignment)| vec![cell(word, *alignment)]).collect(),
        caption: None,
    };
    let mut book = sample::book(&["Home"]);
    book.chapters[0].blocks = vec![Block::Table(table)];
    let (bytes, warnings) = bound(&book);
    assert_eq!(warnings, []);
    if has("pdftotext") {
        let [start, middle, end] = lefts(&bytes, ["aa", "bb", "cc"]);
        assert!(start + 15.0 < middle && middle + 15.0 < end, "{start} {middle} {end}");
    }
}
