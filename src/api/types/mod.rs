//! The types of the schema, one file a type with what belongs to it alone: how entities and rows of answers are spelled as
//! fields. Fields look up and spell; what may be seen, and what is worked out, is decided to the left of here. Questions
//! and changes stand beside this, in `query` and `mutation`; enums in `vocabulary`.

pub(in crate::api) mod advocate;
pub(in crate::api) mod audit;
pub(in crate::api) mod campaign;
pub(in crate::api) mod changes;
pub(in crate::api) mod completeness;
pub(in crate::api) mod connection;
pub(in crate::api) mod contact;
pub(in crate::api) mod follow_up;
pub(in crate::api) mod introduction;
pub(in crate::api) mod leaders;
pub(in crate::api) mod meeting;
pub(in crate::api) mod meeting_plan;
pub(in crate::api) mod next_best;
pub(in crate::api) mod node;
pub(in crate::api) mod organisation;
pub(in crate::api) mod outreach;
pub(in crate::api) mod person;
pub(in crate::api) mod place;
pub(in crate::api) mod priority;
pub(in crate::api) mod proposal;
pub(in crate::api) mod reference;
pub(in crate::api) mod referral;
pub(in crate::api) mod report;
pub(in crate::api) mod roadmap;
pub(in crate::api) mod scalar;
pub(in crate::api) mod selection;
pub(in crate::api) mod stance;
pub(in crate::api) mod standing;
pub(in crate::api) mod stocktaking;
pub(in crate::api) mod takeaway;
pub(in crate::api) mod tally;
pub(in crate::api) mod token;
pub(in crate::api) mod trip;
pub(in crate::api) mod viewer;
