//! Wikis made up for measurements: prose, lists, code, tables and links.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// A wiki of `count` pages with a side bar, in a folder below `work`.
pub fn wiki(work: &Path, count: usize) -> Result<PathBuf> {
    let wiki = work.join(format!("{count}-pages"));
    let _ = fs::remove_dir_all(&wiki);
    fs::create_dir_all(&wiki)?;
    let mut side_bar = String::new();
    for number in 0..count {
        let name = if number == 0 { "Home".to_owned() } else { format!("Page-{number}") };
        fs::write(wiki.join(format!("{name}.md")), page(number, count)?)?;
        // As in real wikis, the side bar knows about a third of the pages.
        if number % 3 == 0 {
            let indent = if number % 9 == 0 { "" } else { "  " };
            writeln!(side_bar, "{indent}* [[{name}]]")?;
        }
    }
    fs::write(wiki.join("_Sidebar.md"), side_bar)?;
    Ok(wiki)
}

fn page(number: usize, count: usize) -> Result<String> {
    let next = (number + 1) % count;
    let mut text = format!("The page after this one is [[Page {}]].\n", next.max(1));
    for section in 1..=4 {
        writeln!(text, "\n## Section {section} of page {number}\n")?;
        for sentence in 0..6 {
            write!(text, "Sentence {sentence} says that a book is *folded*, **sewn** and `cased` in that order. ")?;
        }
        writeln!(
            text,
            "\n\n* fold\n* sew\n  * with linen\n* case\n\n| step | minutes |\n|---|---:|\n| fold | 12 |\n| sew | 45 |\n"
        )?;
        writeln!(text, "```rust\nfn sew(signatures: &[Signature]) -> Block {{\n    Block::of(signatures)\n}}\n```")?;
    }
    Ok(text)
}
