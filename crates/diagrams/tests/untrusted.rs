//! Sources made to harm: each ends soon, drawn or not.

use std::fmt::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use relieur_diagrams::{Drawing, Undrawn, draw};

/// Seconds enough for an unoptimised build on a busy machine; what these sources ask
/// for takes minutes, years, or all memory.
const SOON: Duration = Duration::from_mins(1);

/// Draws on a stack as large as the press's.
fn try_draw(language: &'static str, source: String) -> Result<Drawing, Undrawn> {
    let began = Instant::now();
    let start: String = source.chars().take(60).collect();
    let thread = thread::Builder::new().stack_size(64 << 20).spawn(move || draw(language, &source));
    let result = thread.expect("a thread").join().expect("no panic");
    assert!(began.elapsed() < SOON, "{start}: {:?}", began.elapsed());
    result
}

fn times(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect()
}

#[test]
fn endless_mermaid_is_refused_or_drawn_soon() {
    let too_long = try_draw("mermaid", format!("graph TD\n{}", times(20_000, |at| format!("a{at}-->b{at}\n"))));
    assert!(matches!(too_long, Err(Undrawn::TooLong { .. })), "{too_long:?}");
    let sources = [
        format!("graph TD\n{}", times(3_500, |at| format!("a{at}-->a{}\n", at + 1))),
        format!("graph TD\n{}", times(5_000, |at| format!("a{}-->a{}\n", at * 7 % 60, at * 13 % 60))),
        format!("graph TD\n{} --> {}\n", vec!["a"; 2_000].join(" & "), vec!["b"; 2_000].join(" & ")),
        format!("stateDiagram-v2\n{}", times(2_000, |at| format!("s{at} --> s{}\n", at * 7 % 2_000))),
        format!("stateDiagram-v2\n{}a --> b\n{}", times(1_500, |at| format!("state s{at} {{\n")), "}\n".repeat(1_500)),
        format!("sequenceDiagram\n{}A->>B: x\n{}", "loop x\n".repeat(2_000), "end\n".repeat(2_000)),
        format!("journey\nsection a\n{}", "x: 5: me\n".repeat(5_000)),
        format!("block-beta\n{}a\n{}", "block\n".repeat(3_000), "end\n".repeat(3_000)),
        "packet-beta\n0-4294967295: \"x\"\n".to_owned(),
        "radar-beta\naxis a,b,c\ncurve x{1,2,3}\nticks 999999999\n".to_owned(),
        "gantt\ndateFormat YYYY-MM-DD\nexcludes weekends\nx: 1900-01-01, 9000000d\n".to_owned(),
    ];
    for source in sources {
        let start: String = source.chars().take(60).collect();
        assert!(try_draw("mermaid", source).is_err(), "{start}");
    }
    let drawn_or_not = [
        "gantt\ndateFormat YYYY-MM-DD\nx: a1, 0001-01-01, 3000000d\ny: 9999-01-01, 999999999999d\n".to_owned(),
        "gantt\ndateFormat YYYY-MM-DD\ntickInterval 1second\nx: 1900-01-01, 90000d\n".to_owned(),
        "block-beta\ncolumns 4000000000\na:4000000000 b\n".to_owned(),
        format!("graph TD\na[\"{}\"]\n", "w".repeat(40_000)),
        format!("graph TD\na[\"`{}a{}`\"]\n", "*".repeat(15_000), "_".repeat(15_000)),
        format!("%%{{init: {}1{}}}%%\ngraph TD\na-->b\n", "{\"a\":".repeat(4_000), "}".repeat(4_000)),
    ];
    for source in drawn_or_not {
        let _ = try_draw("mermaid", source);
    }
}

