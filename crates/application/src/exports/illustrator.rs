//! Brings the press its images by way of the wiki's source.

use std::path::Path;

use async_trait::async_trait;

use crate::ports::{FetchRequest, FetchedImage, Illustrator, ProgressSink, WikiSource};

/// The images of one wiki, fetched as its pages were.
pub struct WikiIllustrator<'a> {
    /// Where the wiki came from.
    pub wikis: &'a dyn WikiSource,
    /// How it was asked for.
    pub request: &'a FetchRequest,
}

#[async_trait]
impl Illustrator for WikiIllustrator<'_> {
    async fn fetch(&self, urls: &[String], into: &Path, progress: ProgressSink<(u64, u64)>) -> Vec<FetchedImage> {
        self.wikis.fetch_images(self.request, urls, into, progress).await
    }
}
