//! Values in, columns out.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, Statement, ToSql};

use super::error;
use crate::columns::Columns;
use crate::error::Error;
use crate::sql::Value;

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(int) => ValueRef::Integer(*int),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(super) fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> Result<(), rusqlite::Error> {
    for (index, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(())
}

const TYPE: Error = Error::Corrupt { what: "a column of another type" };

impl Columns for Row<'_> {
    fn int(&self, at: usize) -> Result<Option<i64>, Error> {
        match self.get_ref(at).map_err(error)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(int) => Ok(Some(int)),
            _ => Err(TYPE),
        }
    }

    fn bool(&self, at: usize) -> Result<bool, Error> {
        Ok(self.int(at)?.ok_or(TYPE)? != 0)
    }

    fn text(&self, at: usize) -> Result<Option<&str>, Error> {
        match self.get_ref(at).map_err(error)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(text) => std::str::from_utf8(text).map(Some).map_err(|_| TYPE),
            _ => Err(TYPE),
        }
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Error> {
        match self.get_ref(at).map_err(error)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(TYPE),
        }
    }
}
