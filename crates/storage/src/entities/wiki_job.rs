//! `wiki_jobs`: the read model behind lists and job pages.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wiki_jobs")]
pub struct Model {
    /// Version 7, so ids sort by creation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub wiki: String,
    pub status: String,
    pub percent: i64,
    pub attempts: i64,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
    pub completed_at_ms: Option<i64>,
    /// How many events are in this row.
    pub version: i64,
    /// The `JobView` as JSON, without files and report.
    #[sea_orm(column_type = "Text")]
    pub view: String,
    /// The report as JSON. Apart from the view, so that lists need not read it.
    #[sea_orm(column_type = "Text", nullable)]
    pub report: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
