//! Books made by hand: one with everything a book can hold, one with everything that
//! could go wrong in text.

use std::io::Cursor;

use relieur_book::images;
use relieur_book::model::{
    AlertKind, Alignment, Block, Book, BookImage, Cell, Chapter, ContentsEntry, Definition, ImageUse, Inline, Length,
    List, ListItem, PlaceId, Revision, Table, Target,
};

/// The identifier of [`every_variant`], as any maker of version 5 UUIDs has it.
pub const IDENTIFIER: &str = "urn:uuid:7ccdf516-ad01-53b3-a172-e3d27a2561d1";

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

fn words(words: &str) -> Vec<Inline> {
    vec![text(words)]
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

fn place(id: &str) -> PlaceId {
    PlaceId(id.to_owned())
}

fn link(chapter: usize, place: Option<&str>, words: &str) -> Inline {
    let target = Target::Place { chapter, place: place.map(|id| PlaceId(id.to_owned())) };
    Inline::Link { target, content: vec![text(words)] }
}

fn url(url: &str, words: &str) -> Inline {
    Inline::Link { target: Target::Url(url.to_owned()), content: vec![text(words)] }
}

fn code(language: &str, text: &str) -> Block {
    Block::Code { language: Some(language.to_owned()), text: text.to_owned() }
}

fn cell(words: &str) -> Cell {
    let blocks = if words.is_empty() { Vec::new() } else { vec![paragraph(words)] };
    Cell { header: false, columns: 1, rows: 1, blocks }
}

fn heading_cell(words: &str) -> Cell {
    Cell { header: true, ..cell(words) }
}

fn item(words: &str) -> ListItem {
    ListItem { task: None, blocks: vec![paragraph(words)] }
}

fn task(done: bool, words: &str) -> ListItem {
    ListItem { task: Some(done), blocks: vec![paragraph(words)] }
}

fn bullets(items: Vec<ListItem>) -> Block {
    Block::List(List { start: None, tight: true, items })
}

fn image(index: usize, alt: &str, width: Option<Length>, height: Option<Length>) -> Inline {
    Inline::Image(ImageUse { image: index, alt: alt.to_owned(), width, height })
}

fn chapter(number: usize, title: &str, blocks: Vec<Block>) -> Chapter {
    Chapter {
        id: PlaceId(format!("c{number}")),
        path: format!("{title}.md"),
        revision: Some(Revision {
            date: "2024-03-02T01:00:00Z".parse().expect("a date"),
            authors: vec!["Ada".to_owned()],
        }),
        title: title.to_owned(),
        language: None,
        right_to_left: false,
        blocks,
        footnotes: Vec::new(),
    }
}

fn line(label: &str, chapter: Option<usize>, children: Vec<ContentsEntry>) -> ContentsEntry {
    ContentsEntry { label: label.to_owned(), chapter, children }
}

fn prepared(path: &str, bytes: Vec<u8>) -> BookImage {
    let image = images::prepare(path, bytes).expect("a sound image");
    BookImage {
        path: path.to_owned(),
        format: image.format,
        width: image.width,
        height: image.height,
        bytes: image.bytes,
    }
}

fn pixels(format: image::ImageFormat) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(160, 90, |x, y| image::Rgb([(x + 40) as u8, (y * 2) as u8, 180]));
    let mut bytes = Vec::new();
    image::DynamicImage::ImageRgb8(pixels).write_to(&mut Cursor::new(&mut bytes), format).expect("an image");
    bytes
}

fn drawing() -> Vec<u8> {
    "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='80'>\
     <defs><linearGradient id='g'><stop offset='0' stop-color='#3a77c2'/><stop offset='1' stop-color='#c74a4a'/></linearGradient></defs>\
     <rect x='4' y='4' width='192' height='72' rx='9' fill='url(#g)'/><text x='20' y='50' font-size='28' fill='#fff'>Drawing é</text></svg>"
        .into()
}

/// A book with every variant of the model in it.
pub fn every_variant() -> Book {
    let mut first = chapter(1, "Home", home());
    first.footnotes = vec![
        vec![paragraph("The first note."), code("sh", "echo note\n")],
        vec![Block::Paragraph(vec![text("Another, with a "), url("https://example.org/note", "link"), text(".")])],
    ];
    let mut hebrew = chapter(
        3,
        "עברית",
        vec![
            paragraph("שלום עולם — this part is English."),
            bullets(vec![item("אחת"), item("שתיים")]),
            code("rust", "fn main() {}\n"),
            Block::Quote(vec![paragraph("ציטוט")]),
        ],
    );
    hebrew.right_to_left = true;
    hebrew.language = Some("he".to_owned());
    Book {
        title: "The Octo Handbook".to_owned(),
        author: Some("octo".to_owned()),
        description: Some("Everything <there> is & more".to_owned()),
        avatar: Some(0),
        contributors: vec!["Ada".to_owned(), "Bo & Co".to_owned()],
        source: Some("https://github.com/octo/handbook/wiki".to_owned()),
        identifier: "https://github.com/octo/handbook/wiki".to_owned(),
        commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        date: chrono::DateTime::from_timestamp(1_760_000_001, 0),
        language: "en".to_owned(),
        chapters: vec![
            first,
            chapter(2, "Tables & lists", tables_and_lists()),
            hebrew,
            chapter(4, "Empty page", vec![]),
        ],
        contents: vec![
            line("Home", Some(0), vec![]),
            line(
                "Guides & more",
                None,
                vec![
                    line("Tables & lists", Some(1), vec![line("עברית", Some(2), vec![])]),
                    line("Deeper", None, vec![line("Empty page", Some(3), vec![])]),
                ],
            ),
        ],
        images: vec![
            prepared("images/plain.png", pixels(image::ImageFormat::Png)),
            prepared("images/photo.jpg", pixels(image::ImageFormat::Jpeg)),
            prepared("images/moving.gif", pixels(image::ImageFormat::Gif)),
            prepared("images/drawing.svg", drawing()),
        ],
    }
}

