//! `tasks`: what waits for a worker, and who is at it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tasks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: String,
    pub kind: String,
    pub state: TaskState,
    /// Nobody may claim it before.
    pub run_at_ms: i64,
    /// How many claims counted so far, the present one included.
    pub attempt: i64,
    pub max_attempts: i64,
    /// Set while leased: random, new at every claim, the proof of the lease.
    pub lease_token: Option<String>,
    /// Set while leased: the worker's name, for people.
    pub lease_owner: Option<String>,
    /// Set while leased: from then on anybody may claim it.
    pub lease_expires_at_ms: Option<i64>,
    pub created_ms: i64,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum TaskState {
    #[sea_orm(string_value = "READY")]
    Ready,
    #[sea_orm(string_value = "LEASED")]
    Leased,
    #[sea_orm(string_value = "DONE")]
    Done,
}

impl ActiveModelBehavior for ActiveModel {}
