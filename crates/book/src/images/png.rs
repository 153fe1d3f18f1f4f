//! PNG files taken at their word: sound by their own checksums, without their pixels
//! being unpacked, which takes a hundred times as long.
//!
//! Every chunk of a PNG carries a checksum (<https://www.w3.org/TR/png-3/#5CRC-algorithm>),
//! so what was cut short or damaged on its way is found. A file somebody put together so
//! that its sums are right and its pixels are nonsense is not: a reader shows it as
//! damaged, and only where that does harm the pixels are looked at too.

use image::metadata::Orientation;

use super::{MAX_PIXELS, MAX_SIDE};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// Deflate makes data smaller by this factor at most.
const MOST_DEFLATED: u64 = 1_032;

/// Width and height of an image that is whole, upright and of a size that can stay as it
/// is. None for any other: then decoding tells what the matter is.
pub(super) fn sound(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let (kind, header) = chunk(&mut rest)?;
    let &[w0, w1, w2, w3, h0, h1, h2, h3, depth, colours, 0, 0, 0 | 1] = header else { return None };
    let (width, height) = (u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3]));
    let channels = match (colours, depth) {
        (0 | 3, 1 | 2 | 4 | 8) | (0, 16) => 1,
        (2, 8 | 16) => 3,
        (4, 8 | 16) => 2,
        (6, 8 | 16) => 4,
        _ => return None,
    };
    let pixels = u64::from(width) * u64::from(height);
    if &kind != b"IHDR" || pixels == 0 || pixels > MAX_PIXELS || width > MAX_SIDE || height > MAX_SIDE {
        return None;
    }
    let mut packed = 0;
    let mut has_palette = false;
    loop {
        match chunk(&mut rest)? {
            (kind, _) if &kind == b"IEND" => break,
            (kind, data) if &kind == b"IDAT" => {
                if packed == 0 && !begins_zlib(data) {
                    return None;
                }
                packed += data.len() as u64;
            }
            (kind, _) if &kind == b"PLTE" => has_palette = true,
            (kind, data) if &kind == b"eXIf" && lies_on_its_side(data) => return None,
            // Critical, and not known.
            (kind, _) if kind[0].is_ascii_uppercase() => return None,
            _ => {}
        }
    }
    let unpacked = pixels * channels * u64::from(depth) / 8;
    let is_whole = packed > 0 && unpacked <= packed * MOST_DEFLATED && (colours != 3 || has_palette);
    is_whole.then_some((width, height))
}

/// The next chunk's type and data, its checksum being right.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<([u8; 4], &'a [u8])> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length) as usize;
    let (summed, after) = after.split_at_checked(length.checked_add(4)?)?;
    let (sum, after) = after.split_first_chunk::<4>()?;
    *rest = after;
    let (kind, data) = summed.split_first_chunk::<4>()?;
    (crc32fast::hash(summed) == u32::from_be_bytes(*sum)).then_some((*kind, data))
}

fn lies_on_its_side(exif: &[u8]) -> bool {
    !matches!(Orientation::from_exif_chunk(exif), None | Some(Orientation::NoTransforms))
}

/// The first two bytes of a zlib stream without a dictionary (RFC 1950, 2.2).
fn begins_zlib(data: &[u8]) -> bool {
    let [method, flags, ..] = data else { return false };
    method & 0x0f == 8 && flags & 0x20 == 0 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn encoded(image: &DynamicImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("a picture");
        bytes
    }

    #[test]
    fn whole_files_of_every_kind_are_known() {
        let picture =
            DynamicImage::ImageRgb8(image::RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8, y as u8, 7])));
        let kinds = [
            picture.to_luma8().into(),
            picture.to_luma_alpha8().into(),
            picture.to_rgba8().into(),
            picture.to_rgb16().into(),
            picture,
        ];
        for picture in kinds {
            assert_eq!(sound(&encoded(&picture)), Some((40, 30)), "{:?}", picture.color());
        }
    }

    #[test]
    fn a_picture_that_lies_on_its_side_is_not_taken_as_it_is() {
        let turned = |orientation: u8| {
            let mut bytes = Vec::new();
            let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
            // Exif, little endian, one entry: orientation (0x0112).
            let mut exif = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0".to_vec();
            exif[18] = orientation;
            image::ImageEncoder::set_exif_metadata(&mut encoder, exif).expect("Exif in a PNG");
            DynamicImage::new_rgb8(9, 4).write_with_encoder(encoder).expect("a picture");
            bytes
        };
        assert_eq!(sound(&turned(1)), Some((9, 4)));
        assert_eq!(sound(&turned(6)), None);
    }

    #[test]
    fn no_damage_goes_unnoticed() {
        let whole = encoded(&DynamicImage::new_rgb8(9, 4));
        assert_eq!(sound(&whole), Some((9, 4)));
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert_eq!(sound(&damaged), None, "byte {at}");
            assert_eq!(sound(&whole[..at]), None, "{at} bytes");
        }
    }
}
