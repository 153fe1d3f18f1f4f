//! The port over the object_store crate.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path as Key;
use object_store::{MultipartUpload, ObjectStore as Backend, ObjectStoreExt};
use relieur_application::ports::{ObjectError, ObjectStore, StoredObject};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::task::JoinSet;

use crate::key;

/// A file is sent in parts of this size; S3 takes none below 5 MiB but the last.
const PART: usize = 8 << 20;

/// How many parts are on their way at once. With the one being read, a file takes at
/// most three parts of memory.
const PARTS_AT_ONCE: usize = 2;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Objects in one store: a folder, or a bucket.
#[derive(Debug, Clone)]
pub struct StoredObjects {
    backend: Arc<dyn Backend>,
}

impl StoredObjects {
    /// The objects in `backend`. It has to make an upload visible at its end and not
    /// before, as a folder with renaming and S3 do.
    pub fn new(backend: Arc<dyn Backend>) -> Self {
        Self { backend }
    }

    /// A file of one part goes in one request, a longer one part by part.
    async fn upload(&self, to: &Key, source: &Path) -> Result<(), Cause> {
        let mut file = File::open(source).await?;
        let first = read_part(&mut file).await?;
        if first.len() < PART {
            self.backend.put(to, first.into()).await?;
            return Ok(());
        }
        let mut upload = self.backend.put_multipart(to).await?;
        if let Err(cause) = send_parts(upload.as_mut(), first, &mut file).await {
            // Best effort: a folder also removes the unfinished file by itself, a
            // bucket by its rule for unfinished uploads.
            let _ = upload.abort().await;
            return Err(cause);
        }
        upload.complete().await?;
        Ok(())
    }
}

async fn send_parts(upload: &mut dyn MultipartUpload, first: Bytes, file: &mut File) -> Result<(), Cause> {
    let mut under_way = JoinSet::new();
    let mut part = first;
    while !part.is_empty() {
        if under_way.len() == PARTS_AT_ONCE {
            settle_one(&mut under_way).await?;
        }
        under_way.spawn(upload.put_part(part.into()));
        part = read_part(file).await?;
    }
    while !under_way.is_empty() {
        settle_one(&mut under_way).await?;
    }
    Ok(())
}

async fn settle_one(under_way: &mut JoinSet<object_store::Result<()>>) -> Result<(), Cause> {
    match under_way.join_next().await {
        Some(sent) => Ok(sent??),
        None => Ok(()),
    }
}

/// The next part; shorter than the others at the end, empty after it.
async fn read_part(file: &mut File) -> std::io::Result<Bytes> {
    let mut part = Vec::new();
    file.take(PART as u64).read_to_end(&mut part).await?;
    Ok(part.into())
}

#[async_trait]
impl ObjectStore for StoredObjects {
    async fn put_file(&self, key: &str, source: &Path) -> Result<(), ObjectError> {
        self.upload(&key::parse(key)?, source).await.map_err(|cause| failed(key, cause))
    }

    async fn copy(&self, from: &str, to: &str) -> Result<(), ObjectError> {
        let (source, target) = (key::parse(from)?, key::parse(to)?);
        self.backend.copy(&source, &target).await.map_err(|cause| unopened(from, cause))
    }

    async fn open(&self, key: &str) -> Result<StoredObject, ObjectError> {
        let found = self.backend.get(&key::parse(key)?).await.map_err(|cause| unopened(key, cause))?;
        let bytes = found.meta.size;
        let key = key.to_owned();
        let content = found.into_stream().map_err(move |cause| failed(&key, cause)).boxed();
        Ok(StoredObject { bytes, content })
    }

    async fn delete(&self, key: &str) -> Result<(), ObjectError> {
        match self.backend.delete(&key::parse(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(failed(key, cause)),
        }
    }

    async fn check(&self) -> Result<(), ObjectError> {
        // A name of its own for each, as several processes may check one store.
        let key = format!("check/{}", uuid::Uuid::new_v4());
        let probe = Key::from(key.as_str());
        let written = Bytes::from_static(b"Relieur checks that this store works. This file may be deleted.\n");
        let checked = async {
            self.backend.put(&probe, written.clone().into()).await?;
            self.backend.get(&probe).await?.bytes().await
        };
        let read = checked.await;
        let deleted = self.backend.delete(&probe).await;
        let read = read.map_err(|cause| failed(&key, cause))?;
        deleted.map_err(|cause| failed(&key, cause))?;
        if read != written {
            return Err(failed(&key, "what was read is not what was written"));
        }
        Ok(())
    }
}

fn failed(key: &str, cause: impl Into<Cause>) -> ObjectError {
    ObjectError::Failed { key: key.to_owned(), source: cause.into() }
}

fn unopened(key: &str, cause: object_store::Error) -> ObjectError {
    match cause {
        object_store::Error::NotFound { .. } => ObjectError::NotFound(key.to_owned()),
        cause => failed(key, cause),
    }
}
