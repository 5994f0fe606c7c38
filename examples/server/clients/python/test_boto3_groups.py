"""boto3: groups, and groups in tokens."""

import pytest

from world import PASSWORD, admin, attributes, claims, public, random_email, random_name, refused, values

READERS = "arn:aws:iam::123456789012:role/readers"
WRITERS = "arn:aws:iam::123456789012:role/writers"


def create(pool, name=None, **members):
    return admin.create_group(UserPoolId=pool.id, GroupName=name or random_name("group-"), **members)["Group"]


def get(pool, name):
    return admin.get_group(UserPoolId=pool.id, GroupName=name)["Group"]


def add(pool, username, name):
    return admin.admin_add_user_to_group(UserPoolId=pool.id, Username=username, GroupName=name)


def remove(pool, username, name):
    return admin.admin_remove_user_from_group(UserPoolId=pool.id, Username=username, GroupName=name)


def names(pool, username):
    listed = admin.admin_list_groups_for_user(UserPoolId=pool.id, Username=username)["Groups"]
    return [group["GroupName"] for group in listed]


@pytest.fixture
def ana(pool):
    return pool.create_user(password=PASSWORD)["Username"]


def test_a_group_is_returned_without_empty_members(pool):
    made = create(pool, "plain-group")
    assert {made.pop("CreationDate"), made.pop("LastModifiedDate")}
    assert made == {"GroupName": "plain-group", "UserPoolId": pool.id}

    given = {"Description": "Those who read", "RoleArn": READERS, "Precedence": 0}
    made = create(pool, "readers", **given)
    assert given.items() <= made.items()
    assert get(pool, "readers") == made


def test_a_group_name_is_unique(pool):
    name = create(pool)["GroupName"]
    with refused("GroupExistsException", "A group with the name already exists"):
        create(pool, name)


def test_an_update_changes_all_but_the_name(pool):
    name = create(pool, Description="before", Precedence=3)["GroupName"]
    changed = {"Description": "after", "Precedence": 7, "RoleArn": WRITERS}
    answer = admin.update_group(UserPoolId=pool.id, GroupName=name, **changed)["Group"]
    assert changed.items() <= answer.items()
    assert changed.items() <= get(pool, name).items()


def test_a_deleted_group_is_gone_and_its_members_stay(pool, ana):
    name = create(pool)["GroupName"]
    add(pool, ana, name)

    admin.delete_group(UserPoolId=pool.id, GroupName=name)

    with refused("ResourceNotFoundException", "Group not found."):
        get(pool, name)
    assert names(pool, ana) == []
    assert pool.status(ana) == "CONFIRMED"


def test_an_unknown_group_is_not_found(pool, ana):
    for call in get, lambda pool, name: add(pool, ana, name), lambda pool, name: remove(pool, ana, name):
        with refused("ResourceNotFoundException", "Group not found."):
            call(pool, "nobody-s")


def test_an_unknown_user_cannot_join(pool):
    name = create(pool)["GroupName"]
    with refused("UserNotFoundException", "User does not exist."):
        add(pool, random_name(), name)


def test_joining_twice_has_no_further_effect(pool, ana):
    name = create(pool)["GroupName"]
    for _ in range(2):
        assert set(add(pool, ana, name)) == {"ResponseMetadata"}
    assert names(pool, ana) == [name]
    remove(pool, ana, name)
    assert names(pool, ana) == []


def test_members_are_listed_with_their_attributes(pool):
    name, email = create(pool)["GroupName"], random_email()
    bo = pool.create_user(UserAttributes=attributes(email=email))["Username"]
    add(pool, bo, name)
    (member,) = admin.list_users_in_group(UserPoolId=pool.id, GroupName=name)["Users"]
    assert member["Username"] == bo
    assert values(member["Attributes"])["email"] == email
    assert member["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_paginators_return_every_group_and_every_member_once(world):
    pool = world.pool()
    groups = [create(pool, f"group-{number}")["GroupName"] for number in range(5)]
    people = [pool.create_user()["Username"] for _ in range(5)]
    for name in groups:
        add(pool, people[0], name)
    for person in people[1:]:
        add(pool, person, groups[0])

    def all_of(operation, member, **given):
        pages = admin.get_paginator(operation).paginate(
            UserPoolId=pool.id, PaginationConfig={"PageSize": 2}, **given
        )
        return [entry for page in pages for entry in page[member]]

    found = [group["GroupName"] for group in all_of("list_groups", "Groups")]
    assert sorted(found) == groups
    found = [
        group["GroupName"] for group in all_of("admin_list_groups_for_user", "Groups", Username=people[0])
    ]
    assert sorted(found) == groups
    found = [user["Username"] for user in all_of("list_users_in_group", "Users", GroupName=groups[0])]
    assert sorted(found) == sorted(people)


class TestTokens:
    def tokens(self, app, username):
        issued = app.tokens(username)
        return claims(issued["AccessToken"]), claims(issued["IdToken"])

    def member_of(self, pool, username, *groups):
        return [self.join(pool, username, members) for members in groups]

    def join(self, pool, username, members):
        name = create(pool, **members)["GroupName"]
        add(pool, username, name)
        return name

    def test_a_user_without_groups_has_no_such_claims(self, app, ana):
        for token in self.tokens(app, ana):
            assert not {"cognito:groups", "cognito:roles", "cognito:preferred_role"} & set(token)

    def test_groups_come_in_order_of_precedence_and_roles_in_the_id_token(self, pool, app, ana):
        weak, strong = self.member_of(
            pool, ana, {"Precedence": 9, "RoleArn": READERS}, {"Precedence": 1, "RoleArn": WRITERS}
        )
        access, identity = self.tokens(app, ana)
        assert access["cognito:groups"] == identity["cognito:groups"] == [strong, weak]
        assert set(identity["cognito:roles"]) == {READERS, WRITERS}
        assert identity["cognito:preferred_role"] == WRITERS
        assert not {"cognito:roles", "cognito:preferred_role"} & set(access)

    def test_of_two_roles_with_the_same_precedence_none_is_preferred(self, pool, app, ana):
        self.member_of(
            pool, ana, {"Precedence": 1, "RoleArn": READERS}, {"Precedence": 1, "RoleArn": WRITERS}
        )
        _, identity = self.tokens(app, ana)
        assert set(identity["cognito:roles"]) == {READERS, WRITERS}
        assert "cognito:preferred_role" not in identity

    def test_the_same_role_twice_is_preferred(self, pool, app, ana):
        self.member_of(
            pool, ana, {"Precedence": 1, "RoleArn": READERS}, {"Precedence": 1, "RoleArn": READERS}
        )
        _, identity = self.tokens(app, ana)
        assert identity["cognito:preferred_role"] == READERS

    def test_a_change_is_in_the_next_token_also_of_a_refresh(self, pool, app, ana):
        first = app.tokens(ana)
        (name,) = self.member_of(pool, ana, {})
        refreshed = app.refresh(first["RefreshToken"])["AuthenticationResult"]
        assert claims(refreshed["AccessToken"])["cognito:groups"] == [name]
        remove(pool, ana, name)
        access, _ = self.tokens(app, ana)
        assert "cognito:groups" not in access
        assert public.get_user(AccessToken=refreshed["AccessToken"])["Username"] == ana
