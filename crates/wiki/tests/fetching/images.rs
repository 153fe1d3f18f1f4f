//! Images that lie outside the wiki.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::config;
use relieur_application::ports::{FetchRequest, FetchedImage, WikiSource as _};
use relieur_domain::WikiRef;
use relieur_domain::wiki::AccessToken;
use relieur_testkit::{GitHub, Site, samples};
use relieur_wiki::{ImageLimits, WikiReader, WikiReaderConfig};
use tempfile::TempDir;

const SVG: &str = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>";

/// What fetching images left behind.
struct Brought {
    images: Vec<FetchedImage>,
    progress: Vec<(u64, u64)>,
    folder: TempDir,
}

impl Brought {
    fn bytes(&self, number: usize) -> Vec<u8> {
        let name = self.images[number].outcome.as_ref().expect("an image");
        std::fs::read(self.folder.path().join(name)).expect("its bytes")
    }

    fn reason(&self, number: usize) -> &str {
        self.images[number].outcome.as_ref().expect_err("a reason")
    }

    fn reasons(&self) -> Vec<&str> {
        (0..self.images.len()).map(|number| self.reason(number)).collect()
    }
}

async fn site() -> Site {
    Site::start().await.expect("a site")
}

async fn github() -> GitHub {
    GitHub::start().await.expect("a server")
}

fn png() -> Vec<u8> {
    samples::png(4, 4, [200, 30, 30])
}

/// Settings under which `sites` may be asked although they are on this machine.
fn naming(github: &GitHub, sites: &[&Site]) -> WikiReaderConfig {
    let images = ImageLimits { image_time: Duration::from_millis(800), ..ImageLimits::default() };
    WikiReaderConfig { private_hosts: sites.iter().map(|site| site.authority()).collect(), images, ..config(github) }
}

async fn bring(config: WikiReaderConfig, token: Option<&str>, urls: &[String]) -> Brought {
    let folder = tempfile::tempdir().expect("a folder");
    let wiki = WikiRef::parse("acme/docs", &config.github).expect("a wiki");
    let request = FetchRequest { token: token.and_then(AccessToken::new), ..FetchRequest::new(wiki) };
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = {
        let told = Arc::clone(&told);
        Arc::new(move |progress| told.lock().expect("no panic before").push(progress))
    };
    let images = WikiReader::new(config).fetch_images(&request, urls, folder.path(), sink).await;
    assert_eq!(images.iter().map(|image| &image.url).collect::<Vec<_>>(), urls.iter().collect::<Vec<_>>());
    let progress = told.lock().expect("no panic before").clone();
    Brought { images, progress, folder }
}

#[tokio::test]
async fn images_are_stored_by_what_they_are_and_not_by_what_they_are_called() {
    let (github, site) = (github().await, site().await);
    let urls = [
        site.file("/badge", "image/svg+xml;charset=utf-8", SVG),
        // A host that calls everything text, and a name that says something else.
        site.file("/photo.jpg", "text/plain", png()),
    ];
    let brought = bring(naming(&github, &[&site]), None, &urls).await;
    assert_eq!(brought.bytes(0), SVG.as_bytes());
    assert_eq!(brought.bytes(1), png());
    let names: Vec<_> = brought.images.iter().map(|image| image.outcome.clone().expect("an image")).collect();
    assert_eq!(names, ["00001.svg", "00002.png"]);
    assert_eq!(brought.progress, [(0, 2), (1, 2), (2, 2)]);
}

#[tokio::test]
async fn what_cannot_be_had_has_a_reason_each() {
    let (github, site) = (github().await, site().await);
    let gone =
        format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("it"));
    let mut config = naming(&github, &[&site]);
    config.private_hosts.push(gone.trim_start_matches("http://").to_owned());
    let urls = [
        site.file("/page.png", "text/html; charset=utf-8", "<!doctype html><title>Sign in</title>"),
        site.url("/missing.png"),
        site.status("/teapot", 418, &[]),
        site.file("/empty.png", "image/png", ""),
        format!("{gone}/a.png"),
        "https://no-such-host.invalid/a.png".to_owned(),
        "ftp://example.org/a.png".to_owned(),
        "not an address".to_owned(),
    ];
    let brought = bring(config, None, &urls).await;
    let unreachable = format!("{} could not be reached", gone.trim_start_matches("http://"));
    let expected = [
        "it is not an image (text/html)",
        "HTTP status 404",
        "HTTP status 418",
        "it is empty",
        &unreachable,
        "no-such-host.invalid could not be reached",
        "its address does not begin with http or https",
        "its address is not valid",
    ];
    assert_eq!(brought.reasons(), expected);
    assert_eq!(brought.progress.first(), Some(&(2, 8)));
    assert_eq!(brought.progress.last(), Some(&(8, 8)));
    assert!(std::fs::read_dir(brought.folder.path()).expect("a folder").next().is_none());
}

