//! `export_files`: the read model of finished files.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "export_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub job_id: String,
    /// Which of its job's events brought it.
    pub sequence: i64,
    /// The format's name as URLs carry it.
    pub format: String,
    pub name: String,
    pub storage_path: String,
    pub bytes: i64,
    pub sha256: String,
    pub created_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
