//! Choice: which pages are bound, and where links to the others lead.

use std::collections::HashSet;

use relieur_domain::options::PageSelection;
use relieur_domain::wiki::WikiSnapshot;
use url::Url;

use super::links::Lead;
use super::names::{Wiki, index_of};

/// The paths of the pages that `selection` leaves out.
pub fn left_out<'s>(snapshot: &'s WikiSnapshot, selection: &PageSelection) -> HashSet<&'s str> {
    if selection.is_all() {
        return HashSet::new();
    }
    let index = index_of(snapshot);
    let is_page = |path: &str| index.by_path(path).is_some_and(|number| index.pages()[number].path == path);
    let paths = snapshot.files.iter().map(|file| file.path.as_str());
    paths.filter(|path| is_page(path) && !selection.takes(path)).collect()
}

impl Wiki<'_> {
    /// Leaves out the pages that are not chosen.
    pub fn choose(&mut self, selection: &PageSelection) {
        let pages = self.index.pages().iter().enumerate();
        self.left_out = pages.filter(|(_, page)| !selection.takes(&page.path)).map(|(number, _)| number).collect();
    }

    /// Whether page `number` is not bound.
    pub fn is_left_out(&self, number: usize) -> bool {
        self.left_out.contains(&number)
    }

    /// Where a link to a page that is not bound leads: to the page on the web, or nowhere
    /// where the wiki is not on the web. That is no fault of the link.
    pub(super) fn outside(&self, number: usize, fragment: Option<&str>) -> Lead {
        let address = || {
            let mut url = Url::parse(&self.snapshot.wiki.web_url()?).ok()?;
            url.path_segments_mut().ok()?.pop_if_empty().push(&self.index.pages()[number].name);
            url.set_fragment(fragment);
            Some(url.into())
        };
        address().map_or(Lead::Text, Lead::Url)
    }
}

#[cfg(test)]
mod tests {
    use relieur_domain::ExportOptions;
    use relieur_domain::options::{ImagePolicy, PageOrder, Patterns};

    use super::*;
    use crate::memory::Memory;
    use crate::model::{Inline, Target};
    use crate::read::sample::{PIXEL, Sample};
    use crate::read::{Goal, ReadError, Reading};
    use crate::visit::inlines_mut;

    fn options(change: impl FnOnce(&mut ExportOptions)) -> ExportOptions {
        let mut options = ExportOptions::default();
        change(&mut options);
        options
    }

    fn without(patterns: &str) -> ExportOptions {
        options(|options| options.pages.exclude = Patterns::of_lines(patterns).expect("patterns"))
    }

    fn titles(reading: &Reading) -> Vec<&str> {
        reading.book.chapters.iter().map(|chapter| chapter.title.as_str()).collect()
    }

    /// The addresses out of the book that its first chapter links to, with their words.
    fn links(mut reading: Reading) -> Vec<(String, String)> {
        let mut found = Vec::new();
        inlines_mut(&mut reading.book.chapters[0].blocks, &mut |inline| {
            if let Inline::Link { target: Target::Url(url), content } = inline {
                found.push((url.clone(), crate::model::plain_text(content)));
            }
        });
        found
    }

    fn wiki() -> Sample {
        Sample::new(&[
            ("Home.md", "See [[Drafts]], [a part](Draft-2#some-part) and [[Use]].\n"),
            ("Draft-2.md", "## Some part\n\nBroken: [x](Nowhere.md) ![](https://example.org/a.png)\n"),
            ("Drafts.md", "[[Home]]\n"),
            ("Use.md", "Nothing.\n"),
            ("_Sidebar.md", "* [[Use]]\n* [[Drafts]]\n  * [[Draft 2|Draft-2]]\n* [[Home]]\n"),
        ])
    }

    #[test]
    fn a_link_to_a_page_that_is_left_out_leads_to_the_wiki_on_the_web() {
        let reading = wiki().read_as(&without("draft*")).expect("a reading");
        assert_eq!(titles(&reading), ["Home", "Use"]);
        assert_eq!((reading.pages, reading.links.internal, reading.links.external), (2, 1, 2));
        assert!(reading.links.broken.is_empty() && reading.images.missing.is_empty(), "nothing of what is left out");
        let sources: Vec<&str> = reading.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(sources, ["Home.md", "Use.md", "_Sidebar.md"]);
        let goals: Vec<_> = reading.sources[0].links.iter().map(|link| &link.goal).collect();
        assert!(matches!(goals[0], Goal::Url(url) if url == "https://github.com/o/r/wiki/Drafts"), "{goals:?}");
        assert_eq!(
            links(reading),
            [
                ("https://github.com/o/r/wiki/Drafts".to_owned(), "Drafts".to_owned()),
                ("https://github.com/o/r/wiki/Draft-2#some-part".to_owned(), "a part".to_owned()),
            ]
        );
    }

    #[test]
    fn the_archive_hears_which_files_are_left_out() {
        let sample = wiki();
        let mut paths: Vec<&str> = left_out(&sample.snapshot, &without("draft*").pages).into_iter().collect();
        paths.sort_unstable();
        assert_eq!(paths, ["Draft-2.md", "Drafts.md"], "and no side bar");
        assert!(left_out(&sample.snapshot, &PageSelection::default()).is_empty());
    }

    #[test]
    fn only_what_is_included_is_bound_and_nothing_at_all_is_an_error() {
        let only = |patterns: &str| {
            wiki().read_as(&options(|options| options.pages.include = Patterns::of_lines(patterns).expect("patterns")))
        };
        assert_eq!(titles(&only("Use").expect("a reading")), ["Use"]);
        assert!(matches!(only("Nowhere"), Err(ReadError::AllLeftOut)));
    }

    #[test]
    fn title_author_language_and_order_are_as_asked() {
        let reading = wiki()
            .read_as(&options(|options| {
                options.title = "A Manual".parse().ok();
                options.author = "Ada".parse().ok();
                options.language = "fr-CA".parse().ok();
                options.pages.order = PageOrder::Alphabetical;
            }))
            .expect("a reading");
        let book = &reading.book;
        assert_eq!(
            (book.title.as_str(), book.author.as_deref(), book.language.as_str()),
            ("A Manual", Some("Ada"), "fr-CA")
        );
        assert_eq!(titles(&reading), ["Home", "Draft 2", "Drafts", "Use"]);
    }

    #[test]
    fn images_become_links_where_they_are_on_the_web() {
        let text =
            "![a dog](https://example.org/dog.png) ![](img/cat.png?x=1) [![logo](img/cat.png)](https://x.org/)\n";
        let sample = Sample::of_bytes(&[("Home.md", text.as_bytes()), ("img/cat.png", PIXEL)]);
        let link = options(|options| options.images = ImagePolicy::Link);
        let asked = |urls: &[String]| panic!("{urls:?} were to be fetched");
        let reading =
            super::super::read(sample.folder.path(), &sample.snapshot, &link, &Memory::default(), &asked, &|_, _| {});
        let reading = reading.expect("a reading");
        assert!(reading.book.images.is_empty() && reading.images.missing.is_empty());
        let expected = [
            ("https://example.org/dog.png", "a dog"),
            ("https://github.com/o/r/wiki/img/cat.png", "cat.png"),
            ("https://x.org/", "logo"),
        ];
        assert_eq!(links(reading), expected.map(|(url, words)| (url.to_owned(), words.to_owned())));
        assert_eq!(sample.read().book.images.len(), 1);
    }
}
