//! Whether two pictures of a page show the same. They are compared in blocks, by how
//! light a block is on the whole and which way it is coloured: how exactly the edge of a
//! letter is smoothed makes no difference then, a letter that is elsewhere does.

use image::{Rgb, RgbImage};

/// Side of a block in pixels, somewhat less than a line of text is high.
const BLOCK: u32 = 8;

/// How much lighter or darker a block may be, of 255. Text moved by one pixel comes close.
const LIGHT: f32 = 20.0;

/// How differently a block may be coloured, of 255. Colour is smoothed less than light.
const COLOUR: f32 = 12.0;

/// A block that differs more counts by how much more, in tolerances: one that differs
/// thrice as much counts two. So much of it there may be on a page. A wholly different
/// program to draw a PDF stays below one, a single missing emoji is above two.
const CHANCE: f32 = 1.5;

/// What tells the pictures apart, in words; none when it is nothing but chance.
pub fn difference(one: &RgbImage, other: &RgbImage) -> Option<String> {
    if one.dimensions() != other.dimensions() {
        return Some(format!("{:?} pixels instead of {:?}", other.dimensions(), one.dimensions()));
    }
    let mut found = Vec::new();
    let mut sum = 0.0;
    for top in (0..one.height()).step_by(BLOCK as usize) {
        for left in (0..one.width()).step_by(BLOCK as usize) {
            let excess = Mean::of(one, left, top).distance(&Mean::of(other, left, top)) - 1.0;
            if excess > 0.0 {
                sum += excess;
                found.push((left, top));
            }
        }
    }
    let (count, first, last) = (found.len(), found.first()?, found.last()?);
    (sum > CHANCE).then(|| {
        format!("{count} blocks differ, from {first:?} to {last:?} (pixels from left, from above), by {sum:.1} in all")
    })
}

/// A block from afar.
struct Mean {
    light: f32,
    /// How much redder and bluer it is than grey.
    colour: [f32; 2],
}

impl Mean {
    fn of(picture: &RgbImage, left: u32, top: u32) -> Self {
        let (right, bottom) = ((left + BLOCK).min(picture.width()), (top + BLOCK).min(picture.height()));
        let mut sum = [0_f32; 3];
        for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))) {
            let Rgb(pixel) = picture.get_pixel(x, y);
            for (sum, channel) in sum.iter_mut().zip(pixel) {
                *sum += f32::from(*channel);
            }
        }
        let [red, green, blue] = sum.map(|sum| sum / ((right - left) * (bottom - top)) as f32);
        let light = 0.299 * red + 0.587 * green + 0.114 * blue;
        Self { light, colour: [red - light, blue - light] }
    }

    /// How different the other block is, in tolerances.
    fn distance(&self, other: &Self) -> f32 {
        let coloured = self.colour.iter().zip(other.colour).map(|(one, other)| (one - other).abs() / COLOUR);
        coloured.fold((self.light - other.light).abs() / LIGHT, f32::max)
    }
}
