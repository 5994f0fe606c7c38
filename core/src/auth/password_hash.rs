//! Hashes of passwords from another system, which an import brings: bcrypt, scrypt, Argon2id and PBKDF2.
//!
//! The forms are those of the service, which
//! [the developer guide](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html)
//! documents. The service's limits hold for user import jobs: a sign-in takes about a quarter of a second and 64 MB. Files of lines may
//! bring hashes of higher costs, and of the algorithms in `foreign`, if the engine is compiled with `foreign-hashes`: a sign-in takes
//! at most about two seconds and 256 MiB.

use std::fmt;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

#[cfg(feature = "foreign-hashes")]
mod foreign;

/// `PasswordHashingAlgorithmType`, and the further algorithms of files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum HashAlgorithm {
    Bcrypt,
    Scrypt,
    Argon2id,
    Pbkdf2Sha256,
    #[cfg(feature = "foreign-hashes")]
    Foreign(foreign::Algorithm),
}

/// A hash with its parameters, within the limits.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct PasswordHash {
    cost: Cost,
    salt: Vec<u8>,
    hash: Zeroizing<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Cost {
    Bcrypt {
        cost: u32,
    },
    Scrypt {
        log_n: u8,
        r: u32,
        p: u32,
    },
    Argon2id {
        version: u32,
        m: u32,
        t: u32,
        p: u32,
    },
    Pbkdf2Sha256 {
        iterations: u32,
    },
    #[cfg(feature = "foreign-hashes")]
    Foreign(foreign::Cost),
}

/// What hashes may cost.
#[derive(Debug)]
pub(crate) struct Limits {
    bcrypt_cost: u32,
    scrypt_n: u64,
    scrypt_r: u32,
    scrypt_p: u32,
    /// The product of N, r and p.
    scrypt_work: u64,
    /// In KiB.
    argon2_memory: u32,
    argon2_time: u32,
    argon2_lanes: u32,
    /// The product of memory and time.
    argon2_work: u64,
    pbkdf2_iterations: u32,
    /// The product of iterations and blocks: a hash that is longer than the digest has several.
    pbkdf2_work: u64,
}

impl Limits {
    /// The limits of the service, for user import jobs.
    pub(crate) const SERVICE: Self = Self {
        bcrypt_cost: 12,
        scrypt_n: 65_536,
        scrypt_r: 8,
        scrypt_p: 1,
        scrypt_work: 65_536 * 8,
        argon2_memory: 19_456,
        argon2_time: 2,
        argon2_lanes: 1,
        argon2_work: 19_456 * 2,
        pbkdf2_iterations: 600_000,
        pbkdf2_work: 600_000 * 2,
    };

    /// Our own limits, for hashes that are stored: what other systems use, up to 256 MiB and about two seconds.
    pub(crate) const STORED: Self = Self {
        bcrypt_cost: 14,
        scrypt_n: 1 << 18,
        scrypt_r: 32,
        scrypt_p: 16,
        scrypt_work: 1 << 21,
        argon2_memory: 1 << 18,
        argon2_time: 64,
        argon2_lanes: 16,
        argon2_work: 1 << 20,
        pbkdf2_iterations: 3_000_000,
        pbkdf2_work: 3_000_000,
    };

    /// For files of lines.
    #[cfg(feature = "transfer")]
    pub(crate) const FILES: Self =
        if cfg!(feature = "foreign-hashes") { Self::STORED } else { Self::SERVICE };
}

const BCRYPT_COST_MIN: u32 = 4;

/// Lengths in bytes that the service does not document: our own choice. A shorter hash would be easy to meet by chance.
const HASH_BYTES: std::ops::RangeInclusive<usize> = 16..=64;
const SALT_BYTES: std::ops::RangeInclusive<usize> = 1..=64;

/// The forms are without padding, and bcrypt's last characters have bits that do not count.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const BASE64_OF_BCRYPT: GeneralPurpose = GeneralPurpose::new(&alphabet::BCRYPT, LENIENT);

impl HashAlgorithm {
    /// The algorithm of this name in the API.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "BCRYPT" => Self::Bcrypt,
            "SCRYPT" => Self::Scrypt,
            "ARGON2ID" => Self::Argon2id,
            "PBKDF2_SHA256" => Self::Pbkdf2Sha256,
            _ => return None,
        })
    }

    /// The algorithm of this name in a file of lines, and in a store.
    pub(crate) fn parse_stored(name: &str) -> Option<Self> {
        #[cfg(feature = "foreign-hashes")]
        if let Some(algorithm) = foreign::Algorithm::parse(name) {
            return Some(Self::Foreign(algorithm));
        }
        Self::parse(name)
    }
}

