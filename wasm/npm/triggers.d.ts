// The events and responses of triggers.
//
// Written from the engine's source by `cargo run -p userpool-wasm-types`; changes belong there.

/**
 * An event as a Lambda function receives it; `triggerSource` tells the kind. May contain secrets: do not log it.
 */
export type TriggerEvent =
  | PreSignUpTriggerEvent
  | PostConfirmationTriggerEvent
  | PreAuthenticationTriggerEvent
  | PostAuthenticationTriggerEvent
  | DefineAuthChallengeTriggerEvent
  | CreateAuthChallengeTriggerEvent
  | VerifyAuthChallengeResponseTriggerEvent
  | UserMigrationTriggerEvent
  | CustomMessageTriggerEvent
  | CustomEmailSenderTriggerEvent
  | CustomSMSSenderTriggerEvent
  | InboundFederationTriggerEvent
  | PreTokenGenerationTriggerEvent
  | PreTokenGenerationV2TriggerEvent;

/** The caller of the operation. */
export interface CallerContext {
  /** Unknown: `aws-sdk-unknown-unknown`. */
  awsSdkVersion: string;
  /**
   * The app client. In administrative calls it is `CLIENT_ID_NOT_APPLICABLE`, except for `AdminConfirmSignUp`, where
   * it is `null`.
   */
  clientId: string | null;
}

/** The result of one challenge of a custom sign-in. */
export interface ChallengeResult {
  /** `CUSTOM_CHALLENGE`, or the name of a built-in challenge. `SRP_A` comes first if the sign-in started with SRP. */
  challengeName: string;
  /** Whether the response was right. */
  challengeResult: boolean;
  /** The metadata that `CreateAuthChallenge` returned for a custom challenge. */
  challengeMetadata: string | null;
}

/** The changes of versions 2 and 3. */
export interface ClaimsAndScopeOverrideDetails {
  /** Changes to the ID token. */
  idTokenGeneration?: TokenGeneration | null | undefined;
  /** Changes to the access token. */
  accessTokenGeneration?: TokenGeneration | null | undefined;
  /** Groups of both tokens: `null` leaves them unchanged, an empty object removes them. */
  groupOverrideDetails?: GroupConfiguration | null | undefined;
}

/** The changes of version 1. */
export interface ClaimsOverrideDetails {
  /** Claims to add to or replace in the ID token. */
  claimsToAddOrOverride?: Record<string, string> | null | undefined;
  /** Claims to remove from the ID token. Takes precedence over adding. */
  claimsToSuppress?: string[] | null | undefined;
  /** Groups of both tokens: `null` leaves them unchanged, an empty object removes them. */
  groupOverrideDetails?: GroupConfiguration | null | undefined;
}

/** Called after `DefineAuthChallenge` required a `CUSTOM_CHALLENGE`: creates it. */
export interface CreateAuthChallengeTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `CreateAuthChallenge_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: CreateAuthChallengeTriggerRequest;
  /** The members that the function may set. */
  response: CreateAuthChallengeTriggerResponse;
}

/** What a function of `CreateAuthChallenge` is told. */
export interface CreateAuthChallengeTriggerRequest {
  /** The user's attributes; empty for a user who does not exist. */
  userAttributes: Record<string, string>;
  /** `CUSTOM_CHALLENGE`. */
  challengeName: string;
  /** The challenges so far, oldest first. */
  session: ChallengeResult[];
  /** `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
  /** The user does not exist, and the client hides this. */
  userNotFound: boolean;
}

/** The response to `CreateAuthChallenge`. All values are strings. */
export interface CreateAuthChallengeTriggerResponse {
  /** The `ChallengeParameters` that the client gets, besides `USERNAME`. */
  publicChallengeParameters?: Record<string, string> | null | undefined;
  /** Parameters for `VerifyAuthChallengeResponse` only. */
  privateChallengeParameters?: Record<string, string> | null | undefined;
  /** Added to the result in the history. */
  challengeMetadata?: string | null | undefined;
}

