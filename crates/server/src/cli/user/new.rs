//! The account that `user create` is to make.

use std::path::PathBuf;

use idp::user::NewUser;
use jose::secret::Secret;
use oidc::claims::StandardClaims;

use super::super::error::Error;
use super::super::password;
use super::known::Known;

#[derive(clap::Args)]
pub(super) struct New {
    /// The name to sign in with
    #[arg(value_name = "USERNAME", allow_hyphen_values = true)]
    username: String,
    /// The full name
    #[arg(long)]
    name: Option<String>,
    /// First names
    #[arg(long)]
    given_name: Option<String>,
    /// Last names
    #[arg(long)]
    family_name: Option<String>,
    /// An e-mail address; one can sign in with it too
    #[arg(long)]
    email: Option<String>,
    /// The e-mail address is known to be the person's
    #[arg(long, requires = "email")]
    email_verified: bool,
    /// A telephone number, best as +358…
    #[arg(long, value_name = "NUMBER")]
    phone_number: Option<String>,
    /// The telephone number is known to be the person's
    #[arg(long, requires = "phone_number")]
    phone_number_verified: bool,
    /// The person's language, such as fi or sv-FI
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    #[command(flatten)]
    known: Known,
    /// Read the password from the first line of a file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Without a password: nobody can sign in with one until it is set
    #[arg(long, conflicts_with = "password_file")]
    no_password: bool,
}

impl New {
    /// Its password, unless there is to be none.
    pub(super) fn password(&self) -> Result<Option<Secret<String>>, Error> {
        if self.no_password {
            return Ok(None);
        }
        password::read(self.password_file.as_deref(), &self.username).map(Some)
    }

    /// The account that was asked for.
    pub(super) fn read(self) -> NewUser {
        let claims = StandardClaims {
            name: self.name.map(Into::into),
            given_name: self.given_name.map(Into::into),
            family_name: self.family_name.map(Into::into),
            email_verified: self.email.is_some().then_some(self.email_verified),
            email: self.email.map(Into::into),
            phone_number_verified: self.phone_number.is_some().then_some(self.phone_number_verified),
            phone_number: self.phone_number.map(Into::into),
            locale: self.locale.map(Into::into),
            ..StandardClaims::default()
        };
        NewUser {
            username: self.username,
            claims,
            groups: self.known.group,
            attributes: self.known.attribute.into_iter().collect(),
        }
    }
}
