//! Where finished files are kept: [`StoredObjects`], over any store that the
//! object_store crate knows. [`open_objects`] opens one by its address.

mod address;
mod key;
mod stored;

pub use address::{OpenError, open_objects};
pub use stored::StoredObjects;
