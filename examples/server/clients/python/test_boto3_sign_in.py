"""boto3: sign-in, claims of tokens, and revocation."""

import json
import re
import time
from urllib.request import urlopen

import pytest

from world import (
    ANOTHER_PASSWORD,
    ENDPOINT,
    PASSWORD,
    UUID,
    WRONG_PASSWORD,
    admin,
    attributes,
    claims,
    header,
    idp,
    public,
    random_email,
    random_name,
    refused,
    secret_hash,
    unchecked,
    values,
    violations,
)

INCORRECT = "Incorrect username or password."
SRP_A = "a" * 768


@pytest.fixture(scope="module")
def user(app):
    """A confirmed user with a verified address, shared by the whole file: no test may change the password."""
    username, _ = app.signed_up()
    return username


class TestPasswordSignIn:
    def test_the_right_password_brings_tokens_at_once(self, app, user):
        answer = app.password_sign_in(user)
        answer.pop("ResponseMetadata")
        tokens = answer.pop("AuthenticationResult")
        assert answer == {"ChallengeParameters": {}}
        assert set(tokens) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
        assert (tokens["TokenType"], tokens["ExpiresIn"]) == ("Bearer", 3600)

    def test_the_administrator_signs_a_user_in_under_both_names_of_the_flow(self, app, user):
        for flow in "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH":
            answer = app.admin_initiate(flow, USERNAME=user, PASSWORD=PASSWORD)
            assert answer["AuthenticationResult"]["AccessToken"]

    def test_a_wrong_password_is_refused(self, app, user):
        with refused("NotAuthorizedException", INCORRECT):
            app.password_sign_in(user, WRONG_PASSWORD)
        with refused("NotAuthorizedException", INCORRECT):
            app.admin_initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME=user, PASSWORD=WRONG_PASSWORD)
        app.tokens(user)  # A success, so that failures of other tests do not add up to a lock.

    def test_an_unknown_user_is_reported_by_default(self, app):
        with refused("UserNotFoundException", "User does not exist."):
            app.password_sign_in(random_name())

    def test_an_unconfirmed_user_gets_the_same_error_with_any_password(self, app):
        username = random_name()
        app.sign_up(username)
        with refused("UserNotConfirmedException", "User is not confirmed."):
            app.password_sign_in(username, WRONG_PASSWORD)
        with refused("UserNotConfirmedException", "User is not confirmed."):
            app.password_sign_in(username)

    def test_after_five_wrong_passwords_even_the_right_one_must_wait_a_second(self, pool, app):
        username = pool.create_user(password=PASSWORD)["Username"]
        for _ in range(5):
            with refused("NotAuthorizedException", INCORRECT):
                app.password_sign_in(username, WRONG_PASSWORD)
        with refused("NotAuthorizedException", "Password attempts exceeded"):
            app.password_sign_in(username)

        time.sleep(1.5)

        assert app.tokens(username)

    def test_four_wrong_passwords_do_not_lock(self, pool, app):
        username = pool.create_user(password=PASSWORD)["Username"]
        for _ in range(4):
            with refused("NotAuthorizedException", INCORRECT):
                app.password_sign_in(username, WRONG_PASSWORD)
        assert app.tokens(username)


