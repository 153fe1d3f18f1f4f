//! Reads a wiki from its web pages, for when git does not answer: by the wiki's own
//! list of pages, and by following links from its first page where there is no list
//! or the list is short.

mod courier;
mod crawl;
mod endings;
mod folders;
mod health;
mod links;
mod rendered;
mod selectors;
mod site;
mod source;
mod targets;
mod view;

use std::path::Path;
use std::sync::Arc;

use relieur_application::ports::{FetchProgress, ProgressSink};
use relieur_domain::WikiRef;
use relieur_domain::wiki::{FetchStrategy, GitHubRepository, WikiSnapshot};
use tokio::sync::Semaphore;

pub(crate) use courier::MOST_AT_ONCE;

use crate::config::WikiReaderConfig;
use crate::http::{HttpClient, HttpFailure};
use crate::snapshot_writer::{Origin, SnapshotFailure, SnapshotWriter};
use courier::Courier;
use crawl::Crawl;
use health::is_final;
use site::{Site, is_home};
use source::Source;
use view::{Listing, View};

/// Why the web pages gave no snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebFailure {
    #[error(transparent)]
    Http(#[from] HttpFailure),
    #[error(transparent)]
    Snapshot(#[from] SnapshotFailure),
    /// The address of the wiki leads away from it, as it does when there is none.
    #[error("the web shows no wiki")]
    NoWiki,
    #[error("no page was found on the web")]
    NoPage,
}

/// What reading web pages needs.
pub(crate) struct WebContext<'a> {
    pub client: HttpClient,
    pub config: &'a WikiReaderConfig,
    /// Shared by all fetches of a reader.
    pub seats: Arc<Semaphore>,
    pub progress: &'a ProgressSink<FetchProgress>,
    /// Why the wiki is not read by git, as half a sentence.
    pub why: String,
    /// Whether dates and authors were asked for, which only git has.
    pub wants_history: bool,
}

/// Reads the wiki of `repository` into the folder `into`, which an attempt by git may
/// have left its files in.
pub(crate) async fn read(
    repository: &GitHubRepository,
    into: &Path,
    context: WebContext<'_>,
) -> Result<WikiSnapshot, WebFailure> {
    let WebContext { client, config, seats, progress, why, wants_history } = context;
    progress(FetchProgress::FallingBack(FetchStrategy::Web));
    let site = Site::new(repository).ok_or(WebFailure::NoWiki)?;
    let courier = Courier::new(client, config, seats);
    let mut source = Source::new(site, courier, config.limits.file_bytes);
    let found = look_around(&mut source).await?;

    let mut writer = SnapshotWriter::new(into, config.limits)?;
    let has_list = !found.listing.names.is_empty();
    let strategy = if has_list { FetchStrategy::Web } else { FetchStrategy::LookUp };
    if !has_list {
        progress(FetchProgress::FallingBack(strategy));
    }
    // A page takes several questions, and most links of a wiki lead to known pages.
    let most_tasks = config.limits.files.saturating_mul(2);
    let mut crawl = Crawl::new(&source, &mut writer, progress, !has_list, most_tasks);
    crawl.want_frame("_Sidebar", found.home.sidebar);
    crawl.want_frame("_Footer", found.home.footer);
    for name in &found.listing.names {
        crawl.want_page(name, true);
    }
    if !has_list {
        crawl.want_page("Home", false);
    }
    crawl.run().await?;
    let listed = crawl.pages();
    let is_short = found.listing.count.is_none_or(|count| (listed as u64) < count);
    if has_list && is_short {
        crawl.follow_links();
        crawl.run().await?;
    }

    let (pages, missing, unsettled) = (crawl.pages(), std::mem::take(&mut crawl.missing), crawl.unsettled);
    if pages == 0 {
        return Err(source.why_nothing().map_or(WebFailure::NoPage, WebFailure::Http));
    }
    writer.warn("", "strategy", told(strategy, &why, found.why_no_list.as_deref(), pages - listed));
    if wants_history {
        writer.warn("", "no_history", "Dates and authors of the pages are known to git only.".to_owned());
    }
    for name in missing {
        let message = format!("The wiki's list of pages names “{name}”, which is not there.");
        writer.warn("", "incomplete", message);
    }
    if let Some(count) = found.listing.count.filter(|count| *count != pages as u64) {
        writer.warn("", "incomplete", format!("The wiki says that it has {count} pages; {pages} were found."));
    }
    if unsettled > 0 {
        let message = format!("Of {unsettled} linked pages or files it could not be learned whether they are there.");
        writer.warn("", "incomplete", message);
    }
    let origin = Origin { wiki: WikiRef::GitHub(repository.clone()), strategy, commit: None, committed_at: None };
    Ok(writer.finish(origin)?)
}

