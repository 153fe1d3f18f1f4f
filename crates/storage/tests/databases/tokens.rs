//! Tokens that came with jobs: sealed in the database, gone when their job ends.

use relieur_application::ports::{EventStore, JobTokens, StoreError};
use relieur_domain::jobs::wiki::WikiJobEvent;
use relieur_domain::{AccessToken, ExportReport, Failure, FailureCode};
use relieur_storage::{SqlTokens, TokenKey};
use sea_orm::{ConnectionTrait, Statement};

use crate::on::{self, append, open, started, submit};

fn key(digit: &str) -> TokenKey {
    TokenKey::parse(&digit.repeat(64)).expect("a key")
}

async fn rows(url: &str) -> Vec<Vec<u8>> {
    let database = on::raw(url).await;
    let ask = Statement::from_string(database.get_database_backend(), "SELECT sealed FROM job_tokens");
    let rows = database.query_all_raw(ask).await.expect("readable");
    rows.iter().map(|row| row.try_get_by_index(0).expect("bytes")).collect()
}

/// What is written is not the token, and no other key opens it.
pub async fn a_token_is_sealed_and_forgotten_when_its_job_ends(url: String) {
    let store = open(&url).await;
    let tokens = SqlTokens::new((*store).clone(), key("1"));
    let token = AccessToken::new("ghp_very_secret").expect("a token");
    for end in [
        WikiJobEvent::JobCompleted { report: ExportReport::default() },
        WikiJobEvent::JobFailed { failure: Failure::new(FailureCode::Internal, "x") },
    ] {
        let job = submit(&store).await;
        assert_eq!(tokens.token(job).await.expect("readable"), None);
        tokens.keep(job, &token).await.expect("kept");
        store.append(started(job, 1)).await.expect("started");
        assert_eq!(tokens.token(job).await.expect("readable"), Some(token.clone()));

        let written = rows(&url).await;
        assert_eq!(written.len(), 1);
        assert!(!String::from_utf8_lossy(&written[0]).contains("secret"));
        let other = SqlTokens::new((*store).clone(), key("2"));
        assert!(matches!(other.token(job).await, Err(StoreError::Corrupt { .. })));

        store.append(append(job, 2, &[end])).await.expect("ended");
        assert_eq!(tokens.token(job).await.expect("readable"), None);
        assert!(rows(&url).await.is_empty());
    }
}
