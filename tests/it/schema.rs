//! The schema: what is printed is what is kept.

mod connections;
mod coordinates;
mod described;
mod released;

use std::fs;
use std::path::Path;

use demarche::api::Api;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schema_on_file_is_the_schema() {
    let path = root().join("schema/schema.graphql");
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == Api::default().sdl(), "print it anew: cargo run -- schema > schema/schema.graphql");
}
