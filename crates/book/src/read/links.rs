//! Links: where each leads, settled once for every binding.
//!
//! Measured on real wikis: relative links are written as names, as paths, with and
//! without endings, below `wiki/`, below `/`, and as whole addresses of the wiki; all
//! of them work here. What leads out of the wiki on GitHub's site becomes an absolute
//! address; what leads nowhere stays text.

use percent_encoding::percent_decode_str;
use url::Url;

use super::anchors::Spot;
use super::names::{Entry, Wiki, joined};
use super::wikilinks::WikiLink;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lead {
    /// To a page of the book.
    Page {
        /// Its number.
        page: usize,
        /// The place in it.
        spot: Spot,
        /// The fragment leads nowhere; the page's beginning must do.
        lost: bool,
    },
    /// To an attachment: index into the snapshot's files.
    File(usize),
    /// Out of the book.
    Url(String),
    /// Nowhere a book can lead, and no fault of the wiki.
    Text,
    /// Nowhere.
    Broken,
}

/// The file a link stands in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct From<'a> {
    /// The file's folder.
    pub folder: &'a str,
    /// The page's number; none for a side bar.
    pub page: Option<usize>,
}

/// A wiki link, settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettledWikiLink {
    /// Where it leads.
    pub lead: Lead,
    /// The two parts were meant the other way round.
    pub reversed: bool,
}

/// Below these names GitHub keeps a repository's other pages.
const REPOSITORY_AREAS: [&str; 30] = [
    "actions",
    "archive",
    "assets",
    "blame",
    "blob",
    "branches",
    "commit",
    "commits",
    "compare",
    "contributors",
    "discussions",
    "edit",
    "files",
    "graphs",
    "issues",
    "labels",
    "milestone",
    "milestones",
    "network",
    "packages",
    "projects",
    "pull",
    "pulls",
    "pulse",
    "raw",
    "releases",
    "security",
    "tags",
    "tree",
    "stargazers",
];