class TestFlows:
    def test_srp_begins_with_a_challenge_that_needs_no_session(self, pool, app, user):
        answer = app.initiate("USER_SRP_AUTH", USERNAME=user, SRP_A=SRP_A)
        assert answer["ChallengeName"] == "PASSWORD_VERIFIER"
        challenge = answer["ChallengeParameters"]
        assert set(challenge) == {"SALT", "SRP_B", "SECRET_BLOCK", "USERNAME", "USER_ID_FOR_SRP"}
        assert (challenge["USERNAME"], challenge["USER_ID_FOR_SRP"]) == (user, user)
        for number in "SALT", "SRP_B":
            # Minimal hex: JavaScript clients parse it as a number, Python clients pad it as text.
            assert re.fullmatch("[1-9a-f][0-9a-f]*", challenge[number]), number

    def test_the_same_user_has_the_same_salt_and_another_b_each_time(self, app, user):
        first, second = (
            app.initiate("USER_SRP_AUTH", USERNAME=user, SRP_A=SRP_A)["ChallengeParameters"] for _ in range(2)
        )
        assert first["SALT"] == second["SALT"]
        assert first["SRP_B"] != second["SRP_B"]

    @pytest.mark.parametrize("a", ["0", "not-hex"])
    def test_an_impossible_a_is_refused(self, app, user, a):
        with refused("InvalidParameterException"):
            app.initiate("USER_SRP_AUTH", USERNAME=user, SRP_A=a)

    @pytest.mark.parametrize(
        "flow, given, missing",
        [
            ("USER_PASSWORD_AUTH", {"PASSWORD": PASSWORD}, "USERNAME"),
            ("USER_PASSWORD_AUTH", {"USERNAME": "ana"}, "PASSWORD"),
            ("USER_SRP_AUTH", {"SRP_A": SRP_A}, "USERNAME"),
            ("USER_SRP_AUTH", {"USERNAME": "ana"}, "SRP_A"),
            ("REFRESH_TOKEN_AUTH", {}, "REFRESH_TOKEN"),
        ],
    )
    def test_a_missing_parameter_is_named(self, app, flow, given, missing):
        with refused("InvalidParameterException", f"Missing required parameter {missing}"):
            app.initiate(flow, **given)

    def test_a_flow_that_the_client_does_not_allow_is_refused(self, pool, user):
        app = pool.app(ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
        with refused("InvalidParameterException", "USER_SRP_AUTH is not enabled for the client."):
            app.initiate("USER_SRP_AUTH", USERNAME=user, SRP_A=SRP_A)
        with refused("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"):
            app.password_sign_in(user)
        with refused("InvalidParameterException", "Auth flow not enabled for this client"):
            app.admin_initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME=user, PASSWORD=PASSWORD)

    def test_a_client_without_a_list_allows_srp_and_refresh_but_no_password(self, pool, user):
        created = admin.create_user_pool_client(UserPoolId=pool.id, ClientName="app")["UserPoolClient"]
        client = {"ClientId": created["ClientId"]}
        answer = public.initiate_auth(
            **client, AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": user, "SRP_A": SRP_A}
        )
        assert answer["ChallengeName"] == "PASSWORD_VERIFIER"
        with refused("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"):
            public.initiate_auth(
                **client,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": user, "PASSWORD": PASSWORD},
            )

    def test_public_and_administrative_sign_in_have_different_password_flows(self, app, user):
        with refused("InvalidParameterException", "Initiate Auth method not supported."):
            app.admin_initiate("USER_PASSWORD_AUTH", USERNAME=user, PASSWORD=PASSWORD)
        for flow in "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH":
            with refused("InvalidParameterException", "Initiate Auth method not supported."):
                app.initiate(flow, USERNAME=user, PASSWORD=PASSWORD)

    def test_legacy_flow_names_still_allow_the_flows(self, pool, user):
        app = pool.app(ExplicitAuthFlows=["USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
        tokens = app.tokens(user)
        assert app.refresh(tokens["RefreshToken"])["AuthenticationResult"]["AccessToken"]
        assert app.admin_initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME=user, PASSWORD=PASSWORD)[
            "AuthenticationResult"
        ]

    def test_the_administrator_names_pool_and_client_that_belong_together(self, world, app, user):
        other = world.pool()
        with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
            admin.admin_initiate_auth(
                UserPoolId=other.id,
                ClientId=app.id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": user, "PASSWORD": PASSWORD},
            )


class TestNewPasswordRequired:
    @pytest.fixture(scope="class")
    @classmethod
    def strict(cls, world):
        """A pool that requires an address and a name."""
        required = [
            {"Name": name, "AttributeDataType": "String", "Required": True, "Mutable": True}
            for name in ("email", "name")
        ]
        return world.pool(Schema=required)

    @pytest.fixture
    def invited(self, strict):
        """An invited user with an address, but without the required name."""
        self.app = strict.app()
        self.email = random_email()
        return strict.create_user(
            UserAttributes=attributes(email=self.email, email_verified="true"), TemporaryPassword=PASSWORD
        )["Username"]

    def challenge(self, username):
        return self.app.password_sign_in(username)

    def respond(self, username, session, password=ANOTHER_PASSWORD, **responses):
        return self.app.respond(
            "NEW_PASSWORD_REQUIRED", session, USERNAME=username, NEW_PASSWORD=password, **responses
        )

    def test_the_challenge_has_the_attributes_and_the_missing_ones(self, invited):
        answer = self.challenge(invited)
        assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        assert len(answer["Session"]) >= 20
        parameters = answer["ChallengeParameters"]
        assert parameters["USER_ID_FOR_SRP"] == invited
        assert json.loads(parameters["requiredAttributes"]) == ["userAttributes.name"]
        assert json.loads(parameters["userAttributes"]) == {"email": self.email, "email_verified": "true"}

    def test_a_new_password_and_the_missing_attribute_bring_tokens(self, strict, invited):
        session = self.challenge(invited)["Session"]

        answer = self.respond(invited, session, **{"userAttributes.name": "Ana"})

        assert answer["AuthenticationResult"]["AccessToken"]
        assert answer["ChallengeParameters"] == {}
        assert strict.status(invited) == "CONFIRMED"
        assert values(strict.user(invited)["UserAttributes"])["name"] == "Ana"
        assert self.app.tokens(invited, ANOTHER_PASSWORD)
        with refused("NotAuthorizedException", INCORRECT):
            self.app.tokens(invited)

    def test_the_new_password_is_not_the_temporary_one(self, invited):
        session, name = self.challenge(invited)["Session"], {"userAttributes.name": "Ana"}
        with refused("PasswordHistoryPolicyViolationException", "Password has previously been used"):
            self.respond(invited, session, PASSWORD, **name)
        assert self.respond(invited, session, **name)["AuthenticationResult"]

    @pytest.mark.parametrize("attribute", ["email_verified", "phone_number_verified", "sub"])
    def test_an_attribute_that_only_the_service_sets_is_refused(self, invited, attribute):
        session = self.challenge(invited)["Session"]
        with refused("InvalidParameterException", f"Cannot modify the non-mutable attribute {attribute}"):
            self.respond(
                invited, session, **{"userAttributes.name": "Ana", f"userAttributes.{attribute}": "true"}
            )

    def test_the_missing_attribute_is_named(self, invited):
        with refused("InvalidParameterException", "Invalid attributes given, name is missing"):
            self.respond(invited, self.challenge(invited)["Session"])

    def test_an_address_already_given_stays(self, invited):
        session = self.challenge(invited)["Session"]
        with refused("NotAuthorizedException", "Cannot modify an already provided email"):
            self.respond(
                invited, session, **{"userAttributes.name": "Ana", "userAttributes.email": random_email()}
            )

    def test_a_password_that_does_not_conform_does_not_spend_the_session(self, invited):
        session, name = self.challenge(invited)["Session"], {"userAttributes.name": "Ana"}
        with refused(
            "InvalidPasswordException", "Password does not conform to policy: Password not long enough"
        ):
            self.respond(invited, session, "Sh0rt!", **name)
        assert self.respond(invited, session, **name)["AuthenticationResult"]

    def test_a_session_can_only_be_used_once(self, invited):
        session, name = self.challenge(invited)["Session"], {"userAttributes.name": "Ana"}
        self.respond(invited, session, **name)
        with refused(
            "NotAuthorizedException", "Invalid session for the user, session can only be used once."
        ):
            self.respond(invited, session, **name)

    def test_an_invalid_session_is_refused(self, invited):
        with refused("NotAuthorizedException", "Invalid session for the user."):
            self.respond(invited, "made-up-" * 10)

    def test_a_session_belongs_to_its_client(self, strict, invited):
        session = self.challenge(invited)["Session"]
        self.app = strict.app()
        with refused("NotAuthorizedException", "Invalid session for the user."):
            self.respond(invited, session, **{"userAttributes.name": "Ana"})

    def test_a_session_belongs_to_its_user(self, strict, invited):
        session = self.challenge(invited)["Session"]
        other = strict.create_user(
            UserAttributes=attributes(email=random_email(), name="Bo"), TemporaryPassword=PASSWORD
        )["Username"]
        with refused("NotAuthorizedException", "Invalid session provided for the user."):
            self.respond(other, session, **{"userAttributes.name": "Ana"})

    def test_a_session_shorter_than_20_characters_is_a_violation(self, app):
        assert violations(
            unchecked.respond_to_auth_challenge,
            ClientId=app.id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session="s" * 19,
            ChallengeResponses={},
        ) == [
            "Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20"
        ]

    def test_the_administrator_can_answer_it_too(self, strict, invited):
        session = self.app.admin_initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME=invited, PASSWORD=PASSWORD)[
            "Session"
        ]
        answer = admin.admin_respond_to_auth_challenge(
            UserPoolId=strict.id,
            ClientId=self.app.id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={
                "USERNAME": invited,
                "NEW_PASSWORD": ANOTHER_PASSWORD,
                "userAttributes.name": "Ana",
            },
        )
        assert answer["AuthenticationResult"]["AccessToken"]


