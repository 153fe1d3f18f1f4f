//! `WikiJob`: one request to export one wiki.
//!
//! [`WikiJob::decide`] turns a command into events or refuses it,
//! [`WikiJob::evolve`] is the only way its state changes.

use serde::{Deserialize, Serialize};

use super::{JobId, JobStatus, Progress, Recorded};
use crate::export::{ExportFile, ExportFormat};
use crate::failure::Failure;
use crate::options::ExportOptions;
use crate::report::ExportReport;
use crate::wiki::WikiRef;

/// The version of [`WikiJobEvent`]'s stored form that this code writes.
pub const SCHEMA_VERSION: u32 = 1;

/// What happened to a wiki job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum WikiJobEvent {
    /// Somebody asked for the export.
    JobSubmitted {
        /// Which wiki.
        wiki: WikiRef,
        /// How.
        options: ExportOptions,
        /// Whether it is to be made even when nothing has changed.
        #[serde(default)]
        force: bool,
    },
    /// A worker took it up. What an earlier attempt had stored is void.
    JobStarted {
        /// 1 for the first.
        attempt: u32,
    },
    /// A milestone; finer ticks are not kept.
    ProgressReported {
        /// How far.
        #[serde(flatten)]
        progress: Progress,
    },
    /// A finished file is in the object store.
    FileStored {
        /// Which.
        file: ExportFile,
    },
    /// The worker had to stop; another will take the job up.
    JobHandedBack,
    /// All files are stored.
    JobCompleted {
        /// What was found and done.
        report: ExportReport,
    },
    /// Given up.
    JobFailed {
        /// Why.
        failure: Failure,
    },
}

impl WikiJobEvent {
    /// The event's name as stored.
    pub fn name(&self) -> &'static str {
        match self {
            Self::JobSubmitted { .. } => "JobSubmitted",
            Self::JobStarted { .. } => "JobStarted",
            Self::ProgressReported { .. } => "ProgressReported",
            Self::FileStored { .. } => "FileStored",
            Self::JobHandedBack => "JobHandedBack",
            Self::JobCompleted { .. } => "JobCompleted",
            Self::JobFailed { .. } => "JobFailed",
        }
    }
}

/// What can be asked of a wiki job.
#[derive(Debug, Clone, PartialEq)]
pub enum WikiJobCommand {
    /// Make it.
    Submit {
        /// Which wiki.
        wiki: WikiRef,
        /// How.
        options: ExportOptions,
        /// Even when nothing has changed.
        force: bool,
    },
    /// Take it up.
    Start {
        /// 1 for the first.
        attempt: u32,
    },
    /// Say how far it is.
    ReportProgress(Progress),
    /// Add a finished file.
    StoreFile(ExportFile),
    /// Let another worker take it up.
    HandBack,
    /// End it well.
    Complete(ExportReport),
    /// End it badly.
    Fail(Failure),
}

/// A command that makes no sense for the job as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WikiJobError {
    /// Submitted a second time.
    #[error("the job exists already")]
    Exists,
    /// Not submitted yet.
    #[error("there is no such job")]
    Missing,
    /// It ended before.
    #[error("the job has ended already ({})", .0.as_str())]
    Ended(JobStatus),
    /// No worker has taken it up.
    #[error("the job is not being worked on")]
    NotProcessing,
    /// A file that was asked for is not stored.
    #[error("the {0} is not stored yet")]
    FileMissing(ExportFormat),
    /// That file is stored in this attempt already.
    #[error("the {0} is stored already")]
    FileExists(ExportFormat),
}

/// The state of a wiki job, as far as decisions need it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WikiJob {
    /// How many events made this state; the version to append after.
    pub version: u64,
    /// None before it is submitted.
    pub job: Option<Submitted>,
}

/// A job that exists.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// Which wiki.
    pub wiki: WikiRef,
    /// How.
    pub options: ExportOptions,
    /// Even when nothing has changed.
    pub force: bool,
    /// Where it stands.
    pub status: JobStatus,
    /// How far this attempt is, in per cent.
    pub percent: u8,
    /// What this attempt has stored, by format and name: a large book has several files
    /// of one format.
    pub stored: Vec<(ExportFormat, String)>,
}

