//! `WikiRef`: which wiki is meant. Parsed once, never wrong afterwards.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::pasted;

/// The GitHub that `OWNER/REPO` means: github.com or a GitHub Enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GitHubHost(Url);

/// The text is not the address of a GitHub.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the address of a GitHub; write for example https://github.com")]
pub struct HostError(pub String);

impl GitHubHost {
    /// Reads an address such as `https://github.com` or `https://git.example.org/`.
    pub fn parse(text: &str) -> Result<Self, HostError> {
        let refused = || HostError(text.to_owned());
        let mut url = Url::parse(text.trim()).map_err(|_| refused())?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !plain {
            return Err(refused());
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// Whether it is github.com itself and not an Enterprise.
    pub fn is_github_com(&self) -> bool {
        self.0.host_str() == Some("github.com")
    }

    /// The address without a final slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// `host` or `host:port`.
    pub fn authority(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        match self.0.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Where its REST API is: `api.github.com`, or `/api/v3` on an Enterprise
    /// (GitHub Enterprise Server documentation, "Getting started with the REST API").
    pub fn api_base(&self) -> String {
        if self.is_github_com() { "https://api.github.com".into() } else { format!("{}/api/v3", self.as_str()) }
    }

    /// Where raw files are: `raw.githubusercontent.com`, or `/raw` on an Enterprise.
    pub fn raw_base(&self) -> String {
        if self.is_github_com() { "https://raw.githubusercontent.com".into() } else { format!("{}/raw", self.as_str()) }
    }

    /// What is left of `url`'s path when it lies on this host.
    fn path_of<'u>(&self, url: &'u Url) -> Option<&'u str> {
        let host = url.host_str()?;
        let ours = self.0.host_str()?;
        let same = host.eq_ignore_ascii_case(ours) || (self.is_github_com() && host == "www.github.com");
        if !same || url.port_or_known_default() != self.0.port_or_known_default() && url.scheme() == self.0.scheme() {
            return None;
        }
        let base = self.0.path().trim_end_matches('/');
        url.path().strip_prefix(base)
    }
}

impl Default for GitHubHost {
    fn default() -> Self {
        Self(Url::parse("https://github.com").expect("a constant address"))
    }
}

impl TryFrom<String> for GitHubHost {
    type Error = HostError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<GitHubHost> for String {
    fn from(host: GitHubHost) -> Self {
        host.as_str().to_owned()
    }
}

/// A repository on a GitHub whose wiki is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GitHubRepository {
    /// Which GitHub.
    pub host: GitHubHost,
    /// User or organisation: letters, digits and hyphens.
    pub owner: String,
    /// Repository, without `.git` and `.wiki`: letters, digits, `-`, `_` and `.`.
    pub repo: String,
}

impl GitHubRepository {
    /// Where the wiki is cloned from over HTTPS.
    pub fn clone_url(&self) -> String {
        format!("{}/{}/{}.wiki.git", self.host.as_str(), self.owner, self.repo)
    }

    /// The address of the wiki's pages, without a final slash.
    pub fn wiki_url(&self) -> String {
        format!("{}/{}/{}/wiki", self.host.as_str(), self.owner, self.repo)
    }

    /// The address below which the wiki's files lie as they are, without a final
    /// slash: `OWNER/REPO` below [`GitHubHost::raw_base`], in a place for wikis.
    pub fn raw_wiki_url(&self) -> String {
        format!("{}/wiki/{}/{}", self.host.raw_base(), self.owner, self.repo)
    }

    /// `OWNER/REPO`.
    pub fn slug(&self) -> String {
        format!("{}/{}", self.owner, self.repo)
    }
}

/// Which wiki is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WikiRef {
    /// The wiki of a repository on GitHub.
    GitHub(GitHubRepository),
    /// Any other git repository that holds a wiki, by its HTTP(S) or SSH address.
    Git {
        /// The address to clone from; holds no password.
        url: String,
    },
    /// A folder or bare repository on this machine. Only the command line may
    /// name one; a server must refuse it.
    Folder {
        /// Its path as given.
        path: String,
    },
}

