//! Where and with whom one speaks: states, cities, and bodies with their dated members.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Day;
use super::id::{Id, Key};
use super::kinds::{Kind, Kinded};
use super::links::{Reference, links};
use super::vocabulary::vocabulary;

vocabulary! {
    /// The seven regions of civil society.
    Region {
        /// Africa.
        Africa = "Africa",
        /// Asia.
        Asia = "Asia",
        /// Europe.
        Europe = "Europe",
        /// Latin America and the Caribbean.
        LatinAmerica = "Latin America",
        /// The Middle East and North Africa.
        Mena = "Middle East/North Africa",
        /// North America.
        NorthAmerica = "North America",
        /// The Pacific.
        Pacific = "Pacific",
    }
}

vocabulary! {
    /// The regional groups of the United Nations.
    UnGroup {
        /// African Group.
        African = "African",
        /// Asia-Pacific Group.
        AsiaPacific = "Asia-Pacific",
        /// Eastern European Group.
        EasternEuropean = "Eastern European",
        /// Latin American and Caribbean Group.
        Grulac = "GRULAC",
        /// Western European and Others Group.
        Weog = "WEOG",
    }
}

vocabulary! {
    /// What sort of body it is.
    BodyKind {
        /// Speaks for its members.
        Bloc = "bloc",
        /// An institution, without members here.
        Institution = "institution",
        /// An observer.
        Observer = "observer",
    }
}

/// A member state of the United Nations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// ISO 3166-1 alpha-3.
    pub id: Id<State>,
    /// Its common name.
    pub name: ArcStr,
    /// Its full name.
    pub official_name: ArcStr,
    /// Its region of civil society.
    pub region: Region,
    /// Its regional group.
    pub un_group: UnGroup,
}
links!(State {});

/// A city: a capital, another seat of government, or a hub where many states can be met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct City {
    /// Its key.
    pub id: Id<City>,
    /// Its name.
    pub name: ArcStr,
    /// The member state it lies in, if it lies in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Id<State>>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// IANA name of its time zone.
    pub time_zone: ArcStr,
    /// Whether many states can be met there.
    pub is_hub: bool,
    /// Whether it is the capital of its state.
    pub is_capital: bool,
}
links!(City { state: State });

/// What else can be met: a bloc, an institution, an observer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Its key.
    pub id: Id<Body>,
    /// Its name.
    pub name: ArcStr,
    /// Its abbreviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<ArcStr>,
    /// What sort of body.
    pub kind: BodyKind,
    /// The states in it, each with its period; in the order of the file.
    #[serde(default)]
    pub members: Box<[Membership]>,
}
links!(Body { members: Members });

/// A period in which a state is in a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// The member.
    pub state: Id<State>,
    /// First day; open where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Last day; open where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

impl Membership {
    /// Whether the period holds this day; both ends are in it.
    pub fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Reference for Membership {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        visit(State::KIND, self.state.key());
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        visit(State::KIND, self.state.key_mut());
    }
}
