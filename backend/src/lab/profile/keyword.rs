//! One keyword argument of kafka-python: its defaults, and what implements it.

use super::{conversion::Conversion, setting::Setting, version::ClientVersion};

/// A row of the tables.
#[derive(Debug)]
pub(super) struct Keyword {
    pub name: &'static str,
    pub defaults: Defaults,
    pub role: Treatment,
}

#[derive(Debug)]
pub(super) enum Treatment {
    /// librdkafka implements it. The first property carries the keyword's meaning, the others its
    /// limits.
    Send(&'static [(&'static str, Conversion)]),
    /// The workbook sets it and refuses a learner's value: addresses, credentials, file paths.
    Reserved,
    /// The lab's own client code implements it, from `Profile::effective`.
    Client,
    /// It has no counterpart here: accepted with a warning, without effect.
    NoEffect,
}

/// What applies when the keyword is not given. A release without the keyword still behaves in some
/// way: that is `before` or `after`.
#[derive(Debug)]
pub(super) enum Defaults {
    Every(Setting),
    /// On 2.0.2, 2.3 and 3.0.
    Each(Setting, Setting, Setting),
    Since2_3 {
        before: Setting,
        v2_3: Setting,
        v3_0: Setting,
    },
    Since3_0 {
        before: Setting,
        default: Setting,
    },
    Until2_3 {
        default: Setting,
        after: Setting,
    },
    Only2_0 {
        default: Setting,
        after: Setting,
    },
}

impl Defaults {
    /// The default in `DEFAULT_CONFIG`; `None` if the release has no such keyword.
    pub(super) fn of(&self, version: ClientVersion) -> Option<&Setting> {
        let known = match self {
            Self::Every(_) | Self::Each(..) => true,
            Self::Since2_3 { .. } => version >= ClientVersion::V2_3,
            Self::Since3_0 { .. } => version >= ClientVersion::V3_0,
            Self::Until2_3 { .. } => version <= ClientVersion::V2_3,
            Self::Only2_0 { .. } => version <= ClientVersion::V2_0_2,
        };
        known.then(|| self.behaviour(version))
    }

    /// How the release behaves without the keyword, whether it knows it or not.
    pub(super) fn behaviour(&self, version: ClientVersion) -> &Setting {
        use ClientVersion::{V2_0_2, V2_3, V3_0};
        match (self, version) {
            (Self::Every(default), _) => default,
            (
                Self::Each(default, _, _)
                | Self::Since2_3 { before: default, .. }
                | Self::Since3_0 { before: default, .. }
                | Self::Until2_3 { default, .. }
                | Self::Only2_0 { default, .. },
                V2_0_2,
            ) => default,
            (
                Self::Each(_, default, _)
                | Self::Since2_3 { v2_3: default, .. }
                | Self::Since3_0 { before: default, .. }
                | Self::Until2_3 { default, .. }
                | Self::Only2_0 { after: default, .. },
                V2_3,
            ) => default,
            (
                Self::Each(_, _, default)
                | Self::Since2_3 { v3_0: default, .. }
                | Self::Since3_0 { default, .. }
                | Self::Until2_3 { after: default, .. }
                | Self::Only2_0 { after: default, .. },
                V3_0,
            ) => default,
        }
    }
}
