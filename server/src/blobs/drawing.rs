//! Making a picture small. The bytes are a stranger's: nothing is decoded before its size is known and small enough.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};

/// Longest side of a small picture, in **pixels**.
const SIDE: u32 = 320;
/// Qualities of a small picture, of 100: the first one that fits.
const QUALITIES: [u8; 4] = [72, 50, 30, 10];
/// Most **bytes** of a small picture: devices take no larger one (`docs/sync.md`).
const MAX_SMALL_BYTES: usize = 128 * 1024;
/// Most **pixels** that are decoded: the 24 megapixels of common telephones. A hostile progressive JPEG of that size takes 225 MB: two
/// **bytes** for each of three components of a pixel, and three for what is drawn of it.
const MAX_PIXELS: u64 = 25_000_000;
/// Most **pixels** of a JPEG with four components, which takes eleven **bytes** for each.
const MAX_PIXELS_OF_FOUR: u64 = 20_000_000;
/// Longest side that is decoded, in **pixels**.
const MAX_SIDE: u32 = 16_384;
/// Most **bytes** that a decoded picture may take.
const MAX_DECODED_BYTES: u64 = 4 * MAX_PIXELS;

/// Why a picture is not drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum DrawError {
    /// It is no JPEG, PNG or WebP.
    #[error("it is of another kind")]
    Kind,
    /// It has more pixels than are decoded here, or its small picture more bytes than are sent.
    #[error("it has too many pixels")]
    TooLarge,
    /// It cannot be decoded.
    #[error(transparent)]
    Image(#[from] image::ImageError),
}

