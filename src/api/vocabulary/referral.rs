//! The closed vocabularies of what is told of referrals, as enums of the schema.

use async_graphql::Enum;

use super::mirrored;

mirrored! {
    /// How one comes from somebody to somebody.
    IntroductionKind of "crate::queries::introductions::How" {
        /// The organisation has met the contact in a follow-up that is done.
        FollowUp,
        /// The advocate is the organisation's.
        Advocate,
        /// The advocate and the contact were at an open meeting together.
        Meeting,
        /// The contact has referred to the other contact.
        Referral,
    }
}

mirrored! {
    /// Why it is worth meeting a contact, and how many points it is worth each time it holds.
    NextContactReasonKind of "crate::queries::next_best::Why" {
        /// A follow-up with the contact is open and due. 3 points.
        FollowUpDue,
        /// An open referral leads to the contact. 3 points.
        Named,
        /// An open referral leads to the contact's government, to no post in particular, and to this city or to none. 1 point.
        GovernmentNamed,
        /// The state leads on an Act, and no follow-up on it and that Act, or all Acts, is open and not overdue. 2 points an Act.
        Leads,
        /// The state can lead on an Act, and no follow-up on it and that Act, or all Acts, is open and not overdue. 2 points an Act.
        CanLead,
        /// The state neither leads nor can, and is on the fence on an Act, and no follow-up on it and that Act, or all
        /// Acts, is open and not overdue. 2 points an Act.
        OnTheFence,
        /// Nobody has met the contact: no follow-up with it is done, no referral to it was followed up, and it was at no
        /// bilateral meeting. 1 point.
        NeverMet,
    }
}
