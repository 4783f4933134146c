//! The bytes of a backup, from the first to the last. Which frames go in, and where the bytes go, is not known here.

use super::{FOOTER, HEADER, MAGIC, VERSION};
use crate::journal::Tail;
use crate::journal::erased::Erased;

/// What stands before the frames.
pub(super) fn header() -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER);
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    let sum = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&sum.to_be_bytes());
    bytes
}

/// Adds a frame. The journal writes none whose length would not fit.
pub(super) fn frame(bytes: &mut Vec<u8>, frame: &[u8]) {
    bytes.extend_from_slice(&(frame.len() as u32).to_be_bytes());
    bytes.extend_from_slice(frame);
}

/// That there are no more frames. What goes along follows.
pub(super) const FRAMES_END: [u8; 4] = [0; 4];

/// That nothing more goes along.
pub(super) const SIDES_END: [u8; 1] = [0];

/// What stands after the frames, and after so many files that went along.
pub(super) fn footer(erased: &Erased, tail: Tail, commits: u64, sides: u8) -> Vec<u8> {
    let erased = erased.to_text();
    let mut bytes = Vec::with_capacity(5 + erased.len() + FOOTER + 4);
    // Four billion bytes of erasures would be those of a hundred million people.
    bytes.extend_from_slice(&(erased.len() as u32).to_be_bytes());
    bytes.extend_from_slice(erased.as_bytes());
    bytes.extend_from_slice(&tail.place.get().to_be_bytes());
    bytes.extend_from_slice(tail.hash.as_bytes());
    bytes.extend_from_slice(&commits.to_be_bytes());
    bytes.push(sides);
    let sum = crc32c::crc32c_append(crc32c::crc32c(&[&FRAMES_END[..], &SIDES_END].concat()), &bytes);
    bytes.extend_from_slice(&sum.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{FrameHash, Place};

    #[test]
    fn the_layout_stays() {
        let mut expected = b"demarche backup\x02".to_vec();
        expected.extend(crc32c::crc32c(&expected).to_be_bytes());
        assert_eq!((header(), header().len()), (expected, HEADER));

        let mut bytes = Vec::new();
        frame(&mut bytes, b"{}");
        assert_eq!(bytes, b"\0\0\0\x02{}");

        let tail = Tail { place: Place::new(0x0102), hash: FrameHash([7; 32]) };
        let list = Erased::default().to_text();
        let mut expected = vec![0, 0, 0, 0, 0, 0, 0, 0, list.len() as u8];
        expected.extend(list.as_bytes());
        expected.extend([0, 0, 0, 0, 0, 0, 1, 2]);
        expected.extend([7; 32]);
        expected.extend([0, 0, 0, 0, 0, 0, 0, 9]);
        expected.push(1);
        expected.extend(crc32c::crc32c(&expected).to_be_bytes());
        let footer = footer(&Erased::default(), tail, 9, 1);
        assert_eq!([&FRAMES_END[..], &SIDES_END, &footer].concat(), expected);
    }
}
