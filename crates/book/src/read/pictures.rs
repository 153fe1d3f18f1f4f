//! Pictures: the images pages use, those of the wiki and those brought from other
//! servers, each prepared once.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use relieur_application::ports::FetchedImage;
use relieur_domain::wiki::WikiSnapshot;
use relieur_domain::{ExportFormat, ExportOptions};

use crate::images::{self, Look, PreparedImage};
use crate::memory::Memory;
use crate::model::{BookImage, ImageFormat};

/// The images of a wiki, prepared when first used. Any thread may ask.
///
/// A picture's number is its file's in the snapshot; those from elsewhere are
/// numbered after the last file.
pub(crate) struct Pictures<'s> {
    folder: &'s Path,
    snapshot: &'s WikiSnapshot,
    images: Vec<FetchedImage>,
    by_url: HashMap<String, usize>,
    prepared: Mutex<BTreeMap<usize, Arc<OnceLock<Prepared>>>>,
    memory: &'s Memory,
    /// None when nobody will look at the wiki's own: what they are is enough to know.
    look: Option<Look>,
}

type Prepared = Result<PreparedImage, String>;

/// An image from elsewhere that is in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its address.
    pub url: String,
    /// Where its bytes are, relative to the snapshot's folder.
    pub stored: PathBuf,
    /// What the books show it as. The bytes may be of another format.
    pub format: ImageFormat,
}

/// Where in a snapshot's folder images from elsewhere are put.
pub const BROUGHT_FOLDER: &str = "elsewhere";

impl<'s> Pictures<'s> {
    /// Nothing is read before it is asked for. `brought` has the images from other
    /// servers, their files relative to [`BROUGHT_FOLDER`]. Where no book of `options`
    /// shows the wiki's own, they are known by their first bytes only; those brought have
    /// to be sound, for links are changed to lead to them.
    pub fn new(
        folder: &'s Path,
        snapshot: &'s WikiSnapshot,
        brought: Vec<FetchedImage>,
        memory: &'s Memory,
        options: &ExportOptions,
    ) -> Self {
        let first = snapshot.files.len();
        let by_url = brought.iter().enumerate().map(|(number, image)| (image.url.clone(), first + number)).collect();
        let exact = options.formats.contains(ExportFormat::Pdf);
        let look = options.shows_pages().then_some(if exact { Look::Pixels } else { Look::Sums });
        Self { folder, snapshot, images: brought, by_url, prepared: Mutex::default(), memory, look }
    }

    /// The picture with this address on another server.
    pub fn elsewhere(&self, url: &str) -> Option<usize> {
        self.by_url.get(url).copied()
    }

    /// Whether the picture is an image books can show; if not, why, as a phrase.
    pub fn check(&self, picture: usize) -> Result<(), String> {
        let slot = {
            let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(prepared.entry(picture).or_default())
        };
        match slot.get_or_init(|| self.prepare(picture)) {
            Ok(_) => Ok(()),
            Err(reason) => Err(reason.clone()),
        }
    }

    fn prepare(&self, picture: usize) -> Prepared {
        let stored = match (self.snapshot.files.get(picture), self.brought(picture)) {
            (Some(file), _) => PathBuf::from(&file.stored),
            (None, Some(image)) => Path::new(BROUGHT_FOLDER).join(image.outcome.as_ref().map_err(Clone::clone)?),
            (None, None) => return Err("there is no such file in the wiki".into()),
        };
        let unreadable = |cause: std::io::Error| format!("the file cannot be read ({cause})");
        if self.look.is_none() && picture < self.snapshot.files.len() {
            let file = File::open(self.folder.join(stored)).map_err(unreadable)?;
            return images::recognised(file).map_err(unreadable)?.map_err(|problem| problem.to_string());
        }
        let bytes = fs::read(self.folder.join(stored)).map_err(unreadable)?;
        let look = self.look.unwrap_or(Look::Sums);
        // A decoder that panics costs its image, not every page that shows it.
        match catch_unwind(AssertUnwindSafe(|| images::prepare_once(self.memory, self.source(picture), bytes, look))) {
            Ok(prepared) => prepared.map_err(|problem| problem.to_string()),
            Err(_) => Err("the image could not be read".into()),
        }
    }

    fn brought(&self, picture: usize) -> Option<&FetchedImage> {
        self.images.get(picture.checked_sub(self.snapshot.files.len())?)
    }

    /// The picture's path in the wiki or its address elsewhere.
    pub fn source(&self, picture: usize) -> &str {
        let file = self.snapshot.files.get(picture).map(|file| file.path.as_str());
        file.or_else(|| self.brought(picture).map(|image| image.url.as_str())).unwrap_or_default()
    }

    /// The sound image of that number.
    pub fn take(&self, picture: usize) -> Option<PreparedImage> {
        let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        prepared.get(&picture)?.get()?.as_ref().ok().cloned()
    }

    /// The picture of the wiki's owner, when there is a sound one.
    pub fn avatar(&self) -> Option<BookImage> {
        let stored = self.snapshot.repository.as_ref()?.avatar.as_deref()?;
        let bytes = fs::read(self.folder.join(stored)).ok()?;
        let prepared = catch_unwind(|| images::prepare(stored, bytes)).ok()?.ok()?;
        Some(BookImage {
            path: stored.to_owned(),
            format: prepared.format,
            width: prepared.width.max(1),
            height: prepared.height.max(1),
            bytes: prepared.bytes,
        })
    }

    /// The images from other servers that are sound and were asked for, in the order
    /// they were brought.
    pub fn sound_brought(&self) -> Vec<Brought> {
        let first = self.snapshot.files.len();
        let images = self.images.iter().enumerate();
        images
            .filter_map(|(number, image)| {
                let format = self.take(first + number)?.format;
                let stored = Path::new(BROUGHT_FOLDER).join(image.outcome.as_ref().ok()?);
                Some(Brought { url: image.url.clone(), stored, format })
            })
            .collect()
    }
}
