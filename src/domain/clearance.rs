//! Who may see what: markings, and the clearance a caller has. The View enforces it, nothing else does.

use super::id::Id;
use super::organisation::Organisation;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Who may see a thing.
    Marking {
        /// Everybody.
        Public = "public",
        /// The coalition and those it works with.
        Coalition = "coalition",
        /// Coordinators, and the organisation concerned.
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
    /// A person of this organisation: also what is restricted to it.
    Advocate(Id<Organisation>),
    /// Everything.
    Coordinator,
}

impl Clearance {
    /// Whether a thing with this marking may be seen. `concerned` is the organisation it is restricted to, if any.
    pub fn sees(&self, marking: Marking, concerned: Option<&Id<Organisation>>) -> bool {
        match (self, marking) {
            (Self::Coordinator, _) | (_, Marking::Public) => true,
            (Self::Viewer, _) => false,
            (Self::Analyst | Self::Advocate(_), Marking::Coalition) => true,
            (Self::Analyst, Marking::Restricted) => false,
            (Self::Advocate(own), Marking::Restricted) => concerned == Some(own),
        }
    }

    /// Whether names, e-mail addresses and telephone numbers may be seen.
    pub fn sees_personal_details(&self) -> bool {
        matches!(self, Self::Coordinator)
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
        let advocate = Clearance::Advocate(own.clone());
        let check = |clearance: &Clearance, expected: [bool; 4]| {
            let found = [
                clearance.sees(Marking::Public, None),
                clearance.sees(Marking::Coalition, None),
                clearance.sees(Marking::Restricted, Some(&own)),
                clearance.sees(Marking::Restricted, Some(&other)),
            ];
            assert_eq!(found, expected, "{clearance:?}");
        };
        check(&Clearance::Viewer, [true, false, false, false]);
        check(&Clearance::Analyst, [true, true, false, false]);
        check(&advocate, [true, true, true, false]);
        check(&Clearance::Coordinator, [true, true, true, true]);
        assert!(!advocate.sees(Marking::Restricted, None));
    }
}
