//! Read models: jobs as lists, pages and the API show them.
//!
//! A view is folded from the job's events by [`JobView::apply`]; the store uses it
//! for its tables, a browser to follow the live stream.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::export::{ExportFile, ExportFormat, FileId};
use crate::failure::Failure;
use crate::jobs::wiki::WikiJobEvent;
use crate::jobs::{JobId, JobStatus, Phase, Progress, Recorded, Step};
use crate::options::ExportOptions;
use crate::report::ExportReport;

/// One wiki job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobView {
    /// Its name for good.
    pub id: JobId,
    /// The wiki's canonical address.
    pub wiki: String,
    /// What was asked for.
    pub formats: Vec<ExportFormat>,
    /// How it was asked for.
    pub options: ExportOptions,
    /// Where it stands.
    pub status: JobStatus,
    /// How far it is.
    pub progress: ProgressView,
    /// Why it failed.
    pub error: Option<Failure>,
    /// How often a worker took it up.
    pub attempts: u32,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// When it ended, well or badly.
    pub completed_at: Option<Timestamp>,
    /// How many events are in this view; follow the stream from here.
    pub version: u64,
    /// The finished files.
    pub files: Vec<FileView>,
    /// What was found and done; lists leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ExportReport>,
}

/// How far a job is, for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgressView {
    /// 0 to 100.
    pub percent: u8,
    /// What the job is doing.
    pub phase: Phase,
    /// The same in a sentence, in English.
    pub message: String,
    /// The same as data, for sentences in other languages.
    pub detail: Step,
}

impl From<Progress> for ProgressView {
    fn from(progress: Progress) -> Self {
        Self {
            percent: progress.percent,
            phase: progress.step.phase(),
            message: progress.step.to_string(),
            detail: progress.step,
        }
    }
}

/// A finished file, without where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// Its name for good.
    pub id: FileId,
    /// What it is.
    pub format: ExportFormat,
    /// The name a download gets.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
}

impl From<&ExportFile> for FileView {
    fn from(file: &ExportFile) -> Self {
        Self {
            id: file.id,
            format: file.format,
            name: file.name.clone(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
        }
    }
}

/// A stretch of the list of jobs, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobsPage {
    /// The jobs, without their reports.
    pub jobs: Vec<JobView>,
    /// Ask for jobs before this one to go on; none at the end.
    pub next: Option<JobId>,
}

impl JobView {
    /// The view a first event makes; none for any event but `JobSubmitted`.
    pub fn begin(id: JobId, recorded: &Recorded<WikiJobEvent>) -> Option<Self> {
        let WikiJobEvent::JobSubmitted { wiki, options, .. } = &recorded.event else {
            return None;
        };
        Some(Self {
            id,
            wiki: wiki.to_string(),
            formats: options.formats.iter().collect(),
            options: options.clone(),
            status: JobStatus::Pending,
            progress: Progress::WAITING.into(),
            error: None,
            attempts: 0,
            created_at: recorded.at,
            updated_at: recorded.at,
            completed_at: None,
            version: recorded.sequence,
            files: Vec::new(),
            report: None,
        })
    }

    /// Takes note of the next event; one already in the view is ignored.
    pub fn apply(&mut self, recorded: &Recorded<WikiJobEvent>) {
        if recorded.sequence <= self.version {
            return;
        }
        self.version = recorded.sequence;
        self.updated_at = recorded.at;
        match &recorded.event {
            WikiJobEvent::JobSubmitted { .. } => {}
            WikiJobEvent::JobStarted { attempt } => {
                self.status = JobStatus::Processing;
                self.attempts = *attempt;
                self.progress = Progress { percent: 0, step: Step::Connecting }.into();
                self.files.clear();
            }
            WikiJobEvent::ProgressReported { progress } => self.progress = (*progress).into(),
            WikiJobEvent::FileStored { file } => self.files.push(file.into()),
            WikiJobEvent::JobHandedBack => {
                self.status = JobStatus::Pending;
                self.progress = Progress::WAITING.into();
            }
            WikiJobEvent::JobCompleted { report } => {
                self.status = JobStatus::Completed;
                self.progress = Progress::DONE.into();
                self.completed_at = Some(recorded.at);
                self.report = Some(report.clone());
            }
            WikiJobEvent::JobFailed { failure } => {
                self.status = JobStatus::Failed;
                self.completed_at = Some(recorded.at);
                self.error = Some(failure.clone());
            }
        }
    }
}
