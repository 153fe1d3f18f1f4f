//! Pictures of pages as small PNG files, with no more than 256 colours.

use std::collections::HashMap;
use std::fs;
use std::io::BufWriter;
use std::path::Path;

use image::{Rgb, RgbImage};

/// Places for the commonest colours as they are, and for what is left, roughly: text
/// needs few colours, emoji have thousands.
const COMMON: usize = 128;
const ROUGH: usize = 127;

/// Writes the picture.
pub fn write(picture: &RgbImage, path: &Path) {
    let palette = palette(picture);
    let mut nearest = HashMap::new();
    let indices: Vec<u8> =
        picture.pixels().map(|pixel| *nearest.entry(*pixel).or_insert_with(|| index(&palette, *pixel))).collect();
    let file = BufWriter::new(fs::File::create(path).expect("a file"));
    let mut encoder = png::Encoder::new(file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.iter().flat_map(|colour| colour.0).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&indices).expect("a picture");
    writer.finish().expect("an end");
}

fn palette(picture: &RgbImage) -> Vec<Rgb<u8>> {
    let mut palette = commonest(picture.pixels(), 4, COMMON);
    let is_common = |pixel: &Rgb<u8>| palette.iter().any(|(key, _)| *key == key_of(*pixel, 4));
    let rest: Vec<&Rgb<u8>> = picture.pixels().filter(|pixel| !is_common(pixel)).collect();
    palette.extend(commonest(rest.into_iter(), 32, ROUGH));
    palette.into_iter().map(|(_, colour)| colour).collect()
}

/// The commonest colours, where those within `step` of each other count as one, each
/// with the key of its kind.
fn commonest<'p>(pixels: impl Iterator<Item = &'p Rgb<u8>>, step: u8, places: usize) -> Vec<([u8; 3], Rgb<u8>)> {
    let mut kinds: HashMap<[u8; 3], ([u64; 3], u64)> = HashMap::new();
    for pixel in pixels {
        let (sum, count) = kinds.entry(key_of(*pixel, step)).or_default();
        for (sum, channel) in sum.iter_mut().zip(pixel.0) {
            *sum += u64::from(channel);
        }
        *count += 1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(key, (_, count))| (std::cmp::Reverse(*count), *key));
    kinds.truncate(places);
    kinds.into_iter().map(|(key, (sum, count))| (key, Rgb(sum.map(|sum| ((sum + count / 2) / count) as u8)))).collect()
}

fn key_of(Rgb(pixel): Rgb<u8>, step: u8) -> [u8; 3] {
    pixel.map(|channel| channel / step)
}

fn index(palette: &[Rgb<u8>], Rgb(pixel): Rgb<u8>) -> u8 {
    let distance = |Rgb(colour): &Rgb<u8>| -> i32 {
        colour.iter().zip(pixel).map(|(one, other)| (i32::from(*one) - i32::from(other)).pow(2)).sum()
    };
    let nearest = palette.iter().enumerate().min_by_key(|(_, colour)| distance(colour));
    nearest.map_or(0, |(index, _)| index as u8)
}
