//! The closed vocabularies of the domain, as enums of the schema.

mod meeting;
mod referral;

use async_graphql::Enum;

use crate::domain;
use crate::queries;
use crate::store;

macro_rules! mirrored {
    ($(#[$meta:meta])* $name:ident of $remote:literal { $($(#[$value_meta:meta])* $value:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        #[graphql(remote = $remote)]
        pub(in crate::api) enum $name { $($(#[$value_meta])* $value),+ }
    };
}
use mirrored;

pub(super) use meeting::*;
pub(super) use referral::*;

mirrored! {
    /// Where a state stands on an Act. That nobody has assessed it is no position: it is null.
    Position of "domain::Position" {
        /// For the demands of the Act.
        Positive,
        /// Undecided, or tied to conditions.
        OnTheFence,
        /// Against the demands of the Act.
        Negative,
    }
}

mirrored! {
    /// Whether a state leads on an Act, for whatever position.
    Leadership of "domain::Leadership" {
        /// It leads now.
        Leads,
        /// It could lead: a target, not a weaker leader.
        CanLead,
        /// It was assessed, and does neither.
        None,
    }
}

mirrored! {
    /// The level at which one meets; work in a capital is local.
    Level of "domain::Level" {
        /// In a country.
        Local,
        /// In a region.
        Regional,
        /// For the world.
        Global,
    }
}

mirrored! {
    /// The seven regions of civil society.
    Region of "domain::Region" {
        /// States of Africa.
        Africa,
        /// States of Asia.
        Asia,
        /// States of Europe.
        Europe,
        /// States of Latin America and the Caribbean.
        LatinAmerica,
        /// States of the Middle East and North Africa.
        Mena,
        /// States of North America.
        NorthAmerica,
        /// States of the Pacific.
        Pacific,
    }
}

mirrored! {
    /// The regional groups of the United Nations.
    UnGroup of "domain::UnGroup" {
        /// African Group.
        African,
        /// Asia-Pacific Group.
        AsiaPacific,
        /// Eastern European Group.
        EasternEuropean,
        /// Latin American and Caribbean Group.
        Grulac,
        /// Western European and Others Group.
        Weog,
    }
}

mirrored! {
    /// How sure an assessor is.
    Confidence of "domain::Confidence" {
        /// Not very sure.
        Low,
        /// Fairly sure.
        Medium,
        /// Very sure.
        High,
    }
}

mirrored! {
    /// Who may see a thing.
    Marking of "domain::Marking" {
        /// Everybody.
        Public,
        /// The coalition and those it works with.
        Coalition,
        /// Coordinators, and the organisation concerned.
        Restricted,
    }
}

mirrored! {
    /// How far a follow-up has come.
    FollowUpStatus of "domain::FollowUpStatus" {
        /// Still to be done.
        Open,
        /// Done: with a day and an outcome, unless it was met under the Chatham House Rule.
        Done,
        /// Called off.
        Cancelled,
    }
}

mirrored! {
    /// What sort of evidence it is.
    EvidenceKind of "domain::EvidenceKind" {
        /// A document of any other sort.
        Document,
        /// A treaty signed, ratified or acceded to.
        Treaty,
        /// An office held.
        Office,
        /// An announcement by a government or a body.
        Announcement,
        /// A statement by or for a government.
        Statement,
        /// A vote cast.
        Vote,
        /// Anything else.
        Other,
    }
}

mirrored! {
    /// What sort of body it is.
    BodyKind of "domain::BodyKind" {
        /// It speaks for its members.
        Bloc,
        /// An institution, without members here.
        Institution,
        /// An observer at the United Nations.
        Observer,
    }
}

mirrored! {
    /// What sort of milestone it is.
    MilestoneKind of "domain::MilestoneKind" {
        /// A round of negotiations between governments.
        NegotiationRound,
        /// A draft of the text.
        Draft,
        /// Another document.
        Document,
        /// A consultation before or between the rounds.
        Consultation,
        /// A hearing with stakeholders.
        Hearing,
        /// A resolution that was adopted.
        Resolution,
        /// A meeting of civil society.
        CivilSociety,
        /// A meeting of governments.
        Intergovernmental,
        /// A government's withdrawal.
        Withdrawal,
        /// A vote on the text, or on a resolution.
        Vote,
        /// The last day for something to be handed in.
        Deadline,
        /// Anything else.
        Other,
    }
}

mirrored! {
    /// How far apart the points of a series are.
    Step of "queries::tallies::Step" {
        /// A point a day.
        Day,
        /// A point a week, as of its Sunday.
        Week,
        /// A point a month, as of its last day.
        Month,
    }
}

mirrored! {
    /// The property by which follow-ups are counted.
    FollowUpKey of "queries::follow_ups::FollowUpKey" {
        /// The organisation that does it.
        Assignee,
        /// The state it is on.
        State,
        /// The Act it is about.
        Act,
        /// The city it is in.
        City,
        /// The level at which one meets.
        Level,
        /// The month in which it is due.
        Month,
        /// The region of its state.
        Region,
    }
}

mirrored! {
    /// What sort of mistake it is.
    UserErrorCode of "store::UserErrorCode" {
        /// The value is not of the form it must have.
        Invalid,
        /// A value is missing.
        Required,
        /// What is referred to does not exist.
        NotFound,
        /// The key is taken.
        AlreadyExists,
        /// It is closed, or called off, and takes no change.
        Closed,
        /// The caller may not do this.
        Forbidden,
        /// The entity has changed since the caller looked at it.
        RevisionConflict,
        /// The idempotency key came before, with another input.
        IdempotencyConflict,
        /// A rule of the domain forbids it.
        Rule,
    }
}

/// Each of an argument's values as the domain knows it; an absent list is an empty one.
pub(super) fn all<T: Into<R>, R>(values: Option<Vec<T>>) -> queries::Selection<R> {
    values.unwrap_or_default().into_iter().map(Into::into).collect::<Vec<R>>().into()
}
