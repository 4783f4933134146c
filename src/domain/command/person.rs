//! Wishes about advocates, and the rights of persons.

/// A wish about advocates, and the rights of persons.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonCommand {}

impl PersonCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match *self {}
    }
}
