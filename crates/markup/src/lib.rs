//! Readers of the markups other than Markdown that a wiki page may be written in:
//! text becomes HTML, as GitHub shows it.
//!
//! Each markup has a module with one function from text to HTML. A reader cannot
//! fail: what it does not know it keeps as text. Its HTML is not trusted either; it
//! goes the same way as Markdown's, whose walker is the sanitiser. Wiki links
//! (`[[Page]]`) are no business of this crate: they have been taken out before, and
//! the marks that stand for them pass through as text.

mod ahead;
mod asciidoc;
mod creole;
mod html;
mod mediawiki;
mod org;
mod pod;
mod rdoc;
mod rst;
mod scan;
mod tags;
mod textile;
mod urls;

use relieur_domain::wiki::pages::Markup;

/// The page `text`, written in `markup`, as HTML; none for Markdown, which has a
/// parser of its own.
pub fn to_html(markup: Markup, text: &str) -> Option<String> {
    match markup {
        Markup::Markdown => None,
        Markup::PlainText => Some(format!("<pre>\n{}</pre>", html::escaped(text))),
        Markup::AsciiDoc => Some(asciidoc::to_html(text)),
        Markup::Org => Some(org::to_html(text)),
        Markup::MediaWiki => Some(mediawiki::to_html(text)),
        Markup::Textile => Some(textile::to_html(text)),
        Markup::Creole => Some(creole::to_html(text)),
        Markup::ReStructuredText => Some(rst::to_html(text)),
        Markup::Pod => Some(pod::to_html(text)),
        Markup::RDoc => Some(rdoc::to_html(text)),
    }
}
