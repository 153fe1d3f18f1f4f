//! Gets one page or file of the wiki: as it is from the host of raw files, or a page
//! as the web shows it where that is refused.
//!
//! Raw files need the exact name with folder and ending; a page's web address tells
//! neither. So the likeliest is asked for first, and only a page that the web
//! shows is worth further tries. No status alone says that a page is there.

use std::collections::HashSet;

use url::Url;

use super::courier::{Answer, Courier};
use super::endings::Endings;
use super::health::{Health, blames_host, is_final};
use super::site::{Site, is_home};
use super::targets::{PageName, canonical, folded_key};
use super::view::View;
use crate::http::{Auth, HttpFailure};

/// A page and beside it the box of all pages: about two kilobytes for each of at most
/// 5,000.
const LARGEST_VIEW: u64 = 24_000_000;

/// A file of the wiki, as it was got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its path in the wiki.
    pub path: String,
    pub content: Vec<u8>,
}

/// What became of a question for a page or file.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is there as it is in the wiki.
    Raw(Found),
    /// Only the page as the web shows it could be had; its folder is not known.
    Rendered(Found),
    /// It is not there.
    Absent,
    /// It is larger than a file may be.
    TooLarge { path: String },
    /// Nobody says whether it is there.
    Unsettled,
}

/// Where the wiki's pages and files come from.
pub(super) struct Source<'a> {
    pub site: Site,
    courier: Courier<'a>,
    largest: u64,
    endings: Endings,
    raw: Health,
    views: Health,
    /// The first page, which was seen before all others.
    home: Option<View>,
}

/// What the host of raw files says.
enum Raw {
    Got(Found),
    Missing,
    TooLarge(String),
    Refused,
}

/// What the web says of a page.
enum Shown {
    Page(Box<View>),
    Absent,
    Refused,
}

impl<'a> Source<'a> {
    /// Gets from `site` by `courier`; no file larger than `largest`.
    pub(super) fn new(site: Site, courier: Courier<'a>, largest: u64) -> Self {
        Self {
            site,
            courier,
            largest,
            endings: Endings::default(),
            raw: Health::default(),
            views: Health::default(),
            home: None,
        }
    }

    /// Asks for a web page of the wiki; says where the answer came from.
    pub(super) async fn view(&self, url: &Url) -> Result<(View, Answer), HttpFailure> {
        let mut answer = self.courier.get(url, Auth::None, LARGEST_VIEW).await?;
        let (html, from, site) = (std::mem::take(&mut answer.body), answer.url.clone(), self.site.clone());
        // Parsing takes a while for long pages, and its tree cannot leave its thread.
        let view = tokio::task::spawn_blocking(move || View::read(&html, &from, &site)).await;
        Ok((view.unwrap_or_default(), answer))
    }

    /// Keeps the first page, so that it is not asked for again.
    pub(super) fn keep_home(&mut self, home: View) {
        self.home = Some(home);
    }

    /// Whether the first page was seen.
    pub(super) fn has_home(&self) -> bool {
        self.home.is_some()
    }

    /// The reason why no web page can be had any more, if that is so.
    pub(super) fn why_no_views(&self) -> Option<HttpFailure> {
        self.views.failure()
    }

    /// The reason why nothing can be had any more, if there is one.
    pub(super) fn why_nothing(&self) -> Option<HttpFailure> {
        self.raw.failure().or_else(|| self.views.failure())
    }

    /// Notes that web pages cannot be had.
    pub(super) fn refuse_views(&self, failure: HttpFailure) {
        self.views.refuse(Some(failure));
    }

    /// Gets a page. `is_listed` when the wiki's own list names it: then it is worth
    /// more tries, and a failure when nobody answers.
    pub(super) async fn page(&self, page: &PageName, is_listed: bool) -> Result<Outcome, HttpFailure> {
        let first = page.ending.clone().unwrap_or_else(|| self.endings.first());
        let tried = [with_folder(page), page.name.clone()];
        for stem in tried.iter().skip(usize::from(page.folder.is_empty())) {
            match self.raw_page(stem, &first).await? {
                Raw::Missing => {}
                Raw::Refused => break,
                other => return Ok(settled(other)),
            }
        }
        let view = match self.shown(&page.name).await? {
            Shown::Absent => return Ok(Outcome::Absent),
            Shown::Refused => return self.unseen(page, &first, is_listed).await,
            Shown::Page(view) => view,
        };
        // The title tells the name in its own spelling, and its spaces may be spaces.
        let title = view.title.clone().unwrap_or_else(|| page.name.clone());
        let spelled = canonical(&title);
        // A name of the list is exact, and a title shows one of several hyphens.
        let is_name_exact = is_listed || folded_key(&spelled) != folded_key(&page.name);
        let name = if is_name_exact { page.name.clone() } else { spelled };
        let mut stems = vec![with_folder(&PageName { name: name.clone(), ..page.clone() }), name.clone(), title];
        let mut seen = HashSet::new();
        stems.retain(|stem| seen.insert(stem.clone()));
        for ending in self.endings.all(true) {
            for stem in stems.iter().filter(|stem| ending != first || !tried.contains(stem)) {
                match self.raw_page(stem, &ending).await? {
                    Raw::Missing => {}
                    Raw::Refused => break,
                    other => return Ok(settled(other)),
                }
            }
        }
        let content = view.body.unwrap_or_default().into_bytes();
        Ok(Outcome::Rendered(Found { path: format!("{name}.md"), content }))
    }

