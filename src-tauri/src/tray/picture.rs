//! The icon with a lamp in its corner.

use super::board::Lamp;
use tauri::image::Image;

/// Half the lamp's width in pixels, without its rim.
const RADIUS: i64 = 6;
/// The rim keeps the lamp apart from the icon, on light and on dark panels.
const RIM: i64 = 2;

/// The app's icon, with a lamp of this aspect at the lower right.
pub fn with_lamp(lamp: Lamp) -> Image<'static> {
    let icon = tauri::include_image!("icons/32x32.png");
    let mut rgba = icon.rgba().to_vec();
    paint(&mut rgba, icon.width(), icon.height(), lamp);
    Image::new_owned(rgba, icon.width(), icon.height())
}

/// The signal colours of the window's dark panel.
fn colour(lamp: Lamp) -> [u8; 3] {
    match lamp {
        Lamp::Clear => [0x48, 0xce, 0x7d],
        Lamp::Caution => [0xf7, 0xb3, 0x32],
        Lamp::Stop => [0xf9, 0x5b, 0x57],
    }
}

/// Whether the lamp's arm passes so far from its middle: upright, leaning or level, since colour
/// alone tells nothing to some eyes.
fn is_arm(lamp: Lamp, x: i64, y: i64) -> bool {
    let (along, across) = match lamp {
        Lamp::Clear => (y, x),
        Lamp::Caution => (x, x + y),
        Lamp::Stop => (x, y),
    };
    along.abs() <= RADIUS - 2 && across.abs() <= 1
}

fn paint(rgba: &mut [u8], width: u32, height: u32, lamp: Lamp) {
    let middle = |size: u32| i64::from(size) - RADIUS - RIM;
    let [red, green, blue] = colour(lamp);
    for (at, pixel) in (0i64..).zip(rgba.chunks_exact_mut(4)) {
        let x = at % i64::from(width) - middle(width);
        let y = at / i64::from(width) - middle(height);
        let squared = x.pow(2) + y.pow(2);
        if squared > (RADIUS + RIM).pow(2) {
            continue;
        }
        let is_lit = squared <= RADIUS.pow(2) && !is_arm(lamp, x, y);
        pixel.copy_from_slice(&if is_lit {
            [red, green, blue, 0xff]
        } else {
            [0x09, 0x10, 0x10, 0xff]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lamps_differ_and_leave_the_rest_of_the_icon_alone() {
        let plain = tauri::include_image!("icons/32x32.png");
        let (clear, stop) = (with_lamp(Lamp::Clear), with_lamp(Lamp::Stop));
        assert_ne!(clear.rgba(), stop.rgba());
        assert_ne!(clear.rgba(), with_lamp(Lamp::Caution).rgba());
        let upper_half = 32 * 16 * 4;
        assert_eq!(stop.rgba()[..upper_half], plain.rgba()[..upper_half]);
    }
}
