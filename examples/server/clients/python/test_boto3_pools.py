"""boto3: user pools: defaults, updates, limits."""

import re

import pytest

from world import REGION, SMS, Pool, admin, idp, random_name, refused, unchecked, violations


def text(minimum="0", maximum="2048"):
    return {"StringAttributeConstraints": {"MinLength": minimum, "MaxLength": maximum}}


def standard(name, data_type="String", *, mutable=True, required=False, **constraints):
    return {
        "Name": name,
        "AttributeDataType": data_type,
        "DeveloperOnlyAttribute": False,
        "Mutable": mutable,
        "Required": required,
        **constraints,
    }


STANDARD_ATTRIBUTES = [
    standard("sub", mutable=False, required=True, **text("1", "2048")),
    standard("name", **text()),
    standard("given_name", **text()),
    standard("family_name", **text()),
    standard("middle_name", **text()),
    standard("nickname", **text()),
    standard("preferred_username", **text()),
    standard("profile", **text()),
    standard("picture", **text()),
    standard("website", **text()),
    standard("email", **text()),
    standard("email_verified", "Boolean"),
    standard("gender", **text()),
    standard("birthdate", **text("10", "10")),
    standard("zoneinfo", **text()),
    standard("locale", **text()),
    standard("phone_number", **text()),
    standard("phone_number_verified", "Boolean"),
    standard("address", **text()),
    standard("updated_at", "Number", NumberAttributeConstraints={"MinValue": "0"}),
]

DEFAULTS = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 7,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "MfaConfiguration": "OFF",
    "EstimatedNumberOfUsers": 0,
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]
    },
    "UserPoolTier": "ESSENTIALS",
}

# The reference does not say whether a new pool has these members. If it has them, they must have these values.
OPEN_DEFAULTS = {
    "UserPoolTags": {},
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
    "IssuerConfiguration": {"Type": "ORIGINAL"},
}

LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:anything"


def test_a_pool_made_with_only_a_name_has_every_default_of_the_service(world):
    name = random_name("pool-")
    pool = world.pool(PoolName=name)

    described = pool.describe()

    for member, value in OPEN_DEFAULTS.items():
        assert described.pop(member, value) == value
    assert described.pop("Id") == pool.id
    assert described.pop("Name") == name
    assert described.pop("Arn") == pool.created["Arn"]
    assert described.pop("CreationDate") == described.pop("LastModifiedDate")
    assert len(described.pop("SchemaAttributes")) == 20
    assert described == DEFAULTS


def test_the_answer_to_create_holds_the_20_standard_attributes_in_the_service_s_order(world):
    assert world.pool().created["SchemaAttributes"] == STANDARD_ATTRIBUTES


def test_describe_holds_the_same_20_standard_attributes(world):
    def by_name(attribute):
        return attribute["Name"]

    described = world.pool().describe()["SchemaAttributes"]
    assert sorted(described, key=by_name) == sorted(STANDARD_ATTRIBUTES, key=by_name)


def test_a_pool_s_id_and_arn_have_the_service_s_form(world):
    created = world.pool().created
    assert re.fullmatch(REGION + "_[0-9A-Za-z]{9}", created["Id"])
    assert re.fullmatch(rf"arn:aws:cognito-idp:{REGION}:\d{{12}}:userpool/{created['Id']}", created["Arn"])


def test_a_pool_lives_in_the_region_that_its_creation_was_signed_for():
    frankfurt = idp(region="eu-central-1")
    pool = frankfurt.create_user_pool(PoolName=random_name("pool-"))["UserPool"]
    try:
        assert pool["Id"].startswith("eu-central-1_")
        assert pool["Arn"].startswith("arn:aws:cognito-idp:eu-central-1:")
        assert frankfurt.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]["Id"] == pool["Id"]
    finally:
        frankfurt.delete_user_pool(UserPoolId=pool["Id"])


def test_two_pools_may_have_the_same_name(world):
    name = random_name("pool-")
    assert world.pool(PoolName=name).id != world.pool(PoolName=name).id


def test_settings_given_at_creation_are_returned(world):
    settings = {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 6,
                "RequireUppercase": False,
                "RequireLowercase": False,
                "RequireNumbers": True,
                "RequireSymbols": False,
                "PasswordHistorySize": 3,
                "TemporaryPasswordValidityDays": 30,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
        },
        "AutoVerifiedAttributes": ["email"],
        "AliasAttributes": ["email", "preferred_username"],
        "UsernameConfiguration": {"CaseSensitive": False},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": True,
            "DeviceOnlyRememberedOnUserPrompt": False,
        },
        "LambdaConfig": {"PreSignUp": LAMBDA, "CustomMessage": LAMBDA},
        "SmsConfiguration": SMS,
        "SmsAuthenticationMessage": "Sign in with {####}",
        "UserPoolTags": {"team": "identity"},
        "UserPoolTier": "PLUS",
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    }
    described = world.pool(**settings).describe()
    assert {member: described.get(member) for member in settings} == settings


