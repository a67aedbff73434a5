//! A browser without scripts: cookies, redirects, forms.

use std::collections::BTreeMap;

use crate::world::{Answer, PASSWORD};

pub(crate) struct Browser {
    http: reqwest::Client,
    base: String,
    pub(crate) cookies: BTreeMap<String, String>,
    /// What it says with every request beside its cookies.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
}

impl Browser {
    pub(crate) fn new(http: reqwest::Client, base: &str) -> Self {
        Self { http, base: base.to_owned(), cookies: BTreeMap::new(), headers: Vec::new() }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Answer {
        let request = self.http.get(url);
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, url: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(url).form(form);
        self.send(request).await
    }

    /// Follows redirects while they lead to pages of ours; what is returned is a page, or the way
    /// back to the client. The address of a page comes with it.
    pub(crate) async fn open(&mut self, url: &str) -> (Answer, String) {
        let mut url = url.to_owned();
        for _ in 0..10 {
            let answer = self.get(&url).await;
            if answer.location().starts_with(&self.base) {
                answer.location().clone_into(&mut url);
            } else {
                return (answer, url);
            }
        }
        panic!("redirects without end at {url}");
    }

    /// Follows where an answer leads, if it leads to a page of ours.
    pub(crate) async fn follow(&mut self, answer: Answer) -> (Answer, String) {
        let to = answer.location().to_owned();
        if to.starts_with(&self.base) { self.open(&to).await } else { (answer, to) }
    }

    /// Signs maija in with her password and allows what the client asks, wherever one of these is
    /// asked; returns the way back to the client.
    pub(crate) async fn sign_in(&mut self, url: &str) -> Answer {
        self.sign_in_as("maija", PASSWORD, url).await
    }

    pub(crate) async fn sign_in_as(&mut self, username: &str, password: &str, url: &str) -> Answer {
        let (mut answer, mut page) = self.open(url).await;
        if page.contains("/select_account/") {
            (answer, page) = self.open(&page.replace("/select_account/", "/login/")).await;
        }
        if page.contains("/login/") {
            let posted = self.post(&page, &[("username", username), ("password", password)]).await;
            (answer, page) = self.follow(posted).await;
        }
        if page.contains("/consent/") {
            let posted = self.post(&page, &[("decision", "allow")]).await;
            (answer, _) = self.follow(posted).await;
        }
        answer
    }

    async fn send(&mut self, mut request: reqwest::RequestBuilder) -> Answer {
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let answer = Answer::of(request.send().await.unwrap()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}
