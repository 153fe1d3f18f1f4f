//! Fetching as a whole, against a GitHub of our own and folders on disk.

mod facts;
mod folders;
mod github;
mod heads;
mod history;
mod images;
mod other_hosts;
mod support;
mod tokens;
mod web;
