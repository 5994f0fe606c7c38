//! Checks an access token with `jsonwebtoken`: `jsonwebtoken ISSUER CLIENT_ID TOKEN < jwks.json`.

use std::{env, error::Error, io};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let [issuer, client_id, token] =
        env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "three arguments")?;
    let keys: JwkSet = serde_json::from_reader(io::stdin())?;

    let kid = decode_header(&token)?.kid.ok_or("the token names no key")?;
    let key = DecodingKey::from_jwk(keys.find(&kid).ok_or("unknown key")?)?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[issuer]);
    validation.validate_aud = false; // access tokens have no `aud`: the client is in `client_id`
    let claims: Value = decode(&token, &key, &validation)?.claims;
    if claims["token_use"] != "access" || claims["client_id"] != client_id.as_str() {
        return Err("not an access token of this app client".into());
    }
    println!("{}", claims["username"].as_str().unwrap_or_default());
    Ok(())
}
