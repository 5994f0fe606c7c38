"""boto3: identity providers, and identities linked to users."""

import json

from world import PASSWORD, admin, random_name, refused, values

OIDC = {
    "client_id": "id",
    "client_secret": "secret",
    "authorize_scopes": "openid",
    "oidc_issuer": "https://acme.example",
    "attributes_request_method": "GET",
}


def create(pool, name, **members):
    given = {"ProviderType": "OIDC", "ProviderDetails": OIDC, **members}
    return admin.create_identity_provider(UserPoolId=pool.id, ProviderName=name, **given)["IdentityProvider"]


def test_a_provider_is_created_found_changed_and_deleted(pool):
    made = create(pool, "Acme", IdpIdentifiers=["acme.example"], AttributeMapping={"email": "mail"})
    assert made["AttributeMapping"] == {"email": "mail", "username": "sub"}
    assert made["ProviderDetails"] == {**OIDC, "attributes_url_add_attributes": "false"}

    name = {"UserPoolId": pool.id, "ProviderName": "Acme"}
    assert admin.describe_identity_provider(**name)["IdentityProvider"] == made
    found = admin.get_identity_provider_by_identifier(UserPoolId=pool.id, IdpIdentifier="acme.example")
    assert found["IdentityProvider"] == made
    changed = admin.update_identity_provider(**name, AttributeMapping={"name": "name"})["IdentityProvider"]
    assert changed["AttributeMapping"] == {"name": "name", "username": "sub"}
    listed = admin.list_identity_providers(UserPoolId=pool.id, MaxResults=60)["Providers"]
    assert "Acme" in [provider["ProviderName"] for provider in listed]

    admin.delete_identity_provider(**name)
    with refused("ResourceNotFoundException"):
        admin.describe_identity_provider(**name)


def test_a_social_provider_has_the_endpoints_of_its_service(pool):
    details = {"client_id": "id", "client_secret": "secret", "authorize_scopes": "email profile openid"}
    made = create(pool, "Google", ProviderType="Google", ProviderDetails=details)
    assert made["ProviderDetails"] == {
        **details,
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    }


def test_a_linked_identity_is_an_attribute_of_the_user(pool):
    name = random_name("Idp")
    create(pool, name)
    username = pool.create_user(password=PASSWORD)["Username"]
    source = {
        "ProviderName": name,
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": "42",
    }
    link = {
        "UserPoolId": pool.id,
        "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": username},
        "SourceUser": source,
    }
    admin.admin_link_provider_for_user(**link)
    with refused("InvalidParameterException", "SourceUser is already linked to DestinationUser"):
        admin.admin_link_provider_for_user(**link)
    user = admin.admin_get_user(UserPoolId=pool.id, Username=username)
    (identity,) = json.loads(values(user["UserAttributes"])["identities"])
    assert (identity["userId"], identity["providerName"], identity["primary"]) == ("42", name, False)

    admin.admin_disable_provider_for_user(UserPoolId=pool.id, User=source)
    user = admin.admin_get_user(UserPoolId=pool.id, Username=username)
    assert "identities" not in values(user["UserAttributes"])
