//! Sample wikis, written here so that tests need nothing from outside.

mod handbook;
mod picture;

pub use handbook::{handbook, handbook_at};
pub use picture::png;

use crate::WikiBuilder;

/// Two pages that link to each other.
pub fn small() -> WikiBuilder {
    WikiBuilder::new()
        .page("Home.md", "# Welcome\n\nThe smallest wiki there is. Go on to [[Next Page]].\n")
        .commit("Created Home (markdown)")
        .page("Next-Page.md", "Back to [Home](Home), or to [its heading](Home#welcome).\n")
        .commit("Created Next Page (markdown)")
}

/// `count` pages of a few kilobytes each, for tests of load and of interruption:
/// `Home`, then `Page-0002` and so on, each linking to the one before and after.
pub fn many(count: usize) -> WikiBuilder {
    let mut wiki = WikiBuilder::new();
    for number in 1..=count {
        wiki = wiki.page(&format!("{}.md", name_of(number)), page_of_many(number, count));
    }
    wiki.commit("Imported all pages")
}

fn name_of(number: usize) -> String {
    if number == 1 { "Home".to_owned() } else { format!("Page-{number:04}") }
}

fn page_of_many(number: usize, count: usize) -> String {
    let mut text = vec![format!("This is page {number} of {count}.\n\n")];
    if number > 1 {
        text.push(format!("Before it comes [[{}]]. ", name_of(number - 1)));
    }
    if number < count {
        text.push(format!("After it comes [[{}]].", name_of(number + 1)));
    }
    text.extend((1..=4).map(|section| {
        format!(
            "\n\n## Section {section}\n\nA paragraph with **bold**, *italic* and `code` number {section} on page \
             {number}. It goes on for a while, so that a page has some weight and a book of many pages takes some \
             time to be set.\n\n| Key | Value |\n|:----|------:|\n| page | {number} |\n| section | {section} |\n\n\
             ```rust\nfn section_{section}() -> usize {{\n    {number} * {section}\n}}\n```\n\n- one\n- two\n  - \
             two and a half\n"
        )
    }));
    text.concat()
}
