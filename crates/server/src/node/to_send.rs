//! Whoever sends is told that there is something to be sent, each by the kind that they send.

use idp::model::message::MessageKind;
use tokio::sync::Notify;

/// Told when messages were written, so that the outbox is looked at without delay.
#[derive(Default)]
pub struct ToSend {
    logout: Notify,
    ping: Notify,
    email: Notify,
    sms: Notify,
}

impl ToSend {
    /// Says that a message of this kind was written.
    pub fn tell(&self, kind: MessageKind) {
        self.of(kind).notify_one();
    }

    /// Waits until one is.
    pub async fn told(&self, kind: MessageKind) {
        self.of(kind).notified().await;
    }

    const fn of(&self, kind: MessageKind) -> &Notify {
        match kind {
            MessageKind::BackchannelLogout => &self.logout,
            MessageKind::CibaPing => &self.ping,
            MessageKind::Email => &self.email,
            MessageKind::Sms => &self.sms,
        }
    }
}
