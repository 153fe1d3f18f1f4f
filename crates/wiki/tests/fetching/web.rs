//! Wikis that git does not give: read from their web pages, by their list of pages or
//! by links; and what a person is told when that does not help either.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::support::{Fetched, config, config_with_token, fetch, fetch_request};
use relieur_application::ports::{FetchProgress, FetchRequest};
use relieur_domain::wiki::FetchStrategy;
use relieur_domain::wiki::pages::PageIndex;
use relieur_domain::{FailureCode, WikiRef};
use relieur_testkit::{GitHub, Limit, PageList, Troubles, WikiBuilder, samples};
use relieur_wiki::{Limits, WikiReaderConfig};

/// Git is out of order, all else works.
fn no_git() -> Troubles {
    Troubles { git_status: Some(503), ..Troubles::default() }
}

/// A GitHub with the wiki `acme/wiki` and its troubles.
async fn github(wiki: &WikiBuilder, troubles: Troubles) -> GitHub {
    let github = GitHub::start().await.expect("a server");
    github.add_wiki("acme/wiki", wiki).expect("added");
    github.trouble("acme/wiki", troubles);
    github
}

async fn fetch_from(github: &GitHub) -> Fetched {
    fetch(config(github), "acme/wiki").await
}

fn warnings_of<'f>(fetched: &'f Fetched, kind: &str) -> Vec<&'f str> {
    let warnings = fetched.snapshot().warnings.iter().filter(|warning| warning.kind == kind);
    warnings.map(|warning| warning.message.as_str()).collect()
}

fn contents(fetched: &Fetched) -> BTreeMap<String, Vec<u8>> {
    fetched.paths().into_iter().map(|path| (path.to_owned(), fetched.bytes(path))).collect()
}

/// Every file of it is pointed to by a page.
fn handbook() -> WikiBuilder {
    samples::handbook()
}

#[tokio::test]
async fn the_list_of_pages_gives_the_same_as_git() {
    let github = github(&handbook(), no_git()).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(fetched.snapshot().strategy, FetchStrategy::Web);
    assert_eq!(contents(&fetched), handbook().files());
    assert_eq!(
        warnings_of(&fetched, "strategy"),
        ["Git did not answer (HTTP status 503), so the pages were read from the wiki's web pages."]
    );
    assert_eq!(fetched.warnings(), [("strategy", "")]);
    assert_eq!(fetched.snapshot().commit, None);
}

#[tokio::test]
async fn without_a_list_links_lead_to_all_pages_but_the_hidden_one() {
    let github = github(&handbook(), Troubles { list: PageList::Missing, ..no_git() }).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(fetched.snapshot().strategy, FetchStrategy::LookUp);
    let mut expected = handbook().files();
    assert!(expected.remove("Left-Out.md").is_some(), "no link leads to it");
    assert_eq!(contents(&fetched), expected);
    let told = warnings_of(&fetched, "strategy");
    assert!(told[0].contains("could not be read (HTTP status 404)") && told[0].contains("following links"), "{told:?}");
}

#[tokio::test]
async fn three_hundred_pages_come_by_list_and_by_links_alike() {
    for (list, strategy) in [(PageList::Whole, FetchStrategy::Web), (PageList::Missing, FetchStrategy::LookUp)] {
        let github = github(&samples::many(300), Troubles { list, ..no_git() }).await;
        let fetched = fetch_from(&github).await;
        assert_eq!(fetched.snapshot().strategy, strategy);
        assert_eq!(contents(&fetched), samples::many(300).files());
        // One question for each page, and a few to find out.
        assert!(github.requests().len() < 330, "{}", github.requests().len());
    }
}

#[tokio::test]
async fn what_a_short_list_lacks_is_looked_up() {
    let github = github(&handbook(), Troubles { list: PageList::Short(3), ..no_git() }).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(fetched.snapshot().strategy, FetchStrategy::Web);
    assert_eq!(fetched.paths().len(), handbook().files().len() - 1);
    assert!(warnings_of(&fetched, "strategy")[0].contains("links led to 7 more"), "{:?}", fetched.warnings());
    assert_eq!(warnings_of(&fetched, "incomplete"), ["The wiki says that it has 11 pages; 10 were found."]);
}

