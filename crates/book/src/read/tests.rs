//! Whole small wikis, read.

mod corpora;
mod hostile;
mod remembered;

use super::sample::{PIXEL, Sample};
use super::*;
use crate::model::Length::{Percent, Pixels};
use crate::model::{AlertKind, Alignment, Block, ContentsEntry, Inline, Target, plain_text};
use crate::visit;

fn page(text: &str) -> Reading {
    Sample::of_bytes(&[("Home.md", text.as_bytes()), ("Other-Page.md", b"## First step\n"), ("img/a b.png", PIXEL)])
        .read()
}

fn blocks(text: &str) -> Vec<Block> {
    let mut reading = page(text);
    std::mem::take(&mut reading.book.chapters[0].blocks)
}

fn text(text: &str) -> Inline {
    Inline::Text(text.into())
}

fn paragraph(says: &str) -> Block {
    Block::Paragraph(vec![text(says)])
}

#[test]
fn a_page_is_a_chapter_and_a_heading_that_repeats_its_title_goes() {
    let reading = Sample::new(&[
        ("Home.md", "# HOME!\n\nHello [there](#home) [[Set up|Set-Up#a]].\n"),
        ("Set-Up.md", "# A\n# B\n\n#### C\n"),
    ])
    .read();
    let [home, set_up] = reading.book.chapters.as_slice() else { panic!("two chapters") };
    assert_eq!((home.title.as_str(), set_up.title.as_str()), ("Home", "Set Up"));
    let Block::Paragraph(content) = &home.blocks[0] else { panic!("a paragraph") };
    assert_eq!(
        content[1],
        Inline::Link { target: Target::Place { chapter: 0, place: None }, content: vec![text("there")] }
    );
    let place = Some(crate::model::PlaceId("c2-s1".into()));
    assert_eq!(content[3], Inline::Link { target: Target::Place { chapter: 1, place }, content: vec![text("Set up")] });
    let levels: Vec<u8> =
        set_up.blocks.iter().map(|b| if let Block::Heading { level, .. } = b { *level } else { 0 }).collect();
    assert_eq!(levels, [2, 2, 3]);
    assert_eq!((reading.links.internal, reading.links.broken.len()), (2, 0));
    assert_eq!(reading.book.language, "en");
}

#[test]
fn a_broken_link_stays_readable_and_is_reported() {
    let reading = page("See **[the *plan*](Gone.md)** and [[Lost|Nowhere]], [part](Other-Page#gone).\n");
    let Block::Paragraph(content) = &reading.book.chapters[0].blocks[0] else { panic!("a paragraph") };
    assert_eq!(plain_text(content), "See the plan and Lost, part.");
    let broken: Vec<_> = reading.links.broken.iter().map(|link| (link.page.as_str(), link.target.as_str())).collect();
    assert_eq!(broken, [("Home.md", "Gone.md"), ("Home.md", "Nowhere"), ("Home.md", "Other-Page#gone")]);
    assert!(matches!(
        content.iter().rev().nth(1),
        Some(Inline::Link { target: Target::Place { chapter: 1, place: None }, .. })
    ));
}

#[test]
fn a_link_without_text_says_its_page() {
    let reading = page("[[Other Page|]] and [[ | ]].\n");
    let Block::Paragraph(content) = &reading.book.chapters[0].blocks[0] else { panic!("a paragraph") };
    let target = Target::Place { chapter: 1, place: None };
    assert_eq!(content[0], Inline::Link { target, content: vec![text("Other Page")] });
    assert_eq!(plain_text(content).trim_end_matches(['.', ' ']), "Other Page and");
}

