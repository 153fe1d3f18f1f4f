//! Pictures drawn in code.

/// A PNG of the given size in pixels: a plain ground of `colour` (red, green, blue)
/// with a white diagonal, so that it is seen when it is turned or stretched.
#[expect(clippy::missing_panics_doc, reason = "it cannot: pixels are made to size and written to memory")]
pub fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let on_diagonal = (x * height).abs_diff(y * width) < width.max(height) * 2;
            pixels.extend(if on_diagonal { [255, 255, 255] } else { colour });
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("writing to memory cannot fail");
    writer.write_image_data(&pixels).expect("three bytes were made for every pixel");
    writer.finish().expect("writing to memory cannot fail");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_can_be_read_again() {
        let bytes = png(40, 30, [200, 30, 60]);
        let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().expect("a PNG");
        assert_eq!((reader.info().width, reader.info().height), (40, 30));
    }
}
