//! Ports: what the use cases need from the world, as traits that adapters
//! implement. Each has one conformance suite, in the testkit or beside the trait.

mod broker;
mod clock;
mod objects;
mod press;
mod store;
mod wikis;

pub use broker::{Broker, Signal};
pub use clock::{Clock, SystemClock};
pub use objects::{ObjectError, ObjectStore, StoredObject};
pub use press::{BindRequest, Binding, BoundFile, Illustrator, Press, PressEvent, ReadyPress};
pub use store::{
    Append, Claim, EventStore, JobQueries, JobTokens, Lease, LeaseToken, NewEvent, StoreError, StoredEvent, Stream,
    TaskChange, TaskQueue,
};
pub use wikis::{FetchProgress, FetchRequest, FetchedImage, WikiSource};

/// Takes progress as it happens; called from any thread, must not block.
pub type ProgressSink<T> = std::sync::Arc<dyn Fn(T) + Send + Sync>;
