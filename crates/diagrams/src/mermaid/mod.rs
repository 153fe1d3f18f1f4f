//! Mermaid, drawn by merman, and by mermaid-svg where merman does not understand it.
//!
//! The result is laid out for a white page as wide as a book's: Mermaid's own light
//! theme, classic shapes without shadows, one font.

mod guard;
mod kinds;
mod labels;

use std::sync::LazyLock;
use std::time::Duration;

use merman::svg::{
    DeterministicTextMeasurer, LayoutOptions, MeasurementProfileId, RenderResourcePolicy, SvgPipeline,
    TextMeasurementPolicy, TextMeasurementProfile, TextMeasurementProfileIdentity,
};
use merman::{
    Engine, MermaidConfig, OperationControl, RenderError, RenderOutput, RenderRequest, Renderer, SvgEnvironment,
    SvgRequest,
};
use serde_json::json;

use crate::crop::cropped;
use crate::{Drawing, Sketch, Subject, Undrawn, normalised, text};

/// Characters a diagram may have: Mermaid's own `maxTextSize`, beyond which GitHub
/// shows an error.
const MAX_CHARACTERS: usize = 50_000;

/// CSS pixels across a page.
const PAGE_WIDTH: f64 = 720.0;

/// CSS pixels down a page.
const PAGE_HEIGHT: f64 = 900.0;

/// Bytes of SVG a diagram may become.
const MAX_SVG_BYTES: usize = 8 * 1024 * 1024;

/// Elements of SVG a diagram may become.
const MAX_SVG_ELEMENTS: usize = 20_000;

/// Nodes, edges, messages and so on; Mermaid itself gives up at 500 edges.
const MAX_ITEMS: usize = 3_000;

/// Units of work a layout may take, as merman counts them; an ordinary diagram takes
/// thousands.
const MAX_LAYOUT_WORK: usize = 4_000_000;

/// For what the other limits do not see. Far beyond any diagram that can be read, so
/// that no result depends on how fast the machine is.
const DEADLINE: Duration = Duration::from_secs(10);

/// Draws as the source asks for.
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| renderer(&[]));

/// Draws without the theme the source asks for.
static LIGHT_RENDERER: LazyLock<Renderer> = LazyLock::new(|| renderer(&["theme", "themeVariables"]));

/// Mermaid's settings, under those of the diagram itself; `locked` ones it cannot change.
fn renderer(locked: &[&str]) -> Renderer {
    let mut secure = vec![
        "secure",
        "securityLevel",
        "startOnLoad",
        "maxTextSize",
        "suppressErrorRendering",
        "maxEdges",
        "fontFamily",
        "altFontFamily",
        "look",
        "darkMode",
    ];
    secure.extend_from_slice(locked);
    let config = MermaidConfig::from_value(json!({
        "look": "classic",
        "theme": "default",
        "fontFamily": "sans-serif",
        "altFontFamily": "sans-serif",
        // As Mermaid had it for years and GitHub still has; version 12 makes labels narrow
        // and boxes wide.
        "flowchart": { "wrappingWidth": 200, "minNodeWidth": 0 },
        "class": { "wrappingWidth": 200, "minNodeWidth": 0 },
        "state": { "wrappingWidth": 200, "minNodeWidth": 0 },
        "themeVariables": {
            "edgeLabelBackground": "#f0f0f4",
            // White on pale blue and pale purple, where Mermaid has its way.
            "cScaleLabel0": "#1f2328",
            "cScaleLabel3": "#1f2328",
            // The first bars are all but white.
            "xyChart": { "plotColorPalette": "#7c8fe0,#c2410c,#2da44e,#8250df,#bf8700,#57606a" },
        },
        "secure": secure,
    }));
    Renderer::new().with_engine(Engine::new().with_site_config(config))
}

static ENVIRONMENT: LazyLock<SvgEnvironment> = LazyLock::new(|| {
    let mut resources = RenderResourcePolicy::interactive();
    for (limit, value) in [
        ("max_svg_bytes", MAX_SVG_BYTES),
        ("max_svg_elements", MAX_SVG_ELEMENTS),
        ("max_model_items", MAX_ITEMS),
        ("max_layout_work_units", MAX_LAYOUT_WORK),
    ] {
        if let Err(error) = resources.apply_override(limit, value) {
            tracing::warn!(limit, %error, "merman knows no such limit");
        }
    }
    let environment = SvgEnvironment::deterministic().with_resource_policy(resources);
    match measurement() {
        Some(policy) => environment.with_text_measurement_policy(policy),
        None => environment,
    }
});

/// Widths of the font the words will be set in.
fn measurement() -> Option<TextMeasurementPolicy> {
    let profile = MeasurementProfileId::new("relieur.fonts").ok()?;
    let identity = TextMeasurementProfileIdentity::new(profile, "1").ok()?;
    let widths = DeterministicTextMeasurer::default().with_width_callback(|text, style| {
        let bold = style.font_weight.as_deref().is_some_and(is_bold);
        text::width_in_ems(text, bold) * style.font_size
    });
    Some(TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, widths)))
}

