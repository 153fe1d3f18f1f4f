//! What a link means in the wiki: a page to be asked for, or a file.
//!
//! Whether it leads anywhere only the host can tell.

use relieur_domain::wiki::pages::{Markup, page_key};
use url::Url;

use super::links::Link;
use super::site::{Site, decoded};

/// A page that may be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageName {
    /// Its name as in an address: without folder and ending.
    pub name: String,
    /// The folder it was said to be in; empty for none.
    pub folder: String,
    /// The ending of its file, when the link had it.
    pub ending: Option<String>,
}

impl PageName {
    /// Reads a path such as `guide/First Steps.md`.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let (stem, ending) = match Markup::split(file) {
            Some((stem, _)) => (stem, file.get(stem.len() + 1..).map(ToOwned::to_owned)),
            None => (file, None),
        };
        let name = canonical(stem);
        (!name.is_empty()).then(|| Self { name, folder: folder.to_owned(), ending })
    }
}

/// What a link may mean; nothing of it for a link that leads out of the wiki.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The page it may lead to.
    pub page: Option<PageName>,
    /// The folders that page may be in, if it is in one.
    pub folders: Vec<String>,
    /// The paths of the file it may lead to, the likeliest first.
    pub files: Vec<String>,
}

/// What `link` means on a page in `folder` of the wiki.
pub(super) fn meaning(site: &Site, link: &Link, folder: &str) -> Meaning {
    let Some(paths) = paths(site, link, folder) else { return Meaning::default() };
    let mut meaning = Meaning::default();
    for path in paths {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        if !folder.is_empty() {
            meaning.folders.push(folder.to_owned());
        }
        if meaning.page.is_none() {
            meaning.page = PageName::of_path(if path.is_empty() { "Home" } else { &path }).filter(is_no_tool);
        }
        if has_ending(file) && Markup::split(file).is_none() && !meaning.files.contains(&path) {
            meaning.files.push(path);
        }
    }
    meaning
}

/// The paths in the wiki that `link` may mean, the likeliest first.
fn paths(site: &Site, link: &Link, folder: &str) -> Option<Vec<String>> {
    let target = link.target.trim();
    if is_elsewhere(target) {
        return None;
    }
    if target.contains("://") || target.starts_with("//") {
        let scheme = if target.starts_with("//") { "https:" } else { "" };
        let url = Url::parse(&format!("{scheme}{target}")).ok()?;
        return site.below(&url).map(|path| vec![path]);
    }
    let target = target.split('#').next().unwrap_or_default();
    let path = if link.is_name { target.to_owned() } else { decoded(target.split('?').next().unwrap_or_default()) };
    if path.is_empty() {
        return None;
    }
    if path.starts_with('/') {
        // From the top of the host, or from the top of the wiki.
        let on_host = Url::parse(&format!("https://{}/", site.host())).ok()?.join(&path).ok()?;
        let in_wiki = site.below(&on_host);
        // `/OWNER/REPO/issues/1` is a place of the host, `/folder/Page` one of the wiki.
        let may_be_short = link.is_name || path.matches('/').count() <= 2;
        return in_wiki.or_else(|| normal("", &path).filter(|_| may_be_short)).map(|path| vec![path]);
    }
    // Pages are shown below `wiki/`, the first one beside it: people write both.
    let mut paths: Vec<String> = normal("", &path).into_iter().collect();
    paths.extend(normal(folder, &path));
    for prefix in ["wiki/", "../wiki/"] {
        if let Some(rest) = path.strip_prefix(prefix) {
            paths.splice(0..0, normal("", rest));
        }
    }
    Some(paths)
}

