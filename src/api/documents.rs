//! Documents that were read already. Clients send the same few documents again and again, with other variables, and
//! reading one takes about as long as answering a small question.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::parser::{Result, parse_query};

/// The longest document that is remembered, and the most of all together, in bytes of text.
const LONGEST: usize = 16 << 10;
const MOST: usize = 1 << 20;

/// The documents, by their text. Bounded: what no longer fits makes room by letting all go.
#[derive(Default)]
pub(super) struct Documents {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    documents: HashMap<String, Arc<ExecutableDocument>>,
    bytes: usize,
}

impl Documents {
    /// The document with this text.
    pub(super) fn read(&self, text: &str) -> Result<Arc<ExecutableDocument>> {
        if let Some(known) = self.known.read().ok().and_then(|it| it.documents.get(text).cloned()) {
            return Ok(known);
        }
        let document = Arc::new(parse_query(text)?);
        if text.len() <= LONGEST
            && let Ok(mut known) = self.known.write()
        {
            if known.bytes + text.len() > MOST {
                *known = Known::default();
            }
            if known.documents.insert(text.to_owned(), Arc::clone(&document)).is_none() {
                known.bytes += text.len();
            }
        }
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_once_and_make_room() {
        let documents = Documents::default();
        let text = |at: usize| format!("{{ acts {{ number }} }} # {at:>width$}", width = LONGEST / 2);
        let first = documents.read(&text(0)).unwrap();
        assert!(Arc::ptr_eq(&first, &documents.read(&text(0)).unwrap()));
        for at in 1..=MOST / (LONGEST / 2) {
            documents.read(&text(at)).unwrap();
        }
        assert!(!Arc::ptr_eq(&first, &documents.read(&text(0)).unwrap()));
        assert!(documents.read("{").is_err());
    }
}
