"""boto3: resource servers, tags, domains, and what pages look like."""

from world import admin, refused

SCOPES = [{"ScopeName": "read", "ScopeDescription": "May read"}]


def client(pool, **members):
    made = admin.create_user_pool_client(UserPoolId=pool.id, ClientName="resources", **members)
    return made["UserPoolClient"]["ClientId"]


def test_a_resource_server_is_created_changed_and_deleted(pool):
    name = {"UserPoolId": pool.id, "Identifier": "https://api.example.com"}
    made = admin.create_resource_server(**name, Name="API", Scopes=SCOPES)["ResourceServer"]
    assert made == {**name, "Name": "API", "Scopes": SCOPES}
    assert admin.describe_resource_server(**name)["ResourceServer"] == made
    client(pool, AllowedOAuthScopes=["openid", "https://api.example.com/read"])
    with refused("ScopeDoesNotExistException"):
        client(pool, AllowedOAuthScopes=["https://api.example.com/write"])
    admin.update_resource_server(**name, Name="Renamed")
    listed = admin.list_resource_servers(UserPoolId=pool.id, MaxResults=50)["ResourceServers"]
    assert listed == [{**name, "Name": "Renamed", "Scopes": []}]
    admin.delete_resource_server(**name)
    with refused("ResourceNotFoundException"):
        admin.describe_resource_server(**name)


def test_a_pool_has_tags(pool):
    arn = admin.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Arn"]
    admin.tag_resource(ResourceArn=arn, Tags={"stage": "test", "team": "red"})
    admin.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert admin.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"stage": "test"}
    assert admin.describe_user_pool(UserPoolId=pool.id)["UserPool"]["UserPoolTags"] == {"stage": "test"}


def test_a_pool_has_a_domain_and_a_customization(pool):
    name = "pool-" + pool.id.split("_")[1].lower()
    domain = {"UserPoolId": pool.id, "Domain": name}
    admin.create_user_pool_domain(**domain, ManagedLoginVersion=2)
    described = admin.describe_user_pool_domain(Domain=name)["DomainDescription"]
    assert (described["UserPoolId"], described["Status"]) == (pool.id, "ACTIVE")
    assert admin.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Domain"] == name
    admin.update_user_pool_domain(**domain, ManagedLoginVersion=1)

    css = ".banner-customizable { background: white; }"
    admin.set_ui_customization(UserPoolId=pool.id, CSS=css, ImageFile=b"\xff\xd8\xff")
    assert admin.get_ui_customization(UserPoolId=pool.id)["UICustomization"]["CSS"] == css

    admin.delete_user_pool_domain(**domain)
    assert admin.describe_user_pool_domain(Domain=name)["DomainDescription"] == {}


def test_an_app_client_has_a_style(pool):
    app = {"UserPoolId": pool.id, "ClientId": client(pool)}
    asset = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": b"<svg/>"}
    made = admin.create_managed_login_branding(**app, Settings={"a": {"b": 1}}, Assets=[asset])
    style = made["ManagedLoginBranding"]
    assert (style["Settings"], style["Assets"]) == ({"a": {"b": 1}}, [asset])
    name = {"UserPoolId": pool.id, "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}
    assert admin.describe_managed_login_branding(**name)["ManagedLoginBranding"] == style
    assert admin.describe_managed_login_branding_by_client(**app)["ManagedLoginBranding"] == style
    with refused("ManagedLoginBrandingExistsException"):
        admin.create_managed_login_branding(**app, UseCognitoProvidedValues=True)
    admin.update_managed_login_branding(**name, UseCognitoProvidedValues=True)
    admin.delete_managed_login_branding(**name)
    with refused("ResourceNotFoundException"):
        admin.describe_managed_login_branding(**name)


def test_an_app_client_has_terms(pool):
    links = {"cognito:default": "https://example.com/terms"}
    document = {
        "UserPoolId": pool.id,
        "ClientId": client(pool),
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": links,
    }
    terms = admin.create_terms(**document)["Terms"]
    with refused("TermsExistsException"):
        admin.create_terms(**document)
    name = {"UserPoolId": pool.id, "TermsId": terms["TermsId"]}
    assert admin.describe_terms(**name)["Terms"] == terms
    admin.update_terms(**name, TermsName="privacy-policy")
    assert [each["TermsName"] for each in admin.list_terms(UserPoolId=pool.id)["Terms"]] == ["privacy-policy"]
    admin.delete_terms(**name)
    with refused("ResourceNotFoundException"):
        admin.describe_terms(**name)
