//! From the address of an image to the ways of getting it.
//!
//! GitHub shows images under addresses that give no image to a program: pages about
//! files, a proxy (camo), attachments of private repositories.

use relieur_application::ports::FetchRequest;
use relieur_domain::{GitHubHost, WikiRef};
use url::Url;

use super::refusal::Refusal;
use crate::config::WikiReaderConfig;
use crate::http::{Auth, HttpClient};

/// One way to get an image.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// A request to the address.
    Get {
        /// Where.
        url: Url,
        /// Whether the token is shown there.
        auth: Auth,
    },
    /// GitHub's API is asked to render a page that shows the attachment; what it
    /// answers holds an address that needs no token for some minutes.
    Rendered {
        /// The attachment.
        asset: Url,
        /// Where the API renders Markdown.
        api: Url,
        /// `OWNER/REPO` that the page is of.
        context: String,
    },
}

/// Whose pages the images are on.
pub(crate) struct Place {
    github: GitHubHost,
    slug: Option<String>,
    /// Whoever asks brought the token: what it opens is theirs to see.
    own_token: bool,
}

impl Place {
    /// The place of the wiki that is fetched.
    pub(crate) fn of(request: &FetchRequest, config: &WikiReaderConfig) -> Self {
        let own_token = request.token.is_some();
        match &request.wiki {
            WikiRef::GitHub(repository) => {
                Self { github: repository.host.clone(), slug: Some(repository.slug()), own_token }
            }
            WikiRef::Git { .. } | WikiRef::Folder { .. } => {
                Self { github: config.github.clone(), slug: None, own_token }
            }
        }
    }

    /// The ways to the image at `address`, the best first; at least one. Those that
    /// need a token are left out where `client` has none to show.
    pub(crate) fn ways(&self, address: &str, client: &HttpClient) -> Result<Vec<Way>, Refusal> {
        let url = cleaned(address)?;
        let mut ways = match decoded_camo(&url, &self.github) {
            // The proxy keeps some images that are gone elsewhere.
            Some(original) => [self.ways_to(&original), vec![plain(url)]].concat(),
            None => self.ways_to(&url),
        };
        ways.retain(|way| match way {
            Way::Get { auth: Auth::None, .. } => true,
            Way::Get { url, auth } => client.has_token_for(url, *auth),
            Way::Rendered { api, .. } => client.has_token_for(api, Auth::Api),
        });
        Ok(ways)
    }

    fn ways_to(&self, url: &Url) -> Vec<Way> {
        let public = GitHubHost::default();
        let of_github = [&self.github, &public].into_iter().find_map(|host| self.ways_on(host, url));
        of_github.unwrap_or_else(|| vec![plain(url.clone())])
    }

    /// The ways to an address that `host` treats in its own manner.
    fn ways_on(&self, host: &GitHubHost, url: &Url) -> Option<Vec<Way>> {
        if let Some(path) = path_below(&host.raw_base(), url) {
            return self.raw(host, path);
        }
        let path = path_below(host.as_str(), url)?;
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["user-attachments", "assets", _] => Some(self.attachment(host, url, self.slug.clone())),
            [owner, repo, "assets", _, ..] => {
                let slug = format!("{owner}/{repo}");
                Some(if self.is_open(&slug) {
                    self.attachment(host, url, Some(slug))
                } else {
                    vec![plain(url.clone())]
                })
            }
            ["user-attachments", "files", _, ..] | [_, _, "files", _, ..] => Some(self.attachment(host, url, None)),
            [owner, repo, "blob" | "raw", reference, rest @ ..] if !rest.is_empty() => {
                self.raw(host, &format!("{owner}/{repo}/{reference}/{}", rest.join("/")))
            }
            _ => None,
        }
    }

    /// A raw file, the path being `OWNER/REPO/REF/PATH`.
    fn raw(&self, host: &GitHubHost, path: &str) -> Option<Vec<Way>> {
        let url = Url::parse(&format!("{}/{path}", host.raw_base())).ok()?;
        let slug = path.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        let mut ways = vec![plain(url.clone())];
        if self.is_open(&slug) {
            ways.push(Way::Get { url, auth: Auth::Raw });
        }
        Some(ways)
    }

    /// Whether the token may be used for files of that repository. The operator's is
    /// not, but for the wiki's own: else anybody could write a wiki that shows files of
    /// the operator's private repositories, and have it exported.
    fn is_open(&self, slug: &str) -> bool {
        self.own_token || self.slug.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(slug))
    }

    /// An attachment: of a public repository it needs no token and of a private one
    /// it takes classic tokens; others only get it by way of a rendered page.
    fn attachment(&self, host: &GitHubHost, url: &Url, context: Option<String>) -> Vec<Way> {
        let mut ways = vec![plain(url.clone()), Way::Get { url: url.clone(), auth: Auth::Api }];
        let api = Url::parse(&format!("{}/markdown", host.api_base())).ok();
        let context = context.or_else(|| self.slug.clone());
        let is_file = url.path().contains("/files/");
        if let (Some(api), Some(context), false) = (api, context, is_file) {
            ways.push(Way::Rendered { asset: url.clone(), api, context });
        }
        ways
    }
}

