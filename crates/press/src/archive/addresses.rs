//! Addresses: where the links and images of a converted page lead among the archive's
//! files.

use std::collections::{HashMap, HashSet};

use relieur_book::model::{Book, ImageUse, Inline, PlaceId, Target};
use relieur_book::read::{Goal, Reading};
use relieur_book::visit;
use relieur_domain::wiki::WikiSnapshot;
use url::Url;

use super::names::Names;
use super::splice::{encoded, relative};

/// What links lead to, by everything that leads there.
pub(super) struct Addresses<'a> {
    book: &'a Book,
    names: &'a Names,
    fragments: HashMap<&'a PlaceId, &'a str>,
    /// Attachments by their address on GitHub.
    attachments: HashMap<String, &'a str>,
    linked: HashSet<&'a PlaceId>,
}

impl<'a> Addresses<'a> {
    /// Looks through all links of the wiki once.
    pub(super) fn new(reading: &'a Reading, snapshot: &'a WikiSnapshot, names: &'a Names) -> Self {
        let fragments = reading.sources.iter().flat_map(|source| &source.places);
        let mut attachments = HashMap::new();
        if let Some(base) = snapshot.wiki.web_url().and_then(|base| Url::parse(&base).ok()) {
            for file in &snapshot.files {
                let mut url = base.clone();
                if let Ok(mut segments) = url.path_segments_mut() {
                    segments.extend(file.path.split('/'));
                }
                attachments.insert(url.into(), file.path.as_str());
            }
        }
        Self {
            book: &reading.book,
            names,
            fragments: fragments.map(|(place, fragment)| (place, fragment.as_str())).collect(),
            attachments,
            linked: linked(reading),
        }
    }

    /// The address of a link on the page in the file `own`.
    pub(super) fn link(&self, own: &str, target: &Target) -> String {
        match target {
            Target::Url(url) => match self.attachments.get(url).and_then(|path| self.names.of(path)) {
                Some(file) => relative(own, file),
                None => url.clone(),
            },
            Target::Place { chapter, place } => {
                let fragment = place.as_ref().and_then(|place| self.fragment(place));
                let fragment = fragment.map(|fragment| format!("#{}", encoded(fragment))).unwrap_or_default();
                let path = self.book.chapters.get(*chapter).map_or("", |chapter| chapter.path.as_str());
                let file = self.names.readable(path).unwrap_or(own);
                if file == own && !fragment.is_empty() { fragment } else { relative(own, file) + &fragment }
            }
        }
    }

    /// The address of an image on the page in the file `own`; none for one the archive
    /// does not hold.
    pub(super) fn image(&self, own: &str, image: &ImageUse) -> Option<String> {
        let path = &self.book.images.get(image.image)?.path;
        let file = self.names.of(path).or_else(|| self.names.of_brought(path))?;
        Some(relative(own, file))
    }

    /// What a link to the place ends in.
    pub(super) fn fragment(&self, place: &PlaceId) -> Option<&'a str> {
        self.fragments.get(place).copied()
    }

    /// Whether a link leads there.
    pub(super) fn is_linked(&self, place: &PlaceId) -> bool {
        self.linked.contains(place)
    }
}

/// The places that links lead to, from the books' pages and from side bars and footers,
/// which are in the archive only.
fn linked(reading: &Reading) -> HashSet<&PlaceId> {
    let mut places = HashSet::new();
    visit::inlines(&reading.book, &mut |inline| {
        if let Inline::Link { target: Target::Place { place: Some(place), .. }, .. } = inline {
            places.insert(place);
        }
    });
    let by_path: HashMap<&str, _> =
        reading.sources.iter().map(|source| (source.path.as_str(), &source.places)).collect();
    let frames = reading.sources.iter().filter(|source| source.chapter.is_none());
    let mut wanted: HashMap<&str, HashSet<&str>> = HashMap::new();
    for link in frames.flat_map(|frame| &frame.links) {
        if let Goal::Page { path, fragment: Some(fragment) } = &link.goal {
            wanted.entry(path).or_default().insert(fragment);
        }
    }
    for (path, fragments) in wanted {
        let known = by_path.get(path).into_iter().copied().flatten();
        places.extend(known.filter(|(_, fragment)| fragments.contains(fragment.as_str())).map(|(place, _)| place));
    }
    places
}
