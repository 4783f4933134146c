//! The bytes of one frame, and its hash. What the payload says is the payload's business, how frames follow one
//! another the chain's.
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | version, 1 |
//! | 8 | place |
//! | 2 + 2 | part n of m, from 1 on |
//! | 32 | hash of the frame before, zeros for the first |
//! | 4 | length of the payload |
//! | ... | payload |
//! | 4 | CRC32C of all before |
//!
//! Numbers are big-endian. A frame of any version, present or future, begins with its version and ends with the
//! CRC32C of all before, so that damage can be told from a later version.

use super::error::Fault;
use super::{FrameHash, Place};

const VERSION: u8 = 1;

/// The bytes of a frame beside its payload.
const AROUND: usize = 1 + 8 + 2 + 2 + 32 + 4 + 4;

/// The longest frame that is read.
pub(super) const LONGEST: usize = 96 * 1024;

/// The longest payload that is written. Shorter than what is read: the engine keeps up to 19 frames on one page, and
/// puts a page over a quarter of its segment size into a file of its own that it never syncs.
pub(super) const PAYLOAD: usize = 24 * 1024 - AROUND;

/// One frame: a commit, or a part of one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// Its place.
    pub(super) place: Place,
    /// Which part of the commit it is, from 1 on.
    pub(super) part: u16,
    /// How many parts the commit has.
    pub(super) parts: u16,
    /// The hash of the frame before.
    pub(super) previous: FrameHash,
    /// Its share of the payload.
    pub(super) payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Its bytes.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(AROUND + self.payload.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.place.get().to_be_bytes());
        bytes.extend_from_slice(&self.part.to_be_bytes());
        bytes.extend_from_slice(&self.parts.to_be_bytes());
        bytes.extend_from_slice(self.previous.as_bytes());
        // The payload is at most PAYLOAD long, so its length fits.
        bytes.extend_from_slice(&(self.payload.len() as u32).to_be_bytes());
        bytes.extend_from_slice(self.payload);
        let sum = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&sum.to_be_bytes());
        bytes
    }

    /// Reads the bytes of a frame.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.len() > LONGEST {
            return Err(damaged("the frame is too long"));
        }
        let (body, sum) = bytes.split_last_chunk().ok_or_else(|| damaged("the frame is too short"))?;
        if crc32c::crc32c(body) != u32::from_be_bytes(*sum) {
            return Err(damaged("the frame's checksum does not hold"));
        }
        let mut rest = body;
        let [version] = take(&mut rest)?;
        if version != VERSION {
            return Err(Fault::Newer(format!("version {version} of a frame")));
        }
        let place = Place::new(u64::from_be_bytes(take(&mut rest)?));
        let part = u16::from_be_bytes(take(&mut rest)?);
        let parts = u16::from_be_bytes(take(&mut rest)?);
        let previous = FrameHash(take(&mut rest)?);
        let length = u32::from_be_bytes(take(&mut rest)?);
        if usize::try_from(length) != Ok(rest.len()) {
            return Err(damaged("the frame's length does not hold"));
        }
        if part == 0 || part > parts {
            return Err(damaged("the frame's part is none of its parts"));
        }
        Ok(Self { place, part, parts, previous, payload: rest })
    }
}

/// The frame that some bytes begin with, and what follows it. Whether the frame holds is not known yet.
pub(super) fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), Fault> {
    const LENGTH: usize = AROUND - 8;
    let length = bytes.get(LENGTH..).and_then(|it| it.first_chunk()).map(|it| u32::from_be_bytes(*it));
    let length = length.and_then(|it| usize::try_from(it).ok()?.checked_add(AROUND));
    length.and_then(|it| bytes.split_at_checked(it)).ok_or_else(|| damaged("the frame is cut short"))
}

fn damaged(reason: &str) -> Fault {
    Fault::Damaged(reason.to_owned())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Fault> {
    let (head, tail) = rest.split_first_chunk().ok_or_else(|| damaged("the frame is too short"))?;
    *rest = tail;
    Ok(*head)
}

/// The hash of a frame's bytes.
pub(super) fn hash(bytes: &[u8]) -> FrameHash {
    FrameHash(*blake3::hash(bytes).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(payload: &[u8]) -> Frame<'_> {
        Frame { place: Place::new(0x0102_0304_0506_0708), part: 2, parts: 3, previous: FrameHash([7; 32]), payload }
    }

    #[test]
    fn the_layout_stays() {
        let bytes = frame(b"{}").write();
        let mut expected = vec![1, 1, 2, 3, 4, 5, 6, 7, 8, 0, 2, 0, 3];
        expected.extend([7; 32]);
        expected.extend([0, 0, 0, 2]);
        expected.extend(b"{}");
        expected.extend(crc32c::crc32c(&expected).to_be_bytes());
        assert_eq!(bytes, expected);
        assert_eq!(bytes.len(), AROUND + 2);
        assert_eq!(hash(&bytes).to_string(), blake3::hash(&expected).to_hex().to_string());
    }

    #[test]
    fn frames_come_back() {
        for payload in [&b""[..], b"{}", &[b'x'; PAYLOAD]] {
            let bytes = frame(payload).write();
            assert_eq!(Frame::read(&bytes), Ok(frame(payload)));
        }
    }

    #[test]
    fn frames_that_follow_one_another_come_apart() {
        let (first, second) = (frame(b"{}").write(), frame(b"").write());
        let both = [first.as_slice(), &second].concat();
        assert_eq!(split(&both), Ok((first.as_slice(), second.as_slice())));
        assert_eq!(split(&second), Ok((second.as_slice(), &[][..])));
        for end in 0..second.len() {
            assert_eq!(split(&second[..end]), Err(damaged("the frame is cut short")), "{end}");
        }
    }

    #[test]
    fn every_flipped_bit_and_every_missing_byte_is_noticed() {
        let bytes = frame(b"{\"events\":[]}").write();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                assert_eq!(Frame::read(&bytes), Err(damaged("the frame's checksum does not hold")), "{at} {bit}");
            }
            assert!(matches!(Frame::read(&bytes[..at]), Err(Fault::Damaged(_))), "{at}");
        }
    }

    #[test]
    fn what_the_checksum_allows_is_still_checked() {
        let check = |edit: &dyn Fn(&mut Vec<u8>), expected: &Fault| {
            let mut bytes = frame(b"{}").write();
            bytes.truncate(bytes.len() - 4);
            edit(&mut bytes);
            let sum = crc32c::crc32c(&bytes);
            bytes.extend_from_slice(&sum.to_be_bytes());
            assert_eq!(Frame::read(&bytes).as_ref(), Err(expected));
        };
        check(&|it| it[0] = 2, &Fault::Newer("version 2 of a frame".to_owned()));
        check(&|it| it[0] = 0, &Fault::Newer("version 0 of a frame".to_owned()));
        check(&|it| it[10] = 0, &damaged("the frame's part is none of its parts"));
        check(&|it| it[10] = 4, &damaged("the frame's part is none of its parts"));
        check(&|it| it.push(0), &damaged("the frame's length does not hold"));
        check(&|it| it.truncate(20), &damaged("the frame is too short"));
        check(&|it| it.resize(LONGEST, 0), &damaged("the frame is too long"));
    }
}
