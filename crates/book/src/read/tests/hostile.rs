//! Pages that mean harm, and any page at all.

use proptest::prelude::*;

use super::*;

#[test]
fn hostile_nesting_is_brought_up_and_reported() {
    for hostile in [
        "> ".repeat(3000) + "x",
        "- ".repeat(3000) + "x",
        "<div>".repeat(50_000),
        "<b>".repeat(300) + "x",
        "<blockquote>".repeat(60) + "x",
        "<table><tr><td>".repeat(50) + "x",
        "[[".repeat(20_000),
        "<a ".repeat(20_000),
        "![](".repeat(10_000),
        "*a **b ".repeat(10_000),
        "# a\n".repeat(20_000),
        "[a]: <x>\n".repeat(5_000) + &"[a] ".repeat(5_000),
    ] {
        let reading = page(&hostile);
        assert!(depth(&reading.book.chapters[0].blocks) <= 24, "{hostile:.40}");
    }
    let warned = page(&("<blockquote>".repeat(60) + "x"));
    assert!(warned.warnings.iter().any(|warning| warning.kind == "nesting"));
}

fn depth(blocks: &[Block]) -> usize {
    let inner = |blocks: &[Block]| 1 + depth(blocks);
    blocks
        .iter()
        .map(|block| match block {
            Block::Quote(b)
            | Block::Alert { blocks: b, .. }
            | Block::Details { blocks: b, .. }
            | Block::Aligned { blocks: b, .. } => inner(b),
            Block::List(list) => list.items.iter().map(|item| inner(&item.blocks)).max().unwrap_or(0),
            Block::Table(table) => {
                let cells = table.header.iter().chain(&table.rows).flatten();
                cells.map(|cell| 2 + depth(&cell.blocks)).max().unwrap_or(0)
            }
            _ => 0,
        })
        .max()
        .unwrap_or(0)
}

/// Not timed, but what is worse than linear does not end within anybody's patience.
#[test]
fn long_pages_of_one_mark_are_read_through() {
    for mark in [
        "[[",
        "]]",
        "[[a|",
        "[[a]]",
        "[[a|b]] ",
        "[",
        "](",
        "[a](",
        "[a](b) ",
        "![a](b.png) ",
        "![[a.png]] ",
        "[a]: b\n",
        "<a href=",
        "<a href='x'>",
        "<a name=b></a>",
        "<img src=x>",
        "<",
        "</a>",
        "#a",
        "# a\n",
        "[a](#a) ",
        "%20",
        "../",
        "'[[",
    ] {
        let page = mark.repeat(100_000 / mark.len());
        let mut reading = Sample::new(&[("Home.md", &page), ("_Sidebar.md", &page)]).read();
        check(&mut reading);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_upsets_the_reader(parts in prop::collection::vec(prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "\n", "\n\n", "- ", "> ", "# ", "| a | b |\n|---|---|\n", "[[", "]]", "|", "[x](", ")", "<b>", "</b>", "<p>", "<td>",
            "<table>", "<tr>", "<a name=x>", "<a href=Home>", "</a>", "<h2>", "<div align=center>", "```", "`", "$$", "$", "[^1]", "[^1]: n\n",
            "<details>", "<summary>", "<!--", "-->", "![i](img/a b.png)", "[[img/a b.png|alt=x]]", "> [!NOTE]\n", "<ul><li>", "<sup class=footnote-ref><a data-footnote-ref href=#fn-1>",
            "<section data-footnotes><ol><li id=fn-1>", "<pre>", "\u{FDD0}1\u{FDD1}", "&#0;", "&nbsp;", "\\",
        ]).prop_map(str::to_owned),
    ], 0..40)) {
        let mut reading = page(&parts.concat());
        check(&mut reading);
    }

    #[test]
    fn a_name_leads_from_page_to_file_to_address_and_back(
        name in "[^/\\x00-\\x1f\\x7f.\u{FDD0}\u{FDD1}]{1,12}"
            .prop_filter("a name somebody can see", |name| name.trim() == name && !name.to_lowercase().starts_with('_')
                && !name.eq_ignore_ascii_case("other"))
    ) {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        let file = format!("{name}.md");
        let address = utf8_percent_encode(&name, NON_ALPHANUMERIC).to_string();
        let source = format!("[a]({address}) [b]({address}.md) [c](https://github.com/o/r/wiki/{address}) [d](/o/r/wiki/{address})");
        let mut reading = Sample::new(&[("Other.md", &source), (&file, "the page")]).read();
        prop_assert_eq!(&reading.links.broken, &Vec::new());
        prop_assert_eq!(reading.links.internal, 4);
        let chapter = reading.book.chapters.iter().position(|chapter| chapter.path == file);
        prop_assert!(chapter.is_some());
        let mut leads = Vec::new();
        visit::inlines_mut(&mut reading.book.chapters[1 - chapter.unwrap_or(0)].blocks, &mut |inline| {
            if let Inline::Link { target: Target::Place { chapter, .. }, .. } = inline {
                leads.push(Some(*chapter));
            }
        });
        prop_assert_eq!(leads, vec![chapter; 4]);
    }

    #[test]
    fn no_bytes_upset_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut reading = Sample::of_bytes(&[("Home.md", &bytes), ("_Sidebar.md", &bytes)]).read();
        check(&mut reading);
    }
}