def test_custom_attributes_come_after_the_standard_ones_with_their_prefix(world):
    schema = [
        {
            "Name": "tier",
            "AttributeDataType": "String",
            "Mutable": True,
            "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "10"},
        },
        {
            "Name": "age",
            "AttributeDataType": "Number",
            "Mutable": False,
            "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "150"},
        },
    ]
    created = world.pool(Schema=schema).created["SchemaAttributes"]
    assert created[:20] == STANDARD_ATTRIBUTES
    assert created[20:] == [
        standard("custom:tier", **text("1", "10")),
        standard(
            "custom:age",
            "Number",
            mutable=False,
            NumberAttributeConstraints={"MinValue": "0", "MaxValue": "150"},
        ),
    ]


def test_a_standard_attribute_can_be_made_required(world):
    email = {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}
    created = world.pool(Schema=[email]).created["SchemaAttributes"]
    assert len(created) == 20
    assert next(attribute for attribute in created if attribute["Name"] == "email")["Required"] is True


def test_the_legacy_message_members_and_the_template_mirror_each_other(world):
    legacy = world.pool(EmailVerificationMessage="Use {####}", EmailVerificationSubject="Hello").describe()
    template = world.pool(
        VerificationMessageTemplate={"EmailMessage": "Use {####}", "EmailSubject": "Hello"}
    ).describe()
    for pool in legacy, template:
        assert pool["EmailVerificationMessage"] == "Use {####}"
        assert pool["EmailVerificationSubject"] == "Hello"
        assert pool["VerificationMessageTemplate"] == {
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailMessage": "Use {####}",
            "EmailSubject": "Hello",
        }


def test_an_update_replaces_settings_and_resets_omitted_ones(world):
    pool = world.pool(
        AutoVerifiedAttributes=["email"],
        EmailVerificationSubject="Hello",
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        LambdaConfig={"PreSignUp": LAMBDA},
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]},
    )

    answer = pool.update()

    assert set(answer) == {"ResponseMetadata"}
    described = pool.describe()
    assert {member: described.get(member) for member in DEFAULTS} == DEFAULTS
    for gone in "AutoVerifiedAttributes", "EmailVerificationSubject":
        assert gone not in described


def test_an_update_keeps_policies_tier_and_settings_for_updates_of_attributes(world):
    before = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool = world.pool(
        Policies={
            "PasswordPolicy": {"MinimumLength": 12},
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
        },
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings=before,
        UserPoolTier="PLUS",
    )
    policies = pool.describe()["Policies"]

    pool.update()

    described = pool.describe()
    assert described["Policies"] == policies
    assert described["UserPoolTier"] == "PLUS"
    assert described["UserAttributeUpdateSettings"] == before
    pool.update(Policies={"PasswordPolicy": {"MinimumLength": 9}})
    described = pool.describe()["Policies"]
    assert described["PasswordPolicy"]["MinimumLength"] == 9
    assert described["SignInPolicy"] == policies["SignInPolicy"]


def test_a_pool_of_another_region_does_not_exist(world):
    pool = world.pool()
    with refused("ResourceNotFoundException", f"User pool {pool.id} does not exist."):
        idp(region="eu-central-1").describe_user_pool(UserPoolId=pool.id)


def test_an_update_keeps_name_schema_aliases_and_tags(world):
    pool = world.pool(
        Schema=[{"Name": "tier", "AttributeDataType": "String", "Mutable": True}],
        AliasAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        UserPoolTags={"team": "identity"},
    )
    before = pool.describe()

    pool.update(AutoVerifiedAttributes=["email"])

    after = pool.describe()
    for kept in (
        "Id",
        "Arn",
        "Name",
        "SchemaAttributes",
        "AliasAttributes",
        "UsernameConfiguration",
        "UserPoolTags",
    ):
        assert after[kept] == before[kept]
    assert after["CreationDate"] == before["CreationDate"]
    assert after["LastModifiedDate"] > before["LastModifiedDate"]


def test_an_update_can_rename_a_pool(world):
    pool, name = world.pool(), random_name("renamed-")
    pool.update(PoolName=name)
    assert pool.describe()["Name"] == name


