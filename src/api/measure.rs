//! What is counted and timed of requests, for the operator: how many of which operation, how long they took, which errors
//! they met, and how often an answer was kept. Names are from a bounded set, so that no caller makes it grow.
//!
//! Nothing of it tells of takeaways, whose times nobody may learn. What names them is not counted at all. And a takeaway
//! has answers to those who coordinate worked out anew, so theirs are neither timed nor told apart by whether they were kept.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use metrics::SharedString;

use super::asked::{Answer, Asked, Outcome};
use super::errors_counted::count_error;
use super::operations::OPERATIONS;
use super::subscribe::Begun;
use super::words::is_of_word;
use super::{Api, Caller, glance};
use crate::store::Store;

/// The names of operations that are counted by name, beside those of trusted documents: those of `schema/operations`.
static NAMES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| OPERATIONS.iter().map(|it| glance::operation(it.document, None).1).collect());

/// What is in the name of every field that is about takeaways, or may be, but for [`PUBLISH`].
const OF_TAKEAWAYS: [&str; 2] = ["akeaway", "redactText"];

/// The field that makes something public, maybe what is said in a takeaway: were it counted, whoever reads the count would
/// know of a new stance where it comes from. Longer words begin with it, which are about nothing of the kind.
const PUBLISH: &str = "publish";

/// Whether a document is about takeaways, or may be.
fn is_of_takeaways(document: &str) -> bool {
    OF_TAKEAWAYS.iter().any(|it| document.contains(it))
        || document.match_indices(PUBLISH).any(|(at, _)| {
            let (before, after) = (document.get(..at), document.get(at + PUBLISH.len()..));
            !before.is_some_and(|it| it.ends_with(is_of_word)) && !after.is_some_and(|it| it.starts_with(is_of_word))
        })
}

/// Answers a query or a mutation, and measures it.
pub async fn answer(api: &Api, store: &Arc<Store>, caller: Caller, asked: Asked) -> Answer {
    let measure = Measure::of(api, &caller, &asked);
    let answer = super::answer::answer(api, store, caller, asked).await;
    if let Some(measure) = measure {
        measure.take(&answer);
    }
    answer
}

/// Answers a query or a mutation, or begins a subscription, and measures it. How long a subscription lasts is not measured.
pub async fn subscribe(api: &Api, store: &Arc<Store>, caller: Caller, asked: Asked) -> Begun {
    let measure = Measure::of(api, &caller, &asked);
    let begun = super::subscribe::subscribe(api, store, caller, asked).await;
    match (measure, &begun) {
        (None, _) => {}
        (Some(measure), Begun::Answered(answer)) => measure.take(answer),
        (Some(measure), Begun::Subscribed(_)) => measure.count("subscribed"),
    }
    begun
}

/// A request that is measured.
struct Measure {
    operation: SharedString,
    kind: &'static str,
    coordinates: bool,
    began: Instant,
}

impl Measure {
    fn of(api: &Api, caller: &Caller, asked: &Asked) -> Option<Self> {
        if is_of_takeaways(&asked.document) {
            return None;
        }
        let (kind, name) = glance::operation(&asked.document, asked.operation.as_deref());
        let operation = match name {
            "" => "unnamed".into(),
            name => match NAMES.get(name) {
                Some(name) => (*name).into(),
                None => api.trusted_name(name).map_or("other".into(), |it| Arc::clone(it).into()),
            },
        };
        Some(Self { operation, kind, coordinates: caller.clearance.coordinates(), began: Instant::now() })
    }

    fn count(&self, outcome: &'static str) {
        let operation = self.operation.clone();
        metrics::counter!("demarche_requests_total", "operation" => operation, "kind" => self.kind, "outcome" => outcome)
            .increment(1);
    }

