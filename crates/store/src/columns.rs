//! Reading rows: one way for both engines.

use idp::Time;

use crate::error::Error;

/// A row as an engine has it; columns are counted from 0.
pub(crate) trait Columns {
    /// A BIGINT.
    fn int(&self, at: usize) -> Result<Option<i64>, Error>;
    /// A BOOLEAN, or the value of a condition.
    fn bool(&self, at: usize) -> Result<bool, Error>;
    /// A TEXT.
    fn text(&self, at: usize) -> Result<Option<&str>, Error>;
    /// Bytes.
    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Error>;
}

/// Reads a row's columns one after the other.
pub(crate) struct Cursor<'a> {
    row: &'a dyn Columns,
    at: usize,
}

const NULL: Error = Error::Corrupt { what: "a column without a value" };

impl<'a> Cursor<'a> {
    pub(crate) fn new(row: &'a dyn Columns) -> Self {
        Self { row, at: 0 }
    }

    pub(crate) fn skip(&mut self, columns: usize) {
        self.at += columns;
    }

    fn next(&mut self) -> usize {
        self.at += 1;
        self.at - 1
    }

    pub(crate) fn int(&mut self) -> Result<i64, Error> {
        self.int_or_null()?.ok_or(NULL)
    }

    pub(crate) fn int_or_null(&mut self) -> Result<Option<i64>, Error> {
        let at = self.next();
        self.row.int(at)
    }

    pub(crate) fn time(&mut self) -> Result<Time, Error> {
        self.int().map(Time::from_micros)
    }

    pub(crate) fn time_or_null(&mut self) -> Result<Option<Time>, Error> {
        Ok(self.int_or_null()?.map(Time::from_micros))
    }

    pub(crate) fn bool(&mut self) -> Result<bool, Error> {
        let at = self.next();
        self.row.bool(at)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Error> {
        self.text_or_null()?.ok_or(NULL)
    }

    pub(crate) fn text_or_null(&mut self) -> Result<Option<&'a str>, Error> {
        let at = self.next();
        self.row.text(at)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Error> {
        self.bytes_or_null()?.ok_or(NULL)
    }

    pub(crate) fn bytes_or_null(&mut self) -> Result<Option<&'a [u8]>, Error> {
        let at = self.next();
        self.row.bytes(at)
    }

    pub(crate) fn array_or_null<const N: usize>(
        &mut self,
        what: &'static str,
    ) -> Result<Option<[u8; N]>, Error> {
        self.bytes_or_null()?.map(|bytes| bytes.try_into().map_err(|_| Error::Corrupt { what })).transpose()
    }
}