class TestTokens:
    def test_an_access_token_has_the_expected_claims(self, pool, app, user):
        access = claims(app.tokens(user)["AccessToken"])
        for uuid in "sub", "jti", "origin_jti", "event_id":
            assert UUID.fullmatch(access.pop(uuid)), uuid
        issued = access.pop("iat")
        assert abs(issued - time.time()) < 60
        assert access.pop("auth_time") == issued
        assert access.pop("exp") == issued + 3600
        assert access == {
            "iss": f"https://cognito-idp.{pool.id.split('_')[0]}.amazonaws.com/{pool.id}",
            "client_id": app.id,
            "token_use": "access",
            "scope": "aws.cognito.signin.user.admin",
            "username": user,
        }

    def test_an_id_token_has_the_expected_claims(self, pool, app):
        email = random_email()
        username = random_name()
        app.signed_up(username, email=email)
        token = claims(app.tokens(username)["IdToken"])
        for uuid in "sub", "jti", "origin_jti", "event_id":
            assert UUID.fullmatch(token.pop(uuid)), uuid
        issued = token.pop("iat")
        assert token.pop("auth_time") == issued
        assert token.pop("exp") == issued + 3600
        assert token == {
            "iss": f"https://cognito-idp.{pool.id.split('_')[0]}.amazonaws.com/{pool.id}",
            "aud": app.id,
            "token_use": "id",
            "cognito:username": username,
            "email": email,
            "email_verified": True,
        }

    def test_the_two_tokens_share_their_origin_and_another_sign_in_has_another(self, app, user):
        first, second = app.tokens(user), app.tokens(user)
        access, identity, other = (
            claims(first["AccessToken"]),
            claims(first["IdToken"]),
            claims(second["IdToken"]),
        )
        assert access["origin_jti"] == identity["origin_jti"] != other["origin_jti"]
        assert access["jti"] != identity["jti"]
        assert access["sub"] == identity["sub"] == other["sub"]

    def test_the_two_tokens_are_signed_by_the_two_published_keys(self, pool, app, user):
        with urlopen(f"{ENDPOINT}/{pool.id}/.well-known/jwks.json") as answer:
            keys = json.load(answer)["keys"]
        assert all(set(key) == {"alg", "e", "kid", "kty", "n", "use"} for key in keys)
        assert {(key["alg"], key["e"], key["kty"], key["use"]) for key in keys} == {
            ("RS256", "AQAB", "RSA", "sig")
        }

        tokens = app.tokens(user)

        headers = [header(tokens["AccessToken"]), header(tokens["IdToken"])]
        assert all(set(part) == {"kid", "alg"} and part["alg"] == "RS256" for part in headers)
        assert all(len(part["kid"]) == 44 for part in headers)
        assert {part["kid"] for part in headers} == {key["kid"] for key in keys}
        assert len(keys) == 2

    def test_an_id_token_and_a_profile_show_only_what_the_app_may_read(self, pool, app):
        username, email = app.signed_up()
        reader = pool.app(ReadAttributes=["name"])
        tokens = reader.tokens(username)
        assert "email" not in claims(tokens["IdToken"])
        assert "email_verified" not in claims(tokens["IdToken"])
        profile = values(public.get_user(AccessToken=tokens["AccessToken"])["UserAttributes"])
        assert set(profile) == {"sub"}
        assert (
            values(public.get_user(AccessToken=app.tokens(username)["AccessToken"])["UserAttributes"])[
                "email"
            ]
            == email
        )

    def test_tokens_have_the_validity_of_the_app_client(self, pool, user):
        app = pool.app(
            AccessTokenValidity=5,
            IdTokenValidity=2,
            TokenValidityUnits={"AccessToken": "minutes", "IdToken": "hours"},
        )
        tokens = app.tokens(user)
        access, identity = claims(tokens["AccessToken"]), claims(tokens["IdToken"])
        assert tokens["ExpiresIn"] == access["exp"] - access["iat"] == 300
        assert identity["exp"] - identity["iat"] == 7200

    def test_tokens_name_the_region_of_their_pool(self):
        frankfurt = idp(region="eu-central-1")
        pool = frankfurt.create_user_pool(PoolName="pool")["UserPool"]["Id"]
        try:
            client = frankfurt.create_user_pool_client(
                UserPoolId=pool, ClientName="app", ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"]
            )["UserPoolClient"]["ClientId"]
            frankfurt.admin_create_user(UserPoolId=pool, Username="ana", MessageAction="SUPPRESS")
            frankfurt.admin_set_user_password(
                UserPoolId=pool, Username="ana", Password=PASSWORD, Permanent=True
            )
            answer = frankfurt.admin_initiate_auth(
                UserPoolId=pool,
                ClientId=client,
                AuthFlow="ADMIN_NO_SRP_AUTH",
                AuthParameters={"USERNAME": "ana", "PASSWORD": PASSWORD},
            )
            issuer = claims(answer["AuthenticationResult"]["AccessToken"])["iss"]
            assert issuer == f"https://cognito-idp.eu-central-1.amazonaws.com/{pool}"
        finally:
            frankfurt.delete_user_pool(UserPoolId=pool)


