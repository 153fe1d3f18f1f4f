//! Any text in any markup but Markdown becomes HTML of a bounded size.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relieur_domain::wiki::pages::Markup;

const MARKUPS: [Markup; 8] = [
    Markup::AsciiDoc,
    Markup::ReStructuredText,
    Markup::MediaWiki,
    Markup::Textile,
    Markup::Org,
    Markup::Creole,
    Markup::RDoc,
    Markup::Pod,
];

fuzz_target!(|input: &[u8]| {
    let Some((which, bytes)) = input.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let markup = MARKUPS[usize::from(*which) % MARKUPS.len()];
    let html = relieur_markup::to_html(markup, &text).unwrap_or_default();
    assert!(html.len() <= 4_096 + 200 * text.len(), "{markup:?}: {} bytes from {}", html.len(), text.len());
});