/** Called to send an email instead of the messenger. */
export interface CustomEmailSenderTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `CustomEmailSender_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: CustomEmailSenderTriggerRequest;
  /** The members that the function may set. */
  response: CustomEmailSenderTriggerResponse;
}

/** What a function of `CustomEmailSender` is told. */
export interface CustomEmailSenderTriggerRequest {
  /** `customEmailSenderRequestV1`. */
  type: string;
  /** The code as base64, not encrypted. */
  code: string | null;
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call; `null` in the event if the call had none. */
  clientMetadata: Record<string, string> | null;
}

/** The empty response of triggers that can only accept or refuse. */
export interface CustomEmailSenderTriggerResponse {}

/** Called before a message is sent: may replace its text. */
export interface CustomMessageTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `CustomMessage_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: CustomMessageTriggerRequest;
  /** The members that the function may set. */
  response: CustomMessageTriggerResponse;
}

/** What a function of `CustomMessage` is told. */
export interface CustomMessageTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** The placeholder for the code; `null` in an invitation without a password. */
  codeParameter: string | null;
  /** The placeholder for a link. */
  linkParameter: string | null;
  /** The placeholder for the user's name, in invitations. */
  usernameParameter: string | null;
  /** `ClientMetadata` of the call; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/**
 * The response to `CustomMessage`. An email without the placeholder for the code fails the call. An invitation or a
 * text message without the required placeholders is ignored, and the default text is sent. Emails are HTML, and the
 * values that replace placeholders are escaped.
 */
export interface CustomMessageTriggerResponse {
  /** At most 140 characters. */
  smsMessage?: string | null | undefined;
  /** The body of an email. */
  emailMessage?: string | null | undefined;
  /** The subject of an email. */
  emailSubject?: string | null | undefined;
}

/** Called to send a text message instead of the messenger. */
export interface CustomSMSSenderTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `CustomSMSSender_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: CustomSMSSenderTriggerRequest;
  /** The members that the function may set. */
  response: CustomSMSSenderTriggerResponse;
}

/** What a function of `CustomSMSSender` is told. */
export interface CustomSMSSenderTriggerRequest {
  /** `customSMSSenderRequestV1`. */
  type: string;
  /** The code as base64, not encrypted. */
  code: string | null;
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call; `null` in the event if the call had none. */
  clientMetadata: Record<string, string> | null;
}

/** The empty response of triggers that can only accept or refuse. */
export interface CustomSMSSenderTriggerResponse {}

/** Called at the start of a custom sign-in and after each of its challenges: decides the next step. */
export interface DefineAuthChallengeTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `DefineAuthChallenge_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: DefineAuthChallengeTriggerRequest;
  /** The members that the function may set. */
  response: DefineAuthChallengeTriggerResponse;
}

/** What a function of `DefineAuthChallenge` is told. */
export interface DefineAuthChallengeTriggerRequest {
  /** The user's attributes; empty for a user who does not exist. */
  userAttributes: Record<string, string>;
  /** The challenges so far, oldest first. */
  session: ChallengeResult[];
  /** `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
  /** The user does not exist, and the client hides this. The sign-in never gets tokens, whatever the response is. */
  userNotFound: boolean;
}

/**
 * The response to `DefineAuthChallenge`: one of the three members. Failing takes precedence over tokens, and tokens
 * over a challenge.
 */
export interface DefineAuthChallengeTriggerResponse {
  /**
   * `CUSTOM_CHALLENGE`; `PASSWORD_VERIFIER` in a sign-in that started with SRP; and after the password was proved,
   * `NEW_PASSWORD_REQUIRED`, `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`.
   */
  challengeName?: string | null | undefined;
  /** The sign-in succeeds. */
  issueTokens?: boolean | null | undefined;
  /** The sign-in fails. */
  failAuthentication?: boolean | null | undefined;
}

/** Groups and roles. */
export interface GroupConfiguration {
  /** Becomes `cognito:groups`. */
  groupsToOverride?: string[] | null | undefined;
  /** Becomes `cognito:roles`. */
  iamRolesToOverride?: string[] | null | undefined;
  /** Becomes `cognito:preferred_role`. */
  preferredRole?: string | null | undefined;
}

/** What an identity provider has said about a user, by its sources. */
export interface InboundAttributes {
  /** The claims of the ID token, of a provider that issues them. */
  idToken?: Record<string, unknown>;
  /** The claims of the userinfo endpoint, or the profile of a social provider. */
  userInfo?: Record<string, unknown>;
  /** The attributes of a SAML assertion. */
  samlResponse?: Record<string, unknown>;
}

