//! The book: what a wiki is once it is understood, and how it comes to be.
//!
//! [`read`] parses every page of a snapshot once into the [`model`], with every link
//! and image settled; [`images`] makes the wiki's images fit for every binding. How a
//! book is bound is another crate's business; [`visit`] is how it looks through one,
//! [`memory`] saves it work it did before, and [`threads`] are what it works on. No network,
//! no database.

pub mod images;
pub mod memory;
pub mod model;
pub mod read;
pub mod threads;
pub mod visit;
