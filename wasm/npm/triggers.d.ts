// The events of triggers: what a function is told and what it may answer.
//
// Written from the engine's source by `cargo run -p userpool-wasm-types`; changes belong there.

/**
 * An event as a Lambda function sees it; `triggerSource` says which it is. It may hold a code or password: not for logs.
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
  | PreTokenGenerationTriggerEvent
  | PreTokenGenerationV2TriggerEvent;

/** Who called the operation. */
export interface CallerContext {
  /** Not known: `aws-sdk-unknown-unknown`. */
  awsSdkVersion: string;
  /**
   * The app client. In administrative calls it is `CLIENT_ID_NOT_APPLICABLE`, except for `AdminConfirmSignUp`, where
   * it is `null`.
   */
  clientId: string | null;
}

/** What came of one challenge of a custom sign-in. */
export interface ChallengeResult {
  /** `CUSTOM_CHALLENGE`, or the name of a built-in one. `SRP_A` stands first when the sign-in began with SRP. */
  challengeName: string;
  /** Whether the answer was right. */
  challengeResult: boolean;
  /** What `CreateAuthChallenge` said of a custom challenge. */
  challengeMetadata: string | null;
}

/** Changes of versions 2 and 3. */
export interface ClaimsAndScopeOverrideDetails {
  /** Changes of the ID token. */
  idTokenGeneration?: TokenGeneration | null | undefined;
  /** Changes of the access token. */
  accessTokenGeneration?: TokenGeneration | null | undefined;
  /** Groups of both tokens: `null` leaves them, an empty object removes them. */
  groupOverrideDetails?: GroupConfiguration | null | undefined;
}

/** Changes of version 1. */
export interface ClaimsOverrideDetails {
  /** Claims of the ID token. */
  claimsToAddOrOverride?: Record<string, string> | null | undefined;
  /** Claims that the ID token shall not have. Wins over adding. */
  claimsToSuppress?: string[] | null | undefined;
  /** Groups of both tokens: `null` leaves them, an empty object removes them. */
  groupOverrideDetails?: GroupConfiguration | null | undefined;
}

/** When `DefineAuthChallenge` asked for a `CUSTOM_CHALLENGE`: makes it. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: CreateAuthChallengeTriggerRequest;
  /** What it may fill in. */
  response: CreateAuthChallengeTriggerResponse;
}

/** What a function of `CreateAuthChallenge` is told. */
export interface CreateAuthChallengeTriggerRequest {
  /** The user's attributes; none of a user who does not exist. */
  userAttributes: Record<string, string>;
  /** `CUSTOM_CHALLENGE`. */
  challengeName: string;
  /** The challenges so far, oldest first. */
  session: ChallengeResult[];
  /** `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
  /** There is no such user, and the client hides it. */
  userNotFound: boolean;
}

/** What `CreateAuthChallenge` may answer. All values are strings. */
export interface CreateAuthChallengeTriggerResponse {
  /** The `ChallengeParameters` that the client gets, besides `USERNAME`. */
  publicChallengeParameters?: Record<string, string> | null | undefined;
  /** For `VerifyAuthChallengeResponse` only. */
  privateChallengeParameters?: Record<string, string> | null | undefined;
  /** Stands in the history beside the result. */
  challengeMetadata?: string | null | undefined;
}

/** Sends a mail in the messenger's place. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: CustomEmailSenderTriggerRequest;
  /** What it may fill in. */
  response: CustomEmailSenderTriggerResponse;
}

/** What a function of `CustomEmailSender` is told. */
export interface CustomEmailSenderTriggerRequest {
  /** `customEmailSenderRequestV1`. */
  type: string;
  /** Base64 of the plain code. */
  code: string | null;
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call; `null` in the event if the call had none. */
  clientMetadata: Record<string, string> | null;
}

/** The response of triggers that have nothing to say but yes or no. */
export interface CustomEmailSenderTriggerResponse {}

/** Before a message leaves: may give it other words. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: CustomMessageTriggerRequest;
  /** What it may fill in. */
  response: CustomMessageTriggerResponse;
}

/** What a function of `CustomMessage` is told. */
export interface CustomMessageTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** Stands for the code; `null` in an invitation without a password. */
  codeParameter: string | null;
  /** Stands for a link. */
  linkParameter: string | null;
  /** Stands for the user's name, in invitations. */
  usernameParameter: string | null;
  /** `ClientMetadata` of the call; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/**
 * What `CustomMessage` may answer. A mail without the code's placeholder fails the call. An invitation, or a text message,
 * without the placeholders it needs is not used: the default text is sent instead. Mails are HTML, and the values that
 * take the place of placeholders are escaped in them.
 */
