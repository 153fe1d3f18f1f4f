//! What a web page of the wiki tells: the page in it, its frame, and the pages there are.

use ego_tree::NodeId;
use relieur_domain::wiki::pages::Markup;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::rendered::{VOID, as_block};
use super::selectors;
use super::site::{Site, in_full};
use super::targets::{PageName, folded_key};

/// Deeper than any page; the parser's time grows with the depth.
const DEEPEST: usize = 500;

/// The pages a web page of the wiki names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// Their names as in their addresses, each once.
    pub names: Vec<String>,
    /// How many there are, by the wiki's own count.
    pub count: Option<u64>,
}

impl Listing {
    /// Whether it names as many pages as there are.
    pub(super) fn is_whole(&self) -> bool {
        self.count.is_some_and(|count| count > 0 && count <= self.names.len() as u64)
    }

    /// Takes over what `other` knows beyond this.
    pub(super) fn merge(&mut self, other: Self) {
        for name in other.names {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
        self.count = self.count.or(other.count);
    }
}

/// A web page of the wiki.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct View {
    /// Its title: the name of its file, in which hyphens may stand for the spaces.
    pub title: Option<String>,
    /// The page as HTML that a Markdown file can hold.
    pub body: Option<String>,
    /// The side bar as such HTML.
    pub sidebar: Option<String>,
    /// The foot of the page as such HTML.
    pub footer: Option<String>,
    /// The pages it names.
    pub listing: Listing,
}

impl View {
    /// Reads `html`, which `url` answered with; nothing is found in what is no page.
    pub(super) fn read(html: &[u8], url: &Url, site: &Site) -> Self {
        let html = String::from_utf8_lossy(html);
        if nests_too_deep(&html) {
            return Self::default();
        }
        let mut page = Html::parse_document(&html);
        let additions: Vec<NodeId> = page.select(&selectors::ADDITIONS).map(|found| found.id()).collect();
        let title = first(&page, &selectors::TITLE).map(|title| text_of(title));
        let listing = Listing { names: names(&page, url, site), count: count(&page) };
        for id in additions {
            if let Some(mut node) = page.tree.get_mut(id) {
                node.detach();
            }
        }
        let block = |selectors: &[Selector]| {
            let found = selectors.iter().find_map(|selector| first(&page, selector))?;
            let has_content = found.text().any(|text| !text.trim().is_empty()) || contains_image(found);
            has_content.then(|| as_block(found, url))
        };
        Self {
            title: title.filter(|title| !title.is_empty()),
            body: block(&*selectors::BODY),
            sidebar: block(&*selectors::SIDEBAR),
            footer: block(&*selectors::FOOTER),
            listing,
        }
    }

    /// Whether this is the page called `name` and not a page that says there is none,
    /// which GitHub sends with status 200, too. `url` is where the answer came from:
    /// the first page stands in for a missing one.
    pub(super) fn is_of(&self, name: &str, url: &Url, site: &Site) -> bool {
        let Some(path) = site.below(url) else { return false };
        let asked = folded_key(name);
        let at = if path.is_empty() { "home".to_owned() } else { folded_key(&path) };
        let titled = self.title.as_deref().is_none_or(|title| title_key(title) == title_key(name));
        self.body.is_some() && at == asked && titled
    }
}

/// What is left of a name when it is shown as a title: hyphens became spaces, and a
/// browser shows one of several.
fn title_key(name: &str) -> String {
    folded_key(name).split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Whether more elements are open at some place than in any page of GitHub's.
fn nests_too_deep(html: &str) -> bool {
    let mut depth = 0_usize;
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            depth += usize::from(!VOID.iter().any(|void| void.eq_ignore_ascii_case(name)));
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

fn first<'h>(page: &'h Html, selector: &Selector) -> Option<ElementRef<'h>> {
    page.select(selector).next()
}