/// The text names no wiki.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WikiRefError {
    /// Nothing was given.
    #[error("no wiki was given; write OWNER/REPO or paste the address of a GitHub wiki")]
    Empty,
    /// It is no address at all.
    #[error(
        "{0:?} is not the address of a wiki; write OWNER/REPO or paste an address such as https://github.com/OWNER/REPO/wiki"
    )]
    NotAWiki(String),
    /// An address on GitHub that names no repository.
    #[error("{0:?} names no repository; an address such as https://github.com/OWNER/REPO/wiki is needed")]
    NoRepository(String),
    /// A scheme other than http, https, ssh and git@.
    #[error("addresses beginning with {0:?} cannot be read; use https")]
    Scheme(String),
    /// A user name or password stands in the address.
    #[error("the address holds a user name or password; leave it out and use RELIEUR_GITHUB_TOKEN")]
    Credentials,
}

impl WikiRef {
    /// Reads what a person wrote or pasted. `OWNER/REPO` is on `home`; addresses on
    /// `home` and on github.com are GitHub wikis, other addresses are git.
    ///
    /// Never yields a folder: the command line looks for one first, with
    /// [`WikiRef::folder`].
    pub fn parse(text: &str, home: &GitHubHost) -> Result<Self, WikiRefError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(WikiRefError::Empty);
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(WikiRefError::NotAWiki(shortened(text)));
        }
        if let Some((user_host, path)) = scp_like(text) {
            return Self::from_scp(text, user_host, path, home);
        }
        if let Some((scheme, _)) = text.split_once("://") {
            if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ssh" | "git+ssh") {
                return Err(WikiRefError::Scheme(format!("{}://", shortened(scheme))));
            }
            return Self::from_url(text, home);
        }
        if let Some(reference) = owner_repo(text, home) {
            return Ok(Self::GitHub(reference));
        }
        // github.com/OWNER/REPO without its scheme.
        let first = text.split('/').next().unwrap_or_default();
        if first.contains('.') && text.contains('/') {
            return Self::from_url(&format!("https://{text}"), home);
        }
        Err(WikiRefError::NotAWiki(shortened(text)))
    }

    /// A folder on this machine.
    pub fn folder(path: impl Into<String>) -> Self {
        Self::Folder { path: path.into() }
    }

    fn from_scp(text: &str, host: &str, path: &str, home: &GitHubHost) -> Result<Self, WikiRefError> {
        let github = GitHubHost::default();
        for known in [home, &github] {
            if known.0.host_str().is_some_and(|ours| ours.eq_ignore_ascii_case(host)) {
                return owner_repo(path.trim_start_matches('/'), known)
                    .map(Self::GitHub)
                    .ok_or_else(|| WikiRefError::NoRepository(shortened(text)));
            }
        }
        Ok(Self::Git { url: text.to_owned() })
    }

    fn from_url(text: &str, home: &GitHubHost) -> Result<Self, WikiRefError> {
        let url = Url::parse(text).map_err(|_| WikiRefError::NotAWiki(shortened(text)))?;
        if url.password().is_some() || (!url.username().is_empty() && url.username() != "git") {
            return Err(WikiRefError::Credentials);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(WikiRefError::NotAWiki(shortened(text)));
        }
        let github = GitHubHost::default();
        for known in [home, &github] {
            if let Some(path) = known.path_of(&url) {
                let mut parts = path.split('/').filter(|part| !part.is_empty());
                let (Some(owner), Some(repo)) = (parts.next(), parts.next()) else {
                    return Err(WikiRefError::NoRepository(shortened(text)));
                };
                return owner_repo(&format!("{owner}/{repo}"), known)
                    .map(Self::GitHub)
                    .ok_or_else(|| WikiRefError::NoRepository(shortened(text)));
            }
        }
        if url.path().trim_matches('/').is_empty() {
            return Err(WikiRefError::NotAWiki(shortened(text)));
        }
        let mut url = pasted::repository_of(&url).unwrap_or(url);
        url.set_fragment(None);
        Ok(Self::Git { url: url.to_string() })
    }

    /// The stem of the files' names: `<owner>-<repo>-wiki`, or the name of the
    /// repository or folder. Safe as a file name on every system.
    pub fn file_stem(&self) -> String {
        match self {
            Self::GitHub(reference) => {
                format!("{}-{}-wiki", safe_name(&reference.owner), safe_name(&reference.repo))
            }
            Self::Git { url } => safe_name(last_segment(url)),
            Self::Folder { path } => safe_name(last_segment(path)),
        }
    }

    /// A title for the book, when the wiki gives none.
    pub fn title(&self) -> String {
        match self {
            Self::GitHub(reference) => reference.repo.clone(),
            Self::Git { url } => last_segment(url).to_owned(),
            Self::Folder { path } => last_segment(path).to_owned(),
        }
    }

    /// The address of the wiki's pages, where relative links lead when they lead
    /// nowhere in the wiki; none where there is no such thing.
    pub fn web_url(&self) -> Option<String> {
        match self {
            Self::GitHub(reference) => Some(reference.wiki_url()),
            Self::Git { .. } | Self::Folder { .. } => None,
        }
    }
}

