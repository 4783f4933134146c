//! The schema: what is printed is what is kept, and every operation that is kept is answered.

mod connections;
mod coordinates;
mod described;
mod released;

use std::fs;
use std::path::Path;

use demarche::api::Api;
use serde_json::json;

use crate::service::DEMO;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schema_on_file_is_the_schema() {
    let path = root().join("schema/schema.graphql");
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == Api::default().sdl(), "print it anew: cargo run -- schema > schema/schema.graphql");
}

#[test]
fn every_operation_is_answered() {
    let mut operations: Vec<_> =
        fs::read_dir(root().join("schema/operations")).unwrap().map(|it| it.unwrap().path()).collect();
    operations.sort();
    assert!(!operations.is_empty());
    for path in operations {
        let document = fs::read_to_string(&path).unwrap();
        let answer = DEMO.ask(&document, json!({}));
        assert!(answer["errors"].is_null(), "{}: {answer}", path.display());
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, serde_json::to_string_pretty(&answer["data"]).unwrap());
        });
    }
}
