//! The book engine: a wiki's snapshot becomes a Markdown archive, a PDF and an EPUB.
//!
//! `read` parses every page once into the [`model`]; `archive`, [`pdf`] and
//! [`epub`] bind it. [`press`] runs the whole, in this process or in a child with
//! limits. No network, no database.

pub mod archive;
pub mod epub;
mod formulas;
pub mod images;
pub mod model;
pub mod pdf;
pub mod press;
pub mod read;
