//! What a user asks: pure functions from a View and parameters to rows. No I/O, no clock, no spelling: how rows are
//! written is the API's business.

pub mod arguments;
pub mod chains;
pub mod changes;
pub mod completeness;
pub mod contacts;
pub mod follow_ups;
pub mod gaps;
pub mod introductions;
pub mod leaders;
pub mod lists;
pub mod matching;
pub mod meeting_plan;
pub mod meetings;
pub mod met;
pub mod never_met;
pub mod next_best;
pub mod outreach;
pub mod page;
pub mod people;
pub mod priorities;
pub mod referrals;
pub mod reports;
pub mod roadmap;
pub mod scope;
pub mod search;
pub mod selection;
pub mod stance_matrix;
pub mod stances;
pub mod standing_changes;
pub mod standings;
pub mod stocktaking;
pub mod takeaways;
pub mod tallies;
pub mod tokens;
pub mod trips;

pub use arguments::{BadArgument, Window};
pub use scope::{Scope, Selection};
pub use standings::{Standing, When};
pub use tallies::Tally;
