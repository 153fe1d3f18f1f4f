use serde_json::json;

use super::*;
use crate::export::ExportFormat;

fn read(value: serde_json::Value) -> Result<ExportOptions, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[test]
fn what_was_stored_before_an_option_existed_means_its_default() {
    let pdf = Formats::new([ExportFormat::Pdf]).expect("one");
    assert_eq!(read(json!({"formats": ["PDF"]})), Ok(ExportOptions::of(pdf.clone())));
    let with_history = read(json!({"formats": ["PDF"], "history": true}));
    assert_eq!(with_history, Ok(ExportOptions { history: true, ..ExportOptions::of(pdf) }));
    assert_eq!(read(json!({})), Ok(ExportOptions::default()));
}

#[test]
fn the_defaults_are_written_out_in_full() {
    let written = serde_json::to_value(ExportOptions::default()).expect("JSON");
    let expected = json!({
        "formats": ["MARKDOWN", "PDF", "EPUB"],
        "history": false,
        "title": null,
        "author": null,
        "language": null,
        "pages": {"include": [], "exclude": [], "order": "side_bar"},
        "images": "embed",
        "highlight": true,
        "cover": true,
        "contents_depth": null,
        "theme": "serif",
        "pdf": {"paper": "a4", "type_size": 11, "link_pages": false, "standard": "archive"},
    });
    assert_eq!(written, expected);
    assert_eq!(read(written), Ok(ExportOptions::default()));
}

#[test]
fn every_option_survives_storage() {
    let written = json!({
        "formats": ["EPUB"],
        "history": true,
        "title": "A Manual",
        "author": "Ada",
        "language": "zh-Hant-TW",
        "pages": {"include": ["guide/**"], "exclude": ["*draft*"], "order": "path"},
        "images": "link",
        "highlight": false,
        "cover": false,
        "contents_depth": 3,
        "theme": "sans",
        "pdf": {"paper": "letter", "type_size": 9, "link_pages": true, "standard": "tagged"},
    });
    let options = read(written.clone()).expect("options");
    assert_ne!(options, ExportOptions::of(options.formats.clone()));
    assert_eq!(serde_json::to_value(&options).expect("JSON"), written);
}

#[test]
fn each_wrong_value_is_refused_with_what_to_write() {
    let wrong = [
        (json!({"title": " "}), OptionField::Title),
        (json!({"title": "x".repeat(201)}), OptionField::Title),
        (json!({"author": "a\nb"}), OptionField::Author),
        (json!({"language": "english"}), OptionField::Language),
        (json!({"pages": {"include": ["/"]}}), OptionField::Pages),
        (json!({"pages": {"exclude": vec!["a"; 101]}}), OptionField::PatternCount),
        (json!({"pages": {"order": "random"}}), OptionField::Order),
        (json!({"images": "delete"}), OptionField::Images),
        (json!({"contents_depth": 7}), OptionField::ContentsDepth),
        (json!({"theme": "comic"}), OptionField::Theme),
        (json!({"pdf": {"paper": "a3"}}), OptionField::Paper),
        (json!({"pdf": {"type_size": 7}}), OptionField::TypeSize),
        (json!({"pdf": {"standard": "x"}}), OptionField::Standard),
    ];
    for field in OptionField::ALL {
        assert!(wrong.iter().any(|(_, tried)| *tried == field), "{field:?} is not tried");
    }
    for (value, field) in wrong {
        let error = read(value.clone()).expect_err("refused");
        assert!(error.contains(field.noun()) && error.contains(field.hint()), "{value}: {error}");
    }
}

#[test]
fn texts_are_tidied_and_tags_get_their_usual_case() {
    assert_eq!(" A Manual ".parse::<BookTitle>().expect("a title").as_str(), "A Manual");
    for (given, kept) in [("FR", "fr"), ("pt_br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")] {
        assert_eq!(given.parse::<LanguageTag>().expect("a tag").as_str(), kept);
    }
    for wrong in ["", "f", "fr-", "fr-FR-FR", "français", "x-klingon", "en-GB-oed"] {
        assert!(wrong.parse::<LanguageTag>().is_err(), "{wrong}");
    }
    assert_eq!("10 pt".parse::<TypeSize>().map(TypeSize::points), Ok(10));
    assert_eq!("Letter".parse(), Ok(Paper::Letter));
    assert_eq!("side-bar".parse(), Ok(PageOrder::SideBar));
}

#[test]
fn pages_are_taken_in_and_left_out() {
    let selection = |include: &str, exclude: &str| PageSelection {
        include: Patterns::of_lines(include).expect("patterns"),
        exclude: Patterns::of_lines(exclude).expect("patterns"),
        ..PageSelection::default()
    };
    assert!(selection("", "").is_all() && selection("", "").takes("Home.md"));
    let some = selection("guide/\n\n  Home ", "*draft*");
    assert!(some.takes("Home.md") && some.takes("guide/Use.md"));
    assert!(!some.takes("Other.md") && !some.takes("guide/Draft-2.md"));
    assert_eq!(some.include.lines(), "guide/\nHome");
}
