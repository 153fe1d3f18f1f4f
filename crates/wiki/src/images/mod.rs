//! Fetches the images of other sites that a wiki's pages show: each once, a few at a
//! time, within limits. One that cannot be had costs itself and a reason.

mod address;
mod queue;
mod refusal;
mod rendered;
mod sniff;
mod transfer;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use relieur_application::ports::{FetchRequest, FetchedImage, ProgressSink};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, sleep, timeout_at};

use crate::config::WikiReaderConfig;
use crate::http::{Auth, HttpClient};
use address::{Place, Way};
use refusal::Refusal;
use transfer::Picture;

pub(crate) use queue::Queue;
pub(crate) use sniff::ImageKind;
pub(crate) use transfer::Transfers;

/// What fetching images needs.
pub(crate) struct ImageFetch<'a> {
    pub client: &'a HttpClient,
    pub config: &'a WikiReaderConfig,
    pub request: &'a FetchRequest,
    /// The folder to write into.
    pub into: &'a Path,
}

impl ImageFetch<'_> {
    /// Fetches `urls`; one answer for each, in their order.
    pub(crate) async fn run(&self, urls: &[String], progress: &ProgressSink<(u64, u64)>) -> Vec<FetchedImage> {
        let limits = &self.config.images;
        let deadline = Instant::now() + limits.total_time;
        let (groups, mut outcomes) = self.group(urls);
        let total = urls.len() as u64;
        let mut done = outcomes.iter().flatten().count() as u64;
        progress((done, total));

        let transfers = Transfers {
            client: self.client,
            queue: Queue::new(),
            most_bytes: limits.image_bytes,
            most_together: limits.total_bytes,
            patience: limits.image_time,
            received: AtomicU64::new(0),
        };
        let mut work: FuturesUnordered<_> = groups
            .into_iter()
            .enumerate()
            .map(|(number, group)| {
                let transfers = &transfers;
                async move {
                    let fetched = timeout_at(deadline, self.fetch_and_store(number, &group.ways, transfers)).await;
                    let late = Refusal::AllTooSlow { limit: limits.total_time };
                    (group.members, fetched.unwrap_or(Err(late)))
                }
            })
            .collect();
        while let Some((members, fetched)) = work.next().await {
            let outcome = fetched.map_err(|refusal| refusal.to_string());
            done += members.len() as u64;
            for member in members {
                outcomes[member] = Some(outcome.clone());
            }
            progress((done, total));
        }
        drop(work);
        let answered = urls.iter().zip(outcomes).map(|(url, outcome)| FetchedImage {
            url: url.clone(),
            outcome: outcome.unwrap_or_else(|| Err(Refusal::NotStored.to_string())),
        });
        answered.collect()
    }

    /// Puts together what leads to the same image; what leads to none has its
    /// outcome already.
    fn group(&self, urls: &[String]) -> (Vec<Group>, Vec<Option<Result<String, String>>>) {
        let place = Place::of(self.request, self.config);
        let most = self.config.images.images;
        let mut groups: Vec<Group> = Vec::new();
        let mut known: HashMap<Vec<Way>, usize> = HashMap::new();
        let mut outcomes = Vec::with_capacity(urls.len());
        for (member, url) in urls.iter().enumerate() {
            let refused = match place.ways(url, self.client) {
                Err(refusal) => Some(refusal),
                Ok(ways) => match known.get(&ways) {
                    Some(group) => {
                        groups[*group].members.push(member);
                        None
                    }
                    None if groups.len() >= most => Some(Refusal::TooMany { limit: most }),
                    None => {
                        known.insert(ways.clone(), groups.len());
                        groups.push(Group { ways, members: vec![member] });
                        None
                    }
                },
            };
            outcomes.push(refused.map(|refusal| Err(refusal.to_string())));
        }
        (groups, outcomes)
    }

    async fn fetch_and_store(&self, number: usize, ways: &[Way], transfers: &Transfers<'_>) -> Result<String, Refusal> {
        let picture = self.fetch_any_way(ways, transfers).await?;
        let name = format!("{:05}.{}", number + 1, picture.kind.extension());
        let stored = store(&self.into.join(&name), &picture.bytes).await;
        stored.map(|()| name).map_err(|error| {
            tracing::warn!(%error, "an image could not be stored");
            Refusal::NotStored
        })
    }

    /// Tries one way after the other. What is told in the end is why the first one,
    /// which everybody can follow, failed.
    async fn fetch_any_way(&self, ways: &[Way], transfers: &Transfers<'_>) -> Result<Picture, Refusal> {
        let mut first = None;
        for way in ways {
            match self.fetch_patiently(way, transfers).await {
                Ok(picture) => return Ok(picture),
                Err(refusal) if !refusal.leaves_hope() => return Err(refusal),
                Err(refusal) => first = first.or(Some(refusal)),
            }
        }
        Err(first.unwrap_or(Refusal::Malformed))
    }

    /// Tries again, once, when it failed for a passing reason.
    async fn fetch_patiently(&self, way: &Way, transfers: &Transfers<'_>) -> Result<Picture, Refusal> {
        let refusal = match fetch_once(way, transfers).await {
            Err(refusal) if refusal.is_passing() => refusal,
            outcome => return outcome,
        };
        let usual = self.config.retry_delays.first().copied().unwrap_or(Duration::from_secs(1));
        let wait = match refusal {
            Refusal::Status { retry_after: Some(asked), .. } => asked.max(usual),
            _ => usual,
        };
        sleep(wait.mul_f64(1.0 + fastrand::f64() / 4.0)).await;
        fetch_once(way, transfers).await
    }
}

/// Addresses that lead to the same image.
struct Group {
    ways: Vec<Way>,
    members: Vec<usize>,
}

async fn fetch_once(way: &Way, transfers: &Transfers<'_>) -> Result<Picture, Refusal> {
    match way {
        Way::Get { url, auth } => transfers.fetch(url.clone(), *auth).await,
        Way::Rendered { asset, api, context } => {
            let url = rendered::address_of(asset, api, context, transfers).await?;
            transfers.fetch(url, Auth::None).await
        }
    }
}

/// Writes a new file. An older one is never replaced: it may be another's image.
async fn store(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = tokio::fs::OpenOptions::new().write(true).create_new(true).open(path).await?;
    file.write_all(bytes).await?;
    file.flush().await
}