def test_a_deleted_pool_is_gone_with_its_clients_and_users():
    pool = Pool()
    app, username = pool.app(), pool.create_user()["Username"]

    pool.delete()

    gone = f"User pool {pool.id} does not exist."
    with refused("ResourceNotFoundException", gone):
        pool.describe()
    with refused("ResourceNotFoundException", gone):
        pool.delete()
    with refused("ResourceNotFoundException", gone):
        pool.user(username)
    with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
        app.sign_up(random_name())


def test_deletion_protection_must_be_switched_off_before_a_pool_can_be_deleted(world):
    pool = world.pool(DeletionProtection="ACTIVE")
    with refused(
        "InvalidParameterException",
        "The user pool cannot be deleted because deletion protection is activated. "
        "Deletion protection must be inactivated first.",
    ):
        pool.delete()

    pool.update(DeletionProtection="INACTIVE")
    pool.delete()

    with refused("ResourceNotFoundException"):
        pool.describe()


def test_an_unknown_pool_is_named_in_the_error():
    unknown = f"{REGION}_AAAAAAAAA"
    for call in admin.describe_user_pool, admin.update_user_pool, admin.delete_user_pool, admin.list_users:
        with refused("ResourceNotFoundException", f"User pool {unknown} does not exist."):
            call(UserPoolId=unknown)


def test_the_paginator_of_list_user_pools_returns_every_pool_once(world):
    made = {world.pool().id for _ in range(5)}

    pages = list(admin.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2}))

    assert all(len(page["UserPools"]) <= 2 for page in pages)
    met = [entry["Id"] for page in pages for entry in page["UserPools"]]
    assert len(met) == len(set(met))
    assert made <= set(met)


def test_a_listed_pool_shows_the_short_form(world):
    pool = world.pool(LambdaConfig={"PreSignUp": LAMBDA})
    described = pool.describe()
    pages = admin.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 60})

    entry = next(entry for entry in pages.search("UserPools[]") if entry["Id"] == pool.id)

    entry.pop("Status", None)
    entry.pop("ReplicaRegions", None)
    assert entry == {
        member: described[member]
        for member in ("Id", "Name", "LambdaConfig", "LastModifiedDate", "CreationDate")
    }


def test_a_page_of_pools_holds_between_1_and_60():
    admin.list_user_pools(MaxResults=1)
    admin.list_user_pools(MaxResults=60)

    constraint = "at 'maxResults' failed to satisfy constraint: Member must"
    assert violations(unchecked.list_user_pools) == [f"Value null {constraint} not be null"]
    assert violations(unchecked.list_user_pools, MaxResults=0) == [
        f"Value '0' {constraint} have value greater than or equal to 1"
    ]
    assert violations(unchecked.list_user_pools, MaxResults=61) == [
        f"Value '61' {constraint} have value less than or equal to 60"
    ]


def custom(**members):
    return {"Schema": [{"Name": "tier", "AttributeDataType": "String", **members}]}


RULES = [
    (
        "aliases and username attributes exclude each other",
        {"AliasAttributes": ["email"], "UsernameAttributes": ["email"]},
        "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
    ),
    (
        "a custom attribute cannot be required",
        custom(Required=True),
        "Required custom attributes are not supported currently.",
    ),
    (
        "a custom name occurs once",
        {"Schema": custom()["Schema"] * 2},
        "Duplicate custom attribute names custom:tier are not allowed in a user pool schema.",
    ),
    (
        "a standard attribute keeps its type",
        {"Schema": [{"Name": "email", "AttributeDataType": "Number"}]},
        "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
    ),
    (
        "a standard attribute is never developer only",
        {"Schema": [{"Name": "email", "AttributeDataType": "String", "DeveloperOnlyAttribute": True}]},
        "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
    ),
    (
        "admin_only recovery stands alone",
        {
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [
                    {"Priority": 1, "Name": "admin_only"},
                    {"Priority": 2, "Name": "verified_email"},
                ]
            }
        },
        "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
    ),
    (
        "recovery priorities differ",
        {
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [
                    {"Priority": 1, "Name": "verified_phone_number"},
                    {"Priority": 1, "Name": "verified_email"},
                ]
            }
        },
        "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
    ),
    (
        "verifying phone numbers needs text messages",
        {"AutoVerifiedAttributes": ["phone_number"]},
        "SMS configuration is required when phone_number is selected for auto verification",
    ),
    (
        "verification before update needs verification",
        {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}},
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
    ),
    (
        "the two validity settings exclude each other",
        {
            "Policies": {"PasswordPolicy": {"MinimumLength": 8, "TemporaryPasswordValidityDays": 3}},
            "AdminCreateUserConfig": {"UnusedAccountValidityDays": 4},
        },
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    ),
    (
        "an own sender needs its identity",
        {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}},
        "Source ARN is required to use DEVELOPER email sending owner",
    ),
    (
        "a password is always one of the first factors",
        {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}},
        "Password should be configured as one of the allowed first auth factors.",
    ),
]


