//! What stands on the pages.

use server::page::{Language, Login, Problem, asset};

use crate::sample::{PLAIN, Words, pages};

#[test]
fn the_login_form_has_plain_names_labels_and_autocomplete() {
    let html = rendered("login");
    assert!(html.contains("<form method=\"post\" action=\"/oauth2/login\">"));
    assert!(html.contains("<input type=\"hidden\" name=\"login\" value=\"c2VjcmV0\">"));
    for (field, autocomplete) in [("username", "username"), ("password", "current-password")] {
        let input = tag(&html, &format!("<input id=\"{field}\""));
        assert!(input.contains(&format!("name=\"{field}\"")));
        assert!(input.contains(&format!("autocomplete=\"{autocomplete}\"")));
        assert!(html.contains(&format!("<label for=\"{field}\">")));
    }
    assert!(tag(&html, "<input id=\"username\"").contains(" autofocus"));
    assert!(!html.contains("role=\"alert\""));
}

#[test]
fn after_an_error_the_user_name_stands_and_the_password_does_not() {
    let html = rendered("login_wrong");
    let username = tag(&html, "<input id=\"username\"");
    let password = tag(&html, "<input id=\"password\"");
    assert!(username.contains("value=\"aino.virtanen@example.fi\""));
    assert!(!password.contains("value="));
    assert!(password.contains(" autofocus") && !username.contains(" autofocus"));
    assert!(
        username.contains("aria-describedby=\"problem\"")
            && password.contains("aria-describedby=\"problem\"")
    );
    assert!(html.contains("id=\"problem\" role=\"alert\""));
    assert!(html.contains("That user name and password do not match."));
    assert!(html.contains("<title>Problem: Sign in · Countersign</title>"));
}

#[test]
fn waiting_is_told_with_its_time() {
    assert!(rendered("login_wait").contains("You can try again in 30 seconds."));
    assert!(rendered("error_wait").contains("You can try again in 5 seconds."));
    assert!(!rendered("login_wrong").contains("You can try again in"));
}

#[test]
fn turning_back_is_offered_after_signing_in_and_only_where_it_can_be_done() {
    let html = rendered("login");
    let submit = html.find("class=\"primary\"").expect("has a submit button");
    let cancel = html.find("name=\"decision\" value=\"cancel\"").expect("has a cancel button");
    // The first button of a form is the one that the enter key presses.
    assert!(submit < cancel);
    assert!(!rendered("login_bare").contains("value=\"cancel\""));
}

#[test]
fn every_other_way_in_is_a_button_that_says_what_was_chosen() {
    let html = rendered("login_upstreams");
    let banks = form_with(&html, "value=\"fi-nordea\"");
    assert!(banks.starts_with("<form method=\"post\" action=\"/oauth2/login\">"), "{banks}");
    assert!(banks.contains("<input type=\"hidden\" name=\"upstream\" value=\"ftn\">"));
    assert_eq!(banks.matches("<button type=\"submit\" class=\"offer\" name=\"choice\"").count(), 9);
    assert!(banks.contains("<bdi>Säästöpankki</bdi>"));
    let other = form_with(&html, "name=\"upstream\" value=\"c2VjcmV0\"");
    assert!(other.contains("Continue with <bdi>Aino Virtanen</bdi>"), "{other}");
    // The password stays the first way in where it is one, and turning back the last.
    let password = html.find("name=\"password\"").expect("a password can be given");
    let cancel = html.find("value=\"cancel\"").expect("has a cancel button");
    assert!(password < html.find("fi-nordea").unwrap() && html.find("fi-nordea").unwrap() < cancel);
    assert_eq!(html.matches("value=\"cancel\"").count(), 1);
    assert!(!form_with(&html, "name=\"password\"").contains("cancel"));
}

