//! Whole small archives.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use relieur_application::ports::FetchedImage;
use relieur_book::model::{Block, plain_text};
use relieur_book::read::sample::{PIXEL, Sample};
use relieur_book::read::{BROUGHT_FOLDER, Reading};

use super::{Content, Memory, batches, write};

fn archive_bytes(sample: &Sample) -> Vec<u8> {
    archive_of(&sample.read(), sample)
}

fn archive_of(reading: &Reading, sample: &Sample) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("wiki.zip");
    write(reading, sample.folder.path(), &sample.snapshot, Memory::none(), &to, &|_, _| {}).expect("an archive");
    fs::read(to).expect("an archive")
}

fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    (0..zip.len())
        .map(|number| {
            let mut entry = zip.by_index(number).expect("an entry");
            assert!(entry.enclosed_name().is_some());
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("its content");
            (entry.name().expect("a name").into_owned(), content)
        })
        .collect()
}

fn archive(files: &[(&str, &[u8])]) -> BTreeMap<String, String> {
    let files = unpacked(archive_bytes(&Sample::of_bytes(files)));
    files.into_iter().map(|(name, content)| (name, String::from_utf8_lossy(&content).into_owned())).collect()
}

#[test]
fn no_more_is_compressed_at_once_than_fits() {
    let entries = [3, 4, 2, 9, 1, 1].map(|size| ("name", Content::Text("x".repeat(size))));
    let sizes: Vec<Vec<u64>> =
        batches(&entries, 7).into_iter().map(|batch| batch.iter().map(|(_, text)| text.size()).collect()).collect();
    assert_eq!(sizes, [vec![3, 4], vec![2], vec![9], vec![1, 1]]);
    assert!(batches(&[], 7).is_empty());
}

#[test]
fn images_from_other_servers_come_along() {
    let sample = Sample::new(&[(
        "docs/Home.md",
        "![a](https://one.example/x/a.png) <img src='https://one.example/badge?q=1&r=2'> ![gone](https://one.example/b.png)\n",
    )]);
    let folder = sample.folder.path().join(BROUGHT_FOLDER);
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("f"), PIXEL).expect("a file");
    let reading = sample.read_with(&|urls| {
        let outcome = |url: &String| if url.contains("b.png") { Err("gone".into()) } else { Ok("f".into()) };
        urls.iter().map(|url| FetchedImage { url: url.clone(), outcome: outcome(url) }).collect()
    });
    let files = unpacked(archive_of(&reading, &sample));
    assert_eq!(files["assets/one.example/a.png"], PIXEL);
    assert_eq!(files["assets/one.example/badge.png"], PIXEL);
    assert_eq!(
        String::from_utf8_lossy(&files["docs/Home.md"]),
        "![a](../assets/one.example/a.png) <img src='../assets/one.example/badge.png'> ![gone](https://one.example/b.png)\n"
    );
}

#[test]
fn links_work_among_the_files_and_everything_else_is_as_it_was() {
    let source = "\u{FEFF}# Home\r\n\r\n[a](Set-Up \"t\")  [[Text|Set-Up]] [[Set Up#first-step]] ![i](<img/a b.png>)\r\n\
                  | x | y |\r\n|---|---|\r\n| [[T\\|Set-Up]] | [s](https://github.com/o/r/wiki/Set-Up#first-step) |\r\n\r\n\
                  <a href='docs/Set-Up.md'>h</a> <img src=\"img/a b.png\" width=5> [[img/a b.png|alt=An a|width=9px]]\r\n\r\n\
                  `[[Set-Up]]` [[Gone]] [gone](Gone) [i](../issues/1) [e](https://example.org/?a=1&b=2) [top](#home) [d]\r\n\r\n\
                  [d]: Set-Up 'x'\r\n\r\n```\r\n[a](Set-Up)\r\n```\r\n";
    let files = archive(&[
        ("Home.md", source.as_bytes()),
        ("docs/Set-Up.md", b"## First step\n[back](Home) ![](../img/a%20b.png)\n"),
        ("img/a b.png", PIXEL),
    ]);
    let expected = "\u{FEFF}# Home\r\n\r\n[a](docs/Set-Up.md \"t\")  [Text](docs/Set-Up.md) [Set Up#first-step](docs/Set-Up.md#first-step) ![i](assets/img/a%20b.png)\r\n\
                  | x | y |\r\n|---|---|\r\n| [T](docs/Set-Up.md) | [s](docs/Set-Up.md#first-step) |\r\n\r\n\
                  <a href='docs/Set-Up.md'>h</a> <img src=\"assets/img/a%20b.png\" width=5> <img src=\"assets/img/a%20b.png\" alt=\"An a\" width=\"9px\">\r\n\r\n\
                  `[[Set-Up]]` [[Gone]] [gone](Gone) [i](https://github.com/o/r/issues/1) [e](https://example.org/?a=1&b=2) [top](#home) [d]\r\n\r\n\
                  [d]: docs/Set-Up.md 'x'\r\n\r\n```\r\n[a](Set-Up)\r\n```\r\n";
    assert_eq!(files["Home.md"], expected);
    assert_eq!(files["docs/Set-Up.md"], "## First step\n[back](../Home.md) ![](../assets/img/a%20b.png)\n");
    assert!(files.contains_key("assets/img/a b.png"));
}