/// What the first look shows.
struct Found {
    listing: Listing,
    home: View,
    why_no_list: Option<String>,
}

/// Asks for the list of pages and for the first page, which has a list beside it.
async fn look_around(source: &mut Source<'_>) -> Result<Found, WebFailure> {
    let first = source.view(&source.site.page("Home")).await;
    let mut home = View::default();
    let mut why_no_list = None;
    match first {
        Ok((view, answer)) => {
            if let Some(moved) = source.site.moved_to(&answer.url) {
                source.site = moved;
            }
            if answer.status.is_success() && source.site.is_repository(&answer.url) {
                return Err(WebFailure::NoWiki);
            }
            if source.site.below(&answer.url).is_some() {
                if view.is_of("Home", &answer.url, &source.site) {
                    source.keep_home(view.clone());
                }
                home = view;
            } else {
                // A page to log in, say.
                source.refuse_views(HttpFailure::Redirect { host: source.site.host() });
            }
        }
        Err(failure) if is_final(&failure) => return Err(failure.into()),
        Err(failure) => source.refuse_views(failure),
    }
    let mut listing = std::mem::take(&mut home.listing);
    if let Some(failure) = source.why_no_views() {
        why_no_list = Some(failure.phrase());
    } else if !listing.is_whole() {
        match source.view(&source.site.list()).await {
            Ok((view, answer)) => {
                if !answer.status.is_success() {
                    why_no_list = Some(format!("HTTP status {}", answer.status.as_u16()));
                }
                listing.merge(view.listing);
            }
            Err(failure) if is_final(&failure) => return Err(failure.into()),
            Err(failure) => why_no_list = Some(failure.phrase()),
        }
    }
    // The first page is there even where a list forgets it.
    if source.has_home() && !listing.names.is_empty() && !listing.names.iter().any(|name| is_home(name)) {
        listing.names.push("Home".to_owned());
    }
    Ok(Found { listing, home, why_no_list })
}

/// The sentence on how the pages were found.
fn told(strategy: FetchStrategy, why: &str, why_no_list: Option<&str>, added: usize) -> String {
    if strategy == FetchStrategy::LookUp {
        let reason = why_no_list.map(|reason| format!(" ({reason})")).unwrap_or_default();
        return format!(
            "{why}, and the wiki's list of pages could not be read{reason}, so the pages were found by following \
             links from its first page. A page that no link leads to is missing."
        );
    }
    let sentence = format!("{why}, so the pages were read from the wiki's web pages.");
    if added == 0 {
        return sentence;
    }
    format!("{sentence} Its list of pages was not complete; links led to {added} more.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_says_which_way_was_taken_and_why() {
        let why = "Git did not answer (HTTP status 503)";
        assert_eq!(
            told(FetchStrategy::Web, why, None, 0),
            "Git did not answer (HTTP status 503), so the pages were read from the wiki's web pages."
        );
        assert!(told(FetchStrategy::Web, why, None, 3).ends_with("links led to 3 more."));
        assert!(
            told(FetchStrategy::LookUp, why, Some("HTTP status 404"), 0)
                .contains("could not be read (HTTP status 404)")
        );
    }
}
