//! Books made by hand, for tests.

use std::sync::Arc;

use relieur_book::model::{
    AlertKind, Alignment, Block, Book, BookImage, Cell, Chapter, ContentsEntry, Definition, ImageFormat, ImageUse,
    Inline, Length, List, ListItem, PlaceId, Revision, Row, Table, Target,
};

/// A book with a chapter for each title and a paragraph in each.
pub(super) fn book(titles: &[&str]) -> Book {
    let chapters: Vec<Chapter> = titles.iter().enumerate().map(|(index, title)| chapter(index, title)).collect();
    let contents = titles
        .iter()
        .enumerate()
        .map(|(index, title)| ContentsEntry { label: (*title).into(), chapter: Some(index), children: Vec::new() })
        .collect();
    Book {
        title: "Sample".into(),
        author: Some("octo".into()),
        description: None,
        avatar: None,
        contributors: Vec::new(),
        source: Some("https://github.com/octo/sample/wiki".into()),
        identifier: "https://github.com/octo/sample/wiki".into(),
        commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
        date: Some("2026-05-12T03:04:05Z".parse().expect("it is written right")),
        language: "en".into(),
        chapters,
        contents,
        images: Vec::new(),
    }
}

pub(super) fn chapter(index: usize, title: &str) -> Chapter {
    Chapter {
        id: PlaceId(format!("c{}", index + 1)),
        path: format!("{}.md", title.replace(' ', "-")),
        revision: None,
        title: title.into(),
        language: None,
        right_to_left: false,
        blocks: vec![paragraph(&format!("This is the page {title}."))],
        footnotes: Vec::new(),
    }
}

pub(super) fn text(text: &str) -> Inline {
    Inline::Text(text.into())
}

pub(super) fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

pub(super) fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading { level, id: PlaceId(id.into()), content: vec![text(words)] }
}

pub(super) fn code(language: &str, words: &str) -> Block {
    Block::Code { language: Some(language.into()), text: words.into() }
}

pub(super) fn item(blocks: Vec<Block>) -> ListItem {
    ListItem { task: None, blocks }
}

pub(super) fn list(items: Vec<ListItem>) -> Block {
    Block::List(List { start: None, tight: true, items })
}

pub(super) fn cell(words: &str) -> Cell {
    Cell { header: false, columns: 1, rows: 1, blocks: vec![paragraph(words)] }
}

pub(super) fn table(header: &[&str], rows: &[Vec<&str>]) -> Table {
    Table {
        columns: header.len(),
        alignments: vec![Alignment::Start; header.len()],
        header: vec![header.iter().map(|words| Cell { header: true, ..cell(words) }).collect()],
        rows: rows.iter().map(|row| row.iter().map(|words| cell(words)).collect::<Row>()).collect(),
        caption: None,
    }
}

pub(super) fn link(chapter: usize, place: Option<&str>, words: &str) -> Inline {
    let target = Target::Place { chapter, place: place.map(|place| PlaceId(place.into())) };
    Inline::Link { target, content: vec![text(words)] }
}

pub(super) fn web_link(address: &str, words: &str) -> Inline {
    Inline::Link { target: Target::Url(address.into()), content: vec![text(words)] }
}

/// A plain picture of this size.
pub(super) fn picture(width: u32, height: u32) -> BookImage {
    let mut bytes = Vec::new();
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 160]));
    pixels.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("it works");
    BookImage { path: "img/picture.png".into(), format: ImageFormat::Png, width, height, bytes: Arc::from(bytes) }
}

const PROSE: &str = "A publisher sets text so that the grey of the page stays even. Words are divided where the \
    language allows it, lines end where the paragraph as a whole looks best, and no heading stands alone at the \
    foot of a page. ";

