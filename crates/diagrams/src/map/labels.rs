//! Names on a map, where there is room for them.

use crate::text::width_in_ems;

use super::projection::{HEIGHT, WIDTH};

/// Names on a map.
const MOST_LABELS: usize = 60;

/// CSS pixels.
pub(super) const SIZE: f64 = 12.0;

/// Upper left and lower right corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle(pub(super) [f64; 4]);

impl Rectangle {
    fn meets(&self, other: &Self) -> bool {
        let (one, other) = (self.0, other.0);
        one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
    }

    fn is_on_map(&self) -> bool {
        self.0[0] >= 4.0 && self.0[1] >= 4.0 && self.0[2] <= WIDTH - 4.0 && self.0[3] <= HEIGHT - 4.0
    }
}

/// The room taken on a map.
#[derive(Debug, Default)]
pub(super) struct Labels {
    taken: Vec<Rectangle>,
    placed: usize,
}

impl Labels {
    /// Keeps names off something that is drawn; only of the first so many, for a map
    /// full of pins has no room anyway.
    pub(super) fn avoid(&mut self, rectangle: Rectangle) {
        if self.taken.len() < 20 * MOST_LABELS {
            self.taken.push(rectangle);
        }
    }

    /// The left end of the base line of `name`, beside a pin at this place; none when
    /// there is no room.
    pub(super) fn beside(&mut self, name: &str, [x, y]: [f64; 2], gap: f64) -> Option<[f64; 2]> {
        let width = width_in_ems(name, false) * SIZE;
        let places = [[x + gap, y], [x - gap - width, y], [x - width / 2.0, y + gap + SIZE]];
        self.first_free(width, &places)
    }

    /// The same for a name in the middle of something, `room` pixels wide.
    pub(super) fn within(&mut self, name: &str, [x, y]: [f64; 2], room: f64) -> Option<[f64; 2]> {
        let width = width_in_ems(name, false) * SIZE;
        if width > room {
            return None;
        }
        self.first_free(width, &[[x - width / 2.0, y + SIZE / 3.0]])
    }

    fn first_free(&mut self, width: f64, places: &[[f64; 2]]) -> Option<[f64; 2]> {
        if self.placed == MOST_LABELS {
            return None;
        }
        let (place, rectangle) = places.iter().find_map(|[x, y]| {
            let rectangle = Rectangle([*x, y - SIZE, x + width, y + 0.3 * SIZE]);
            let is_free = rectangle.is_on_map() && !self.taken.iter().any(|other| rectangle.meets(other));
            is_free.then_some(([*x, *y], rectangle))
        })?;
        self.taken.push(rectangle);
        self.placed += 1;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_where_there_is_room() {
        let mut labels = Labels::default();
        let right = labels.beside("Oslo", [300.0, 200.0], 8.0).expect("room");
        assert!(right[0] > 300.0);
        let left = labels.beside("Oslo", [300.0, 200.0], 8.0).expect("room");
        assert!(left[0] < 300.0);
        assert!(labels.beside("Oslo", [300.0, 200.0], 8.0).is_some());
        assert_eq!(labels.beside("Oslo", [300.0, 200.0], 8.0), None);
    }

    #[test]
    fn a_name_stays_on_the_map() {
        let mut labels = Labels::default();
        let place = labels.beside("Vladivostok", [WIDTH - 10.0, 100.0], 8.0).expect("room");
        assert!(place[0] < WIDTH - 20.0);
        assert_eq!(labels.within("A long name for a small place", [300.0, 200.0], 40.0), None);
    }
}
