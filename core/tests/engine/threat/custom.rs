//! Custom sign-ins: assessed only in pools that protect them.

use serde_json::json;
use userpool::{
    Error,
    error::NotAuthorized,
    operations::{InitiateAuth, SignInOutput},
    storage::TriggerError,
    trigger::{DefineAuthChallenge, DefineAuthChallengeResponse, Event, TriggerFns},
};

use super::{AWAY, CHROME, HOME, Place, client, configure, newest, protected_with, sign_in, takeover};
use crate::world::{World, assert_refused, function_for_each, map, now, signed_in};

/// A pool whose function gives tokens at once.
fn custom(seed: u64, mode: Option<&str>) -> World {
    let mut add_ons = json!({"AdvancedSecurityMode": "ENFORCED"});
    if let Some(mode) = mode {
        add_ons["AdvancedSecurityAdditionalFlows"] = json!({"CustomAuthMode": mode});
    }
    let functions = TriggerFns::new().on(|_: Event<DefineAuthChallenge>| async {
        Ok::<_, TriggerError>(DefineAuthChallengeResponse::tokens())
    });
    let mut world = protected_with(seed, add_ons.clone(), |builder| builder.triggers(functions));
    let lambda = function_for_each(&["DefineAuthChallenge"]);
    world.pool_ok(
        "UpdateUserPool",
        json!({"UserPoolTier": "PLUS", "UserPoolAddOns": add_ons, "LambdaConfig": lambda}),
    );
    world.client = world
        .add_client(|client| {
            client.settings.explicit_auth_flows =
                Some(["ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH"].map(Into::into).to_vec());
        })
        .client_id;
    configure(&world, &takeover("BLOCK", "BLOCK", "BLOCK"));
    world
}

fn custom_sign_in(world: &World, place: Place) -> Result<SignInOutput, Error> {
    let request = InitiateAuth {
        auth_flow: "CUSTOM_AUTH".into(),
        client_id: world.client.clone(),
        auth_parameters: Some(map(&[("USERNAME", "ana")])),
        ..Default::default()
    };
    now(world.engine.send_for(client(place), request))
}

#[test]
fn a_custom_sign_in_is_refused_only_if_its_mode_is_enforced() {
    for (seed, mode, recorded) in [
        (1, None, "SignIn Pass NoRisk -"),
        (2, Some("AUDIT"), "SignIn Pass Block Medium"),
        (3, Some("ENFORCED"), "SignIn Fail Block Medium"),
    ] {
        let world = custom(seed, mode);
        signed_in(sign_in(&world, (HOME, CHROME)));
        let answer = custom_sign_in(&world, (AWAY, CHROME));
        match mode {
            Some("ENFORCED") => assert_refused(answer, NotAuthorized::SecurityReasons),
            _ => drop(signed_in(answer)),
        }
        assert_eq!(newest(&world), recorded, "{mode:?}");
    }
}
