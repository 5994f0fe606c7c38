"""Helpers for pycognito.

pycognito expects the issuer `https://cognito-idp.{region}.amazonaws.com/{pool}`, which the tokens have, and downloads the
keys from there. Only this download is redirected to the engine; pycognito checks signature, issuer, audience, expiry and use
as usual. The endpoint of calls comes from the variable that botocore documents, not from pycognito's `endpoint_url`, which
would also change the expected issuer. pycognito calls the operations on devices without botocore, at the same fixed host, so
they are redirected too.
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
    """Redirects calls and the download of the keys to the engine, and changes nothing else."""
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
    """pycognito in an app: it has no credentials and signs nothing."""
    return Cognito(
        app.pool.id,
        app.id,
        username=username,
        client_secret=secret,
        botocore_config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )


def administrator(app, username):
    return Cognito(app.pool.id, app.id, username=username)
