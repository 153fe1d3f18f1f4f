//! The browser's entry point: makes the server's page alive, nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script in the page's head once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(relieur_app::App);

    // Seeing a button does not mean that it works yet; tests and style sheets can
    // tell by this mark.
    let root = leptos::prelude::document().document_element();
    if let Some(root) = root {
        // Setting an attribute with a constant, valid name cannot fail.
        let _ = root.set_attribute("data-hydrated", "true");
    }
}