#[test]
fn the_archive_has_contents_and_a_description() {
    let files = archive(&[
        ("Home.md", b"x"),
        ("B-[1].md", b"y [[Lost]]"),
        ("README.md", b"mine"),
        ("_Sidebar.md", b"- Group\n  - [[B-[1]]]\n  - [b](B-%5B1%5D)\n"),
        ("left.pdf", b"%PDF-1.4"),
    ]);
    assert_eq!(files["README.md"], "mine");
    assert!(
        files["CONTENTS.md"].contains("- [Home](Home.md)\n- Group\n  - [b](B-%5B1%5D.md)\n- Other pages\n"),
        "{}",
        files["CONTENTS.md"]
    );
    assert!(files["_Sidebar.md"].contains("[b](B-%5B1%5D.md)"));
    assert_eq!(files["assets/left.pdf"], "%PDF-1.4");
    let description: serde_json::Value = serde_json::from_str(&files["wiki.json"]).expect("JSON");
    assert_eq!(description["wiki"], "https://github.com/o/r/wiki");
    assert_eq!(description["pages"][1]["file"], "B-[1].md");
    assert_eq!(description["report"]["links"]["broken"][0]["target"], "Lost");
}

#[test]
fn the_same_wiki_gives_the_same_bytes() {
    let files: [(&str, &[u8]); 3] = [("Home.md", b"# x\n[[A]]"), ("A.md", b"a"), ("b.png", PIXEL)];
    assert_eq!(archive_bytes(&Sample::of_bytes(&files)), archive_bytes(&Sample::of_bytes(&files)));
}

#[test]
fn every_link_between_files_of_a_real_wiki_lands() {
    let Some(corpora) = std::env::var_os("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA names no folder of sample wikis");
        return;
    };
    for name in ["typescript-wiki", "oppia-docs", "moviepilot-wiki", "oi-math"] {
        let folder = Path::new(&corpora).join(name);
        if !folder.is_dir() {
            continue;
        }
        let sample = Sample::of_folder(&folder);
        let before = sample.read();
        let files = unpacked(archive_of(&before, &sample));
        // The archive is a wiki itself: read again, it says the same and no link is lost.
        let again: Vec<(&str, &[u8])> = files
            .iter()
            .filter(|(name, _)| {
                *name != "wiki.json"
                    && *name != "CONTENTS.md"
                    && (*name != "README.md" || folder.join("README.md").exists())
            })
            .map(|(name, content)| (name.as_str(), content.as_slice()))
            .collect();
        let again = Sample::of_bytes(&again).read();
        eprintln!("{name}: {} files, {} links, then {}", files.len(), before.links.internal, again.links.internal);
        assert_eq!(again.pages, before.pages);
        // A link to a page whose fragment was lost leads to the page now.
        assert!(again.links.internal >= before.links.internal);
        assert!(again.links.broken.len() <= before.links.broken.len());
        assert_eq!(again.images.embedded, before.images.embedded);
    }
}

