//! The audit trail: what is noted of whom, and who may read it. How the log is kept is the journal's business.
//!
//! A command is noted by whoever answers it, so that no mutation is forgotten, and so that a caller who does not wait for
//! the answer is noted as well. What shows personal details is noted first and shown then; where it cannot be noted, it is
//! not shown. Of takeaways nothing is noted: neither that one was recorded or refused, nor their ids.

use std::sync::Arc;

use arcstr::ArcStr;
use tokio::sync::oneshot;

use super::{Answer, Change, Request, Shared, Store, StoreError, UserErrorCode, World};
use crate::domain::command::{TakeawayCommand, TokenCommand};
use crate::domain::{Actor, AnyId, Clearance, Command, Entity, FollowUp, Kinded};
use crate::graph::Snapshot;
use crate::journal::{AuditEntry, AuditFilter, AuditHealth, AuditLog, AuditOutcome, AuditPage, JournalError, Place};

/// How many ids an entry has at the most; how many things there were beyond is said by a number.
const MOST_IDS: usize = 100;

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// What a mutation of this name asks.
    Command(&'static str),
    /// Signs in: shows a token for the first time that day, or follows a one-time link.
    SignIn,
    /// Signs out.
    SignOut,
    /// Reads names, e-mail addresses or telephone numbers.
    PersonalDetailsRead,
    /// Takes all that is held on a person.
    PersonalDataExport,
    /// Takes everything as files.
    Export,
    /// Takes a backup of the journal.
    Backup,
    /// Takes a backup of the persons' keys.
    BackupOfKeys,
}

impl Doing {
    /// How it is called in the trail.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command(name) => name,
            Self::SignIn => "signIn",
            Self::SignOut => "signOut",
            Self::PersonalDetailsRead => "personalDetailsRead",
            Self::PersonalDataExport => "personalDataExport",
            Self::Export => "export",
            Self::Backup => "backup",
            Self::BackupOfKeys => "backupOfKeys",
        }
    }
}

/// What is to be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    who: Actor,
    doing: Doing,
    about: Vec<AnyId>,
    count: usize,
    outcome: AuditOutcome,
    codes: Vec<ArcStr>,
}

impl Deed {
    /// Something that is done, or is about to be.
    pub fn done(who: Actor, doing: Doing) -> Self {
        Self { who, doing, about: Vec::new(), count: 0, outcome: AuditOutcome::Done, codes: Vec::new() }
    }

    /// Something that is refused, with a code such as `UNAUTHENTICATED`.
    pub fn refused(who: Actor, doing: Doing, code: &str) -> Self {
        Self { outcome: AuditOutcome::Refused, codes: vec![code.into()], ..Self::done(who, doing) }
    }

    /// The same, about these things: the first hundred by name, all by number.
    pub fn about(mut self, ids: impl IntoIterator<Item = AnyId>) -> Self {
        for id in ids {
            self.count += 1;
            if self.about.len() < MOST_IDS {
                self.about.push(id);
            }
        }
        self
    }

    /// The entry that is noted of it.
    pub fn entry(self, world: &dyn World) -> AuditEntry {
        let about: Vec<_> = self.about.iter().map(|it| ArcStr::from(it.to_string())).collect();
        let count = if self.count > about.len() { self.count as u64 } else { 0 };
        let (at, what, Self { who, outcome, codes, .. }) = (world.now(), self.doing.name().into(), self);
        AuditEntry { at, who, what, about, count, outcome, codes, times: 1 }
    }
}

/// The trail of a store. A store that keeps nothing on disk has none: nothing is noted, and nothing is held back for it.
#[derive(Clone, Copy)]
pub struct Audit<'s> {
    log: Option<&'s AuditLog>,
    world: &'s dyn World,
}

impl Store {
    /// The audit trail.
    pub fn audit(&self) -> Audit<'_> {
        self.shared.audit()
    }
}

impl Shared {
    fn audit(&self) -> Audit<'_> {
        Audit { log: self.journal.audit(), world: self.world.as_ref() }
    }
}

