"""boto3: administrative operations on users."""

import re

import pytest

from world import (
    PASSWORD,
    UUID,
    WRONG_PASSWORD,
    admin,
    attributes,
    last_message,
    messages,
    random_email,
    random_name,
    refused,
    unchecked,
    values,
    violations,
)


def test_a_created_user_must_change_the_password_and_has_a_sub(pool):
    username = random_name()
    user = pool.create_user(username, UserAttributes=attributes(name="Ana", email="ana@example.com"))

    assert user["UserCreateDate"] == user["UserLastModifiedDate"]
    assert {member: user[member] for member in ("Username", "Enabled", "UserStatus")} == {
        "Username": username,
        "Enabled": True,
        "UserStatus": "FORCE_CHANGE_PASSWORD",
    }
    given = values(user["Attributes"])
    assert UUID.fullmatch(given.pop("sub"))
    assert given == {"name": "Ana", "email": "ana@example.com"}


def test_get_returns_the_user_without_empty_members(pool):
    username = pool.create_user(UserAttributes=attributes(name="Ana"))["Username"]
    user = pool.user(username)
    user.pop("ResponseMetadata")
    assert values(user.pop("UserAttributes"))["name"] == "Ana"
    assert set(user) == {"Username", "UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus"}


def test_a_user_is_found_by_sub(pool):
    user = pool.create_user()
    assert pool.user(values(user["Attributes"])["sub"])["Username"] == user["Username"]


def test_an_invitation_brings_the_name_and_a_temporary_password_that_works(pool, app):
    username, email = random_name(), random_email()
    admin.admin_create_user(
        UserPoolId=pool.id,
        Username=username,
        UserAttributes=attributes(email=email),
        DesiredDeliveryMediums=["EMAIL"],
    )

    message = last_message(email)

    assert (message["medium"], message["username"], message["subject"]) == (
        "EMAIL",
        username,
        "Your temporary password",
    )
    invitation = re.fullmatch(
        rf"Your username is {username} and temporary password is (?P<password>.+)\.", message["body"]
    )
    answer = app.password_sign_in(username, invitation["password"])
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_given_temporary_password_is_the_one_in_the_invitation(pool):
    username, email = random_name(), random_email()
    admin.admin_create_user(
        UserPoolId=pool.id,
        Username=username,
        UserAttributes=attributes(email=email),
        TemporaryPassword=PASSWORD,
        DesiredDeliveryMediums=["EMAIL"],
    )
    assert last_message(email)["body"] == f"Your username is {username} and temporary password is {PASSWORD}."


def test_a_suppressed_invitation_is_not_sent(pool):
    email = random_email()
    pool.create_user(UserAttributes=attributes(email=email), DesiredDeliveryMediums=["EMAIL"])
    assert messages(email) == []


def test_an_invitation_can_be_sent_again_with_a_new_temporary_password(pool, app):
    username, email = random_name(), random_email()
    invitation = {"UserPoolId": pool.id, "Username": username, "DesiredDeliveryMediums": ["EMAIL"]}
    admin.admin_create_user(**invitation, UserAttributes=attributes(email=email))
    first = last_message(email)["code"]

    admin.admin_create_user(**invitation, MessageAction="RESEND")

    second = last_message(email, count=2)["code"]
    assert second != first
    assert app.password_sign_in(username, second)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.password_sign_in(username, first)


def test_an_invitation_is_only_sent_again_while_the_password_must_be_changed(pool, app):
    confirmed = pool.create_user(password=PASSWORD)["Username"]
    with refused(
        "UnsupportedUserStateException", "Resend not possible. CONFIRMED status is not FORCE_CHANGE_PASSWORD"
    ):
        pool.create_user(confirmed, MessageAction="RESEND")

    unconfirmed = random_name()
    app.sign_up(unconfirmed)
    with refused(
        "UnsupportedUserStateException",
        "Resend not possible. UNCONFIRMED status is not FORCE_CHANGE_PASSWORD",
    ):
        pool.create_user(unconfirmed, MessageAction="RESEND")

    with refused("UserNotFoundException", "User does not exist."):
        pool.create_user(random_name(), MessageAction="RESEND")


def test_an_own_invitation_template_is_used(world):
    template = {"EmailMessage": "{username}, begin with {####}", "EmailSubject": "Come in"}
    pool = world.pool(AdminCreateUserConfig={"InviteMessageTemplate": template})
    username, email = random_name(), random_email()
    admin.admin_create_user(
        UserPoolId=pool.id,
        Username=username,
        UserAttributes=attributes(email=email),
        TemporaryPassword=PASSWORD,
        DesiredDeliveryMediums=["EMAIL"],
    )
    message = last_message(email)
    assert (message["subject"], message["body"]) == ("Come in", f"{username}, begin with {PASSWORD}")


