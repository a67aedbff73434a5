//! Names of entries (RFC 4514).

/// What the entry of this name is called: the first value in the name, as it is meant; none where there is none that
/// is text.
pub fn called(dn: &str) -> Option<String> {
    let (_, rest) = dn.split_once('=')?;
    let mut bytes = rest.trim_start().bytes().peekable();
    let mut value = Vec::new();
    // Of the white space at the end only what is escaped belongs to it.
    let mut keeps = 0;
    while let Some(byte) = bytes.next() {
        match byte {
            b',' | b'+' | b';' => break,
            b'\\' => {
                let first = bytes.next()?;
                let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                match (hex(first), bytes.peek().copied().and_then(hex)) {
                    (Some(high), Some(low)) => {
                        bytes.next();
                        value.push(high << 4 | low);
                    }
                    _ => value.push(first),
                }
                keeps = value.len();
            }
            _ => {
                value.push(byte);
                if byte != b' ' {
                    keeps = value.len();
                }
            }
        }
    }
    value.truncate(keeps);
    String::from_utf8(value).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_called_by_the_first_value_as_it_is_meant() {
        for (dn, name) in [
            ("cn=it,ou=groups,dc=example,dc=org", Some("it")),
            ("CN=Domain Users,CN=Users,DC=example", Some("Domain Users")),
            ("cn = it , ou=groups", Some("it")),
            (r"cn=W\, \28X\29,ou=groups", Some("W, (X)")),
            (r"cn=Lu\C4\8Di\C4\87", Some("Lučić")),
            (r"cn=\20x\20 ,ou=y", Some(" x ")),
            ("cn=a+uid=b,ou=y", Some("a")),
            ("cn=,ou=y", None),
            (r"cn=\FF", None),
            (r"cn=x\", None),
            ("nothing", None),
            ("", None),
        ] {
            assert_eq!(called(dn).as_deref(), name, "{dn}");
        }
    }
}
