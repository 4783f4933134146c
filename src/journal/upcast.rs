//! Events of older versions, brought to today's. A step is added here whenever the form of a kind changes, and none is
//! ever taken away: journals are read after ten years. What surrounds an event is the payload's business.

use serde_json::Value;

use super::error::Fault;
use crate::domain::{Entity, Kind};

/// How the events of a kind come from one version to the next.
struct Step {
    kind: Kind,
    /// The version it begins with, from 1 on. It leads to the next.
    from: u32,
    change: fn(&mut Value),
}

/// All steps there are.
const STEPS: &[Step] = &[
    sealing_texts(Kind::Evidence),
    sealing_texts(Kind::Meeting),
    sealing_texts(Kind::ReportField),
    sealing_texts(Kind::Report),
];

/// From the second version on texts are sealed that stood in clear in the first: whoever knows the first alone must not
/// take what they left for empty texts.
const fn sealing_texts(kind: Kind) -> Step {
    Step { kind, from: 1, change: |_| {} }
}

/// How many there are.
pub(super) fn steps() -> usize {
    STEPS.len()
}

/// The version in which events of a kind are written.
pub(super) fn version(kind: Kind) -> u32 {
    latest(STEPS, kind)
}

/// The entity of an event of any version there has been.
pub(super) fn entity(kind: &str, version: u32, json: &str) -> Result<Entity, Fault> {
    by(STEPS, kind, version, json)
}

fn latest(steps: &[Step], kind: Kind) -> u32 {
    steps.iter().filter(|it| it.kind == kind).map(|it| it.from + 1).max().unwrap_or(1)
}

fn by(steps: &[Step], kind: &str, version: u32, json: &str) -> Result<Entity, Fault> {
    let kind = Kind::parse(kind).ok_or_else(|| Fault::Newer(format!("the kind `{kind}`")))?;
    let latest = latest(steps, kind);
    if version == 0 || version > latest {
        return Err(Fault::Newer(format!("version {version} of an event of kind `{kind}`")));
    }
    if version == latest {
        return Entity::from_json(kind, json).map_err(newer);
    }
    let mut value = serde_json::from_str(json).map_err(newer)?;
    for from in version..latest {
        if let Some(step) = steps.iter().find(|it| it.kind == kind && it.from == from) {
            (step.change)(&mut value);
        }
    }
    Entity::from_json(kind, &value.to_string()).map_err(newer)
}

fn newer(error: serde_json::Error) -> Fault {
    Fault::Newer(format!("the form of a commit ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As if cities had once had no mark of a hub, and before that a zone of another name.
    const TWO: &[Step] = &[
        Step { kind: Kind::City, from: 1, change: |it| it["time_zone"] = it["zone"].take() },
        Step {
            kind: Kind::City,
            from: 2,
            change: |it| it["is_hub"] = it["id"].as_str().is_some_and(|it| it == "geneva").into(),
        },
    ];

    #[test]
    fn older_events_take_every_step_from_their_version_on() {
        let check = |version: u32, own: &str, expected: Result<bool, &str>| {
            let json = format!(
                r#"{{"id":"geneva","name":"Geneva","latitude":46.2,"longitude":6.15,{own},"is_capital":false}}"#
            );
            let found = match by(TWO, "city", version, &json) {
                Ok(Entity::City(it)) => {
                    assert_eq!(it.time_zone.as_str(), "Europe/Zurich");
                    Ok(it.is_hub)
                }
                Ok(other) => panic!("{other:?}"),
                Err(Fault::Damaged(why) | Fault::Newer(why)) => Err(why),
            };
            match (found, expected) {
                (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
                (found, expected) => assert_eq!(found, expected.map_err(str::to_owned)),
            }
        };
        check(1, r#""zone":"Europe/Zurich""#, Ok(true));
        check(2, r#""time_zone":"Europe/Zurich""#, Ok(true));
        check(3, r#""time_zone":"Europe/Zurich","is_hub":false"#, Ok(false));
        check(3, r#""time_zone":"Europe/Zurich""#, Err("missing field `is_hub`"));
        check(4, r#""time_zone":"Europe/Zurich","is_hub":true"#, Err("version 4 of an event of kind `city`"));
        check(0, r#""time_zone":"Europe/Zurich","is_hub":true"#, Err("version 0 of an event of kind `city`"));
    }

    #[test]
    fn what_is_written_is_the_latest_version() {
        assert_eq!((latest(TWO, Kind::City), latest(TWO, Kind::Act), version(Kind::City)), (3, 1, 1));
    }
}
