//! The comparison overlooks what nobody sees and nothing that is wrong: tried on the
//! reference pictures, altered.

use image::{Rgb, RgbImage, imageops};

use crate::books::{Books, TITLES};
use crate::compare::difference;
use crate::fonts::Fonts;
use crate::references::reference;

const FORMATS: [&str; 2] = ["pdf", "epub"];
const WHITE: Rgb<u8> = Rgb([255; 3]);

/// Whether the altered reference is taken for the page.
fn passes(title: &str, format: &str, alter: impl Fn(&mut RgbImage)) -> bool {
    let original = reference(title, format);
    let mut altered = original.clone();
    alter(&mut altered);
    difference(&original, &altered).is_none()
}

fn all_pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    TITLES.into_iter().flat_map(|title| FORMATS.map(|format| (title, format)))
}

/// Moves the lines of pixels from `top` to `bottom` upwards, over those above.
fn lift(picture: &mut RgbImage, top: u32, bottom: u32, by: u32) {
    let strip = imageops::crop_imm(picture, 0, top, picture.width(), bottom - top).to_image();
    for (x, y, Rgb(pixel)) in strip.enumerate_pixels() {
        let Rgb(under) = *picture.get_pixel(x, top + y - by);
        picture.put_pixel(x, top + y - by, Rgb([0, 1, 2].map(|channel| pixel[channel].min(under[channel]))));
    }
}

fn paint(picture: &mut RgbImage, (left, top): (u32, u32), (width, height): (u32, u32)) {
    for y in top..(top + height).min(picture.height()) {
        for x in left..(left + width).min(picture.width()) {
            picture.put_pixel(x, y, WHITE);
        }
    }
}

fn saturation(Rgb(pixel): Rgb<u8>) -> u8 {
    let extremes = (pixel.iter().max(), pixel.iter().min());
    extremes.0.zip(extremes.1).map_or(0, |(most, least)| most - least)
}

#[test]
fn a_little_noise_and_another_smoothing_are_overlooked() {
    for (title, format) in all_pages() {
        let noisy = passes(title, format, |picture| {
            let mut state = 1_u32;
            for channel in picture.iter_mut() {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = i32::from((state >> 24) as u8 % 25) - 12;
                *channel = (i32::from(*channel) + noise).clamp(0, 255) as u8;
            }
        });
        assert!(noisy, "{title} as {format}");
        let darker = passes(title, format, |picture| {
            for channel in picture.iter_mut() {
                *channel = (255.0 * (f32::from(*channel) / 255.0).powf(1.15)) as u8;
            }
        });
        assert!(darker, "{title} as {format}");
        let blurred = passes(title, format, |picture| {
            let soft = imageops::blur(picture, 0.5);
            *picture = soft;
        });
        assert!(blurred, "{title} as {format}");
    }
}

#[test]
fn a_page_that_is_moved_is_seen() {
    for (title, format) in all_pages() {
        for (right, down) in [(10, 0), (0, 10), (0, 3)] {
            let moved = passes(title, format, |picture| {
                let mut page = RgbImage::from_pixel(picture.width(), picture.height(), WHITE);
                imageops::replace(&mut page, picture, right, down);
                *picture = page;
            });
            assert!(!moved, "{title} as {format}, moved by {right} and {down}");
        }
    }
}

#[test]
fn lines_that_overlap_are_seen() {
    for (title, format) in all_pages() {
        let (top, bottom) = (reference(title, format).height() / 4, reference(title, format).height() / 2);
        assert!(!passes(title, format, |picture| lift(picture, top, bottom, 6)), "{title} as {format}");
    }
}

#[test]
fn a_missing_emoji_is_seen() {
    // The first of the text, which is smaller than the one in the heading above.
    for (format, from, size) in [("pdf", 186, 16), ("epub", 130, 20)] {
        let seen = passes("Emoji", format, |picture| {
            let mut pixels = picture.enumerate_pixels();
            let found = pixels.find(|(_, y, pixel)| *y > from && saturation(**pixel) > 90);
            let (x, y, _) = found.expect("an emoji");
            paint(picture, (x.saturating_sub(size / 2), y), (size, size));
        });
        assert!(!seen, "{format}");
    }
}

#[test]
fn a_missing_column_is_seen() {
    for format in FORMATS {
        let seen = passes("Wide Table", format, |picture| {
            let (width, height) = picture.dimensions();
            paint(picture, (width * 7 / 10, height / 5), (width / 10, height / 5));
        });
        assert!(!seen, "{format}");
    }
}

#[test]
fn a_table_that_runs_off_the_page_is_seen() {
    for format in FORMATS {
        let seen = passes("Wide Table", format, |picture| {
            let (width, height) = picture.dimensions();
            let table = imageops::crop_imm(picture, 0, height / 5, width, height / 4).to_image();
            let wider = imageops::resize(&table, width * 5 / 4, height / 4, imageops::FilterType::Triangle);
            imageops::replace(picture, &wider, 0, i64::from(height / 5));
        });
        assert!(!seen, "{format}");
    }
}

#[test]
fn colours_that_are_gone_are_seen() {
    for (title, format) in all_pages() {
        // Where an EPUB's page has no colours but those of the reader, there is nothing to see.
        let coloured = reference(title, format).pixels().filter(|pixel| saturation(**pixel) > 60).count();
        let grey = passes(title, format, |picture| {
            let grey = imageops::grayscale(picture);
            *picture = RgbImage::from_fn(picture.width(), picture.height(), |x, y| Rgb([grey.get_pixel(x, y).0[0]; 3]));
        });
        assert_eq!(grey, coloured < 50, "{title} as {format}, {coloured} coloured pixels");
    }
}

#[test]
fn a_missing_picture_is_seen() {
    for format in FORMATS {
        let seen = passes("Diagram", format, |picture| {
            let (width, height) = picture.dimensions();
            paint(picture, (0, height / 5), (width, height / 5));
        });
        assert!(!seen, "{format}");
    }
}

#[test]
fn letters_that_became_boxes_are_seen() {
    if Fonts::noto().is_none() {
        return;
    }
    let Some(pages) = Books::bound(&Fonts::none()).pages_of_the_pdf() else { return };
    for (title, picture) in pages {
        let is_seen = difference(&reference(title, "pdf"), &picture).is_some();
        let needs_fonts = ["Chinese Japanese Korean", "Arabic", "Emoji"].contains(&title);
        assert!(is_seen || !needs_fonts, "{title}");
    }
}