    /// Gets a page that the web neither shows nor denies.
    async fn unseen(&self, page: &PageName, first: &str, is_listed: bool) -> Result<Outcome, HttpFailure> {
        let is_certain = is_listed || is_home(&page.name);
        for ending in self.endings.all(is_listed).iter().filter(|ending| is_certain && ending.as_str() != first) {
            match self.raw_page(&page.name, ending).await? {
                Raw::Missing => {}
                Raw::Refused => break,
                other => return Ok(settled(other)),
            }
        }
        match self.why_nothing().filter(|_| is_listed) {
            Some(failure) => Err(failure),
            None => Ok(Outcome::Unsettled),
        }
    }

    /// Gets `_Sidebar` or `_Footer`; `rendered` is what the web shows of it.
    pub(super) async fn frame(&self, name: &str, rendered: Option<String>) -> Result<Outcome, HttpFailure> {
        let endings = if rendered.is_some() { self.endings.all(true) } else { vec![self.endings.first()] };
        for ending in endings {
            match self.raw_page(name, &ending).await? {
                Raw::Missing => {}
                Raw::Refused => break,
                other => return Ok(settled(other)),
            }
        }
        let found = |html: String| Found { path: format!("{name}.md"), content: html.into_bytes() };
        Ok(rendered.map_or(Outcome::Absent, |html| Outcome::Rendered(found(html))))
    }

    /// Gets the page called `name` from one of the folders it may be in.
    pub(super) async fn page_in(&self, name: &str, folders: &[String]) -> Result<Outcome, HttpFailure> {
        for ending in self.endings.all(false).iter().take(2) {
            for folder in folders {
                match self.raw_page(&format!("{folder}/{name}"), ending).await? {
                    Raw::Missing => {}
                    Raw::Refused => return Ok(Outcome::Absent),
                    other => return Ok(settled(other)),
                }
            }
        }
        Ok(Outcome::Absent)
    }

    /// Gets the first of `paths` that is a file.
    pub(super) async fn file(&self, paths: &[String]) -> Result<Outcome, HttpFailure> {
        let mut is_settled = true;
        for path in paths {
            let outcome = match self.raw_file(path).await? {
                Raw::Refused => self.shown_file(path).await?,
                other => other,
            };
            match outcome {
                Raw::Missing => {}
                Raw::Refused => is_settled = false,
                other => return Ok(settled(other)),
            }
        }
        Ok(if is_settled { Outcome::Absent } else { Outcome::Unsettled })
    }

    async fn raw_page(&self, stem: &str, ending: &str) -> Result<Raw, HttpFailure> {
        let raw = self.raw_file(&format!("{stem}.{ending}")).await?;
        if let Raw::Got(_) = raw {
            self.endings.worked(ending);
        }
        Ok(raw)
    }

    async fn raw_file(&self, path: &str) -> Result<Raw, HttpFailure> {
        if self.raw.is_refused() {
            return Ok(Raw::Refused);
        }
        let outcome = self.bytes(&self.site.raw(path), Auth::Raw, path).await;
        match outcome {
            Ok(Raw::Refused) => {
                self.raw.refuse(None);
                return Ok(Raw::Refused);
            }
            Err(failure) if !is_final(&failure) => {
                if blames_host(&failure) {
                    self.raw.refuse(Some(failure));
                }
                return Ok(Raw::Refused);
            }
            _ => {}
        }
        outcome
    }

    /// A file by the wiki's own address, which leads to the file as it is.
    async fn shown_file(&self, path: &str) -> Result<Raw, HttpFailure> {
        if self.views.is_refused() {
            return Ok(Raw::Refused);
        }
        match self.bytes(&self.site.file(path), Auth::None, path).await {
            // What is asked for here is a file; a web page says that there is none.
            Ok(Raw::Refused) => Ok(Raw::Missing),
            Err(failure) if !is_final(&failure) => Ok(Raw::Refused),
            other => other,
        }
    }

    async fn bytes(&self, url: &Url, auth: Auth, path: &str) -> Result<Raw, HttpFailure> {
        let answer = match self.courier.get(url, auth, self.largest).await {
            Ok(answer) => answer,
            Err(HttpFailure::TooLarge { .. }) => return Ok(Raw::TooLarge(path.to_owned())),
            Err(failure) => return Err(failure),
        };
        // Raw files are never sent as web pages; this is somebody's page to log in.
        let is_page = answer.is_html && !path.to_ascii_lowercase().ends_with(".html");
        Ok(match answer.status.as_u16() {
            401 | 403 | 407 | 451 => Raw::Refused,
            _ if is_page => Raw::Refused,
            200..300 => Raw::Got(Found { path: path.to_owned(), content: answer.body }),
            _ => Raw::Missing,
        })
    }

    async fn shown(&self, name: &str) -> Result<Shown, HttpFailure> {
        if let Some(home) = self.home.as_ref().filter(|_| is_home(name)) {
            return Ok(Shown::Page(Box::new(home.clone())));
        }
        if self.views.is_refused() {
            return Ok(Shown::Refused);
        }
        match self.view(&self.site.page(name)).await {
            Ok((view, answer)) => Ok(if view.is_of(name, &answer.url, &self.site) {
                Shown::Page(Box::new(view))
            } else if matches!(answer.status.as_u16(), 401 | 403) {
                Shown::Refused
            } else {
                Shown::Absent
            }),
            Err(failure) if is_final(&failure) => Err(failure),
            Err(failure) => {
                if blames_host(&failure) {
                    self.views.refuse(Some(failure));
                }
                Ok(Shown::Refused)
            }
        }
    }
}

fn with_folder(page: &PageName) -> String {
    if page.folder.is_empty() { page.name.clone() } else { format!("{}/{}", page.folder, page.name) }
}

fn settled(raw: Raw) -> Outcome {
    match raw {
        Raw::Got(found) => Outcome::Raw(found),
        Raw::TooLarge(path) => Outcome::TooLarge { path },
        Raw::Missing => Outcome::Absent,
        Raw::Refused => Outcome::Unsettled,
    }
}
