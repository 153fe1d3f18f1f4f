//! Wikis written to do harm: each is bound in every format by the real child process,
//! within its limits, and the books are judged from outside.

mod attacks;
mod books;

use attacks as attack;
use books::{Books, bound};

fn page(text: impl Into<String>) -> Vec<(String, Vec<u8>)> {
    vec![("Home.md".to_owned(), text.into().into_bytes())]
}

/// A page for each text, by its name.
fn pages(texts: Vec<attack::Named>) -> Vec<(String, Vec<u8>)> {
    texts.into_iter().map(|(name, text)| (format!("{name}.md"), text.into_bytes())).collect()
}

impl Books {
    fn warns(&self, kind: &str) {
        assert!(self.binding.warnings.iter().any(|warning| warning.kind == kind), "{:#?}", self.binding.warnings);
    }

    /// Each page is there to its end.
    fn are_whole(&self, pages: usize) {
        assert_eq!(self.binding.pages, pages as u64);
        assert_eq!(self.epub_text().matches("the end").count(), pages, "{:#?}", self.binding.warnings);
    }

    fn misses(&self, image: &str, reason: &str) {
        let missing = &self.binding.images.missing;
        let found = missing.iter().any(|missing| missing.url == image && missing.reason.contains(reason));
        assert!(found, "{image} for {reason:?} in {missing:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn depth_is_brought_up_and_said() {
    let deep = attack::deep();
    let books = bound("deep", pages(deep.clone())).await;
    books.are_whole(deep.len());
    for (name, _) in deep {
        let page = format!("{name}.md");
        let said = books.binding.warnings.iter().any(|warning| warning.kind == "nesting" && warning.page == page);
        assert!(said, "{name}: {:#?}", books.binding.warnings);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_levels_cost_their_page_its_looks_at_most() {
    let bottomless = attack::bottomless();
    let books = bound("bottomless", pages(bottomless.clone())).await;
    books.are_whole(bottomless.len());
    books.warns("nesting");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_lines_become_books() {
    let long = attack::long();
    let books = bound("long", pages(long.clone())).await;
    books.are_whole(long.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_nobody_can_print_stay_out_of_the_books() {
    let books = bound("unprintable", page(attack::unprintable())).await;
    let text = books.epub_text();
    assert!(text.contains("the end"));
    let strange = |c: char| c.is_control() && !c.is_whitespace() || ('\u{FDD0}'..='\u{FDEF}').contains(&c);
    assert!(!text.chars().any(strange), "{:?}", text.chars().find(|c| strange(*c)));
}

#[tokio::test(flavor = "multi_thread")]
async fn images_made_to_burst_cost_only_themselves() {
    let images = attack::images();
    let mut text = String::from("the end ![sound](sound.png)\n\n");
    for (name, _, _) in &images {
        text += "![An image](";
        text += name;
        text += ")\n\n";
    }
    let mut files = page(text);
    files.push(("sound.png".to_owned(), attack::pixel()));
    files.extend(images.iter().map(|(name, bytes, _)| ((*name).to_owned(), bytes.clone())));
    let books = bound("images", files).await;
    assert!(books.binding.images.embedded >= 1);
    for (name, _, reason) in images {
        books.misses(name, reason);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drawings_bring_no_scripts_and_nothing_from_outside() {
    let mut files = page("![drawing](drawing.svg) the end");
    files.push(("drawing.svg".to_owned(), attack::drawing()));
    let books = bound("drawing", files).await;
    assert_eq!(books.binding.images.embedded, 1, "{:?}", books.binding.images);
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_and_dangerous_addresses_stay_out_of_the_books() {
    let books = bound("scripts", page(attack::scripts())).await;
    assert!(books.epub_text().contains("the end"));
    books.misses("file:///etc/passwd", "addresses of this kind are not read");
    books.misses("../../../../etc/passwd", "no such file");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_markup_is_held_to_the_same() {
    let markups = attack::markups();
    let books = bound("markups", markups.clone()).await;
    assert_eq!(books.binding.pages, markups.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn formulas_can_read_and_start_nothing() {
    let books = bound("formulas", page(attack::formulas())).await;
    books.warns("formula");
    assert!(books.epub_text().contains("the end"));
}

#[tokio::test(flavor = "multi_thread")]
async fn broad_and_long_tables_become_books() {
    let tables = attack::tables();
    let books = bound("tables", pages(tables.clone())).await;
    books.are_whole(tables.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_footnotes_become_books() {
    let books = bound("footnotes", page(attack::footnotes())).await;
    assert!(books.epub_text().contains("note 4999"));
}
