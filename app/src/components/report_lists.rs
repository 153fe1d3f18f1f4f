//! The lists of a report, folded until somebody wants them.

use leptos::prelude::*;
use relieur_domain::report::{BrokenLink, MissingImage, Warning};

use crate::i18n::{t, t_string, use_i18n};
use crate::words::{Translations, count};

/// How many entries a page shows; the full report has them all.
const SHOWN: usize = 200;

/// Links that lead nowhere; nothing at all when there are none.
#[component]
pub fn BrokenLinks(links: Vec<BrokenLink>) -> impl IntoView {
    let i18n = use_i18n();
    let total = links.len();
    (total > 0).then(|| {
        view! {
            <details class="fold">
                <summary>{move || list_title(i18n, t_string!(i18n, report.broken).to_string(), total)}</summary>
                <p class="fold-about">{t!(i18n, report.broken_about)}</p>
                <div class="table-frame" tabindex="0" role="region" aria-label=move || t_string!(i18n, report.broken).to_string()>
                    <table class="plain-table">
                        <thead><tr><th scope="col">{t!(i18n, report.page)}</th><th scope="col">{t!(i18n, report.target)}</th></tr></thead>
                        <tbody>
                            {links.into_iter().take(SHOWN).map(|link| view! {
                                <tr><td>{link.page}</td><td><code>{link.target}</code></td></tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
                <More total/>
            </details>
        }
    })
}

/// Images replaced by their description.
#[component]
pub fn MissingImages(images: Vec<MissingImage>) -> impl IntoView {
    let i18n = use_i18n();
    let total = images.len();
    (total > 0).then(|| {
        view! {
            <details class="fold">
                <summary>{move || list_title(i18n, t_string!(i18n, report.missing).to_string(), total)}</summary>
                <p class="fold-about">{t!(i18n, report.missing_about)}</p>
                <div class="table-frame" tabindex="0" role="region" aria-label=move || t_string!(i18n, report.missing).to_string()>
                    <table class="plain-table">
                        <thead><tr>
                            <th scope="col">{t!(i18n, report.page)}</th>
                            <th scope="col">{t!(i18n, report.image)}</th>
                            <th scope="col">{t!(i18n, report.reason)}</th>
                        </tr></thead>
                        <tbody>
                            {images.into_iter().take(SHOWN).map(|image| view! {
                                <tr><td>{image.page}</td><td><code>{image.url}</code></td><td lang="en">{image.reason}</td></tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
                <More total/>
            </details>
        }
    })
}

/// Everything else worth knowing.
#[component]
pub fn Warnings(warnings: Vec<Warning>) -> impl IntoView {
    let i18n = use_i18n();
    let total = warnings.len();
    (total > 0).then(|| {
        view! {
            <details class="fold">
                <summary>{move || list_title(i18n, t_string!(i18n, report.warnings).to_string(), total)}</summary>
                <p class="fold-about">{t!(i18n, report.warnings_about)}</p>
                <div class="table-frame" tabindex="0" role="region" aria-label=move || t_string!(i18n, report.warnings).to_string()>
                    <table class="plain-table">
                        <thead><tr><th scope="col">{t!(i18n, report.page)}</th><th scope="col">{t!(i18n, report.remark)}</th></tr></thead>
                        <tbody>
                            {warnings.into_iter().take(SHOWN).map(|warning| {
                                let page = match warning.page {
                                    page if page.is_empty() => t!(i18n, report.whole_wiki).into_any(),
                                    page => page.into_any(),
                                };
                                view! { <tr><td>{page}</td><td lang="en">{warning.message}</td></tr> }
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
                <More total/>
            </details>
        }
    })
}

fn list_title(i18n: Translations, title: String, total: usize) -> String {
    t_string!(i18n, report.list_of, title = title, count = count(total as u64, i18n.get_locale())).to_string()
}

#[component]
fn More(total: usize) -> impl IntoView {
    let i18n = use_i18n();
    (total > SHOWN).then(|| {
        let rest = (total - SHOWN) as u64;
        view! { <p class="fold-about">{move || t_string!(i18n, report.more, count = count(rest, i18n.get_locale())).to_string()}</p> }
    })
}
