//! Gateways that take text messages by HTTP: the request, and what an answer means.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jose::secret::Secret;

use super::template::{Words, fill};
use super::turn::Tried;
use crate::model::sender::{BodyFormat, Gateway, GatewayMethod};
use crate::model::text_message::TextMessage;

/// A request to a gateway, as it goes out.
pub struct GatewayRequest {
    /// How it is asked.
    pub method: GatewayMethod,
    /// Where.
    pub address: String,
    /// The headers, by their names in small letters.
    pub headers: Vec<(String, Secret<String>)>,
    /// The body; empty where there is none.
    pub body: Secret<String>,
}

/// The request that has a gateway send this message.
pub fn request(
    gateway: &Gateway,
    from: &str,
    secret: Option<&Secret<String>>,
    message: &TextMessage,
) -> GatewayRequest {
    let words = Words { message, from, secret };
    let has_body = gateway.method != GatewayMethod::Get;
    let mut headers: Vec<(String, Secret<String>)> = Vec::with_capacity(gateway.headers.len() + 2);
    for (name, value) in &gateway.headers {
        headers.push((name.to_ascii_lowercase(), Secret::new(fill(value, &words, in_header))));
    }
    let mut unless_said = |name: &str, value: String| {
        if !headers.iter().any(|(said, _)| said == name) {
            headers.push((name.to_owned(), Secret::new(value)));
        }
    };
    if has_body {
        unless_said("content-type", gateway.format.media_type().to_owned());
    }
    if let Some(username) = &gateway.username {
        let password = secret.map_or("", |secret| secret.expose());
        let pair = STANDARD.encode(format!("{username}:{password}"));
        unless_said("authorization", format!("Basic {pair}"));
    }
    GatewayRequest {
        method: gateway.method,
        address: fill(&gateway.address, &words, in_query),
        headers,
        body: Secret::new(if has_body {
            fill(&gateway.body, &words, |text, to| in_body(gateway.format, text, to))
        } else {
            String::new()
        }),
    }
}

/// What a gateway's answer means. Where it says that it does not know us, or that it has no time, that may
/// pass; that it does not take this message does not, and another gateway might.
pub fn judge(gateway: &Gateway, message: &TextMessage, status: u16, body: &[u8]) -> Tried {
    let taken = match gateway.success.as_slice() {
        [] => matches!(status, 200..=299),
        success => success.contains(&status),
    };
    if taken {
        return Tried::Delivered;
    }
    let why = format!("the gateway answered {status}{}", said(message, body));
    match status {
        401..=403 | 408 | 425 | 429 => Tried::Failed(why),
        400..=499 => Tried::Unfit(why),
        _ => Tried::Failed(why),
    }
}

/// The beginning of what it said, without what would disturb a log. Some gateways repeat what they were asked:
/// neither the number nor a code is to stand in a record.
fn said(message: &TextMessage, body: &[u8]) -> String {
    let text = message.hidden_in(&String::from_utf8_lossy(body));
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let text: String = words.join(" ").chars().take(150).collect();
    if text.is_empty() { text } else { format!(": {text}") }
}

fn in_header(text: &str, to: &mut String) {
    to.extend(text.chars().filter(|c| !c.is_control()));
}

/// Everything but letters, digits and `-._~` (RFC 3986 §2.3), so that it fits into a path too.
fn in_query(text: &str, to: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => to.push(char::from(byte)),
            _ => to.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn in_body(format: BodyFormat, text: &str, to: &mut String) {
    match format {
        BodyFormat::Form => in_query(text, to),
        BodyFormat::Json => {
            let quoted = serde_json::Value::from(text).to_string();
            to.push_str(quoted.get(1..quoted.len() - 1).unwrap_or_default());
        }
        BodyFormat::Xml => {
            for c in text.chars() {
                match c {
                    '&' => to.push_str("&amp;"),
                    '<' => to.push_str("&lt;"),
                    '>' => to.push_str("&gt;"),
                    '"' => to.push_str("&quot;"),
                    '\'' => to.push_str("&#39;"),
                    // No other control character can stand in XML (XML 1.0 §2.2).
                    '\n' => to.push_str("&#10;"),
                    c if c.is_control() => {}
                    c => to.push(c),
                }
            }
        }
    }
}
