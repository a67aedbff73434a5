//! Handing a mail to a server (RFC 5321 §3.3), and what its answers mean.

use std::time::Duration;

use idp::model::sender::{Sender, Smtp};
use idp::sender::Tried;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};

use tokio::time::timeout;

use super::connection;
use super::form::Formed;
use crate::node::Node;

/// How long it is waited for a server's goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// Sends a mail, over a connection that is there already if it still stands.
pub(super) async fn send(node: &Node, by: &Sender, at: &Smtp, mail: Formed) -> Tried {
    let mut connection = match standing(node, by).await {
        Some(kept) => kept,
        None => match connection::open(node, by, at).await {
            Ok(opened) => opened,
            Err(why) => return Tried::Failed(why),
        },
    };
    match hand_over(&mut connection, mail).await {
        Ok(()) => {
            node.relays.keep(by, connection);
            Tried::Delivered
        }
        Err(tried) => {
            // What went wrong is known, and not worth waiting for whether the server says goodbye.
            let _ = timeout(GOODBYE, connection.abort()).await;
            tried
        }
    }
}

async fn standing(node: &Node, by: &Sender) -> Option<AsyncSmtpConnection> {
    let mut kept = node.relays.take(by)?;
    kept.test_connected().await.then_some(kept)
}

async fn hand_over(connection: &mut AsyncSmtpConnection, mail: Formed) -> Result<(), Tried> {
    let server = connection.server_info();
    let mut parameters = Vec::new();
    // An address in another script than ours needs a server that reads it (RFC 6531).
    if !(mail.from.to_string().is_ascii() && mail.to.to_string().is_ascii()) {
        if !server.supports_feature(Extension::SmtpUtfEight) {
            return Err(Tried::Unfit("the server takes no addresses that are not ASCII".to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !mail.bytes.is_ascii() {
        if !server.supports_feature(Extension::EightBitMime) {
            return Err(Tried::Unfit("the server takes no mails that are not ASCII".to_owned()));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection.command(Mail::new(Some(mail.from), parameters)).await.map_err(|error| of_us(&error))?;
    connection.command(Rcpt::new(mail.to, Vec::new())).await.map_err(|error| of_the_reader(&error))?;
    connection.command(Data).await.map_err(|error| of_us(&error))?;
    connection.message(&mail.bytes).await.map_err(|error| of_us(&error))?;
    Ok(())
}

/// 5yz says that this server will never take it from us (RFC 5321 §4.2.1); another may.
fn of_us(error: &Error) -> Tried {
    let why = said(error);
    if error.is_permanent() { Tried::Unfit(why) } else { Tried::Failed(why) }
}

/// What is said of the reader may be said of us: that they are unknown is certain only where the server says
/// so (RFC 3463 §3.2 and §3.3).
fn of_the_reader(error: &Error) -> Tried {
    let why = said(error);
    let is_unknown = ["5.1.", "5.2."].iter().any(|code| why.contains(&format!(" {code}")));
    match error.is_permanent() {
        true if is_unknown => Tried::Refused(why),
        true => Tried::Unfit(why),
        false => Tried::Failed(why),
    }
}

fn said(error: &Error) -> String {
    format!("the server said: {error}").replace(|c: char| c.is_control(), " ")
}
