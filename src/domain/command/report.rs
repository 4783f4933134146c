//! Wishes about reports of group sessions, priorities and questions.

/// A wish about reports of group sessions, priorities and questions.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportCommand {}

impl ReportCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match *self {}
    }
}