impl PasswordHash {
    /// Reads a hash. `None` if it is malformed or beyond the limits.
    pub(crate) fn parse(limits: &Limits, algorithm: HashAlgorithm, text: &str) -> Option<Self> {
        let (cost, salt, hash) = match algorithm {
            HashAlgorithm::Bcrypt => bcrypt(limits, text)?,
            HashAlgorithm::Scrypt => scrypt(limits, text)?,
            HashAlgorithm::Argon2id => {
                let (Argon2Cost { version, m, t, p }, salt, hash) =
                    argon2(limits, text.strip_prefix("$argon2id$")?)?;
                (Cost::Argon2id { version, m, t, p }, salt, hash)
            }
            HashAlgorithm::Pbkdf2Sha256 => {
                let (iterations, salt, hash) = pbkdf2(limits, text.strip_prefix("$pbkdf2-sha256$")?, 32)?;
                (Cost::Pbkdf2Sha256 { iterations }, salt, hash)
            }
            #[cfg(feature = "foreign-hashes")]
            HashAlgorithm::Foreign(algorithm) => {
                let (cost, salt, hash) = algorithm.read(limits, text)?;
                (Cost::Foreign(cost), salt, hash)
            }
        };
        let fits = SALT_BYTES.contains(&salt.len()) && HASH_BYTES.contains(&hash.len());
        fits.then(|| Self { cost, salt, hash: Zeroizing::new(hash) })
    }

    /// Whether it is the hash of this password, compared in constant time. This is slow on purpose.
    #[cfg(feature = "password-hashes")]
    pub(crate) fn matches(&self, password: &str) -> bool {
        use subtle::ConstantTimeEq as _;

        let mut computed = Zeroizing::new(vec![0; self.hash.len()]);
        self.compute(password.as_bytes(), &mut computed).is_some() && bool::from(computed.ct_eq(&self.hash))
    }

    /// This build cannot verify hashes, so no password is right. Only a store that another build has written has any.
    #[cfg(not(feature = "password-hashes"))]
    pub(crate) fn matches(&self, _: &str) -> bool {
        let Self { cost: _, salt: _, hash: _ } = self;
        false
    }

    #[cfg(feature = "password-hashes")]
    fn compute(&self, password: &[u8], output: &mut [u8]) -> Option<()> {
        match self.cost {
            Cost::Bcrypt { cost } => {
                // As all implementations do: with a final zero, and no more than 72 bytes.
                let mut password = Zeroizing::new([password, &[0]].concat());
                password.truncate(72);
                let computed = Zeroizing::new(bcrypt::bcrypt(cost, *self.salt.first_chunk()?, &password));
                output.copy_from_slice(computed.get(..output.len())?);
            }
            Cost::Scrypt { log_n, r, p } => {
                let params = scrypt::Params::new(log_n, r, p).ok()?;
                scrypt::scrypt(password, &self.salt, &params, output).ok()?;
            }
            Cost::Argon2id { version, m, t, p } => {
                let version = argon2::Version::try_from(version).ok()?;
                let params = argon2::Params::new(m, t, p, Some(output.len())).ok()?;
                let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, version, params);
                argon2.hash_password_into(password, &self.salt, output).ok()?;
            }
            Cost::Pbkdf2Sha256 { iterations } => {
                pbkdf2::pbkdf2_hmac::<sha2::Sha256>(password, &self.salt, iterations, output);
            }
            #[cfg(feature = "foreign-hashes")]
            Cost::Foreign(cost) => cost.compute(password, &self.salt, output)?,
        }
        Some(())
    }
}

/// What a text says: the cost, the salt and the hash.
type Parts = (Cost, Vec<u8>, Vec<u8>);

