//! Git, read with gix: clones over smart HTTP, and the trees of repositories. No
//! program is started and no configuration but the repository's own is read.

pub(crate) mod address;
pub(crate) mod clone;
mod exchange;
mod progress;
pub(crate) mod store;
mod transport;
pub(crate) mod tree;

pub(crate) use progress::ReceiveCounts;