class TestAccessTokenOperations:
    def test_an_id_token_is_not_accepted_as_an_access_token(self, app, user):
        with refused("NotAuthorizedException", "Invalid Access Token"):
            public.get_user(AccessToken=app.tokens(user)["IdToken"])

    def test_text_that_is_not_a_token_is_invalid(self):
        with refused("NotAuthorizedException", "Invalid Access Token"):
            public.get_user(AccessToken="made-up")

    def test_a_token_whose_signature_was_changed_is_refused(self, app, user):
        head, payload, signature = app.tokens(user)["AccessToken"].split(".")
        forged = signature[:10] + ("A" if signature[10] != "A" else "B") + signature[11:]
        with refused("NotAuthorizedException", "Could not verify signature for Access Token"):
            public.get_user(AccessToken=f"{head}.{payload}.{forged}")

    def test_the_profile_of_a_deleted_user_is_gone(self, pool, app):
        username = pool.create_user(password=PASSWORD)["Username"]
        token = app.tokens(username)["AccessToken"]
        admin.admin_delete_user(UserPoolId=pool.id, Username=username)
        with refused("UserNotFoundException", "User does not exist."):
            public.get_user(AccessToken=token)


class TestRefresh:
    def test_a_refresh_brings_new_tokens_of_the_same_origin_and_no_refresh_token(self, app, user):
        first = app.tokens(user)
        for flow in "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN":
            answer = app.initiate(flow, REFRESH_TOKEN=first["RefreshToken"])
            assert answer["ChallengeParameters"] == {}
            second = answer["AuthenticationResult"]
            assert set(second) == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
            for token in "AccessToken", "IdToken":
                before, after = claims(first[token]), claims(second[token])
                assert before["jti"] != after["jti"]
                for kept in "sub", "iss", "auth_time", "origin_jti", "token_use":
                    assert before[kept] == after[kept]

    def test_the_administrator_refreshes_too(self, app, user):
        token = app.tokens(user)["RefreshToken"]
        assert app.admin_initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=token)["AuthenticationResult"][
            "AccessToken"
        ]

    def test_a_refresh_token_belongs_to_its_client(self, pool, app, user):
        with refused("NotAuthorizedException", "Invalid Refresh Token."):
            pool.app().refresh(app.tokens(user)["RefreshToken"])

    def test_text_that_is_not_a_refresh_token_is_refused(self, app, user):
        for token in "made-up", app.tokens(user)["AccessToken"]:
            with refused("NotAuthorizedException", "Invalid Refresh Token."):
                app.refresh(token)


