"""boto3: users of another system, imported with the hashes of their passwords."""

import base64
import hashlib
import time

import pytest

from world import PASSWORD, WRONG_PASSWORD, admin, random_name, refused, upload, values

ROLE = "arn:aws:iam::123456789012:role/import"

INCORRECT = "Incorrect username or password."


def base64_without_padding(data):
    return base64.b64encode(data).decode().rstrip("=")


def pbkdf2(password):
    """As Python's passlib writes it, but with the usual alphabet of Base64."""
    salt = b"sixteen byte salt"
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1000)
    return f"$pbkdf2-sha256$1000${base64_without_padding(salt)}${base64_without_padding(digest)}"


def scrypt(password):
    salt = b"sixteen byte salt"
    digest = hashlib.scrypt(password.encode(), salt=salt, n=1024, r=8, p=1, dklen=32)
    return f"1024$8$1${salt.hex()}${digest.hex()}"


# By the package bcrypt of PyPI, with cost 4.
BCRYPT = "$2b$04$abcdefghijklmnopqrstuuq5RzzfWNFRY2uR5dg6dv2JLH2wk1jo."


def imported(pool, algorithm, users):
    """Imports users, by name and hash, and returns the job when it has ended."""
    header = admin.get_csv_header(UserPoolId=pool.id)["CSVHeader"]
    job = admin.create_user_import_job(
        UserPoolId=pool.id,
        JobName="staff",
        CloudWatchLogsRoleArn=ROLE,
        **({"PasswordHashingAlgorithm": algorithm} if algorithm else {}),
    )["UserImportJob"]
    columns = [*header, "password_hash"] if algorithm else header
    lines = [",".join(columns)]
    for username, password_hash in users.items():
        given = {
            "cognito:username": username,
            "email": f"{username}@example.com",
            "email_verified": "TRUE",
            "cognito:mfa_enabled": "FALSE",
            "password_hash": password_hash,
        }
        lines.append(",".join(given.get(column, "") for column in columns))
    upload(job["PreSignedUrl"], "\n".join(lines) + "\n")
    named = {"UserPoolId": pool.id, "JobId": job["JobId"]}
    admin.start_user_import_job(**named)
    for _ in range(300):
        job = admin.describe_user_import_job(**named)["UserImportJob"]
        if job["Status"] not in ("Pending", "InProgress"):
            return job
        time.sleep(0.1)
    pytest.fail(f"the job is still {job['Status']}")


def counts(job):
    return job["Status"], job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]


class TestPasswordHashes:
    @pytest.mark.parametrize(
        ("algorithm", "password_hash"),
        [("BCRYPT", BCRYPT), ("SCRYPT", scrypt(PASSWORD)), ("PBKDF2_SHA256", pbkdf2(PASSWORD))],
    )
    def test_an_imported_user_signs_in_with_the_old_password(self, pool, app, algorithm, password_hash):
        username = random_name()
        job = imported(pool, algorithm, {username: password_hash})
        assert counts(job) == ("Succeeded", 1, 0, 0)
        assert job["PasswordHashingAlgorithm"] == algorithm
        user = pool.user(username)
        assert user["UserStatus"] == "CONFIRMED"
        assert values(user["UserAttributes"])["email"] == f"{username}@example.com"
        with refused("NotAuthorizedException", INCORRECT):
            app.password_sign_in(username, WRONG_PASSWORD)
        assert set(app.tokens(username)) >= {"AccessToken", "IdToken", "RefreshToken"}
        # The hash was replaced by an SRP verifier, which the second sign-in uses.
        assert app.tokens(username)["TokenType"] == "Bearer"

    def test_a_malformed_hash_fails_its_line_and_an_empty_one_needs_a_reset(self, pool, app):
        good, empty, bad = random_name(), random_name(), random_name()
        job = imported(pool, "BCRYPT", {good: BCRYPT, empty: "", bad: "not a hash"})
        assert counts(job) == ("Succeeded", 2, 0, 1)
        assert pool.status(empty) == "RESET_REQUIRED"
        app.tokens(good)
        with refused("PasswordResetRequiredException"):
            app.password_sign_in(empty)
        with refused("UserNotFoundException"):
            pool.user(bad)


class TestUsersWithoutPasswords:
    def test_each_must_reset_the_password_and_a_second_import_skips_them(self, pool):
        users = {random_name(): "" for _ in range(300)}
        assert counts(imported(pool, None, users)) == ("Succeeded", 300, 0, 0)
        assert pool.status(next(iter(users))) == "RESET_REQUIRED"
        more = {**users, **{random_name(): "" for _ in range(301)}}
        assert counts(imported(pool, None, more)) == ("Succeeded", 301, 300, 0)
