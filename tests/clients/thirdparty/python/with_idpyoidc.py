"""A relying party of PyPI's idpyoidc."""

from urllib.parse import parse_qsl, urlsplit

from idpyoidc.client.rp_handler import RPHandler
from speak import Refused, speak

PATIENCE = 30
SERVICES = {
    name: {"class": f"idpyoidc.client.oidc.{place}"}
    for name, place in {
        "discovery": "provider_info_discovery.ProviderInfoDiscovery",
        "registration": "registration.Registration",
        "authorization": "authorization.Authorization",
        "access_token": "access_token.AccessToken",
        "refresh_access_token": "refresh_access_token.RefreshAccessToken",
        "userinfo": "userinfo.UserInfo",
        "end_session": "end_session.EndSession",
    }.items()
}
PKCE = {
    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
}


class Party:
    def open(self, place):
        self.issuer, self.place, client = place["issuer"], place, place["client"]
        configuration = {
            "issuer": self.issuer,
            "client_type": "oidc",
            "client_id": client["client_id"],
            "client_secret": client.get("client_secret", ""),
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
