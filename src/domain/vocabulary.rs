//! The macro that declares a closed vocabulary once: an enum, its spelling in files and in the journal,
//! and the list of its values. Its users are the kinds; the API spells the same values in its own way.

/// Declares an enum whose values have one written form, used in CSV cells and in the journal.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$value_meta:meta])* $value:ident = $spelling:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$value_meta])* #[serde(rename = $spelling)] $value),+ }

        impl $name {
            /// Every value, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The written form in files.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $spelling),+ }
            }

            /// The value with exactly this written form.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($spelling => Some(Self::$value),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use vocabulary;