#[test]
fn other_markups_are_converted_beside_their_source() {
    let rst = "Set Up\n======\n\nFirst, see `home <Home>`_ and `below`_.\n\n.. _below:\n\nNext Step\n---------\n\n\
               ============  =====\nName          What\n============  =====\n``a|b``       *c*\n============  =====\n\n\
               .. image:: img/a.png\n   :alt: An a\n\nNext Step\n---------\n\n- one\n\n  - two\n";
    let files = archive(&[
        ("Home.md", b"[[Set-Up]] [s](Set-Up#next-step-1)\n\n## Place\n"),
        ("docs/Set-Up.rst", rst.as_bytes()),
        ("docs/Other.org", b"* One\n[[https://github.com/o/r/wiki/Home#place][place]]\n"),
        ("docs/img/a.png", PIXEL),
    ]);
    assert_eq!(files["docs/Set-Up.rst"], rst);
    assert_eq!(files["Home.md"], "[Set-Up](docs/Set-Up.md) [s](docs/Set-Up.md#next-step-1)\n\n## Place\n");
    let converted = &files["docs/Set-Up.md"];
    assert!(converted.starts_with("# Set Up\n\nFirst, see [home](../Home.md) and [below](#"), "{converted}");
    assert!(converted.contains("| Name | What |\n| --- | --- |\n| `a\\|b` | *c* |\n"), "{converted}");
    assert!(converted.contains("![An a](../assets/docs/img/a.png)"), "{converted}");
    assert!(converted.ends_with("## Next Step\n\n- one\n  - two\n"), "{converted}");
    assert!(files["docs/Other.md"].contains("[place](../Home.md#place)"), "{}", files["docs/Other.md"]);
    assert!(files["README.md"].contains("(docs/Set-Up.md)"), "{}", files["README.md"]);
    assert!(files["README.md"].contains("their source stands beside them"));
    let description: serde_json::Value = serde_json::from_str(&files["wiki.json"]).expect("JSON");
    let pages = description["pages"].as_array().expect("pages");
    let page = pages.iter().find(|page| page["path"] == "docs/Set-Up.rst").expect("the page");
    assert_eq!((page["file"].as_str(), page["source"].as_str()), (Some("docs/Set-Up.md"), Some("docs/Set-Up.rst")));
    let home = pages.iter().find(|page| page["path"] == "Home.md").expect("the page");
    assert_eq!((home["file"].as_str(), home.get("source")), (Some("Home.md"), None));
}

#[test]
fn real_pages_say_the_same_in_markdown() {
    let Some(corpora) = std::env::var_os("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA names no folder of sample wikis");
        return;
    };
    let folder = Path::new(&corpora).join("github-markup");
    if !folder.is_dir() {
        return;
    }
    let sample = Sample::of_folder(&folder);
    let before = sample.read();
    let files = unpacked(archive_of(&before, &sample));
    let description: serde_json::Value = serde_json::from_slice(&files["wiki.json"]).expect("JSON");
    let pages = description["pages"].as_array().expect("pages");
    let converted = pages.iter().filter(|page| page.get("source").is_some());
    let file_of: BTreeMap<&str, &str> =
        converted.filter_map(|page| Some((page["path"].as_str()?, page["file"].as_str()?))).collect();
    assert!(file_of.len() > 10, "{file_of:?}");
    let again: Vec<(&str, &[u8])> = file_of.values().map(|file| (*file, files[*file].as_slice())).collect();
    let again = Sample::of_bytes(&again).read();
    for (path, file) in file_of {
        let words = |reading: &Reading, path: &str| {
            let chapter = reading.book.chapters.iter().find(|chapter| chapter.path == path).expect("the page");
            let mut text = format!("{} ", chapter.title);
            blocks_text(&chapter.blocks, &mut text);
            text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        // Above its title the conversion has the name of its file, where that is another.
        let (said, wanted) = (words(&again, file), words(&before, path));
        assert!(said.ends_with(&wanted), "{path}: {said:?} is not {wanted:?}");
        assert!(said.len() <= wanted.len() + 2, "{path}: {said:?} is more than {wanted:?}");
    }
}

fn blocks_text(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => text.push_str(&plain_text(content)),
            Block::List(list) => list.items.iter().for_each(|item| blocks_text(&item.blocks, text)),
            Block::Table(table) => {
                text.push_str(&table.caption.as_deref().map(plain_text).unwrap_or_default());
                text.push(' ');
                table.header.iter().chain(&table.rows).flatten().for_each(|cell| blocks_text(&cell.blocks, text));
            }
            Block::Code { text: code, .. } => text.push_str(code),
            Block::Math(formula) => text.push_str(formula),
            Block::Diagram { source, .. } => text.push_str(source),
            Block::Quote(blocks)
            | Block::Alert { blocks, .. }
            | Block::Aligned { blocks, .. }
            | Block::Foreign { blocks, .. } => {
                blocks_text(blocks, text);
            }
            Block::Details { summary, blocks } => {
                text.push_str(&plain_text(summary));
                text.push(' ');
                blocks_text(blocks, text);
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    text.push_str(&plain_text(&definition.term));
                    text.push(' ');
                    blocks_text(&definition.meaning, text);
                }
            }
            Block::Rule | Block::Anchor(_) => {}
        }
        text.push(' ');
    }
}