fn home() -> Vec<Block> {
    vec![
        Block::Paragraph(vec![
            text("Plain, "),
            Inline::Strong(words("strong")),
            text(", "),
            Inline::Emphasis(vec![text("emphasis with "), Inline::Code("code()".into())]),
            text(", "),
            Inline::Strike(words("struck")),
            text(", "),
            Inline::Underline(words("underlined")),
            text(", "),
            Inline::Mark(words("marked")),
            text(", H"),
            Inline::Subscript(words("2")),
            text("O, x"),
            Inline::Superscript(words("2")),
            text(", press "),
            Inline::Key(words("Ctrl")),
            text("+"),
            Inline::Key(words("C")),
            text(", a formula "),
            Inline::Math("e^{i\\pi} < 1 & x".into()),
            text(" and a break"),
            Inline::LineBreak,
            text("then a note"),
            Inline::FootnoteReference(0),
            text(", another"),
            Inline::FootnoteReference(1),
            text(" and the first again"),
            Inline::FootnoteReference(0),
            text("."),
        ]),
        Block::Heading {
            level: 2,
            id: place("c1-links"),
            content: vec![text("Links & "), Inline::Code("code".into())],
        },
        Block::Paragraph(vec![
            link(1, None, "A page"),
            text(", "),
            link(1, Some("c2-below"), "a place in it"),
            text(", "),
            link(0, Some("c1-here"), "an anchor here"),
            text(", "),
            url("https://example.org/?q=a b&c=[d]|e#f", "elsewhere"),
            text(" or "),
            url("mailto:someone@example.org", "by mail"),
            Inline::Anchor(place("c1-here")),
            text("."),
        ]),
        Block::Anchor(place("c1-block")),
        Block::Heading { level: 3, id: place("c1-alerts"), content: words("Alerts") },
        alert(AlertKind::Note, "Useful information that users should know."),
        alert(AlertKind::Tip, "Helpful advice."),
        alert(AlertKind::Important, "Key information."),
        alert(AlertKind::Warning, "Urgent information."),
        alert(AlertKind::Caution, "Advises about risks."),
        Block::Details {
            summary: vec![text("Click to "), Inline::Strong(words("unfold"))],
            blocks: vec![paragraph("Folded text."), code("json", "{ \"key\": [1, true, null] }\n")],
        },
        Block::Quote(vec![paragraph("A quotation."), Block::Quote(vec![paragraph("In a quotation.")])]),
        Block::Heading { level: 2, id: place("c1-code"), content: words("Code") },
        code(
            "rust",
            "/// Adds.\nfn add(a: u32, b: u32) -> u32 {\n\t// the sum\n    let text = \"a < b && c\\n\";\n    a + b + 42\n}\n",
        ),
        code(
            "python",
            "@dataclass\nclass Point:\n    \"\"\"A point.\"\"\"\n    x: int = 0\n\n    def norm(self) -> float:\n        return f\"{self.x!r}\"\n",
        ),
        code("diff", "--- a/file\n+++ b/file\n@@ -1 +1 @@\n-old\n+new\n"),
        code("html", "<!-- c --><p class=\"x\">Hello &amp; bye</p>\n"),
        code("yaml", "key: value # comment\nlist:\n  - 1\n  - true\n"),
        Block::Code { language: None, text: "plain text\n├── tree\n└── end\n".into() },
        Block::Math("\\int_0^1 x^2 \\, dx = \\frac{1}{3}".into()),
        Block::Diagram { language: "mermaid".into(), source: "graph TD;\n  A-->B;\n".into() },
        Block::Rule,
        Block::Heading { level: 2, id: place("c1-images"), content: words("Images") },
        Block::Paragraph(vec![
            image(0, "A gradient", None, None),
            text(" "),
            image(1, "photo", Some(Length::Pixels(80.0)), None),
            text(" "),
            image(2, "A \"moving\" <image>", None, Some(Length::Pixels(40.0))),
        ]),
        Block::Aligned {
            alignment: Alignment::Center,
            blocks: vec![Block::Paragraph(vec![image(3, "A drawing", Some(Length::Percent(50.0)), None)])],
        },
        Block::Aligned { alignment: Alignment::End, blocks: vec![paragraph("At the far side.")] },
    ]
}