export interface CustomMessageTriggerResponse {
  /** At most 140 characters. */
  smsMessage?: string | null | undefined;
  /** The body of a mail. */
  emailMessage?: string | null | undefined;
  /** The subject of a mail. */
  emailSubject?: string | null | undefined;
}

/** Sends a text message in the messenger's place. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: CustomSMSSenderTriggerRequest;
  /** What it may fill in. */
  response: CustomSMSSenderTriggerResponse;
}

/** What a function of `CustomSMSSender` is told. */
export interface CustomSMSSenderTriggerRequest {
  /** `customSMSSenderRequestV1`. */
  type: string;
  /** Base64 of the plain code. */
  code: string | null;
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call; `null` in the event if the call had none. */
  clientMetadata: Record<string, string> | null;
}

/** The response of triggers that have nothing to say but yes or no. */
export interface CustomSMSSenderTriggerResponse {}

/** At the start of a custom sign-in and after each of its challenges: decides what comes next. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: DefineAuthChallengeTriggerRequest;
  /** What it may fill in. */
  response: DefineAuthChallengeTriggerResponse;
}

/** What a function of `DefineAuthChallenge` is told. */
export interface DefineAuthChallengeTriggerRequest {
  /** The user's attributes; none of a user who does not exist. */
  userAttributes: Record<string, string>;
  /** The challenges so far, oldest first. */
  session: ChallengeResult[];
  /** `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
  /** There is no such user, and the client hides it. They get no tokens whatever is answered. */
  userNotFound: boolean;
}

/** What `DefineAuthChallenge` may answer: one of the three. Failing wins over tokens, and both over a challenge. */
export interface DefineAuthChallengeTriggerResponse {
  /**
   * `CUSTOM_CHALLENGE`, `PASSWORD_VERIFIER` in a sign-in that began with SRP, and once the password was proved
   * `NEW_PASSWORD_REQUIRED`, `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`.
   */
  challengeName?: string | null | undefined;
  /** The user has shown enough. */
  issueTokens?: boolean | null | undefined;
  /** The sign-in is over. */
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

/** After a sign-in. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: PostAuthenticationTriggerRequest;
  /** What it may fill in. */
  response: PostAuthenticationTriggerResponse;
}

/** What a function of `PostAuthentication` is told. */
export interface PostAuthenticationTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** The user came with a device that was not known. */
  newDeviceUsed: boolean;
  /** `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The response of triggers that have nothing to say but yes or no. */
export interface PostAuthenticationTriggerResponse {}

/** After a user was confirmed, or reset their password. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: PostConfirmationTriggerRequest;
  /** What it may fill in. */
  response: PostConfirmationTriggerResponse;
}

/** What a function of `PostConfirmation` is told. */
export interface PostConfirmationTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** The response of triggers that have nothing to say but yes or no. */
export interface PostConfirmationTriggerResponse {}

/** Before a password is judged: may refuse the sign-in. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: PreAuthenticationTriggerRequest;
  /** What it may fill in. */
  response: PreAuthenticationTriggerResponse;
}

/** What a function of `PreAuthentication` is told. */
export interface PreAuthenticationTriggerRequest {
  /** The user's attributes; none of a user who does not exist. */
  userAttributes: Record<string, string>;
  /** `ClientMetadata` of the call that began the sign-in. */
  validationData: Record<string, string> | null;
  /** There is no such user, and the client hides it. */
  userNotFound: boolean;
}

/** The response of triggers that have nothing to say but yes or no. */
export interface PreAuthenticationTriggerResponse {}

/** Before a user is created: may refuse, confirm or verify. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: PreSignUpTriggerRequest;
  /** What it may fill in. */
  response: PreSignUpTriggerResponse;
}

/** What a function of `PreSignUp` is told. */
export interface PreSignUpTriggerRequest {
  /** The attributes that were submitted. */
  userAttributes: Record<string, string>;
  /** `ValidationData` of the call. */
  validationData: Record<string, string> | null;
  /** `ClientMetadata` of the call; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** What `PreSignUp` may answer. Not looked at for users whom an administrator creates. */
export interface PreSignUpTriggerResponse {
  /** The user needs no code. */
  autoConfirmUser?: boolean | null | undefined;
  /** The mail address counts as verified. */
  autoVerifyEmail?: boolean | null | undefined;
  /** The phone number counts as verified. */
  autoVerifyPhone?: boolean | null | undefined;
}

/** Before tokens are made, version 1: may change the ID token, and the groups of both. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: PreTokenGenerationTriggerRequest;
  /** What it may fill in. */
  response: PreTokenGenerationTriggerResponse;
}

