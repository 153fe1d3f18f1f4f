//! What people draw in wikis.

use relieur_diagrams::{Drawing, Undrawn, draw};

fn drawn(language: &str, source: &str) -> Drawing {
    draw(language, source).unwrap_or_else(|why| panic!("{why}: {source}"))
}

/// Drawn, sound, the same each time, and described by these words.
fn says(source: &str, alt: &str) {
    let drawing = drawn("mermaid", source);
    assert_eq!(drawing.subject.alt("en"), alt);
    let svg = String::from_utf8(drawing.svg.to_vec()).expect("UTF-8");
    assert!(svg.matches("<path").count() > 3, "{svg}");
    for gone in ["<text", "<script", "foreignObject", "href=\"http"] {
        assert!(!svg.contains(gone), "{gone} in {svg}");
    }
    assert!(drawing.width > 40 && drawing.height > 40, "{drawing:?}");
    assert_eq!(drawn("mermaid", source), drawing);
}

#[test]
fn mermaid_flowcharts() {
    says(
        "flowchart TD\n A[Start<br>here] --> B{Works?}\n B -->|yes| C[(Data)]\n subgraph one\n C\n end\n",
        "Flowchart: one, Start here, Works?, Data, yes",
    );
    says("graph LR\n a[\"手册 — guide\"] --> b\n", "Flowchart: 手册 — guide, b");
}

#[test]
fn mermaid_of_the_families_of_uml() {
    says(
        "sequenceDiagram\n participant A as Alice\n A->>+Bob: Hello\n Bob-->>-A: Hi\n Note over A: thinks\n",
        "Sequence diagram: Bob, Alice, thinks, Hello, Hi",
    );
    says("classDiagram\n Animal <|-- Duck\n class Duck {\n +swim()\n }\n", "Class diagram: Animal, Duck, +swim()");
    says("stateDiagram-v2\n [*] --> Still\n Still --> Moving : go\n", "State diagram: Still, Moving, go");
    says(
        "erDiagram\n CUSTOMER ||--o{ ORDER : places\n CUSTOMER {\n string name\n }\n",
        "Entity relationship diagram: CUSTOMER, string, name, ORDER, places",
    );
    says(
        "requirementDiagram\n requirement r {\n id: 1\n text: fast\n risk: high\n verifymethod: test\n }\n element e {\n type: simulation\n }\n e - satisfies -> r\n",
        "Requirement diagram: <<Requirement>>, r, ID: 1, Text: fast, Risk: High, Verification: Test",
    );
    says(
        "C4Context\n title Who uses what\n Person(a, \"Customer\", \"buys\")\n System(b, \"Shop\", \"sells\")\n Rel(a, b, \"uses\")\n",
        "C4 context diagram: Who uses what",
    );
}

#[test]
fn mermaid_plans_and_charts() {
    says(
        "gantt\n title A plan\n dateFormat YYYY-MM-DD\n excludes weekends\n section One\n Think :a, 2024-01-01, 10d\n Do :after a, 5d\n",
        "Gantt chart: A plan",
    );
    says("pie title Pets\n \"Dogs\": 3\n \"Cats\": 2\n", "Pie chart: Pets");
    says("timeline\n title History\n 2002 : LinkedIn\n 2004 : Facebook\n", "Timeline: History");
    says("journey\n title A day\n section Work\n Tea: 5: Me\n Meeting: 1: Me, Cat\n", "User journey: A day");
    says(
        "quadrantChart\n title Reach\n x-axis Low --> High\n y-axis Low --> High\n A: [0.3, 0.6]\n",
        "Quadrant chart: Reach",
    );
    says("xychart-beta\n title Sales\n x-axis [jan, feb]\n bar [50, 60]\n line [50, 60]\n", "Chart: Sales");
}

#[test]
fn mermaid_trees_and_blocks() {
    says("gitGraph\n commit id: \"Alpha\"\n branch dev\n commit id: \"Beta\"\n", "Git graph: main, dev, Alpha, Beta");
    says("mindmap\n root((Book))\n  Pages\n   Words\n  Cover\n", "Mind map: Book, Pages, Words, Cover");
    says("block-beta\n columns 2\n a[\"One\"] b[\"Two\"]\n a --> b\n", "Block diagram: One, Two");
}

