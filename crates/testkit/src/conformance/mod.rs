//! What every adapter of a port must do, as functions its tests call: one function
//! for one behaviour, so that a failure names what broke.
//!
//! `store_conformance!`, `object_conformance!` and `broker_conformance!` make one
//! test of each, so an adapter cannot leave one out.
#![expect(
    clippy::missing_panics_doc,
    reason = "a behaviour that is not there is a panic, which is what tests are made of"
)]

pub mod broker;
pub mod objects;
pub mod store;
