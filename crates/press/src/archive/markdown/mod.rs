//! Markdown: a chapter of the document model as GitHub reads it, for pages written in
//! another markup.
//!
//! What Markdown has no signs for is written in the HTML that GitHub lets through.
//! Every line stands on its own: paragraphs are not wrapped, so a change upstream is a
//! change here.

mod blocks;
mod escape;
mod html;
mod inlines;
mod tables;
#[cfg(test)]
mod tests;

use relieur_book::model::Chapter;
use relieur_book::read::Slugger;

use self::inlines::Line;
use super::addresses::Addresses;

/// Writes the chapter as the file `own` of the archive.
pub(super) fn page(chapter: &Chapter, own: &str, addresses: &Addresses<'_>) -> String {
    let mut writer = Writer { addresses, own, slugger: Slugger::default() };
    let title = inlines::line(&writer, &[relieur_book::model::Inline::Text(chapter.title.clone())], Line::Heading);
    writer.slugger.next(&chapter.title);
    let mut text = format!("# {title}\n");
    let blocks = writer.blocks(&chapter.blocks);
    if !blocks.is_empty() {
        text.push('\n');
        text.push_str(&blocks);
        text.push('\n');
    }
    for (number, note) in chapter.footnotes.iter().enumerate() {
        let note = writer.blocks(note);
        text.push('\n');
        text.push_str(&blocks::prefixed(&note, &format!("[^{}]: ", number + 1), "    "));
        text.push('\n');
    }
    text
}

/// A page in the making.
struct Writer<'a> {
    addresses: &'a Addresses<'a>,
    own: &'a str,
    /// Knows which fragment GitHub will give to the next heading.
    slugger: Slugger,
}
