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
        /// A consultation, of a region for example.
        Consultation,
        /// A round of negotiations.
        NegotiationRound,
        /// A hearing with stakeholders.
        Hearing,
        /// A meeting over the web.
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
        /// Migrants and refugees alike.
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

mirrored! {
    /// A rule of meetings, or of what comes of them: their reports, and the questions of tables.
    MeetingRuleBroken of "crate::domain::MeetingRuleBroken" {
        /// A group session and a table are about one Act.
        OneAct,
        /// Tables with governments are under the Chatham House Rule.
        TableIsUnderTheRule,
        /// The Chatham House Rule, once on a meeting, stays.
        RuleStays,
        /// A table, and all that is under the Chatham House Rule, has no rapporteur.
        TableHasNoRapporteur,
        /// A table, and all that is under the Chatham House Rule, has no report.
        TableHasNoReport,
        /// What is under the Chatham House Rule is no evidence.
        RuleForbidsCiting,
        /// No government takes part in a group session.
        SessionIsCivilSocietyOnly,
        /// A group session has at most two co-leads.
        TwoCoLeads,
        /// A group session has one rapporteur.
        OneRapporteur,
        /// A table has one facilitator.
        OneFacilitator,
        /// Who facilitates a table leads the session on the same Act.
        FacilitatorLeadsSessionOnSameAct,
        /// Nobody is in two sessions of one round.
        OnceARound,
        /// A table has three questions.
        ThreeQuestions,
        /// A group session has at most fifteen participants.
        FifteenParticipants,
        /// At a table sit at most five delegates of governments.
        FiveDelegates,
        /// At a table sit at most eight of civil society.
        EightLeaders,
        /// Nobody of civil society is chosen beyond the places there are.
        PlacesTaken,
        /// No delegate of a government is chosen beyond the places there are.
        GovernmentPlacesTaken,
        /// A person attends a meeting once.
        AttendsOnce,
        /// Whoever holds a post speaks for a government, and an advocate does not.
        RoleIsOfItsSide,
        /// What is a gathering is no part of another.
        GatheringIsWhole,
        /// A session has one report, and it is filed once.
        OneReportASession,
        /// Only group sessions are reported on.
        OnlySessionsAreReported,
        /// A report is filed once its session is over.
        ReportFollowsSession,
        /// A report has at most three highlights.
        ThreeHighlights,
        /// A draft of a report is for those who write it.
        DraftIsRestricted,
        /// What a report proposes is answered once it is filed.
        ProposalsFollowFiling,
        /// What a report proposes is answered once.
        ProposalIsAnsweredOnce,
        /// The questions of an Act have each a number of their own.
        QuestionHasItsNumber,
        /// What is under the Chatham House Rule is not published, and whom one met under it is not the coalition's to know.
        RuleForbidsPublishing,
    }
}

mirrored! {
    /// What a meeting still lacks.
    MeetingLack of "crate::queries::completeness::MeetingLack" {
        /// A group session has fewer than seven participants.
        Participants,
        /// A group session has fewer than two co-leads.
        CoLeads,
        /// A group session has no rapporteur.
        Rapporteur,
        /// A table has no facilitator.
        Facilitator,
        /// A table has fewer than two delegates of governments.
        Delegates,
        /// A table has fewer than five of civil society.
        Leaders,
    }
}

mirrored! {
    /// What should be otherwise at a meeting, without being refused.
    MeetingWarningKind of "crate::queries::completeness::MeetingWarningKind" {
        /// A table is mostly of the session on the same Act, and this one is not.
        FewFromSession,
        /// The facilitator of a table does not lead the session on the same Act any more.
        FacilitatorLeadsNoSession,
        /// People sit at a table on none of the Acts of their sessions.
        OtherTableRecommended,
        /// People have a seat who are not chosen for the gathering.
        NotSelected,
    }
}

mirrored! {
    /// What the meetings of a day need to work out.
    PlanNeedKind of "crate::queries::meeting_plan::NeedKind" {
        /// A place at the gathering for everybody who has a seat.
        Places,
        /// A seat in one session of the round for everybody.
        SeatsOfRound,
        /// People to fill the sessions of the round up to seven.
        PeopleForSessions,
        /// A facilitator for each table: a co-lead of the session on its Act who is not needed elsewhere at that time.
        Facilitators,
        /// People of civil society to fill the tables up to five.
        PeopleForTables,
        /// Delegates to fill the tables up to two.
        DelegatesForTables,
        /// A seat at a table for each delegate.
        SeatsForDelegates,
        /// A seat at a table for everybody of civil society; recommended.
        SeatsAtTables,
        /// For whoever has a session, a seat at a table on its Act, or on that of their other session; recommended.
        RecommendedTables,
    }
}