fn is_bold(weight: &str) -> bool {
    weight.starts_with("bold") || weight.parse::<f64>().is_ok_and(|weight| weight >= 600.0)
}

/// Draws a Mermaid diagram.
pub(crate) fn draw(source: &str) -> Result<Drawing, Undrawn> {
    let length = source.chars().count();
    if length > MAX_CHARACTERS {
        return Err(Undrawn::TooLong { length, limit: MAX_CHARACTERS });
    }
    guard::check(source)?;
    let first = by_merman(source).and_then(|svg| finished(source, &svg));
    let Err(problem) = first else { return first };
    if !matches!(problem, Undrawn::NotUnderstood(_) | Undrawn::Failed) || !guard::is_fit_for_second(source) {
        return Err(problem);
    }
    // The first one's complaint is kept: it follows Mermaid's own grammar.
    by_mermaid_svg(source).and_then(|svg| finished(source, &svg)).map_err(|_| problem)
}

fn finished(source: &str, svg: &str) -> Result<Drawing, Undrawn> {
    let subject = Subject::Diagram { kind: kinds::of(source), words: labels::of(source, svg) };
    normalised(Sketch { svg: mended(svg), subject }).map(cropped)
}

/// Mends what a page shows otherwise than a browser.
///
/// Mermaid's style sheet gives the branches of a mind map that lie deep a width below
/// nothing, which browsers do not believe; and lets lines shine through their labels.
fn mended(svg: &str) -> String {
    const BELOW_NOTHING: &str = "stroke-width:-";
    let svg = svg.replace("opacity:0.5;background-color:", "opacity:1;background-color:");
    let mut parts = svg.split(BELOW_NOTHING);
    let mut mended = String::with_capacity(svg.len());
    mended.push_str(parts.next().unwrap_or_default());
    for part in parts {
        mended.push_str("stroke-width:2");
        mended.push_str(part.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.'));
    }
    mended
}

/// Whether the source asks for colours made for a dark page.
fn is_for_the_dark(source: &str) -> bool {
    let settings = source.len() - kinds::body(source).len();
    source.get(..settings).is_some_and(|settings| settings.contains("dark"))
}

fn by_merman(source: &str) -> Result<String, Undrawn> {
    let request = SvgRequest {
        environment: ENVIRONMENT.clone(),
        layout: LayoutOptions::headless_svg_defaults().with_container_size(PAGE_WIDTH, PAGE_HEIGHT),
        pipeline: Some(SvgPipeline::resvg_safe()),
        ..SvgRequest::default()
    };
    let control = OperationControl::new().with_deadline(DEADLINE);
    let renderer = if is_for_the_dark(source) { &LIGHT_RENDERER } else { &RENDERER };
    match renderer.render(RenderRequest::svg(source, control, request)) {
        Ok(RenderOutput::Svg(Some(svg))) => Ok(svg.into_parts().0),
        Ok(_) | Err(RenderError::NoDiagram) => Err(Undrawn::NotUnderstood("no kind of diagram is named".to_owned())),
        Err(RenderError::ResourceLimitExceeded(_) | RenderError::Cancelled(_)) => Err(Undrawn::TooComplex),
        Err(RenderError::Parse(diagnostic)) => Err(Undrawn::NotUnderstood(said(&diagnostic.to_string()))),
        Err(error) => {
            tracing::debug!(%error, "merman failed");
            Err(Undrawn::Failed)
        }
    }
}

fn by_mermaid_svg(source: &str) -> Result<String, Undrawn> {
    mermaid_svg::render(source).map_err(|error| Undrawn::NotUnderstood(said(&error.to_string())))
}

/// A complaint, on one line and short.
fn said(complaint: &str) -> String {
    const MOST: usize = 160;
    let line = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_below_nothing_becomes_a_thin_line() {
        assert_eq!(mended(".a{stroke-width:-10.5;}.b{stroke-width:5;}"), ".a{stroke-width:2;}.b{stroke-width:5;}");
    }

    #[test]
    fn dark_colours_are_asked_for_in_the_settings_only() {
        assert!(is_for_the_dark("%%{init: {'theme': 'dark'}}%%\ngraph TD\n a-->b"));
        assert!(is_for_the_dark("---\nconfig:\n  theme: neo-dark\n---\ngraph TD\n a-->b"));
        assert!(!is_for_the_dark("graph TD\n a-->dark"));
    }

    #[test]
    fn merman_knows_every_limit_set() {
        let mut resources = RenderResourcePolicy::interactive();
        for limit in ["max_svg_bytes", "max_svg_elements", "max_model_items", "max_layout_work_units"] {
            assert!(resources.apply_override(limit, 1).is_ok(), "{limit}");
        }
        assert!(measurement().is_some());
    }

    #[test]
    fn a_long_complaint_is_cut() {
        assert_eq!(said("two\n  lines"), "two lines");
        assert!(said(&"é".repeat(300)).chars().count() < 170);
    }
}
