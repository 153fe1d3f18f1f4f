//! Wikis by name and by link.

/// The address, when a browser can open it.
pub fn wiki_link(wiki: &str) -> Option<String> {
    (wiki.starts_with("https://") || wiki.starts_with("http://")).then(|| wiki.to_owned())
}

/// What tells the wiki from others: `owner/repo` on a GitHub, else the address
/// without its scheme.
pub fn short_wiki(wiki: &str) -> String {
    let Some((_, rest)) = wiki.split_once("://") else {
        return wiki.to_owned();
    };
    if let Some(repository) = rest.strip_suffix("/wiki")
        && let Some((_, slug)) = repository.split_once('/')
    {
        return slug.to_owned();
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wiki_is_called_by_its_repository() {
        assert_eq!(short_wiki("https://github.com/acme/handbook/wiki"), "acme/handbook");
        assert_eq!(short_wiki("http://127.0.0.1:3411/acme/handbook/wiki"), "acme/handbook");
        assert_eq!(short_wiki("https://gitlab.com/a/b.wiki.git"), "gitlab.com/a/b.wiki.git");
        assert_eq!(short_wiki("git@example.org:a/b.wiki.git"), "git@example.org:a/b.wiki.git");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(wiki_link("https://github.com/a/b/wiki").is_some());
        assert!(wiki_link("git@example.org:a/b.git").is_none());
        assert!(wiki_link("javascript:alert(1)").is_none());
    }
}
