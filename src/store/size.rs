//! How large and how busy the store is: for operators, never for callers, who would learn by it how much there is that they
//! may not see. Takeaways count nowhere.

use super::Store;

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Entities, those that were taken back included.
    pub entities: usize,
    /// References from one to another.
    pub references: usize,
}

impl Store {
    /// How large the graph is.
    pub fn size(&self) -> Size {
        let snapshot = self.snapshot();
        Size { entities: snapshot.graph().len(), references: snapshot.graph().references() }
    }

    /// How many commands wait for the writer.
    pub fn waiting(&self) -> usize {
        self.shared.waiting.get()
    }
}