impl Wiki<'_> {
    /// Settles the address of a link or image.
    pub fn settle(&self, from: From<'_>, address: &str) -> Lead {
        let address: String = address.trim().chars().filter(|c| !c.is_control()).collect();
        if address.is_empty() {
            return Lead::Text;
        }
        if let Some(fragment) = address.strip_prefix('#') {
            return from.page.map_or(Lead::Broken, |page| self.place(page, Some(fragment)));
        }
        if address.starts_with("//") {
            return self.absolute(&format!("https:{address}"));
        }
        match scheme(&address).as_deref() {
            Some("http" | "https") => self.absolute(&address),
            Some("mailto") => Url::parse(&address).map_or(Lead::Text, |url| Lead::Url(url.into())),
            // A page's name may hold a colon.
            Some(_) => match self.named(&address) {
                Lead::Broken => Lead::Text,
                lead => lead,
            },
            None => self.relative(from, &address),
        }
    }

    /// Settles a wiki link: `[[Page]]` or `[[Text|Page]]`, in GitHub's order, then in
    /// the other.
    pub fn settle_wiki(&self, from: From<'_>, link: &WikiLink) -> SettledWikiLink {
        let lead = self.wiki_target(from, link.target());
        if lead == Lead::Broken && link.parts.len() > 1 {
            let other = self.wiki_target(from, link.text());
            if matches!(other, Lead::Page { lost: false, .. } | Lead::File(_)) {
                return SettledWikiLink { lead: other, reversed: true };
            }
        }
        SettledWikiLink { lead, reversed: false }
    }

    fn wiki_target(&self, from: From<'_>, target: &str) -> Lead {
        if matches!(scheme(target).as_deref(), Some("http" | "https" | "mailto")) || target.starts_with('#') {
            return self.settle(from, target);
        }
        // The whole name first: a name may hold `#` and `%`.
        if let Some(page) = self.by_name(target) {
            return self.place(page, None);
        }
        self.settle(from, target).or_else(|| self.named(target))
    }

    fn relative(&self, from: From<'_>, address: &str) -> Lead {
        let (path, fragment) = split_fragment(address);
        let path = path.split('?').next().unwrap_or(path);
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        if decoded.is_empty() {
            return from.page.map_or(Lead::Broken, |page| self.place(page, fragment));
        }
        let bare = self.within_wiki(&decoded);
        let here = if decoded.starts_with('/') { "" } else { from.folder };
        let entry = joined(here, &decoded)
            .and_then(|path| self.at_path(&path))
            .or_else(|| joined("", bare).and_then(|path| self.at_path(&path)));
        match entry {
            Some(Entry::Page(page)) => return self.place(page, fragment),
            Some(Entry::File(file)) => return Lead::File(file),
            None => {}
        }
        if !leads_to_repository(bare)
            && let Some(page) = self.by_name(bare)
        {
            return self.place(page, fragment);
        }
        self.on_github(address).unwrap_or(Lead::Broken)
    }

    /// A path as seen from the wiki's top: without the ways authors write to say
    /// "in this wiki".
    fn within_wiki<'p>(&self, path: &'p str) -> &'p str {
        let mut bare = path;
        while let Some(rest) = bare.strip_prefix("./").or_else(|| bare.strip_prefix("../")) {
            bare = rest;
        }
        if let Some(repository) = self.repository {
            let own = format!("/{}/", repository.slug());
            if bare.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(&own)) {
                bare = &bare[own.len()..];
            }
        }
        let bare = bare.trim_start_matches('/');
        bare.strip_prefix("wiki/").filter(|rest| !rest.is_empty()).unwrap_or(bare)
    }

    /// The address a relative link has on GitHub's site, when that is outside the wiki
    /// and people could have meant it.
    fn on_github(&self, address: &str) -> Option<Lead> {
        let repository = self.repository?;
        let base = Url::parse(&format!("{}/", repository.wiki_url())).ok()?;
        let url = base.join(address).ok()?;
        let path = url.path().to_lowercase();
        if path.starts_with(&base.path().to_lowercase()) {
            return None;
        }
        // One name below the host is a user; authors who write `/Page` mean no user, and
        // those who write `../../a.png` mean a folder of theirs.
        let own = base.join("../").ok()?.path().to_lowercase();
        let several = url.path_segments()?.filter(|segment| !segment.is_empty()).count() > 1;
        let meant = if address.starts_with('/') { several } else { path.starts_with(&own) };
        meant.then(|| Lead::Url(url.into()))
    }

    fn absolute(&self, address: &str) -> Lead {
        let Ok(url) = Url::parse(address) else { return Lead::Broken };
        if url.host_str().is_none_or(str::is_empty) {
            return Lead::Broken;
        }
        let Some(path) = self.own_path(&url) else { return Lead::Url(url.into()) };
        let decoded = percent_decode_str(&path).decode_utf8_lossy();
        let name = decoded.trim_matches('/');
        if name.is_empty() {
            return self
                .index
                .home()
                .map_or_else(|| Lead::Url(url.clone().into()), |page| self.place(page, url.fragment()));
        }
        match self.at_path(name) {
            Some(Entry::File(file)) => return Lead::File(file),
            Some(Entry::Page(page)) => return self.place(page, url.fragment()),
            None => {}
        }
        let verb = name.rsplit('/').next().unwrap_or(name);
        if matches!(verb, "_new" | "_pages" | "_history" | "_edit" | "_compare" | "_access") {
            return Lead::Url(url.into());
        }
        self.by_name(name).map_or(Lead::Broken, |page| self.place(page, url.fragment()))
    }

    /// What follows the wiki's own address in `url`; none for any other address.
    fn own_path(&self, url: &Url) -> Option<String> {
        let repository = self.repository?;
        let slug = repository.slug();
        let below = |base: &str, path: &str| -> Option<String> {
            let base = Url::parse(base).ok()?;
            let host = url.host_str()?;
            let ours = base.host_str()?;
            let same = host.eq_ignore_ascii_case(ours) || host.eq_ignore_ascii_case(&format!("www.{ours}"));
            if !same || (url.port() != base.port()) {
                return None;
            }
            let prefix = format!("{}{path}", base.path().trim_end_matches('/'));
            let start = url.path().get(..prefix.len())?;
            let rest = &url.path()[prefix.len()..];
            (start.eq_ignore_ascii_case(&prefix) && (rest.is_empty() || rest.starts_with('/'))).then(|| rest.to_owned())
        };
        below(repository.host.as_str(), &format!("/{slug}/wiki"))
            .or_else(|| below(&repository.host.raw_base(), &format!("/wiki/{slug}")))
    }

    fn named(&self, name: &str) -> Lead {
        if let Some(page) = self.by_name(name) {
            return self.place(page, None);
        }
        let (before, fragment) = split_fragment(name);
        let decoded = percent_decode_str(before).decode_utf8_lossy();
        self.by_name(&decoded).map_or(Lead::Broken, |page| self.place(page, fragment))
    }

    fn place(&self, page: usize, fragment: Option<&str>) -> Lead {
        if self.is_left_out(page) {
            return self.outside(page, fragment);
        }
        let found = fragment.map_or(Some(Spot::Start), |fragment| {
            let title = &self.index.pages()[page].title;
            self.anchors[page]
                .find(fragment)
                .or_else(|| super::slug::slug_of(title).eq_ignore_ascii_case(fragment).then_some(Spot::Start))
        });
        Lead::Page { page, spot: found.unwrap_or(Spot::Start), lost: found.is_none() }
    }
}

