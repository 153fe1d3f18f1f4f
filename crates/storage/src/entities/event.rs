//! `events`: every history, append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Place among all events; grows in the order of commits, may have gaps.
    #[sea_orm(primary_key)]
    pub position: i64,
    pub stream_kind: String,
    pub stream_id: String,
    /// Place in its stream, from 1, without gaps; unique together with the stream.
    pub sequence: i64,
    pub name: String,
    pub schema_version: i64,
    /// JSON. Text and not `jsonb`, which refuses `\u0000` and so would refuse what a
    /// wiki page may hold.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    pub at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