/// A book with everything in it.
pub(super) fn rich() -> Book {
    let mut book = book(&["Home", "Installing the tools", "Writing extensions", "Frequently asked questions"]);
    book.title = "A rich sample wiki".into();
    book.description = Some("Everything a wiki may hold, in one place".into());
    book.avatar = Some(0);
    book.contributors = ["Ada Lovelace", "Bo", "Cy"].map(str::to_owned).to_vec();
    book.images = vec![picture(640, 360), picture(120, 24)];
    book.contents = vec![
        ContentsEntry { label: "Home".into(), chapter: Some(0), children: vec![] },
        ContentsEntry {
            label: "Guides".into(),
            chapter: None,
            children: vec![
                ContentsEntry { label: "Installing".into(), chapter: Some(1), children: vec![] },
                ContentsEntry { label: "Extending".into(), chapter: Some(2), children: vec![] },
            ],
        },
        ContentsEntry { label: "Questions".into(), chapter: Some(3), children: vec![] },
    ];
    book.chapters[1].revision = Some(Revision {
        date: "2026-04-01T00:00:00Z".parse().expect("it is written right"),
        authors: ["Ada Lovelace", "Cy"].map(str::to_owned).to_vec(),
    });
    book.chapters[0].blocks = home();
    book.chapters[0].footnotes =
        vec![vec![paragraph("The note at the foot of the page.")], vec![paragraph("Another note.")]];
    book.chapters[1].blocks = installing();
    book.chapters[2].blocks = extending();
    book.chapters[3].blocks = vec![
        Block::Definitions(vec![
            Definition { term: vec![text("Why a book?")], meaning: vec![paragraph("Because it lasts.")] },
            Definition {
                term: vec![text("Why paper size A4?")],
                meaning: vec![paragraph("Because printers hold it.")],
            },
        ]),
        Block::Details {
            summary: vec![text("More of the story")],
            blocks: vec![paragraph(PROSE), code("sh", "echo folded\n")],
        },
        Block::Aligned { alignment: Alignment::Center, blocks: vec![paragraph("In the middle.")] },
        Block::Aligned { alignment: Alignment::End, blocks: vec![paragraph("At the far side.")] },
        Block::Math("\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}".into()),
        Block::Diagram { language: "mermaid".into(), source: "graph TD\n  A --> B\n".into() },
    ];
    book
}

fn home() -> Vec<Block> {
    let marks = vec![
        text("Text may be "),
        Inline::Strong(vec![text("bold")]),
        text(", "),
        Inline::Emphasis(vec![text("italic")]),
        text(", "),
        Inline::Strong(vec![Inline::Emphasis(vec![text("both")])]),
        text(", "),
        Inline::Strike(vec![text("struck")]),
        text(", "),
        Inline::Underline(vec![text("underlined")]),
        text(", "),
        Inline::Mark(vec![text("marked")]),
        text(", H"),
        Inline::Subscript(vec![text("2")]),
        text("O, E = mc"),
        Inline::Superscript(vec![text("2")]),
        text(", "),
        Inline::Key(vec![text("Ctrl")]),
        text("+"),
        Inline::Key(vec![text("C")]),
        text(" or "),
        Inline::Code("inline code".into()),
        text(". See "),
        link(1, None, "the installation"),
        text(", "),
        link(2, Some("c3-hooks"), "hooks"),
        text(" and "),
        web_link("https://example.org/", "the site"),
        text("."),
        Inline::FootnoteReference(0),
        text(" Again"),
        Inline::FootnoteReference(0),
        text(" and another."),
        Inline::FootnoteReference(1),
    ];
    let badge = ImageUse { image: 1, alt: "build passing".into(), width: None, height: None };
    vec![
        Block::Paragraph(vec![
            Inline::Image(badge.clone()),
            text(" "),
            Inline::Link { target: Target::Url("https://example.org/ci".into()), content: vec![Inline::Image(badge)] },
        ]),
        paragraph(&PROSE.repeat(2)),
        Block::Paragraph(marks),
        Block::Paragraph(vec![Inline::Image(ImageUse {
            image: 0,
            alt: "A picture".into(),
            width: Some(Length::Percent(60.0)),
            height: None,
        })]),
        heading(2, "c1-lists", "Lists"),
        paragraph("There are lists of every kind:"),
        list(vec![
            item(vec![paragraph("one")]),
            item(vec![
                paragraph("two, with a list in it"),
                list(vec![
                    item(vec![paragraph("two a")]),
                    item(vec![paragraph("two b"), list(vec![item(vec![paragraph("deeper")])])]),
                ]),
            ]),
            item(vec![paragraph(PROSE)]),
        ]),
        Block::List(List {
            start: Some(9),
            tight: false,
            items: vec![
                item(vec![paragraph("A step."), code("sh", "make install\n")]),
                item(vec![paragraph("Another step, in two paragraphs."), paragraph(PROSE)]),
            ],
        }),
        Block::List(List {
            start: None,
            tight: true,
            items: vec![
                ListItem { task: Some(true), blocks: vec![paragraph("done")] },
                ListItem { task: Some(false), blocks: vec![paragraph(PROSE)] },
                item(vec![paragraph("no task at all")]),
            ],
        }),
        heading(2, "c1-quotes", "Quotations and alerts"),
        Block::Quote(vec![paragraph(PROSE), Block::Quote(vec![paragraph("A quotation in a quotation.")])]),
        alert(AlertKind::Note),
        alert(AlertKind::Tip),
        alert(AlertKind::Important),
        alert(AlertKind::Warning),
        alert(AlertKind::Caution),
        Block::Rule,
        paragraph(PROSE),
    ]
}