#[tokio::test]
async fn a_wiki_without_a_first_page_has_its_list_there() {
    let wiki = WikiBuilder::new().page("Alpha.md", "[[Beta]]").page("Beta.md", "b").page("_Sidebar.md", "[[Alpha]]");
    let github = github(&wiki, no_git()).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(contents(&fetched), wiki.files());
    assert_eq!(fetched.warnings(), [("strategy", "")]);
}

#[tokio::test]
async fn a_transfer_by_git_that_breaks_off_is_made_up_for_by_the_web() {
    let github = GitHub::start().await.expect("a server");
    github.add_truncated("acme/wiki", &samples::many(50)).expect("added");
    let fetched = fetch_from(&github).await;
    assert_eq!(contents(&fetched), samples::many(50).files());
    assert!(warnings_of(&fetched, "strategy")[0].starts_with("The transfer by git broke off"));
}

#[tokio::test]
async fn progress_begins_anew_and_ends_with_everything() {
    let github = github(&samples::many(40), no_git()).await;
    let fetched = fetch_from(&github).await;
    let last = fetched.progress.last().copied();
    assert!(matches!(last, Some(FetchProgress::Receiving { done, total }) if done == total && done >= 40), "{last:?}");
    assert!(fetched.progress.contains(&FetchProgress::FallingBack(FetchStrategy::Web)));
}

#[tokio::test]
async fn no_more_than_four_questions_are_under_way() {
    let delay = Duration::from_millis(20);
    let github = github(&samples::many(40), Troubles { delay, ..no_git() }).await;
    fetch_from(&github).await.snapshot();
    assert_eq!(github.most_at_once(), 4);
}

#[tokio::test]
async fn pages_come_as_shown_where_raw_files_are_refused() {
    let troubles = Troubles { raw_status: Some(403), ..no_git() };
    let github = github(&handbook(), troubles).await;
    let fetched = fetch_from(&github).await;
    let paths = fetched.paths();
    for path in ["Home.md", "Getting-Started.md", "_Sidebar.md", "_Footer.md", "images/diagram.png", "手册.md"] {
        assert!(paths.contains(&path), "{path} of {paths:?}");
    }
    assert_eq!(warnings_of(&fetched, "rendered").len(), 13);
    let home = String::from_utf8(fetched.bytes("Home.md")).expect("text");
    assert!(home.starts_with("<div><h1>Acme Handbook</h1>"), "{home}");
    let link = format!("<a href=\"{}/acme/wiki/wiki/Writing-Pages\">How to write pages</a>", github.base_url());
    assert!(home.contains(&link), "{home}");
    assert_eq!(home.trim_end().lines().count(), 1, "no line that Markdown could read");
    assert_eq!(fetched.bytes("images/diagram.png"), handbook().files()["images/diagram.png"]);
    assert_eq!(warnings_of(&fetched, "incomplete"), Vec::<&str>::new());
}

#[tokio::test]
async fn a_page_in_a_folder_nobody_names_is_taken_as_shown() {
    let wiki = samples::small().page("deep/Hidden-Place.md", "In a folder.");
    let github = github(&wiki, no_git()).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(fetched.paths(), ["Hidden-Place.md", "Home.md", "Next-Page.md"]);
    assert_eq!(fetched.warnings(), [("rendered", "Hidden-Place.md"), ("strategy", "")]);
}

#[tokio::test]
async fn every_markup_is_found_by_its_ending() {
    let wiki = WikiBuilder::new()
        .page("Home.mediawiki", "See [[Second]] and [[Third page|Third]].")
        .page("Second.mediawiki", "[[Fourth]]")
        .page("Third-page.asciidoc", "link:Fifth.rst[five] image::pics/a.png[A]")
        .page("Fourth.textile", "\"six\":Six")
        .page("Fifth.rst", "five")
        .page("Six.org", "six")
        .file("pics/a.png", samples::png(2, 2, [1, 2, 3]));
    for list in [PageList::Whole, PageList::Missing] {
        let github = github(&wiki, Troubles { list, ..no_git() }).await;
        let fetched = fetch_from(&github).await;
        assert_eq!(contents(&fetched), wiki.files());
    }
}

