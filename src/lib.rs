//! Demarche: an advocacy-tracking knowledge graph.

pub mod api;
pub mod cli;
pub mod domain;
pub mod graph;
pub mod journal;
pub mod queries;
pub mod store;
pub mod web;
