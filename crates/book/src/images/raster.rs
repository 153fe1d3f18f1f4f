//! Images made of pixels: checked by decoding them, transcoded where a reader might
//! not know the format.

use std::io::{Cursor, ErrorKind};
use std::sync::Arc;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use gif::DecodeOptions;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::{ImageProblem, MAX_PIXELS, MAX_SIDE, PreparedImage};
use crate::model;

/// Bytes a decoder may take: [`MAX_PIXELS`] at eight bytes each, and some.
const MAX_DECODED_BYTES: u64 = 448 * 1024 * 1024;

/// Out of 100. High enough that a photograph shows no difference.
const JPEG_QUALITY: u8 = 88;

/// Checks the image and makes it fit.
pub(super) fn prepare(format: ImageFormat, bytes: Vec<u8>) -> Result<PreparedImage, ImageProblem> {
    let (image, orientation) = decode(format, &bytes).map_err(|problem| match problem {
        ImageProblem::Damaged(_) if !is_complete(format, &bytes) => ImageProblem::CutShort,
        other => other,
    })?;
    // The decoder fills what is missing of a JPEG with grey and says nothing.
    if format == ImageFormat::Jpeg && !is_complete(format, &bytes) {
        return Err(ImageProblem::CutShort);
    }
    let upright = matches!(orientation, Orientation::NoTransforms);
    let small_enough = image.width() <= MAX_SIDE && image.height() <= MAX_SIDE;
    if let Some(kept) = kept_format(format)
        && upright
        && small_enough
        && (format != ImageFormat::Gif || animation_is_whole(&bytes))
    {
        return Ok(PreparedImage { format: kept, width: image.width(), height: image.height(), bytes: bytes.into() });
    }
    let photographic = format == ImageFormat::Jpeg || is_lossy_webp(format, &bytes);
    drop(bytes);
    transcode(image, orientation, photographic)
}

/// What an image of this format becomes, most of the time.
pub(super) fn shown_as(format: ImageFormat) -> model::ImageFormat {
    kept_format(format).unwrap_or(model::ImageFormat::Png)
}

