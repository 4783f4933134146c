//! The members of a request, whatever it comes by, and what is asked by them.

use serde::Deserialize;
use serde_json::Value;

use super::persisted::Named;
use crate::api::Asked;

/// The members of a request; others are let pass.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Members {
    pub(super) query: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Value,
    pub(super) extensions: Value,
    #[serde(flatten)]
    pub(super) named: Named,
}

impl Members {
    /// Why nothing is asked that could be answered, a sentence; none where something is.
    pub(super) fn mistake(&self) -> Option<String> {
        let has_query = self.query.as_ref().is_some_and(|it| !it.trim().is_empty());
        if !has_query && self.named.id(&self.extensions).is_none() {
            return Some("there is no query: send {\"query\": \"{ acts { title } }\"}".to_owned());
        }
        let is_object = |it: &Value| matches!(it, Value::Null | Value::Object(_));
        let members = [("variables", &self.variables), ("extensions", &self.extensions)];
        members.into_iter().find(|it| !is_object(it.1)).map(|(name, _)| format!("{name} are a JSON object"))
    }

    /// What is asked, where there is no mistake.
    pub(super) fn asked(self) -> Asked {
        let named = self.named.id(&self.extensions);
        Asked {
            document: self.query.filter(|it| !it.trim().is_empty()).unwrap_or_default(),
            named,
            operation: self.operation_name.filter(|it| !it.is_empty()),
            tells_cost: self.extensions.get("cost") == Some(&Value::Bool(true)),
            variables: self.variables,
            ..Asked::default()
        }
    }
}