/// A JPEG of the picture, at most 320 pixels wide and high, upright, without anything but pixels: where and with what a picture was
/// taken stays in the whole one.
///
/// # Errors
/// [`DrawError`].
pub(super) fn draw_small(bytes: &[u8]) -> Result<Vec<u8>, DrawError> {
    let format = image::guess_format(bytes).map_err(|_| DrawError::Kind)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(DrawError::Kind);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most_pixels(bytes, format) || decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(DrawError::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let whole = DynamicImage::from_decoder(decoder)?;
    let mut small = if width.max(height) > SIDE { whole.thumbnail(SIDE, SIDE) } else { whole };
    small.apply_orientation(orientation);
    let small = on_white(&small);
    for quality in QUALITIES {
        let mut drawn = Vec::new();
        JpegEncoder::new_with_quality(&mut drawn, quality).encode_image(&small)?;
        if drawn.len() <= MAX_SMALL_BYTES {
            return Ok(drawn);
        }
    }
    Err(DrawError::TooLarge)
}

/// Most **pixels** that are decoded of this picture. A JPEG counts as one of four components if any head of a frame in it says so (T.81
/// §B.2.2): a hostile one may have several, with whatever between them.
fn most_pixels(bytes: &[u8], format: ImageFormat) -> u64 {
    let of_four = |head: &[u8]| matches!(head, [0xff, 0xc0..=0xc2, 0, 20, _, _, _, _, _, 4]);
    if format == ImageFormat::Jpeg && bytes.windows(10).any(of_four) { MAX_PIXELS_OF_FOUR } else { MAX_PIXELS }
}

/// The picture on white paper: a JPEG has no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (under, over) in flat.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [red, green, blue, alpha] = over.0.map(u16::from);
        let mix = |channel: u16| u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        under.0 = [red, green, blue].map(mix);
    }
    flat
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

    use image::{GenericImageView as _, Rgb, Rgba, RgbaImage};

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Left red, right blue.
    fn two_halves(width: u32, height: u32) -> DynamicImage {
        let colour = |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, colour))
    }

    #[test]
    fn each_kind_of_picture_is_drawn_small_in_its_proportions() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let small = image::load_from_memory(&draw_small(&encoded(&two_halves(1_000, 500), format)).unwrap()).unwrap();
            assert_eq!(small.dimensions(), (320, 160), "{format:?}");
            let (left, right) = (small.get_pixel(40, 80), small.get_pixel(280, 80));
            assert!(left[0] > 150 && left[2] < 60 && right[2] > 150 && right[0] < 60, "{format:?}: {left:?} {right:?}");
        }
        let tiny = image::load_from_memory(&draw_small(&encoded(&two_halves(8, 4), ImageFormat::Png)).unwrap()).unwrap();
        assert_eq!(tiny.dimensions(), (8, 4), "nothing is made larger");
    }

    #[test]
    fn what_a_camera_held_sideways_took_is_drawn_upright_and_without_its_place() {
        let mut photo = encoded(&two_halves(640, 320), ImageFormat::Jpeg);
        // EXIF with one entry, orientation 6: the camera's right is up (TIFF 6.0, EXIF 2.3 §4.6.4).
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let mut segment = vec![0xff, 0xe1, length[0], length[1]];
        segment.append(&mut exif);
        photo.splice(2..2, segment);
        let drawn = draw_small(&photo).unwrap();
        assert!(!drawn.windows(4).any(|window| window == b"Exif"));
        let small = image::load_from_memory(&drawn).unwrap();
        assert_eq!(small.dimensions(), (160, 320));
        let (top, bottom) = (small.get_pixel(80, 40), small.get_pixel(80, 280));
        assert!(top[0] > 150 && bottom[2] > 150, "{top:?} {bottom:?}");
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 0])));
        let small = image::load_from_memory(&draw_small(&encoded(&clear, ImageFormat::Png)).unwrap()).unwrap();
        assert!(small.get_pixel(1, 1)[0] > 250);
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_not_decoded() {
        // A PNG whose head says 60,000 × 60,000, and a JPEG frame of 65,000 × 65,000.
        let mut png = encoded(&two_halves(4, 4), ImageFormat::Png);
        png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert!(draw_small(&png).is_err());
        let mut jpeg = encoded(&two_halves(16, 16), ImageFormat::Jpeg);
        let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0xfd, 0xe8, 0xfd, 0xe8]);
        assert!(draw_small(&jpeg).is_err());
        let mut wide = encoded(&two_halves(16, 16), ImageFormat::Jpeg);
        wide[frame + 5..frame + 9].copy_from_slice(&[0x1f, 0x40, 0x1f, 0x40]);
        assert!(matches!(draw_small(&wide), Err(DrawError::TooLarge)), "8,000 × 8,000 fits each side, not the whole");
    }

    /// A progressive JPEG of which there is a head alone.
    fn head(components: u8, width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xc2, 0, 8 + 3 * components, 8];
        bytes.extend([height.to_be_bytes(), width.to_be_bytes()].concat());
        bytes.push(components);
        bytes.extend((1..=components).flat_map(|component| [component, 0x11, 0]));
        bytes.extend([0xff, 0xda, 0, 6 + 2 * components, components]);
        bytes.extend((1..=components).flat_map(|component| [component, 0]));
        bytes.extend([0, 0, 0]);
        bytes
    }

    #[test]
    fn a_picture_of_four_components_may_have_fewer_pixels() {
        assert!(matches!(draw_small(&head(4, 5_000, 4_001)), Err(DrawError::TooLarge)));
        assert!(matches!(draw_small(&head(3, 5_001, 5_000)), Err(DrawError::TooLarge)));
        assert!(!matches!(draw_small(&head(4, 8, 8)), Err(DrawError::TooLarge)), "its head is read");
        assert_eq!(most_pixels(&head(4, 8, 8), ImageFormat::Jpeg), MAX_PIXELS_OF_FOUR);
        assert_eq!(most_pixels(&head(3, 8, 8), ImageFormat::Jpeg), MAX_PIXELS);
    }

    #[test]
    fn a_small_picture_is_never_larger_than_devices_take() {
        let mut chance = 7_u64;
        let noise = RgbImage::from_fn(SIDE, SIDE, |_, _| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let bytes = chance.to_be_bytes();
            // All or nothing of each colour: the most that a picture of this size can hold.
            Rgb([bytes[0], bytes[1], bytes[2]].map(|byte| if byte < 128 { 0 } else { 255 }))
        });
        let drawn = draw_small(&encoded(&DynamicImage::ImageRgb8(noise.clone()), ImageFormat::Png)).unwrap();
        assert!(drawn.len() <= MAX_SMALL_BYTES, "{} bytes", drawn.len());
        let mut first = Vec::new();
        JpegEncoder::new_with_quality(&mut first, QUALITIES[0]).encode_image(&noise).unwrap();
        assert!(first.len() > MAX_SMALL_BYTES, "{} bytes: this one needed less quality", first.len());
    }

    #[test]
    fn damaged_pictures_end_in_an_error_or_a_picture_never_in_a_panic() {
        let whole: Vec<Vec<u8>> = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP]
            .into_iter()
            .map(|format| encoded(&two_halves(48, 32), format))
            .collect();
        let mut chance = 7_u64;
        for picture in &whole {
            for end in 0..picture.len() {
                drop(draw_small(&picture[..end]));
            }
            for _ in 0..400 {
                let mut damaged = picture.clone();
                for _ in 0..4 {
                    chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let place = usize::try_from(chance >> 33).unwrap() % damaged.len();
                    damaged[place] = chance.to_le_bytes()[3];
                }
                drop(draw_small(&damaged));
            }
        }
        assert!(matches!(draw_small(b"<svg onload=...>"), Err(DrawError::Kind)));
        assert!(matches!(draw_small(b"GIF89a\x01\0\x01\0"), Err(DrawError::Kind)));
    }
}
