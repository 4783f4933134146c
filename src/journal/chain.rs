//! The chain of frames: that each follows the one before, and which of them make up a commit. Where the frames come
//! from, and what their payloads say, is not known here.

use std::borrow::Cow;

use super::error::Fault;
use super::frame::{self, Frame};
use super::{FrameHash, Place, Tail};

/// A commit whose parts are all there: the place of the first, and the payload.
pub(super) type Whole<'a> = (Place, Cow<'a, [u8]>);

/// Where reading has come to.
pub(super) struct Chain {
    /// The place that comes next.
    next: Place,
    /// The hash of the frame before it, unless reading began in the middle.
    previous: Option<FrameHash>,
    /// The commit of which only some parts have come.
    open: Option<Open>,
    /// The last frame of the last whole commit.
    tail: Tail,
    /// Reading began in the middle, and no commit has begun since.
    amid: bool,
    /// Payloads are passed over, so that a large commit takes no memory.
    bare: bool,
    /// What HEAD says.
    head: Option<Tail>,
}

struct Open {
    first: Place,
    part: u16,
    parts: u16,
    payload: Vec<u8>,
}

impl Chain {
    /// From the frame after `tail` on, which ends a commit. The frame that HEAD names must be the one it means.
    pub(super) fn after(tail: Tail, head: Option<Tail>) -> Self {
        let (next, previous) = (tail.place.next(), Some(tail.hash));
        Self { next, previous, open: None, tail, amid: false, bare: false, head }
    }

    /// From the first frame on, for those who want no payloads: those of commits in several parts come out empty.
    pub(super) fn bare(head: Option<Tail>) -> Self {
        Self { bare: true, ..Self::after(Tail::BEGINNING, head) }
    }

    /// From the first commit on that begins at `place` or later.
    pub(super) fn from(place: Place) -> Self {
        Self { next: place, previous: None, open: None, tail: Tail::BEGINNING, amid: true, bare: false, head: None }
    }

    /// The place that comes next.
    pub(super) fn next(&self) -> Place {
        self.next
    }

    /// From where on frames are to be looked for: what lies before the first is noticed too.
    pub(super) fn first(&self) -> Place {
        if self.next == Place::BEGINNING.next() { Place::BEGINNING } else { self.next }
    }

    /// The last place that has come.
    pub(super) fn end(&self) -> Place {
        Place::new(self.next.get().saturating_sub(1))
    }

    /// The last frame of the last whole commit that has come.
    pub(super) fn tail(&self) -> Tail {
        self.tail
    }

    /// Takes the frame that comes next: the key it was found under, and its bytes. Yields the commit that it completes.
    pub(super) fn push<'a>(&mut self, key: &[u8], bytes: &'a [u8]) -> Result<Option<Whole<'a>>, Fault> {
        if key != self.next.get().to_be_bytes() {
            return Err(Fault::Damaged(match <[u8; 8]>::try_from(key) {
                Ok(found) => format!("the frame is missing; the one found next is {}", u64::from_be_bytes(found)),
                Err(_) => "what is found instead of the frame is no frame".to_owned(),
            }));
        }
        let frame = Frame::read(bytes)?;
        if frame.place != self.next {
            return Err(Fault::Damaged(format!("the frame says that its place is {}", frame.place)));
        }
        if self.previous.is_some_and(|it| it != frame.previous) {
            return Err(damaged("the frame does not follow the one before it"));
        }
        let hash = frame::hash(bytes);
        if self.head.is_some_and(|it| it.place == frame.place && it.hash != hash) {
            return Err(damaged("the frame is not the one that HEAD names"));
        }
        let whole = self.join(&frame)?;
        self.next = self.next.next();
        self.previous = Some(hash);
        if whole.is_some() {
            self.tail = Tail { place: frame.place, hash };
        }
        Ok(whole)
    }

    fn join<'a>(&mut self, frame: &Frame<'a>) -> Result<Option<Whole<'a>>, Fault> {
        self.amid &= frame.part > 1;
        if self.amid {
            return Ok(None);
        }
        let payload = if self.bare { &[] } else { frame.payload };
        let open = match self.open.take() {
            None if frame.part == 1 && frame.parts == 1 => return Ok(Some((frame.place, frame.payload.into()))),
            None if frame.part == 1 => {
                Open { first: frame.place, part: 1, parts: frame.parts, payload: payload.to_vec() }
            }
            Some(mut open) if frame.parts == open.parts && frame.part == open.part + 1 => {
                open.part = frame.part;
                open.payload.extend_from_slice(payload);
                open
            }
            _ => return Err(damaged("the frame is not the part of a commit that comes next")),
        };
        if open.part == open.parts {
            return Ok(Some((open.first, open.payload.into())));
        }
        self.open = Some(open);
        Ok(None)
    }
}

