//! The columns of each kind of record.

use serde::{Deserialize, Serialize};

use super::{Column, Columnar};
use crate::event::{Acknowledged, Processed, Sent};

macro_rules! columns {
    ($record:ident in $columns:ident { $($field:ident: $column:ty),+ $(,)? }) => {
        #[derive(Serialize, Deserialize)]
        pub struct $columns {
            $($field: $column,)+
        }

        impl Columnar for $record {
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

columns!(Sent in SentColumns {
    order: Column<u32>,
    key: Vec<Option<String>>,
    at_us: Column<u64>,
});

columns!(Acknowledged in AcknowledgedColumns {
    order: Column<u32>,
    partition: Column<u32>,
    offset: Column<i64>,
    at_us: Column<u64>,
});

columns!(Processed in ProcessedColumns {
    partition: Column<u32>,
    offset: Column<i64>,
    order: Column<Option<u32>>,
    at_us: Column<u64>,
});
