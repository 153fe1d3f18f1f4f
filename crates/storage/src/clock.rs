//! The database's clock. Leases run by it and not by the workers' own clocks, which
//! may disagree about when a lease is over.

use std::time::Duration;

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait};

use crate::errors::signed;

/// Now, as whole milliseconds since 1970 in UTC.
///
/// PostgreSQL: the time of the statement and not of the transaction, which may have
/// waited for its turn. SQLite: `unixepoch(…, 'subsec')`, since 3.42.
pub(crate) fn now(backend: DbBackend) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::cust("CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)"),
        _ => Expr::cust("CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)"),
    }
}

/// A while from now.
pub(crate) fn after(backend: DbBackend, delay: Duration) -> Expr {
    now(backend).add(signed(delay.as_millis()))
}
