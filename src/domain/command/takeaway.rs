//! Wishes about what is learned under the Chatham House Rule, and what becomes public.

/// A wish about what is learned under the Chatham House Rule, and what becomes public.
#[derive(Clone, Debug, PartialEq)]
pub enum TakeawayCommand {}

impl TakeawayCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match *self {}
    }
}
