// The operations as the AWS SDK has them: whoever comes from there finds the same names.

import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { Operations } from 'userpool';

/** Operations that this SDK does not have. */
type UnknownToSdk = 'GetDerivedToken';

/** The name of the function of the SDK. */
type FunctionOf<Name extends keyof Operations> = Uncapitalize<Exclude<Name, UnknownToSdk>>;

/** An operation of the SDK, from the overloads of its function. */
type OfSdk<Name extends keyof Operations> =
  CognitoIdentityProvider[FunctionOf<Name>] extends {
    (input: infer Input, options?: infer _Options): Promise<infer Output>;
    (input: never, callback: never): void;
    (input: never, options: never, callback: never): void;
  }
    ? { input: Input; output: Omit<Output, '$metadata'> }
    : never;

/** What one has and the other has not. */
type Beyond<One, Other> = Exclude<keyof One, keyof Other>;

type Differences = {
  [Name in keyof Operations]: {
    unknownInput: Beyond<Operations[Name]['input'], OfSdk<Name>['input']>;
    missingInput: Beyond<OfSdk<Name>['input'], Operations[Name]['input']>;
    unknownOutput: Beyond<Operations[Name]['output'], OfSdk<Name>['output']>;
  };
};

type None = { unknownInput: never; missingInput: never; unknownOutput: never };

/** A type whose members are all there, down to the last: what they are is compared, not which may be left out. */
type Solid<Of> = Of extends (infer Element)[]
  ? Solid<Element>[]
  : Of extends object
    ? { [Name in keyof Of]-?: Solid<Exclude<Of[Name], undefined>> }
    : Of;

/** As JSON: the SDK makes dates of seconds, and bytes of Base64. */
type AsJson<Of> = Of extends Date
  ? number
  : Of extends Uint8Array
    ? string
    : Of extends (infer Element)[]
      ? AsJson<Element>[]
      : Of extends object
        ? { [Name in keyof Of]: AsJson<Of[Name]> }
        : Of;

/** Documents are any JSON to the SDK; here their type is known. */
type Document =
  | 'CompleteWebAuthnRegistration'
  | 'CreateManagedLoginBranding'
  | 'DescribeManagedLoginBranding'
  | 'DescribeManagedLoginBrandingByClient'
  | 'StartWebAuthnRegistration'
  | 'UpdateManagedLoginBranding';

/** The flows of token exchange, which clients allow or not, are younger than this SDK. */
type Younger = 'CreateUserPoolClient' | 'UpdateUserPoolClient';

/** The certificate of a custom domain is required in the SDK, but the answer about a prefix domain has an empty configuration. */
type DomainInput = 'CreateUserPoolDomain' | 'UpdateUserPoolDomain';

type OtherInput = Younger | DomainInput;
type OtherOutput = Younger | 'DescribeUserPoolClient' | 'DescribeUserPoolDomain';

type Compared = Exclude<keyof Operations, Document | UnknownToSdk>;

/** Whether exactly these operations are `Found`: `'yes'`, or those that are too many or too few. */
type Only<Expected, Found> = [Expected, Found] extends [Found, Expected]
  ? 'yes'
  : Exclude<Expected, Found> | Exclude<Found, Expected>;

/** Operations whose members are named otherwise. */
type Renamed = {
  [Name in Exclude<keyof Operations, UnknownToSdk>]: Differences[Name] extends None ? never : Name;
}[Exclude<keyof Operations, UnknownToSdk>];
export const renamed: Only<never, Renamed> = 'yes';

/** Operations that do not take what the SDK sends. */
type Untaken = {
  [Name in Compared]: Solid<AsJson<OfSdk<Name>['input']>> extends Solid<Operations[Name]['input']> ? never : Name;
}[Compared];
export const untaken: Only<never, Untaken> = 'yes';

/** Operations with requests that the SDK would not send. */
type Unsent = {
  [Name in Compared]: Operations[Name]['input'] extends AsJson<OfSdk<Name>['input']> ? never : Name;
}[Compared];
export const unsent: Only<OtherInput, Unsent> = 'yes';

/** Operations with answers that the SDK would not give. */
type Ungiven = {
  [Name in Compared]: Operations[Name]['output'] extends AsJson<OfSdk<Name>['output']> ? never : Name;
}[Compared];
export const ungiven: Only<OtherOutput, Ungiven> = 'yes';

/** Operations that are named as unknown to the SDK although it has them. */
export const known: Only<never, Extract<Uncapitalize<UnknownToSdk>, keyof CognitoIdentityProvider>> = 'yes';