#[test]
fn images_are_embedded_once_and_missing_ones_leave_their_words() {
    let reading = page(
        "![A pixel](img/a%20b.png) <img src=\"img/A b.PNG\" width=\"50%\"> [[img/a b.png|alt=third|width=40px]]\n\n\
         ![far](https://example.org/x.svg) ![](gone/some%20name.png) [![badge](https://example.org/b.svg)](https://example.org)\n\n\
         <picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"dark.png\"><img src=\"img/a b.png\" alt=\"light\"></picture>\
         <img src=\"img/a%20b.png#gh-dark-mode-only\">\n",
    );
    assert_eq!(reading.images.embedded, 1);
    assert_eq!(reading.book.images.len(), 1);
    let Block::Paragraph(content) = &reading.book.chapters[0].blocks[0] else { panic!("a paragraph") };
    let images: Vec<_> =
        content.iter().filter_map(|i| if let Inline::Image(image) = i { Some(image) } else { None }).collect();
    let said: Vec<_> = images.iter().map(|image| (image.alt.as_str(), image.image, image.width)).collect();
    assert_eq!(said, [("A pixel", 0, None), ("A b.PNG", 0, Some(Percent(50.0))), ("third", 0, Some(Pixels(40.0)))]);
    let Block::Paragraph(content) = &reading.book.chapters[0].blocks[1] else { panic!("a paragraph") };
    assert_eq!(plain_text(content), "far some name.png badge");
    assert!(matches!(&content[0], Inline::Link { target: Target::Url(url), .. } if url == "https://example.org/x.svg"));
    let missing: Vec<_> = reading.images.missing.iter().map(|image| image.url.as_str()).collect();
    assert_eq!(missing, ["https://example.org/x.svg", "gone/some%20name.png", "https://example.org/b.svg"]);
    let Block::Paragraph(content) = &reading.book.chapters[0].blocks[2] else { panic!("a paragraph") };
    assert_eq!(content.len(), 1);
}

#[test]
fn images_on_other_servers_are_brought_once_and_their_loss_is_told() {
    let sample = Sample::new(&[
        ("Home.md", "![a](https://one.example/a.png) ![again](https://one.example/a.png) ![b](//two.example/b?x=1)\n"),
        (
            "Next.md",
            "[![page](https://two.example/page.png)](https://one.example/a.png)\n\n[[https://one.example/a.png]]\n",
        ),
    ]);
    let folder = sample.folder.path().join(BROUGHT_FOLDER);
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("0"), PIXEL).expect("a file");
    fs::write(folder.join("2"), "<html>").expect("a file");
    let asked = std::sync::Mutex::new(Vec::new());
    let reading = sample.read_with(&|urls| {
        asked.lock().expect("a lock").push(urls.to_vec());
        let outcomes = [Ok("0".to_owned()), Err("HTTP status 404".to_owned()), Ok("2".to_owned())];
        urls.iter().zip(outcomes).map(|(url, outcome)| FetchedImage { url: url.clone(), outcome }).collect()
    });
    let urls = ["https://one.example/a.png", "https://two.example/b?x=1", "https://two.example/page.png"];
    assert_eq!(asked.into_inner().expect("a lock"), [urls]);
    assert_eq!((reading.images.embedded, reading.book.images[0].path.as_str()), (1, urls[0]));
    let missing: Vec<_> =
        reading.images.missing.iter().map(|image| (image.url.as_str(), image.reason.as_str())).collect();
    assert_eq!(
        missing,
        [("//two.example/b?x=1", "HTTP status 404"), (urls[2], "the file is a web page, not an image")]
    );
    let goals: Vec<_> = reading.sources.iter().flat_map(|source| &source.links).map(|link| &link.goal).collect();
    let brought = Goal::Brought(urls[0].into());
    assert_eq!(goals, [&brought, &brought, &Goal::Url(urls[1].into()), &brought, &brought]);
    assert_eq!(reading.brought.iter().map(|image| image.url.as_str()).collect::<Vec<_>>(), [urls[0]]);
}

