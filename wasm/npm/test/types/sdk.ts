// The operations as the AWS SDK has them: whoever comes from there finds the same names.

import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { Operations } from 'userpool';

/** An operation of the SDK, from the overloads of its function. */
type OfSdk<Name extends keyof Operations> =
  CognitoIdentityProvider[Uncapitalize<Name>] extends {
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

/** The SDK makes dates of the seconds that travel. */
type InSeconds<Of> = Of extends Date
  ? number
  : Of extends (infer Element)[]
    ? InSeconds<Element>[]
    : Of extends object
      ? { [Name in keyof Of]: InSeconds<Of[Name]> }
      : Of;

/** Documents are any JSON to the SDK; here it is said what they are. */
type Document = 'CompleteWebAuthnRegistration' | 'StartWebAuthnRegistration';

/** The flows of token exchange, which clients allow or not, are younger than this SDK. */
type YoungerInput = 'CreateUserPoolClient' | 'UpdateUserPoolClient';
type YoungerOutput = YoungerInput | 'DescribeUserPoolClient';

type Compared = Exclude<keyof Operations, Document>;

/** Whether exactly these operations are `Found`: `'yes'`, or those that are too many or too few. */
type Only<Expected, Found> = [Expected, Found] extends [Found, Expected]
  ? 'yes'
  : Exclude<Expected, Found> | Exclude<Found, Expected>;

/** Operations whose members are named otherwise. */
type Renamed = {
  [Name in keyof Operations]: Differences[Name] extends None ? never : Name;
}[keyof Operations];
export const renamed: Only<never, Renamed> = 'yes';

/** Operations that do not take what the SDK sends. */
type Untaken = {
  [Name in Compared]: Solid<OfSdk<Name>['input']> extends Solid<Operations[Name]['input']> ? never : Name;
}[Compared];
export const untaken: Only<never, Untaken> = 'yes';

/** Operations with requests that the SDK would not send. */
type Unsent = {
  [Name in Compared]: Operations[Name]['input'] extends OfSdk<Name>['input'] ? never : Name;
}[Compared];
export const unsent: Only<YoungerInput, Unsent> = 'yes';

/** Operations with answers that the SDK would not give. */
type Ungiven = {
  [Name in Compared]: Operations[Name]['output'] extends InSeconds<OfSdk<Name>['output']> ? never : Name;
}[Compared];
export const ungiven: Only<YoungerOutput, Ungiven> = 'yes';
