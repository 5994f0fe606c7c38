//! What the source says in words only: the values of texts in responses, and the form of JSON that passes through.

/// What a member holds, where neither its Rust type nor a table says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Override {
    /// This shape.
    Shape(&'static str),
    /// A list of this shape.
    Each(&'static str),
    /// What this Rust type reads.
    Rust(&'static str),
    /// A list of what this Rust type reads.
    EachRust(&'static str),
    /// The type of this name in [`FOREIGN`].
    Foreign(&'static str),
    /// A map of any JSON.
    MapOfJson,
}

/// Of operations, by the Rust type and its field. One that nothing needs is an error.
pub(crate) const OVERRIDES: &[(&str, &str, Override)] = &[
    ("AdminGetUserOutput", "user_status", Override::Shape("USER_STATUS")),
    ("AdminGetUserOutput", "preferred_mfa_setting", Override::Rust("Factor")),
    ("AdminGetUserOutput", "user_mfa_setting_list", Override::EachRust("Factor")),
    ("CompleteWebAuthnRegistration", "credential", Override::Rust("RegistrationResponse")),
    ("GetUserOutput", "preferred_mfa_setting", Override::Rust("Factor")),
    ("GetUserOutput", "user_mfa_setting_list", Override::EachRust("Factor")),
    ("SignInOutput", "available_challenges", Override::Each("CHALLENGE_NAME")),
    ("SignInOutput", "challenge_name", Override::Shape("CHALLENGE_NAME")),
    (
        "StartWebAuthnRegistrationOutput",
        "credential_creation_options",
        Override::Foreign("PublicKeyCredentialCreationOptionsJSON"),
    ),
    ("UserAuthFactors", "configured_user_auth_factors", Override::Each("AUTH_FACTOR")),
    ("UserAuthFactors", "preferred_mfa_setting", Override::Rust("Factor")),
    ("UserAuthFactors", "user_mfa_setting_list", Override::EachRust("Factor")),
    ("UserPoolMfaConfig", "mfa_configuration", Override::Shape("USER_POOL_MFA")),
    ("UserPoolMfaConfig", "web_authn_configuration", Override::Shape("WEB_AUTHN_CONFIGURATION")),
    ("VerifySoftwareTokenOutput", "status", Override::Shape("VERIFY_SOFTWARE_TOKEN_RESPONSE")),
];

/// Of triggers: claims have any form.
pub(crate) const TRIGGER_OVERRIDES: &[(&str, &str, Override)] =
    &[("TokenGeneration", "claims_to_add_or_override", Override::MapOfJson)];

/// Types of other standards, with their declarations.
pub(crate) const FOREIGN: &[(&str, &str)] = &[(
    "PublicKeyCredentialCreationOptionsJSON",
    "\
/**
 * What a browser needs to make a passkey, for `PublicKeyCredential.parseCreationOptionsFromJSON`. Bytes are in base64url.
 */
export interface PublicKeyCredentialCreationOptionsJSON {
  /** For whom the passkey is made: a domain. */
  rp: { id: string; name: string };
  /** Who makes it. */
  user: { id: string; name: string; displayName: string };
  /** To be signed; holds for five minutes. */
  challenge: string;
  /** The algorithms that are understood, by their numbers in COSE. */
  pubKeyCredParams: { type: 'public-key'; alg: number }[];
  /** How long the browser's dialog waits, in milliseconds. */
  timeout: number;
  /** The passkeys that the user has already. */
  excludeCredentials: { id: string; type: 'public-key' }[];
  /** What the authenticator must be able to do. */
  authenticatorSelection: {
    requireResidentKey: boolean;
    residentKey: 'required';
    userVerification: 'required' | 'preferred';
  };
}
",
)];
