//! Binding: a wiki's snapshot, read into a [`Book`](relieur_book::model::Book), becomes
//! a Markdown archive, a PDF and an EPUB.
//!
//! `archive`, [`pdf`] and [`epub`] bind; the last two share `formulas`, `words` and a
//! [`Manuscript`], in which listings have their colours ([`relieur_colour`]) and diagrams
//! are pictures (`diagrams`). The EPUB learns from the PDF where its pages begin
//! ([`page_list`]).
//! [`press`] runs the whole, in this process or in a child with limits. No network, no
//! database.

pub mod archive;
mod diagrams;
pub mod epub;
mod formulas;
mod manuscript;
mod page_list;
pub mod pdf;
pub mod press;
mod words;
mod zipped;

pub use manuscript::Manuscript;
pub use page_list::{HearPages, PageStart, TellPages, page_list};