/// `path` as seen from `folder`, without `.` and `..`; none when it leaves the wiki.
fn normal(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// A page's name as its file has it (gollum 1.3.1, `cname`), in the case it was written.
pub(super) fn canonical(name: &str) -> String {
    name.trim().replace([' ', '/', '<', '>'], "-")
}

/// The form under which two names are one page for the book, too.
pub(super) fn folded_key(name: &str) -> String {
    page_key(name).replace(['\u{2010}', '\u{2011}'], "-")
}

fn is_elsewhere(target: &str) -> bool {
    const SCHEMES: [&str; 7] = ["mailto:", "javascript:", "data:", "tel:", "ftp:", "irc:", "news:"];
    let has_scheme = |scheme: &&str| target.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    SCHEMES.iter().any(has_scheme)
        || ["alt=", "width=", "height=", "align="].iter().any(|option| target.starts_with(option))
}

/// GitHub's own pages beside those of the wiki.
fn is_no_tool(page: &PageName) -> bool {
    !matches!(page.name.as_str(), "_pages" | "_new" | "_history" | "_edit" | "_compare" | "_access" | "_preview")
        && !matches!(folded_key(&page.name).as_str(), "_sidebar" | "_footer" | "_header")
}

/// Whether a file's name ends like one: with a point and a few letters or digits.
fn has_ending(file: &str) -> bool {
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    !stem.is_empty()
        && (1..=5).contains(&ending.len())
        && ending.chars().all(|c| c.is_ascii_alphanumeric())
        && ending.chars().any(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::{GitHubHost, WikiRef};

    fn read(target: &str, is_name: bool, folder: &str) -> Meaning {
        let Ok(WikiRef::GitHub(repository)) = WikiRef::parse("acme/handbook", &GitHubHost::default()) else {
            panic!("a wiki")
        };
        let site = Site::new(&repository).expect("a site");
        meaning(&site, &Link { target: target.to_owned(), is_name }, folder)
    }

    fn page(target: &str, is_name: bool) -> Option<String> {
        read(target, is_name, "").page.map(|page| page.name)
    }

    #[test]
    fn every_way_to_write_a_link_means_its_page() {
        for address in [
            "Writing-Pages",
            "Writing-Pages.md#tables",
            "./Writing-Pages",
            "wiki/Writing-Pages",
            "../wiki/Writing-Pages",
            "/acme/handbook/wiki/Writing-Pages",
            "https://github.com/acme/handbook/wiki/Writing-Pages#tables",
            "Writing%20Pages",
            "guide/Writing-Pages",
        ] {
            assert_eq!(page(address, false).as_deref(), Some("Writing-Pages"), "{address}");
        }
        assert_eq!(page("Writing Pages#tables", true).as_deref(), Some("Writing-Pages"));
        assert_eq!(page("Which Client?", true).as_deref(), Some("Which-Client?"));
        assert_eq!(page("https://github.com/acme/handbook/wiki", false).as_deref(), Some("Home"));
    }

    #[test]
    fn what_leads_elsewhere_means_nothing() {
        for address in [
            "https://example.org/wiki/Page",
            "mailto:a@example.org",
            "javascript:alert(1)",
            "../issues/12",
            "/acme/handbook/issues/12",
            "#top",
            "/acme/handbook/wiki/_pages",
            "alt=A logo",
        ] {
            assert_eq!(page(address, false), None, "{address}");
        }
    }

    #[test]
    fn files_are_looked_for_beside_the_page_and_at_the_top() {
        assert_eq!(read("images/a.png", false, "guide").files, ["images/a.png", "guide/images/a.png"]);
        assert_eq!(read("../logo.png", false, "guide").files, ["logo.png"]);
        assert_eq!(read("/images/a.png", true, "").files, ["images/a.png"]);
        let raw = "https://raw.githubusercontent.com/wiki/acme/handbook/x%20y.png";
        assert_eq!(read(raw, false, "").files, ["x y.png"]);
        assert_eq!(read("Page.md", false, "").files, Vec::<String>::new());
        assert_eq!(read("Release-1.2", false, "").files, Vec::<String>::new());
        let with_ending = read("guide/Start.md", false, "").page.expect("a page");
        assert_eq!((with_ending.folder.as_str(), with_ending.ending.as_deref()), ("guide", Some("md")));
        assert_eq!(read("Start.md", false, "guide").folders, ["guide"]);
        assert_eq!(read("../Start.md", false, "guide").folders, Vec::<String>::new());
    }
}