class TestTheEnd:
    def test_a_global_sign_out_ends_every_session_and_new_ones_begin_at_once(self, app):
        username, _ = app.signed_up()
        here, there = app.tokens(username), app.tokens(username)

        answer = public.global_sign_out(AccessToken=here["AccessToken"])

        assert set(answer) == {"ResponseMetadata"}
        for tokens in here, there:
            with refused("NotAuthorizedException", "Access Token has been revoked"):
                public.get_user(AccessToken=tokens["AccessToken"])
            with refused("NotAuthorizedException", "Refresh Token has been revoked"):
                app.refresh(tokens["RefreshToken"])
        assert public.get_user(AccessToken=app.tokens(username)["AccessToken"])["Username"] == username

    def test_a_revoked_token_cannot_sign_out_again(self, app):
        username, _ = app.signed_up()
        token = app.tokens(username)["AccessToken"]
        public.global_sign_out(AccessToken=token)
        with refused("NotAuthorizedException", "Access Token has been revoked"):
            public.global_sign_out(AccessToken=token)

    def test_revoking_a_refresh_token_ends_its_session_and_no_other(self, app, user):
        here, there = app.tokens(user), app.tokens(user)
        refreshed = app.refresh(here["RefreshToken"])["AuthenticationResult"]

        app.revoke(here["RefreshToken"])

        with refused("NotAuthorizedException", "Refresh Token has been revoked"):
            app.refresh(here["RefreshToken"])
        for tokens in here, refreshed:
            with refused("NotAuthorizedException", "Access Token has been revoked"):
                public.get_user(AccessToken=tokens["AccessToken"])
        assert public.get_user(AccessToken=there["AccessToken"])
        assert app.refresh(there["RefreshToken"])

    def test_revoking_twice_is_no_error(self, app, user):
        token = app.tokens(user)["RefreshToken"]
        app.revoke(token)
        app.revoke(token)

    def test_only_a_refresh_token_can_be_revoked(self, app, user):
        with refused("UnsupportedTokenTypeException"):
            app.revoke(app.tokens(user)["AccessToken"])

    def test_a_client_with_a_secret_must_send_it_to_revoke(self, pool, user):
        app = pool.app(GenerateSecret=True)
        token = app.tokens(user)["RefreshToken"]
        with refused("UnauthorizedException"):
            app.revoke(token)
        with refused("UnauthorizedException"):
            app.revoke(token, ClientSecret="w" * 51)
        app.revoke(token, ClientSecret=app.secret)
        with refused("NotAuthorizedException", "Refresh Token has been revoked"):
            app.refresh(token, SECRET_HASH=app.hash(user))

    def test_another_client_cannot_revoke(self, pool, app, user):
        tokens = app.tokens(user)
        with refused("UnauthorizedException"):
            pool.app().revoke(tokens["RefreshToken"])
        assert app.refresh(tokens["RefreshToken"])

    def test_without_revocation_tokens_have_no_origin_and_cannot_be_revoked(self, pool, user):
        app = pool.app(EnableTokenRevocation=False)
        tokens = app.tokens(user)
        for token in tokens["AccessToken"], tokens["IdToken"]:
            assert not {"jti", "origin_jti"} & set(claims(token))
        with refused("UnsupportedOperationException"):
            app.revoke(tokens["RefreshToken"])

    def test_a_changed_password_does_not_end_sessions(self, app):
        username, _ = app.signed_up()
        tokens = app.tokens(username)
        public.change_password(
            AccessToken=tokens["AccessToken"], PreviousPassword=PASSWORD, ProposedPassword=ANOTHER_PASSWORD
        )
        assert public.get_user(AccessToken=tokens["AccessToken"])
        assert app.refresh(tokens["RefreshToken"])


