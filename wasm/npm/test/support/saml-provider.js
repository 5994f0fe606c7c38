// An identity provider of SAML 2.0. It writes its assertions in canonical form, so that it can sign them as they are.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';

export const ENTITY = 'https://idp.example.com/metadata';
export const SSO = 'https://idp.example.com/sso';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signed = (text) => sign('sha256', Buffer.from(text), privateKey);

/** The metadata of the provider. */
export function metadata() {
  const binding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
  return (
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY}">` +
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">' +
    '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>' +
    `<ds:X509Certificate>${certificate().toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>` +
    `</md:KeyDescriptor><md:SingleSignOnService Binding="${binding}" Location="${SSO}"/>` +
    '</md:IDPSSODescriptor></md:EntityDescriptor>'
  );
}

/** The response to a request in base64, with a signed assertion about `name`. */
export function response({ request, audience, consumer, name, mail }) {
  const at = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, '');
  const [now, soon, id] = [at(-5), at(300), '_assertion'];
  const head =
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" IssueInstant="${now}" Version="2.0">` +
    `<saml:Issuer>${ENTITY}</saml:Issuer>`;
  const rest =
    `<saml:Subject><saml:NameID>${name}</saml:NameID>` +
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">' +
    `<saml:SubjectConfirmationData InResponseTo="${request}" NotOnOrAfter="${soon}" Recipient="${consumer}">` +
    '</saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>' +
    `<saml:Conditions NotBefore="${now}" NotOnOrAfter="${soon}"><saml:AudienceRestriction>` +
    `<saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${now}"><saml:AuthnContext>` +
    '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>' +
    '</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="mail">' +
    `<saml:AttributeValue>${mail}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`;
  return Buffer.from(
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_response" Version="2.0" IssueInstant="${now}" ` +
      `Destination="${consumer}" InResponseTo="${request}">` +
      `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${ENTITY}</saml:Issuer><samlp:Status>` +
      '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
      `${head}${signature(head + rest, id)}${rest}</samlp:Response>`,
  ).toString('base64');
}

/** The signature over an element in canonical form. */
function signature(canonical, id) {
  const digest = createHash('sha256').update(canonical).digest('base64');
  const algorithm = (element, url) => `<ds:${element} Algorithm="${url}"></ds:${element}>`;
  const info =
    '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">' +
    algorithm('CanonicalizationMethod', 'http://www.w3.org/2001/10/xml-exc-c14n#') +
    algorithm('SignatureMethod', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256') +
    `<ds:Reference URI="#${id}"><ds:Transforms>` +
    algorithm('Transform', 'http://www.w3.org/2000/09/xmldsig#enveloped-signature') +
    algorithm('Transform', 'http://www.w3.org/2001/10/xml-exc-c14n#') +
    `</ds:Transforms>${algorithm('DigestMethod', 'http://www.w3.org/2001/04/xmlenc#sha256')}` +
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  return (
    `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${info}` +
    `<ds:SignatureValue>${signed(info).toString('base64')}</ds:SignatureValue></ds:Signature>`
  );
}

/** A certificate for the key, signed by itself (RFC 5280), in DER. */
function certificate() {
  const tagged = (tag, ...parts) => {
    const content = Buffer.concat(parts);
    const size = content.length;
    const length = size < 128 ? [size] : [0x82, size >> 8, size & 255];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
  };
  const sequence = (...parts) => tagged(0x30, ...parts);
  // sha256WithRSAEncryption, and the common name "idp".
  const algorithm = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'));
  const name = sequence(tagged(0x31, sequence(Buffer.from('0603550403', 'hex'), tagged(0x0c, Buffer.from('idp')))));
  const time = (text) => tagged(0x17, Buffer.from(text));
  const body = sequence(
    Buffer.from('020101', 'hex'),
    algorithm,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  return sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signed(body)));
}
