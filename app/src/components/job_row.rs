//! One export in a list.

use leptos::prelude::*;
use relieur_domain::{JobStatus, JobView};

use super::Icon;
use super::moment::Moment;
use super::status_badge::StatusBadge;
use crate::i18n::{t, t_string, use_i18n};
use crate::words::{failure_message, short_wiki, size, step_sentence};

/// The wiki, how it stands, and what can be downloaded.
#[component]
pub fn JobRow(job: Memo<JobView>) -> impl IntoView {
    let i18n = use_i18n();
    let first = job.get_untracked();
    let status = Memo::new(move |_| job.with(|job| job.status));
    let href = format!("/jobs/{}", first.id);
    let wiki = short_wiki(&first.wiki);

    view! {
        <li class="job-row">
            <div class="job-row-main">
                <a class="job-row-wiki" href=href title=first.wiki>{wiki}</a>
                <StatusBadge status/>
            </div>
            <div class="job-row-about">
                <Moment at=first.created_at/>
                {move || match status.get() {
                    JobStatus::Pending | JobStatus::Processing => {
                        view! {
                            <span class="job-row-step">
                                {move || job.with(|job| step_sentence(i18n, job.progress.detail))}
                            </span>
                        }
                        .into_any()
                    }
                    JobStatus::Failed => {
                        view! {
                            <span class="job-row-step">
                                {move || job.with(|job| job.error.as_ref().map(|failure| failure_message(i18n, failure)))}
                            </span>
                        }
                        .into_any()
                    }
                    JobStatus::Completed => view! { <RowDownloads job/> }.into_any(),
                    JobStatus::Cancelled => ().into_any(),
                }}
            </div>
            <Show when=move || status.get() == JobStatus::Processing>
                <progress
                    class="bar bar-thin"
                    max="100"
                    value=move || job.with(|job| job.progress.percent.to_string())
                    aria-label=move || t_string!(i18n, job.progress).to_string()
                ></progress>
            </Show>
        </li>
    }
    .into_any()
}

#[component]
fn RowDownloads(job: Memo<JobView>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <span class="job-row-files">
            <For each=move || job.get().files key=|file| file.id let(file)>
                <a
                    class="chip"
                    href=format!("/api/v1/files/{}/download", file.id)
                    rel="external"
                    download
                    title=file.name
                >
                    <Icon name="download"/>
                    <span class="sr-only">{t!(i18n, job.download)}" "</span>
                    <span>{file.format.to_string()}</span>
                    <span class="chip-size">{move || size(file.bytes, i18n.get_locale())}</span>
                </a>
            </For>
        </span>
    }
}
