//! Asks for an export.

use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{AppError, FormProblem};

/// Longer addresses are not looked at, in bytes.
#[cfg(feature = "ssr")]
const WIKI_LIMIT: usize = 2_000;

/// Queues an export of `wiki` in `formats` and leads to the job's page.
///
/// A form that cannot be used is answered with the problem. When the browser sent
/// it without our script, it leads to the form again with everything still filled
/// in (Leptos' own way, the error in the address of the page before, needs a
/// `Referer` and loses what was typed).
#[server(prefix = "/_fn", endpoint = "submit_wiki_job")]
pub async fn submit_wiki_job(
    #[server(default)] wiki: String,
    #[server(default)] formats: Vec<String>,
    #[server(default)] token: String,
    #[server(default)] history: bool,
    #[server(default)] force: bool,
) -> Result<(), AppError> {
    use crate::serverfns::response::{is_plain_form, redirect};

    match submit(&wiki, &formats, token, history, force).await {
        Ok(job) => {
            redirect(&format!("/jobs/{job}"));
            Ok(())
        }
        Err(AppError::Form { problem }) if is_plain_form() => {
            redirect(&filled_in_again(&wiki, &formats, history, force, Some(problem)));
            Ok(())
        }
        Err(error) => Err(error.with_status()),
    }
}

#[cfg(feature = "ssr")]
async fn submit(
    wiki: &str,
    formats: &[String],
    token: String,
    history: bool,
    force: bool,
) -> Result<relieur_domain::JobId, AppError> {
    use relieur_application::jobs::Submission;
    use relieur_domain::{AccessToken, ExportOptions, Formats, WikiRef};

    let context = crate::context::AppContext::current()?;
    if wiki.len() > WIKI_LIMIT {
        return Err(AppError::Form { problem: FormProblem::NotAWiki });
    }
    let wiki = WikiRef::parse(wiki, &context.github).map_err(|error| AppError::Form { problem: (&error).into() })?;
    if matches!(wiki, WikiRef::Folder { .. }) {
        return Err(AppError::Form { problem: FormProblem::NotAWiki });
    }
    let formats = Formats::parse(formats.iter().map(String::as_str))
        .map_err(|_| AppError::Form { problem: FormProblem::NoFormat })?;
    let options = ExportOptions { formats, history };
    let submission = Submission { wiki, options, force, token: AccessToken::new(token) };
    context.jobs.submit(submission).await.map_err(AppError::internal)
}

/// The address of the form, filled in as it was but for the token, which belongs in no
/// address, and with what is wrong with it.
pub fn filled_in_again(
    wiki: &str,
    formats: &[String],
    history: bool,
    force: bool,
    problem: Option<FormProblem>,
) -> String {
    // What is longer was no address, and need not be kept whole.
    let wiki: String = wiki.chars().take(500).collect();
    let wiki = utf8_percent_encode(&wiki, NON_ALPHANUMERIC);
    let formats = formats.iter().filter_map(|word| word.parse().ok().map(relieur_domain::ExportFormat::name));
    let formats = formats.collect::<Vec<_>>().join("-");
    let problem = problem.map(|problem| format!("&problem={}", problem.word())).unwrap_or_default();
    let history = if history { "&history=true" } else { "" };
    let force = if force { "&force=true" } else { "" };
    format!("/?wiki={wiki}&formats={formats}{history}{force}{problem}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_shown_again_keeps_what_was_typed() {
        let formats = ["pdf".to_owned(), "epub".to_owned(), "<b>".to_owned()];
        let address = filled_in_again("a b/é&x=\r\n", &formats, true, false, Some(FormProblem::NotAWiki));
        assert_eq!(address, "/?wiki=a%20b%2F%C3%A9%26x%3D%0D%0A&formats=pdf-epub&history=true&problem=not_a_wiki");
        assert!(filled_in_again(&"é".repeat(5_000), &[], false, true, None).len() < 8_000);
    }
}