fn alert(kind: AlertKind, words: &str) -> Block {
    Block::Alert { kind, blocks: vec![paragraph(words)] }
}

fn tables_and_lists() -> Vec<Block> {
    vec![
        bullets(vec![
            item("one"),
            ListItem {
                task: None,
                blocks: vec![
                    paragraph("two"),
                    Block::List(List { start: Some(3), tight: false, items: vec![item("three"), item("four")] }),
                ],
            },
        ]),
        bullets(vec![task(true, "done"), task(false, "to do")]),
        Block::List(List {
            start: Some(1),
            tight: false,
            items: vec![
                task(true, "a task in a numbered list"),
                item("no task"),
                ListItem { task: None, blocks: vec![] },
                ListItem { task: Some(false), blocks: vec![code("sh", "ls\n")] },
            ],
        }),
        Block::Heading { level: 2, id: place("c2-below"), content: words("Tables") },
        Block::Table(Table {
            columns: 3,
            alignments: vec![Alignment::Start, Alignment::Center, Alignment::End],
            header: vec![vec![heading_cell("Name"), heading_cell(""), heading_cell("Number")]],
            rows: vec![vec![cell("first"), cell("middle"), cell("1")], vec![cell("second"), cell(""), cell("22")]],
            caption: Some(words("A caption")),
        }),
        Block::Table(Table {
            columns: 3,
            alignments: vec![Alignment::Start; 3],
            header: vec![],
            rows: vec![
                vec![Cell { rows: 2, ..heading_cell("both") }, Cell { columns: 2, ..cell("wide") }],
                vec![
                    cell("x"),
                    Cell { blocks: vec![bullets(vec![item("in a cell")]), code("c", "int x;\n")], ..cell("") },
                ],
                vec![heading_cell("row"), cell("y"), cell("z")],
            ],
            caption: None,
        }),
        Block::Definitions(vec![
            Definition { term: words("Term"), meaning: vec![paragraph("What it means.")] },
            Definition { term: words("Other"), meaning: vec![paragraph("One."), paragraph("Two.")] },
        ]),
    ]
}

/// A book whose every text tries to break out of its place.
pub fn hostile() -> Book {
    let nasty = "</p></body>]]><script>alert(1)</script>&nbsp;&#0;\u{1}\u{b}\u{1f}\u{7f}\u{fffe}\u{ffff}\u{202e}\u{feff}'\"\\ <!-- --> <?x?> \u{1F600} \u{E000} e\u{301}";
    let all = |nasty: &str| {
        vec![
            Block::Heading { level: 2, id: place("c1-x"), content: words(nasty) },
            Block::Paragraph(vec![
                text(nasty),
                Inline::Code(nasty.into()),
                Inline::Math(nasty.into()),
                Inline::Strong(words(nasty)),
                url("https://example.org/a b\"<>|^`{}[]\\%zz?x=<y>&z=\u{e9}#a#b", nasty),
                url("http://xn--/", nasty),
                url("https://user:pass@[2001:db8::1]:8080/path;a=b/%E4%B8%AD/文?q=文", nasty),
                url("mailto:a b@example.org?subject=\"x\"", nasty),
                url("javascript:alert(1)", nasty),
                Inline::FootnoteReference(0),
            ]),
            code("rust", nasty),
            code("no such { language", nasty),
            code("html", &format!("{nasty}\n<p a={nasty}")),
            Block::Math(nasty.into()),
            Block::Diagram { language: "mermaid".into(), source: nasty.into() },
            Block::Details { summary: words(nasty), blocks: vec![paragraph(nasty)] },
            Block::Details { summary: vec![], blocks: vec![] },
            Block::Definitions(vec![Definition { term: words(nasty), meaning: vec![] }]),
            Block::Code { language: None, text: String::new() },
            Block::Quote(vec![]),
        ]
    };
    let mut only = chapter(1, nasty, all(nasty));
    only.footnotes = vec![vec![paragraph(nasty)], vec![]];
    let untitled = chapter(2, " ", vec![]);
    Book {
        title: nasty.to_owned(),
        author: Some(nasty.to_owned()),
        description: Some(nasty.to_owned()),
        avatar: Some(9_999),
        contributors: vec![nasty.to_owned()],
        source: Some("https://example.org/?a=1&b=<2>".to_owned()),
        identifier: nasty.to_owned(),
        commit: Some(nasty.to_owned()),
        date: None,
        language: "zz\" onload=\"x".to_owned(),
        chapters: vec![only, untitled],
        contents: vec![line(nasty, None, vec![line(nasty, Some(0), vec![line("", Some(1), vec![])])])],
        images: vec![],
    }
}