impl Submitted {
    fn holds(&self, format: ExportFormat) -> bool {
        self.stored.iter().any(|(stored, _)| *stored == format)
    }
}

impl WikiJob {
    /// Replays a history.
    pub fn from_history<'a>(history: impl IntoIterator<Item = &'a Recorded<WikiJobEvent>>) -> Self {
        let mut job = Self::default();
        for recorded in history {
            job.evolve(&recorded.event);
        }
        job
    }

    /// What happens when `command` is given; nothing when it changes nothing.
    pub fn decide(&self, command: WikiJobCommand) -> Result<Vec<WikiJobEvent>, WikiJobError> {
        use WikiJobCommand as C;
        use WikiJobEvent as E;

        let Some(job) = &self.job else {
            return match command {
                C::Submit { wiki, options, force } => Ok(vec![E::JobSubmitted { wiki, options, force }]),
                _ => Err(WikiJobError::Missing),
            };
        };
        if matches!(command, C::Submit { .. }) {
            return Err(WikiJobError::Exists);
        }
        if job.status.is_final() {
            return Err(WikiJobError::Ended(job.status));
        }
        if let C::Start { attempt } = command {
            return Ok(vec![E::JobStarted { attempt }]);
        }
        if let C::Fail(failure) = command {
            return Ok(vec![E::JobFailed { failure }]);
        }
        if job.status != JobStatus::Processing {
            return Err(WikiJobError::NotProcessing);
        }
        match command {
            C::ReportProgress(progress) => {
                let percent = progress.percent.clamp(job.percent, 100);
                Ok(vec![E::ProgressReported { progress: Progress { percent, ..progress } }])
            }
            C::StoreFile(file) => {
                if job.stored.iter().any(|(format, name)| (*format, name) == (file.format, &file.name)) {
                    return Err(WikiJobError::FileExists(file.format));
                }
                Ok(vec![E::FileStored { file }])
            }
            C::HandBack => Ok(vec![E::JobHandedBack]),
            C::Complete(report) => match job.options.formats.iter().find(|format| !job.holds(*format)) {
                Some(format) => Err(WikiJobError::FileMissing(format)),
                None => Ok(vec![E::JobCompleted { report }]),
            },
            C::Submit { .. } | C::Start { .. } | C::Fail(_) => unreachable!("answered above"),
        }
    }

    /// Takes note of what happened. Never fails: what was decided stands.
    pub fn evolve(&mut self, event: &WikiJobEvent) {
        self.version += 1;
        if let WikiJobEvent::JobSubmitted { wiki, options, force } = event {
            self.job = Some(Submitted {
                wiki: wiki.clone(),
                options: options.clone(),
                force: *force,
                status: JobStatus::Pending,
                percent: 0,
                stored: Vec::new(),
            });
            return;
        }
        let Some(job) = &mut self.job else { return };
        match event {
            WikiJobEvent::JobStarted { .. } => {
                job.status = JobStatus::Processing;
                job.percent = 0;
                job.stored.clear();
            }
            WikiJobEvent::ProgressReported { progress } => job.percent = progress.percent,
            WikiJobEvent::FileStored { file } => job.stored.push((file.format, file.name.clone())),
            WikiJobEvent::JobHandedBack => job.status = JobStatus::Pending,
            WikiJobEvent::JobCompleted { .. } => job.status = JobStatus::Completed,
            WikiJobEvent::JobFailed { .. } => job.status = JobStatus::Failed,
            WikiJobEvent::JobSubmitted { .. } => {}
        }
    }
}

