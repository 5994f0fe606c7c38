//! Encrypted assertions of [XML Encryption](https://www.w3.org/TR/xmlenc-core1/): a key transported with RSA-OAEP, and
//! content encrypted with AES.
//!
//! Every failure after the algorithms are known is the same [`Refusal::Decryption`]: who learns which step failed can decrypt
//! what others have sent, by asking many times.

use aes::{Aes128, Aes256};
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit};
use cbc::cipher::{KeyIvInit, block_padding::NoPadding};
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use roxmltree::Node;
use rsa::{Oaep, RsaPrivateKey, pkcs8::DecodePrivateKey as _, traits::PublicKeyParts as _};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{
    refusal::Refusal,
    xml::{self, Name, name},
};

const ENCRYPTED_DATA: Name = (name::XENC, "EncryptedData");
const ENCRYPTED_KEY: Name = (name::XENC, "EncryptedKey");
const ENCRYPTION_METHOD: Name = (name::XENC, "EncryptionMethod");
const CIPHER_DATA: Name = (name::XENC, "CipherData");
const CIPHER_VALUE: Name = (name::XENC, "CipherValue");
const OAEP_PARAMS: Name = (name::XENC, "OAEPparams");
const DIGEST_METHOD: Name = (name::DSIG, "DigestMethod");
const MGF: Name = (name::XENC11, "MGF");

/// RSA-OAEP whose mask is always made with SHA-1.
const RSA_OAEP_MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
/// RSA-OAEP that names the hash of its mask.
const RSA_OAEP: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";

const BLOCK_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;

/// What is needed to decrypt.
#[derive(Clone, Copy)]
pub(crate) struct DecryptionKey<'a> {
    /// The RSA private key of the service provider, PKCS #8 in DER. Keys of 2048 to 4096 bits are accepted.
    pub(crate) pkcs8: &'a [u8],
    /// Random bytes of this call. They blind the private operation, so that its time says nothing about the key.
    pub(crate) entropy: [u8; 32],
}

impl std::fmt::Debug for DecryptionKey<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DecryptionKey(…)")
    }
}

/// How the content is encrypted.
#[derive(Clone, Copy, Debug)]
enum Cipher {
    Aes128Cbc,
    Aes256Cbc,
    Aes128Gcm,
    Aes256Gcm,
}

/// How the key of the content is encrypted: the hash of the label, and that of the mask.
#[derive(Clone, Copy, Debug)]
struct Transport {
    digest: Hash,
    mask: Hash,
}

#[derive(Clone, Copy, Debug)]
enum Hash {
    Sha1,
    Sha256,
}

/// The bytes that were encrypted in an `EncryptedAssertion`.
pub(super) fn decrypted(
    encrypted: Node<'_, '_>,
    key: DecryptionKey<'_>,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let data = xml::required(encrypted, ENCRYPTED_DATA)?;
    let mut keys = encrypted.descendants().filter(|node| xml::is(*node, ENCRYPTED_KEY));
    let (Some(transported), None) = (keys.next(), keys.next()) else {
        return Err(Refusal::Structure("an encrypted assertion does not have exactly one encrypted key"));
    };
    let cipher = Cipher::of(data).ok_or(Refusal::EncryptionMethod)?;
    let transport = Transport::of(transported)?.ok_or(Refusal::EncryptionMethod)?;
    let (key_value, content) = (cipher_value(transported)?, cipher_value(data)?);
    let content_key = transport.decrypt(&key_value, key).ok_or(Refusal::Decryption)?;
    cipher.decrypt(&content_key, &content).ok_or(Refusal::Decryption)
}

fn algorithm<'a>(element: Node<'a, '_>, of: Name) -> Option<&'a str> {
    let found = xml::optional(element, of).ok()??;
    found.attribute("Algorithm")
}

fn cipher_value(of: Node<'_, '_>) -> Result<Vec<u8>, Refusal> {
    let value = xml::required(xml::required(of, CIPHER_DATA)?, CIPHER_VALUE)?;
    xml::from_base64(&xml::text(value)?).ok_or(Refusal::Structure("an encrypted value is not base64"))
}

impl Cipher {
    fn of(data: Node<'_, '_>) -> Option<Self> {
        match algorithm(data, ENCRYPTION_METHOD)? {
            "http://www.w3.org/2001/04/xmlenc#aes128-cbc" => Some(Self::Aes128Cbc),
            "http://www.w3.org/2001/04/xmlenc#aes256-cbc" => Some(Self::Aes256Cbc),
            "http://www.w3.org/2009/xmlenc11#aes128-gcm" => Some(Self::Aes128Gcm),
            "http://www.w3.org/2009/xmlenc11#aes256-gcm" => Some(Self::Aes256Gcm),
            _ => None,
        }
    }