/** What a function of `PreTokenGeneration` is told. */
export interface PreTokenGenerationTriggerRequest {
  /** The user's attributes. */
  userAttributes: Record<string, string>;
  /** The user's groups and roles. */
  groupConfiguration: GroupConfiguration;
  /** `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** What `PreTokenGeneration` may answer. */
export interface PreTokenGenerationTriggerResponse {
  /** The changes. */
  claimsOverrideDetails?: ClaimsOverrideDetails | null | undefined;
}

/** Before tokens are made, versions 2 and 3: may change both tokens. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: PreTokenGenerationV2TriggerRequest;
  /** What it may fill in. */
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
  /** `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** What `PreTokenGenerationV2` may answer. */
export interface PreTokenGenerationV2TriggerResponse {
  /** The changes. */
  claimsAndScopeOverrideDetails?: ClaimsAndScopeOverrideDetails | null | undefined;
}

/** Changes of one token. */
export interface TokenGeneration {
  /** Claims with their values. */
  claimsToAddOrOverride?: Record<string, unknown> | null | undefined;
  /** Claims that the token shall not have. Wins over adding. */
  claimsToSuppress?: string[] | null | undefined;
  /** Of access tokens only; no scope holds a space. */
  scopesToAdd?: string[] | null | undefined;
  /** Of access tokens only. Wins over adding. */
  scopesToSuppress?: string[] | null | undefined;
}

/** A user who is not in the pool signs in or has forgotten their password: may bring them along. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: UserMigrationTriggerRequest;
  /** What it may fill in. */
  response: UserMigrationTriggerResponse;
}

/** What a function of `UserMigration` is told. */
export interface UserMigrationTriggerRequest {
  /** The password that was submitted; not with a forgotten one. */
  password?: string;
  /** `ClientMetadata` of a sign-in. */
  validationData: Record<string, string> | null;
  /** `ClientMetadata` of `ForgotPassword`; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
}

/** What `UserMigration` may answer. Without attributes there is no such user. */
export interface UserMigrationTriggerResponse {
  /** The attributes of the new user. */
  userAttributes?: Record<string, string> | null | undefined;
  /** `CONFIRMED` keeps the submitted password; with anything else it must be reset. */
  finalUserStatus?: string | null | undefined;
  /** `SUPPRESS` or `RESEND`. No welcome message is sent in either case. */
  messageAction?: string | null | undefined;
  /** Where a welcome message would go: `EMAIL`, `SMS`. None is sent. */
  desiredDeliveryMediums?: string[] | null | undefined;
  /** Take an alias away from the user who has it. */
  forceAliasCreation?: boolean | null | undefined;
  /** Switch the SMS factor on for the user. They must have a telephone number. */
  enableSMSMFA?: boolean | null | undefined;
}

/** When a `CUSTOM_CHALLENGE` was answered: judges the answer. */
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
  /** Who called the operation. */
  callerContext: CallerContext;
  /** What the trigger is told. */
  request: VerifyAuthChallengeResponseTriggerRequest;
  /** What it may fill in. */
  response: VerifyAuthChallengeResponseTriggerResponse;
}

/** What a function of `VerifyAuthChallengeResponse` is told. */
export interface VerifyAuthChallengeResponseTriggerRequest {
  /** The user's attributes; none of a user who does not exist. */
  userAttributes: Record<string, string>;
  /** What `CreateAuthChallenge` kept for this challenge. */
  privateChallengeParameters: Record<string, string>;
  /** What the client answered. */
  challengeAnswer: string;
  /** `ClientMetadata` of the answer; the event has no such key if the call had none. */
  clientMetadata?: Record<string, string>;
  /** There is no such user, and the client hides it. */
  userNotFound: boolean;
}

/** What `VerifyAuthChallengeResponse` may answer. */
export interface VerifyAuthChallengeResponseTriggerResponse {
  /** Anything but `true` is wrong. A wrong answer ends nothing by itself: `DefineAuthChallenge` hears of it. */
  answerCorrect?: boolean | null | undefined;
}
