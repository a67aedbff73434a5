//! A browser: it keeps cookies, and follows nothing by itself.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};

pub(crate) struct Browser {
    client: reqwest::Client,
    base: String,
    cookies: Mutex<BTreeMap<String, String>>,
    pub(crate) language: &'static str,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// What a hidden field of the page holds.
    pub(crate) fn hidden(&self, name: &str) -> &str {
        let (_, rest) =
            self.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{self:?}"));
        rest.split('"').next().unwrap()
    }
}

impl Browser {
    pub(crate) fn new(base: &str) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, base: base.to_owned(), cookies: Mutex::default(), language: "en" }
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.send(self.client.get(self.at(address))).await
    }

    pub(crate) async fn post(&self, address: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.client.post(self.at(address)).header("origin", &self.base).form(form)).await
    }

    /// As a page of another site would have it sent.
    pub(crate) async fn post_from(&self, origin: &str, address: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.client.post(self.at(address)).header("origin", origin).form(form)).await
    }

    /// Puts something into the basket, and goes to the bank: the address there.
    pub(crate) async fn buy(&self, store: &str) -> Answer {
        let venue = format!("/venues/{store}");
        let added = self.post(&format!("{venue}/basket"), &[("add", "kettle")]).await;
        assert_eq!(added.status, 303, "{added:?}");
        self.post(&format!("{venue}/checkout"), &[]).await
    }

    fn at(&self, address: &str) -> String {
        if address.starts_with('/') { format!("{}{address}", self.base) } else { address.to_owned() }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let cookies: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(COOKIE, cookies.join("; ")).header("accept-language", self.language);
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"), "{attributes}");
            let (name, value) = pair.split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            match value {
                "" => cookies.remove(name),
                value => cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        Answer { status, headers, body: response.text().await.unwrap() }
    }
}
