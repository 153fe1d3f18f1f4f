//! Where things are in GitHub's web pages: every CSS selector in one place, so that
//! a change of GitHub's layout is a change of this file.
//!
//! Taken from pages of 2021 to 2026.

use std::sync::LazyLock;

use scraper::Selector;

/// Links of the box "Pages", which stands beside every page, and of the list of pages
/// at `_pages`, which a wiki without `Home` shows at its own address, too.
pub(super) static PAGE_LINKS: LazyLock<Selector> =
    LazyLock::new(|| constant("#wiki-pages-box a[href], .flex-auto.min-width-0.col-12.col-md-8 a[href]"));

/// How many pages the wiki has, in the head of that box.
pub(super) static PAGE_COUNT: LazyLock<Selector> =
    LazyLock::new(|| constant("#wiki-pages-box .Counter, .wiki-rightbar h3 .Counter"));

/// The page's title.
pub(super) static TITLE: LazyLock<Selector> = LazyLock::new(|| constant("h1.gh-header-title"));

/// The page itself, without its frame; the innermost that is there.
pub(super) static BODY: LazyLock<[Selector; 2]> =
    LazyLock::new(|| ["#wiki-body .markdown-body", "#wiki-body"].map(constant));

/// What `_Sidebar` became.
pub(super) static SIDEBAR: LazyLock<[Selector; 1]> = LazyLock::new(|| [".wiki-custom-sidebar"].map(constant));

/// What `_Footer` became.
pub(super) static FOOTER: LazyLock<[Selector; 2]> =
    LazyLock::new(|| ["#wiki-footer .markdown-body", "#wiki-footer"].map(constant));

/// Additions of GitHub's that are no part of the text: anchors beside headings,
/// buttons that copy code, what scripts fill in.
pub(super) static ADDITIONS: LazyLock<Selector> = LazyLock::new(|| {
    constant(
        "a.anchor, .zeroclipboard-container, clipboard-copy, include-fragment, script, style, template, svg.octicon, \
         button, .js-render-enrichment-loader",
    )
});

fn constant(selector: &str) -> Selector {
    Selector::parse(selector).expect("a constant selector that the tests parse")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_selector_can_be_read() {
        let single = [&PAGE_LINKS, &PAGE_COUNT, &TITLE, &ADDITIONS].map(|selector| &**selector);
        for selector in single.into_iter().chain(&*BODY).chain(&*SIDEBAR).chain(&*FOOTER) {
            assert!(scraper::Html::parse_document("<p>").select(selector).next().is_none());
        }
    }
}
