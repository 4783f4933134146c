//! Who may see what: markings, and the clearance a caller has. The View enforces it, nothing else does.

use std::sync::Arc;

use super::advocate::Advocate;
use super::id::Id;
use super::kinds::Entity;
use super::organisation::Organisation;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Who may see a thing.
    Marking {
        /// Everybody.
        Public = "public",
        /// The coalition and those it works with.
        Coalition = "coalition",
        /// Coordinators, and the organisations concerned.
        Restricted = "restricted",
    }
}

/// What a caller may see. Part of the key under which answers are kept, so it names all that decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Clearance {
    /// A public dashboard: what is public.
    Viewer,
    /// A donor's or a secretariat's dashboard: what is public or the coalition's.
    Analyst,
    /// A person of an organisation: also what is restricted to the organisation, and the meetings the person attends.
    Advocate {
        /// The organisation.
        organisation: Id<Organisation>,
        /// The person.
        advocate: Id<Advocate>,
    },
    /// Everything that is the campaign's.
    Coordinator,
    /// Everything: also tokens and the audit trail.
    Admin,
}

impl Clearance {
    /// Whether a thing with this marking may be seen. `concerned` are the organisations it is restricted to, if any.
    pub fn sees(&self, marking: Marking, concerned: [Option<&Id<Organisation>>; 2]) -> bool {
        match (self, marking) {
            (Self::Coordinator | Self::Admin, _) | (_, Marking::Public) => true,
            (Self::Viewer, _) => false,
            (Self::Analyst | Self::Advocate { .. }, Marking::Coalition) => true,
            (Self::Analyst, Marking::Restricted) => false,
            (Self::Advocate { .. }, Marking::Restricted) => self.is_of(concerned),
        }
    }

    /// Whether it is an advocate's of one of these organisations.
    pub fn is_of(&self, organisations: [Option<&Id<Organisation>>; 2]) -> bool {
        self.organisation().is_some_and(|own| organisations.contains(&Some(own)))
    }

    /// The organisation whose advocate it is.
    pub fn organisation(&self) -> Option<&Id<Organisation>> {
        match self {
            Self::Advocate { organisation, .. } => Some(organisation),
            _ => None,
        }
    }

    /// The advocate it is.
    pub fn advocate(&self) -> Option<&Id<Advocate>> {
        match self {
            Self::Advocate { advocate, .. } => Some(advocate),
            _ => None,
        }
    }

    /// Whether it is that of those who run the campaign.
    pub fn coordinates(&self) -> bool {
        matches!(self, Self::Coordinator | Self::Admin)
    }

    /// Whether it is that of those who run the service.
    pub fn administers(&self) -> bool {
        matches!(self, Self::Admin)
    }
}

impl Entity {
    /// The organisations that see it though it is restricted: those that do it, and those whose advocate recorded it.
    pub fn concerned(&self) -> [Option<&Id<Organisation>>; 2] {
        match self {
            Self::FollowUp(it) => [Some(&it.assignee), it.recorded_by.as_ref()],
            Self::Stance(it) => [None, it.recorded_by.as_ref()],
            Self::Contact(it) => [None, it.recorded_by.as_ref()],
            Self::Advocate(it) => [Some(&it.organisation), None],
            Self::Evidence(it) => [None, it.recorded_by.as_ref()],
            Self::Meeting(it) => [None, it.recorded_by.as_ref()],
            Self::Report(it) => [None, it.recorded_by.as_ref()],
            Self::Priority(it) => [None, it.recorded_by.as_ref()],
            Self::Question(it) => [None, it.recorded_by.as_ref()],
            Self::Referral(it) => [None, it.recorded_by.as_ref()],
            Self::Trip(it) => [Some(&it.organisation), None],
            _ => [None, None],
        }
    }
}

impl Entity {
    /// The same entity with this marking; none where its kind has no marking of its own.
    pub fn with_marking(mut self, marking: Marking) -> Option<Self> {
        let own = match &mut self {
            Self::Evidence(it) => &mut Arc::make_mut(it).marking,
            Self::Stance(it) => &mut Arc::make_mut(it).marking,
            Self::Contact(it) => &mut Arc::make_mut(it).marking,
            Self::FollowUp(it) => &mut Arc::make_mut(it).marking,
            Self::Meeting(it) => &mut Arc::make_mut(it).marking,
            Self::Trip(it) => &mut Arc::make_mut(it).marking,
            Self::Report(it) => &mut Arc::make_mut(it).marking,
            Self::Priority(it) => &mut Arc::make_mut(it).marking,
            Self::Question(it) => &mut Arc::make_mut(it).marking,
            Self::Referral(it) => &mut Arc::make_mut(it).marking,
            _ => return None,
        };
        *own = marking;
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Key;

    #[test]
    fn markings_are_seen_as_the_roles_say() {
        let own = Id::new(Key::trusted("mfa"));
        let other = Id::new(Key::trusted("picum"));
        let advocate = Clearance::Advocate { organisation: own.clone(), advocate: Id::new(Key::trusted("a-1")) };
        let check = |clearance: &Clearance, expected: [bool; 5]| {
            let found = [
                clearance.sees(Marking::Public, [None, None]),
                clearance.sees(Marking::Coalition, [None, None]),
                clearance.sees(Marking::Restricted, [Some(&own), None]),
                clearance.sees(Marking::Restricted, [Some(&other), Some(&own)]),
                clearance.sees(Marking::Restricted, [Some(&other), None]),
            ];
            assert_eq!(found, expected, "{clearance:?}");
        };
        check(&Clearance::Viewer, [true, false, false, false, false]);
        check(&Clearance::Analyst, [true, true, false, false, false]);
        check(&advocate, [true, true, true, true, false]);
        check(&Clearance::Coordinator, [true; 5]);
        check(&Clearance::Admin, [true; 5]);
        assert!(!advocate.sees(Marking::Restricted, [None, None]));
    }
}
