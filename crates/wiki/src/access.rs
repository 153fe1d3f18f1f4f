//! Which token a fetch shows, and to whom. A token belongs to one host and is shown
//! nowhere else, whatever a redirect or a page of the wiki says.

use base64::Engine as _;
use relieur_application::ports::FetchRequest;
use relieur_domain::wiki::AccessToken;
use relieur_domain::{GitHubHost, WikiRef};
use reqwest::header::HeaderValue;
use url::{Origin, Url};

use crate::config::WikiReaderConfig;
use crate::git::address;
use crate::http::Auth;

/// The user name that goes with a token of GitHub ("Authenticating as a GitHub App
/// installation"; personal tokens take any name).
const GITHUB_USER: &str = "x-access-token";
/// The user name for all other hosts. GitLab wants exactly this one for OAuth tokens
/// and takes any for personal, group and project tokens (GitLab documentation, "Access
/// Git over HTTPS with access token"); Gitea and Forgejo take any.
const GIT_USER: &str = "oauth2";

/// A token and the places it is for.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    token: AccessToken,
    user: &'static str,
    git: Vec<Origin>,
    api: Vec<Origin>,
    raw: Vec<Origin>,
}

impl Credentials {
    /// Those of a fetch: the token it brings, else the operator's. None when neither
    /// is there or the wiki's address is no web address.
    pub(crate) fn of(request: &FetchRequest, config: &WikiReaderConfig) -> Option<Self> {
        let Some(token) = &request.token else { return Self::of_operator(config) };
        match &request.wiki {
            WikiRef::GitHub(repository) => Some(Self::of_github(&repository.host, token)),
            WikiRef::Git { url } => Some(Self::of_git_host(&address::http_address(url)?, token)),
            // A folder has no host; what its pages show may lie on the operator's GitHub.
            WikiRef::Folder { .. } => Some(Self::of_github(&config.github, token)),
        }
    }

    /// The operator's token, for the operator's GitHub.
    pub(crate) fn of_operator(config: &WikiReaderConfig) -> Option<Self> {
        config.github_token.as_ref().map(|token| Self::of_github(&config.github, token))
    }

    fn of_github(host: &GitHubHost, token: &AccessToken) -> Self {
        let origin = |address: &str| Url::parse(address).ok().map(|url| url.origin());
        let web = origin(host.as_str());
        let raw = origin(&host.raw_base());
        let api = origin(&host.api_base());
        Self {
            token: token.clone(),
            user: GITHUB_USER,
            git: web.iter().chain(&api).cloned().collect(),
            api: web.iter().chain(&api).cloned().collect(),
            raw: web.iter().chain(&raw).cloned().collect(),
        }
    }

    fn of_git_host(url: &Url, token: &AccessToken) -> Self {
        Self { token: token.clone(), user: GIT_USER, git: vec![url.origin()], api: Vec::new(), raw: Vec::new() }
    }

    /// The value of `Authorization` for a request to `url`; none where the token is
    /// not to be shown.
    pub(crate) fn header(&self, url: &Url, auth: Auth) -> Option<HeaderValue> {
        let places = match auth {
            Auth::None => return None,
            Auth::Git => &self.git,
            Auth::Api => &self.api,
            Auth::Raw => &self.raw,
        };
        if !places.contains(&url.origin()) {
            return None;
        }
        let text = match auth {
            Auth::Git => {
                let pair = format!("{}:{}", self.user, self.token.reveal());
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
            }
            Auth::Api | Auth::Raw | Auth::None => format!("Bearer {}", self.token.reveal()),
        };
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(github: &str) -> WikiReaderConfig {
        WikiReaderConfig {
            github: GitHubHost::parse(github).expect("a host"),
            github_token: AccessToken::new("ghp_operator"),
            ..WikiReaderConfig::default()
        }
    }

    fn request(wiki: &str, token: Option<&str>) -> FetchRequest {
        let wiki = WikiRef::parse(wiki, &GitHubHost::parse("https://ghe.example").expect("a host")).expect("a wiki");
        FetchRequest { token: token.and_then(AccessToken::new), ..FetchRequest::new(wiki) }
    }

    fn shown(credentials: &Credentials, url: &str, auth: Auth) -> Option<String> {
        let url = Url::parse(url).expect("an address");
        credentials.header(&url, auth).map(|value| value.to_str().expect("text").to_owned())
    }

    #[test]
    fn a_token_of_github_is_shown_to_its_hosts_in_their_ways() {
        let credentials = Credentials::of_operator(&config("https://github.com")).expect("credentials");
        let git = shown(&credentials, "https://github.com/o/r.wiki.git/info/refs", Auth::Git);
        assert_eq!(git.as_deref(), Some("Basic eC1hY2Nlc3MtdG9rZW46Z2hwX29wZXJhdG9y"));
        let api = shown(&credentials, "https://api.github.com/repos/o/r", Auth::Api);
        assert_eq!(api.as_deref(), Some("Bearer ghp_operator"));
        assert!(shown(&credentials, "https://raw.githubusercontent.com/o/r/main/a.png", Auth::Raw).is_some());
        assert!(shown(&credentials, "https://raw.githubusercontent.com/o/r/main/a.png", Auth::Git).is_none());
        assert!(shown(&credentials, "https://user-images.githubusercontent.com/a.png", Auth::Raw).is_none());
        assert!(shown(&credentials, "http://github.com/o/r.wiki.git", Auth::Git).is_none());
        assert!(shown(&credentials, "https://github.com/o/r.wiki.git", Auth::None).is_none());
    }

    #[test]
    fn the_token_of_a_fetch_replaces_the_operators() {
        let config = config("https://ghe.example");
        let public = Credentials::of(&request("https://github.com/o/r", Some("ghp_own")), &config).expect("a token");
        assert_eq!(shown(&public, "https://ghe.example/o/r", Auth::Api), None);
        assert_eq!(shown(&public, "https://github.com/o/r", Auth::Api).as_deref(), Some("Bearer ghp_own"));
        let operator = Credentials::of(&request("https://github.com/o/r", None), &config).expect("a token");
        assert_eq!(shown(&operator, "https://github.com/o/r", Auth::Api), None);
        assert!(shown(&operator, "https://ghe.example/o/r", Auth::Api).is_some());
    }

    #[test]
    fn the_token_for_another_host_is_for_git_on_that_host() {
        let wanted = request("https://gitlab.example/g/p.wiki.git", Some("glpat"));
        let credentials = Credentials::of(&wanted, &config("https://github.com")).expect("a token");
        let header = shown(&credentials, "https://gitlab.example/g/p.wiki.git/info/refs", Auth::Git);
        assert_eq!(header.as_deref(), Some("Basic b2F1dGgyOmdscGF0"));
        for elsewhere in ["https://gitlab.example:8443/x", "http://gitlab.example/x", "https://github.com/x"] {
            assert_eq!(shown(&credentials, elsewhere, Auth::Git), None, "{elsewhere}");
        }
        assert_eq!(shown(&credentials, "https://gitlab.example/a.png", Auth::Raw), None);
        assert_eq!(shown(&credentials, "https://gitlab.example/api", Auth::Api), None);
    }

    #[test]
    fn nothing_shows_the_token_by_accident() {
        let credentials = Credentials::of_operator(&config("https://github.com")).expect("credentials");
        assert!(!format!("{credentials:?}").contains("ghp_"));
        let url = Url::parse("https://github.com/o/r").expect("an address");
        assert!(!format!("{:?}", credentials.header(&url, Auth::Api)).contains("ghp_"));
    }
}
