//! Goes from page to page until nothing is left to ask for, and puts what it got into
//! a snapshot. Each page and file is asked for once.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use relieur_application::ports::{FetchProgress, ProgressSink};
use relieur_domain::wiki::pages::{Role, role_of};

use super::WebFailure;
use super::courier::MOST_AT_ONCE;
use super::folders::Folders;
use super::links::links;
use super::source::{Found, Outcome, Source};
use super::targets::{PageName, canonical, folded_key, meaning};
use crate::http::HttpFailure;
use crate::snapshot_writer::{SnapshotFailure, SnapshotWriter};

/// More questions than seats, so that no seat is ever empty.
const MOST_WAITING: usize = 2 * MOST_AT_ONCE;
/// Bytes of pages that wait for their folder to be known.
const MOST_HELD: usize = 64_000_000;
/// How often progress is told.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Something to ask for.
#[derive(Debug, Clone)]
enum Task {
    Page {
        page: PageName,
        is_listed: bool,
    },
    /// The side bar or the foot; and what the web shows of it.
    Frame {
        name: &'static str,
        rendered: Option<String>,
    },
    /// A file; and the page it is when there is no such file.
    File {
        paths: Vec<String>,
        or_page: Option<PageName>,
    },
    /// A page that was had as the web shows it, once more from the folders it may be in.
    Folder {
        folders: Vec<String>,
        rendered: Found,
    },
}

/// The way through a wiki.
pub(super) struct Crawl<'a> {
    source: &'a Source<'a>,
    writer: &'a mut SnapshotWriter,
    progress: &'a ProgressSink<FetchProgress>,
    most_tasks: usize,
    waiting: VecDeque<Task>,
    /// Pages that links name and the list does not, for when it turns out to be short.
    beyond_the_list: Vec<PageName>,
    follows_links: bool,
    asked: HashSet<String>,
    /// By [`folded_key`]: the pages that are in the snapshot.
    pages: HashSet<String>,
    stored: HashSet<String>,
    folders: Folders,
    /// Pages as the web shows them, until their folder may be known; and their bytes.
    rendered: Vec<Found>,
    held: usize,
    tasks: usize,
    done: usize,
    told: Option<Instant>,
    /// Pages of the list that are not there.
    pub missing: Vec<String>,
    /// Pages and files that nobody would tell of.
    pub unsettled: usize,
}

impl<'a> Crawl<'a> {
    /// Begins with nothing to ask for. Follows links to pages from the start when
    /// `follows_links`. Asks at most `most_tasks` times.
    pub(super) fn new(
        source: &'a Source<'a>,
        writer: &'a mut SnapshotWriter,
        progress: &'a ProgressSink<FetchProgress>,
        follows_links: bool,
        most_tasks: usize,
    ) -> Self {
        Self {
            source,
            writer,
            progress,
            most_tasks,
            waiting: VecDeque::new(),
            beyond_the_list: Vec::new(),
            follows_links,
            asked: HashSet::new(),
            pages: HashSet::new(),
            stored: HashSet::new(),
            folders: Folders::default(),
            rendered: Vec::new(),
            held: 0,
            tasks: 0,
            done: 0,
            told: None,
            missing: Vec::new(),
            unsettled: 0,
        }
    }

    /// How many pages are in the snapshot.
    pub(super) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Asks for a page that the wiki's list names, or that it opens with.
    pub(super) fn want_page(&mut self, name: &str, is_listed: bool) {
        // Names of the list are exact: only their folder is cut off, never an ending.
        let name = canonical(name);
        if self.asked.insert(asked_page(&name)) {
            self.push(Task::Page { page: PageName { name, folder: String::new(), ending: None }, is_listed });
        }
    }

    /// Asks for the side bar or the foot of the pages.
    pub(super) fn want_frame(&mut self, name: &'static str, rendered: Option<String>) {
        if let Some(html) = &rendered {
            self.note_links(html, "");
        }
        self.push(Task::Frame { name, rendered });
    }

    /// Takes the links that `html` shows.
    pub(super) fn note_links(&mut self, html: &str, folder: &str) {
        for link in links(html) {
            let meant = meaning(&self.source.site, &link, folder);
            if let Some(page) = &meant.page {
                self.folders.note(&page.name, meant.folders);
            }
            if meant.files.is_empty() {
                if let Some(page) = meant.page {
                    self.note_page(page);
                }
                continue;
            }
            if meant.files.first().is_some_and(|likeliest| self.stored.contains(likeliest)) {
                continue;
            }
            let paths: Vec<String> =
                meant.files.into_iter().filter(|path| self.asked.insert(format!("file {path}"))).collect();
            if !paths.is_empty() {
                self.push(Task::File { paths, or_page: meant.page });
            }
        }
    }

    /// Also asks for pages that the list lacks, from now on.
    pub(super) fn follow_links(&mut self) {
        self.follows_links = true;
        for page in std::mem::take(&mut self.beyond_the_list) {
            self.note_page(page);
        }
    }

    /// Asks until nothing is left to ask for.
    pub(super) async fn run(&mut self) -> Result<(), WebFailure> {
        loop {
            self.drain().await?;
            if self.rendered.is_empty() {
                break;
            }
            // By now every link was seen that could tell a page's folder.
            for found in std::mem::take(&mut self.rendered) {
                let folders = self.folders.of(name_of(&found));
                if folders.is_empty() {
                    self.store_rendered(&found)?;
                } else {
                    self.push(Task::Folder { folders, rendered: found });
                }
            }
        }
        self.tell(true);
        Ok(())
    }

