//! From an authorization request to the redirect that ends it, through whatever pages stand between.

use http::{
    HeaderValue, Method, StatusCode,
    header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, ORIGIN},
};
use url::{Position, Url, form_urlencoded};

use super::{Form, Jar, forms, visible_text};
use crate::{
    error::{Error, failed},
    http::{Answer, Http, Prepared},
};

/// The most pages and redirects one sign-in may take.
const MAX_STEPS: usize = 20;

/// Who signs in. Without one, a page that asks for a person is an error.
#[derive(Clone)]
pub struct Person {
    /// The name they type.
    pub username: String,
    /// The password they type.
    pub password: String,
}

/// What arrived at the redirect address.
pub struct Landing {
    parameters: Vec<(String, String)>,
}

impl Landing {
    /// The parameter of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Follows redirects and sends forms from `start` until `redirect_uri` is reached.
///
/// # Errors
/// When a page cannot be got past, the login is refused, or the way is longer than twenty steps.
pub async fn walk(
    http: &mut Http,
    jar: &mut Jar,
    start: Url,
    redirect_uri: &Url,
    person: Option<&Person>,
) -> Result<Landing, Error> {
    let mut step = Step::get(start);
    let mut password_given = false;
    for _ in 0..MAX_STEPS {
        let answer = step.take(http, jar).await?;
        step = match answer.location() {
            Some(location) => {
                let next = step.url.join(location).map_err(|why| {
                    failed(format!("{} redirects to an unreadable address: {why}", step.url.path()))
                })?;
                if is_same(&next, redirect_uri) {
                    return Ok(landed(&next));
                }
                step.redirected(answer.status, next)
            }
            None => {
                let page = page_of(&answer, &step.url)?;
                let forms = forms(&page);
                let form = choose(&forms, &step.url, redirect_uri).ok_or_else(|| {
                    let said = visible_text(&page, 160);
                    failed(format!("{} shows a page without a way on: {said}", step.url.path()))
                })?;
                let target = step.url.join(&form.action);
                let target = target.map_err(|why| failed(format!("a form leads nowhere: {why}")))?;
                if is_same(&target, redirect_uri) {
                    return Ok(posted(form));
                }
                let person = match (form.is_login(), person) {
                    (false, _) => None,
                    (true, Some(_)) if password_given => {
                        let said = visible_text(&page, 160);
                        return Err(failed(format!("the login was refused: {said}")));
                    }
                    (true, Some(person)) => Some(person),
                    (true, None) => {
                        return Err(failed("a login is asked where the session should stand"));
                    }
                };
                password_given |= form.asks_password();
                step.submitted(form, target, person)
            }
        };
    }
    Err(failed(format!("no end to the sign-in after {MAX_STEPS} steps")))
}

/// One request of the way.
struct Step {
    method: Method,
    url: Url,
    body: String,
    /// The origin of the page whose form is sent; checked by providers against forged posts.
    from: Option<String>,
}

impl Step {
    fn get(url: Url) -> Self {
        Self { method: Method::GET, url, body: String::new(), from: None }
    }

    async fn take(&self, http: &mut Http, jar: &mut Jar) -> Result<Answer, Error> {
        let mut request = match self.method {
            Method::POST => Prepared::post_form(&self.url, self.body.clone())?,
            _ => Prepared::get(&self.url)?,
        };
        request = request
            .with(ACCEPT, HeaderValue::from_static("text/html,*/*;q=0.8"))
            .with(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        if let Some(cookies) = jar.header(&self.url) {
            request = request.with(COOKIE, cookies);
        }
        if let Some(from) = self.from.as_ref().and_then(|it| HeaderValue::from_str(it).ok()) {
            request = request.with(ORIGIN, from);
        }
        let answer = http.send(&request).await?;
        jar.take(&self.url, &answer.headers);
        Ok(answer)
    }

    /// 307 and 308 repeat the request, all others become a GET (RFC 9110 §15.4).
    fn redirected(self, status: StatusCode, to: Url) -> Self {
        match status {
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => Self { url: to, ..self },
            _ => Self::get(to),
        }
    }

    fn submitted(&self, form: &Form, mut target: Url, person: Option<&Person>) -> Self {
        let (username, password) = match person {
            Some(person) => (person.username.as_str(), person.password.as_str()),
            None => ("", ""),
        };
        target.set_fragment(None);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form.filled(username, password))
            .finish();
        if !form.is_post {
            target.set_query(Some(&body));
            return Self::get(target);
        }
        Self { method: Method::POST, url: target, body, from: Some(self.url.origin().ascii_serialization()) }
    }
}

/// The page of an answer that is one.
fn page_of(answer: &Answer, url: &Url) -> Result<String, Error> {
    if answer.status != StatusCode::OK {
        // A login refused may be told with a 4xx and the form again; what it says is the reason.
        return Err(answer.refusal(url.path()));
    }
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// The form a person would use: the one that ends the way, that asks who they are, that agrees.
fn choose<'a>(forms: &'a [Form], page: &Url, redirect_uri: &Url) -> Option<&'a Form> {
    let ends = |form: &&Form| {
        let target = page.join(&form.action);
        target.is_ok_and(|target| is_same(&target, redirect_uri))
    };
    forms
        .iter()
        .find(ends)
        .or_else(|| forms.iter().find(|form| form.asks_password()))
        .or_else(|| forms.iter().find(|form| form.is_login()))
        .or_else(|| forms.iter().find(|form| form.is_post && !form.only_refuses()))
        .or_else(|| forms.iter().find(|form| !form.only_refuses()))
}

fn is_same(url: &Url, redirect_uri: &Url) -> bool {
    url[..Position::AfterPath] == redirect_uri[..Position::AfterPath]
}

/// The parameters of a redirect, in the query or (response mode `fragment`) behind it.
fn landed(url: &Url) -> Landing {
    let fragment = form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes());
    Landing { parameters: url.query_pairs().chain(fragment).map(owned).collect() }
}

/// The parameters of a form that sends itself (response mode `form_post`).
fn posted(form: &Form) -> Landing {
    let pairs = form.controls.iter();
    Landing { parameters: pairs.map(|it| (it.name.clone(), it.value.clone())).collect() }
}

fn owned((key, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)) -> (String, String) {
    (key.into_owned(), value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn knows_the_redirect_address_by_everything_before_the_query() {
        let redirect = url("http://localhost:9/cb");
        assert!(is_same(&url("http://localhost:9/cb?code=1"), &redirect));
        assert!(!is_same(&url("http://localhost:9/cb/x?code=1"), &redirect));
        assert!(!is_same(&url("http://localhost:8/cb"), &redirect));
        assert!(is_same(&url("app:/cb?code=1"), &url("app:/cb")));
    }

    #[test]
    fn reads_parameters_from_query_and_fragment() {
        assert_eq!(landed(&url("http://a/cb?code=1%2B")).get("code"), Some("1+"));
        assert_eq!(landed(&url("http://a/cb#code=2&state=x")).get("state"), Some("x"));
    }

    #[test]
    fn prefers_the_form_that_agrees_over_one_that_refuses() {
        let page = "<form method=post action=/no><button>Deny</button></form>\
                    <form method=get action=/search><button>Search</button></form>\
                    <form method=post action=/yes><button>Allow</button></form>";
        let found = forms(page);
        let chosen = choose(&found, &url("http://a/"), &url("http://b/cb"));
        assert_eq!(chosen.map(|form| form.action.as_str()), Some("/yes"));
    }
}
