//! What a job is doing.

use relieur_domain::wiki::FetchStrategy;
use relieur_domain::{ExportFormat, JobStatus, Phase, Step};

use super::{Translations, count};
use crate::i18n::t_string;

/// What the job is doing, as a sentence.
pub fn step_sentence(i18n: Translations, step: Step) -> String {
    let number = |number| count(number, i18n.get_locale());
    match step {
        Step::Waiting => t_string!(i18n, step.waiting).to_string(),
        Step::Connecting => t_string!(i18n, step.connecting).to_string(),
        Step::FallingBack { to: FetchStrategy::LookUp } => t_string!(i18n, step.following).to_string(),
        Step::FallingBack { to: _ } => t_string!(i18n, step.falling_back).to_string(),
        Step::Receiving { done, total: 0 } => t_string!(i18n, step.received, done = number(done)).to_string(),
        Step::Receiving { done, total } => {
            t_string!(i18n, step.received_of, done = number(done), total = number(total)).to_string()
        }
        Step::Reading { done, total } => {
            t_string!(i18n, step.reading, done = number(done), total = number(total)).to_string()
        }
        Step::Illustrating { done, total } => {
            t_string!(i18n, step.illustrating, done = number(done), total = number(total)).to_string()
        }
        Step::Binding { format, done, total } => {
            t_string!(i18n, step.binding, format = format, done = number(done), total = number(total)).to_string()
        }
        Step::Storing { format } => t_string!(i18n, step.storing, format = format).to_string(),
        Step::Finished => t_string!(i18n, step.finished).to_string(),
    }
}

/// The phase in a word.
pub fn phase_name(i18n: Translations, phase: Phase) -> String {
    match phase {
        Phase::Fetch => t_string!(i18n, phase.fetch).to_string(),
        Phase::Read => t_string!(i18n, phase.read).to_string(),
        Phase::Bind => t_string!(i18n, phase.bind).to_string(),
        Phase::Store => t_string!(i18n, phase.store).to_string(),
    }
}

/// The status in a word.
pub fn status_name(i18n: Translations, status: JobStatus) -> String {
    match status {
        JobStatus::Pending => t_string!(i18n, status.pending).to_string(),
        JobStatus::Processing => t_string!(i18n, status.processing).to_string(),
        JobStatus::Completed => t_string!(i18n, status.completed).to_string(),
        JobStatus::Failed => t_string!(i18n, status.failed).to_string(),
        JobStatus::Cancelled => t_string!(i18n, status.cancelled).to_string(),
    }
}

/// The way a wiki was read, from the word in its report.
pub fn strategy_name(i18n: Translations, strategy: &str) -> String {
    match strategy {
        "git" => t_string!(i18n, report.by_git).to_string(),
        "web" => t_string!(i18n, report.by_web).to_string(),
        "lookup" => t_string!(i18n, report.by_lookup).to_string(),
        "folder" => t_string!(i18n, report.by_folder).to_string(),
        other => other.to_owned(),
    }
}

/// The format's name.
pub fn format_name(i18n: Translations, format: ExportFormat) -> String {
    match format {
        ExportFormat::Markdown => t_string!(i18n, form.markdown).to_string(),
        ExportFormat::Pdf => t_string!(i18n, form.pdf).to_string(),
        ExportFormat::Epub => t_string!(i18n, form.epub).to_string(),
    }
}
