//! Where finished files are kept.

use std::path::Path;

use async_trait::async_trait;
use futures::stream::BoxStream;

/// Keeps finished files under keys such as `jobs/<id>/book.pdf`.
#[async_trait]
pub trait ObjectStore: Send + Sync {
    /// Stores the file at `source` under `key`, replacing what was there. The
    /// object is there whole or not at all.
    async fn put_file(&self, key: &str, source: &Path) -> Result<(), ObjectError>;

    /// Opens the object for reading from its start.
    async fn open(&self, key: &str) -> Result<StoredObject, ObjectError>;

    /// Puts a copy of the object `from` under the key `to`, replacing what was there.
    async fn copy(&self, from: &str, to: &str) -> Result<(), ObjectError>;

    /// Removes the object; removing what is not there is no error.
    async fn delete(&self, key: &str) -> Result<(), ObjectError>;

    /// Whether objects can be written and read right now.
    async fn check(&self) -> Result<(), ObjectError>;
}

/// An object being read.
pub struct StoredObject {
    /// Its size.
    pub bytes: u64,
    /// Its content, in pieces.
    pub content: BoxStream<'static, Result<bytes::Bytes, ObjectError>>,
}

/// Why an object could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// There is none under this key.
    #[error("there is no object {0}")]
    NotFound(String),
    /// The key is empty, absolute or leaves the store.
    #[error("{0:?} cannot be the key of an object")]
    BadKey(String),
    /// The store failed.
    #[error("the object store failed at {key}")]
    Failed {
        /// The object in question.
        key: String,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
