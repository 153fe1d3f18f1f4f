//! What Relieur does: its use cases, and the ports they need from the world.
//!
//! Adapters implement [`ports`]; the server and the command line call
//! [`jobs::Jobs`] and [`exports::Exporter`]; [`worker::Worker`] runs what waits.

pub mod exports;
pub mod jobs;
pub mod ports;
pub mod worker;

pub use exports::Exporter;
pub use jobs::Jobs;
pub use worker::Worker;