#[test]
fn githubs_blocks_become_blocks() {
    let blocks = blocks(
        "> [!WARNING]\n> Hot.\n\n- [x] done\n- [ ] open\n\n<details><summary>More <b>here</b></summary>\n\n```rust\nfn x() {}\n```\n\n</details>\n\n\
         ```mermaid\ngraph TD\n```\n\n$$\nx^2\n$$\n\n```math\ny\n```\n\n<p align=\"center\">mid</p>\n\n---\n\n<dl><dt>T</dt><dd>M</dd></dl>\n",
    );
    assert_eq!(blocks[0], Block::Alert { kind: AlertKind::Warning, blocks: vec![paragraph("Hot.")] });
    let Block::List(list) = &blocks[1] else { panic!("a list") };
    assert_eq!(list.items.iter().map(|item| item.task).collect::<Vec<_>>(), [Some(true), Some(false)]);
    assert!(list.tight && list.start.is_none());
    let code = Block::Code { language: Some("rust".into()), text: "fn x() {}\n".into() };
    let summary = vec![text("More "), Inline::Strong(vec![text("here")])];
    assert_eq!(blocks[2], Block::Details { summary, blocks: vec![code] });
    assert_eq!(blocks[3], Block::Diagram { language: "mermaid".into(), source: "graph TD\n".into() });
    assert_eq!(blocks[4], Block::Math("x^2".into()));
    assert_eq!(blocks[5], Block::Math("y".into()));
    assert_eq!(blocks[6], Block::Aligned { alignment: Alignment::Center, blocks: vec![paragraph("mid")] });
    assert_eq!(blocks[7], Block::Rule);
    assert!(matches!(&blocks[8], Block::Definitions(definitions) if definitions[0].meaning == [paragraph("M")]));
    assert_eq!(blocks.len(), 9);
}

#[test]
fn inline_markup_is_kept_and_scripts_are_not() {
    let blocks = blocks(
        "a<sub>1</sub> <kbd>Ctrl</kbd> ~~old~~ `co  de` $x_1$ :rocket: cost $5 and $6<br>next <script>alert(1)</script><!-- c -->\
         <a href=\"javascript:alert(1)\" onclick=\"x\">js</a> as <user> <em>e</em>\n",
    );
    assert_eq!(
        blocks,
        [Block::Paragraph(vec![
            text("a"),
            Inline::Subscript(vec![text("1")]),
            text(" "),
            Inline::Key(vec![text("Ctrl")]),
            text(" "),
            Inline::Strike(vec![text("old")]),
            text(" "),
            Inline::Code("co  de".into()),
            text(" "),
            Inline::Math("x_1".into()),
            text(" 🚀 cost $5 and $6"),
            Inline::LineBreak,
            text("next js as <user> "),
            Inline::Emphasis(vec![text("e")]),
        ])]
    );
}

#[test]
fn cells_of_html_stand_where_their_author_wants_them() {
    let blocks = blocks(
        "<table><tr><th>what</th><th>logo</th></tr><tr><td>a</td><td align=center>b</td></tr>\
         <tr align=right><td>c</td><td align=left>d</td></tr></table>\n",
    );
    let Block::Table(table) = &blocks[0] else { panic!("a table") };
    assert_eq!(table.alignments, [Alignment::Start; 2]);
    let stands = |row: usize, column: usize| match table.rows[row][column].blocks.as_slice() {
        [Block::Aligned { alignment, .. }] => *alignment,
        _ => Alignment::Start,
    };
    assert_eq!([stands(0, 0), stands(0, 1)], [Alignment::Start, Alignment::Center]);
    assert_eq!([stands(1, 0), stands(1, 1)], [Alignment::End, Alignment::Start]);
}

#[test]
fn tables_are_rectangular_whatever_their_spans_say() {
    let blocks = blocks(
        "| a | b |\n|:-:|---|\n| [[x\\|Other-Page]] | 2 | extra |\n| 3 |\n\n\
         <table><tr><th>h</th><th>i</th></tr><tr><td rowspan=9>r</td><td colspan=99>c</td></tr><tr><td>d</td></tr></table>\n",
    );
    let Block::Table(table) = &blocks[0] else { panic!("a table") };
    assert_eq!((table.columns, table.header.len(), table.rows.len()), (2, 1, 2));
    assert_eq!(table.alignments, [Alignment::Center, Alignment::Start]);
    let Block::Table(table) = &blocks[1] else { panic!("a table") };
    assert_eq!(table.header.len(), 1);
    for section in [&table.header, &table.rows] {
        let mut reaching = vec![0; table.columns];
        for (number, row) in section.iter().enumerate() {
            let mut cells = row.iter();
            let mut column = 0;
            while column < table.columns {
                if reaching[column] > 0 {
                    column += 1;
                    continue;
                }
                let cell = cells.next().expect("a cell for each free column");
                assert!(cell.rows <= section.len() - number);
                reaching[column..column + cell.columns].fill(cell.rows);
                column += cell.columns;
            }
            assert!(cells.next().is_none());
            for left in &mut reaching {
                *left -= 1;
            }
        }
    }
}