fn damaged(reason: &str) -> Fault {
    Fault::Damaged(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of commits with these numbers of parts, in a chain.
    fn frames(commits: &[u16]) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        let mut tail = Tail::BEGINNING;
        for parts in commits {
            for part in 1..=*parts {
                let frame = Frame {
                    place: tail.place.next(),
                    part,
                    parts: *parts,
                    previous: tail.hash,
                    payload: &[b'a' + part as u8],
                };
                let bytes = frame.write();
                tail = Tail { place: frame.place, hash: frame::hash(&bytes) };
                frames.push(bytes);
            }
        }
        frames
    }

    fn key(place: u64) -> [u8; 8] {
        place.to_be_bytes()
    }

    fn run(mut chain: Chain, frames: &[(u64, Vec<u8>)]) -> Result<(Vec<(u64, String)>, Tail), String> {
        let mut wholes = Vec::new();
        for (place, bytes) in frames {
            match chain.push(&key(*place), bytes) {
                Ok(whole) => {
                    wholes.extend(whole.map(|(place, it)| (place.get(), String::from_utf8(it.into_owned()).unwrap())))
                }
                Err(Fault::Damaged(why) | Fault::Newer(why)) => return Err(format!("{}: {why}", chain.next())),
            }
        }
        Ok((wholes, chain.tail()))
    }

    fn numbered(frames: Vec<Vec<u8>>) -> Vec<(u64, Vec<u8>)> {
        (1..).zip(frames).collect()
    }

    #[test]
    fn commits_come_when_all_their_parts_are_there() {
        let frames = numbered(frames(&[1, 3, 1, 2]));
        let check = |from: usize, to: usize, expected: &[(u64, &str)], tail: usize| {
            let chain = match from {
                0 => Chain::after(Tail::BEGINNING, None),
                _ => Chain::from(Place::new(from as u64 + 1)),
            };
            let (wholes, found) = run(chain, &frames[from..to]).unwrap();
            let wholes: Vec<_> = wholes.iter().map(|(place, it)| (*place, it.as_str())).collect();
            assert_eq!(wholes, expected);
            assert_eq!(found.place.get(), tail as u64);
            if tail > 0 {
                assert_eq!(found.hash, frame::hash(&frames[tail - 1].1));
            }
        };
        check(0, 7, &[(1, "b"), (2, "bcd"), (5, "b"), (6, "bc")], 7);
        check(0, 6, &[(1, "b"), (2, "bcd"), (5, "b")], 5);
        check(0, 3, &[(1, "b")], 1);
        check(0, 0, &[], 0);
        check(1, 7, &[(2, "bcd"), (5, "b"), (6, "bc")], 7);
        check(2, 7, &[(5, "b"), (6, "bc")], 7);
        check(3, 7, &[(5, "b"), (6, "bc")], 7);
        check(6, 7, &[], 0);
        let (wholes, tail) = run(Chain::bare(None), &frames).unwrap();
        assert_eq!(wholes.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2, 5, 6]);
        assert_eq!((wholes[1].1.as_str(), tail.place.get()), ("", 7));
    }

    #[test]
    fn the_first_thing_wrong_is_named() {
        type Frames = Vec<(u64, Vec<u8>)>;
        let check = |edit: &dyn Fn(&mut Frames), expected: &str| {
            let mut frames = numbered(frames(&[1, 3, 1]));
            edit(&mut frames);
            assert_eq!(run(Chain::after(Tail::BEGINNING, None), &frames).unwrap_err(), expected);
        };
        check(&|it| drop(it.remove(0)), "1: the frame is missing; the one found next is 2");
        check(&|it| drop(it.remove(2)), "3: the frame is missing; the one found next is 4");
        check(&|it| it[1].0 = 0, "2: the frame is missing; the one found next is 0");
        check(&|it| it[1].1 = it[0].1.clone(), "2: the frame says that its place is 1");
        check(&|it| it[4].1[50] ^= 1, "5: the frame's checksum does not hold");
        let other = frames(&[1, 2, 2]);
        check(&|it| it[3].1 = other[3].clone(), "4: the frame does not follow the one before it");
    }

    #[test]
    fn parts_come_in_order_and_belong_together() {
        let check = |parts: &[(u16, u16)], expected: &str| {
            let mut tail = Tail::BEGINNING;
            let mut frames = Vec::new();
            for (part, parts) in parts {
                let (place, previous) = (tail.place.next(), tail.hash);
                let (part, parts) = (*part, *parts);
                let frame = Frame { place, part, parts, previous, payload: b"" };
                let hash = frame::hash(&frame.write());
                tail = Tail { place, hash };
                frames.push(frame.write());
            }
            let found = run(Chain::after(Tail::BEGINNING, None), &numbered(frames));
            assert_eq!(found.unwrap_err(), expected, "{parts:?}");
        };
        let reason = "the frame is not the part of a commit that comes next";
        check(&[(2, 2)], &format!("1: {reason}"));
        check(&[(1, 2), (1, 1)], &format!("2: {reason}"));
        check(&[(1, 3), (3, 3)], &format!("2: {reason}"));
        check(&[(1, 3), (2, 2)], &format!("2: {reason}"));
        check(&[(1, 2), (2, 2), (2, 2)], &format!("3: {reason}"));
    }

    #[test]
    fn the_frame_at_head_is_the_one_it_names() {
        let frames = numbered(frames(&[1, 1, 1]));
        let head = |place: u64, hash| Tail { place: Place::new(place), hash };
        let right = frame::hash(&frames[1].1);
        assert!(run(Chain::after(Tail::BEGINNING, Some(head(2, right))), &frames).is_ok());
        assert_eq!(
            run(Chain::after(Tail::BEGINNING, Some(head(3, right))), &frames).unwrap_err(),
            "3: the frame is not the one that HEAD names"
        );
    }
}
