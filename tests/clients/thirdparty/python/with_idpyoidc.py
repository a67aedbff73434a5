"""A relying party of PyPI's idpyoidc."""

from urllib.parse import parse_qsl, urlsplit

from idpyoidc.client.oidc import registration
from idpyoidc.client.rp_handler import RPHandler
from speak import Refused, speak

PATIENCE = 30
SERVICES = {
    name: {"class": f"idpyoidc.client.oidc.{place}"}
    for name, place in {
        "discovery": "provider_info_discovery.ProviderInfoDiscovery",
        "authorization": "authorization.Authorization",
        "access_token": "access_token.AccessToken",
        "refresh_access_token": "refresh_access_token.RefreshAccessToken",
        "userinfo": "userinfo.UserInfo",
        "end_session": "end_session.EndSession",
    }.items()
}
SERVICES["registration"] = {"class": "__main__.Registration"}
PKCE = {
    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
}


class Registration(registration.Registration):
    """What idpyoidc gets wrong of RFC 7591 §2 and OpenID Connect RP-Initiated Logout §3.1, put right."""

    def oidc_post_construct(self, request_args=None, **kwargs):
        """It knows no refresh tokens here, and calls the addresses after the logout by a name of its own."""
        request_args = super().oidc_post_construct(request_args, **kwargs)
        request_args["grant_types"].append("refresh_token")
        addresses = self.upstream_get("context").get_usage("post_logout_redirect_uris")
        request_args["post_logout_redirect_uris"] = addresses
        return request_args

    def update_service_context(self, resp, **kwargs):
        """It compares the one text that scopes are with its list of them."""
        resp["scope"] = resp["scope"].split()
        super().update_service_context(resp, **kwargs)


class Party:
    def open(self, place):
        self.issuer, self.place, client = place["issuer"], place, place["client"]
        configuration = {
            "issuer": self.issuer,
            "client_type": "oidc",
            # Without these it registers.
            **{name: client[name] for name in ("client_id", "client_secret") if name in client},
            "redirect_uris": [place["redirectUri"]],
            "post_logout_redirect_uris": [place["postLogoutRedirectUri"]],
            # It registers the first of what it supports, and is as one that is registered so.
            "response_types_supported": ["code"],
            "scopes_supported": client["scope"].split(),
            "token_endpoint_auth_methods_supported": [client["token_endpoint_auth_method"]],
            "client_authn_methods": [client["token_endpoint_auth_method"]],
            "id_token_signing_alg_values_supported": [client["id_token_signed_response_alg"]],
            "add_ons": {"pkce": PKCE},
            "services": SERVICES,
        }
        self.handler = RPHandler(
            base_url=place["redirectUri"].rsplit("/", 1)[0],
            client_configs={self.issuer: configuration},
            key_conf={"key_defs": [{"type": "EC", "crv": "P-256", "use": ["sig"]}]},
            httpc_params={"timeout": PATIENCE},
        )

    def begin(self, parameters):
        return self.handler.begin(self.issuer, req_args=parameters)

    def redeem(self, arrived):
        answer = dict(parse_qsl(urlsplit(arrived).query))
        done = self.handler.finalize(self.issuer, answer)
        if "error" in done:
            raise Refused(done["error"])
        self.state = done["state"]
        return {"claims": done["id_token"].to_dict(), "info": done["userinfo"].to_dict()}

    def refresh(self):
        tokens = self.handler.refresh_access_token(self.state)
        return self.handler.get_user_info(self.state, access_token=tokens["access_token"]).to_dict()

    def logout(self, state):
        client = self.handler.get_client_from_session_key(self.state)
        request = {"state": state, "post_logout_redirect_uri": self.place["postLogoutRedirectUri"]}
        return client.get_service("end_session").get_request_parameters(state=self.state, request_args=request)["url"]


speak(Party())