/// The canonical form: an address that can be parsed again, or the folder's path.
impl fmt::Display for WikiRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GitHub(reference) => f.write_str(&reference.wiki_url()),
            Self::Git { url } => f.write_str(url),
            Self::Folder { path } => f.write_str(path),
        }
    }
}

/// `git@host:path`, the form scp and git use.
fn scp_like(text: &str) -> Option<(&str, &str)> {
    if text.contains("://") {
        return None;
    }
    let (user_host, path) = text.split_once(':')?;
    let (user, host) = user_host.split_once('@')?;
    let plain = !user.is_empty() && !host.is_empty() && !user_host.contains('/') && !path.is_empty();
    plain.then_some((host, path))
}

/// `OWNER/REPO` with GitHub's rules for both names, `.wiki` and `.git` taken off.
fn owner_repo(text: &str, host: &GitHubHost) -> Option<GitHubRepository> {
    let (owner, repo) = text.trim_end_matches('/').split_once('/')?;
    let repo = repo.strip_suffix(".git").unwrap_or(repo);
    let repo = repo.strip_suffix(".wiki").unwrap_or(repo);
    let owner_is_sound = !owner.is_empty()
        && owner.len() <= 100
        && owner.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && !owner.starts_with('-');
    let repo_is_sound = !repo.is_empty()
        && repo.len() <= 100
        && repo.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && repo != "."
        && repo != "..";
    (owner_is_sound && repo_is_sound).then(|| GitHubRepository {
        host: host.clone(),
        owner: owner.to_owned(),
        repo: repo.to_owned(),
    })
}

fn last_segment(path: &str) -> &str {
    let path = path.trim_end_matches(['/', '\\']);
    let last = path.rsplit(['/', '\\', ':']).next().unwrap_or(path);
    let last = last.strip_suffix(".git").unwrap_or(last);
    if last.is_empty() || last == "." || last == ".." { "wiki" } else { last }
}

