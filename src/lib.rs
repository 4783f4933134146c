//! Demarche: an advocacy-tracking knowledge graph.

pub mod domain;
pub mod graph;
pub mod queries;
