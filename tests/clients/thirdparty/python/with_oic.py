"""A relying party of PyPI's oic (pyoidc)."""

from oic import rndstr
from oic.oic import Client
from oic.oic.message import AuthorizationResponse, RegistrationResponse
from oic.utils.authn.client import CLIENT_AUTHN_METHOD
from oic.utils.settings import OicClientSettings
from speak import Refused, speak

PATIENCE = 30


class Party:
    def open(self, place):
        registered = place["client"]
        self.place, self.scope = place, registered["scope"]
        self.method = registered["token_endpoint_auth_method"]
        self.client = Client(
            client_authn_method=CLIENT_AUTHN_METHOD,
            config={"code_challenge": {"length": 64, "method": "S256"}},
            settings=OicClientSettings(timeout=PATIENCE),
        )
        self.client.provider_config(place["issuer"])
        self.client.redirect_uris = [place["redirectUri"]]
        # It registers an address for request objects with providers that want one, of which there are none here.
        self.client.base_url = place["redirectUri"].rsplit("/", 1)[0] + "/"
        if "client_id" in registered:
            self.client.store_registration_info(RegistrationResponse(**registered))
        else:
            answer = self.client.register(self.client.provider_info["registration_endpoint"], **registered)
            registered = self.accepted(answer).to_dict()
            self.client.registration_read()

    def begin(self, parameters):
        self.state, self.nonce = rndstr(), rndstr()
        challenge, self.verifier = self.client.add_code_challenge()
        arguments = {
            "response_type": "code",
            "scope": self.scope,
            "redirect_uri": self.place["redirectUri"],
            "state": self.state,
            "nonce": self.nonce,
            **challenge,
            **parameters,
        }
        request = self.client.construct_AuthorizationRequest(request_args=arguments)
        return request.request(self.client.authorization_endpoint)

    def redeem(self, arrived):
        query = arrived.split("?", 1)[1]
        answer = self.accepted(self.client.parse_response(AuthorizationResponse, info=query, sformat="urlencoded"))
        if answer["state"] != self.state:
            raise ValueError("another state")
        arguments = {"redirect_uri": self.place["redirectUri"], "code_verifier": self.verifier}
        tokens = self.client.do_access_token_request(
            state=self.state, request_args=arguments, authn_method=self.authentication()
        )
        claims = self.accepted(tokens)["id_token"]
        if claims["nonce"] != self.nonce:
            raise ValueError("another nonce")
        self.id_token = claims.jwt if hasattr(claims, "jwt") else None
        return {"claims": claims.to_dict(), "info": self.info()}

    def refresh(self):
        self.accepted(self.client.do_access_token_refresh(state=self.state, authn_method=self.authentication()))
        return self.info()

    def logout(self, state):
        request = self.client.construct_EndSessionRequest(
            state=self.state,
            request_args={"state": state, "post_logout_redirect_uri": self.place["postLogoutRedirectUri"]},
        )
        return request.request(self.client.end_session_endpoint)

    def info(self):
        return self.accepted(self.client.do_user_info_request(state=self.state, method="GET")).to_dict()

    def authentication(self):
        return "" if self.method == "none" else self.method

    @staticmethod
    def accepted(answer):
        if "error" in answer:
            raise Refused(answer["error"])
        return answer


speak(Party())
