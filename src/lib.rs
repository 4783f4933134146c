//! Demarche: an advocacy-tracking knowledge graph.

pub mod cli;
pub mod domain;
