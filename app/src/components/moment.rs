//! A moment in time.

use chrono::SecondsFormat;
use leptos::prelude::*;
use leptos_i18n::Locale as _;
use relieur_domain::Timestamp;
use wasm_bindgen::JsValue;

use crate::i18n::use_i18n;

/// `at`, in UTC as the server writes it; in the browser then in the user's own time
/// zone. Both renderings begin alike, so hydration finds what it expects.
#[component]
pub fn Moment(at: Timestamp) -> impl IntoView {
    let i18n = use_i18n();
    let machine = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = RwSignal::new(at.format("%Y-%m-%d %H:%M UTC").to_string());

    Effect::new(move |_| {
        let date = js_sys::Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
        let options = js_sys::Object::new();
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&options, &"dateStyle".into(), &"medium".into());
        let _ = js_sys::Reflect::set(&options, &"timeStyle".into(), &"short".into());
        let local = date.to_locale_string(i18n.get_locale().as_str(), &options);
        text.set(local.into());
    });

    view! { <time datetime=machine>{move || text.get()}</time> }
}
