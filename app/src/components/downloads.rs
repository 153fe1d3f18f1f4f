//! The finished files.

use leptos::prelude::*;
use relieur_domain::JobView;
use relieur_domain::export::ExportFormat;
use relieur_domain::views::FileView;

use super::Icon;
use crate::i18n::{t, use_i18n};
use crate::words::{format_name, size};

/// How much of a checksum is shown: enough to tell files apart; the whole is in the
/// title.
const SHORT: usize = 12;

/// One big button per file.
#[component]
pub fn Downloads(job: RwSignal<JobView>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="section" aria-labelledby="downloads">
            <h2 id="downloads">{t!(i18n, job.ready)}</h2>
            <ul class="downloads">
                <For each=move || job.with(|job| job.files.clone()) key=|file| file.id let(file)>
                    <Download file/>
                </For>
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Download(file: FileView) -> impl IntoView {
    let i18n = use_i18n();
    let FileView { id, format, name, bytes, sha256 } = file;
    let short: String = sha256.chars().take(SHORT).collect();
    let spine = match format {
        ExportFormat::Markdown => "spine spine-markdown",
        ExportFormat::Pdf => "spine spine-pdf",
        ExportFormat::Epub => "spine spine-epub",
    };
    view! {
        <li class="download">
            <a class="download-link" href=format!("/api/v1/files/{id}/download") rel="external" download>
                <span class=spine aria-hidden="true"></span>
                <span class="download-text">
                    <span class="sr-only">{t!(i18n, job.download)}" "</span>
                    <span class="download-format">{move || format_name(i18n, format)}</span>
                    <span class="download-name">{name}</span>
                </span>
                <span class="download-size">{move || size(bytes, i18n.get_locale())}</span>
                <Icon name="download"/>
            </a>
            <p class="download-sum">
                {t!(i18n, job.checksum)}" "<code title=sha256>{short}"…"</code>
            </p>
        </li>
    }
}