    fn decrypt(self, key: &[u8], content: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Aes128Cbc => cbc_decrypted::<cbc::Decryptor<Aes128>>(key, content),
            Self::Aes256Cbc => cbc_decrypted::<cbc::Decryptor<Aes256>>(key, content),
            Self::Aes128Gcm => gcm_decrypted(&Aes128Gcm::new_from_slice(key).ok()?, content),
            Self::Aes256Gcm => gcm_decrypted(&Aes256Gcm::new_from_slice(key).ok()?, content),
        }
    }
}

/// The last byte says how many bytes of padding there are; the others may have any value.
fn cbc_decrypted<D>(key: &[u8], content: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    D: KeyIvInit + cbc::cipher::BlockModeDecrypt,
{
    let (iv, blocks) = content.split_at_checked(BLOCK_BYTES)?;
    let mut blocks = Zeroizing::new(blocks.to_vec());
    D::new_from_slices(key, iv).ok()?.decrypt_padded::<NoPadding>(&mut blocks).ok()?;
    let padding = usize::from(*blocks.last()?);
    let length = blocks.len().checked_sub(padding).filter(|_| (1..=BLOCK_BYTES).contains(&padding))?;
    blocks.truncate(length);
    Some(blocks)
}

fn gcm_decrypted<C>(cipher: &C, content: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: aes_gcm::AeadInOut,
{
    let (nonce, sealed) = content.split_at_checked(NONCE_BYTES)?;
    let mut text = Zeroizing::new(sealed.to_vec());
    let nonce = nonce.try_into().ok()?;
    cipher.decrypt_in_place(nonce, &[], &mut *text).ok()?;
    Some(text)
}

impl Transport {
    /// `None` for an algorithm that is not accepted, such as the padding of PKCS #1 v1.5: its use reveals the key.
    fn of(transported: Node<'_, '_>) -> Result<Option<Self>, Refusal> {
        let method = xml::required(transported, ENCRYPTION_METHOD)?;
        let has_label = match xml::optional(method, OAEP_PARAMS)? {
            Some(label) => !xml::trimmed(label)?.is_empty(),
            None => false,
        };
        let digest = match algorithm(method, DIGEST_METHOD) {
            None | Some("http://www.w3.org/2000/09/xmldsig#sha1") => Some(Hash::Sha1),
            Some("http://www.w3.org/2001/04/xmlenc#sha256") => Some(Hash::Sha256),
            Some(_) => None,
        };
        let mask = match (method.attribute("Algorithm"), algorithm(method, MGF)) {
            (Some(RSA_OAEP_MGF1P), None)
            | (Some(RSA_OAEP), None | Some("http://www.w3.org/2009/xmlenc11#mgf1sha1")) => Some(Hash::Sha1),
            (Some(RSA_OAEP), Some("http://www.w3.org/2009/xmlenc11#mgf1sha256")) => Some(Hash::Sha256),
            _ => None,
        };
        let transport = digest.zip(mask).map(|(digest, mask)| Self { digest, mask });
        Ok(transport.filter(|_| !has_label))
    }

    fn decrypt(self, transported: &[u8], key: DecryptionKey<'_>) -> Option<Zeroizing<Vec<u8>>> {
        let private = RsaPrivateKey::from_pkcs8_der(key.pkcs8).ok()?;
        if !(2048..=4096).contains(&private.n().bits_vartime()) {
            return None;
        }
        let mut stream = ChaCha20Rng::from_seed(key.entropy);
        let content_key = match (self.digest, self.mask) {
            (Hash::Sha1, Hash::Sha1) => {
                private.decrypt_blinded(&mut stream, Oaep::<Sha1>::new(), transported)
            }
            (Hash::Sha256, Hash::Sha256) => {
                private.decrypt_blinded(&mut stream, Oaep::<Sha256>::new(), transported)
            }
            (Hash::Sha256, Hash::Sha1) => {
                let padding = Oaep::<Sha256, Sha1>::new_with_mgf_hash();
                private.decrypt_blinded(&mut stream, padding, transported)
            }
            (Hash::Sha1, Hash::Sha256) => {
                let padding = Oaep::<Sha1, Sha256>::new_with_mgf_hash();
                private.decrypt_blinded(&mut stream, padding, transported)
            }
        };
        content_key.ok().map(Zeroizing::new)
    }
}