#[tokio::test]
async fn three_redirects_are_followed_and_a_fourth_is_not() {
    let (github, site) = (github().await, site().await);
    site.file("/0", "image/png", png());
    for hop in 1..=4 {
        site.redirect(&format!("/{hop}"), &format!("/{}", hop - 1));
    }
    let brought = bring(naming(&github, &[&site]), None, &[site.url("/3"), site.url("/4")]).await;
    assert_eq!(brought.bytes(0), png());
    assert_eq!(brought.reason(1), "it is redirected more than 3 times");
}

#[tokio::test]
async fn private_addresses_are_refused_at_the_start_and_at_every_hop() {
    let (github, site, inside) = (github().await, site().await, site().await);
    inside.file("/secret.png", "image/png", png());
    let port = inside.authority().rsplit(':').next().expect("a port").to_owned();
    let urls = [
        inside.url("/secret.png"),
        format!("http://localhost:{port}/secret.png"),
        format!("http://[::ffff:127.0.0.1]:{port}/secret.png"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        site.redirect("/hop", &inside.url("/secret.png")),
    ];
    let brought = bring(naming(&github, &[&site]), None, &urls).await;
    assert_eq!(brought.reasons(), ["its address is private"; 5]);
    let odd = bring(naming(&github, &[&site]), None, &[site.redirect("/file", "file:///etc/passwd")]).await;
    assert!(odd.images[0].outcome.is_err());
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn too_much_is_noticed_whatever_is_announced() {
    let (github, site) = (github().await, site().await);
    let lying = Site::start_raw(
        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n\u{0}PNG\r\n\u{1a}\n\r\n",
    )
    .await
    .expect("a site");
    let mut head = png();
    head.resize(5_000, 0);
    let urls = [
        site.file("/announced.png", "image/png", vec![0x89; 50_001]),
        site.endless("/endless.png", head),
        lying.url("/a.png"),
        site.file("/just-right.png", "image/png", [png(), vec![0; 50_000 - png().len()]].concat()),
    ];
    let mut config = naming(&github, &[&site, &lying]);
    config.images.image_bytes = 50_000;
    let brought = bring(config, None, &urls).await;
    for number in 0..2 {
        assert_eq!(brought.reason(number), "it is larger than 50 kB", "{number}");
    }
    // A message with two lengths is no sound HTTP; it is read as an endless one.
    assert!(brought.images[2].outcome.is_err(), "{:?}", brought.images[2]);
    assert_eq!(brought.bytes(3).len(), 50_000);
}

#[tokio::test]
async fn all_images_together_have_a_limit_in_number_and_size() {
    let (github, site) = (github().await, site().await);
    let padded = [png(), vec![0; 10_000]].concat();
    let urls: Vec<_> = (0..6).map(|number| site.file(&format!("/{number}.png"), "image/png", padded.clone())).collect();
    let mut config = naming(&github, &[&site]);
    config.images.images = 4;
    let brought = bring(config.clone(), None, &urls).await;
    assert!(brought.images[..4].iter().all(|image| image.outcome.is_ok()));
    assert_eq!(brought.reason(4), "the wiki shows more than 4 images of other sites");

    config.images.images = 100;
    config.images.total_bytes = 35_000;
    let brought = bring(config, None, &urls).await;
    let kept = brought.images.iter().filter(|image| image.outcome.is_ok()).count();
    assert!((1..=3).contains(&kept), "{kept}");
    let refused = brought.images.iter().find_map(|image| image.outcome.as_ref().err()).expect("one is refused");
    assert_eq!(refused, "the images of other sites are larger than 35 kB together");
}

#[tokio::test]
async fn a_slow_site_costs_its_images_and_no_more_than_the_time_set() {
    let (github, slow, fast) = (github().await, site().await, site().await);
    let mut urls = Vec::new();
    for number in 0..30 {
        let path = format!("/{number}.png");
        slow.file(&path, "image/png", png());
        urls.push(slow.slow(&path, Duration::from_mins(1)));
    }
    urls.push(fast.file("/a.png", "image/png", png()));
    let begun = std::time::Instant::now();
    let brought = bring(naming(&github, &[&slow, &fast]), None, &urls).await;
    assert_eq!(brought.bytes(30), png());
    let reason = format!("{} took more than 800 milliseconds", slow.authority());
    assert_eq!(brought.reason(0), reason);
    // It had its chance; its other images are not waited for.
    assert_eq!(brought.reason(29), reason);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert!(slow.requests().len() <= 8, "{}", slow.requests().len());
}

#[tokio::test]
async fn all_images_together_have_a_limit_in_time() {
    let (github, site) = (github().await, site().await);
    let urls: Vec<_> = (0..12)
        .map(|number| {
            let path = format!("/{number}.png");
            site.file(&path, "image/png", png());
            site.slow(&path, Duration::from_millis(400))
        })
        .collect();
    let mut config = naming(&github, &[&site]);
    config.images.total_time = Duration::from_millis(600);
    let brought = bring(config, None, &urls).await;
    let kept = brought.images.iter().filter(|image| image.outcome.is_ok()).count();
    assert_eq!(kept, 4, "one round of four fits in");
    assert_eq!(brought.reason(11), "fetching the images of other sites took more than 600 milliseconds");
}

#[tokio::test]
async fn the_same_image_is_fetched_once() {
    let (github, site) = (github().await, site().await);
    let plain = site.file("/a.png", "image/png", png());
    let urls = [plain.clone(), format!("{plain}#dark"), format!("{plain}#light"), format!("{plain}?v=2")];
    let brought = bring(naming(&github, &[&site]), None, &urls).await;
    let names: Vec<_> = brought.images.iter().map(|image| image.outcome.clone().expect("an image")).collect();
    assert_eq!(names, ["00001.png", "00001.png", "00001.png", "00002.png"]);
    assert_eq!(site.requests().len(), 2);
    assert_eq!(brought.progress.last(), Some(&(4, 4)));
}

#[tokio::test]
async fn few_requests_are_made_at_a_time_and_fewer_to_one_site() {
    let github = github().await;
    let sites = [site().await, site().await, site().await];
    let mut urls = Vec::new();
    for site in &sites {
        for number in 0..12 {
            let path = format!("/{number}.png");
            site.file(&path, "image/png", png());
            urls.push(site.slow(&path, Duration::from_millis(30)));
        }
    }
    let brought = bring(naming(&github, &sites.iter().collect::<Vec<_>>()), None, &urls).await;
    assert!(brought.images.iter().all(|image| image.outcome.is_ok()));
    for site in &sites {
        assert!((2..=4).contains(&site.peak()), "{}", site.peak());
    }
}

#[tokio::test]
async fn a_redirected_image_waits_for_its_turn_at_the_other_site_too() {
    let (github, other) = (github().await, site().await);
    let sites = [site().await, site().await, site().await];
    let mut urls = Vec::new();
    for (at, site) in sites.iter().enumerate() {
        for number in 0..8 {
            let path = format!("/{at}/{number}.png");
            other.file(&path, "image/png", png());
            other.slow(&path, Duration::from_millis(30));
            urls.push(site.redirect(&path, &other.url(&path)));
        }
    }
    let mut known: Vec<_> = sites.iter().collect();
    known.push(&other);
    let brought = bring(naming(&github, &known), None, &urls).await;
    assert!(brought.images.iter().all(|image| image.outcome.is_ok()));
    assert!(other.peak() <= 4, "{}", other.peak());
}

#[tokio::test]
async fn a_passing_failure_is_tried_again_once() {
    let (github, site) = (github().await, site().await);
    for (path, status, times) in [("/once.png", 503, 1), ("/twice.png", 502, 2), ("/no.png", 404, 1)] {
        site.file(path, "image/png", png());
        site.failing(path, status, times);
    }
    let urls = [
        site.url("/once.png"),
        site.url("/twice.png"),
        site.url("/no.png"),
        site.breaks_off("/cut.png", png()),
        site.status("/busy.png", 429, &[("Retry-After", "3600")]),
    ];
    let brought = bring(naming(&github, &[&site]), None, &urls).await;
    assert_eq!(brought.bytes(0), png());
    assert_eq!(brought.reason(1), "HTTP status 502");
    assert_eq!(brought.reason(2), "HTTP status 404");
    assert_eq!(brought.reason(3), format!("the transfer from {} broke off", site.authority()));
    assert_eq!(brought.reason(4), "HTTP status 429");
    let asked = |path: &str| site.requests().iter().filter(|request| request.target == path).count();
    assert_eq!([asked("/once.png"), asked("/no.png"), asked("/cut.png"), asked("/busy.png")], [2, 1, 2, 1]);
}

#[tokio::test]
async fn what_lies_behind_the_image_proxy_is_fetched_itself() {
    let (github, site) = (github().await, site().await);
    let original = site.file("/a.png", "image/png", png());
    let hex: String = original.bytes().map(|byte| format!("{byte:02x}")).collect();
    let camo = format!("https://camo.githubusercontent.com/0123456789abcdef/{hex}");
    let brought = bring(naming(&github, &[&site]), None, &[camo]).await;
    assert_eq!(brought.bytes(0), png());
}

#[tokio::test]
async fn a_page_about_an_image_is_not_the_image() {
    let github = github().await;
    github.add_attachment("raw/acme/app/main/docs/a b.png", png());
    github.add_private_attachment("raw/acme/private/v1/x.png", png(), "acme/docs", "ghp_good");
    let base = github.base_url();
    let urls = [
        format!("{base}/acme/app/blob/main/docs/a%20b.png"),
        format!("{base}/acme/app/raw/main/docs/a%20b.png?raw=true"),
        format!("{base}/acme/private/blob/v1/x.png"),
    ];
    let brought = bring(naming(&github, &[]), None, &urls).await;
    assert_eq!(brought.bytes(0), png());
    assert_eq!(brought.images[0].outcome, brought.images[1].outcome);
    assert_eq!(brought.reason(2), "HTTP status 404");
    assert!(github.requests().iter().all(|request| request.authorization.is_none()));

    let brought = bring(naming(&github, &[]), Some("ghp_good"), &urls[2..]).await;
    assert_eq!(brought.bytes(0), png());
}

#[tokio::test]
async fn an_attachment_is_asked_for_without_the_token_as_long_as_it_is_public() {
    let github = github().await;
    let urls = [
        github.add_attachment("user-attachments/assets/0a", png()),
        github.add_attachment("acme/docs/assets/1/2b", png()),
    ];
    let brought = bring(naming(&github, &[]), Some("ghp_any"), &urls).await;
    assert_eq!((brought.bytes(0), brought.bytes(1)), (png(), png()));
    assert!(github.requests().iter().all(|request| request.authorization.is_none()));
}

#[tokio::test]
async fn a_private_attachment_takes_a_classic_token() {
    let github = github().await;
    let url = github.add_private_attachment("user-attachments/assets/0a", png(), "acme/docs", "ghp_good");
    let without = bring(naming(&github, &[]), None, std::slice::from_ref(&url)).await;
    assert_eq!(without.reason(0), "HTTP status 404");
    let wrong = bring(naming(&github, &[]), Some("ghp_wrong"), std::slice::from_ref(&url)).await;
    assert_eq!(wrong.reason(0), "HTTP status 404");
    let brought = bring(naming(&github, &[]), Some("ghp_good"), std::slice::from_ref(&url)).await;
    assert_eq!(brought.bytes(0), png());
}

#[tokio::test]
async fn a_private_attachment_comes_by_way_of_a_rendered_page_for_a_fine_grained_token() {
    let github = github().await;
    let url = github.add_private_attachment("user-attachments/assets/0a", png(), "acme/docs", "github_pat_fine");
    github.make_fine_grained("github_pat_fine");
    let other = github.add_private_attachment("user-attachments/assets/0b", png(), "acme/other", "github_pat_fine");
    let brought = bring(naming(&github, &[]), Some("github_pat_fine"), &[url, other]).await;
    assert_eq!(brought.bytes(0), png());
    assert_eq!(brought.reason(1), "HTTP status 404");
    let signed: Vec<_> =
        github.requests().into_iter().filter(|request| request.target.starts_with("/private-user-images")).collect();
    assert_eq!(signed.len(), 1);
    assert_eq!(signed[0].authorization, None);
}

#[tokio::test]
async fn the_token_stays_behind_when_an_attachment_lies_elsewhere() {
    let (github, store) = (github().await, site().await);
    let stored = store.file("/bucket/0a", "image/png", png());
    let url = github.add_private_attachment("user-attachments/assets/0a", png(), "acme/docs", "ghp_good");
    github.store_attachment_at("user-attachments/assets/0a", &stored);
    let plain = store.file("/b.png", "image/png", png());
    let brought = bring(naming(&github, &[&store]), Some("ghp_good"), &[url, plain]).await;
    assert_eq!((brought.bytes(0), brought.bytes(1)), (png(), png()));
    assert_eq!(store.requests().len(), 2);
    assert!(store.requests().iter().all(|request| request.authorization.is_none()));
}