/// `$2b$12$`, and 22 characters of salt and 31 of hash. Hashes of the variant `$2x$` are verified like the others, which
/// fails for passwords with characters beyond ASCII: they come from an implementation with an error.
fn bcrypt(limits: &Limits, text: &str) -> Option<Parts> {
    let mut parts = text.strip_prefix('$')?.split('$');
    let (variant, cost, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let is_known = ["2a", "2b", "2x", "2y"].contains(&variant);
    if !is_known || parts.next().is_some() || cost.len() != 2 || rest.len() != 53 {
        return None;
    }
    let cost = number(cost).filter(|cost| (BCRYPT_COST_MIN..=limits.bcrypt_cost).contains(cost))?;
    let (salt, hash) = rest.split_at_checked(22)?;
    let salt = BASE64_OF_BCRYPT.decode(salt).ok().filter(|salt| salt.len() == 16)?;
    Some((Cost::Bcrypt { cost }, salt, BASE64_OF_BCRYPT.decode(hash).ok()?))
}

/// `N$r$p$salt$hash`, salt and hash in hexadecimal digits.
fn scrypt(limits: &Limits, text: &str) -> Option<Parts> {
    let mut parts = text.split('$');
    let mut next = || parts.next();
    let (n, r, p, salt, hash) = (next()?, number(next()?)?, number(next()?)?, next()?, next()?);
    let n = u64::from(number(n)?);
    if parts.next().is_some() {
        return None;
    }
    let log_n = scrypt_log_n(limits, n, r, p)?;
    let bytes = |digits: &str| base16ct::mixed::decode_vec(digits).ok();
    Some((Cost::Scrypt { log_n, r, p }, bytes(salt)?, bytes(hash)?))
}

/// The logarithm of N, if N is a power of two and the parameters are within the limits.
fn scrypt_log_n(limits: &Limits, n: u64, r: u32, p: u32) -> Option<u8> {
    let fits = (2..=limits.scrypt_n).contains(&n)
        && n.is_power_of_two()
        && (1..=limits.scrypt_r).contains(&r)
        && (1..=limits.scrypt_p).contains(&p)
        && n * u64::from(r) * u64::from(p) <= limits.scrypt_work;
    if fits { u8::try_from(n.trailing_zeros()).ok() } else { None }
}

/// The parameters of Argon2.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Argon2Cost {
    version: u32,
    m: u32,
    t: u32,
    p: u32,
}

/// `v=19$m=19456,t=2,p=1$salt$hash`, salt and hash in base64 without padding. Without `v` it is version 16.
fn argon2(limits: &Limits, text: &str) -> Option<(Argon2Cost, Vec<u8>, Vec<u8>)> {
    let mut parts = text.split('$').peekable();
    let version = match parts.next_if(|part| part.starts_with("v=")) {
        Some(version) => number(version.strip_prefix("v=")?)?,
        None => 16,
    };
    let mut costs = parts.next()?.split(',');
    let mut cost = |prefix: &str| number(costs.next()?.strip_prefix(prefix)?);
    let (m, t, p) = (cost("m=")?, cost("t=")?, cost("p=")?);
    let (salt, hash) = (parts.next()?, parts.next()?);
    let fits = [16, 19].contains(&version)
        && (1..=limits.argon2_time).contains(&t)
        && (1..=limits.argon2_lanes).contains(&p)
        && (8 * p..=limits.argon2_memory).contains(&m)
        && u64::from(m) * u64::from(t) <= limits.argon2_work;
    if !fits || costs.next().is_some() || parts.next().is_some() {
        return None;
    }
    let salt = BASE64.decode(salt).ok().filter(|salt| salt.len() >= 8)?;
    Some((Argon2Cost { version, m, t, p }, salt, BASE64.decode(hash).ok()?))
}

/// `iterations$salt$hash`, salt and hash in base64. Some systems write `i=` before the number, and `.` in place of `+`.
fn pbkdf2(limits: &Limits, text: &str, digest_bytes: usize) -> Option<(u32, Vec<u8>, Vec<u8>)> {
    let mut parts = text.split('$');
    let (iterations, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let iterations = number(iterations.strip_prefix("i=").unwrap_or(iterations))?;
    let bytes = |text: &str| BASE64.decode(text.replace('.', "+")).ok();
    let (salt, hash) = (bytes(salt)?, bytes(hash)?);
    let work = u64::from(iterations) * hash.len().div_ceil(digest_bytes) as u64;
    let fits = (1..=limits.pbkdf2_iterations).contains(&iterations) && work <= limits.pbkdf2_work;
    fits.then_some((iterations, salt, hash))
}

/// A decimal number without a sign.
fn number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHash").field("cost", &self.cost).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