fn plain(url: Url) -> Way {
    Way::Get { url, auth: Auth::None }
}

/// The address as it is asked for: without a fragment, and without credentials,
/// which a page has no business to make us send.
fn cleaned(address: &str) -> Result<Url, Refusal> {
    let mut url = Url::parse(address.trim()).map_err(|_| Refusal::Malformed)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::NotWeb);
    }
    url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| Refusal::Malformed)?;
    url.set_fragment(None);
    Ok(url)
}

/// The path of `url` below `base`, percent-encoded and without the slash at its
/// front; none when it lies elsewhere.
fn path_below<'u>(base: &str, url: &'u Url) -> Option<&'u str> {
    let base = Url::parse(base).ok()?;
    let (ours, theirs) = (base.host_str()?, url.host_str()?);
    let same_host = ours == theirs || (ours == "github.com" && theirs == "www.github.com");
    // Either scheme, so old addresses with http count; a port must be the same.
    if !same_host || base.port() != url.port() {
        return None;
    }
    url.path().strip_prefix(base.path().trim_end_matches('/'))?.strip_prefix('/')
}

/// The address behind one of GitHub's image proxy: `/<digest>/<address in hexadecimal>`
/// (github.com/atmos/camo, "URL Formats").
fn decoded_camo(url: &Url, github: &GitHubHost) -> Option<Url> {
    let host = url.host_str()?;
    let is_camo = host == "camo.githubusercontent.com" || host.strip_prefix("camo.") == Some(&github.authority());
    let (digest, hex) = url.path().strip_prefix('/')?.split_once('/').filter(|_| is_camo)?;
    if digest.is_empty() || !hex.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes: Option<Vec<u8>> =
        hex.as_bytes().chunks_exact(2).map(|pair| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8)).collect();
    cleaned(std::str::from_utf8(&bytes?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Credentials;
    use relieur_domain::wiki::AccessToken;

    fn ways(github: &str, token: Option<&str>, address: &str) -> Vec<String> {
        ways_with(github, token, None, address)
    }

    fn ways_with(github: &str, own: Option<&str>, operators: Option<&str>, address: &str) -> Vec<String> {
        let github = GitHubHost::parse(github).expect("a host");
        let config = WikiReaderConfig {
            github: github.clone(),
            github_token: operators.and_then(AccessToken::new),
            ..WikiReaderConfig::default()
        };
        let wiki = WikiRef::parse("acme/docs", &github).expect("a wiki");
        let request = FetchRequest { token: own.and_then(AccessToken::new), ..FetchRequest::new(wiki) };
        let client = HttpClient::new(&config);
        let client = client.with_credentials(Credentials::of(&request, &config));
        let ways = Place::of(&request, &config).ways(address, &client).expect("ways");
        let told = |way: &Way| match way {
            Way::Get { url, auth: Auth::None } => url.to_string(),
            Way::Get { url, auth } => format!("{auth:?} {url}"),
            Way::Rendered { api, context, .. } => format!("{api} for {context}"),
        };
        ways.iter().map(told).collect()
    }

    const GITHUB: &str = "https://github.com";

    #[test]
    fn most_images_are_simply_asked_for() {
        for address in [
            "https://i.imgur.com/x.png",
            "http://example.org:8080/a?b=c",
            "https://user-images.githubusercontent.com/1/2.png",
            "https://private-user-images.githubusercontent.com/1/2.png?jwt=abc",
            "https://github.com/acme/docs/actions/workflows/ci.yml/badge.svg",
            "https://github.com/acme/docs/wiki/a.png",
            "https://github.com.example/acme/docs/blob/main/a.png",
        ] {
            assert_eq!(ways(GITHUB, Some("t"), address), [address], "{address}");
        }
        assert_eq!(ways(GITHUB, None, "https://me:secret@example.org/a.png#top"), ["https://example.org/a.png"]);
    }

    #[test]
    fn pages_about_images_become_raw_files() {
        let raw = "https://raw.githubusercontent.com/o/r/main/a%20b/x.png";
        for address in [
            "https://github.com/o/r/blob/main/a%20b/x.png",
            "https://github.com/o/r/blob/main/a b/x.png?raw=true",
            "http://www.github.com/o/r/raw/main/a%20b/x.png",
            "https://raw.githubusercontent.com/o/r/main/a%20b/x.png?token=old",
        ] {
            assert_eq!(ways(GITHUB, None, address), [raw], "{address}");
            assert_eq!(ways(GITHUB, Some("t"), address), [raw.to_owned(), format!("Raw {raw}")], "{address}");
        }
        let ghe = ways("https://git.example", Some("t"), "https://git.example/o/r/blob/main/x.png");
        assert_eq!(ghe, ["https://git.example/raw/o/r/main/x.png", "Raw https://git.example/raw/o/r/main/x.png"]);
        // The token of an Enterprise is none of the public GitHub's business.
        assert_eq!(ways("https://git.example", Some("t"), "https://github.com/o/r/blob/main/a%20b/x.png"), [raw]);
    }

    #[test]
    fn attachments_are_tried_without_the_token_first() {
        let asset = "https://github.com/user-attachments/assets/11111111-2222-3333-4444-555555555555";
        assert_eq!(ways(GITHUB, None, asset), [asset]);
        let expected =
            [asset.to_owned(), format!("Api {asset}"), "https://api.github.com/markdown for acme/docs".to_owned()];
        assert_eq!(ways(GITHUB, Some("t"), asset), expected);
        let old = ways(GITHUB, Some("t"), "https://github.com/o/r/assets/12/345-678");
        assert_eq!(old.last().map(String::as_str), Some("https://api.github.com/markdown for o/r"));
        let file = ways(GITHUB, Some("t"), "https://github.com/user-attachments/files/1/a.svg");
        assert_eq!(file.len(), 2);
    }

    #[test]
    fn the_operators_token_opens_files_of_the_wikis_own_repository_only() {
        let count = |address: &str| ways_with(GITHUB, None, Some("t"), address).len();
        assert_eq!(count("https://github.com/Acme/Docs/blob/main/x.png"), 2);
        assert_eq!(count("https://raw.githubusercontent.com/acme/docs/main/x.png"), 2);
        assert_eq!(count("https://github.com/acme/docs/assets/12/345-678"), 3);
        for elsewhere in [
            "https://github.com/acme/secret/blob/main/x.png",
            "https://github.com/acme/docs/../secret/blob/main/x.png",
            "https://raw.githubusercontent.com/acme/secret/main/x.png",
            "https://raw.githubusercontent.com/acme/docs/%2e%2e/secret/main/x.png",
            "https://github.com/acme/secret/assets/12/345-678",
        ] {
            assert_eq!(count(elsewhere), 1, "{elsewhere}");
            assert!(ways_with(GITHUB, Some("mine"), None, elsewhere).len() > 1, "{elsewhere}");
        }
    }

    #[test]
    fn the_proxy_is_asked_only_when_the_original_is_gone() {
        let camo = "https://camo.githubusercontent.com/0a1b2c/68747470733a2f2f6578616d706c652e6f72672f612e706e67";
        assert_eq!(ways(GITHUB, None, camo), ["https://example.org/a.png", camo]);
        // What hides a private file is seen through to the end.
        let blob: String = "https://github.com/o/r/blob/main/x.png".bytes().map(|byte| format!("{byte:02x}")).collect();
        let hidden = ways(GITHUB, None, &format!("https://camo.githubusercontent.com/00/{blob}"));
        assert_eq!(hidden[0], "https://raw.githubusercontent.com/o/r/main/x.png");
        for odd in ["00/6", "00/zz", "00/6a61766173637269707 4", "00/ff"] {
            let address = format!("https://camo.githubusercontent.com/{odd}");
            assert_eq!(ways(GITHUB, None, &address).len(), 1, "{odd}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        let config = WikiReaderConfig::default();
        let request = FetchRequest::new(WikiRef::folder("x"));
        let client = HttpClient::new(&config);
        let place = Place::of(&request, &config);
        assert_eq!(place.ways("ftp://example.org/a.png", &client), Err(Refusal::NotWeb));
        assert_eq!(place.ways("file:///etc/passwd", &client), Err(Refusal::NotWeb));
        assert_eq!(place.ways("a.png", &client), Err(Refusal::Malformed));
    }
}
