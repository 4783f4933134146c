//! By which id a request names its document, whatever client it comes from.

use serde::Deserialize;
use serde_json::Value;

use crate::api::DocumentId;

/// The members that may name a document; those that hold no text name none.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    /// As most clients do.
    #[serde(rename = "documentId")]
    document_id: Value,
    /// As Relay's examples do, the one or the other.
    doc_id: Value,
    id: Value,
}

impl Named {
    /// The id. `extensions` are those of the request, where Apollo's clients name the document.
    pub(super) fn id(&self, extensions: &Value) -> Option<DocumentId> {
        let text = |value: &Value| value.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
        let hash = extensions.pointer("/persistedQuery/sha256Hash").and_then(text).map(DocumentId::Hash);
        let [first, last] = [&[&self.document_id][..], &[&self.doc_id, &self.id][..]]
            .map(|them| them.iter().find_map(|it| text(it)).map(DocumentId::Id));
        first.or(hash).or(last)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_named_as_each_client_does() {
        let check = |body: Value, expected: Option<DocumentId>| {
            let named: Named = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(named.id(&body["extensions"]), expected, "{body}");
        };
        let (hash, id) =
            (|it: &str| Some(DocumentId::Hash(it.to_owned())), |it: &str| Some(DocumentId::Id(it.to_owned())));
        let apollo = json!({ "persistedQuery": { "version": 1, "sha256Hash": "a" } });
        check(json!({ "extensions": apollo }), hash("a"));
        check(json!({ "documentId": "b" }), id("b"));
        check(json!({ "doc_id": "c" }), id("c"));
        check(json!({ "id": "d" }), id("d"));
        check(json!({ "documentId": "b", "id": "d", "extensions": apollo }), id("b"));
        check(json!({ "id": "d", "extensions": apollo }), hash("a"));
        for none in [json!({}), json!({ "id": 7 }), json!({ "documentId": "" }), json!({ "extensions": { "x": 1 } })] {
            check(none, None);
        }
    }
}
