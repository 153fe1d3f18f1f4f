//! Addresses of wiki pages on git hosts other than GitHub, as people paste them from
//! a browser, and the repositories behind them.
//!
//! - GitLab: `/GROUP/…/PROJECT/-/wikis/PAGE`, before version 16 also without `-`
//!   (GitLab documentation, "Wiki"); cloned from `/GROUP/…/PROJECT.wiki.git`.
//! - Gitea and Forgejo: `/OWNER/REPO/wiki/PAGE`; cloned from `/OWNER/REPO.wiki.git`.
//! - Bitbucket: `/WORKSPACE/REPO/wiki/PAGE`; cloned from `/WORKSPACE/REPO.git/wiki`.

use url::Url;

/// Where the wiki is cloned from whose page has the address `page`; none when that
/// is no address of a wiki's page. It may be a repository's own address, then.
pub(super) fn repository_of(page: &Url) -> Option<Url> {
    if !matches!(page.scheme(), "http" | "https") {
        return None;
    }
    let parts: Vec<&str> = page.path().split('/').filter(|part| !part.is_empty()).collect();
    if parts.last().is_some_and(|part| part.strip_suffix(".git").is_some()) {
        return None;
    }
    let host = page.host_str().unwrap_or_default();
    let path = if let Some(project) = gitlab(&parts) {
        format!("/{}.wiki.git", project.join("/"))
    } else {
        // On a GitLab this would be a project that is called "wiki".
        let may_be_named_wiki = host.starts_with("gitlab.");
        let repository = gitea(&parts).filter(|_| !may_be_named_wiki)?.join("/");
        if host == "bitbucket.org" { format!("/{repository}.git/wiki") } else { format!("/{repository}.wiki.git") }
    };
    let mut address = page.clone();
    address.set_path(&path);
    address.set_query(None);
    address.set_fragment(None);
    address.set_username("").ok()?;
    Some(address)
}

/// The project's path in front of `-/wikis` or `wikis`.
fn gitlab<'p>(parts: &'p [&'p str]) -> Option<&'p [&'p str]> {
    let at = parts.iter().position(|part| *part == "wikis")?;
    let project = &parts[..at];
    let project = project.strip_suffix(&["-"]).unwrap_or(project);
    (project.len() >= 2 && !project.contains(&"-")).then_some(project)
}

/// The repository's path in front of `wiki`; more than owner and name when Gitea
/// lies in a folder of its host.
fn gitea<'p>(parts: &'p [&'p str]) -> Option<&'p [&'p str]> {
    let at = parts.iter().skip(2).position(|part| *part == "wiki")? + 2;
    parts.get(..at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(page: &str) -> Option<String> {
        repository_of(&Url::parse(page).expect("an address")).map(String::from)
    }

    #[test]
    fn pages_of_gitlab_lead_to_their_wiki() {
        for page in [
            "https://gitlab.example/group/sub/project/-/wikis/home",
            "https://gitlab.example/group/sub/project/-/wikis/guide/first%20steps?version_id=abc#top",
            "https://gitlab.example/group/sub/project/-/wikis",
            "https://gitlab.example/group/sub/project/wikis/home",
        ] {
            assert_eq!(of(page).as_deref(), Some("https://gitlab.example/group/sub/project.wiki.git"), "{page}");
        }
        assert_eq!(of("https://gitlab.example/group/wiki"), None);
        assert_eq!(of("https://gitlab.example/group/sub/wiki"), None);
        assert_eq!(of("https://gitlab.example/group/-/wikis/home"), None);
    }

    #[test]
    fn pages_of_gitea_forgejo_and_bitbucket_lead_to_their_wiki() {
        for page in [
            "https://codeberg.org/owner/repo/wiki/Page",
            "https://codeberg.org/owner/repo/wiki",
            "https://codeberg.org/owner/repo/wiki/Page/With/wiki?x=1",
            "https://git@codeberg.org/owner/repo/wiki/_pages",
        ] {
            assert_eq!(of(page).as_deref(), Some("https://codeberg.org/owner/repo.wiki.git"), "{page}");
        }
        let in_a_folder = of("https://example.org:3000/git/owner/repo/wiki/Home");
        assert_eq!(in_a_folder.as_deref(), Some("https://example.org:3000/git/owner/repo.wiki.git"));
        let bitbucket = of("https://bitbucket.org/team/repo/wiki/Home");
        assert_eq!(bitbucket.as_deref(), Some("https://bitbucket.org/team/repo.git/wiki"));
    }

    #[test]
    fn repositories_themselves_are_left_alone() {
        for address in [
            "https://gitlab.example/group/sub/project.wiki.git",
            "https://codeberg.org/owner/repo",
            "https://codeberg.org/owner/wiki",
            "https://example.org/wiki/docs.git",
            "https://bitbucket.org/team/repo.git",
        ] {
            assert_eq!(of(address), None, "{address}");
        }
    }
}