fn text_of(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn contains_image(element: ElementRef<'_>) -> bool {
    element.descendants().any(|node| node.value().as_element().is_some_and(|element| element.name() == "img"))
}

fn names(page: &Html, url: &Url, site: &Site) -> Vec<String> {
    let mut listing = Listing::default();
    let mut seen = std::collections::HashSet::new();
    for link in page.select(&selectors::PAGE_LINKS) {
        let address = link.attr("href").unwrap_or_default();
        // The box also names the headings of the page it stands beside.
        if address.starts_with('#') {
            continue;
        }
        let Some(path) = in_full(url, address).and_then(|address| site.below(&address)) else { continue };
        // An ending belongs to the name here: pages have none in their addresses.
        let name = if path.is_empty() { "Home".to_owned() } else { path };
        let is_page = PageName::of_path(&name).is_some() && !is_tool(&name);
        if is_page && seen.insert(name.clone()) {
            listing.names.push(name);
        }
    }
    listing.names
}

/// GitHub's own pages: `_new`, `Page/_history` and the like.
fn is_tool(path: &str) -> bool {
    let is_action = |part: &str| {
        matches!(part, "_pages" | "_new" | "_history" | "_edit" | "_compare" | "_access" | "_preview" | "_toc")
    };
    let is_frame = |part: &str| {
        let stem = Markup::split(part).map_or(part, |(stem, _)| stem);
        matches!(folded_key(stem).as_str(), "_sidebar" | "_footer" | "_header")
    };
    path.split('/').any(|part| is_action(part) || is_frame(part))
}

fn count(page: &Html) -> Option<u64> {
    let text = text_of(first(page, &selectors::PAGE_COUNT)?);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::{GitHubHost, WikiRef};

    const PAGE: &str = r##"<!doctype html><html><body>
        <div id="wiki-wrapper"><h1 class="flex-auto gh-header-title">Getting  Started</h1>
        <div id="wiki-body" class="gollum-markdown-content"><div class="markdown-body">
          <div class="markdown-heading"><h1>Install</h1><a class="anchor" href="#install"><svg class="octicon"></svg></a></div>
          <p>Text</p></div></div>
        <div class="wiki-rightbar"><nav id="wiki-pages-box"><h3>Pages <span class="Counter">1,003</span></h3>
          <ul><li><a href="/acme/handbook/wiki">Home</a></li><li><a href="/acme/handbook/wiki/A%3F">A?</a></li>
          <li><a href="#install">Install</a></li><li><a href="/acme/handbook/wiki/A%3F#x">again</a></li>
          <li><a href="/acme/handbook/wiki/_new">New</a></li><li><a href="/acme/handbook/issues">no page</a></li></ul>
        </nav><div class="Box-body wiki-custom-sidebar markdown-body"><a href="wiki/B">B</a></div></div></div></body></html>"##;

    fn site() -> Site {
        let Ok(WikiRef::GitHub(repository)) = WikiRef::parse("acme/handbook", &GitHubHost::default()) else {
            panic!("a wiki")
        };
        Site::new(&repository).expect("a site")
    }

    fn read(html: &str, url: &str) -> (View, Url) {
        let url = Url::parse(url).expect("an address");
        (View::read(html.as_bytes(), &url, &site()), url)
    }

    #[test]
    fn a_page_its_frame_and_the_list_of_pages_are_found() {
        let (view, url) = read(PAGE, "https://github.com/acme/handbook/wiki/Getting-Started");
        assert_eq!(view.title.as_deref(), Some("Getting Started"));
        assert_eq!(view.listing, Listing { names: vec!["Home".into(), "A?".into()], count: Some(1_003) });
        let body = view.body.as_deref().expect("a body");
        assert!(body.contains("<h1>Install</h1>") && !body.contains("octicon"), "{body}");
        assert!(view.sidebar.as_deref().is_some_and(|bar| bar.contains(">B</a>")), "{:?}", view.sidebar);
        assert_eq!(view.footer, None);
        assert!(view.is_of("getting started", &url, &site()));
        let (view, url) = read(PAGE, "https://github.com/acme/handbook/wiki/-Getting--Started");
        assert!(view.is_of("-Getting--Started", &url, &site()), "a title shows one of several hyphens");
    }

    #[test]
    fn a_page_that_stands_in_for_a_missing_one_is_not_taken_for_it() {
        let (view, url) = read(PAGE, "https://github.com/acme/handbook/wiki/Nowhere");
        assert!(!view.is_of("Nowhere", &url, &site()));
        let (view, url) = read(PAGE, "https://github.com/acme/handbook/wiki/");
        assert!(!view.is_of("Nowhere", &url, &site()));
        let (view, url) = read("<h1>Page not found</h1>", "https://github.com/acme/handbook/wiki/Nowhere");
        assert!(!view.is_of("Nowhere", &url, &site()));
        let (view, url) = read(PAGE, "https://github.com/acme/handbook");
        assert!(!view.is_of("Home", &url, &site()));
    }

    #[test]
    fn a_page_that_nests_without_end_is_no_page() {
        let deep = format!("<div id=\"wiki-body\">{}x", "<i>".repeat(100_000));
        assert_eq!(read(&deep, "https://github.com/acme/handbook/wiki").0, View::default());
    }
}