/** Called when an identity provider has said who a user is, before the claims become attributes: may change them. */
export interface InboundFederationTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `InboundFederation_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: InboundFederationTriggerRequest;
  /** The members that the function may set. */
  response: InboundFederationTriggerResponse;
}

/** What a function of `InboundFederation` is told. */
export interface InboundFederationTriggerRequest {
  /** The provider's name in the pool. */
  providerName: string;
  /** For example `OIDC` or `SAML`. */
  providerType: string;
  /** What the provider has said. */
  attributes: InboundAttributes;
}

/** The response to `InboundFederation`. */
export interface InboundFederationTriggerResponse {
  /**
   * The claims that count instead of all that the provider has sent, the subject apart. `null` or none leaves them as they are.
   */
  userAttributesToMap?: Record<string, unknown> | null | undefined;
}

/** Called after a sign-in. */
export interface PostAuthenticationTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `PostAuthentication_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: PostAuthenticationTriggerRequest;
  /** The members that the function may set. */
  response: PostAuthenticationTriggerResponse;
}

/** What a function of `PostAuthentication` is told. */
export interface PostAuthenticationTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** The user signed in with a new device. */
  newDeviceUsed: boolean;
  /** `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The empty response of triggers that can only accept or refuse. */
export interface PostAuthenticationTriggerResponse {}

/** Called after a user was confirmed, or has reset a password. */
export interface PostConfirmationTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `PostConfirmation_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: PostConfirmationTriggerRequest;
  /** The members that the function may set. */
  response: PostConfirmationTriggerResponse;
}

/** What a function of `PostConfirmation` is told. */
export interface PostConfirmationTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The empty response of triggers that can only accept or refuse. */
export interface PostConfirmationTriggerResponse {}

/** Called before a password is checked: may refuse the sign-in. */
export interface PreAuthenticationTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `PreAuthentication_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: PreAuthenticationTriggerRequest;
  /** The members that the function may set. */
  response: PreAuthenticationTriggerResponse;
}

/** What a function of `PreAuthentication` is told. */
export interface PreAuthenticationTriggerRequest {
  /** The user's attributes; empty for a user who does not exist. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call that started the sign-in. */
  validationData: Record<string, string> | null;
  /** The user does not exist, and the client hides this. */
  userNotFound: boolean;
}

/** The empty response of triggers that can only accept or refuse. */
export interface PreAuthenticationTriggerResponse {}

/** Called before a user is created: may refuse, confirm or verify the user. */
export interface PreSignUpTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `PreSignUp_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: PreSignUpTriggerRequest;
  /** The members that the function may set. */
  response: PreSignUpTriggerResponse;
}

/** What a function of `PreSignUp` is told. */
export interface PreSignUpTriggerRequest {
  /** The submitted attributes. */
  userAttributes: Record<string, string>;
  /** `ValidationData` of the call. */
  validationData: Record<string, string> | null;
  /** `ClientMetadata` of the call; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The response to `PreSignUp`. It is ignored for users that an administrator creates. */
export interface PreSignUpTriggerResponse {
  /** The user is confirmed without a code. */
  autoConfirmUser?: boolean | null | undefined;
  /** The email address is verified. */
  autoVerifyEmail?: boolean | null | undefined;
  /** The phone number is verified. */
  autoVerifyPhone?: boolean | null | undefined;
}

/** Called before tokens are issued, version 1: may change the ID token, and the groups of both tokens. */
export interface PreTokenGenerationTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `TokenGeneration_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: PreTokenGenerationTriggerRequest;
  /** The members that the function may set. */
  response: PreTokenGenerationTriggerResponse;
}

/** What a function of `PreTokenGeneration` is told. */
export interface PreTokenGenerationTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** The user's groups and roles. */
  groupConfiguration: GroupConfiguration;
  /** `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The response to `PreTokenGeneration`. */
export interface PreTokenGenerationTriggerResponse {
  /** The changes. */
  claimsOverrideDetails?: ClaimsOverrideDetails | null | undefined;
}

