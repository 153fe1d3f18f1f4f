//! Tokens of jobs, sealed with a key of the server's that is not in the database.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use relieur_application::ports::{JobTokens, StoreError};
use relieur_domain::{AccessToken, JobId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::entities::job_token;
use crate::errors::{corrupt, failed};
use crate::store::SqlStore;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of AES-GCM's nonce, which stands before the ciphertext.
const NONCE_BYTES: usize = 12;

/// The key tokens are sealed with (AES-256-GCM). Its `Debug` form hides it.
#[derive(Clone)]
pub struct TokenKey(Arc<RandomizedNonceKey>);

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

impl TokenKey {
    /// A key of 64 hexadecimal digits; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
            return None;
        }
        let byte = |place: usize| u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok();
        let bytes = (0..KEY_BYTES).map(byte).collect::<Option<Vec<u8>>>()?;
        Some(Self(Arc::new(RandomizedNonceKey::new(&AES_256_GCM, &bytes).ok()?)))
    }

    /// The key in the file at `path`, which is made, for its owner only, when there is
    /// none.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let problem = || io::Error::new(io::ErrorKind::InvalidData, "it is no key of 64 hexadecimal digits");
                return Self::parse(&text).ok_or_else(problem);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let mut bytes = [0; KEY_BYTES];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| io::Error::other("there is no randomness"))?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        // Written beside it and then put there at once: nobody reads half a key.
        let partial = path.with_extension(format!("part-{}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&partial).and_then(|mut file| writeln!(file, "{text}"));
        let placed = written.and_then(|()| std::fs::hard_link(&partial, path));
        let _ = std::fs::remove_file(&partial);
        match placed {
            Ok(()) => Self::parse(&text).ok_or_else(|| io::Error::other("the new key cannot be used")),
            // Another process was faster; its key is the key.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::of_file(path),
            Err(error) => Err(error),
        }
    }

    /// The job's id is sealed in: a token moved to another job's row does not open.
    fn seal(&self, job: JobId, token: &AccessToken) -> Option<Vec<u8>> {
        let mut text = token.reveal().as_bytes().to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(job.to_string()), &mut text).ok()?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.extend_from_slice(&text);
        Some(sealed)
    }

    fn open(&self, job: JobId, sealed: &[u8]) -> Option<AccessToken> {
        let (nonce, text) = sealed.split_at_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(job.to_string()), &mut text).ok()?;
        AccessToken::new(std::str::from_utf8(opened).ok()?)
    }
}

/// The tokens in a database.
#[derive(Debug, Clone)]
pub struct SqlTokens {
    store: SqlStore,
    key: TokenKey,
}

impl SqlTokens {
    /// The tokens in `store`, sealed with `key`.
    pub fn new(store: SqlStore, key: TokenKey) -> Self {
        Self { store, key }
    }
}

#[async_trait]
impl JobTokens for SqlTokens {
    async fn keep(&self, job: JobId, token: &AccessToken) -> Result<(), StoreError> {
        let sealed = self.key.seal(job, token).ok_or_else(|| failed("a token could not be sealed"))?;
        let row = job_token::ActiveModel { job_id: Set(job.to_string()), sealed: Set(sealed) };
        let transaction = self.store.begin_write().await?;
        job_token::Entity::insert(row)
            .on_conflict(
                OnConflict::column(job_token::Column::JobId).update_column(job_token::Column::Sealed).to_owned(),
            )
            .exec_without_returning(&transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }

    async fn token(&self, job: JobId) -> Result<Option<AccessToken>, StoreError> {
        let row = job_token::Entity::find_by_id(job.to_string()).one(&self.store.reader).await.map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let unreadable = || corrupt("token", "it was sealed with another key");
        self.key.open(job, &row.sealed).map(Some).ok_or_else(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> JobId {
        JobId(uuid::Uuid::now_v7())
    }

    #[test]
    fn a_sealed_token_opens_with_its_key_and_for_its_job_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token.key");
        let key = TokenKey::of_file(&path).expect("a new key");
        let token = AccessToken::new("ghp_secret").expect("a token");
        let (one, other) = (job(), job());
        let sealed = key.seal(one, &token).expect("sealed");
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_ne!(sealed, key.seal(one, &token).expect("sealed"), "a nonce is never used twice");
        let again = TokenKey::of_file(&path).expect("the same key");
        assert_eq!(again.open(one, &sealed), Some(token));
        assert_eq!(again.open(other, &sealed), None);
        assert_eq!(TokenKey::parse(&"0".repeat(64)).expect("a key").open(one, &sealed), None);
        assert_eq!(again.open(one, b"short"), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_keys_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token.key");
        TokenKey::of_file(&path).expect("a new key");
        assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        std::fs::write(&path, "no key").expect("a file");
        assert!(TokenKey::of_file(&path).is_err());
        assert!(TokenKey::parse(&"é".repeat(32)).is_none());
    }
}
