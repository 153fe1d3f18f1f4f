//! What keeps a page up to date in the browser. On the server none of it runs:
//! effects do not.

mod events;
mod every;
mod hidden;

pub use events::{Connection, follow_job};
pub use every::every;
pub use hidden::is_page_hidden;
