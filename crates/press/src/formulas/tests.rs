//! What is read and what is not.

use super::*;

/// As the press does, for the parser calls itself.
fn on_large_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).expect("a thread").join().expect("nobody panicked");
}

fn problem(source: &str) -> Problem {
    Reader::get().read(source, true).expect_err("it is refused")
}

/// Everything in the tree, for searching in it.
fn everything(source: &str) -> String {
    format!("{:?}", Reader::get().read(source, true).unwrap_or_else(|problem| panic!("{source}: {problem}")))
}

#[test]
fn a_formula_is_a_tree_of_known_elements() {
    let formula = Reader::get().read("\\frac{a}{b}", false).expect("it is read");
    assert_eq!(formula.nodes.len(), 1);
    assert_eq!(formula.nodes[0].name, Name::Mfrac);
    assert_eq!(formula.nodes[0].children[1].text, "b");
}

#[test]
fn a_number_in_the_margin_is_told_apart() {
    let formula = Reader::get().read("E = mc^2 \\tag{7}", true).expect("it is read");
    assert_eq!(formula.tag.expect("a number")[0].text, "(7)");
    let lines = everything("\\begin{align} a &= b \\tag{7} \\\\ c &= d \\end{align}");
    assert!(lines.contains("(7)"), "{lines}");
}

#[test]
fn definitions_hold_within_a_formula() {
    assert!(everything("\\newcommand{\\R}{\\mathbb{Q}} \\R^n").contains('Q'));
    assert!(everything("\\newcommand{\\half}[1]{\\frac{#1}{2}} \\half{z}").contains('z'));
    assert!(everything("\\DeclareMathOperator{\\rank}{rank} \\rank A").contains("rank"));
    let reader = Reader::get();
    reader.read("\\gdef\\mine{x}\\mine", true).expect("it is read");
    assert!(reader.read("\\mine", true).is_err(), "it leaks into another formula");
}

#[test]
fn what_is_too_long_or_too_deep_is_refused_at_once() {
    on_large_stack(|| {
        assert_eq!(problem(&"x".repeat(100_000)), Problem::TooLong(5_000));
        assert_eq!(problem(&format!("{}x{}", "{".repeat(2_000), "}".repeat(2_000))), Problem::TooDeep);
        assert_eq!(problem(&"{".repeat(10_000)), Problem::TooLong(5_000));
        assert_eq!(problem(&format!("{}x{}", "\\left(".repeat(300), "\\right)".repeat(300))), Problem::TooDeep);
        assert_eq!(problem("  \n "), Problem::Empty);
        // Marks one after the other, each around all that follows.
        let _ = Reader::get().read(&"\\bf ".repeat(1_200), true);
        let _ = Reader::get().read(&"\\color{red}".repeat(450), true);
        let _ = Reader::get().read(&"\\large ".repeat(700), true);
    });
}

#[test]
fn definitions_cannot_grow_without_bound() {
    on_large_stack(|| {
        let doubled =
            "\\def\\a{xx}\\def\\b{\\a\\a}\\def\\c{\\b\\b}\\def\\d{\\c\\c}\\def\\e{\\d\\d}\\def\\f{\\e\\e}\\f\\f";
        assert!(Reader::get().read(doubled, true).is_err());
        assert!(Reader::get().read("\\def\\a{\\a}\\a", true).is_err());
        let nested = format!("\\def\\a{{{}}}{}", "\\bf ".repeat(30), "\\a".repeat(39));
        let _ = Reader::get().read(&nested, true);
    });
}

#[test]
fn commands_that_would_leave_the_formula_do_nothing() {
    for source in [
        "\\includegraphics{https://example.org/x.png}",
        "\\htmlStyle{position: fixed}{x}",
        "\\htmlClass{x}{y}",
        "\\href{javascript:alert(1)}{x}",
    ] {
        match Reader::get().read(source, true) {
            Err(_) => {}
            Ok(formula) => {
                let all = format!("{formula:?}");
                assert!(!all.contains("example.org") && !all.contains("fixed") && !all.contains("alert"), "{all}");
            }
        }
    }
    // The parser would print these where this process prints its messages.
    for source in ["x\\message{hello}", "x\\errmessage{hello}", "x\\show y"] {
        assert!(everything(source).contains('x'));
    }
}

#[test]
fn only_letters_a_formula_needs_stay_in_attributes() {
    let all = everything("\\color{red} x \\kern 3em y \\raisebox{2pt}{z}");
    assert!(!all.contains("style") || !all.contains(';'), "{all}");
}

#[test]
fn the_reason_reads_as_a_phrase() {
    let message = warning("Home.md", "\\ce{H2O}", &problem("\\ce{H2O}")).message;
    assert_eq!(message, "A formula is shown as its source, because the command \\ce is not known: \\ce{H2O}");
    let message = warning("Home.md", "a^{b", &problem("a^{b")).message;
    assert!(message.starts_with("A formula is shown as its source, because it is not understood ("), "{message}");
    assert!(warning("Home.md", &"y ".repeat(500), &Problem::TooDeep).message.len() < 200);
}

#[test]
fn formulas_as_wikis_use_them_are_read() {
    let reader = Reader::get();
    for source in include_str!("../../tests/formulas.txt").lines() {
        for displayed in [true, false] {
            // A number in the margin needs a line of its own.
            if displayed || !source.contains("\\tag") && !source.contains("{align") && !source.contains("{gather") {
                let read = reader.read(source, displayed);
                assert!(read.is_ok() || !displayed, "{source}: {read:?}");
            }
        }
    }
}

#[test]
fn what_is_remembered_is_what_was_read() {
    on_large_stack(|| {
        let reader = Reader::get();
        let sources = [
            "x",
            "E = mc^2 \\tag{7}",
            "\\begin{pmatrix} a & \\color{red} b \\\\ \\mathbb{R} & \\text{größer} \\end{pmatrix}",
            "\\left\\lfloor \\frac{\\sqrt[3]{x}}{\\hat{y}} \\right\\rfloor \\Rightarrow \\sum_{i=1}^n i",
        ];
        for source in sources {
            let read = reader.read(source, true).expect("it is read");
            let bytes = written::bytes(&read).expect("it fits");
            assert_eq!(written::formula(&bytes), Some(read), "{source}");
            for length in 0..bytes.len() {
                assert_eq!(written::formula(&bytes[..length]), None, "{source}: {length} bytes");
            }
            let mut longer = bytes.clone();
            longer.push(0);
            assert_eq!(written::formula(&longer), None, "{source}: a byte too many");
        }
    });
}
