//! CBOR (RFC 8949), as much of it as keys and attestation objects are written in: integers, strings,
//! arrays, maps, booleans and null, each of a length that is said beforehand. It need not be canonical, but
//! no key may stand in a map twice: two readers would disagree about it.

/// How deep arrays and maps may nest. CTAP2 allows four.
const MOST_DEPTH: usize = 6;
/// The most items in all.
const MOST_ITEMS: usize = 512;

/// One item, borrowed from the bytes it was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
    Bool(bool),
    Null,
}

/// Not such CBOR, or too much of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Malformed;

/// Reads one item from the front, and gives what stands behind it.
pub(super) fn read(bytes: &[u8]) -> Result<(Value<'_>, &[u8]), Malformed> {
    let mut reader = Reader { rest: bytes, items: 0 };
    let value = reader.value(0)?;
    Ok((value, reader.rest))
}

/// Reads one item and nothing else.
pub(super) fn read_all(bytes: &[u8]) -> Result<Value<'_>, Malformed> {
    match read(bytes)? {
        (value, []) => Ok(value),
        _ => Err(Malformed),
    }
}

impl<'a> Value<'a> {
    /// The value under a number, if this is a map that has it.
    pub(super) fn at(&self, key: i64) -> Option<&Self> {
        self.find(&Value::Integer(key))
    }

    /// The value under a name, if this is a map that has it.
    pub(super) fn named(&self, key: &str) -> Option<&Self> {
        self.find(&Value::Text(key))
    }

    fn find(&self, key: &Value<'_>) -> Option<&Self> {
        let Value::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(super) fn integer(&self) -> Option<i64> {
        if let Value::Integer(value) = self { Some(*value) } else { None }
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Value::Bytes(value) = self { Some(value) } else { None }
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        if let Value::Text(value) = self { Some(value) } else { None }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    items: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value<'a>, Malformed> {
        self.items += 1;
        if depth > MOST_DEPTH || self.items > MOST_ITEMS {
            return Err(Malformed);
        }
        let head = self.take(1)?[0];
        match (head >> 5, head & 0x1f) {
            (7, 20) => return Ok(Value::Bool(false)),
            (7, 21) => return Ok(Value::Bool(true)),
            (7, 22) => return Ok(Value::Null),
            _ => {}
        }
        let argument = self.argument(head & 0x1f)?;
        match head >> 5 {
            0 => i64::try_from(argument).map(Value::Integer).map_err(|_| Malformed),
            1 => i64::try_from(argument).map(|n| Value::Integer(-1 - n)).map_err(|_| Malformed),
            2 => self.take(argument).map(Value::Bytes),
            3 => std::str::from_utf8(self.take(argument)?).map(Value::Text).map_err(|_| Malformed),
            4 => (0..argument).map(|_| self.value(depth + 1)).collect::<Result<_, _>>().map(Value::Array),
            5 => self.map(argument, depth),
            // Tags, floating point numbers and what else there may be.
            _ => Err(Malformed),
        }
    }

    fn map(&mut self, length: u64, depth: usize) -> Result<Value<'a>, Malformed> {
        let mut entries: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        for _ in 0..length {
            let key = self.value(depth + 1)?;
            if !matches!(key, Value::Integer(_) | Value::Text(_)) || entries.iter().any(|(it, _)| *it == key)
            {
                return Err(Malformed);
            }
            entries.push((key, self.value(depth + 1)?));
        }
        Ok(Value::Map(entries))
    }

    /// The number that an item begins with: its value, or its length.
    fn argument(&mut self, short: u8) -> Result<u64, Malformed> {
        let width = match short {
            0..=23 => return Ok(u64::from(short)),
            24 => 1_u64,
            25 => 2,
            26 => 4,
            27 => 8,
            // Lengths that are not said beforehand.
            _ => return Err(Malformed),
        };
        Ok(self.take(width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(length).map_err(|_| Malformed)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn reads_the_examples_of_rfc_8949_appendix_a() {
        let read = |hex: &str| format!("{:?}", read_all(&bytes(hex)).unwrap());
        assert_eq!(read("1903e8"), "Integer(1000)");
        assert_eq!(read("1b000000e8d4a51000"), "Integer(1000000000000)");
        assert_eq!(read("3903e7"), "Integer(-1000)");
        assert_eq!(read("4401020304"), "Bytes([1, 2, 3, 4])");
        assert_eq!(read("62c3bc"), "Text(\"\u{fc}\")");
        assert_eq!(read("8301820203820405").matches("Integer").count(), 5);
        assert_eq!(read("f5"), "Bool(true)");
        assert_eq!(read("f6"), "Null");
        let map = bytes("a26161016162820203");
        let map = read_all(&map).unwrap();
        assert_eq!(map.named("a").and_then(Value::integer), Some(1));
        assert_eq!((map.named("c"), map.at(1)), (None, None));
        // Longer than it need be, which is not canonical.
        assert_eq!(read("1800"), "Integer(0)");
    }

    #[test]
    fn refuses_what_has_no_length_no_end_or_two_meanings() {
        let refused = [
            "",
            "18",
            "4401",
            "5f42010243030405ff",
            "9fff",
            "bf6161019fff",
            "c074",
            "fb3ff199999999999a",
            "f7",
            "f818",
            "62ff00",
            "a1",
            "a2010201",
            "a201020103",
            "a1f500",
            "1bffffffffffffffff",
            "9bffffffffffffffff",
            "5bffffffffffffffff",
            "0000",
        ];
        for hex in refused {
            assert_eq!(read_all(&bytes(hex)), Err(Malformed), "{hex}");
        }
        assert_eq!(read(&bytes("0000")).unwrap().1, [0]);
    }

    #[test]
    fn refuses_what_nests_too_deep_or_is_too_much() {
        let nested = |depth| format!("{}00", "81".repeat(depth));
        assert!(read_all(&bytes(&nested(MOST_DEPTH))).is_ok());
        assert_eq!(read_all(&bytes(&nested(MOST_DEPTH + 1))), Err(Malformed));
        let many = |items: usize| [&[0x99, (items >> 8) as u8, items as u8][..], &vec![0; items]].concat();
        assert!(read_all(&many(MOST_ITEMS - 1)).is_ok());
        assert_eq!(read_all(&many(MOST_ITEMS)), Err(Malformed));
    }
}
