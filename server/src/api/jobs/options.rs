//! The `options` of a request, as the API takes them.

use relieur_domain::options::OptionField;
use relieur_domain::{ExportOptions, Formats};
use serde_json::Value;

use super::submit::sentence;
use crate::api::error::ApiError;

/// What helps where the value is not even of the right kind.
const SEE: &str = "The options and their values are listed in docs/api.md.";

/// Reads the options. The names are those a job shows; what is left out has its default,
/// what nobody knows is refused.
pub fn read(options: Option<Value>) -> Result<ExportOptions, ApiError> {
    let Some(given) = options else { return Ok(ExportOptions::default()) };
    let known: ExportOptions = serde_path_to_error::deserialize(&given).map_err(|error| {
        let path = error.path().to_string();
        let said = error.into_inner().to_string();
        let (problem, hint) = OptionField::ALL
            .iter()
            .find_map(|field| Some((said.strip_suffix(field.hint())?.strip_suffix("; ")?, sentence(field.hint()))))
            .unwrap_or((&said, SEE.to_owned()));
        let place = if path == "." { "options".to_owned() } else { format!("options.{path}") };
        ApiError::unprocessable("invalid_options", format!("{place}: {problem}."), hint)
    })?;
    let all = serde_json::to_value(&known).unwrap_or_default();
    match unknown_key(&given, &all) {
        Some(key) => Err(ApiError::unprocessable("invalid_options", format!("There is no option {key:?}."), SEE)),
        None => Ok(known),
    }
}

/// The formats by their names.
pub fn formats(words: &[String]) -> Result<Formats, ApiError> {
    Formats::parse(words.iter().map(String::as_str)).map_err(|error| {
        let hint = "Choose among markdown, pdf and epub, or leave formats out for all three.";
        ApiError::unprocessable("invalid_formats", sentence(&error.to_string()), hint)
    })
}

/// A key of `given` that was not understood: options that were read and written out again
/// have every key there is.
fn unknown_key<'a>(given: &'a Value, known: &Value) -> Option<&'a str> {
    let given = given.as_object()?;
    given.iter().find_map(|(key, value)| match known.get(key) {
        None => Some(key.as_str()),
        Some(known) => unknown_key(value, known),
    })
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_job_shows_can_be_asked_for_again() {
        let mut options = ExportOptions { history: true, ..ExportOptions::default() };
        options.pdf.link_pages = true;
        let shown = serde_json::to_value(&options).expect("JSON");
        assert_eq!(read(Some(shown)).expect("options"), options);
        assert_eq!(read(None).expect("options"), ExportOptions::default());
    }

    #[test]
    fn formats_are_named_as_people_write_them() {
        let options = read(Some(json!({"formats": ["epub", "PDF"]}))).expect("options");
        assert_eq!(options.formats, Formats::parse(["pdf", "epub"]).expect("formats"));
    }

    #[tokio::test]
    async fn what_is_wrong_is_named_with_its_place() {
        for (wrong, message, hint) in [
            (
                json!({"pdf": {"paper": "a3"}}),
                "options.pdf.paper: \"a3\" is not a paper size.",
                "Choose a4, a5 or letter.",
            ),
            (
                json!({"pages": {"include": ["Home", "/"]}}),
                "options.pages.include[1]: \"/\" is not a pattern for pages.",
                "Write for example Install*, guide/ or guide/**/draft-*, with at most 200 characters.",
            ),
            (json!({"pdf": {"papers": "a4"}}), "There is no option \"papers\".", SEE),
            (json!({"cover": "no"}), "options.cover: invalid type: string \"no\", expected a boolean.", SEE),
        ] {
            let response = read(Some(wrong.clone())).expect_err("refused").into_response();
            assert_eq!(response.status(), 422);
            let body = axum::body::to_bytes(response.into_body(), 10_000).await.expect("a body");
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!((&body["error"]["message"], &body["error"]["hint"]), (&json!(message), &json!(hint)), "{wrong}");
        }
    }
}
