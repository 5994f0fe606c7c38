//! The endpoint `/oauth2/token`, next to its lower bound: one RSA signature of the same length by the same signer.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

use std::{hint::black_box, time::Duration};

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use userpool::{
    AwsLcSigner,
    operations::{CreateResourceServer, CreateUserPoolClient, ResourceServerScope},
    storage::{Algorithm, KeyMaterial, MemoryStorage, Signer as _},
};
use userpool_benches::Bench;
use userpool_storage_traits::conformance::block_on;

/// About as long as the signed part of an access token.
const SIGNED_BYTES: usize = 600;

fn client_credentials(c: &mut Criterion) {
    let bench = Bench::new(MemoryStorage::default());
    let request = request(&bench);
    let mut group = c.benchmark_group("token_endpoint");
    group.sample_size(60).measurement_time(Duration::from_secs(4));
    group.bench_function("client_credentials", |b| {
        b.iter(|| {
            let response = block_on(bench.engine.fetch(request.clone()));
            assert_eq!(response.status(), 200);
            black_box(response)
        });
    });
    let signer = AwsLcSigner::new();
    let generated = block_on(signer.generate(Algorithm::Rs256, [7; 32])).unwrap();
    let key = KeyMaterial { id: "bench".into(), algorithm: Algorithm::Rs256, private: generated.private };
    let message = vec![b'x'; SIGNED_BYTES];
    group.bench_function("one_signature", |b| {
        b.iter(|| black_box(block_on(signer.sign(&key, &message, [7; 32])).unwrap()));
    });
    group.finish();
}

/// A request for a token of a machine.
fn request(bench: &Bench) -> http::Request<Bytes> {
    bench.send(CreateResourceServer {
        user_pool_id: bench.pool.clone(),
        identifier: "api".into(),
        name: "api".into(),
        scopes: Some(vec![ResourceServerScope {
            scope_name: "read".into(),
            scope_description: "read".into(),
        }]),
    });
    let mut create = CreateUserPoolClient {
        user_pool_id: bench.pool.clone(),
        client_name: "machine".into(),
        generate_secret: Some(true),
        ..Default::default()
    };
    create.settings.allowed_oauth_flows_user_pool_client = Some(true);
    create.settings.allowed_oauth_flows = Some(vec!["client_credentials".into()]);
    create.settings.allowed_oauth_scopes = Some(vec!["api/read".into()]);
    let client = bench.send(create).user_pool_client;
    let secret = client.client_secret.unwrap();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        client.client_id,
        secret.as_str()
    );
    http::Request::post(format!("http://localhost/{}/oauth2/token", bench.pool))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form))
        .unwrap()
}

criterion_group!(benches, client_credentials);
criterion_main!(benches);