def test_a_name_is_unique(pool):
    username = pool.create_user()["Username"]
    with refused("UsernameExistsException", "User account already exists"):
        pool.create_user(username)


def test_names_are_case_sensitive_unless_the_pool_says_otherwise(pool):
    lower = random_name("case")
    pool.create_user(lower)
    pool.create_user(lower.upper())
    assert pool.user(lower.upper())["Username"] == lower.upper()


def test_the_administrator_may_write_the_value_of_email_verified_in_any_case(pool):
    user = pool.create_user(UserAttributes=attributes(email=random_email(), email_verified="True"))
    assert values(user["Attributes"])["email_verified"] == "true"


@pytest.mark.parametrize(
    "given, message",
    [
        ({"email": "nowhere"}, "Invalid email address format."),
        ({"phone_number": "555-1234"}, "Invalid phone number format."),
        (
            {"custom_colour": "red"},
            "Attributes did not conform to the schema: custom:colour: Attribute does not exist in the schema.\n",
        ),
    ],
)
def test_an_attribute_must_fit_the_schema(pool, given, message):
    username = random_name()
    with refused("InvalidParameterException", message):
        pool.create_user(username, UserAttributes=attributes(**given))
    with refused("UserNotFoundException"):
        pool.user(username)


def test_custom_attributes_are_stored(world):
    pool = world.pool(
        Schema=[
            {"Name": "tier", "AttributeDataType": "String", "Mutable": True},
            {"Name": "age", "AttributeDataType": "Number", "Mutable": True},
        ]
    )
    user = pool.create_user(UserAttributes=attributes(custom_tier="gold", custom_age="41"))
    kept = values(pool.user(user["Username"])["UserAttributes"])
    assert (kept["custom:tier"], kept["custom:age"]) == ("gold", "41")


BROKEN_RULES = [
    ("Sh0rt!", "Password not long enough"),
    ("no-upper-case-9!", "Password must have uppercase characters"),
    ("NO-LOWER-CASE-9!", "Password must have lowercase characters"),
    ("No-Number-Here!", "Password must have numeric characters"),
    ("NoSymbolHere9", "Password must have symbol characters"),
    ("short", "Password not long enough"),
]


@pytest.mark.parametrize("password, rule", BROKEN_RULES)
def test_a_temporary_password_must_conform(pool, password, rule):
    with refused("InvalidPasswordException", f"Password did not conform with password policy: {rule}"):
        pool.create_user(TemporaryPassword=password)


@pytest.mark.parametrize("password, rule", BROKEN_RULES)
def test_a_set_password_must_conform(pool, password, rule):
    username = pool.create_user()["Username"]
    with refused("InvalidPasswordException", f"Password does not conform to policy: {rule}"):
        pool.set_password(username, password)


def test_a_password_of_8_characters_is_just_long_enough(pool):
    username = pool.create_user()["Username"]
    pool.set_password(username, "Aa1!aaaa")
    with refused("InvalidPasswordException", "Password does not conform to policy: Password not long enough"):
        pool.set_password(username, "Aa1!aaa")


def test_a_permanent_password_confirms_a_user_in_any_state(pool, app):
    invited = pool.create_user()["Username"]
    unconfirmed = random_name()
    app.sign_up(unconfirmed)
    for username in invited, unconfirmed:
        pool.set_password(username, PASSWORD)
        assert pool.status(username) == "CONFIRMED"
        assert app.tokens(username)["AccessToken"]


def test_a_password_that_is_not_permanent_must_be_changed(pool, app):
    username = pool.create_user(password=PASSWORD)["Username"]
    pool.set_password(username, PASSWORD, permanent=False)
    assert pool.status(username) == "FORCE_CHANGE_PASSWORD"
    assert app.password_sign_in(username)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_the_administrator_confirms_a_registration_once_and_verifies_nothing(pool, app):
    username = random_name()
    app.sign_up(username, UserAttributes=attributes(email=random_email()))

    admin.admin_confirm_sign_up(UserPoolId=pool.id, Username=username)

    assert pool.status(username) == "CONFIRMED"
    assert values(pool.user(username)["UserAttributes"]).get("email_verified", "false") == "false"
    with refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"):
        admin.admin_confirm_sign_up(UserPoolId=pool.id, Username=username)


