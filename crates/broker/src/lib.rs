//! Wake-ups and fan-out: [`InProcessBroker`] for everything in one process.

mod in_process;

pub use in_process::InProcessBroker;
