//! `GetSigningCertificate`. The certificate is read by an independent parser.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa::{Pkcs1v15Sign, RsaPublicKey, pkcs8::DecodePublicKey as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use userpool::{error::ResourceNotFound, storage::MemoryStorage};
use x509_cert::{
    Certificate,
    der::{Decode as _, Encode as _},
};

use crate::world::{Racer, World, Yielding, interleave, records, refusal};

#[track_caller]
fn certificate(world: &World) -> String {
    let answer = world.pool_ok("GetSigningCertificate", json!({}));
    assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
    answer["Certificate"].as_str().unwrap().to_owned()
}

fn parsed(text: &str) -> Certificate {
    Certificate::from_der(&BASE64_STANDARD.decode(text).unwrap()).unwrap()
}

#[test]
fn the_certificate_is_signed_by_its_own_key_for_ten_years() {
    let world = World::new(1);
    let text = certificate(&world);
    let certificate = parsed(&text);
    let tbs = certificate.tbs_certificate();
    let name = format!("CN={}", world.pool);
    assert_eq!((tbs.subject().to_string(), tbs.issuer().to_string()), (name.clone(), name));
    let algorithm = certificate.signature_algorithm();
    assert_eq!(algorithm.oid.to_string(), "1.2.840.113549.1.1.11", "RSA with SHA-256");
    assert_eq!(tbs.signature(), algorithm);

    let validity = tbs.validity();
    let since = validity.not_before.to_unix_duration();
    assert_eq!(since, Duration::from_secs(world.clock.now().seconds()));
    assert_eq!(validity.not_after.to_unix_duration() - since, Duration::from_secs(3652 * 86_400));

    let public = RsaPublicKey::from_public_key_der(&tbs.subject_public_key_info().to_der().unwrap()).unwrap();
    let digest = Sha256::digest(tbs.to_der().unwrap());
    let signature = certificate.signature().raw_bytes();
    public.verify(Pkcs1v15Sign::new::<Sha256>(), &digest, signature).unwrap();
    assert_eq!(certificate.to_der().unwrap(), BASE64_STANDARD.decode(text).unwrap(), "it is canonical");
}

#[test]
fn the_key_signs_and_decrypts_keys_and_is_no_authority() {
    let certificate = parsed(&certificate(&World::new(2)));
    let extensions = certificate.tbs_certificate().extensions().unwrap();
    let shown: Vec<_> = extensions
        .iter()
        .map(|extension| (extension.extn_id.to_string(), extension.critical, extension.extn_value.as_bytes()))
        .collect();
    let constraints: &[u8] = &[0x30, 0];
    let usage: &[u8] = &[3, 2, 5, 0xA0];
    assert_eq!(shown, [("2.5.29.19".to_owned(), true, constraints), ("2.5.29.15".to_owned(), true, usage)]);
}

#[test]
fn the_certificate_stays_and_is_the_pools_own() {
    let world = World::new(3);
    let first = certificate(&world);
    world.clock.advance(400 * 86_400);
    assert_eq!(certificate(&world), first);
    let keys = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    let published = String::from_utf8_lossy(keys.body()).into_owned();
    assert_eq!(published.matches("\"kid\"").count(), 2, "no key for tokens: {published}");
    let world = world.moved_to(json!({"PoolName": "other"}));
    assert_ne!(certificate(&world), first);
}

#[test]
fn one_of_several_first_calls_makes_the_key() {
    for seed in 0..20 {
        let world = World::with(4, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let request = json!({"UserPoolId": world.pool});
        let call = || world.engine.call("GetSigningCertificate", request.clone());
        let calls = (0..3).map(|_| Box::pin(call()) as Racer<'_, Value>);
        let answers = interleave(seed, calls.collect());
        let stored = certificate(&world);
        for answer in answers {
            assert_eq!(answer.unwrap()["Certificate"], stored.as_str());
        }
    }
}

#[test]
fn the_private_key_is_sealed_and_the_pool_must_exist() {
    let storage = Arc::new(MemoryStorage::default());
    let world = World::with(5, Arc::clone(&storage), |_| {}, |_| {});
    certificate(&world);
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(stored["saml-key"].contains("\"sealed\""), "{}", stored["saml-key"]);
    let request = json!({"UserPoolId": "us-east-1_nothing00"});
    let expected = refusal(ResourceNotFound::Pool("us-east-1_nothing00".to_owned()));
    assert_eq!(world.refused("GetSigningCertificate", request), expected);
}