    fn take(self, answer: &Answer) {
        let outcome = match answer.outcome {
            Outcome::Executed if answer.codes.is_empty() => "answered",
            Outcome::Executed => "answered in part",
            Outcome::NotExecuted | Outcome::NotHere | Outcome::TooMuch(_) => "refused",
            Outcome::Unavailable | Outcome::Failed => "failed",
        };
        self.count(outcome);
        for code in &answer.codes {
            count_error(code);
        }
        let Self { operation, kind, coordinates, began } = self;
        if coordinates {
            return;
        }
        metrics::histogram!("demarche_request_seconds", "operation" => operation, "kind" => kind)
            .record(began.elapsed());
        if kind == "query" {
            let kept = if answer.is_kept { "yes" } else { "no" };
            metrics::counter!("demarche_answers_total", "kept" => kept).increment(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operations_that_are_kept_are_counted_by_name() {
        for it in OPERATIONS {
            let words: Vec<_> = it.name.split('_').collect();
            let pascal: String = words.iter().map(|it| it[..1].to_uppercase() + &it[1..]).collect();
            assert!(NAMES.contains(pascal.as_str()), "{pascal}");
            let asked = Asked { document: it.document.to_owned(), ..Asked::default() };
            let counted = Measure::of(&Api::default(), &caller(), &asked).map(|it| it.operation.to_string());
            let is_hidden = ["publish", "record_takeaway", "redact_text", "takeaways"].contains(&it.name);
            assert_eq!(counted, (!is_hidden).then_some(pascal), "{}", it.name);
        }
        assert_eq!(NAMES.len(), OPERATIONS.len());
    }

    fn caller() -> Caller {
        let clearance = crate::domain::Clearance::Coordinator;
        Caller { actor: crate::domain::Actor("test".into()), clearance, token: None }
    }

    #[test]
    fn names_are_counted_that_the_operator_knows() {
        let list = r#"{"a": "query Board { acts { number } }", "b": "query One { act(number: 1) { id } } query Two { acts { id } }"}"#;
        let trusting = Api::default().trusting(crate::api::TrustedDocuments::read(list).unwrap()).unwrap();
        let check = |api: &Api, document: &str, expected: &str| {
            let asked = Asked { document: document.to_owned(), ..Asked::default() };
            let operation = Measure::of(api, &caller(), &asked).unwrap().operation;
            assert_eq!(operation, SharedString::from(expected.to_owned()), "{document}");
        };
        for api in [&trusting, &Api::default()] {
            check(api, "query Leaders { acts { number } }", "Leaders");
            check(api, "query Unheard { acts { number } }", "other");
            check(api, "{ acts { number } }", "unnamed");
        }
        for name in ["Board", "One", "Two"] {
            check(&trusting, &format!("query {name} {{ acts {{ number }} }}"), name);
            check(&Api::default(), &format!("query {name} {{ acts {{ number }} }}"), "other");
        }
    }

    #[test]
    fn what_names_takeaways_is_not_measured() {
        let check = |document: &str, expected: bool| {
            let asked = Asked { document: document.to_owned(), ..Asked::default() };
            assert_eq!(Measure::of(&Api::default(), &caller(), &asked).is_some(), expected, "{document}");
        };
        check("{ acts { number } }", true);
        check("mutation { recordTakeaway(input: {}) { userErrors { code } } }", false);
        check("mutation { redactText(input: {}) { userErrors { code } } }", false);
        check("{ takeaways { totalCount } }", false);
        check("{ takeawayTally { count } }", false);
        check("mutation { publish(input: {}) { userErrors { code } } }", false);
        check("mutation { public:publish(input: {}) { userErrors { code } } }", false);
        check("mutation($e: [ID!] = [\"\"\" \"]) { publish(input: { evidence: $e }) { userErrors { code } } }", false);
        check("{ search(text: \"publish\") { snippet } }", false);
        check("mutation { public: publish (input: {}) { userErrors { code } } }", false);
        check("{ node(id: \"evidence:published\") { ... on Evidence { publisher } } }", true);
    }
}