/// A command that was accepted for the job named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Which job.
    pub id: JobId,
    /// Its version afterwards.
    pub version: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{FileId, Formats};
    use crate::failure::FailureCode;
    use crate::jobs::Step;
    use crate::wiki::GitHubHost;
    use uuid::Uuid;

    fn submitted() -> WikiJob {
        let mut job = WikiJob::default();
        let wiki = WikiRef::parse("owner/repo", &GitHubHost::default()).expect("a wiki");
        let options = ExportOptions::of(Formats::new([ExportFormat::Pdf]).expect("one"));
        for event in job.decide(WikiJobCommand::Submit { wiki, options, force: false }).expect("accepted") {
            job.evolve(&event);
        }
        job
    }

    fn given(job: &mut WikiJob, command: WikiJobCommand) -> Result<(), WikiJobError> {
        for event in job.decide(command)? {
            job.evolve(&event);
        }
        Ok(())
    }

    fn file(format: ExportFormat) -> ExportFile {
        ExportFile {
            id: FileId(Uuid::nil()),
            job_id: JobId(Uuid::nil()),
            format,
            name: "a.pdf".into(),
            storage_path: "jobs/a.pdf".into(),
            bytes: 1,
            sha256: "00".into(),
            created_at: Timestamp::default(),
        }
    }
    use crate::Timestamp;

    #[test]
    fn a_job_completes_only_with_every_file_and_only_once() {
        let mut job = submitted();
        let report = ExportReport::default();
        assert_eq!(given(&mut job, WikiJobCommand::Complete(report.clone())), Err(WikiJobError::NotProcessing));
        given(&mut job, WikiJobCommand::Start { attempt: 1 }).expect("starts");
        assert_eq!(
            given(&mut job, WikiJobCommand::Complete(report.clone())),
            Err(WikiJobError::FileMissing(ExportFormat::Pdf))
        );
        given(&mut job, WikiJobCommand::StoreFile(file(ExportFormat::Pdf))).expect("stores");
        assert_eq!(
            given(&mut job, WikiJobCommand::StoreFile(file(ExportFormat::Pdf))),
            Err(WikiJobError::FileExists(ExportFormat::Pdf))
        );
        given(&mut job, WikiJobCommand::Complete(report.clone())).expect("completes");
        assert_eq!(given(&mut job, WikiJobCommand::Complete(report)), Err(WikiJobError::Ended(JobStatus::Completed)));
    }

    #[test]
    fn a_large_book_is_stored_in_volumes() {
        let mut job = submitted();
        given(&mut job, WikiJobCommand::Start { attempt: 1 }).expect("starts");
        for name in ["w-1.pdf", "w-2.pdf"] {
            let volume = ExportFile { name: name.into(), ..file(ExportFormat::Pdf) };
            given(&mut job, WikiJobCommand::StoreFile(volume)).expect("stores");
        }
        given(&mut job, WikiJobCommand::Complete(ExportReport::default())).expect("completes");
    }

    #[test]
    fn a_second_attempt_starts_from_nothing() {
        let mut job = submitted();
        given(&mut job, WikiJobCommand::Start { attempt: 1 }).expect("starts");
        given(&mut job, WikiJobCommand::StoreFile(file(ExportFormat::Pdf))).expect("stores");
        given(&mut job, WikiJobCommand::Start { attempt: 2 }).expect("starts again");
        assert_eq!(
            given(&mut job, WikiJobCommand::Complete(ExportReport::default())),
            Err(WikiJobError::FileMissing(ExportFormat::Pdf))
        );
    }

    #[test]
    fn progress_never_falls_within_an_attempt() {
        let mut job = submitted();
        given(&mut job, WikiJobCommand::Start { attempt: 1 }).expect("starts");
        let at = |percent| WikiJobCommand::ReportProgress(Progress { percent, step: Step::Connecting });
        given(&mut job, at(40)).expect("forward");
        given(&mut job, at(20)).expect("kept");
        assert_eq!(job.job.as_ref().expect("a job").percent, 40);
    }

    #[test]
    fn a_waiting_job_can_fail_and_a_failed_one_stays_so() {
        let mut job = submitted();
        let failure = Failure::new(FailureCode::WorkerLost, "owner/repo");
        given(&mut job, WikiJobCommand::Fail(failure)).expect("fails");
        assert_eq!(given(&mut job, WikiJobCommand::Start { attempt: 2 }), Err(WikiJobError::Ended(JobStatus::Failed)));
    }
}