impl Audit<'_> {
    /// Has a deed noted, within about a second, and waits for nothing.
    pub fn note(&self, deed: Deed) {
        if let Some(log) = self.log {
            log.note(deed.entry(self.world));
        }
    }

    /// Has a deed noted at once, and waits until it is on disk. On an error what it is about must not be shown.
    pub async fn note_first(&self, deed: Deed) -> Result<(), StoreError> {
        match self.log {
            Some(log) => written(log.note_now(deed.entry(self.world)).await),
            None => Ok(()),
        }
    }

    /// As [`Audit::note_first`], for callers that may wait.
    pub fn note_first_and_wait(&self, deed: Deed) -> Result<(), StoreError> {
        match self.log {
            Some(log) => written(log.note_now(deed.entry(self.world)).blocking_recv()),
            None => Ok(()),
        }
    }

    /// Whether deeds are noted. Where they are not, nothing is to be shown that must be noted first.
    pub fn is_kept(&self) -> bool {
        self.health().is_written()
    }

    /// Whether the log does what it should.
    pub fn health(&self) -> AuditHealth {
        self.log.map_or(AuditHealth::Healthy, AuditLog::health)
    }

    /// How many deeds could not be noted, and were not noted as lost since.
    pub fn lost(&self) -> u64 {
        self.log.map_or(0, AuditLog::lost)
    }

    /// The newest entries before a place, or of all, that pass the filter: at most so many, the newest first, with all that
    /// was noted until now. For whoever may not see the trail there is none.
    pub async fn read(
        &self,
        clearance: &Clearance,
        filter: AuditFilter,
        before: Option<Place>,
        most: usize,
    ) -> Result<AuditPage, JournalError> {
        let Some(log) = self.log.filter(|_| clearance.administers()) else {
            return Ok(AuditPage::default());
        };
        // What cannot be written is not in it, and the rest is.
        let _ = log.settle().await;
        let reading = log.reading();
        let read = tokio::task::spawn_blocking(move || reading.read(&filter, before, most));
        read.await.unwrap_or_else(|_| Ok(AuditPage::default()))
    }
}

fn written(answer: Result<bool, oneshot::error::RecvError>) -> Result<(), StoreError> {
    match answer {
        Ok(true) => Ok(()),
        _ => Err(StoreError::Unnoted),
    }
}

/// Where the answer to a command goes, and what is noted of it.
pub(super) struct Reply {
    answer: oneshot::Sender<Result<Answer, StoreError>>,
    noted: Option<(Arc<Shared>, Deed)>,
}

impl Reply {
    /// To this request.
    pub(super) fn to(
        request: &Request,
        shared: &Arc<Shared>,
        answer: oneshot::Sender<Result<Answer, StoreError>>,
    ) -> Self {
        let kept = shared.journal.audit().is_some();
        let deed = kept.then(|| deed(request, &shared.current.load())).flatten();
        Self { answer, noted: deed.map(|it| (Arc::clone(shared), it)) }
    }

    /// Answers, and has it noted.
    pub(super) fn send(self, answer: Result<Answer, StoreError>) {
        if let Some((shared, deed)) = self.noted {
            let deed = concluded(deed, &answer, &shared);
            // The service looks every day for what is to be erased, and mostly finds nothing.
            let is_idle = deed.who == Actor::service() && deed.outcome == AuditOutcome::Done && deed.count == 0;
            if !is_idle {
                shared.audit().note(deed);
            }
        }
        // A caller that went away is owed no answer.
        let _ = self.answer.send(answer);
    }
}

/// What is noted of a request, before it is known what becomes of it; nothing of what leaves no trace. What is published of
/// a takeaway is noted as the journal names it: as any other assessment that rests on public evidence.
fn deed(request: &Request, snapshot: &Snapshot) -> Option<Deed> {
    let Request { command, actor, clearance, .. } = request;
    // Whoever may not redact changes nothing, whatever it is: that is noted as any refusal, without naming a takeaway.
    if request.leaves_no_trace(snapshot.graph()) && (command.leaves_no_trace() || clearance.administers()) {
        return None;
    }
    let target = target(command);
    let is_takeaway = |id: &AnyId| snapshot.graph().entity(id).is_some_and(Entity::is_takeaway);
    let of_takeaway = clearance.coordinates() && target.as_ref().is_some_and(is_takeaway);
    let (who, doing) = match command {
        Command::Takeaway(_) if of_takeaway => (None, Doing::Command("recordStance")),
        // The service's own wishes: they say that somebody signs in or out.
        Command::Token(TokenCommand::NoteUse(_) | TokenCommand::Redeem(_)) => {
            (bearer(&target, snapshot), Doing::SignIn)
        }
        Command::Token(TokenCommand::Revoke(_)) if *actor == Actor::service() => {
            (bearer(&target, snapshot), Doing::SignOut)
        }
        _ => (None, Doing::Command(command.name())),
    };
    Some(Deed::done(who.unwrap_or_else(|| actor.clone()), doing).about(target))
}

