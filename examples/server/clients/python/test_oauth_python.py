"""Authlib, unmodified: a relying party in Python. The user's browser is a visitor without scripts."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc import jwt
from joserfc.jwk import KeySet

from pages import Visitor
from world import ENDPOINT, WRONG_PASSWORD, admin, attributes, random_email, random_name

CALLBACK = "http://localhost:3000/callback"
SIGNED_OUT = "http://localhost:3000/signed-out"
API = "https://api.example.com"


@pytest.fixture(scope="module")
def pool(world):
    pool = world.pool(AutoVerifiedAttributes=["email"])
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
    admin.create_resource_server(UserPoolId=pool.id, Identifier=API, Name="API", Scopes=scopes)
    return pool


@pytest.fixture(scope="module")
def metadata(pool):
    answer = requests.get(f"{ENDPOINT}/{pool.id}/.well-known/openid-configuration", timeout=15)
    return OpenIDProviderMetadata(answer.json())


@pytest.fixture(scope="module")
def user(pool):
    email = random_email()
    given = attributes(email=email, email_verified="true", given_name="Ana")
    username = random_name()
    pool.create_user(username, password="Correct-Horse9!", UserAttributes=given)
    return username, email


def oauth_app(pool, **settings):
    """An app client that may use the pages."""
    return pool.app(
        **{
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "profile", f"{API}/read"],
            "CallbackURLs": [CALLBACK],
            "LogoutURLs": [SIGNED_OUT],
            "SupportedIdentityProviders": ["COGNITO"],
        }
        | settings
    )


def session_of(app, metadata, method=None, **settings):
    """Authlib's client for an app client. Without a secret it authenticates by its id only."""
    method = method or ("client_secret_basic" if app.secret else "none")
    return OAuth2Session(
        **{
            "client_id": app.id,
            "client_secret": app.secret,
            "token_endpoint_auth_method": method,
            "revocation_endpoint_auth_method": method,
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "code_challenge_method": "S256",
            "token_endpoint": metadata["token_endpoint"],
        }
        | settings
    )


def signed_in(session, metadata, username):
    """The tokens after a sign-in at the pages, and the nonce of the request."""
    verifier, nonce = generate_token(64), generate_token(20)
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    callback = Visitor().sign_in(url, username)
    assert callback.startswith(f"{CALLBACK}?")
    tokens = session.fetch_token(authorization_response=callback, state=state, code_verifier=verifier)
    return tokens, nonce


def id_claims(metadata, app, tokens, nonce):
    """The claims of the id token, after its signature and all rules of OpenID Connect were checked."""
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=15).json())
    decoded = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": app.id},
        },
        params={"nonce": nonce, "client_id": app.id, "access_token": tokens["access_token"], "max_age": 60},
    )
    claims.validate(leeway=5)
    return claims


def refused(error, description=None):
    """Expects an error of the token endpoint."""
    return pytest.raises(OAuthError, check=lambda thrown: _is(thrown, error, description))


def _is(thrown, error, description):
    return thrown.error == error and (description is None or thrown.description == description)


def test_the_metadata_is_what_the_specification_demands(metadata, pool):
    assert metadata["issuer"] == f"{ENDPOINT}/{pool.id}"
    # The test's server has no TLS, which the specification demands of addresses; everything else is checked.
    secure = {
        name: value.replace("http://", "https://") if isinstance(value, str) else value
        for name, value in metadata.items()
    }
    OpenIDProviderMetadata(secure).validate()
    AuthorizationServerMetadata(secure).validate()


@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post"])
def test_a_sign_in_by_code(pool, metadata, user, method):
    username, email = user
    app = oauth_app(pool, GenerateSecret=method != "none")
    session = session_of(app, metadata, method)
    tokens, nonce = signed_in(session, metadata, username)
    claims = id_claims(metadata, app, tokens, nonce)
    assert claims["email"] == email and claims["email_verified"] is True
    assert claims["cognito:username"] == username and claims["nonce"] == nonce
    assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600

    shown = session.get(metadata["userinfo_endpoint"])
    assert shown.json() == {
        "sub": claims["sub"],
        "email": email,
        "email_verified": "true",
        "username": username,
    }

    renewed = session.refresh_token(metadata["token_endpoint"])
    assert renewed["access_token"] != tokens["access_token"]
    assert renewed["refresh_token"] == tokens["refresh_token"], "Authlib keeps the token that stays valid"
    again = id_claims(metadata, app, renewed, None)
    assert again["sub"] == claims["sub"] and again["auth_time"] == claims["auth_time"]


