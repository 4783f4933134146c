//! Demarche: an advocacy-tracking knowledge graph.

pub mod domain;
pub mod journal;