    async fn drain(&mut self) -> Result<(), WebFailure> {
        let source = self.source;
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < MOST_WAITING {
                let Some(task) = self.waiting.pop_front() else { break };
                running.push(ask(source, task));
            }
            let Some((task, outcome)) = running.next().await else { return Ok(()) };
            self.done += 1;
            self.settle(task, outcome?)?;
            self.tell(false);
        }
    }

    fn settle(&mut self, task: Task, outcome: Outcome) -> Result<(), WebFailure> {
        match (task, outcome) {
            (_, Outcome::Raw(found)) => self.store(&found)?,
            (Task::Folder { rendered, .. }, _) => self.store_rendered(&rendered)?,
            (Task::Frame { .. }, Outcome::Rendered(found)) => self.store_rendered(&found)?,
            (_, Outcome::Rendered(found)) => {
                self.note_links(&String::from_utf8_lossy(&found.content), "");
                self.pages.insert(folded_key(name_of(&found)));
                self.held += found.content.len();
                if self.held > MOST_HELD {
                    self.store_rendered(&found)?;
                } else {
                    self.rendered.push(found);
                }
            }
            (_, Outcome::TooLarge { path }) => {
                self.writer.wants(&path, u64::MAX);
            }
            (Task::File { or_page: Some(page), .. }, Outcome::Absent) => self.note_page(page),
            (Task::File { paths, .. }, Outcome::Unsettled) => {
                if let Some(path) = paths.first().filter(|path| self.writer.admits(path)) {
                    let message = format!("“{path}” could not be fetched and was left out.");
                    self.writer.warn(path, "not_fetched", message);
                }
            }
            (Task::Page { page, is_listed: true }, Outcome::Absent) => self.missing.push(page.name),
            (Task::Page { .. }, Outcome::Unsettled) => self.unsettled += 1,
            (_, Outcome::Absent | Outcome::Unsettled) => {}
        }
        Ok(())
    }

    /// Stores a file as it is in the wiki, once, and notes what it links to.
    fn store(&mut self, found: &Found) -> Result<(), SnapshotFailure> {
        if !self.stored.insert(found.path.clone()) || !self.writer.wants(&found.path, found.content.len() as u64) {
            return Ok(());
        }
        self.writer.add(&found.path, &found.content)?;
        let role = role_of(&found.path);
        let folder = found.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Role::Page(_) = role {
            self.pages.insert(key_of_path(&found.path));
            self.folders.note_used(folder);
        }
        if !matches!(role, Role::Attachment | Role::Hidden) {
            self.note_links(&String::from_utf8_lossy(&found.content), folder);
        }
        Ok(())
    }

    fn store_rendered(&mut self, found: &Found) -> Result<(), SnapshotFailure> {
        if !self.stored.insert(found.path.clone()) || !self.writer.wants(&found.path, found.content.len() as u64) {
            return Ok(());
        }
        self.writer.add(&found.path, &found.content)?;
        let message =
            format!("The source of “{}” could not be had, so it was taken as the web shows it.", name_of(found));
        self.writer.warn(&found.path, "rendered", message);
        Ok(())
    }

    fn note_page(&mut self, page: PageName) {
        if self.pages.contains(&folded_key(&page.name)) || self.asked.contains(&asked_page(&page.name)) {
            return;
        }
        if !self.follows_links {
            self.beyond_the_list.push(page);
        } else if self.asked.insert(asked_page(&page.name)) {
            self.push(Task::Page { page, is_listed: false });
        }
    }

    fn push(&mut self, task: Task) {
        // A page that is had already is not given up for want of a better form.
        if self.tasks < self.most_tasks || matches!(task, Task::Folder { .. }) {
            self.tasks += 1;
            self.waiting.push_back(task);
        } else {
            self.unsettled += 1;
        }
    }

    fn tell(&mut self, is_last: bool) {
        if is_last || self.told.is_none_or(|told| told.elapsed() >= PROGRESS_EVERY) {
            self.told = Some(Instant::now());
            (self.progress)(FetchProgress::Receiving { done: self.done as u64, total: self.tasks as u64 });
        }
    }
}

async fn ask(source: &Source<'_>, task: Task) -> (Task, Result<Outcome, HttpFailure>) {
    let outcome = match &task {
        Task::Page { page, is_listed } => source.page(page, *is_listed).await,
        Task::Frame { name, rendered } => source.frame(name, rendered.clone()).await,
        Task::File { paths, .. } => source.file(paths).await,
        Task::Folder { folders, rendered } => source.page_in(name_of(rendered), folders).await,
    };
    (task, outcome)
}

fn asked_page(name: &str) -> String {
    format!("page {}", name.to_lowercase())
}

fn key_of_path(path: &str) -> String {
    PageName::of_path(path).map_or_else(|| folded_key(path), |page| folded_key(&page.name))
}

/// The name of a page that was had as the web shows it.
fn name_of(rendered: &Found) -> &str {
    rendered.path.strip_suffix(".md").unwrap_or(&rendered.path)
}
