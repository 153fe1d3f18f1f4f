//! One picture of the sprite `public/icons.svg`.

use leptos::prelude::*;

/// The icon `name`; decoration only, the words beside it say the same.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" width="20" height="20" aria-hidden="true" focusable="false">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
