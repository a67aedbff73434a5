//! What the client does at the token endpoint and its kin.

use idp::model::ticket::{TicketKey, TicketKind};

use super::walk::{Held, Walk, code_in};
use crate::world::{Answer, Client, REDIRECT_URI, VERIFIER, World};

impl Walk<'_> {
    /// Redeems a code; if it is not known whether that happened, as a client that tries again.
    pub(super) async fn redeem(&mut self, mut code: String) -> Held {
        let world = self.world;
        let (mut answer, fault) = self.ask(world.redeem(&self.client, &code)).await;
        if let Some(fault) = fault {
            let ticket = self.code_ticket(&code).await;
            let family = ticket.family.as_ref().unwrap();
            let refresh = TicketKey::within(family.id, TicketKind::RefreshToken, &[]);
            assert_eq!(ticket.spent_at.is_some(), fault.held(), "{fault:?}");
            assert_eq!(self.ticket(&refresh).await.is_some(), fault.held(), "{fault:?}");
            answer = world.redeem(&self.client, &code).await;
            if fault.held() {
                assert_eq!(answer.text("error_code"), "code-replayed");
                assert!(!self.family_lives(&code).await, "nobody knows who has its tokens");
                code = code_in(&self.browser.get(&self.authorize_url("")).await);
                answer = world.redeem(&self.client, &code).await;
            }
        }
        let held = Held::of(&code, &answer);
        assert!(self.opens(&held.access_token).await);
        held
    }

    /// Refreshes; if it is not known whether that happened, as a client that tries again.
    pub(super) async fn refresh(&mut self, tokens: Held) -> Held {
        let world = self.world;
        let (mut answer, fault) = self.ask(world.refresh(&self.client, &tokens.refresh_token)).await;
        let Some(fault) = fault else { return self.rotated(tokens, &answer).await };
        let family = self.code_ticket(&tokens.code).await.family.unwrap().id;
        let ticket = self.ticket(&TicketKey::within(family, TicketKind::RefreshToken, &[])).await.unwrap();
        assert_eq!(ticket.version, if fault.held() { 2 } else { 1 }, "{fault:?}");
        answer = world.refresh(&self.client, &tokens.refresh_token).await;
        if !fault.held() {
            return self.rotated(tokens, &answer).await;
        }
        assert_eq!(answer.text("error_code"), "refresh-token-replayed");
        assert!(!self.opens(&tokens.access_token).await, "nobody knows who has the successor");
        let code = code_in(&self.browser.get(&self.authorize_url("")).await);
        let tokens = Held::of(&code, &world.redeem(&self.client, &code).await);
        let answer = world.refresh(&self.client, &tokens.refresh_token).await;
        self.rotated(tokens, &answer).await
    }

    pub(super) async fn rotated(&self, before: Held, answer: &Answer) -> Held {
        let held = Held::of(&before.code, answer);
        assert_ne!(held.refresh_token, before.refresh_token);
        assert!(self.opens(&held.access_token).await);
        held
    }

    /// What a refusal owes is committed like all else: until it is, nobody is refused.
    pub(super) async fn replay_the_code(&mut self, tokens: Held) {
        let world = self.world;
        assert!(self.opens(&tokens.access_token).await);
        let (mut answer, fault) = self.ask(world.redeem(&self.client, &tokens.code)).await;
        if let Some(fault) = fault {
            assert_eq!(self.opens(&tokens.access_token).await, !fault.held(), "{fault:?}");
            answer = world.redeem(&self.client, &tokens.code).await;
        }
        assert_eq!(answer.text("error_code"), "code-replayed");
        self.check_dead(&tokens).await;
    }

    /// A wrong attempt uses a code up.
    pub(super) async fn redeem_wrongly(&mut self) {
        let (world, code) = (self.world, self.new_code().await);
        let wrong = VERIFIER.replace('d', "e");
        let wrongly = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", &wrong),
        ];
        let (mut answer, fault) = self.ask(world.token(&self.client, &wrongly)).await;
        let mut told = "verifier-mismatch";
        if let Some(fault) = fault {
            assert_eq!(self.code_ticket(&code).await.spent_at.is_some(), fault.held(), "{fault:?}");
            assert_eq!(self.family_lives(&code).await, !fault.held(), "{fault:?}");
            answer = world.token(&self.client, &wrongly).await;
            told = if fault.held() { "code-replayed" } else { told };
        }
        assert_eq!(answer.text("error_code"), told);
        let (mut answer, fault) = self.ask(world.redeem(&self.client, &code)).await;
        if fault.is_some() {
            answer = world.redeem(&self.client, &code).await;
        }
        assert_eq!(answer.text("error_code"), "code-replayed", "also if it is now presented rightly");
        assert!(!self.family_lives(&code).await);
    }

    pub(super) async fn revoke(&mut self, tokens: Held) {
        let world = self.world;
        let (mut answer, fault) =
            self.ask(form(world, &self.client, "revoke", &[("token", &tokens.refresh_token)])).await;
        if let Some(fault) = fault {
            assert_eq!(self.opens(&tokens.access_token).await, !fault.held(), "{fault:?}");
            answer = form(world, &self.client, "revoke", &[("token", &tokens.refresh_token)]).await;
        }
        assert_eq!(answer.status, 200, "{answer:?}");
        self.check_dead(&tokens).await;
    }

    pub(super) async fn revoke_the_machines_token(&mut self) {
        let (world, machine) = (self.world, self.machine.clone());
        let answer = world.token(&machine, &[("grant_type", "client_credentials")]).await;
        let token = answer.text("access_token");
        let active =
            async || form(world, &machine, "introspect", &[("token", &token)]).await.json()["active"] == true;
        assert!(active().await);
        let (mut answer, fault) = self.ask(form(world, &machine, "revoke", &[("token", &token)])).await;
        if let Some(fault) = fault {
            assert_eq!(active().await, !fault.held(), "{fault:?}");
            answer = form(world, &machine, "revoke", &[("token", &token)]).await;
        }
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(!active().await);
    }
}

async fn form(world: &World, client: &Client, endpoint: &str, form: &[(&str, &str)]) -> Answer {
    let url = format!("{}/oauth2/{endpoint}", world.base);
    let request = world.http.post(url).basic_auth(&client.id, Some(&client.secret)).form(form);
    Answer::of(request.send().await.unwrap()).await
}
