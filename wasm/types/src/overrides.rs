//! Types that the source describes only in words: possible texts in responses, and JSON that passes through.

/// The type of a member, if neither its Rust type nor a table gives it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Override {
    /// This shape.
    Shape(&'static str),
    /// The JSON form of this Rust type.
    Rust(&'static str),
    /// The type with this name in [`FOREIGN`].
    Foreign(&'static str),
    /// A map of any JSON.
    MapOfJson,
}

/// Overrides for operations, by the Rust type and its field. An unused one is an error.
pub(crate) const OVERRIDES: &[(&str, &str, Override)] = &[
    ("AdminGetUserOutput", "user_status", Override::Shape("USER_STATUS")),
    ("CompleteWebAuthnRegistration", "credential", Override::Rust("RegistrationResponse")),
    ("CreateManagedLoginBranding", "settings", Override::MapOfJson),
    ("ManagedLoginBranding", "settings", Override::MapOfJson),
    (
        "StartWebAuthnRegistrationOutput",
        "credential_creation_options",
        Override::Foreign("PublicKeyCredentialCreationOptionsJSON"),
    ),
    ("UpdateManagedLoginBranding", "settings", Override::MapOfJson),
];

/// Overrides for triggers: claims may be any JSON.
pub(crate) const TRIGGER_OVERRIDES: &[(&str, &str, Override)] = &[
    ("TokenGeneration", "claims_to_add_or_override", Override::MapOfJson),
    ("InboundAttributes", "id_token", Override::MapOfJson),
    ("InboundAttributes", "saml_response", Override::MapOfJson),
    ("InboundAttributes", "user_info", Override::MapOfJson),
    ("InboundFederationResponse", "user_attributes_to_map", Override::MapOfJson),
];

/// Types of other standards, with their declarations.
pub(crate) const FOREIGN: &[(&str, &str)] = &[(
    "PublicKeyCredentialCreationOptionsJSON",
    "\
/**
 * The options for a new passkey, for `PublicKeyCredential.parseCreationOptionsFromJSON`. Bytes are in base64url.
 */
export interface PublicKeyCredentialCreationOptionsJSON {
  /** The relying party: a domain. */
  rp: { id: string; name: string };
  /** The user who registers the passkey. */
  user: { id: string; name: string; displayName: string };
  /** The challenge to sign; valid for five minutes. */
  challenge: string;
  /** The supported algorithms, by their COSE numbers. */
  pubKeyCredParams: { type: 'public-key'; alg: number }[];
  /** How long the browser's dialog waits, in milliseconds. */
  timeout: number;
  /** The passkeys that the user already has. */
  excludeCredentials: { id: string; type: 'public-key' }[];
  /** The required abilities of the authenticator. */
  authenticatorSelection: {
    requireResidentKey: boolean;
    residentKey: 'required';
    userVerification: 'required' | 'preferred';
  };
}
",
)];
