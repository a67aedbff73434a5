//! Where mails and text messages arrive: a folder, and a gateway elsewhere.

use std::time::Duration;

use idp::model::sender::{
    BodyFormat, Channel, Folder, Gateway, GatewayMethod, Sender, SenderDefinition, Way,
};
use idp::sender::NewSender;
use serde_json::Value;
use server::flow;

use crate::elsewhere::{Elsewhere, Says};
use crate::world::World;

pub(crate) struct Letterbox {
    folder: tempfile::TempDir,
    gateway: Elsewhere,
}

impl Letterbox {
    /// Has everything that is sent arrive here.
    pub(crate) async fn of(world: &World) -> Self {
        let (folder, gateway) = (tempfile::tempdir().unwrap(), Elsewhere::start().await);
        let address = gateway.say("/sms", Says::json("{}"));
        let letterbox = Self { folder, gateway };
        let into = letterbox.folder.path().to_str().unwrap().to_owned();
        letterbox.sender(world, "mails", Channel::Email, Way::File(Folder { folder: into })).await;
        let gateway = Gateway {
            method: GatewayMethod::Post,
            address,
            headers: std::collections::BTreeMap::new(),
            format: BodyFormat::Json,
            body: r#"{"to":"{number}","text":"{text}"}"#.to_owned(),
            username: None,
            success: Vec::new(),
        };
        letterbox.sender(world, "texts", Channel::Sms, Way::Http(gateway)).await;
        letterbox
    }

    async fn sender(&self, world: &World, id: &str, channel: Channel, way: Way) {
        let from = if channel == Channel::Email { "id@here.test".to_owned() } else { String::new() };
        let definition = SenderDefinition { channel, order: 0, from, from_name: None, way };
        let new = NewSender { id: id.to_owned(), definition, secret: None };
        let _: Sender = flow::record::create(&world.node, new).await.unwrap();
    }

    /// Has the gateway refuse text messages for good.
    pub(crate) fn refuse_texts(&self) {
        self.gateway.say("/sms", Says::status("400 Bad Request", "", ""));
    }

    /// Has it take them again.
    pub(crate) fn take_texts(&self) {
        self.gateway.say("/sms", Says::json("{}"));
    }

    /// The mails that came, whole, in no order.
    pub(crate) fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let whole = files.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        whole.map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }

    /// The mails, whole, once there are so many.
    pub(crate) async fn come(&self, many: usize) -> Vec<String> {
        arrived(many, || self.mails()).await
    }

    /// Throws the mails away.
    pub(crate) fn empty(&self) {
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
    }

    /// The text messages that came: to whom, and what they say.
    pub(crate) fn texts(&self) -> Vec<(String, String)> {
        let said = |request: String| -> (String, String) {
            let body: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
            (body["to"].as_str().unwrap().to_owned(), body["text"].as_str().unwrap().to_owned())
        };
        self.gateway.asked().into_iter().map(said).collect()
    }

    /// The codes that came by mail, where each is alone on its line, once there are so many.
    pub(crate) async fn codes_by_mail(&self, many: usize) -> Vec<String> {
        let code = |mail: String| -> String {
            let is_code = |line: &&str| line.len() >= 4 && line.bytes().all(|byte| byte.is_ascii_digit());
            mail.lines().map(str::trim).find(is_code).unwrap_or_else(|| panic!("no code: {mail}")).to_owned()
        };
        arrived(many, || self.mails()).await.into_iter().map(code).collect()
    }

    /// The codes that came by SMS, from the line that phones read, in the order in which they came.
    pub(crate) async fn codes_by_text(&self, many: usize) -> Vec<String> {
        let code = |(_, text): (String, String)| text.rsplit_once('#').unwrap().1.to_owned();
        arrived(many, || self.texts()).await.into_iter().map(code).collect()
    }
}

/// Waits until so many have come.
async fn arrived<T>(many: usize, look: impl Fn() -> Vec<T>) -> Vec<T> {
    for _ in 0..600 {
        let found = look();
        if found.len() >= many {
            assert_eq!(found.len(), many);
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} of {many} came", look().len());
}
