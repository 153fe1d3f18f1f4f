//! The addresses of a wiki's pages and files on its GitHub, and back from an
//! address to what it means in the wiki.

use percent_encoding::percent_decode_str;
use relieur_domain::wiki::GitHubRepository;
use relieur_domain::wiki::pages::page_key;
use url::Url;

use crate::http::authority;

/// Where a wiki lies: its pages, and its files as they are.
#[derive(Debug, Clone)]
pub(super) struct Site {
    wiki: Url,
    raw: Url,
}

impl Site {
    /// The site of the wiki of `repository`; none when its host is no web address.
    pub(super) fn new(repository: &GitHubRepository) -> Option<Self> {
        let wiki = Url::parse(&repository.wiki_url()).ok()?;
        let raw = Url::parse(&repository.raw_wiki_url()).ok()?;
        Some(Self { wiki, raw })
    }

    /// The same wiki after its repository was renamed, when `answered` is the address
    /// that its first page's was redirected to.
    pub(super) fn moved_to(&self, answered: &Url) -> Option<Self> {
        let parts: Vec<&str> = answered.path_segments()?.filter(|part| !part.is_empty()).collect();
        let base = self.wiki.path_segments()?.count().checked_sub(3)?;
        let [owner, repo, "wiki", ..] = parts.get(base..)? else { return None };
        if answered.origin() != self.wiki.origin() || self.below(answered).is_some() {
            return None;
        }
        let mut site = self.clone();
        site.wiki.path_segments_mut().ok()?.pop().pop().pop().extend([*owner, *repo, "wiki"].map(decoded));
        site.raw.path_segments_mut().ok()?.pop().pop().extend([*owner, *repo].map(decoded));
        Some(site)
    }

    /// The list of all pages.
    pub(super) fn list(&self) -> Url {
        extended(&self.wiki, "_pages")
    }

    /// A page as a browser shows it.
    pub(super) fn page(&self, name: &str) -> Url {
        if is_home(name) { self.wiki.clone() } else { extended(&self.wiki, &name.replace('/', "-")) }
    }

    /// A file as it is, by its path in the wiki.
    pub(super) fn raw(&self, path: &str) -> Url {
        extended(&self.raw, path)
    }

    /// A file as it is, where raw files are refused.
    pub(super) fn file(&self, path: &str) -> Url {
        extended(&self.wiki, path)
    }

    /// The path in this wiki that `url` leads to, decoded; empty for its first page,
    /// none outside of the wiki.
    pub(super) fn below(&self, url: &Url) -> Option<String> {
        [&self.wiki, &self.raw].into_iter().find_map(|base| path_below(base, url))
    }

    /// Whether `url` is the repository's own page, to which the wiki's address leads
    /// when there is no wiki.
    pub(super) fn is_repository(&self, url: &Url) -> bool {
        let mut repository = self.wiki.clone();
        if let Ok(mut segments) = repository.path_segments_mut() {
            segments.pop();
        }
        path_below(&repository, url).is_some_and(|rest| rest.is_empty())
    }

    /// The host that shows the pages.
    pub(super) fn host(&self) -> String {
        authority(&self.wiki)
    }
}

/// Whether `name` means the page the wiki opens with.
pub(super) fn is_home(name: &str) -> bool {
    name.is_empty() || page_key(name) == "home"
}

/// An address as the page at `from` writes it, in full; none for what is no web
/// address.
pub(super) fn in_full(from: &Url, address: &str) -> Option<Url> {
    from.join(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn extended(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.extend(path.split('/'));
    }
    url
}

fn path_below(base: &Url, url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let same_host = Some(host.strip_prefix("www.").unwrap_or(host)) == base.host_str() || Some(host) == base.host_str();
    // http leads to https, so the scheme and its port do not count.
    if !same_host || url.port() != base.port() {
        return None;
    }
    let mut parts = url.path_segments()?;
    for expected in base.path_segments()? {
        let part = parts.next()?;
        if !decoded(part).eq_ignore_ascii_case(&decoded(expected)) {
            return None;
        }
    }
    let rest: Vec<String> = parts.map(decoded).collect();
    Some(rest.join("/").trim_matches('/').to_owned())
}

/// A part of an address as text; one that does not decode stays as it is.
pub(super) fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8().map_or_else(|_| part.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::{GitHubHost, WikiRef};

    fn site(host: &str) -> Site {
        let host = GitHubHost::parse(host).expect("a host");
        let Ok(WikiRef::GitHub(repository)) = WikiRef::parse("acme/handbook", &host) else { panic!("a wiki") };
        Site::new(&repository).expect("a site")
    }

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn names_become_addresses_whatever_is_in_them() {
        let site = site("https://github.com");
        assert_eq!(site.page("Home").as_str(), "https://github.com/acme/handbook/wiki");
        assert_eq!(site.page("Which-Client?").as_str(), "https://github.com/acme/handbook/wiki/Which-Client%3F");
        assert_eq!(
            site.raw("a b/100%#1.md").as_str(),
            "https://raw.githubusercontent.com/wiki/acme/handbook/a%20b/100%25%231.md"
        );
        assert_eq!(site.list().as_str(), "https://github.com/acme/handbook/wiki/_pages");
    }

    #[test]
    fn addresses_become_names() {
        let site = site("https://github.com");
        let below = |text: &str| site.below(&url(text));
        assert_eq!(below("https://github.com/acme/handbook/wiki"), Some(String::new()));
        assert_eq!(below("http://www.github.com/Acme/Handbook/wiki/A%3F#x").as_deref(), Some("A?"));
        assert_eq!(below("https://raw.githubusercontent.com/wiki/acme/handbook/i/a.png").as_deref(), Some("i/a.png"));
        assert_eq!(below("https://github.com/acme/handbook"), None);
        assert!(site.is_repository(&url("https://github.com/Acme/handbook")));
        assert!(!site.is_repository(&url("https://github.com/acme/handbook/wiki")));
        assert!(!site.is_repository(&url("https://github.com/login?to=wiki")));
        assert_eq!(below("https://github.com/acme/other/wiki/A"), None);
        assert_eq!(below("https://evil.example/acme/handbook/wiki/A"), None);
    }

    #[test]
    fn a_renamed_repository_takes_its_raw_files_along() {
        let site = site("https://ghe.example/base");
        let moved = site.moved_to(&url("https://ghe.example/base/new/name/wiki")).expect("moved");
        assert_eq!(moved.page("A").as_str(), "https://ghe.example/base/new/name/wiki/A");
        assert_eq!(moved.raw("A.md").as_str(), "https://ghe.example/base/raw/wiki/new/name/A.md");
        assert!(site.moved_to(&url("https://ghe.example/base/acme/handbook/wiki")).is_none());
        assert!(site.moved_to(&url("https://ghe.example/base/acme/handbook")).is_none());
        assert!(site.moved_to(&url("https://evil.example/base/new/name/wiki")).is_none());
    }
}
