//! `/account/passkeys`: the passkeys of the person, and how another is made.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::Uri;
use idp::Refusal;
use idp::account::Page;
use idp::account::factors::Changed;
use idp::account::passkeys::Making;

use super::{Asked, Entries, gone_already, read};
use crate::flow::account::{Shown, passkeys};
use crate::flow::passkey::Created;
use crate::http::Web;
use crate::http::authorize::to_page;
use crate::http::form::Received;
use crate::http::passkey::{creation, read_created};
use crate::node::Node;
use crate::page::Language;
use crate::page::account::{Adding, Frame, PasskeyRow, Passkeys, moment};
use crate::page::passkey::Asking;

/// What a form of the page is for.
enum Wanted {
    ProveFirst,
    Rename(String, String),
    Remove(String),
    Add(Created),
}

pub(in crate::http) async fn change(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let asked = Asked::new(&web, Page::Passkeys, &headers, &uri);
    let given = read(form, |parameters| {
        if parameters.get("prove")?.is_some() {
            return Ok(Wanted::ProveFirst);
        }
        if let Some(id) = parameters.get("remove")? {
            return Ok(Wanted::Remove(id.to_owned()));
        }
        if let Some(id) = parameters.get("rename")? {
            let name = parameters.get("name")?.unwrap_or_default().to_owned();
            return Ok(Wanted::Rename(id.to_owned(), name));
        }
        read_created(parameters).map(Wanted::Add)
    });
    let (token, wanted) = match given {
        Ok(given) => given,
        Err(refusal) => return asked.refuse(&refusal, Entries::Nothing).await,
    };
    let (node, browser) = (&web.node, &asked.browser);
    let changed = match wanted {
        Wanted::ProveFirst => passkeys::prove_first(node, &token, browser).await.map(Changed::Login),
        Wanted::Rename(id, name) => passkeys::rename(node, &token, &id, &name, browser).await,
        Wanted::Remove(id) => passkeys::remove(node, &token, &id, browser).await,
        Wanted::Add(created) => match passkeys::add(node, &token, &created, browser).await {
            Ok(Some(codes)) => return asked.codes(&codes),
            added => added.map(|_| Changed::Done(())),
        },
    };
    let settled = match changed {
        Ok(Changed::Login(page)) => return to_page(&web, "login", asked.spoken(page), None),
        Ok(Changed::Done(())) => Ok(()),
        Err(refusal) => gone_already(Err(refusal)),
    };
    asked.settle(settled, Entries::Nothing).await
}

/// The page as HTML.
pub(super) async fn render(
    node: &Node,
    shown: &Shown,
    frame: Frame<'_>,
    say: &Language,
) -> Result<String, Refusal> {
    let found = passkeys::list(node, shown).await?;
    let ids: Vec<String> = found.listed.iter().map(|it| it.credential.id.text()).collect();
    let rows: Vec<PasskeyRow<'_>> = found
        .listed
        .iter()
        .zip(&ids)
        .map(|(it, id)| PasskeyRow {
            id,
            name: it.credential.name.as_deref(),
            created_at: moment(it.credential.created_at),
            last_used_at: it.credential.last_used_at.map(moment),
            synced: it.synced,
            only_way_in: it.needed,
        })
        .collect();
    let adding = match &found.making {
        Making::Ready(wanted) => {
            Adding::Here(Box::new(Asking::creation(creation(wanted), &wanted.challenge, say)))
        }
        Making::ProveFirst => Adding::ProveFirst,
        Making::Full => Adding::Full,
        Making::Nowhere => Adding::Nowhere,
    };
    Ok(Passkeys { frame, passkeys: &rows, adding: &adding }.render(say))
}
