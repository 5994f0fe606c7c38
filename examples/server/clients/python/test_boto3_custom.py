"""boto3: sign-in by custom challenges (CUSTOM_AUTH), with the functions of node/functions.js."""

import pytest

from world import PASSWORD, admin, claims, events, function, public, random_name, refused

CAPITAL = "What is the capital of France?"
INCORRECT = "Incorrect username or password."
FLOWS = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture(scope="module")
def pool(world):
    return world.pool(
        LambdaConfig={
            "DefineAuthChallenge": function("define-challenge"),
            "CreateAuthChallenge": function("create-challenge"),
            "VerifyAuthChallengeResponse": function("verify-answer"),
            "PreAuthentication": function("agree"),
            "PostAuthentication": function("agree"),
            "PreTokenGeneration": function("agree"),
        }
    )


@pytest.fixture(scope="module")
def app(pool):
    return pool.app(ExplicitAuthFlows=FLOWS)


@pytest.fixture
def ana(pool):
    return pool.create_user(password=PASSWORD)["Username"]


def seen(pool, username, name):
    return [event for event in events(name, pool) if event["userName"] == username]


def answer(app, username, session, text, **responses):
    return app.respond("CUSTOM_CHALLENGE", session, USERNAME=username, ANSWER=text, **responses)


def test_two_answers_bring_tokens(app, ana):
    first = app.initiate("CUSTOM_AUTH", USERNAME=ana)
    assert first["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert first["ChallengeParameters"] == {"question": CAPITAL, "USERNAME": ana}
    second = answer(app, ana, first["Session"], "Paris")
    assert second["Session"] != first["Session"]
    last = answer(app, ana, second["Session"], "42")
    assert last["ChallengeParameters"] == {}
    assert not {"ChallengeName", "Session"} & set(last)
    assert claims(last["AuthenticationResult"]["AccessToken"])["username"] == ana


def test_the_other_functions_are_called_around_the_questions(pool, app, ana):
    session = app.initiate("CUSTOM_AUTH", USERNAME=ana)["Session"]
    assert [event["triggerSource"] for event in seen(pool, ana, "agree")] == [
        "PreAuthentication_Authentication"
    ]
    session = answer(app, ana, session, "Paris")["Session"]
    answer(app, ana, session, "42")
    assert sorted(event["triggerSource"] for event in seen(pool, ana, "agree")[1:]) == [
        "PostAuthentication_Authentication",
        "TokenGeneration_Authentication",
    ]


def test_old_clients_name_the_challenge_at_the_start(app, ana):
    started = app.initiate("CUSTOM_AUTH", USERNAME=ana, CHALLENGE_NAME="CUSTOM_CHALLENGE")
    assert started["ChallengeParameters"]["question"] == CAPITAL


def test_the_administrator_may_ask_and_answer(pool, app, ana):
    def respond(session, text):
        return admin.admin_respond_to_auth_challenge(
            UserPoolId=pool.id,
            ClientId=app.id,
            ChallengeName="CUSTOM_CHALLENGE",
            Session=session,
            ChallengeResponses={"USERNAME": ana, "ANSWER": text},
        )

    session = app.admin_initiate("CUSTOM_AUTH", USERNAME=ana)["Session"]
    assert respond(respond(session, "Paris")["Session"], "42")["AuthenticationResult"]


def test_a_client_with_a_secret_hashes_at_the_start_and_in_every_answer(pool, ana):
    app = pool.app(ExplicitAuthFlows=FLOWS, GenerateSecret=True)
    text = f"Client {app.id} is configured with secret but SECRET_HASH was not received"
    with refused("NotAuthorizedException", text):
        app.initiate("CUSTOM_AUTH", USERNAME=ana)
    hashed = {"SECRET_HASH": app.hash(ana)}
    session = app.initiate("CUSTOM_AUTH", USERNAME=ana, **hashed)["Session"]
    with refused("NotAuthorizedException", text):
        answer(app, ana, session, "Paris")
    assert answer(app, ana, session, "Paris", **hashed)["Session"]


def test_missing_parameters_are_named(app, ana):
    with refused("InvalidParameterException", "Missing required parameter USERNAME"):
        app.initiate("CUSTOM_AUTH")
    session = app.initiate("CUSTOM_AUTH", USERNAME=ana)["Session"]
    with refused("InvalidParameterException", "Missing required parameter ANSWER"):
        app.respond("CUSTOM_CHALLENGE", session, USERNAME=ana)


def test_a_session_belongs_to_one_user(pool, app, ana):
    other = pool.create_user(password=PASSWORD)["Username"]
    session = app.initiate("CUSTOM_AUTH", USERNAME=ana)["Session"]
    with refused("NotAuthorizedException", "Invalid session provided for the user."):
        answer(app, other, session, "Paris")


def test_a_client_without_a_list_of_flows_allows_it(pool, ana):
    created = admin.create_user_pool_client(UserPoolId=pool.id, ClientName="app")["UserPoolClient"]
    started = public.initiate_auth(
        ClientId=created["ClientId"], AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": ana}
    )
    assert started["ChallengeName"] == "CUSTOM_CHALLENGE"


def test_a_disabled_user_is_not_signed_in(pool, app, ana):
    admin.admin_disable_user(UserPoolId=pool.id, Username=ana)
    with refused("NotAuthorizedException", "User is disabled."):
        session = app.initiate("CUSTOM_AUTH", USERNAME=ana)["Session"]
        session = answer(app, ana, session, "Paris")["Session"]
        answer(app, ana, session, "42")


def test_metadata_of_an_answer_reaches_the_functions_that_follow(pool, app, ana):
    started = public.initiate_auth(
        ClientId=app.id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": ana},
        ClientMetadata={"step": "start"},
    )
    public.respond_to_auth_challenge(
        ClientId=app.id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": ana, "ANSWER": "Paris"},
        ClientMetadata={"step": "answer"},
    )
    (asked,) = seen(pool, ana, "agree")
    assert asked["request"]["validationData"] == {"step": "start"}
    for name in "verify-answer", "define-challenge", "create-challenge":
        assert seen(pool, ana, name)[-1]["request"]["clientMetadata"] == {"step": "answer"}


class TestHiddenExistence:
    def test_the_functions_get_user_not_found_and_no_answer_brings_tokens(self, pool):
        app = pool.app(ExplicitAuthFlows=FLOWS, PreventUserExistenceErrors="ENABLED")
        unknown = random_name()
        started = app.initiate("CUSTOM_AUTH", USERNAME=unknown)
        assert started["ChallengeParameters"]["question"] == CAPITAL
        second = answer(app, unknown, started["Session"], "Paris")
        with refused("NotAuthorizedException", INCORRECT):
            answer(app, unknown, second["Session"], "42")
        for name in "define-challenge", "create-challenge", "verify-answer":
            assert events(name, pool)[-1]["request"]["userNotFound"] is True, name

    def test_a_known_user_looks_the_same(self, pool, ana):
        app = pool.app(ExplicitAuthFlows=FLOWS, PreventUserExistenceErrors="ENABLED")
        known, unknown = (app.initiate("CUSTOM_AUTH", USERNAME=name) for name in (ana, random_name()))
        assert set(known) == set(unknown)
        assert set(known["ChallengeParameters"]) == set(unknown["ChallengeParameters"])
