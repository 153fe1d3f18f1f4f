//! Opening a store of objects by its address.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use relieur_application::ports::ObjectStore;
use url::Url;

use crate::stored::StoredObjects;

/// Why an address of a store is of no use.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No store of that kind is known.
    #[error("objects cannot be kept at addresses beginning with {0:?}; use file:PATH or a path")]
    Scheme(String),
    /// Empty, or a `file://` address with a host or without a path.
    #[error("{0:?} names no folder on this machine; use for example file:./data/objects")]
    NoFolder(String),
    /// The folder is not there and cannot be made, or is not a folder.
    #[error("the folder {} for objects cannot be opened", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Opens the store at `address`: a folder as `file:./relative`, `file:/absolute`,
/// `file:///absolute` or as a plain path. The folder is created when missing.
///
/// Only the `file://` form is a URL with `%20` and the like; the others are paths,
/// taken as they are.
pub fn open_objects(address: &str) -> Result<Arc<dyn ObjectStore>, OpenError> {
    let folder = folder_at(address)?;
    let store = open_folder(&folder).map_err(|source| OpenError::Folder { folder, source })?;
    Ok(Arc::new(StoredObjects::new(Arc::new(store))))
}

fn open_folder(folder: &Path) -> Result<LocalFileSystem, Box<dyn std::error::Error + Send + Sync>> {
    std::fs::create_dir_all(folder)?;
    let store = LocalFileSystem::new_with_prefix(folder)?;
    // A history that says "stored" survives a power failure; so must the file.
    Ok(store.with_fsync(true).with_automatic_cleanup(true))
}

fn folder_at(address: &str) -> Result<PathBuf, OpenError> {
    let no_folder = || OpenError::NoFolder(address.to_owned());
    if address.starts_with("file://") {
        let url = Url::parse(address).map_err(|_| no_folder())?;
        return url.to_file_path().map_err(|()| no_folder());
    }
    let path = match address.split_once(':') {
        Some(("file", path)) => path,
        Some((scheme, _)) if is_scheme(scheme) => return Err(OpenError::Scheme(format!("{scheme}:"))),
        _ => address,
    };
    if path.is_empty() { Err(no_folder()) } else { Ok(PathBuf::from(path)) }
}

/// By RFC 3986, but longer than the one letter of a drive on Windows.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_by_url_or_by_path() {
        for (address, folder) in [
            ("file:./data/objects", "./data/objects"),
            ("file:data/my objects", "data/my objects"),
            ("file:/srv/objects", "/srv/objects"),
            ("file:///srv/my%20objects", "/srv/my objects"),
            ("file://localhost/srv/objects", "/srv/objects"),
            ("./data/objects", "./data/objects"),
            ("/srv/a:b", "/srv/a:b"),
        ] {
            assert_eq!(folder_at(address).expect(address), Path::new(folder), "{address}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_used_says_why() {
        let told = |address: &str| open_objects(address).err().expect("refused").to_string();
        assert!(told("s3://bucket/prefix").contains("\"s3:\""), "{}", told("s3://bucket/prefix"));
        assert!(told("https://example.org/x").contains("\"https:\""));
        for address in ["", "file:", "file://host/share"] {
            assert!(told(address).contains("names no folder"), "{}", told(address));
        }
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let in_the_way = folder.path().join("objects");
        std::fs::write(&in_the_way, "a file").expect("written");
        let refused = open_objects(in_the_way.to_str().expect("UTF-8")).err().expect("refused");
        assert!(refused.to_string().contains("objects"), "{refused}");
    }
}
