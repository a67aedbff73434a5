//! Values in, columns out.

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::Row;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::columns::Columns;
use crate::error::Error;
use crate::sql::Value;

/// The values as the driver wants them.
pub(super) fn params<'a>(values: &'a [Value<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(int), &Type::INT8) => int.to_sql(ty, out),
            (Self::Text(text), &Type::TEXT) => text.to_sql(ty, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.as_ref().to_sql(ty, out),
            _ => Err("a value of another type than its placeholder".into()),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

const TYPE: Error = Error::Corrupt { what: "a column of another type" };

impl Columns for Row {
    fn int(&self, at: usize) -> Result<Option<i64>, Error> {
        self.try_get(at).map_err(|_| TYPE)
    }

    fn bool(&self, at: usize) -> Result<bool, Error> {
        self.try_get(at).map_err(|_| TYPE)
    }

    fn text(&self, at: usize) -> Result<Option<&str>, Error> {
        self.try_get(at).map_err(|_| TYPE)
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Error> {
        self.try_get(at).map_err(|_| TYPE)
    }
}