#[test]
fn footnotes_are_numbered_in_the_order_of_their_notes() {
    let reading = page("One[^b] two[^a] again[^b].\n\n[^a]: Note *a*.\n[^b]: Note b.\n");
    let chapter = &reading.book.chapters[0];
    assert_eq!(chapter.footnotes.len(), 2);
    assert_eq!(chapter.footnotes[0], [paragraph("Note b.")]);
    let Block::Paragraph(content) = &chapter.blocks[0] else { panic!("a paragraph") };
    let references: Vec<_> =
        content.iter().filter_map(|i| if let Inline::FootnoteReference(n) = i { Some(*n) } else { None }).collect();
    assert_eq!(references, [0, 1, 0]);
    assert_eq!(chapter.blocks.len(), 1);
}

#[test]
fn anchors_of_authors_are_places() {
    let reading = page("[go](#Old-Place)\n\n<a name=\"old-place\"></a>\n## Head <a id=\"x\"></a>\n\n[y](#x)\n");
    let chapter = &reading.book.chapters[0];
    assert!(matches!(&chapter.blocks[1], Block::Anchor(id) if id.0 == "c1-s1"));
    assert!(matches!(&chapter.blocks[2], Block::Heading { id, .. } if id.0 == "c1-s2"));
    assert_eq!((reading.links.internal, reading.links.broken.len()), (2, 0));
}

#[test]
fn the_side_bar_orders_and_the_rest_follows() {
    let reading = Sample::new(&[
        ("Home.md", "hi"),
        ("Zebra.md", "z"),
        ("Apple.md", "a"),
        ("Forgotten.md", "f"),
        ("dir/zebra.md", "second"),
        ("_Sidebar.md", "* Fruit\n  * [[Apple]]\n* [Animals](Zebra)\n"),
        ("_Footer.md", "foot"),
    ])
    .read();
    let paths: Vec<_> = reading.book.chapters.iter().map(|chapter| chapter.path.as_str()).collect();
    assert_eq!(paths, ["Home.md", "Apple.md", "Zebra.md", "dir/zebra.md", "Forgotten.md"]);
    let labels: Vec<_> = reading.book.contents.iter().map(|entry| (entry.label.as_str(), entry.chapter)).collect();
    assert_eq!(labels, [("Home", Some(0)), ("Fruit", None), ("Animals", Some(2)), ("Other pages", None)]);
    assert_eq!(reading.warnings.iter().filter(|warning| warning.kind == "duplicate_page").count(), 1);
    assert_eq!(reading.sources.len(), 7);
}

#[test]
fn pages_in_every_markup_are_read_into_one_model() {
    for (path, text) in [
        ("Spec.asciidoc", "== Part\n\nSome *bold* text, link:Home[home].\n\n* item\n"),
        ("Spec.rst", "Part\n====\n\nSome **bold** text, `home <Home>`_.\n\n* item\n"),
        ("Spec.mediawiki", "== Part ==\n\nSome '''bold''' text, [[Home|home]].\n\n* item\n"),
        ("Spec.textile", "h2. Part\n\nSome *bold* text, \"home\":Home.\n\n* item\n"),
        ("Spec.org", "* Part\n\nSome *bold* text, [[Home][home]].\n\n- item\n"),
        ("Spec.creole", "== Part ==\n\nSome **bold** text, [[Home|home]].\n\n* item\n"),
        ("Spec.rdoc", "== Part\n\nSome *bold* text, {home}[Home].\n\n* item\n"),
        ("Spec.pod", "=head2 Part\n\nSome B<bold> text, [[home|Home]].\n\n=over\n\n=item *\n\nitem\n\n=back\n"),
    ] {
        let mut reading = Sample::new(&[("Home.md", "[[Spec]]"), (path, text)]).read();
        check(&mut reading);
        let blocks = &reading.book.chapters[1].blocks;
        assert!(
            matches!(&blocks[0], Block::Heading { content, .. } if plain_text(content) == "Part"),
            "{path}: {blocks:?}"
        );
        let Block::Paragraph(content) = &blocks[1] else { panic!("{path}: {blocks:?}") };
        assert_eq!(plain_text(content), "Some bold text, home.", "{path}");
        assert!(content.contains(&Inline::Strong(vec![self::text("bold")])), "{path}: {content:?}");
        let home = Target::Place { chapter: 0, place: None };
        assert!(
            content.contains(&Inline::Link { target: home, content: vec![self::text("home")] }),
            "{path}: {content:?}"
        );
        let Block::List(list) = &blocks[2] else { panic!("{path}: {blocks:?}") };
        assert_eq!(list.items[0].blocks, [paragraph("item")], "{path}");
        assert_eq!(reading.links.broken, [], "{path}");
        assert_eq!(reading.warnings, [], "{path}");
    }
}

