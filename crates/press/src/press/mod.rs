//! Runs the whole: a snapshot is read once and bound in every format asked for.
//!
//! [`bind()`] does the work in this process. [`PressChild`] does it in a process of its
//! own, which may be killed: that is how a job is cancelled, and how hostile input
//! that would take all the memory, all the time or overflow a stack costs one job and
//! not the server. [`child_main`] is what that process runs. It has no way to the
//! network: images on other servers are brought by its parent.

mod bind;
mod child;
mod course;
mod failures;
mod order;
mod parent;
mod verify;

/// The version of the binder: the program's, then a number that grows whenever the
/// books made of the same pages change.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), ".9");

pub use bind::{bind, typst_source};
pub use child::{child_main, child_main_with};
pub use order::Limits;
pub use parent::PressChild;
