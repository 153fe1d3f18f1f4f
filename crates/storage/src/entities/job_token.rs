//! `job_tokens`: tokens of jobs that have not ended, sealed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: String,
    /// Nonce, ciphertext and tag.
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
