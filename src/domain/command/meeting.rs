//! Wishes about meetings, who is expected and who attends.

/// A wish about meetings, who is expected and who attends.
#[derive(Clone, Debug, PartialEq)]
pub enum MeetingCommand {}

impl MeetingCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match *self {}
    }
}
