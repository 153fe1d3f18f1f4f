//! Pictures: the images pages use, each prepared once.

use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use relieur_domain::wiki::WikiSnapshot;

use crate::images::{self, PreparedImage};

/// The images of a wiki, prepared when first used. Any thread may ask.
pub(crate) struct Pictures<'s> {
    folder: &'s Path,
    snapshot: &'s WikiSnapshot,
    prepared: Mutex<BTreeMap<usize, Arc<OnceLock<Prepared>>>>,
}

type Prepared = Result<PreparedImage, String>;

impl<'s> Pictures<'s> {
    /// Nothing is read before it is asked for.
    pub fn new(folder: &'s Path, snapshot: &'s WikiSnapshot) -> Self {
        Self { folder, snapshot, prepared: Mutex::default() }
    }

    /// Whether the snapshot's file of that number is an image books can show; if
    /// not, why, as a phrase.
    pub fn check(&self, file: usize) -> Result<(), String> {
        let slot = {
            let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(prepared.entry(file).or_default())
        };
        match slot.get_or_init(|| self.prepare(file)) {
            Ok(_) => Ok(()),
            Err(reason) => Err(reason.clone()),
        }
    }

    fn prepare(&self, number: usize) -> Prepared {
        let file = self.snapshot.files.get(number).ok_or("there is no such file in the wiki")?;
        let bytes =
            fs::read(self.folder.join(&file.stored)).map_err(|cause| format!("the file cannot be read ({cause})"))?;
        // A decoder that panics costs its image, not every page that shows it.
        match catch_unwind(|| images::prepare(&file.path, bytes)) {
            Ok(prepared) => prepared.map_err(|problem| problem.to_string()),
            Err(_) => Err("the image could not be read".into()),
        }
    }

    /// The sound image of that number.
    pub fn take(&self, file: usize) -> Option<PreparedImage> {
        let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        prepared.get(&file)?.get()?.as_ref().ok().cloned()
    }
}
