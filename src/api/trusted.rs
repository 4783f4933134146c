//! Trusted documents: where an operator has listed what may be asked, a request names one of the list, and nothing else is
//! answered, whoever asks. Where nothing is listed, a request that only names a document is told so in the words that
//! clients wait for, and sends the document itself.

mod check;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::asked::{Answer, Asked, DocumentId};
use super::errors_counted::count_error;
use super::{Api, error};

/// The documents that are answered.
#[derive(Clone, Debug)]
pub struct TrustedDocuments {
    by_id: BTreeMap<String, String>,
    texts: HashSet<String>,
    /// The names of the operations in them, once they were checked.
    names: BTreeSet<Arc<str>>,
}

/// The manifest that Apollo's tools write; other members are let pass.
#[derive(Deserialize)]
struct Manifest {
    version: u32,
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl TrustedDocuments {
    /// Reads a list: a JSON object that holds documents by their ids, as Relay's compiler writes it, or the manifest of
    /// Apollo's tools. The error is a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        const FORM: &str = "it is a JSON object of documents by their ids, or a manifest as Apollo's tools write it";
        let list: Value = serde_json::from_str(text).map_err(|fault| format!("it is no JSON ({fault}): {FORM}"))?;
        let documents = match list.get("format").and_then(Value::as_str) {
            Some("apollo-persisted-query-manifest") => {
                let manifest: Manifest = serde_json::from_value(list).map_err(|fault| format!("{fault}: {FORM}"))?;
                if manifest.version != 1 {
                    return Err(format!("it is of version {}; version 1 is read", manifest.version));
                }
                manifest.operations.into_iter().map(|it| (it.id, it.body)).collect()
            }
            _ => match list {
                Value::Object(documents) => documents.into_iter().map(written).collect::<Result<Vec<_>, _>>()?,
                _ => return Err(FORM.to_owned()),
            },
        };
        let texts = documents.iter().map(|(_, document)| document.clone()).collect();
        let mut by_id = BTreeMap::new();
        for (id, document) in documents {
            if id.is_empty() {
                return Err("a document has an empty id: give it another".to_owned());
            }
            if let Some(other) = by_id.insert(id.clone(), document.clone())
                && other != document
            {
                return Err(format!("{id}: two documents have this id"));
            }
        }
        if by_id.is_empty() {
            return Err("no document is listed: with such a list nothing would be answered".to_owned());
        }
        Ok(Self { by_id, texts, names: BTreeSet::new() })
    }

    /// Whether a text is that of a document, to the byte.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.texts.contains(text)
    }
}

fn written((id, document): (String, Value)) -> Result<(String, String), String> {
    match document {
        Value::String(document) => Ok((id, document)),
        _ => Err(format!("{id}: the document is no text")),
    }
}

impl Api {
    /// The name of an operation, if there is one of this name in a trusted document.
    pub(super) fn trusted_name(&self, name: &str) -> Option<&Arc<str>> {
        self.trusted.as_ref()?.names.get(name)
    }

    /// What is asked, with the text of the document that it names; else the answer to it. To be called before anything else
    /// looks at what is asked.
    pub fn resolve(&self, asked: Asked) -> Result<Asked, Answer> {
        match meant(self.trusted.as_deref(), &asked) {
            Ok(None) => Ok(asked),
            Ok(Some(document)) => Ok(Asked { document, ..asked }),
            Err((message, code)) => {
                count_error(code);
                Err(Answer::refused(&error::anywhere(&error::coded(message, code)), &asked.request))
            }
        }
    }
}

type Refusal = (&'static str, &'static str);

/// Why a document is not answered that is not listed.
pub(super) const NOT_LISTED: &str =
    "only listed documents are answered here: name one by documentId, and send no query of your own";

/// The text of the document that is meant, where it is another than was sent.
fn meant(trusted: Option<&TrustedDocuments>, asked: &Asked) -> Result<Option<String>, Refusal> {
    let is_sent = !asked.document.is_empty();
    let Some(trusted) = trusted else {
        return match &asked.named {
            Some(_) if !is_sent => Err(("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")),
            _ => Ok(None),
        };
    };
    let (id, unknown) = match &asked.named {
        // Apollo's link sends the document along next, and is told then that it is not listed.
        Some(DocumentId::Hash(id)) if !is_sent => (id, ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")),
        Some(DocumentId::Id(id)) if !is_sent => {
            (id, ("no document with this id is listed: ask the operator to list it", error::BAD_USER_INPUT))
        }
        Some(DocumentId::Hash(id) | DocumentId::Id(id)) => (id, (NOT_LISTED, error::FORBIDDEN)),
        None => return Err((NOT_LISTED, error::FORBIDDEN)),
    };
    let document = trusted.by_id.get(id).ok_or(unknown)?;
    if is_sent && asked.document != *document {
        return Err(("the query is not the document that is listed with this id: send the id alone", error::FORBIDDEN));
    }
    Ok(Some(document.clone()))
}

#[cfg(test)]
mod tests;
