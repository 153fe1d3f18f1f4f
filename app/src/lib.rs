//! The web interface: pages, components, server functions and translations.
//!
//! Built twice. With `ssr` it renders pages in the server, with `hydrate` it makes
//! them live in the browser. Everything works without JavaScript; with it, nothing
//! needs a reload.

// A view's type holds the types of all its parts; the compiler's limit of 128 is
// made for shallower ones.
#![recursion_limit = "256"]

mod app;
mod choices;
mod components;
#[cfg(feature = "ssr")]
mod context;
mod error;
mod live;
mod pages;
mod preferences;
mod serverfns;
#[cfg(feature = "ssr")]
mod shell;
mod words;

pub use app::App;
#[cfg(feature = "ssr")]
pub use context::AppContext;
#[cfg(feature = "ssr")]
pub use shell::{content_security_policy, shell};

#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    unused_imports,
    unused_qualifications,
    reason = "generated; which lints it trips changes with its generator"
)]
mod translations {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}
pub(crate) use translations::i18n;
