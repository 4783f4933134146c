//! The closed vocabularies of people and meetings, as enums of the schema.

use async_graphql::Enum;

use super::mirrored;

mirrored! {
    /// What sort of meeting it is.
    MeetingKind of "crate::domain::MeetingKind" {
        /// A group session of civil society on one Act.
        GroupSession,
        /// A table with governments on one Act.
        Table,
        /// A table that nobody planned.
        SpontaneousTable,
        /// Everybody together; also a whole gathering that other meetings are parts of.
        Plenary,
        /// A consultation.
        Consultation,
        /// A round of negotiations.
        NegotiationRound,
        /// A hearing.
        Hearing,
        /// A webinar.
        Webinar,
        /// With one government or body.
        Bilateral,
    }
}

mirrored! {
    /// What may be said of a meeting afterwards.
    MeetingRule of "crate::domain::Rule" {
        /// Everything.
        Open,
        /// What was said, but neither by whom nor who was there. Once on a meeting, it stays.
        ChathamHouse,
    }
}

mirrored! {
    /// As what a person attends.
    AttendanceRole of "crate::domain::AttendanceRole" {
        /// One of the two who lead a group session.
        CoLead,
        /// Who reports on a group session.
        Rapporteur,
        /// Who sees that a table with governments comes to talk.
        Facilitator,
        /// Of civil society, without another role.
        Participant,
        /// For a government.
        GovernmentRepresentative,
    }
}

mirrored! {
    /// How far it has come that a person attends, the least first.
    AttendanceStage of "crate::domain::AttendanceStage" {
        /// Named by a process.
        Nominated,
        /// Chosen by the organisers.
        Selected,
        /// Asked to come.
        Invited,
        /// Has said yes.
        Confirmed,
        /// Was there.
        Attended,
        /// Does not come after all, and takes up no place.
        Withdrawn,
    }
}

mirrored! {
    /// How certain a trip is.
    TripStatus of "crate::domain::TripStatus" {
        /// Intended.
        Planned,
        /// Certain.
        Confirmed,
        /// Called off.
        Cancelled,
    }
}

mirrored! {
    /// How far a report has come.
    ReportStage of "crate::domain::ReportStage" {
        /// The rapporteur works on it.
        Draft,
        /// It is handed in.
        Filed,
    }
}

mirrored! {
    /// What became of something that a report proposes.
    ProposalStatus of "crate::domain::ProposalStatus" {
        /// Nothing yet.
        Proposed,
        /// It became real.
        Accepted,
        /// It was turned down.
        Declined,
    }
}

mirrored! {
    /// How urgent a priority is, the most urgent first.
    Urgency of "crate::domain::Urgency" {
        /// Before all else.
        High,
        /// Soon.
        Medium,
        /// Later.
        Low,
    }
}

mirrored! {
    /// To whom something applies: its complementarity with the compact on refugees.
    AppliesTo of "crate::domain::AppliesTo" {
        /// Migrants only.
        Migrants,
        /// Refugees only.
        Refugees,
        /// Both.
        Both,
    }
}

mirrored! {
    /// What became of a referral.
    ReferralStatus of "crate::domain::ReferralStatus" {
        /// Nothing yet.
        Open,
        /// Somebody spoke with whom it leads to.
        FollowedUp,
        /// It leads nowhere.
        DeadEnd,
    }
}

mirrored! {
    /// What a caller may see and do.
    CallerRole of "crate::domain::CallerRole" {
        /// Reads what is public.
        Viewer,
        /// Reads what is public or the coalition's.
        Analyst,
        /// A person of an organisation, who records for it.
        Advocate,
        /// Sees and does everything but what is the administrator's.
        Coordinator,
        /// Besides, sees the audit trail, and gives and takes away tokens.
        Admin,
    }
}

mirrored! {
    /// What a token's secret is good for.
    TokenUse of "crate::domain::TokenUse" {
        /// Every request shows it.
        Bearer,
        /// Once: whoever shows it is given a bearer's secret in its place.
        Link,
    }
}