#[test]
fn without_a_password_only_the_other_ways_are_offered() {
    let html = rendered("login_banks");
    assert!(!html.contains("password\"") && !html.contains("reveal"));
    assert!(html.contains("<h1>Identify yourself</h1>"));
    assert!(html.contains("to continue to <bdi>Kukkakauppa Orvokki</bdi>"));
    assert!(html.contains("Back to <bdi>Kukkakauppa Orvokki</bdi></button>"));
    assert!(rendered("login").contains("<h1>Sign in</h1>"));
}

#[test]
fn other_ways_are_called_so_only_where_there_is_more_than_one_kind() {
    assert!(rendered("login_upstreams").contains("Other ways to sign in"));
    assert!(!rendered("login_one").contains("Other ways to sign in"));
}

#[test]
fn what_was_used_last_stands_first_and_in_its_place() {
    let html = rendered("login_banks");
    let last = html.find("Used last time").expect("has a heading");
    let first = html.find("name=\"choice\"").expect("has choices");
    assert!(last < first && html[first..].starts_with("name=\"choice\" value=\"c2VjcmV0\""));
    assert_eq!(html.matches("value=\"c2VjcmV0\"><span").count(), 2);
    assert!(!rendered("login_upstreams").contains("Used last time"));
}

#[test]
fn a_list_is_whole_without_a_script_and_its_search_sends_nothing() {
    let html = rendered("login_banks");
    let field = tag(&html, "<input id=\"search-1\"");
    assert!(!field.contains("name="), "{field}");
    // Within a form the enter key would press the first bank.
    let before = &html[..html.find("<input id=\"search-1\"").expect("has a search field")];
    assert_eq!(before.matches("<form").count(), before.matches("</form>").count());
    assert!(tag(&html, "<div class=\"field\"").contains(" hidden "));
    assert!(tag(&html, "<p class=\"beneath\"").contains("role=\"status\""));
    assert!(!html.contains("<li hidden"));
}

#[test]
fn a_code_is_typed_into_one_field_that_phones_fill_in() {
    for (page, field) in [("code_email", "OTPCode"), ("code_sms", "OTPcode")] {
        let html = rendered(page);
        let input = tag(&html, "<input id=\"code\"");
        for part in [
            &format!("name=\"{field}\""),
            "autocomplete=\"one-time-code\"",
            "inputmode=\"numeric\"",
            "aria-describedby=\"sent\"",
            "dir=\"ltr\"",
        ] {
            assert!(input.contains(part), "{part}: {input}");
        }
        assert!(html.contains("<label for=\"code\">Code</label>"));
        assert!(html.contains("<bdi>aino.virtanen@example.fi</bdi>"));
        // The enter key sends the code, and asks for no other.
        let form = form_with(&html, "id=\"code\"");
        assert!(!form.contains("resendCode") && !form.contains("cancel"));
        let others = form_with(&html, "resendCode");
        assert!(others.contains("name=\"resendCode\" value=\"true\"") && others.contains("value=\"cancel\""));
    }
    assert!(rendered("code_email").contains("It counts for another 4 minutes."));
    assert!(rendered("code_sms").contains("It counts for another 60 seconds."));
    assert!(rendered("code_over").contains("The code counts no longer."));
    let undelivered = rendered("code_undelivered");
    assert!(undelivered.contains("The code could not be delivered to <bdi>aino"), "{undelivered}");
    assert!(!undelivered.contains("It counts") && undelivered.contains("resendCode"));
    assert!(rendered("code_over").contains("autocapitalize=\"characters\""));
}

#[test]
fn a_wrong_code_is_told_with_the_tries_that_are_left() {
    let html = rendered("code_wrong");
    assert!(html.contains("id=\"problem\" role=\"alert\"") && html.contains("You have 3 more tries."));
    assert!(tag(&html, "<input id=\"code\"").contains("aria-describedby=\"problem sent\""));
    let unsent = rendered("code_unsent");
    assert!(!unsent.contains("id=\"code\"") && unsent.contains("value=\"cancel\""));
}

