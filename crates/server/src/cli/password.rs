//! Passwords: from a prompt, from standard input, or from a file, and never from the command line,
//! which others on the machine can read.

use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;

use jose::secret::Secret;

use super::error::Error;

/// Longer than any password that is accepted.
const LONGEST: u64 = 4096;

/// The password in the file; else asked for at the terminal, twice; else the first line of standard input.
pub(super) fn read(file: Option<&Path>, whose: &str) -> Result<Secret<String>, Error> {
    match file {
        Some(file) => {
            let failed = |error| Error::failed("file", format!("{} cannot be read: {error}", file.display()));
            first_line(std::fs::File::open(file).map_err(failed)?).map_err(failed)
        }
        None if std::io::stdin().is_terminal() => ask(whose),
        None => first_line(std::io::stdin().lock())
            .map_err(|error| Error::failed("file", format!("standard input cannot be read: {error}"))),
    }
}

fn ask(whose: &str) -> Result<Secret<String>, Error> {
    let prompt = |text: String| {
        let failed = |error| Error::failed("terminal", format!("the terminal cannot be asked: {error}"));
        rpassword::prompt_password(text).map(Secret::new).map_err(failed)
    };
    let password = prompt(format!("Password for {whose}: "))?;
    let again = prompt("Once more: ".to_owned())?;
    if password.expose() != again.expose() {
        return Err(Error::failed(
            "passwords-differ",
            "the two passwords are not the same: nothing was changed",
        ));
    }
    Ok(password)
}

fn first_line(from: impl Read) -> Result<Secret<String>, std::io::Error> {
    let mut line = String::new();
    std::io::BufReader::new(from.take(LONGEST)).read_line(&mut line)?;
    let line = Secret::new(line);
    Ok(Secret::new(line.expose().trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password_without_its_end() {
        for text in ["sininen talvi", "sininen talvi\n", "sininen talvi\r\n", "sininen talvi\nand more"] {
            assert_eq!(first_line(text.as_bytes()).unwrap().expose(), "sininen talvi");
        }
        assert_eq!(first_line(" a \n".as_bytes()).unwrap().expose(), " a ");
        let endless = std::io::repeat(b'a');
        assert_eq!(first_line(endless).unwrap().expose().len() as u64, LONGEST);
    }
}