class TestSecretHash:
    @pytest.fixture(scope="class")
    @classmethod
    def confidential(cls, pool):
        return pool.app(GenerateSecret=True)

    def test_a_client_with_a_secret_hashes_every_name_it_sends(self, confidential):
        username, email = confidential.signed_up()
        tokens = confidential.tokens(username)
        answer = confidential.refresh(tokens["RefreshToken"], SECRET_HASH=confidential.hash(username))
        assert answer["AuthenticationResult"]["AccessToken"]
        assert confidential.forgot_password(username)["CodeDeliveryDetails"]

    def test_the_challenge_is_answered_with_a_hash_too(self, pool, confidential):
        username = pool.create_user(TemporaryPassword=PASSWORD)["Username"]
        new = {"USERNAME": username, "NEW_PASSWORD": ANOTHER_PASSWORD}
        session = confidential.password_sign_in(username)["Session"]
        with refused(
            "NotAuthorizedException",
            f"Client {confidential.id} is configured with secret but SECRET_HASH was not received",
        ):
            confidential.respond("NEW_PASSWORD_REQUIRED", session, **new)
        answer = confidential.respond(
            "NEW_PASSWORD_REQUIRED", session, **new, SECRET_HASH=confidential.hash(username)
        )
        assert answer["AuthenticationResult"]

    def test_a_missing_hash_is_an_error(self, confidential):
        named = {"ClientId": confidential.id, "Username": random_name()}
        for call, members in [
            (public.sign_up, {"Password": PASSWORD}),
            (public.confirm_sign_up, {"ConfirmationCode": "123456"}),
            (public.resend_confirmation_code, {}),
            (public.forgot_password, {}),
            (public.confirm_forgot_password, {"ConfirmationCode": "123456", "Password": PASSWORD}),
        ]:
            with refused(
                "NotAuthorizedException",
                f"Client {confidential.id} is configured with secret but SECRET_HASH was not received",
            ):
                call(**named, **members)
        with refused(
            "NotAuthorizedException",
            f"Client {confidential.id} is configured with secret but SECRET_HASH was not received",
        ):
            confidential.initiate("USER_PASSWORD_AUTH", USERNAME=named["Username"], PASSWORD=PASSWORD)

    def test_a_wrong_hash_cannot_be_verified(self, confidential):
        username = random_name()
        wrong = secret_hash("somebody else", confidential.id, confidential.secret)
        text = f"Unable to verify secret hash for client {confidential.id}"
        with refused("NotAuthorizedException", text):
            public.sign_up(ClientId=confidential.id, Username=username, Password=PASSWORD, SecretHash=wrong)
        with refused("NotAuthorizedException", text):
            confidential.initiate(
                "USER_PASSWORD_AUTH", USERNAME=username, PASSWORD=PASSWORD, SECRET_HASH=wrong
            )

    def test_a_refresh_with_a_wrong_hash_has_another_error_text(self, confidential):
        username, _ = confidential.signed_up()
        token = confidential.tokens(username)["RefreshToken"]
        with refused(
            "NotAuthorizedException", f"SecretHash does not match for the client: {confidential.id}"
        ):
            confidential.refresh(token, SECRET_HASH=confidential.hash("somebody else"))

    def test_a_client_without_a_secret_accepts_no_hash(self, app, user):
        with refused(
            "InvalidParameterException",
            f"App client {app.id} is not configured for secret but secret hash was received",
        ):
            app.initiate(
                "USER_PASSWORD_AUTH",
                USERNAME=user,
                PASSWORD=PASSWORD,
                SECRET_HASH=secret_hash(user, app.id, "x"),
            )


