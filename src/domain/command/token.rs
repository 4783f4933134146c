//! Wishes about tokens.

/// A wish about tokens.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenCommand {}

impl TokenCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match *self {}
    }
}