@pytest.mark.parametrize("settings, message", [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_a_pool_is_refused_unless(settings, message):
    with refused("InvalidParameterException", message):
        # Deletes the pool if it was created by mistake.
        Pool(**settings).delete()


def at(path, value, text):
    return f"Value {value} at '{path}' failed to satisfy constraint: Member must {text}"


def policy(**members):
    return {"Policies": {"PasswordPolicy": members}}


EMAIL_TEMPLATE = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"

BORDERS = [
    ({"PoolName": None}, at("poolName", "null", "not be null")),
    ({"PoolName": "a/b"}, at("poolName", "'a/b'", r"satisfy regular expression pattern: [\w\s+=,.@-]+")),
    ({"PoolName": "a" * 129}, at("poolName", f"'{'a' * 129}'", "have length less than or equal to 128")),
    (
        policy(MinimumLength=5),
        at("policies.passwordPolicy.minimumLength", "'5'", "have value greater than or equal to 6"),
    ),
    (
        policy(MinimumLength=100),
        at("policies.passwordPolicy.minimumLength", "'100'", "have value less than or equal to 99"),
    ),
    (
        policy(TemporaryPasswordValidityDays=366),
        at(
            "policies.passwordPolicy.temporaryPasswordValidityDays",
            "'366'",
            "have value less than or equal to 365",
        ),
    ),
    (
        policy(PasswordHistorySize=25),
        at("policies.passwordPolicy.passwordHistorySize", "'25'", "have value less than or equal to 24"),
    ),
    (
        custom(Name="n" * 21),
        at("schema.1.member.name", f"'{'n' * 21}'", "have length less than or equal to 20"),
    ),
    (
        {"EmailVerificationMessage": "No code in here"},
        at(
            "emailVerificationMessage",
            "'No code in here'",
            f"satisfy regular expression pattern: {EMAIL_TEMPLATE}",
        ),
    ),
    (
        {"EmailVerificationSubject": "s" * 141},
        at("emailVerificationSubject", f"'{'s' * 141}'", "have length less than or equal to 140"),
    ),
    (
        {"AdminCreateUserConfig": {"UnusedAccountValidityDays": 366}},
        at(
            "adminCreateUserConfig.unusedAccountValidityDays", "'366'", "have value less than or equal to 365"
        ),
    ),
]


@pytest.mark.parametrize("settings, violation", BORDERS, ids=[violation for _, violation in BORDERS])
def test_a_setting_outside_its_limits_is_a_violation(settings, violation):
    named = {"PoolName": random_name("pool-"), **settings}
    if named["PoolName"] is None:
        del named["PoolName"]
    assert violations(unchecked.create_user_pool, **named) == [violation]


def test_a_list_that_is_too_long_is_a_violation():
    schema = [{"Name": f"n{number}", "AttributeDataType": "String"} for number in range(51)]
    (violation,) = violations(unchecked.create_user_pool, PoolName=random_name("pool-"), Schema=schema)
    assert violation.endswith(
        " at 'schema' failed to satisfy constraint: Member must have length less than or equal to 50"
    )


@pytest.mark.parametrize("length", [6, 99])
def test_the_limits_of_the_minimum_length_are_allowed(world, length):
    pool = world.pool(Policies={"PasswordPolicy": {"MinimumLength": length}})
    assert pool.describe()["Policies"]["PasswordPolicy"]["MinimumLength"] == length


def test_the_error_for_an_unknown_enum_value_names_the_known_ones():
    (violation,) = violations(unchecked.create_user_pool, PoolName="pool", MfaConfiguration="SOMETIMES")
    found = re.fullmatch(
        r"Value 'SOMETIMES' at 'mfaConfiguration' failed to satisfy constraint: "
        r"Member must satisfy enum value set: \[(.*)\]",
        violation,
    )
    # The service prints an unordered set.
    assert found and set(found[1].split(", ")) == {"OFF", "ON", "OPTIONAL"}


def test_all_violations_of_a_request_are_reported_together():
    assert violations(unchecked.create_user_pool, PoolName="a/b", **policy(MinimumLength=5)) == sorted(
        [
            at("poolName", "'a/b'", r"satisfy regular expression pattern: [\w\s+=,.@-]+"),
            at("policies.passwordPolicy.minimumLength", "'5'", "have value greater than or equal to 6"),
        ]
    )
