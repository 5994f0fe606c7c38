//! Checks an access token with `userpool`'s own verifier: `verifier ISSUER CLIENT_ID TOKEN < jwks.json`.

use std::{env, error::Error, io, time::SystemTime};

use userpool::token::verifier::Verifier;

fn main() -> Result<(), Box<dyn Error>> {
    let [issuer, client_id, token] =
        env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "three arguments")?;
    let keys = io::read_to_string(io::stdin())?;

    let verifier = Verifier::new(issuer, &keys)?.with_clients([client_id]);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let claims = verifier.verify(&token, now)?;
    println!("{}", claims.username.unwrap_or_default());
    Ok(())
}