impl Lead {
    fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if matches!(self, Self::Broken | Self::Text) { other() } else { self }
    }
}

fn split_fragment(address: &str) -> (&str, Option<&str>) {
    address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)))
}

/// The scheme of an absolute address, in lower case (RFC 3986, 3.1).
fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    sound.then(|| scheme.to_ascii_lowercase())
}

fn leads_to_repository(path: &str) -> bool {
    path.split_once('/').is_some_and(|(area, _)| REPOSITORY_AREAS.contains(&area))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::sample::snapshot_of;
    use crate::read::wikilinks::extract;
    use crate::read::{anchors, dom};

    const FILES: [&str; 7] =
        ["Guide:CPU.md", "Home.md", "docs/Set-Up.md", "docs/img/a b.png", "docs/spec.pdf", "img/c.png", "issues.md"];

    fn settled(address: &str) -> String {
        let snapshot = snapshot_of(&FILES);
        let mut wiki = Wiki::new(&snapshot);
        let tree = dom::parse("<h2>First steps</h2><a name=old></a>").expect("a tree");
        wiki.anchors[2] = anchors::scan(&tree, None).0;
        let from = From { folder: "docs", page: Some(2) };
        let text = |lead: Lead| match lead {
            Lead::Page { page, spot, lost } => {
                let fragment = wiki.anchors[page].fragment(spot).map(|f| format!("#{f}")).unwrap_or_default();
                format!("{}{fragment}{}", wiki.index.pages()[page].path, if lost { " lost" } else { "" })
            }
            Lead::File(file) => format!("file {}", snapshot.files[file].path),
            Lead::Url(url) => url,
            Lead::Text => "text".into(),
            Lead::Broken => "broken".into(),
        };
        if address.starts_with("[[") {
            let settled = wiki.settle_wiki(from, &extract(address, &|_| false).links[0]);
            return format!("{}{}", text(settled.lead), if settled.reversed { " reversed" } else { "" });
        }
        text(wiki.settle(from, address))
    }

    #[test]
    fn every_way_to_write_a_page_leads_to_it() {
        for address in [
            "Set-Up",
            "set up",
            "Set%20Up",
            "Set-Up.md",
            "./Set-Up",
            "/Set-Up",
            "wiki/Set-Up",
            "/wiki/Set-Up",
            "../docs/Set-Up.md",
            "docs/Set-Up",
            "../wiki/Set-Up",
            "/o/r/wiki/Set-Up",
            "https://github.com/o/r/wiki/Set-Up",
            "http://www.github.com/O/R/wiki/set-up?x=1",
            "//github.com/o/r/wiki/Set-Up",
            "Set-Up?raw=true",
            "[[Set Up]]",
            "[[Text|Set-Up]]",
            "[[docs/Set-Up]]",
            "[[Set-Up.md]]",
            "[[x|https://github.com/o/r/wiki/Set-Up]]",
        ] {
            assert_eq!(settled(address), "docs/Set-Up.md", "{address}");
        }
        assert_eq!(settled("[[Set-Up|Text]]"), "docs/Set-Up.md reversed");
        assert_eq!(settled("https://github.com/o/r/wiki"), "Home.md");
        assert_eq!(settled("Guide:CPU"), "Guide:CPU.md");
        assert_eq!(settled("[[Guide:CPU]]"), "Guide:CPU.md");
    }

    #[test]
    fn fragments_lead_to_places_and_lost_ones_to_the_beginning() {
        assert_eq!(settled("#first-steps"), "docs/Set-Up.md#first-steps");
        assert_eq!(settled("#OLD"), "docs/Set-Up.md#old");
        assert_eq!(settled("[[#First Steps]]"), "docs/Set-Up.md#first-steps");
        assert_eq!(settled("[[t|Set Up#wiki-First-Steps]]"), "docs/Set-Up.md#first-steps");
        assert_eq!(settled("Set-Up.md#user-content-old"), "docs/Set-Up.md#old");
        assert_eq!(settled("#set-up"), "docs/Set-Up.md");
        assert_eq!(settled("Set-Up#gone"), "docs/Set-Up.md lost");
    }

    #[test]
    fn files_are_found_by_path() {
        assert_eq!(settled("img/a%20b.png"), "file docs/img/a b.png");
        assert_eq!(settled("../img/C.PNG"), "file img/c.png");
        assert_eq!(settled("img/c.png"), "file img/c.png");
        assert_eq!(settled("https://raw.githubusercontent.com/wiki/o/r/img/c.png"), "file img/c.png");
        assert_eq!(settled("[[the spec|spec.pdf]]"), "file docs/spec.pdf");
    }

    #[test]
    fn the_rest_of_the_repository_is_on_github() {
        assert_eq!(settled("../issues/12"), "https://github.com/o/r/issues/12");
        assert_eq!(settled("../blob/main/Set-Up.md"), "https://github.com/o/r/blob/main/Set-Up.md");
        assert_eq!(settled("/x/y"), "https://github.com/x/y");
        assert_eq!(settled("https://github.com/o/r/wiki/_pages"), "https://github.com/o/r/wiki/_pages");
        assert_eq!(settled("https://github.com/o/r2/wiki/Set-Up"), "https://github.com/o/r2/wiki/Set-Up");
        assert_eq!(settled("mailto:a@example.org"), "mailto:a@example.org");
        assert_eq!(settled("HTTP://Example.org/ä"), "http://example.org/%C3%A4");
    }

    #[test]
    fn what_leads_nowhere_or_is_not_safe_leads_nowhere() {
        for address in [
            "Gone",
            "Gone.md",
            "/Gone",
            "[[Gone]]",
            "[[a|b]]",
            "https://github.com/o/r/wiki/Gone",
            "http://",
            "../../shots/x.png",
        ] {
            assert_eq!(settled(address), "broken", "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "C:\\x",
            "",
            "vbscript:x",
        ] {
            assert_eq!(settled(address), "text", "{address}");
        }
    }
}
