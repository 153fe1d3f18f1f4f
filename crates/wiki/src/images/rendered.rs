//! Attachments of private repositories by way of a rendered page: GitHub shows them
//! to no fine-grained token, but a page rendered by its API names them with an
//! address that needs no token for some minutes.

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use scraper::{Html, Selector};
use serde_json::json;
use url::Url;

use super::refusal::Refusal;
use super::transfer::Transfers;
use crate::http::{Auth, Outgoing};

/// More than a page with one image ever is.
const LONGEST_PAGE: usize = 256 * 1024;

/// The address that GitHub shows `asset` at on pages of `context`; `api` renders
/// Markdown (GitHub REST API, "Render a Markdown document").
pub(crate) async fn address_of(
    asset: &Url,
    api: &Url,
    context: &str,
    transfers: &Transfers<'_>,
) -> Result<Url, Refusal> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let question = json!({ "text": format!("![]({asset})"), "mode": "gfm", "context": context });
    let body = question.to_string().into_bytes();
    let request = Outgoing { method: Method::POST, url: api.clone(), headers, body, auth: Auth::Api };
    let page = transfers.ask(&request, LONGEST_PAGE).await?;
    signed_address(&page).ok_or(Refusal::NotShown)
}

/// The first image's address on `page` that carries a signature.
fn signed_address(page: &str) -> Option<Url> {
    let images = Selector::parse("img[src]").ok()?;
    let page = Html::parse_fragment(page);
    let mut addresses = page.select(&images).filter_map(|image| Url::parse(image.attr("src")?).ok());
    addresses.find(|url| url.query_pairs().any(|(name, value)| name == "jwt" && !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_address_is_found_among_others() {
        let page = "<p><img src=\"https://example.org/a.png\"><a href=\"x\"><img alt=\"\" \
                    src=\"https://private-user-images.githubusercontent.com/1/2.png?jwt=ab.c&amp;x=1\"></a></p>";
        let found = signed_address(page).expect("an address");
        assert_eq!(found.as_str(), "https://private-user-images.githubusercontent.com/1/2.png?jwt=ab.c&x=1");
        assert_eq!(signed_address("<img src=\"https://github.com/user-attachments/assets/1\">"), None);
    }
}
