"""How pycognito is held.

pycognito looks for keys and issuer at `https://cognito-idp.{region}.amazonaws.com/{pool}`, as it should: that is what
our tokens say. Only the *download* of the keys is redirected to where the engine really answers; which key signed,
issuer, audience, expiry and use are checked by pycognito as always. The endpoint of the calls comes from the variable
that botocore documents for it, so that pycognito's own `endpoint_url` (which also changes the issuer it expects) stays
out of the way. Calls about devices pycognito makes without botocore, to the same fixed host, so they are redirected too.
"""

from types import SimpleNamespace

import pycognito
import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config
from pycognito import Cognito, aws_srp

from world import ENDPOINT


@pytest.fixture(autouse=True)
def redirected(monkeypatch):
    """Calls go to the engine, and so does the download of the keys, and nothing else changes."""
    downloads = []

    def path_of(url):
        return url.removeprefix("https://cognito-idp.").partition("/")[2]

    def get(url, **options):
        path = path_of(url)
        assert path.endswith("/.well-known/jwks.json"), url
        downloads.append(url)
        return requests.get(f"{ENDPOINT}/{path}", **options)

    def post(url, **options):
        assert path_of(url) == "", url
        return requests.post(f"{ENDPOINT}/", **options)

    monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", ENDPOINT)
    monkeypatch.setattr(pycognito, "requests", SimpleNamespace(get=get))
    monkeypatch.setattr(aws_srp, "requests", SimpleNamespace(post=post))
    return downloads


def person(app, username, *, secret=None):
    """pycognito as an app runs it: it has no credentials and signs nothing."""
    return Cognito(
        app.pool.id,
        app.id,
        username=username,
        client_secret=secret,
        botocore_config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )


def administrator(app, username):
    return Cognito(app.pool.id, app.id, username=username)
