//! Tests over whole tables.