/** Called before tokens are issued, versions 2 and 3: may change both tokens. */
export interface PreTokenGenerationV2TriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '2' | '3';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `TokenGeneration_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: PreTokenGenerationV2TriggerRequest;
  /** The members that the function may set. */
  response: PreTokenGenerationV2TriggerResponse;
}

/** What a function of `PreTokenGenerationV2` is told. */
export interface PreTokenGenerationV2TriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** The user's groups and roles. */
  groupConfiguration: GroupConfiguration;
  /** The scopes of the access token. */
  scopes: string[];
  /** `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The response to `PreTokenGenerationV2`. */
export interface PreTokenGenerationV2TriggerResponse {
  /** The changes. */
  claimsAndScopeOverrideDetails?: ClaimsAndScopeOverrideDetails | null | undefined;
}

/** The changes to one token. */
export interface TokenGeneration {
  /** Claims to add or replace, with their values. */
  claimsToAddOrOverride?: Record<string, unknown> | null | undefined;
  /** Claims to remove from the token. Takes precedence over adding. */
  claimsToSuppress?: string[] | null | undefined;
  /** For access tokens only; a scope must not contain a space. */
  scopesToAdd?: string[] | null | undefined;
  /** For access tokens only. Takes precedence over adding. */
  scopesToSuppress?: string[] | null | undefined;
}

/** Called when a user who is not in the pool signs in or has forgotten the password: may migrate the user. */
export interface UserMigrationTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `UserMigration_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: UserMigrationTriggerRequest;
  /** The members that the function may set. */
  response: UserMigrationTriggerResponse;
}

/** What a function of `UserMigration` is told. */
export interface UserMigrationTriggerRequest {
  /** The submitted password; absent for `ForgotPassword`. */
  password?: string;
  /** `ClientMetadata` of a sign-in. */
  validationData: Record<string, string> | null;
  /** `ClientMetadata` of `ForgotPassword`; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The response to `UserMigration`. Without attributes the user does not exist. */
export interface UserMigrationTriggerResponse {
  /** The attributes of the new user. */
  userAttributes?: Record<string, string> | null | undefined;
  /** `CONFIRMED` keeps the submitted password; with any other value it must be reset. */
  finalUserStatus?: string | null | undefined;
  /** `SUPPRESS` or `RESEND`. No welcome message is sent in either case. */
  messageAction?: string | null | undefined;
  /** The medium of a welcome message: `EMAIL`, `SMS`. No such message is sent. */
  desiredDeliveryMediums?: string[] | null | undefined;
  /** Takes an alias from the user who has it. */
  forceAliasCreation?: boolean | null | undefined;
  /** Switches the SMS factor on for the user, who must have a phone number. */
  enableSMSMFA?: boolean | null | undefined;
}

/** Called after the client responded to a `CUSTOM_CHALLENGE`: verifies the response. */
export interface VerifyAuthChallengeResponseTriggerEvent {
  /** `1`, or the version of a pre token generation function. */
  version: '1';
  /** For example `PreSignUp_SignUp`. */
  triggerSource: `VerifyAuthChallengeResponse_${string}`;
  /** The pool's region. */
  region: string;
  /** The pool. */
  userPoolId: string;
  /** The user's name. */
  userName: string;
  /** The caller of the operation. */
  callerContext: CallerContext;
  /** The data for the function. */
  request: VerifyAuthChallengeResponseTriggerRequest;
  /** The members that the function may set. */
  response: VerifyAuthChallengeResponseTriggerResponse;
}

/** What a function of `VerifyAuthChallengeResponse` is told. */
export interface VerifyAuthChallengeResponseTriggerRequest {
  /** The user's attributes; empty for a user who does not exist. */
  userAttributes: Record<string, string>;
  /** The private parameters that `CreateAuthChallenge` returned for this challenge. */
  privateChallengeParameters: Record<string, string>;
  /** The client's response. */
  challengeAnswer: string;
  /** `ClientMetadata` of the response; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
  /** The user does not exist, and the client hides this. */
  userNotFound: boolean;
}

/** The response to `VerifyAuthChallengeResponse`. */
export interface VerifyAuthChallengeResponseTriggerResponse {
  /**
   * Any value except `true` means wrong. A wrong response does not end the sign-in by itself:
   * `DefineAuthChallenge` decides.
   */
  answerCorrect?: boolean | null | undefined;
}
