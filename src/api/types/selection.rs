//! Selections for gatherings.

use async_graphql::{Object, SimpleObject};

use super::completeness::number;
use crate::api::vocabulary::{AttendanceStage, Region};
use crate::domain::Meeting;
use crate::graph::Ref;
use crate::queries::selection::{Chosen, Places};

/// Who is chosen for a gathering, in numbers.
#[Object(name = "Selection")]
impl Chosen {
    /// The gathering they are chosen for.
    async fn meeting(&self) -> Option<Ref<Meeting>> {
        self.meeting
    }

    /// The places for civil society.
    async fn civil_society(&self) -> PlaceCount {
        self.people.into()
    }

    /// The places for delegates of governments.
    async fn governments(&self) -> PlaceCount {
        self.delegates.into()
    }

    /// Those of civil society by the region that their organisation anchors, in the order of the regions.
    async fn by_region(&self) -> Vec<SelectionByRegion> {
        let count =
            |(region, it): &(Option<crate::domain::Region>, crate::queries::selection::Taken)| SelectionByRegion {
                region: region.map(Into::into),
                nominated: number(it.nominated),
                taken: number(it.taken),
            };
        self.by_region.iter().map(count).collect()
    }

    /// Those of civil society by the process that nominated them, by its name.
    async fn by_process(&self) -> Vec<SelectionByProcess> {
        let rows = self.by_process.iter().map(|(process, it)| SelectionByProcess {
            process: process.as_ref().map(ToString::to_string),
            nominated: number(it.nominated),
            taken: number(it.taken),
        });
        rows.collect()
    }

    /// Those of civil society by stage, in the order of the stages; stages of nobody are left out.
    async fn by_stage(&self) -> Vec<SelectionByStage> {
        self.by_stage
            .iter()
            .map(|(stage, it)| SelectionByStage { stage: (*stage).into(), count: number(*it) })
            .collect()
    }
}

/// Places, and how many of them are taken.
#[derive(SimpleObject)]
struct PlaceCount {
    /// How many there are; null where nobody has said.
    places: Option<i32>,
    /// How many are taken: whoever was selected takes one, until withdrawn.
    taken: i32,
    /// How many are left; null where nobody has said how many there are.
    left: Option<i32>,
}

impl From<Places> for PlaceCount {
    fn from(it: Places) -> Self {
        Self { places: it.places.map(number), taken: number(it.taken), left: it.left().map(number) }
    }
}

/// Those of one region.
#[derive(SimpleObject)]
struct SelectionByRegion {
    /// The region; null for those whose organisation anchors none. They come last.
    region: Option<Region>,
    /// How many were nominated and are not selected.
    nominated: i32,
    /// How many take up a place.
    taken: i32,
}

/// Those that one process nominated.
#[derive(SimpleObject)]
struct SelectionByProcess {
    /// The process; null for those whom none nominated. They come last.
    process: Option<String>,
    /// How many were nominated and are not selected.
    nominated: i32,
    /// How many take up a place.
    taken: i32,
}

/// Those who have come as far.
#[derive(SimpleObject)]
struct SelectionByStage {
    /// The stage that they have come to.
    stage: AttendanceStage,
    /// How many they are.
    count: i32,
}
