//! How a takeaway is written, and written anew where it is redacted: apart from the batch of commands that share a flush, and into no commit. Durable, then
//! visible, then acknowledged, as all else; but nothing of who asked, when, or after what goes along.

use std::sync::Arc;

use super::{Answer, Job, Outcome, Request, Standby, StoreError, Writer, setting};
use crate::domain::{AnyId, Entity, Phase};
use crate::graph::{Graph, Snapshot, View};
use crate::journal::DurableTakeaways;
use crate::store::decide::{self, Decision};

impl Writer {
    /// Decides a wish that brings about a takeaway, another text of one, or nothing, and answers it.
    pub(super) fn write_apart(&mut self, job: Job) {
        let Job { request, answer, .. } = job;
        let redacts = request.command.redacts().is_some();
        let mut graph = self.take_standby();
        let answered = self.record_apart(&mut graph, request);
        if let Standby::None = self.standby {
            // Nothing was published, so it must be as the current one is.
            graph.hold_as(self.shared.current.load().graph());
            self.standby = Standby::Level(Box::new(graph));
        }
        if redacts {
            // The graph that was replaced says still what was redacted.
            self.level();
        }
        answer.send(answered);
    }

    fn record_apart(&mut self, graph: &mut Graph, request: Request) -> Result<Answer, StoreError> {
        let Request { command, clearance, .. } = request;
        let setting = setting(self.shared.world.as_ref(), self.shared.world.now());
        let view = View::new(graph, &self.feed, &clearance, setting.today);
        let current = || self.shared.current.load_full();
        let (takeaway, entity) = match decide::decide(view, command, &setting) {
            Ok(Decision { takeaway, entity, .. }) => (takeaway, entity),
            Err(rejection) => return Ok(Answer { snapshot: current(), outcome: Err(rejection) }),
        };
        let outcome = Ok(Outcome { takeaway: takeaway.clone(), entity, ..Outcome::default() });
        let Some(takeaway) = takeaway else {
            return Ok(Answer { snapshot: current(), outcome });
        };
        let others = graph.takeaways().filter(|it| it.id() != takeaway.id()).cloned();
        let all: Vec<_> = others.chain([takeaway.clone()]).map(|it| dated(graph, it)).collect();
        graph.hold(&all)?;
        let in_order: Vec<_> = graph.takeaways().cloned().collect();
        match self.shared.journal.keep_takeaways(&in_order) {
            Ok(durable) => {
                let graph = std::mem::take(graph);
                Ok(Answer { snapshot: self.publish_apart(&durable, graph), outcome })
            }
            Err(refusal) if refusal.is_harmless() => Err(StoreError::NotNow(refusal.to_string())),
            Err(fault) => {
                self.shared.stop(&fault.to_string());
                Err(StoreError::ReadOnly(fault.to_string()))
            }
        }
    }

    /// Makes visible what is durable, and only that: hence the token.
    fn publish_apart(&mut self, _: &DurableTakeaways, graph: Graph) -> Arc<Snapshot> {
        let snapshot = Arc::new(Snapshot::after_takeaway(graph, &self.shared.current.load()));
        let replaced = self.shared.current.swap(Arc::clone(&snapshot));
        self.standby = Standby::Behind(replaced, Vec::new());
        snapshot
    }
}

/// The takeaway with the days of its phase as that now is. All are dated anew whenever one comes or is redacted: else one that
/// was recorded before a phase was moved could be told from one recorded after.
fn dated(graph: &Graph, takeaway: Entity) -> Entity {
    let phase = |id: AnyId| graph.entity(&id).and_then(<Phase as crate::domain::Kinded>::of);
    match takeaway.takeaway().map(crate::domain::Id::any).and_then(phase) {
        Some(phase) => takeaway.dated_by(phase),
        None => takeaway,
    }
}
