//! Read models: what people see.

use std::sync::Arc;

use relieur_application::jobs::wiki::stream;
use relieur_domain::jobs::wiki::WikiJobEvent;
use relieur_domain::jobs::{Progress, Step};
use relieur_domain::report::Warning;
use relieur_domain::views::FileView;
use relieur_domain::{ExportFormat, ExportReport, Failure, FailureCode, FileId, JobId, JobView};
use uuid::Uuid;

use super::{Store, append, folded, new_job, shown, started, stored, submit};

/// After every single event, whichever it is.
pub async fn the_job_shown_is_the_fold_of_its_events<S: Store>(store: Arc<S>) {
    let completed = submit(&*store).await;
    let progress = Progress { percent: 55, step: Step::Binding { format: ExportFormat::Pdf, done: 4, total: 7 } };
    let (_, pdf) = stored(completed, ExportFormat::Pdf);
    let (_, epub) = stored(completed, ExportFormat::Epub);
    let (_, pdf_again) = stored(completed, ExportFormat::Pdf);
    let report =
        ExportReport { pages: 7, warnings: vec![Warning::new("Home.md", "font", "A sentence.")], ..<_>::default() };
    let steps = [
        started(1),
        WikiJobEvent::ProgressReported { progress },
        epub,
        pdf,
        WikiJobEvent::JobHandedBack,
        started(2),
        pdf_again,
        WikiJobEvent::JobCompleted { report: report.clone() },
    ];
    for (version, event) in (1..).zip(steps) {
        store.append(append(completed, version, &[event])).await.expect("appended");
        assert_eq!(shown(&*store, completed).await, folded(&*store, completed).await);
    }
    assert_eq!(shown(&*store, completed).await.report, Some(report));

    // Several events in one append.
    let failed = submit(&*store).await;
    let failure = Failure::new(FailureCode::Unreachable, "github.com");
    let (_, file) = stored(failed, ExportFormat::Markdown);
    let rest = [started(1), file, WikiJobEvent::JobFailed { failure }];
    store.append(append(failed, 1, &rest)).await.expect("appended");
    assert_eq!(shown(&*store, failed).await, folded(&*store, failed).await);
}

/// A link to an old file leads nowhere, and not to something half.
pub async fn a_second_attempt_replaces_the_files_of_the_first<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let neighbour = submit(&*store).await;
    let (untouched, event) = stored(neighbour, ExportFormat::Pdf);
    store.append(append(neighbour, 1, &[started(1), event])).await.expect("appended");

    let (old, event) = stored(job, ExportFormat::Pdf);
    store.append(append(job, 1, &[started(1), event])).await.expect("appended");
    assert_eq!(store.file(old.id).await.expect("readable"), Some(old.clone()));

    let (new, event) = stored(job, ExportFormat::Pdf);
    store.append(append(job, 3, &[started(2)])).await.expect("appended");
    assert_eq!(store.file(old.id).await.expect("readable"), None);
    assert!(shown(&*store, job).await.files.is_empty());
    store.append(append(job, 4, &[event])).await.expect("appended");
    assert_eq!(store.file(new.id).await.expect("readable"), Some(new.clone()));
    assert_eq!(shown(&*store, job).await.files, [FileView::from(&new)]);
    assert_eq!(store.file(untouched.id).await.expect("readable"), Some(untouched));
}

/// With where it is kept, which a download needs.
pub async fn a_file_is_found_whole<S: Store>(store: Arc<S>) {
    let job = submit(&*store).await;
    let files = ExportFormat::ALL.map(|format| stored(job, format));
    let events: Vec<_> = [started(1)].into_iter().chain(files.iter().map(|(_, event)| event.clone())).collect();
    store.append(append(job, 1, &events)).await.expect("appended");
    for (file, _) in files {
        assert_eq!(store.file(file.id).await.expect("readable"), Some(file));
    }
}

/// By keyset: a job submitted meanwhile shifts nothing.
pub async fn jobs_are_listed_newest_first_in_pages<S: Store>(store: Arc<S>) {
    let empty = store.jobs(None, 3).await.expect("readable");
    assert!(empty.jobs.is_empty() && empty.next.is_none());

    let mut newest_first = Vec::new();
    for _ in 0..7 {
        newest_first.insert(0, submit(&*store).await);
    }
    let (mut listed, mut before, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = store.jobs(before, 3).await.expect("readable");
        assert!(page.jobs.len() <= 3);
        listed.extend(page.jobs.iter().map(|job| job.id));
        pages += 1;
        submit(&*store).await;
        match page.next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    assert_eq!(listed, newest_first);
    assert_eq!(pages, 3);

    // A page that ends with the last job is the last page.
    let exact = store.jobs(Some(newest_first[3]), 3).await.expect("readable");
    assert_eq!(exact.jobs.len(), 3);
    assert_eq!(exact.next, None);
}

/// Every job its own files, in the order they were stored.
pub async fn lists_have_files_and_no_reports<S: Store>(store: Arc<S>) {
    let mut expected = Vec::new();
    for formats in [&ExportFormat::ALL[..], &[], &[ExportFormat::Epub, ExportFormat::Pdf]] {
        let job = submit(&*store).await;
        let mut events = vec![started(1)];
        events.extend(formats.iter().map(|format| stored(job, *format).1));
        events.push(WikiJobEvent::JobCompleted { report: ExportReport { pages: 3, ..<_>::default() } });
        store.append(append(job, 1, &events)).await.expect("appended");
        let view = folded(&*store, job).await;
        assert_eq!(view.files.len(), formats.len());
        expected.insert(0, JobView { report: None, ..view });
    }
    assert_eq!(store.jobs(None, 50).await.expect("readable").jobs, expected);
}

/// Of that wiki only, and only what is complete.
pub async fn completed_exports_of_a_wiki_are_found_newest_first<S: Store>(store: Arc<S>) {
    let mut complete = Vec::new();
    for ended in [true, false, true] {
        let job = submit(&*store).await;
        let mut events = vec![started(1), stored(job, ExportFormat::Pdf).1];
        if ended {
            events.push(WikiJobEvent::JobCompleted { report: ExportReport { pages: 3, ..<_>::default() } });
            complete.insert(0, job);
        }
        store.append(append(job, 1, &events)).await.expect("appended");
    }
    let wiki = folded(&*store, complete[0]).await.wiki;
    let found = store.completed(&wiki, 5).await.expect("readable");
    assert_eq!(found.iter().map(|job| job.id).collect::<Vec<_>>(), complete);
    assert_eq!(found[0], folded(&*store, complete[0]).await, "with files and report");
    assert_eq!(store.completed(&wiki, 1).await.expect("readable").len(), 1);
    assert!(store.completed("https://github.com/other/wiki", 5).await.expect("readable").is_empty());
}

/// Not an error: an address on the web can name anything.
pub async fn what_is_unknown_is_none<S: Store>(store: Arc<S>) {
    submit(&*store).await;
    assert_eq!(store.job(new_job()).await.expect("readable"), None);
    assert_eq!(store.file(FileId(Uuid::now_v7())).await.expect("readable"), None);
    assert!(store.read(stream(new_job()), 0, 10).await.expect("readable").is_empty());
    let before_all = store.jobs(Some(JobId(Uuid::nil())), 10).await.expect("readable");
    assert!(before_all.jobs.is_empty() && before_all.next.is_none());
}

/// What the readiness probe asks.
pub async fn a_working_store_passes_its_check<S: Store>(store: Arc<S>) {
    store.check().await.expect("it answers");
}