/// Letters, digits, `-`, `_` and `.` of any script; no name Windows reserves.
fn safe_name(name: &str) -> String {
    let mut safe: String =
        name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect();
    while safe.ends_with('.') {
        safe.pop();
    }
    let safe = safe.trim_start_matches(['.', '-']).to_owned();
    if safe.is_empty() { "wiki".into() } else { safe }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(120).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<WikiRef, WikiRefError> {
        WikiRef::parse(text, &GitHubHost::default())
    }

    #[test]
    fn every_way_to_write_a_github_wiki_means_the_same() {
        let expected = parse("microsoft/TypeScript").expect("a wiki");
        assert_eq!(expected.to_string(), "https://github.com/microsoft/TypeScript/wiki");
        assert_eq!(expected.file_stem(), "microsoft-TypeScript-wiki");
        for text in [
            "https://github.com/microsoft/TypeScript",
            "https://github.com/microsoft/TypeScript/",
            "http://github.com/microsoft/TypeScript/wiki",
            "https://www.github.com/microsoft/TypeScript/wiki/FAQ#top",
            "https://GitHub.com/microsoft/TypeScript/wiki/Some/Page?x=1",
            "https://github.com/microsoft/TypeScript.wiki.git",
            "https://github.com/microsoft/TypeScript.git",
            "github.com/microsoft/TypeScript/wiki",
            "git@github.com:microsoft/TypeScript.wiki.git",
            "ssh://git@github.com/microsoft/TypeScript.wiki.git",
            "  microsoft/TypeScript  ",
        ] {
            assert_eq!(parse(text).as_ref(), Ok(&expected), "{text}");
        }
        assert_eq!(parse(&expected.to_string()), Ok(expected));
    }

    #[test]
    fn other_addresses_are_git() {
        let gitlab = parse("https://gitlab.com/group/sub/project.wiki.git").expect("git");
        assert_eq!(gitlab, WikiRef::Git { url: "https://gitlab.com/group/sub/project.wiki.git".into() });
        assert_eq!(gitlab.file_stem(), "project.wiki");
        assert!(matches!(parse("git@gitea.example.org:a/b.wiki.git"), Ok(WikiRef::Git { .. })));
    }

    #[test]
    fn a_page_pasted_from_another_host_means_its_wiki() {
        let cloned_from = |text: &str| parse(text).expect("git").to_string();
        let gitlab = cloned_from("https://gitlab.com/group/project/-/wikis/home");
        assert_eq!(gitlab, "https://gitlab.com/group/project.wiki.git");
        assert_eq!(cloned_from("codeberg.org/owner/repo/wiki/Page"), "https://codeberg.org/owner/repo.wiki.git");
        assert_eq!(cloned_from("https://codeberg.org/owner/repo.git"), "https://codeberg.org/owner/repo.git");
    }

    #[test]
    fn raw_files_of_a_wiki_have_a_place_of_their_own() {
        let raw = |text: &str, home: &str| {
            let home = GitHubHost::parse(home).expect("a host");
            let Ok(WikiRef::GitHub(repository)) = WikiRef::parse(text, &home) else { panic!("{text} is on GitHub") };
            repository.raw_wiki_url()
        };
        assert_eq!(raw("o/r", "https://github.com"), "https://raw.githubusercontent.com/wiki/o/r");
        assert_eq!(raw("o/r", "https://git.example.org"), "https://git.example.org/raw/wiki/o/r");
    }

    #[test]
    fn an_enterprise_is_github_too() {
        let home = GitHubHost::parse("http://127.0.0.1:8080/").expect("a host");
        let wiki = WikiRef::parse("http://127.0.0.1:8080/o/r/wiki/Page", &home).expect("a wiki");
        assert_eq!(wiki.to_string(), "http://127.0.0.1:8080/o/r/wiki");
        assert_eq!(home.api_base(), "http://127.0.0.1:8080/api/v3");
        assert_eq!(WikiRef::parse("o/r", &home).expect("a wiki"), wiki);
        let public = WikiRef::parse("https://github.com/o/r", &home).expect("a wiki");
        assert_eq!(public.to_string(), "https://github.com/o/r/wiki");
    }

    #[test]
    fn what_names_no_wiki_is_refused_with_a_reason() {
        assert_eq!(parse("  "), Err(WikiRefError::Empty));
        assert!(matches!(parse("hello world"), Err(WikiRefError::NotAWiki(_))));
        assert!(matches!(parse("hello"), Err(WikiRefError::NotAWiki(_))));
        assert!(matches!(parse("https://github.com/microsoft"), Err(WikiRefError::NoRepository(_))));
        assert!(matches!(parse("https://github.com/a b/c"), Err(WikiRefError::NotAWiki(_))));
        assert!(matches!(parse("ftp://example.org/a/b"), Err(WikiRefError::Scheme(_))));
        assert!(matches!(parse("file:///etc"), Err(WikiRefError::Scheme(_))));
        assert!(matches!(parse("https://user:secret@example.org/a.git"), Err(WikiRefError::Credentials)));
        assert!(matches!(parse("-x/--upload-pack"), Err(WikiRefError::NotAWiki(_))));
        assert!(matches!(parse("o/.."), Err(WikiRefError::NotAWiki(_))));
    }

    #[test]
    fn file_names_are_safe() {
        assert_eq!(WikiRef::folder("/tmp/my wiki/").file_stem(), "my-wiki");
        assert_eq!(WikiRef::folder("..").file_stem(), "wiki");
        assert_eq!(WikiRef::folder("C:\\docs\\手册").file_stem(), "手册");
        assert_eq!(WikiRef::folder("/x/lotr.git").file_stem(), "lotr");
    }
}
