//! Reading an audit log backwards, the newest first, a file at a time. Who may, is decided elsewhere.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::entry::AuditEntry;
use super::files::{self, ADVICE};
use crate::domain::Actor;
use crate::journal::Place;
use crate::journal::error::{Fault, JournalError};
use crate::journal::frame::{self, Frame};

/// Which entries are wanted: those that fit everything that is said.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Noted then or later.
    pub from: Option<Timestamp>,
    /// Noted then or earlier.
    pub to: Option<Timestamp>,
    /// By whom.
    pub who: Option<Actor>,
    /// The name of what was done.
    pub what: Option<String>,
    /// The id of something it was about, as `kind:key`.
    pub about: Option<String>,
}

impl AuditFilter {
    fn passes(&self, it: &AuditEntry) -> bool {
        self.from.is_none_or(|from| from <= it.at)
            && self.to.is_none_or(|to| it.at <= to)
            && self.who.as_ref().is_none_or(|who| *who == it.who)
            && self.what.as_ref().is_none_or(|what| *what == *it.what)
            && self.about.as_ref().is_none_or(|about| it.about.iter().any(|id| **id == **about))
    }
}

/// An entry and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the log, from 1 on.
    pub place: Place,
    /// The entry.
    pub entry: AuditEntry,
}

/// Some entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The newest first.
    pub rows: Vec<AuditRow>,
    /// Whether older ones pass the filter as well.
    pub has_more: bool,
}

/// A log as far as it was on disk at some time.
#[derive(Clone, Debug)]
pub struct AuditReading {
    dir: PathBuf,
    last: Place,
}

impl AuditReading {
    pub(super) fn new(dir: PathBuf, last: Place) -> Self {
        Self { dir, last }
    }

    /// The data directory.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The files in order, each with how much of it was on disk, in bytes.
    pub(super) fn files(&self) -> Result<VecDeque<(PathBuf, u64)>, JournalError> {
        let mut found = VecDeque::new();
        for file in files::list(&self.dir)?.into_iter().filter(|it| it.first <= self.last) {
            let bytes = files::bytes(&file.path)?;
            let (mut rest, mut place) = (bytes.as_slice(), file.first);
            while place <= self.last
                && let Ok((_, after)) = frame::split(rest)
            {
                (rest, place) = (after, place.next());
            }
            found.push_back((file.path, (bytes.len() - rest.len()) as u64));
        }
        Ok(found)
    }

    /// The newest entries before a place, or of all, that pass the filter: at most so many, the newest first. The files
    /// are read one after the other until there are so many, which may take a while.
    pub fn read(&self, filter: &AuditFilter, before: Option<Place>, most: usize) -> Result<AuditPage, JournalError> {
        let end = self.last.next();
        let before = before.map_or(end, |it| it.min(end));
        let mut page = AuditPage::default();
        for file in files::list(&self.dir)?.into_iter().rev().filter(|it| it.first < before) {
            let bytes = files::bytes(&file.path)?;
            let located = |fault: Fault, place| fault.located(&file.path, Some(place), ADVICE);
            let mut frames = VecDeque::new();
            let (mut rest, mut place) = (bytes.as_slice(), file.first);
            // What comes after is being written.
            while place < before && !rest.is_empty() {
                let (frame, after) = frame::split(rest).map_err(|it| located(it, place))?;
                frames.push_front((place, frame));
                (rest, place) = (after, place.next());
            }
            for (place, bytes) in frames {
                let frame = Frame::read(bytes).map_err(|it| located(it, place))?;
                if frame.place != place {
                    let reason = format!("the frame says that its place is {}", frame.place);
                    return Err(located(Fault::Damaged(reason), place));
                }
                let entry = AuditEntry::parse(frame.payload).map_err(|it| located(it, place))?;
                // Times never go back.
                if filter.from.is_some_and(|from| entry.at < from) {
                    return Ok(page);
                }
                if !filter.passes(&entry) {
                    continue;
                }
                if page.rows.len() == most {
                    page.has_more = true;
                    return Ok(page);
                }
                page.rows.push(AuditRow { place, entry });
            }
        }
        Ok(page)
    }
}