/// Whoever bears a token.
fn bearer(token: &Option<AnyId>, snapshot: &Snapshot) -> Option<Actor> {
    match snapshot.graph().entity(token.as_ref()?)? {
        Entity::Token(it) => Some(it.actor()),
        _ => None,
    }
}

/// What a change is asked of. It stands as the caller wrote it: only what exists is noted.
fn target(command: &Command) -> Option<AnyId> {
    let text = match command {
        Command::UpdateOrganisation(it) => &it.organisation,
        Command::RetractStance(it) => &it.stance,
        Command::UpdateContact(it) => &it.contact,
        Command::UpdateFollowUp(it) => &it.follow_up,
        Command::CompleteFollowUp(it) if it.under_the_rule => return None,
        Command::CompleteFollowUp(it) => &it.follow_up,
        Command::CancelFollowUp(it) => &it.follow_up,
        Command::Takeaway(it) => match it.as_ref() {
            TakeawayCommand::Publish(it) => &it.id,
            TakeawayCommand::Record(_) => return None,
        },
        Command::Meeting(it) => it.target()?,
        Command::Report(it) => it.target()?,
        Command::Referral(it) => it.target()?,
        Command::Person(it) => it.target()?,
        Command::Token(TokenCommand::Revoke(it)) => &it.token,
        Command::Token(TokenCommand::Redeem(it)) => return Some(it.token.any()),
        Command::Token(TokenCommand::NoteUse(it)) => return Some(it.any()),
        _ => return None,
    };
    AnyId::parse(text)
}

/// The deed with what became of it.
fn concluded(deed: Deed, answer: &Result<Answer, StoreError>, shared: &Shared) -> Deed {
    let Deed { who, doing, about, .. } = deed;
    let deed = Deed::done(who, doing);
    let Ok(Answer { snapshot, outcome }) = answer else {
        let about = known(about, &shared.current.load_full());
        return Deed { outcome: AuditOutcome::Failed, ..deed.about(about) };
    };
    match outcome {
        Ok(outcome) => {
            let changed = outcome.changes.0.iter().filter(|it| it.1 != Change::Unchanged).map(|it| it.0.clone());
            deed.about(known(outcome.entity.iter().cloned().chain(changed), snapshot))
        }
        Err(rejection) => {
            let mut codes: Vec<_> = rejection.errors.iter().map(|it| code(it.code)).collect();
            codes.sort_unstable();
            codes.dedup();
            Deed { outcome: AuditOutcome::Refused, codes, ..deed.about(known(about, snapshot)) }
        }
    }
}

/// Those that there are, without the takeaways, and without the follow-ups that were met under the Chatham House Rule: an
/// entry would say when.
fn known(ids: impl IntoIterator<Item = AnyId>, snapshot: &Snapshot) -> Vec<AnyId> {
    let is_undated = |it: &Entity| FollowUp::of(it).is_some_and(FollowUp::is_undated);
    let is_known = |id: &AnyId| snapshot.graph().entity(id).is_some_and(|it| !it.is_takeaway() && !is_undated(it));
    ids.into_iter().filter(is_known).collect()
}

/// A code as the API spells it.
fn code(code: UserErrorCode) -> ArcStr {
    let mut text = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_spelled_as_the_api_does() {
        assert_eq!(code(UserErrorCode::NotFound), "NOT_FOUND");
        assert_eq!(code(UserErrorCode::Rule), "RULE");
        assert_eq!(code(UserErrorCode::IdempotencyConflict), "IDEMPOTENCY_CONFLICT");
    }

    #[test]
    fn a_deed_about_very_much_names_some_of_it_and_counts_all() {
        let ids = (0..250).map(|it| AnyId::parse(&format!("contact:c{it}")).unwrap());
        let deed = Deed::done(Actor("anonymous".into()), Doing::Export).about(ids);
        assert_eq!((deed.about.len(), deed.count), (MOST_IDS, 250));
    }
}