#[test]
fn both_answers_to_the_consent_question_look_alike() {
    let html = rendered("consent");
    assert!(html.contains("<button type=\"submit\" name=\"decision\" value=\"deny\">Don’t allow</button>"));
    assert!(html.contains("<button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>"));
    for words in
        ["see your email address", "recognise you", "<bdi>loyalty.read</bdi>", "<bdi>shop.example</bdi>"]
    {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn the_logout_form_asks_for_a_plain_yes_or_no() {
    let html = rendered("logout");
    assert!(html.contains("name=\"consent\" value=\"approve\""));
    assert!(html.contains("name=\"consent\" value=\"deny\""));
}

#[test]
fn an_error_says_what_happened_what_to_do_and_how_to_look_it_up() {
    let html = rendered("error");
    assert!(html.contains("<h1>The app wants to take you to an address we do not know.</h1>"));
    assert!(html.contains("To keep you safe we stopped here."));
    assert!(html.contains("<code dir=\"ltr\" translate=\"no\">c2VjcmV0</code>"));
    assert!(html.contains("<code dir=\"ltr\" translate=\"no\">redirect-uri-mismatch</code>"));
    assert!(html.contains("callbak is not registered"));
}

#[test]
fn a_code_without_words_still_says_what_to_do() {
    let html = rendered("error_other");
    assert!(html.contains("Something went wrong on the way."));
    assert!(html.contains("Go back to the app and start again."));
}

#[test]
fn every_page_names_its_language_and_its_files_are_there() {
    for say in Language::all() {
        for (name, html) in pages(&PLAIN, say) {
            let opening =
                format!("<!doctype html>\n<html lang=\"{}\" dir=\"{}\">", say.tag(), say.direction());
            assert!(html.starts_with(&opening), "{name}");
            assert!(html.contains("<h1>") && html.trim_end().ends_with("</html>"), "{name}");
            let mut files = 0;
            for (at, _) in html.match_indices(asset::PREFIX) {
                let path: &str = html[at + asset::PREFIX.len()..].split('"').next().unwrap_or_default();
                assert!(asset::get(path).is_some_and(|asset| asset.immutable), "{path} in {name}");
                files += 1;
            }
            assert!(files >= 2, "{name}");
        }
    }
}

#[test]
fn a_suggested_user_name_is_filled_in_without_an_error() {
    let html = Login {
        brand: server::page::Brand::default(),
        action: "/login",
        hidden: &[],
        client: None,
        password: true,
        accounts: &[],
        address_leads: false,
        passkey: None,
        passkey_action: "",
        upstreams: server::page::Upstreams::default(),
        username: "aino",
        problem: None::<Problem>,
        cancellable: false,
        forgot_href: None,
        register_href: None,
    }
    .render(Language::english());
    assert!(tag(&html, "<input id=\"username\"").contains("value=\"aino\""));
    assert!(tag(&html, "<input id=\"password\"").contains(" autofocus"));
    assert!(!html.contains("problem"));
}

#[test]
fn a_right_to_left_name_is_set_apart() {
    let words = Words { client: "متجر \u{202e}النرجس", ..PLAIN };
    let (_, html) = pages(&words, Language::english()).remove(0);
    assert!(html.contains("to continue to <bdi>متجر \u{202e}النرجس</bdi>"));
}

fn rendered(page: &str) -> String {
    let found = pages(&PLAIN, Language::english()).into_iter().find(|(name, _)| *name == page);
    found.map(|(_, html)| html).unwrap_or_else(|| panic!("no page {page}"))
}

/// The tag that starts so, up to its end.
fn tag<'a>(html: &'a str, start: &str) -> &'a str {
    let at = html.find(start).unwrap_or_else(|| panic!("no {start}"));
    html[at..].split('>').next().unwrap_or_default()
}

/// The form that holds this.
fn form_with<'a>(html: &'a str, what: &str) -> &'a str {
    let mut forms = html.split("<form").skip(1).filter_map(|form| form.split("</form>").next());
    let form = forms.find(|form| form.contains(what)).unwrap_or_else(|| panic!("no form with {what}"));
    let at = form.as_ptr() as usize - html.as_ptr() as usize;
    &html[at - "<form".len()..at + form.len()]
}
