//! Fetching as a whole, against a GitHub of our own and folders on disk.

mod folders;
mod github;
mod other_hosts;
mod support;