#[test]
fn hostile_maps_are_refused_or_drawn_soon() {
    let nested = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(20_000);
    assert!(matches!(try_draw("geojson", nested), Err(Undrawn::NotUnderstood(_))));

    let own_part = r#"{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[0,0,-1,99,-99,1e99]]}},"arcs":[[[0,0],[1,1],[2,0]]]}"#;
    assert!(try_draw("topojson", own_part.to_owned()).is_ok());

    let arc = times(3_000, |at| format!("[{},{}],", at % 90, at % 45));
    let repeated = format!(
        r#"{{"type":"Topology","objects":{{"a":{{"type":"LineString","arcs":[{}0]}}}},"arcs":[[{arc}[1,1]]]}}"#,
        "0,".repeat(100_000)
    );
    assert_eq!(try_draw("topojson", repeated), Err(Undrawn::TooComplex));

    let numbers =
        r#"{"type":"MultiPoint","coordinates":[[1e308,1e308],[-1e308,5],[1e-320,1e-320],[180,90],[-180,-90]]}"#;
    assert!(try_draw("geojson", numbers.to_owned()).is_ok());

    let zigzag = times(100_000, |at| format!("[{},{}],", at % 2 * 100, at % 80));
    let long = format!(r#"{{"type":"LineString","coordinates":[{zigzag}[0,0]]}}"#);
    assert!(try_draw("geojson", long).is_ok());
}

#[test]
fn hostile_models_are_refused_or_drawn_soon() {
    let facet = |at: usize| format!("facet vertex {at} 0 0 vertex 0 {at} 1 vertex 0 0 {at}\n");
    assert!(try_draw("stl", format!("solid\n{}", times(20_000, facet))).is_ok());
    assert_eq!(try_draw("stl", format!("solid\n{}", times(20_001, facet))), Err(Undrawn::TooComplex));
    let extremes = "solid\nfacet vertex 1e12 -1e12 1e-300 vertex 0 0 0 vertex -1e12 1 1e12\n";
    assert!(try_draw("stl", extremes.to_owned()).is_ok());
}

/// Text that looks like the language, so that more than its first word is read.
fn like(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(words).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<i32>().prop_map(|number| number.to_string()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| {
        pieces.iter().fold(String::new(), |mut text, piece| {
            let _ = write!(text, "{piece}");
            text
        })
    })
}

const MERMAID: &[&str] = &[
    "graph TD\n",
    "flowchart LR\n",
    "sequenceDiagram\n",
    "classDiagram\n",
    "stateDiagram-v2\n",
    "erDiagram\n",
    "gantt\n",
    "pie\n",
    "gitGraph\n",
    "mindmap\n",
    "timeline\n",
    "journey\n",
    "quadrantChart\n",
    "xychart-beta\n",
    "block-beta\n",
    "C4Context\n",
    "kanban\n",
    "sankey-beta\n",
    "packet-beta\n",
    "\n",
    "  ",
    "a",
    "B",
    "-->",
    "->>",
    "--",
    "|",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "\"",
    ":",
    ";",
    "&",
    "%%",
    "%%{init: {}}%%",
    "---\n",
    "title x\n",
    "section y\n",
    "end\n",
    "subgraph s\n",
    "<br>",
    "#",
    ",",
    "0.5",
    "2024-01-01",
    "3d",
    "commit\n",
    "branch d\n",
    "note",
    "loop x\n",
    "<|--",
    "||--o{",
    "é",
    "字",
];

const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"type\":",
    "\"Feature\"",
    "\"FeatureCollection\"",
    "\"features\":",
    "\"geometry\":",
    "\"coordinates\":",
    "\"Point\"",
    "\"Polygon\"",
    "\"LineString\"",
    "\"Topology\"",
    "\"arcs\":",
    "\"objects\":",
    "\"transform\":",
    "\"scale\":",
    "[1,2]",
    "[[0,0],[1,1],[2,0]]",
    "null",
    "-1",
    "1e308",
    "\"name\":",
    "\"x\"",
];

const STL: &[&str] = &[
    "solid ",
    "solid x\n",
    "facet ",
    "normal 0 0 1 ",
    "outer loop ",
    "vertex 0 0 0 ",
    "vertex 1 0 0 ",
    "vertex 0 1 1 ",
    "endloop ",
    "endfacet\n",
    "endsolid",
    "1e9 ",
    "-0 ",
    "nan ",
    "vertex ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_drawn_or_refused(text in "\\PC{0,200}") {
        for language in ["mermaid", "geojson", "topojson", "stl"] {
            prop_assert_ne!(try_draw(language, text.clone()), Err(Undrawn::Failed));
        }
    }

    #[test]
    fn anything_like_mermaid_is_drawn_or_refused(text in like(MERMAID)) {
        let _ = try_draw("mermaid", text);
    }

    #[test]
    fn anything_like_a_map_is_drawn_or_refused(text in like(JSON)) {
        prop_assert_ne!(try_draw("geojson", text.clone()), Err(Undrawn::Failed));
        prop_assert_ne!(try_draw("topojson", text), Err(Undrawn::Failed));
    }

    #[test]
    fn anything_like_a_model_is_drawn_or_refused(text in like(STL)) {
        prop_assert_ne!(try_draw("stl", format!("solid {text}")), Err(Undrawn::Failed));
    }
}
