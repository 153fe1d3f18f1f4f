//! Jobs: asking for an export, looking at one, listing them.

mod find;
mod list;
mod submit;

pub use find::{JobSnapshot, find_job};
pub use list::list_jobs;
pub use submit::{Filled, SubmitWikiJob};
