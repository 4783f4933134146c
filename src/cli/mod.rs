//! The command line: one verb, one file. Arguments, environment and the clock are read here and handed down;
//! what a verb does is the business of the layers below.

pub mod tables;