def test_an_invited_user_is_not_confirmed_by_hand(pool):
    username = pool.create_user()["Username"]
    with refused(
        "NotAuthorizedException", "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD"
    ):
        admin.admin_confirm_sign_up(UserPoolId=pool.id, Username=username)


def test_a_deleted_user_does_not_exist_and_the_name_is_free(pool):
    user = pool.create_user(password=PASSWORD)

    admin.admin_delete_user(UserPoolId=pool.id, Username=user["Username"])

    with refused("UserNotFoundException", "User does not exist."):
        pool.user(user["Username"])
    again = pool.create_user(user["Username"])
    assert values(again["Attributes"])["sub"] != values(user["Attributes"])["sub"]


def test_an_unknown_user_does_not_exist_for_the_administrator(pool, app):
    unknown = {"UserPoolId": pool.id, "Username": random_name()}
    for call, more in [
        (admin.admin_get_user, {}),
        (admin.admin_delete_user, {}),
        (admin.admin_confirm_sign_up, {}),
        (admin.admin_set_user_password, {"Password": PASSWORD}),
    ]:
        with refused("UserNotFoundException", "User does not exist."):
            call(**unknown, **more)
    with refused("UserNotFoundException", "User does not exist."):
        app.admin_initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME=unknown["Username"], PASSWORD=WRONG_PASSWORD)


