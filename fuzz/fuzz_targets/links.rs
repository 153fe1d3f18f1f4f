//! Any page: its links and images are settled, and each is counted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relieur_book::read::sample::Sample;

fuzz_target!(|page: &[u8]| {
    let reading = Sample::of_bytes(&[
        ("Home.md", page),
        ("guide/Set-Up.md", b"## First step\n"),
        ("Which\u{2010}Client?.md", b"<a name=x></a>"),
        ("img/a b.png", b"no image"),
    ])
    .read();
    assert_eq!(reading.pages, 3);
    assert_eq!(reading.book.chapters.len(), 3);
});
