//! The columns of each kind of record.

use std::sync::Arc;

use super::Column;
use crate::event::{Acknowledged, Effect, Processed, Sent};

/// Implements [`Columnar`](crate::columns::Columnar) for a record, with a struct for its columns.
#[macro_export]
macro_rules! columnar {
    ($record:ident in $columns:ident { $($field:ident: $column:ty),+ $(,)? }) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub struct $columns {
            $($field: $column,)+
        }

        impl $crate::columns::Columnar for $record {
            type Columns = $columns;

            fn columns(records: &[Self]) -> $columns {
                $columns {
                    $($field: records.iter().map(|record| &record.$field).cloned().collect(),)+
                }
            }

            fn records(columns: $columns) -> Option<Vec<Self>> {
                let lengths = [$(columns.$field.len()),+];
                if lengths.iter().any(|length| *length != lengths[0]) {
                    return None;
                }
                $(let mut $field = columns.$field.into_iter();)+
                (0..lengths[0]).map(|_| Some(Self { $($field: $field.next()?,)+ })).collect()
            }
        }
    };
}

columnar!(Sent in SentColumns {
    order: Column<u32>,
    key: Vec<Option<Arc<str>>>,
    at_us: Column<u64>,
});

columnar!(Acknowledged in AcknowledgedColumns {
    order: Column<u32>,
    partition: Column<u32>,
    offset: Column<i64>,
    at_us: Column<u64>,
});

columnar!(Processed in ProcessedColumns {
    partition: Column<u32>,
    offset: Column<i64>,
    order: Column<Option<u32>>,
    at_us: Column<u64>,
});

columnar!(Effect in EffectColumns {
    partition: Column<u32>,
    offset: Column<i64>,
    order: Column<Option<u32>>,
    row: Column<u64>,
    again: Column<bool>,
    at_us: Column<u64>,
});
