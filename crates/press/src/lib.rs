//! Binding: a wiki's snapshot, read into a [`Book`](relieur_book::model::Book), becomes
//! a Markdown archive, a PDF and an EPUB.
//!
//! `archive`, [`pdf`] and [`epub`] bind; `formulas` is what the last two share.
//! [`press`] runs the whole, in this process or in a child with limits. No network, no
//! database.

pub mod archive;
pub mod epub;
mod formulas;
pub mod pdf;
pub mod press;