#[test]
fn mermaid_of_families_only_the_second_drawer_has() {
    says("kanban\n todo[To do]\n  a[Write]\n done[Done]\n  b[Plan]\n", "Kanban board: To do, Write, Done, Plan");
    says("sankey-beta\n\na,b,12345.6\nb,c,10\n", "Sankey diagram: a 12345.6, b 12345.6, c 10");
}

#[test]
fn a_mermaid_source_that_is_wrong_says_so() {
    let broken = draw("mermaid", "flowchart TD\n A[unclosed --> B{{\n ]] --->\n");
    assert!(matches!(broken, Err(Undrawn::NotUnderstood(_))), "{broken:?}");
    assert!(matches!(draw("mermaid", "nothing known\n"), Err(Undrawn::NotUnderstood(_))));
    assert_eq!(draw("mermaid", " \n"), Err(Undrawn::Empty));
    assert_eq!(draw("dot", "digraph {}"), Err(Undrawn::UnknownLanguage("dot".into())));
}

#[test]
fn scripts_and_addresses_in_a_diagram_do_not_survive() {
    let source = "flowchart TD\n a[\"<img src=x onerror=alert(1)><script>alert(2)</script>hi\"] --> b\n click b href \"javascript:alert(3)\"\n";
    let svg = String::from_utf8(drawn("mermaid", source).svg.to_vec()).expect("UTF-8");
    for gone in ["alert", "onerror", "javascript", "<a "] {
        assert!(!svg.contains(gone), "{gone} in {svg}");
    }
}

#[test]
fn geojson_becomes_a_map() {
    let source = r##"{ "type": "FeatureCollection", "features": [
        { "type": "Feature", "properties": { "name": "Oslo", "marker-color": "#0a0" },
          "geometry": { "type": "Point", "coordinates": [10.75, 59.91] } },
        { "type": "Feature", "properties": { "title": "The way", "stroke": "#ff0000" },
          "geometry": { "type": "LineString", "coordinates": [[10.75, 59.91], [18.07, 59.33]] } },
        { "type": "Feature", "properties": { "fill": "\"><script>" },
          "geometry": { "type": "Polygon", "coordinates": [[[11, 58], [14, 58], [14, 60], [11, 58]]] } }
    ] }"##;
    let map = drawn("geojson", source);
    assert_eq!((map.width, map.height), (640, 400));
    assert_eq!(map.subject.alt("en"), "Map of 3 features: Oslo, The way");
    let svg = String::from_utf8(map.svg.to_vec()).expect("UTF-8");
    assert!(svg.contains("#ff0000") && svg.contains("#00aa00") && !svg.contains("script"), "{svg}");
    assert!(matches!(
        draw("geojson", "{\"type\": \"FeatureCollection\", \"features\": []}"),
        Err(Undrawn::NothingToShow)
    ));
    assert!(matches!(draw("geojson", "{"), Err(Undrawn::NotUnderstood(_))));
}

#[test]
fn topojson_becomes_the_same_map() {
    let topology = r#"{ "type": "Topology", "transform": { "scale": [0.5, 0.5], "translate": [10, 50] },
        "objects": { "area": { "type": "Polygon", "properties": { "name": "Here" }, "arcs": [[0, -2]] } },
        "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]]] }"#;
    let geometry = r#"{ "type": "Feature", "properties": { "name": "Here" }, "geometry": { "type": "Polygon",
        "coordinates": [[[10, 50], [12, 50], [12, 52], [10, 52], [10, 50]]] } }"#;
    assert_eq!(drawn("topojson", topology), drawn("geojson", geometry));
}

#[test]
fn stl_becomes_a_picture() {
    let source = "solid roof\n facet normal 0 0 1\n outer loop\n vertex 0 0 0\n vertex 2 0 0\n vertex 1 1 2\n endloop\n endfacet\n\
                  facet normal 0 1 0\n outer loop\n vertex 2 0 0\n vertex 1 3 0\n vertex 1 1 2\n endloop\n endfacet\nendsolid roof\n";
    let model = drawn("stl", source);
    assert_eq!(model.subject.alt("en"), "3D model roof, 2 triangles");
    let svg = String::from_utf8(model.svg.to_vec()).expect("UTF-8");
    assert_eq!(svg.matches("stroke-width=\"0.6\"").count(), 2, "{svg}");
    assert!(matches!(draw("stl", "solid nothing\nendsolid\n"), Err(Undrawn::NothingToShow)));
}
