//! Draws a diagram for a look at it: `preview LANGUAGE SOURCE.txt PICTURE.png`.

use std::error::Error;
use std::fs;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(language), Some(source), Some(to)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: preview LANGUAGE SOURCE.txt PICTURE.png".into());
    };
    let drawing = relieur_diagrams::draw(&language, &fs::read_to_string(source)?)?;
    println!("{}×{}, {} bytes: {}", drawing.width, drawing.height, drawing.svg.len(), drawing.subject.alt("en"));
    let tree = Tree::from_data(&drawing.svg, &Options::default())?;
    let mut pixels = Pixmap::new(drawing.width, drawing.height).ok_or("the drawing has no size")?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.save_png(to)?;
    Ok(())
}