class TestListUsers:
    """Seven users, made in this order; `bo6` has signed up but not confirmed."""

    @pytest.fixture(scope="class")
    @classmethod
    def crowd(cls, world):
        pool = world.pool()
        for number in range(6):
            pool.create_user(
                f"ana{number}",
                password=PASSWORD if number < 2 else None,
                UserAttributes=attributes(
                    email=f"ana{number}@example.com",
                    phone_number=f"+1206555000{number}",
                    name=f"Ana {number}",
                    given_name="Ana" if number % 2 else "Anna",
                    family_name=f"Meyer{number}",
                    preferred_username=f"meyer{number}",
                ),
            )
        pool.app().sign_up("bo6", UserAttributes=attributes(name='Bo "the" Sixth'))
        return pool

    @staticmethod
    def names(pool, **members):
        return [user["Username"] for user in admin.list_users(UserPoolId=pool.id, **members)["Users"]]

    def test_users_are_listed_in_the_order_of_their_creation(self, crowd):
        assert self.names(crowd) == ["ana0", "ana1", "ana2", "ana3", "ana4", "ana5", "bo6"]

    def test_an_entry_shows_the_user(self, crowd):
        known = crowd.user("ana0")
        (entry,) = admin.list_users(UserPoolId=crowd.id, Filter='username = "ana0"')["Users"]
        assert values(entry.pop("Attributes")) == values(known["UserAttributes"])
        assert entry == {
            member: known[member]
            for member in ("Username", "UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus")
        }

    @pytest.mark.parametrize(
        "expression, names",
        [
            ('username = "ana3"', ["ana3"]),
            ('username = "ANA3"', []),
            ('username ^= "ana"', ["ana0", "ana1", "ana2", "ana3", "ana4", "ana5"]),
            ('username ^= "bo"', ["bo6"]),
            ('email = "ana1@example.com"', ["ana1"]),
            ('email ^= "ana2@"', ["ana2"]),
            ('"email" ^= "ana2@"', ["ana2"]),
            ('phone_number = "+12065550004"', ["ana4"]),
            ('phone_number ^= "+1206555"', ["ana0", "ana1", "ana2", "ana3", "ana4", "ana5"]),
            ('name = "Ana 5"', ["ana5"]),
            ('name = "Bo \\"the\\" Sixth"', ["bo6"]),
            ('name ^= "Bo"', ["bo6"]),
            ('given_name = "Ana"', ["ana1", "ana3", "ana5"]),
            ('given_name ^= "Ann"', ["ana0", "ana2", "ana4"]),
            ('family_name = "Meyer2"', ["ana2"]),
            ('preferred_username = "meyer2"', ["ana2"]),
            ('cognito:user_status = "CONFIRMED"', ["ana0", "ana1"]),
            ('cognito:user_status = "confirmed"', ["ana0", "ana1"]),
            ('cognito:user_status = "UNCONFIRMED"', ["bo6"]),
            ('status = "Enabled"', ["ana0", "ana1", "ana2", "ana3", "ana4", "ana5", "bo6"]),
            ('status = "Disabled"', []),
            ('email = "nobody@example.com"', []),
            ("", ["ana0", "ana1", "ana2", "ana3", "ana4", "ana5", "bo6"]),
        ],
    )
    def test_a_filter_finds(self, crowd, expression, names):
        assert sorted(self.names(crowd, Filter=expression)) == names

    def test_a_filter_finds_by_sub(self, crowd):
        sub = values(crowd.user("ana2")["UserAttributes"])["sub"]
        assert self.names(crowd, Filter=f'sub = "{sub}"') == ["ana2"]

    @pytest.mark.parametrize("expression", ["email", 'email "x"', "email = x", 'email = "x', 'email > "x"'])
    def test_a_filter_that_cannot_be_parsed_is_refused(self, crowd, expression):
        with refused("InvalidParameterException", "Error while parsing filter."):
            self.names(crowd, Filter=expression)

    @pytest.mark.parametrize("attribute", ["custom:foo", "birthdate"])
    def test_not_every_attribute_can_be_searched(self, crowd, attribute):
        with refused("InvalidParameterException", f"Invalid search attribute: {attribute}"):
            self.names(crowd, Filter=f'{attribute} = "x"')

    def test_only_the_requested_attributes_are_returned(self, crowd):
        users = admin.list_users(
            UserPoolId=crowd.id, Filter='username ^= "ana"', AttributesToGet=["email", "name"]
        )["Users"]
        assert [set(values(user["Attributes"])) for user in users] == [{"email", "name"}] * 6

    def test_an_empty_list_requests_no_attributes(self, crowd):
        users = admin.list_users(UserPoolId=crowd.id, AttributesToGet=[])["Users"]
        assert [user["Attributes"] for user in users] == [[]] * 7

    def test_an_attribute_that_a_user_lacks_cannot_be_requested(self, crowd):
        with refused("InvalidParameterException", "One or more requested attributes do not exist."):
            admin.list_users(UserPoolId=crowd.id, AttributesToGet=["email"])

    def test_the_paginator_returns_every_user_once_in_order(self, crowd):
        pages = list(
            admin.get_paginator("list_users").paginate(UserPoolId=crowd.id, PaginationConfig={"PageSize": 3})
        )
        assert all(len(page["Users"]) <= 3 for page in pages)
        assert "PaginationToken" not in pages[-1]
        met = [user["Username"] for page in pages for user in page["Users"]]
        assert met == ["ana0", "ana1", "ana2", "ana3", "ana4", "ana5", "bo6"]

    def test_the_paginator_returns_every_user_that_a_filter_finds(self, crowd):
        pages = admin.get_paginator("list_users").paginate(
            UserPoolId=crowd.id, Filter='username ^= "ana"', PaginationConfig={"PageSize": 2}
        )
        assert sorted(pages.search("Users[].Username")) == [f"ana{number}" for number in range(6)]

    def test_the_paginator_can_be_resumed_where_it_stopped(self, crowd):
        paginator = admin.get_paginator("list_users")
        first = paginator.paginate(
            UserPoolId=crowd.id, PaginationConfig={"MaxItems": 4, "PageSize": 2}
        ).build_full_result()
        rest = paginator.paginate(
            UserPoolId=crowd.id, PaginationConfig={"PageSize": 2, "StartingToken": first["NextToken"]}
        ).build_full_result()
        assert [user["Username"] for user in first["Users"] + rest["Users"]] == self.names(crowd)

    def test_a_token_belongs_to_its_filter(self, crowd):
        token = admin.list_users(UserPoolId=crowd.id, Limit=2)["PaginationToken"]
        with refused("InvalidParameterException", "Invalid pagination token"):
            admin.list_users(UserPoolId=crowd.id, Limit=2, PaginationToken=token, Filter='username ^= "ana"')

    def test_an_invalid_token_is_refused(self, crowd):
        with refused("InvalidParameterException", "Invalid pagination token"):
            admin.list_users(UserPoolId=crowd.id, PaginationToken="made-up")

    def test_a_limit_of_0_means_the_default_and_60_is_the_most(self, crowd):
        everyone = self.names(crowd)
        assert self.names(crowd, Limit=0) == everyone
        assert self.names(crowd, Limit=60) == everyone
        constraint = "at 'limit' failed to satisfy constraint: Member must have value"
        assert violations(unchecked.list_users, UserPoolId=crowd.id, Limit=61) == [
            f"Value '61' {constraint} less than or equal to 60"
        ]
        assert violations(unchecked.list_users, UserPoolId=crowd.id, Limit=-1) == [
            f"Value '-1' {constraint} greater than or equal to 0"
        ]
