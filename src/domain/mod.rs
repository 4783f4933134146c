//! What things are: the kinds of the campaign, their keys, days, texts and markings, and the wishes
//! (commands) and facts (events) about them.
//!
//! Nothing here does I/O, reads a clock or knows how a thing is stored, found or spelled outside.

pub mod advocate;
pub mod attendance;
pub mod campaign;
pub mod clearance;
pub mod command;
pub mod contact;
pub mod day;
pub mod event;
pub mod evidence;
pub mod follow_up;
pub mod free_text;
pub mod id;
pub mod kinds;
pub mod links;
pub mod local_time;
pub mod meeting;
pub mod meeting_rules;
pub mod organisation;
pub mod person;
pub mod place;
pub mod priority;
pub mod proposal;
pub mod referral;
pub mod report;
pub mod stance;
pub mod text;
pub mod token;
pub mod trip;
pub mod vocabulary;

pub use advocate::Advocate;
pub use attendance::{Attendance, AttendanceRole, AttendanceStage, Attendee};
pub use campaign::{Act, Milestone, MilestoneKind, Phase};
pub use clearance::{Clearance, Marking};
pub use command::Command;
pub use contact::{Contact, Level};
pub use day::{Day, Month};
pub use event::{Actor, Commit, Event, Idempotency};
pub use evidence::{Evidence, EvidenceKind};
pub use follow_up::{FollowUp, FollowUpStatus, Progress};
pub use id::{AnyId, Id, Key};
pub use kinds::{Entity, Kind, Kinded};
pub use links::Link;
pub use local_time::LocalTime;
pub use meeting::{Expectation, Meeting, MeetingKind, Rule};
pub use meeting_rules::MeetingRuleBroken;
pub use organisation::{Organisation, Role};
pub use person::{Person, Private};
pub use place::{Body, BodyKind, City, Membership, Region, State, UnGroup};
pub use priority::{AppliesTo, Disagreement, Priority, Question, Urgency};
pub use proposal::{FollowUpProposal, Outcome, PriorityProposal, ProposalStatus, QuestionProposal, StanceProposal};
pub use referral::{Referral, ReferralStatus};
pub use report::{Complementarity, Report, ReportAnswer, ReportField, ReportStage};
pub use stance::{Confidence, Leadership, Position, Retraction, Stance};
pub use token::{CallerRole, Token, TokenUse};
pub use trip::{Trip, TripStatus};