class TestHiddenExistence:
    """PreventUserExistenceErrors ENABLED: an unknown user looks like a known one."""

    @pytest.fixture(scope="class")
    @classmethod
    def discreet(cls, pool):
        return pool.app(PreventUserExistenceErrors="ENABLED")

    def test_an_unknown_user_gets_the_error_for_a_wrong_password(self, discreet):
        with refused("NotAuthorizedException", INCORRECT):
            discreet.password_sign_in(random_name())
        with refused("NotAuthorizedException", INCORRECT):
            discreet.admin_initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME=random_name(), PASSWORD=PASSWORD)

    def test_an_unknown_user_gets_an_srp_challenge_of_the_usual_shape(self, discreet, user):
        unknown = random_name()
        invented, known = (
            discreet.initiate("USER_SRP_AUTH", USERNAME=name, SRP_A=SRP_A) for name in (unknown, user)
        )
        assert set(invented) == set(known)
        assert invented["ChallengeName"] == "PASSWORD_VERIFIER"
        assert set(invented["ChallengeParameters"]) == set(known["ChallengeParameters"])
        for parameter in "SALT", "SRP_B":
            assert re.fullmatch("[1-9a-f][0-9a-f]*", invented["ChallengeParameters"][parameter])
        lengths = [len(answer["ChallengeParameters"]["SECRET_BLOCK"]) for answer in (invented, known)]
        assert abs(lengths[0] - lengths[1]) < 100

    def test_an_unknown_user_keeps_the_invented_salt(self, discreet):
        unknown = random_name()
        first, second, other = (
            discreet.initiate("USER_SRP_AUTH", USERNAME=name, SRP_A=SRP_A)["ChallengeParameters"]
            for name in (unknown, unknown, random_name())
        )
        assert first["SALT"] == second["SALT"] != other["SALT"]
        assert first["USER_ID_FOR_SRP"] == second["USER_ID_FOR_SRP"]
        assert first["SRP_B"] != second["SRP_B"]

    def test_a_code_seems_to_go_out_to_an_unknown_user(self, discreet):
        unknown = random_name()
        first, second = (discreet.forgot_password(unknown)["CodeDeliveryDetails"] for _ in range(2))
        assert first == second
        # Most invented users have a mail address, some a number alone.
        shape = {"EMAIL": ("email", r".\*\*\*@.\*\*\*"), "SMS": ("phone_number", r"\+\*{6,10}[0-9]{4}")}
        attribute, destination = shape[first["DeliveryMedium"]]
        assert first["AttributeName"] == attribute
        assert re.fullmatch(destination, first["Destination"])
        assert discreet.resend_code(unknown)["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"

    def test_an_unknown_address_is_masked_as_it_was_given(self, discreet):
        details = discreet.forgot_password("zoe@puzzle.example")["CodeDeliveryDetails"]
        assert details["Destination"] == "z***@p***"

    def test_an_unknown_user_s_code_has_expired(self, discreet):
        no_code = "Invalid code provided, please request a code again."
        with refused("ExpiredCodeException", no_code):
            discreet.confirm_sign_up(random_name(), "123456")
        with refused("ExpiredCodeException", no_code):
            discreet.confirm_forgot_password(random_name(), "123456", PASSWORD)

    def test_a_name_that_is_taken_cannot_be_hidden_from_sign_up(self, discreet, user):
        with refused("UsernameExistsException", "User already exists"):
            discreet.sign_up(user)

    def test_the_administrator_always_gets_the_error_for_unknown_users(self, pool):
        with refused("UserNotFoundException", "User does not exist."):
            pool.user(random_name())