#[tokio::test]
async fn a_missing_page_is_not_taken_for_one_whatever_the_status_says() {
    let wiki = samples::small().page("Home.md", "[[Next Page]] and [[Nowhere]] and [gone](Gone.md) and ![no](no.png)");
    for denies_with_ok in [true, false] {
        for list in [PageList::Missing, PageList::Short(1)] {
            for raw_status in [None, Some(403)] {
                let troubles = Troubles { denies_with_ok, raw_status, list: list.clone(), ..no_git() };
                let github = github(&wiki, troubles).await;
                let fetched = fetch_from(&github).await;
                assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"], "{denies_with_ok} {list:?} {raw_status:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_short_limit_is_waited_for() {
    let limit = Limit { status: 429, retry_after: Some(1), reset: None, times: 1 };
    let github = github(&samples::many(20), Troubles { limit: Some(limit), ..no_git() }).await;
    let began = Instant::now();
    assert_eq!(fetch_from(&github).await.paths().len(), 20);
    assert!(began.elapsed() >= Duration::from_millis(900), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_long_limit_is_told_with_its_end() {
    let soon = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() + 2_400;
    let limit = Limit { status: 403, retry_after: None, reset: Some(soon), times: u32::MAX };
    let github = github(&samples::small(), Troubles { limit: Some(limit), ..no_git() }).await;
    let fetched = fetch_from(&github).await;
    let failure = fetched.failure();
    assert_eq!(failure.code, FailureCode::RateLimited);
    assert_eq!(failure.until.map(|until| until.timestamp()), i64::try_from(soon).ok());
    assert!(failure.message.contains("slow down until") && failure.message.ends_with(" UTC."), "{}", failure.message);
    let asked = github.requests().iter().filter(|request| request.target.contains("/acme/wiki/wiki")).count();
    assert_eq!(asked, 1, "nobody asks on against a limit");
}

#[tokio::test]
async fn a_limit_for_git_is_waited_for_or_told_and_never_gone_around() {
    let limit = |retry_after, times| Limit { status: 429, retry_after: Some(retry_after), reset: None, times };
    let short = Troubles { limit: Some(limit(1, 1)), ..Troubles::default() };
    let fetched = fetch_from(&github(&samples::small(), short).await).await;
    assert_eq!(fetched.snapshot().strategy, FetchStrategy::Git);

    let github =
        github(&samples::small(), Troubles { limit: Some(limit(3_600, u32::MAX)), ..Troubles::default() }).await;
    let fetched = fetch_from(&github).await;
    let failure = fetched.failure();
    assert_eq!(failure.code, FailureCode::RateLimited);
    assert!(failure.until.is_some() && failure.message.contains(" until "), "{failure:?}");
    assert!(github.requests().iter().all(|request| !request.target.contains("/acme/wiki/wiki")));
}

#[tokio::test]
async fn a_limit_in_the_middle_gives_no_half_wiki() {
    let limit = Limit { status: 429, retry_after: Some(3_600), reset: None, times: u32::MAX };
    let github = github(&samples::many(30), no_git()).await;
    let delay = Duration::from_millis(30);
    github.trouble("acme/wiki", Troubles { delay, ..no_git() });
    let limited = async {
        while github.requests().len() < 15 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        github.trouble("acme/wiki", Troubles { limit: Some(limit), ..no_git() });
    };
    let (fetched, ()) = tokio::join!(fetch_from(&github), limited);
    assert_eq!(fetched.failure().code, FailureCode::RateLimited);
    assert!(!fetched.folder.path().join("snapshot.json").exists());
}

#[tokio::test]
async fn a_redirect_into_the_own_network_is_refused_on_the_web_too() {
    let inside = GitHub::start().await.expect("a server");
    inside.add_wiki("acme/wiki", &samples::small()).expect("added");
    let github = github(&samples::small(), Troubles { redirected_to: Some(inside.base_url()), ..no_git() }).await;
    assert_eq!(fetch_from(&github).await.failure().code, FailureCode::AddressRefused);
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn raw_files_in_the_own_network_are_not_needed() {
    let inside = GitHub::start().await.expect("a server");
    let troubles = Troubles { raw_redirected_to: Some(inside.base_url()), ..no_git() };
    let github = github(&samples::small(), troubles).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
    assert_eq!(warnings_of(&fetched, "rendered").len(), 2);
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn when_nothing_answers_gits_failure_is_told() {
    let troubles = Troubles { web_status: Some(503), raw_status: Some(503), ..no_git() };
    let github = github(&samples::small(), troubles).await;
    let fetched = fetch_from(&github).await;
    let failure = fetched.failure();
    assert_eq!(failure.code, FailureCode::Unreachable);
    let detail = failure.detail.as_deref().unwrap_or_default();
    assert!(detail.contains("503") && detail.contains("by the web"), "{detail}");
}

#[tokio::test]
async fn raw_files_alone_are_enough() {
    let github = github(&samples::many(10), Troubles { web_status: Some(503), ..no_git() }).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(fetched.snapshot().strategy, FetchStrategy::LookUp);
    assert_eq!(contents(&fetched), samples::many(10).files());
}

#[tokio::test]
async fn a_wiki_that_is_not_there_is_told_so_though_git_is_out_of_order() {
    let github = GitHub::start().await.expect("a server");
    github.add_repository("acme/wiki").expect("added");
    github.trouble("acme/wiki", no_git());
    assert_eq!(fetch_from(&github).await.failure().code, FailureCode::NoWiki);
}

#[tokio::test]
async fn the_web_is_not_asked_where_that_is_in_vain() {
    let github = GitHub::start().await.expect("a server");
    github.add_private_wiki("acme/wiki", &samples::small(), "ghp_good").expect("added");
    assert_eq!(fetch_from(&github).await.failure().code, FailureCode::NoSuchRepository);
    let wrong = fetch(config_with_token(&github, "ghp_wrong"), "acme/wiki").await;
    assert_eq!(wrong.failure().code, FailureCode::TokenRefused);
    assert!(github.requests().iter().all(|request| !request.target.contains("/acme/wiki/wiki")));
}

#[tokio::test]
async fn the_token_is_shown_for_raw_files_and_not_for_web_pages() {
    let github = github(&samples::small(), no_git()).await;
    github.add_token("ghp_good");
    fetch(config_with_token(&github, "ghp_good"), "acme/wiki").await.snapshot();
    let of = |begin: &str| {
        let requests = github.requests().into_iter().filter(|request| request.target.starts_with(begin));
        requests.map(|request| request.authorization.is_some()).collect::<Vec<_>>()
    };
    let (raw, web) = (of("/raw/wiki/"), of("/acme/wiki/wiki"));
    assert!(!raw.is_empty() && raw.iter().all(|shown| *shown), "{raw:?}");
    assert!(!web.is_empty() && web.iter().all(|shown| !*shown), "{web:?}");
}

#[tokio::test]
async fn files_of_the_wiki_come_along_and_pointers_do_not() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 99\n";
    let wiki = samples::small()
        .page("Home.md", "[[Next Page]] ![a](/acme/wiki/wiki/pics/a.png) [film](film.mp4) ![b](pics/b%20c.png)")
        .file("pics/a.png", samples::png(2, 2, [1, 2, 3]))
        .file("pics/b c.png", samples::png(3, 3, [1, 2, 3]))
        .page("film.mp4", pointer);
    let github = github(&wiki, no_git()).await;
    let fetched = fetch_from(&github).await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md", "pics/a.png", "pics/b c.png"]);
    assert!(fetched.warnings().contains(&("lfs", "film.mp4")), "{:?}", fetched.warnings());
}

#[tokio::test]
async fn dates_and_authors_are_told_to_be_missing_where_they_were_wanted() {
    let github = github(&samples::small(), no_git()).await;
    let wiki = WikiRef::parse("acme/wiki", &config(&github).github).expect("a wiki");
    let request = FetchRequest { history: true, ..FetchRequest::new(wiki) };
    let fetched = fetch_request(config(&github), &request).await;
    assert_eq!(fetched.warnings(), [("strategy", ""), ("no_history", "")]);
}

#[tokio::test]
async fn the_limits_hold_on_the_web() {
    let github = github(&samples::many(30), no_git()).await;
    let limits = Limits { files: 10, ..Limits::default() };
    let fetched = fetch(WikiReaderConfig { limits, ..config(&github) }, "acme/wiki").await;
    assert_eq!(fetched.failure().code, FailureCode::WikiTooLarge);
    let limits = Limits { total_bytes: 5_000, ..Limits::default() };
    let fetched = fetch(WikiReaderConfig { limits, ..config(&github) }, "acme/wiki").await;
    assert_eq!(fetched.failure().code, FailureCode::WikiTooLarge);
    let limits = Limits { file_bytes: 200, ..Limits::default() };
    let large = WikiBuilder::new().page("Home.md", "[[Big]]").page("Big.md", "x".repeat(500));
    github.add_wiki("acme/large", &large).expect("added");
    github.trouble("acme/large", no_git());
    let fetched = fetch(WikiReaderConfig { limits, ..config(&github) }, "acme/large").await;
    assert_eq!(fetched.paths(), ["Home.md"]);
    assert!(fetched.warnings().contains(&("file_too_large", "Big.md")), "{:?}", fetched.warnings());
}

#[tokio::test]
async fn a_slow_host_is_given_up_after_the_time_for_a_fetch() {
    let github = github(&samples::many(60), Troubles { delay: Duration::from_millis(200), ..no_git() }).await;
    let total_timeout = Duration::from_millis(900);
    let fetched = fetch(WikiReaderConfig { total_timeout, ..config(&github) }, "acme/wiki").await;
    assert_eq!(fetched.failure().code, FailureCode::TransferBroken);
}

/// Every page of wikis that people wrote comes over the web as it comes by git.
#[tokio::test]
async fn real_wikis_come_over_the_web_as_by_git() {
    let Some(corpora) = std::env::var_os("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA is not set");
        return;
    };
    for name in ["typescript-wiki", "moviepilot-wiki", "oppia-docs"] {
        let wiki = WikiBuilder::new().folder(&std::path::Path::new(&corpora).join(name)).expect("a wiki");
        let by_git = {
            let github = github(&wiki, Troubles::default()).await;
            contents(&fetch_from(&github).await)
        };
        let github = github(&wiki, no_git()).await;
        let fetched = fetch_from(&github).await;
        let by_web = contents(&fetched);
        assert_eq!(fetched.snapshot().strategy, FetchStrategy::Web);
        let as_shown: Vec<_> = fetched.warnings().into_iter().filter(|(kind, _)| *kind == "rendered").collect();
        let is_as_shown = |path: &str| as_shown.iter().any(|(_, shown)| *shown == path);
        let index = PageIndex::new(by_git.keys().map(String::as_str));
        // Of two pages with one name the web shows the first.
        let pages: Vec<_> = index.pages().iter().filter(|page| !page.shadowed).collect();
        for page in &pages {
            let shown = format!("{}.md", page.name.replace(' ', "-"));
            let is_same = by_web.get(&page.path) == by_git.get(&page.path);
            assert!(is_same || is_as_shown(&shown), "{name}: {}", page.path);
        }
        let made_up = by_web.iter().find(|(path, bytes)| !is_as_shown(path) && by_git.get(*path) != Some(bytes));
        assert_eq!(made_up.map(|(path, _)| path), None, "{name}");
        let (total, requests) = (pages.len(), github.requests().len());
        eprintln!("{name}: {total} pages, {} of them as shown, by {requests} requests", as_shown.len());
        // A page in a folder that no link names can only be had as shown.
        assert!(as_shown.len() * 4 < total, "{name}: {as_shown:?}");
    }
}