def test_a_session_renews_an_expired_token_by_itself(pool, metadata, user):
    app = oauth_app(pool)
    renewed = []
    session = session_of(app, metadata, update_token=lambda token, **_: renewed.append(token))
    tokens, _ = signed_in(session, metadata, user[0])
    session.token = {**tokens, "expires_at": 1}
    assert session.get(metadata["userinfo_endpoint"]).status_code == 200
    assert len(renewed) == 1


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_refresh_token_is_revoked(pool, metadata, user, method):
    app = oauth_app(pool, GenerateSecret=True)
    session = session_of(app, metadata, method)
    tokens, _ = signed_in(session, metadata, user[0])
    for _ in range(2):
        answer = session.revoke_token(
            metadata["revocation_endpoint"], tokens["refresh_token"], token_type_hint="refresh_token"
        )
        assert (answer.status_code, answer.content) == (200, b"")
    with refused("invalid_grant"):
        session.refresh_token(metadata["token_endpoint"], tokens["refresh_token"])
    assert session.get(metadata["userinfo_endpoint"]).status_code == 401


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_client_credentials(pool, metadata, method):
    app = pool.app(
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[f"{API}/read", f"{API}/write"],
    )
    session = session_of(app, metadata, method, scope=f"{API}/read", redirect_uri=None)
    tokens = session.fetch_token(grant_type="client_credentials")
    assert tokens["token_type"] == "Bearer" and "refresh_token" not in tokens
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=15).json())
    claims = jwt.decode(tokens["access_token"], keys, algorithms=["RS256"]).claims
    assert claims["scope"] == f"{API}/read" and claims["client_id"] == claims["sub"] == app.id
    assert claims["iss"] == metadata["issuer"]

    session.scope = f"{API}/nothing"
    with refused("invalid_scope"):
        session.fetch_token(grant_type="client_credentials")
    wrong = session_of(app, metadata, method, client_secret="wrong")
    with refused("invalid_client", "invalid_client_secret"):
        wrong.fetch_token(grant_type="client_credentials")


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_secret_may_contain_a_plus_sign(pool, metadata, method):
    """RFC 6749 §2.3.1 demands that both parts of Basic are encoded as in a form, but Authlib and most clients do not do so."""
    app = pool.app(
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[f"{API}/read"],
    )
    secret = "a+b+c" + "x" * 30
    admin.add_user_pool_client_secret(UserPoolId=pool.id, ClientId=app.id, ClientSecret=secret)
    session = session_of(app, metadata, method, client_secret=secret, scope=f"{API}/read", redirect_uri=None)
    assert session.fetch_token(grant_type="client_credentials")["access_token"]


def test_the_implicit_grant(pool, metadata, user):
    app = oauth_app(pool, AllowedOAuthFlows=["implicit"])
    session = session_of(app, metadata, code_challenge_method=None)
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], response_type="token", nonce="n1"
    )
    callback = Visitor().sign_in(url, user[0])
    tokens = session.fetch_token(authorization_response=callback, state=state)
    assert id_claims(metadata, app, tokens, "n1")["cognito:username"] == user[0]
    assert "refresh_token" not in tokens


def test_an_error_of_the_authorization_endpoint_reaches_the_client(pool, metadata):
    app = oauth_app(pool)
    session = session_of(app, metadata, scope="openid nothing")
    url, state = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier="v" * 64)
    callback = Visitor().go(url)
    assert parse_qs(urlsplit(callback).query) == {"error": ["invalid_scope"], "state": [state]}


def test_errors_of_the_token_endpoint(pool, metadata, user):
    app = oauth_app(pool)
    session = session_of(app, metadata)
    verifier = generate_token(64)
    url, state = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
    callback = Visitor().sign_in(url, user[0])
    with refused("unauthorized_client", "invalid_redirect"):
        session.fetch_token(
            authorization_response=callback,
            state=state,
            code_verifier=verifier,
            redirect_uri="http://localhost:3000/other",
        )
    with refused("invalid_grant", "Invalid code_verifier"):
        session.fetch_token(authorization_response=callback, state=state, code_verifier="w" * 64)
    session.fetch_token(authorization_response=callback, state=state, code_verifier=verifier)
    with refused("invalid_grant"):
        session.fetch_token(authorization_response=callback, state=state, code_verifier=verifier)
    with refused("unsupported_grant_type"):
        session.fetch_token(grant_type="password", username=user[0], password="Correct-Horse9!")


def test_a_wrong_password_and_the_end_of_the_session(pool, metadata, user):
    app = oauth_app(pool)
    visitor = Visitor()
    session = session_of(app, metadata)

    def start():
        return session.create_authorization_url(
            metadata["authorization_endpoint"], code_verifier=generate_token(64)
        )[0]

    page = visitor.sign_in(start(), user[0], WRONG_PASSWORD)
    assert (page.status_code, visitor.error(page)) == (400, "Incorrect username or password.")
    assert visitor.submit(page, password="Correct-Horse9!").startswith(CALLBACK)
    assert visitor.go(start()).startswith(CALLBACK), "the session of the browser answers"
    ended = visitor.go(f"{metadata['end_session_endpoint']}?client_id={app.id}&logout_uri={SIGNED_OUT}")
    assert ended == SIGNED_OUT
    assert "<h1>Sign in</h1>" in visitor.go(start()).text
