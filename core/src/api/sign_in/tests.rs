//! What a sign-in costs, seen from inside: whether the user exists must not show.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use userpool_storage_traits::MemoryStorage;

use crate::{
    Engine,
    auth::srp::group::count,
    client::{PasswordChallenge, SrpClient},
    operations::{
        AdminCreateUser, AdminSetUserPassword, CreateUserPool, CreateUserPoolClient, InitiateAuth,
        RespondToAuthChallenge, SignInOutput,
    },
};

const PASSWORD: &str = "Correct-Horse9!";

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("memory waits for nothing"),
    }
}

struct Door {
    engine: Engine,
    pool: String,
    client: String,
}

impl Door {
    /// A pool in which `ana` exists, and a client that hides whether she does.
    fn new() -> Self {
        let engine = Engine::builder().storage(MemoryStorage::default()).master_key([7; 32]).build().unwrap();
        let pool = CreateUserPool { pool_name: "p".into(), ..Default::default() };
        let pool = now(engine.send(pool)).unwrap().user_pool.id;
        let mut client = CreateUserPoolClient {
            user_pool_id: pool.clone(),
            client_name: "c".into(),
            ..Default::default()
        };
        client.settings.prevent_user_existence_errors = Some("ENABLED".into());
        client.settings.explicit_auth_flows =
            Some(vec!["ALLOW_USER_SRP_AUTH".into(), "ALLOW_USER_PASSWORD_AUTH".into()]);
        let client = now(engine.send(client)).unwrap().user_pool_client.client_id;
        let user = AdminCreateUser {
            user_pool_id: pool.clone(),
            username: "ana".into(),
            message_action: Some("SUPPRESS".into()),
            ..Default::default()
        };
        now(engine.send(user)).unwrap();
        let password = AdminSetUserPassword {
            user_pool_id: pool.clone(),
            username: "ana".into(),
            password: PASSWORD.into(),
            permanent: Some(true),
        };
        now(engine.send(password)).unwrap();
        Self { engine, pool, client }
    }

    fn initiate(&self, flow: &str, parameters: [(&str, &str); 2]) -> Result<SignInOutput, crate::Error> {
        now(self.engine.send(InitiateAuth {
            auth_flow: flow.into(),
            client_id: self.client.clone(),
            auth_parameters: Some(
                parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            ),
            ..Default::default()
        }))
    }

    /// Exponentiations of a refused sign-in by password.
    fn password_costs(&self, name: &str) -> usize {
        let before = count::done();
        let refused =
            self.initiate("USER_PASSWORD_AUTH", [("USERNAME", name), ("PASSWORD", "Wrong-Horse9!")]);
        assert_eq!(refused.unwrap_err().to_string(), "Incorrect username or password.");
        count::done() - before
    }

    /// Exponentiations of the two steps of a refused sign-in by SRP, the client's own left out.
    fn srp_costs(&self, name: &str) -> (usize, usize) {
        let srp = SrpClient::new(&self.pool, [42; 32]);
        let before = count::done();
        let srp_a = srp.srp_a();
        let of_client = count::done();
        let challenge = self.initiate("USER_SRP_AUTH", [("USERNAME", name), ("SRP_A", &srp_a)]).unwrap();
        let first = count::done() - of_client;
        assert!(of_client >= before);

        let parameters = challenge.challenge_parameters.unwrap();
        let asked = PasswordChallenge::user(|name| parameters.get(name).map(String::as_str)).unwrap();
        let claim = srp.answer("Wrong-Horse9!", &asked, 1_780_000_000).unwrap();
        let mut responses: super::Parameters =
            claim.responses().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        responses.insert("USERNAME".into(), parameters["USERNAME"].clone().into());
        let before = count::done();
        let refused = now(self.engine.send(RespondToAuthChallenge {
            client_id: self.client.clone(),
            challenge_name: "PASSWORD_VERIFIER".into(),
            challenge_responses: Some(responses),
            ..Default::default()
        }));
        assert_eq!(refused.unwrap_err().to_string(), "Incorrect username or password.");
        (first, count::done() - before)
    }
}

#[test]
fn a_user_who_does_not_exist_costs_as_many_exponentiations_as_one_who_does() {
    let door = Door::new();
    // The tenth attempt meets a lock, which must not show either.
    for _ in 0..10 {
        assert_eq!(door.password_costs("ana"), 1);
        assert_eq!(door.password_costs("nobody"), 1);
        assert_eq!(door.srp_costs("ana"), (1, 2));
        assert_eq!(door.srp_costs("nobody"), (1, 2));
    }
}