/// The formats that stay as they are.
fn kept_format(format: ImageFormat) -> Option<model::ImageFormat> {
    match format {
        ImageFormat::Png => Some(model::ImageFormat::Png),
        ImageFormat::Jpeg => Some(model::ImageFormat::Jpeg),
        ImageFormat::Gif => Some(model::ImageFormat::Gif),
        _ => None,
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    limits
}

fn decode(format: ImageFormat, bytes: &[u8]) -> Result<(DynamicImage, Orientation), ImageProblem> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| problem(&error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(ImageProblem::Damaged("it has no pixels".into()));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ImageProblem::TooManyPixels { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| problem(&error))?;
    Ok((image, orientation))
}

fn problem(error: &ImageError) -> ImageProblem {
    if let ImageError::IoError(io) = error
        && io.kind() == ErrorKind::UnexpectedEof
    {
        return ImageProblem::CutShort;
    }
    let text = error.to_string();
    // Decoders wrap the end of the file in errors of their own, without its kind.
    let lower = text.to_ascii_lowercase();
    let says_it_ended = ["unexpected end of file", "unexpectedeof", "failed to fill whole buffer", "enough data"]
        .iter()
        .any(|phrase| lower.contains(phrase));
    if says_it_ended {
        return ImageProblem::CutShort;
    }
    ImageProblem::Damaged(text)
}

/// Whether the file is as long as it says, where its format lets that be told.
fn is_complete(format: ImageFormat, bytes: &[u8]) -> bool {
    match format {
        // The end mark must follow the last start of a scan. (A preview inside the
        // metadata has an end mark of its own, further up.)
        ImageFormat::Jpeg => {
            let last_scan = bytes.windows(2).rposition(|pair| pair == [0xff, 0xda]);
            let last_end = bytes.windows(2).rposition(|pair| pair == [0xff, 0xd9]);
            matches!((last_scan, last_end), (Some(scan), Some(end)) if scan < end)
        }
        ImageFormat::WebP => match bytes {
            [_, _, _, _, a, b, c, d, ..] => bytes.len() as u64 >= u64::from(u32::from_le_bytes([*a, *b, *c, *d])),
            _ => false,
        },
        _ => true,
    }
}

/// Whether an animation is whole, to its last block. Its pictures are not decoded: readers
/// pass over one they cannot show, and decoders differ in what they can.
fn animation_is_whole(bytes: &[u8]) -> bool {
    let mut options = DecodeOptions::new();
    options.skip_frame_decoding(true);
    let Ok(mut decoder) = options.read_info(Cursor::new(bytes)) else {
        return false;
    };
    loop {
        match decoder.next_frame_info() {
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

/// WebP has a lossy and a lossless side; what was a photograph stays one.
fn is_lossy_webp(format: ImageFormat, bytes: &[u8]) -> bool {
    format == ImageFormat::WebP && bytes.windows(4).take(64 * 1024).any(|chunk| chunk == b"VP8 ")
}

/// The image with sides of [`MAX_SIDE`] at most, in its proportions.
fn scaled_down(image: &DynamicImage) -> Result<DynamicImage, ImageProblem> {
    let scale = f64::from(MAX_SIDE) / f64::from(image.width().max(image.height()));
    let side = |pixels: u32| ((f64::from(pixels) * scale).round() as u32).clamp(1, MAX_SIDE);
    let mut smaller = DynamicImage::new(side(image.width()), side(image.height()), image.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    let resized = Resizer::new().resize(image, &mut smaller, &options);
    resized.map_err(|error| ImageProblem::Damaged(error.to_string()))?;
    Ok(smaller)
}

fn transcode(
    mut image: DynamicImage,
    orientation: Orientation,
    photographic: bool,
) -> Result<PreparedImage, ImageProblem> {
    image.apply_orientation(orientation);
    if image.width() > MAX_SIDE || image.height() > MAX_SIDE {
        image = scaled_down(&image)?;
    }
    let mut bytes = Vec::new();
    let format = if photographic && !image.color().has_alpha() {
        let image = DynamicImage::ImageRgb8(image.to_rgb8());
        image
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))
            .map_err(|error| problem(&error))?;
        model::ImageFormat::Jpeg
    } else {
        // Readers know eight bits a channel; a TIFF may have brought floating point.
        let image = if image.color().has_alpha() {
            DynamicImage::ImageRgba8(image.to_rgba8())
        } else if image.color().has_color() {
            DynamicImage::ImageRgb8(image.to_rgb8())
        } else {
            DynamicImage::ImageLuma8(image.to_luma8())
        };
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(|error| problem(&error))?;
        model::ImageFormat::Png
    };
    Ok(PreparedImage { format, width: image.width(), height: image.height(), bytes: Arc::from(bytes) })
}

#[cfg(test)]
mod tests {
    use super::super::prepare;
    use super::*;

    fn picture(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, ((x ^ y) % 256) as u8])
        }))
    }

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
        bytes
    }

    /// A PNG whose header promises more than its data hold; its checksum is right.
    fn png_bomb(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = encoded(&picture(2, 2), ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let mut crc = !0_u32;
        for byte in &bytes[12..29] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
        bytes
    }

    #[test]
    fn common_formats_stay_byte_for_byte_whatever_their_name() {
        let cases = [
            (ImageFormat::Png, model::ImageFormat::Png),
            (ImageFormat::Jpeg, model::ImageFormat::Jpeg),
            (ImageFormat::Gif, model::ImageFormat::Gif),
        ];
        for (format, expected) in cases {
            let bytes = encoded(&picture(40, 30), format);
            let image = prepare("misnamed.webp", bytes.clone()).expect("sound");
            assert_eq!((image.format, image.width, image.height), (expected, 40, 30));
            assert_eq!(*image.bytes, *bytes);
        }
    }

    #[test]
    fn formats_readers_may_not_know_become_png() {
        for format in [ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Ico, ImageFormat::Tiff] {
            let picture = DynamicImage::ImageRgba8(picture(40, 30).to_rgba8());
            let image = prepare("a.png", encoded(&picture, format)).expect("sound");
            assert_eq!((image.format, image.width, image.height), (model::ImageFormat::Png, 40, 30), "{format:?}");
            assert_eq!(&image.bytes[1..4], b"PNG");
        }
    }

    #[test]
    fn a_file_that_breaks_off_is_called_cut_short() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp] {
            let bytes = encoded(&picture(200, 150), format);
            let half = bytes[..bytes.len() / 2].to_vec();
            let problem = prepare("a.png", half).expect_err("half a picture");
            assert_eq!(problem, ImageProblem::CutShort, "{format:?}");
        }
    }

    #[test]
    fn an_image_too_large_to_decode_is_refused_by_its_header() {
        let problem = prepare("bomb.png", png_bomb(25_000, 25_000)).expect_err("625 million pixels");
        assert_eq!(problem, ImageProblem::TooManyPixels { width: 25_000, height: 25_000 });
        assert_eq!(problem.to_string(), "the image is too large (25000 × 25000 pixels; at most 50 million)");
    }

    #[test]
    fn a_header_that_promises_more_than_there_is_is_refused() {
        assert_eq!(prepare("liar.png", png_bomb(2_000, 2_000)), Err(ImageProblem::CutShort));
    }

    #[test]
    fn an_image_larger_than_a_page_is_scaled_down_in_proportion() {
        let image = prepare("wide.png", encoded(&picture(6_000, 400), ImageFormat::Png)).expect("sound");
        assert_eq!((image.width, image.height), (MAX_SIDE, 200));
    }

    #[test]
    fn a_photograph_lying_on_its_side_is_set_upright() {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        // Exif, little endian, one entry: orientation (0x0112) = 6, a quarter turn.
        let exif = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        image::ImageEncoder::set_exif_metadata(&mut encoder, exif).expect("Exif in a JPEG");
        picture(40, 30).write_with_encoder(encoder).expect("a picture");
        let image = prepare("a.jpg", bytes).expect("sound");
        assert_eq!((image.format, image.width, image.height), (model::ImageFormat::Jpeg, 30, 40));
    }

    #[test]
    fn an_animation_stays_and_a_broken_one_becomes_its_first_picture() {
        let mut bytes = Vec::new();
        {
            let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
            for shade in [0_u8, 120, 240] {
                let frame = image::RgbaImage::from_pixel(60, 60, image::Rgba([shade, 9, 99, 255]));
                encoder.encode_frame(image::Frame::new(frame)).expect("a frame");
            }
        }
        let whole = prepare("a.gif", bytes.clone()).expect("sound");
        assert_eq!(whole.format, model::ImageFormat::Gif);
        assert_eq!(*whole.bytes, *bytes);
        let mut odd = bytes.clone();
        // The packed pixels of the last picture.
        let end = odd.len() - 2;
        odd[end - 8..end].fill(0xff);
        assert_eq!(prepare("a.gif", odd).expect("readers pass over it").format, model::ImageFormat::Gif);
        bytes.truncate(bytes.len() - 40);
        let cut = prepare("a.gif", bytes).expect("its first picture is sound");
        assert_eq!((cut.format, cut.width), (model::ImageFormat::Png, 60));
    }
}
