//! Compares the SRP kernel with num-bigint, a simple reference, in the same run.
//!
//! `server` is the server's arithmetic of one sign-in: B = k·v + g^b and S = (A·v^u)^b. The kernel is constant-time, the
//! reference is not.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use num_bigint::BigUint;
use userpool::auth::srp::{Identity, PublicValue, Salt, ServerEphemeral, Verifier};

const N: &str = concat!(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b",
    "302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6",
    "49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d",
    "670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718",
    "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7d",
    "b3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c",
    "bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff"
);
const K: &str = "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6";

fn srp(c: &mut Criterion) {
    let identity = Identity::user("Vect0rOne", "ana");
    let salt = Salt::from_random([0x5a; 16]);
    let verifier = Verifier::derive(&identity, "Correct-Horse9!", &salt);
    let (n, k) = (number(N), number(K));
    let g = BigUint::from(2_u32);
    let v = BigUint::from_bytes_be(&*verifier.to_bytes());
    let b = BigUint::from_bytes_be(&[0xb5; 32]);
    let u = BigUint::from_bytes_be(&[0xa7; 32]);
    let a = g.modpow(&BigUint::from_bytes_be(&[0x3c; 32]), &n);
    let client = PublicValue::from_hex(&a.to_str_radix(16)).unwrap();

    let mut group = c.benchmark_group("srp");
    group.bench_function("verifier/userpool", |bench| {
        bench.iter(|| Verifier::derive(black_box(&identity), "Correct-Horse9!", &salt));
    });
    group.bench_function("verifier/num-bigint", |bench| bench.iter(|| g.modpow(black_box(&u), &n)));
    group.bench_function("server/userpool", |bench| {
        bench.iter(|| {
            let ephemeral = ServerEphemeral::new(black_box(&verifier), [0xb5; 32]);
            ephemeral.session_key(&client, &verifier).unwrap()
        });
    });
    group.bench_function("server/num-bigint", |bench| {
        bench.iter(|| {
            let public = (&k * black_box(&v) + g.modpow(&b, &n)) % &n;
            let secret = (&a * v.modpow(&u, &n) % &n).modpow(&b, &n);
            (public, secret)
        });
    });
    group.finish();
}

fn number(hex: &str) -> BigUint {
    BigUint::parse_bytes(hex.as_bytes(), 16).unwrap()
}

criterion_group!(benches, srp);
criterion_main!(benches);
