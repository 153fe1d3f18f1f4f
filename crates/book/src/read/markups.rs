//! Markups other than Markdown: a page's text becomes HTML by `relieur-markup`, with
//! the wiki links gollum takes out of every markup put back into it.

use relieur_domain::wiki::pages::Markup;
use scraper::Html;

use super::dom::{self, TooTangled};
use super::markdown::{Parsed, wiki_html};
use super::rawhtml::{VERBATIM, escaped, tags};
use super::wikilinks::{Extracted, Piece, Syntax, extract_as, has_marks, pieces};

/// Parses a page; none for Markdown. `is_page` tells whether a name is a page's.
pub(crate) fn parse(
    markup: Markup,
    text: &str,
    is_page: &dyn Fn(&str) -> bool,
) -> Option<Result<(Parsed, Html), TooTangled>> {
    let (wiki, html) = to_html(markup, text, is_page)?;
    Some(dom::parse(&html).map(|tree| (Parsed { wiki, ..Parsed::default() }, tree)))
}

fn to_html(markup: Markup, text: &str, is_page: &dyn Fn(&str) -> bool) -> Option<(Extracted, String)> {
    let wiki = match syntax(markup) {
        Some(syntax) => extract_as(syntax, text, is_page),
        None => Extracted::without_links(text),
    };
    let html = relieur_markup::to_html(markup, &wiki.text)?;
    let html = put_back(&html, &wiki);
    Some((wiki, html))
}

/// How wiki links are written in a markup; none where double brackets are its own
/// (gollum-lib 1.3, `Gollum::Markup#extract_tags` and `reverse_links?`).
fn syntax(markup: Markup) -> Option<Syntax> {
    match markup {
        Markup::AsciiDoc | Markup::Org | Markup::PlainText => None,
        Markup::MediaWiki => Some(Syntax { page_first: true, quote_escapes: false }),
        Markup::Creole => Some(Syntax { page_first: true, quote_escapes: true }),
        Markup::Markdown | Markup::ReStructuredText | Markup::Textile | Markup::RDoc | Markup::Pod => {
            Some(Syntax { page_first: false, quote_escapes: true })
        }
    }
}

/// The page's HTML with wiki links for marks: as links in text, as they were written
/// in listings and attributes.
fn put_back(html: &str, wiki: &Extracted) -> String {
    if !has_marks(html) && !html.contains("data-wiki") {
        return html.to_owned();
    }
    let mut whole = String::with_capacity(html.len() + 64 * wiki.links.len());
    let mut copied = 0;
    let mut verbatim = 0_usize;
    let mut in_link = 0_usize;
    for tag in tags(html) {
        push_text(&html[copied..tag.span.start], wiki, verbatim > 0 || in_link > 0, &mut whole);
        let counted = match tag.name {
            "a" => Some(&mut in_link),
            name if VERBATIM.contains(&name) => Some(&mut verbatim),
            _ => None,
        };
        if let Some(depth) = counted {
            *depth = if tag.closing { depth.saturating_sub(1) } else { *depth + 1 };
        }
        // By this attribute the walker knows our own links; authors have no use for it.
        let text = html[tag.span.clone()].replace("data-wiki", "x-data-wiki");
        push_text(&text, wiki, true, &mut whole);
        copied = tag.span.end;
    }
    push_text(&html[copied..], wiki, verbatim > 0, &mut whole);
    whole
}

fn push_text(html: &str, wiki: &Extracted, as_written: bool, to: &mut String) {
    if !has_marks(html) {
        to.push_str(html);
        return;
    }
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => to.push_str(text),
            Piece::Mark(number) if as_written => {
                to.push_str(&wiki.links.get(number).map_or_else(String::new, |link| escaped(&link.raw)));
            }
            Piece::Mark(number) => to.push_str(&wiki_html(wiki, number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markup: Markup, text: &str) -> String {
        to_html(markup, text, &|_| false).expect("no Markdown").1
    }

    #[test]
    fn links_to_pages_work_in_every_markup() {
        let link = "<a data-wiki=\"0\" href=\"Page\">Text</a>";
        for (markup, text) in [
            (Markup::MediaWiki, "See ''this'' [[Page|Text]]."),
            (Markup::Creole, "See [[Page|Text]]."),
            (Markup::Textile, "See [[Text|Page]]."),
            (Markup::ReStructuredText, "See [[Text|Page]]."),
            (Markup::RDoc, "See [[Text|Page]]."),
            (Markup::Pod, "=pod\n\nSee [[Text|Page]].\n"),
        ] {
            let html = html(markup, text);
            assert!(html.contains(link), "{markup:?}: {html}");
        }
    }

    #[test]
    fn what_is_between_brackets_in_a_listing_stays_as_it_is() {
        let html = html(Markup::MediaWiki, "<pre>a[[b|<c>]]</pre>\n\n<a data-wiki=\"7\" href=\"x\">y</a>");
        assert!(html.contains("a[[b|&lt;c&gt;]]"), "{html}");
        assert!(!html.contains(" data-wiki"), "{html}");
    }

    #[test]
    fn a_file_of_mediawiki_is_an_image() {
        let html = html(Markup::MediaWiki, "[[File:a b.png|thumb|A caption]] '[[not escaped]]");
        assert!(html.contains("src=\"a b.png\""), "{html}");
        assert!(html.contains("alt=\"A caption\""), "{html}");
        assert!(html.contains("href=\"not escaped\""), "{html}");
    }
}
