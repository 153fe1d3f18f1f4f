//! Asks for an export.

use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use relieur_domain::{ExportFormat, JobView};

use crate::choices::BookChoices;
use crate::error::{AppError, FormProblem};

/// Longer addresses are not looked at, in bytes.
#[cfg(feature = "ssr")]
const WIKI_LIMIT: usize = 2_000;

/// The longest address of a form that is shown again, in bytes; what does not fit is
/// left out. Servers and proxies take about 8 kB.
const ADDRESS_LIMIT: usize = 7_500;

/// Queues an export of `wiki` in `formats` and leads to the job's page. Without
/// `choices`, everything about the books is as usual.
///
/// A form that cannot be used is answered with the problem. When the browser sent
/// it without our script, it leads to the form again with everything still filled
/// in (Leptos' own way, the error in the address of the page before, needs a
/// `Referer` and loses what was typed).
#[server(prefix = "/_fn", endpoint = "submit_wiki_job")]
pub async fn submit_wiki_job(
    #[server(default)] wiki: String,
    #[server(default)] formats: Vec<String>,
    #[server(default)] choices: Option<BookChoices>,
    #[server(default)] token: String,
    #[server(default)] history: bool,
    #[server(default)] force: bool,
) -> Result<(), AppError> {
    use crate::serverfns::response::{is_plain_form, redirect};

    let choices = choices.unwrap_or_default();
    match submit(&wiki, &formats, &choices, token, history, force).await {
        Ok(job) => {
            redirect(&format!("/jobs/{job}"));
            Ok(())
        }
        Err(AppError::Form { problem }) if is_plain_form() => {
            let formats = formats.iter().filter_map(|word| word.parse().ok()).collect();
            redirect(&Filled { wiki, formats, history, force, choices, problem: Some(problem) }.address());
            Ok(())
        }
        Err(error) => Err(error.with_status()),
    }
}

#[cfg(feature = "ssr")]
async fn submit(
    wiki: &str,
    formats: &[String],
    choices: &BookChoices,
    token: String,
    history: bool,
    force: bool,
) -> Result<relieur_domain::JobId, AppError> {
    use relieur_application::jobs::Submission;
    use relieur_domain::{AccessToken, Formats, WikiRef};

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
    let options = choices.options(formats, history).map_err(|error| AppError::Form { problem: (&error).into() })?;
    let submission = Submission { wiki, options, force, token: AccessToken::new(token) };
    context.jobs.submit(submission).await.map_err(AppError::internal)
}

/// What the form is filled in with, but for the token, which belongs in no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The wiki's address, or whatever was typed.
    pub wiki: String,
    /// The formats that are ticked.
    pub formats: Vec<ExportFormat>,
    /// Whether dates and authors are wanted.
    pub history: bool,
    /// Whether it is to be made even when nothing has changed.
    pub force: bool,
    /// The further choices.
    pub choices: BookChoices,
    /// What was wrong with it.
    pub problem: Option<FormProblem>,
}

impl Filled {
    /// As it was for `job`.
    pub fn for_job(job: &JobView, force: bool) -> Self {
        Self {
            wiki: job.wiki.clone(),
            formats: job.formats.clone(),
            history: job.options.history,
            force,
            choices: BookChoices::of(&job.options),
            problem: None,
        }
    }

    /// What an address fills in.
    pub fn from_query(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let formats = match value_of("formats") {
            Some(words) => words.split('-').filter_map(|word| word.parse().ok()).collect(),
            None => ExportFormat::ALL.to_vec(),
        };
        let is_set = |name: &str| value_of(name).is_some_and(|value| value == "true");
        Self {
            wiki: value_of("wiki").unwrap_or_default(),
            formats,
            history: is_set("history"),
            force: is_set("force"),
            problem: value_of("problem").and_then(|word| FormProblem::from_word(&word)),
            choices: BookChoices::from_query(value_of),
        }
    }

    /// Whether there is something to see below "More choices".
    pub fn shows_more(&self) -> bool {
        let is_concerned = self.problem.is_some_and(FormProblem::is_about_choices);
        self.history || self.force || is_concerned || self.choices != BookChoices::default()
    }

    /// The address of the form filled in like this.
    pub fn address(&self) -> String {
        // What is longer was no address, and need not be kept whole.
        let wiki: String = self.wiki.chars().take(500).collect();
        let formats: Vec<&str> = self.formats.iter().map(|format| format.name()).collect();
        let mut address = format!("/?wiki={}&formats={}", encoded(&wiki), formats.join("-"));
        let mut add = |name: &str, value: &str| {
            let pair = format!("&{name}={}", encoded(value));
            if address.len() + pair.len() <= ADDRESS_LIMIT {
                address.push_str(&pair);
            }
        };
        if self.history {
            add("history", "true");
        }
        if self.force {
            add("force", "true");
        }
        if let Some(problem) = self.problem {
            add("problem", problem.word());
        }
        for (name, value) in self.choices.to_query() {
            add(name, &value);
        }
        address
    }
}

/// As part of an address; our own words stay as they are.
fn encoded(text: &str) -> String {
    const PLAIN: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'-').remove(b'.');
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(wiki: &str) -> Filled {
        Filled {
            wiki: wiki.to_owned(),
            formats: vec![ExportFormat::Pdf, ExportFormat::Epub],
            history: true,
            force: false,
            choices: BookChoices::default(),
            problem: Some(FormProblem::NotAWiki),
        }
    }

    #[test]
    fn a_form_shown_again_keeps_what_was_typed() {
        let mut form = filled("a b/é&x=\r\n");
        let address = form.address();
        assert_eq!(address, "/?wiki=a%20b%2F%C3%A9%26x%3D%0D%0A&formats=pdf-epub&history=true&problem=not_a_wiki");
        form.choices.title = "A & B".to_owned();
        form.choices.cover = false;
        assert!(form.address().ends_with("&problem=not_a_wiki&title=A%20%26%20B&cover=false"), "{}", form.address());
    }

    #[test]
    fn what_does_not_fit_into_an_address_is_left_out() {
        let mut form = filled(&"é".repeat(5_000));
        form.choices.include = "é".repeat(5_000);
        form.choices.theme = "sans".to_owned();
        let address = form.address();
        assert!(address.len() <= ADDRESS_LIMIT && address.contains("&theme=sans"), "{}", address.len());
    }
}
