//! Cuts a drawing to what is drawn.
//!
//! Mermaid leaves wide empty margins around some kinds of diagram, which would make
//! what is in them too small to read on a page, and lets labels of others stand out
//! beyond the edge.

use usvg::{Options, Tree};

use crate::Drawing;

/// Pixels left around what is drawn.
const MARGIN: f32 = 8.0;

/// Times a drawing may be larger than it says; more is a mistake of its drawer.
const MOST_GROWTH: f32 = 3.0;

/// The drawing with its edges moved to where it ends.
pub(crate) fn cropped(drawing: Drawing) -> Drawing {
    moved(&drawing).unwrap_or(drawing)
}

fn moved(drawing: &Drawing) -> Option<Drawing> {
    let tree = Tree::from_data(&drawing.svg, &Options::default()).ok()?;
    let drawn = tree.root().abs_layer_bounding_box();
    if drawn.width() > MOST_GROWTH * tree.size().width() || drawn.height() > MOST_GROWTH * tree.size().height() {
        return None;
    }
    let (left, upper) = ((drawn.left() - MARGIN).floor(), (drawn.top() - MARGIN).floor());
    let (width, height) = ((drawn.right() + MARGIN).ceil() - left, (drawn.bottom() + MARGIN).ceil() - upper);
    let svg = std::str::from_utf8(&drawing.svg).ok()?;
    let (opening, rest) = svg.strip_prefix("<svg ")?.split_once('>')?;
    let names = opening.split(' ').filter(|attribute| attribute.starts_with("xmlns")).collect::<Vec<_>>().join(" ");
    let svg = format!(
        "<svg viewBox=\"{left} {upper} {width} {height}\" width=\"{width}\" height=\"{height}\" {names}>{rest}"
    );
    Some(Drawing {
        svg: svg.into_bytes().into(),
        width: width as u32,
        height: height as u32,
        subject: drawing.subject.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sketch, Subject, normalised};

    fn drawing(body: &str) -> Drawing {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='300' height='200'>{body}</svg>");
        let subject = Subject::Diagram { kind: ["Diagram", "Diagramme"], words: vec![] };
        normalised(Sketch { svg, subject }).expect("sound")
    }

    #[test]
    fn empty_margins_go_and_what_stands_out_comes_in() {
        let small = cropped(drawing("<rect x='100' y='50' width='40' height='30'/>"));
        assert_eq!((small.width, small.height), (56, 46));
        let text = String::from_utf8(small.svg.to_vec()).expect("UTF-8");
        assert!(text.starts_with("<svg viewBox=\"92 42 56 46\" width=\"56\" height=\"46\" xmlns="), "{text}");
        let wide = cropped(drawing("<rect x='250' y='0' width='100' height='200'/>"));
        assert_eq!((wide.width, wide.height), (116, 216));
        let tree = Tree::from_data(&wide.svg, &Options::default()).expect("still sound");
        assert!((tree.size().width() - 116.0).abs() < 0.1);
    }

    #[test]
    fn a_shape_far_away_does_not_make_the_drawing_huge() {
        let odd = drawing("<rect width='40' height='30'/><rect x='50000' width='40' height='30'/>");
        assert_eq!(cropped(odd.clone()), odd);
    }
}
