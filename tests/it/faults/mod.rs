//! Faults on purpose: what has been acknowledged is never lost, and nothing is done twice. The tools come first, then
//! the stories, one per kind of fault.

mod disk;
mod history;
mod layer;
mod record;

mod clock;
mod crowds;
mod cuts;
mod damage;
mod full;
mod kills;
