//! The store: histories, tasks and read models in SQLite or PostgreSQL, from one
//! code base.
//!
//! [`SqlStore`] implements the three store ports over one database, because an
//! append, its projection and its effect on the job's task are one transaction.
//!
//! How the two databases differ is said in four places only: opening them
//! (`connect`), beginning a write (`store`), asking them the time (`clock`), and the
//! collation of ids (`migrations`).

mod clock;
mod connect;
mod entities;
mod errors;
mod events;
mod migrations;
mod projections;
mod queries;
mod store;
mod tasks;
mod tokens;

pub use connect::AddressError;
pub use store::SqlStore;
pub use tokens::{SqlTokens, TokenKey};
