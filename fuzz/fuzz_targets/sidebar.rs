//! Any side bar: every page is in the contents once, whatever it says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relieur_book::model::ContentsEntry;
use relieur_book::read::sample::Sample;

fuzz_target!(|side_bar: &[u8]| {
    let reading = Sample::of_bytes(&[
        ("Home.md", b"home"),
        ("A.md", b"a"),
        ("b/C-D.md", b"c"),
        ("_Sidebar.md", side_bar),
    ])
    .read();
    let mut named = Vec::new();
    collect(&reading.book.contents, &mut named);
    named.sort_unstable();
    assert_eq!(named, [0, 1, 2]);
});

fn collect(entries: &[ContentsEntry], named: &mut Vec<usize>) {
    for entry in entries {
        named.extend(entry.chapter);
        collect(&entry.children, named);
    }
}
