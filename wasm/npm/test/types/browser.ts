// In a browser: passkeys go from the engine to the browser's dialog and back.

import type { Engine, Operations } from 'userpool';

/** What `toJSON` gives, as WebAuthn has it; the types of browsers do not say so yet. */
interface PublicKeyCredentialJSON {
  id: string;
  rawId: string;
  type: string;
  authenticatorAttachment?: string;
  clientExtensionResults: object;
  response: {
    clientDataJSON: string;
    attestationObject: string;
    authenticatorData: string;
    transports: string[];
    publicKeyAlgorithm: number;
  };
}

export async function register(engine: Engine, AccessToken: string): Promise<void> {
  const { CredentialCreationOptions } = await engine.call('StartWebAuthnRegistration', { AccessToken });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(CredentialCreationOptions);
  const credential = await navigator.credentials.create({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) return;
  const Credential: PublicKeyCredentialJSON = credential.toJSON();
  await engine.call('CompleteWebAuthnRegistration', { AccessToken, Credential });
}

/** The engine at another place, by HTTP. */
export async function remote<Name extends keyof Operations>(
  url: string,
  name: Name,
  input: Operations[Name]['input'],
): Promise<Operations[Name]['output']> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AWSCognitoIdentityProviderService.${name}`,
  };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  return answer.json();
}