#[test]
fn plain_text_is_a_page_of_a_folder() {
    let mut sample = Sample::new(&[("Home.md", "[n](notes.txt)"), ("notes.txt", "<b>\n  as it is\n")]);
    sample.snapshot.wiki = relieur_domain::WikiRef::folder("/tmp/docs");
    let reading = sample.read();
    assert_eq!(reading.links.internal, 1);
    assert_eq!(reading.book.chapters[1].blocks, [Block::Code { language: None, text: "<b>\n  as it is\n".into() }]);
}

#[test]
fn a_side_bar_in_another_markup_orders_the_pages() {
    let reading = Sample::new(&[
        ("A.md", "a"),
        ("B.md", "b"),
        ("Home.md", "h"),
        ("_Sidebar.mediawiki", "* [[B|The second]]\n* [[A]]\n"),
    ])
    .read();
    let titles: Vec<_> = reading.book.contents.iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(titles, ["Home", "The second", "A"]);
}

#[test]
fn a_document_called_readme_takes_its_first_heading_as_title() {
    let reading =
        Sample::new(&[("README.md", "# The *handbook*\n\nx"), ("a/index.md", "---\ntitle: Part A\n---\n\ntext\n")])
            .read();
    let titles: Vec<_> = reading.book.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    assert_eq!(titles, ["The handbook", "Part A"]);
    assert_eq!(reading.book.chapters[0].blocks, [paragraph("x")]);
}

/// What the bindings rely on.
fn check(reading: &mut Reading) {
    let count = reading.book.chapters.len();
    let images = reading.book.images.len();
    let mut places = Vec::new();
    for chapter in &mut reading.book.chapters {
        let mut parts = vec![&mut chapter.blocks];
        parts.extend(&mut chapter.footnotes);
        for blocks in parts {
            visit::blocks_mut(blocks, &mut |block| match block {
                Block::Heading { id, content, level } => {
                    assert!((2..=6).contains(level) && tidy::is_visible(content));
                    places.push(id.0.clone());
                }
                Block::Anchor(id) => places.push(id.0.clone()),
                Block::Paragraph(content) => assert!(tidy::is_visible(content)),
                Block::List(list) => assert!(!list.items.is_empty()),
                Block::Table(table) => assert!(table.columns > 0 && table.header.len() + table.rows.len() > 0),
                Block::Code { text, .. } => assert!(text.ends_with('\n')),
                _ => {}
            });
            visit::inlines_mut(blocks, &mut |inline| match inline {
                Inline::Anchor(id) => places.push(id.0.clone()),
                Inline::Text(text) => assert!(!text.is_empty() && !text.chars().any(char::is_control)),
                Inline::Image(image) => assert!(image.image < images && !image.alt.is_empty()),
                Inline::Link { content, .. } => assert!(tidy::is_visible(content)),
                _ => {}
            });
        }
    }
    let unique: std::collections::HashSet<_> = places.iter().cloned().collect();
    assert_eq!(unique.len(), places.len(), "places are unique");
    for chapter in &mut reading.book.chapters {
        visit::inlines_mut(&mut chapter.blocks, &mut |inline| {
            if let Inline::Link { target: Target::Place { chapter, place }, .. } = inline {
                assert!(*chapter < count);
                assert!(place.as_ref().is_none_or(|place| unique.contains(&place.0)));
            }
        });
    }
    let mut named = Vec::new();
    chapters_named(&reading.book.contents, &mut named);
    assert_eq!(named, (0..count).collect::<Vec<_>>(), "the contents name every chapter once, in order");
}

fn chapters_named(entries: &[ContentsEntry], named: &mut Vec<usize>) {
    for entry in entries {
        named.extend(entry.chapter);
        chapters_named(&entry.children, named);
    }
}
