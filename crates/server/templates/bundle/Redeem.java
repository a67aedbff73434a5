// Redeems a code for the ID token of whoever signed in, in Java with Nimbus: com.nimbusds:oauth2-oidc-sdk, and
// com.nimbusds:nimbus-jose-jwt, which it brings along.
//
// Reads countersign.json, which came beside it: keep that file where your other secrets are.

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWEDecryptionKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import net.minidev.json.JSONObject;

public final class Redeem {
    private final JSONObject settings;
    private final ClientID client;
    private final IDTokenValidator validator;

    public Redeem(Path countersignJson) throws Exception {
        settings = JSONObjectUtils.parse(Files.readString(countersignJson));
        client = new ClientID(text("clientId"));
        var issuer = new Issuer(text("issuer"));
        var published = JWKSourceBuilder.create(URI.create(text("jwksUri")).toURL()).build();
        var signed = new JWSVerificationKeySelector<SecurityContext>(
                JWSAlgorithm.parse(text("alg", "signature")), published);
        // Sealed for us, or signed alone: as it was agreed, and never as it happens to come.
        JWEDecryptionKeySelector<SecurityContext> sealed = null;
        if (settings.get("encryption") != null) {
            sealed = new JWEDecryptionKeySelector<>(
                    JWEAlgorithm.parse(text("alg", "encryption")),
                    EncryptionMethod.parse(text("enc", "encryption")),
                    new ImmutableJWKSet<>(own()));
        }
        validator = new IDTokenValidator(issuer, client, signed, sealed);
    }

    /** The key that our tokens are sealed for. */
    private JWKSet own() throws Exception {
        char[] password = text("keystorePassword").toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Base64.getDecoder().decode(text("keystore"))), password);
        return JWKSet.load(store, name -> password);
    }

    /** Who signed in. `sub` is this person at your service and nowhere else: keep it with their account. */
    public IDTokenClaimsSet redeem(String code) throws Exception {
        var grant = new AuthorizationCodeGrant(new AuthorizationCode(code), URI.create(text("redirectUri")));
        var proof = new ClientSecretBasic(client, new Secret(text("clientSecret")));
        var request = new TokenRequest(URI.create(text("tokenUri")), proof, grant);
        var answer = OIDCTokenResponseParser.parse(request.toHTTPRequest().send());
        if (!answer.indicatesSuccess()) {
            throw new IllegalStateException(answer.toErrorResponse().getErrorObject().getDescription());
        }
        var token = answer.toSuccessResponse().toSuccessResponse().getTokens().toOIDCTokens().getIDToken();
        return validator.validate(token, null);
    }

    private String text(String name) throws Exception {
        return JSONObjectUtils.getString(settings, name);
    }

    private String text(String name, String within) throws Exception {
        return JSONObjectUtils.getString(JSONObjectUtils.getJSONObject(settings, within), name);
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println(new Redeem(Path.of("countersign.json")).redeem(arguments[0]).toJSONString());
    }
}
