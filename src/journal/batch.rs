//! Commits as frames, not yet stored. What a payload says is the payload's business, how a frame is written the frame's.

use super::error::JournalError;
use super::frame::{self, Frame};
use super::persons::{Keyring, Record, Sealer};
use super::{Place, Randomness, Tail, payload};
use crate::domain::Commit;

/// The frames of some commits, and what they need.
pub(super) struct Batch {
    pub(super) frames: Vec<Vec<u8>>,
    /// The place of each commit.
    pub(super) places: Vec<Place>,
    /// The last of the frames.
    pub(super) tail: Tail,
    /// The keys that have to be on disk before the frames.
    pub(super) keys: Vec<Record>,
}

impl Batch {
    /// The frames of the commits, to follow `tail`.
    pub(super) fn of(
        commits: &[Commit],
        tail: Tail,
        keys: &Keyring,
        randomness: &mut Randomness,
    ) -> Result<Self, JournalError> {
        let mut batch = Self { frames: Vec::new(), places: Vec::new(), tail, keys: Vec::new() };
        let mut sealer = Sealer::new(keys, randomness);
        for commit in commits {
            let payload = payload::encode(commit, &mut sealer)?;
            batch.add(&payload)?;
        }
        batch.keys = sealer.drawn();
        Ok(batch)
    }

    /// How long the frames are together.
    pub(super) fn bytes(&self) -> u64 {
        self.frames.iter().map(|it| it.len() as u64).sum()
    }

    fn add(&mut self, payload: &[u8]) -> Result<(), JournalError> {
        let bytes = payload.len();
        let parts = u16::try_from(bytes.div_ceil(frame::PAYLOAD)).map_err(|_| JournalError::TooLarge { bytes })?;
        self.places.push(self.tail.place.next());
        for (part, payload) in (1..=parts).zip(payload.chunks(frame::PAYLOAD)) {
            let place = self.tail.place.next();
            let frame = Frame { place, part, parts, previous: self.tail.hash, payload };
            let bytes = frame.write();
            let hash = frame::hash(&bytes);
            self.tail = Tail { place, hash };
            self.frames.push(bytes);
        }
        Ok(())
    }
}