fn alert(kind: AlertKind) -> Block {
    Block::Alert { kind, blocks: vec![paragraph(PROSE)] }
}

fn installing() -> Vec<Block> {
    let mut aligned = table(
        &["Name", "Count", "Meaning"],
        &[
            vec!["alpha", "1", "the first letter"],
            vec!["beta", "22", "the second letter, with a sentence that is long enough to be broken into two lines"],
            vec!["gamma", "333", "the third"],
        ],
    );
    aligned.alignments[1] = Alignment::End;
    aligned.caption = Some(vec![text("Letters and what they mean")]);
    let names: Vec<String> = (1..=16).map(|column| format!("configuration_{column}")).collect();
    let header: Vec<&str> = names.iter().map(String::as_str).collect();
    let wide = table(&header, &vec![header.clone(); 4]);
    let long = table(
        &["Option", "Default", "What it does"],
        &(0..60).map(|_| vec!["some.option.name", "`true`", PROSE]).collect::<Vec<_>>(),
    );
    vec![
        heading(2, "c2-code", "Code"),
        code(
            "rust",
            "// A comment.\nfn main() {\n    let words: Vec<String> = vec![\"one\".to_string(), format!(\"{}\", 2)];\n    println!(\"{}\\n\", words.len());\n}\n",
        ),
        code("json", "{\n  \"name\": \"sample\",\n  \"version\": 1.5,\n  \"list\": [true, null]\n}\n"),
        code("text", "├── src\n│   ├── main.rs\n│   └── lib.rs\n└── Cargo.toml\n"),
        code(
            "sh",
            "curl -L https://raw.githubusercontent.com/some-owner/some-repository/main/scripts/install/a-very-long-file-name.sh | sh\necho short\n",
        ),
        code("text", &format!("key = {}\n", "0123456789abcdef".repeat(20))),
        heading(2, "c2-tables", "Tables"),
        Block::Table(aligned),
        heading(3, "c2-wide", "A wide table"),
        Block::Table(wide),
        heading(3, "c2-long", "A long table"),
        Block::Table(long),
    ]
}

fn extending() -> Vec<Block> {
    let mut blocks = vec![paragraph(PROSE)];
    for (level, id, words) in [
        (2, "c3-hooks", "Hooks"),
        (3, "c3-before", "Before the page"),
        (4, "c3-order", "In which order"),
        (5, "c3-detail", "A detail"),
        (6, "c3-finer", "A finer detail"),
        (2, "c3-api", "The programming interface and everything that belongs to it in some way or other"),
    ] {
        blocks.push(heading(level, id, words));
        blocks.push(paragraph(&PROSE.repeat(2)));
    }
    blocks.push(Block::Paragraph(vec![
        text("A long address is broken: "),
        web_link("https://example.org/x", "https://github.com/some-owner/some-repository/blob/main/packages/compiler/src/parser/expression.ts#L120-L180"),
        text(" and so is "),
        Inline::Code("org.example.framework.configuration.AbstractSingletonProxyFactoryBean.getObjectInstance".into()),
        text("."),
    ]));
    blocks
}
