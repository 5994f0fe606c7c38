// The operations: their requests, their responses and the exceptions.
//
// Written from the engine's source by `cargo run -p userpool-wasm-types`; changes belong there.

/** The operations by name, with the types of their requests and responses. */
export interface Operations {
  /**
   * Adds custom attributes to a pool's schema; they cannot be removed later. App clients without lists of attributes can
   * use them at once. See
   * [AddCustomAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AddCustomAttributes: { input: AddCustomAttributesRequest; output: AddCustomAttributesResponse };

  /**
   * Adds a secret to an app client that has one. Both are valid until one is deleted. See
   * [AddUserPoolClientSecret](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AddUserPoolClientSecret: { input: AddUserPoolClientSecretRequest; output: AddUserPoolClientSecretResponse };

  /**
   * Makes a user a member of a group; tokens issued from now on contain it. Adding a member again succeeds. See
   * [AdminAddUserToGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminAddUserToGroup: { input: AdminAddUserToGroupRequest; output: AdminAddUserToGroupResponse };

  /**
   * Confirms a registration without a code; this does not verify any address. See
   * [AdminConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminConfirmSignUp: { input: AdminConfirmSignUpRequest; output: AdminConfirmSignUpResponse };

  /**
   * Creates a user and sends an invitation with a temporary password. See
   * [AdminCreateUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminCreateUser: { input: AdminCreateUserRequest; output: AdminCreateUserResponse };

  /**
   * Deletes the user's authenticator app and switches this factor off. Nothing changes for a user without an app. See
   * [AdminDeleteSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminDeleteSoftwareToken: { input: AdminDeleteSoftwareTokenRequest; output: AdminDeleteSoftwareTokenResponse };

  /**
   * Deletes a user at once. See
   * [AdminDeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminDeleteUser: { input: AdminDeleteUserRequest; output: AdminDeleteUserResponse };

  /**
   * Deletes attributes of any user, regardless of what an app client may write. See
   * [AdminDeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminDeleteUserAttributes: { input: AdminDeleteUserAttributesRequest; output: AdminDeleteUserAttributesResponse };

  /**
   * Removes the link from an identity to a user. A user who was created by a sign-in with this identity, and a user
   * with a password (`ProviderName` is `Cognito`), is disabled. See
   * [AdminDisableProviderForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminDisableProviderForUser: { input: AdminDisableProviderForUserRequest; output: AdminDisableProviderForUserResponse };

  /**
   * Prevents the user from signing in and revokes all tokens of the user. Groups and attributes stay. See
   * [AdminDisableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminDisableUser: { input: AdminDisableUserRequest; output: AdminDisableUserResponse };

  /**
   * Lets the user sign in again. Tokens from before the user was disabled stay revoked. See
   * [AdminEnableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminEnableUser: { input: AdminEnableUserRequest; output: AdminEnableUserResponse };

  /**
   * Removes a device of a user, and with it the refresh tokens of its sign-ins. See
   * [AdminForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminForgetDevice: { input: AdminForgetDeviceRequest; output: AdminForgetDeviceResponse };

  /**
   * Reads a device of a user. See
   * [AdminGetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminGetDevice: { input: AdminGetDeviceRequest; output: AdminGetDeviceResponse };

  /**
   * Reads the profile of any user, regardless of what an app client may read. See
   * [AdminGetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminGetUser: { input: AdminGetUserRequest; output: AdminGetUserResponse };

  /**
   * Lists the factors of any user. See
   * [AdminGetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminGetUserAuthFactors: { input: AdminGetUserAuthFactorsRequest; output: AdminGetUserAuthFactorsResponse };

  /**
   * Starts a sign-in for a user, as an administrator. See
   * [AdminInitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminInitiateAuth: { input: AdminInitiateAuthRequest; output: AdminInitiateAuthResponse };

  /**
   * Links an identity that has not signed in yet to a user: when it signs in, this user is signed in. The user cannot
   * have immutable custom attributes. See
   * [AdminLinkProviderForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminLinkProviderForUser: { input: AdminLinkProviderForUserRequest; output: AdminLinkProviderForUserResponse };

  /**
   * Lists the devices of a user. See
   * [AdminListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminListDevices: { input: AdminListDevicesRequest; output: AdminListDevicesResponse };

  /**
   * Lists the groups that a user is in, in the order of their precedence. See
   * [AdminListGroupsForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminListGroupsForUser: { input: AdminListGroupsForUserRequest; output: AdminListGroupsForUserResponse };

  /**
   * Lists the events of a user, newest first. The last hundred events of 90 days are kept. See
   * [AdminListUserAuthEvents](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminListUserAuthEvents: { input: AdminListUserAuthEventsRequest; output: AdminListUserAuthEventsResponse };

  /**
   * Lists the sessions of a user. See
   * [AdminListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminListUserSessions: { input: AdminListUserSessionsRequest; output: AdminListUserSessionsResponse };

  /**
   * Ends a membership; tokens issued from now on do not contain it. Removing a user who is not a member succeeds. See
   * [AdminRemoveUserFromGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminRemoveUserFromGroup: { input: AdminRemoveUserFromGroupRequest; output: AdminRemoveUserFromGroupResponse };

  /**
   * Invalidates the user's password and sends a reset code, as if the user had forgotten it. The user's tokens stay
   * valid. See
   * [AdminResetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminResetUserPassword: { input: AdminResetUserPasswordRequest; output: AdminResetUserPasswordResponse };

  /**
   * Answers a challenge for a user, as an administrator. See
   * [AdminRespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminRespondToAuthChallenge: { input: AdminRespondToAuthChallengeRequest; output: AdminRespondToAuthChallengeResponse };

  /**
   * Ends a session of a user: its refresh tokens and its access tokens are revoked. See
   * [AdminRevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminRevokeUserSession: { input: AdminRevokeUserSessionRequest; output: AdminRevokeUserSessionResponse };

  /**
   * Sets the second factors of any user; omitted factors do not change. See
   * [AdminSetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminSetUserMFAPreference: { input: AdminSetUserMFAPreferenceRequest; output: AdminSetUserMFAPreferenceResponse };

  /**
   * Sets a permanent or temporary password. The user's tokens stay valid. See
   * [AdminSetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminSetUserPassword: { input: AdminSetUserPasswordRequest; output: AdminSetUserPasswordResponse };

  /**
   * Switches codes by text message on or off for any user. Superseded by `AdminSetUserMFAPreference`. See
   * [AdminSetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminSetUserSettings: { input: AdminSetUserSettingsRequest; output: AdminSetUserSettingsResponse };

  /**
   * Stores whether an event was the user's; the event list shows it. See
   * [AdminUpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateAuthEventFeedback.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminUpdateAuthEventFeedback: { input: AdminUpdateAuthEventFeedbackRequest; output: AdminUpdateAuthEventFeedbackResponse };

  /**
   * Sets whether a device of a user is remembered. See
   * [AdminUpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminUpdateDeviceStatus: { input: AdminUpdateDeviceStatusRequest; output: AdminUpdateDeviceStatusResponse };

  /**
   * Sets attributes of any user, regardless of what an app client may write. `email_verified` and
   * `phone_number_verified` mark an address as verified; without them a new address that the pool verifies gets a code.
   * See
   * [AdminUpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminUpdateUserAttributes: { input: AdminUpdateUserAttributesRequest; output: AdminUpdateUserAttributesResponse };

  /**
   * Revokes all tokens of the user; the user can sign in again at once. See
   * [AdminUserGlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminUserGlobalSignOut: { input: AdminUserGlobalSignOutRequest; output: AdminUserGlobalSignOutResponse };

  /**
   * Creates a secret for an authenticator app, and replaces one that has not yet shown a code. An app that has shown a
   * code works until the new one has shown one. See
   * [AssociateSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  AssociateSoftwareToken: { input: AssociateSoftwareTokenRequest; output: AssociateSoftwareTokenResponse };

  /**
   * Changes the password of the signed-in user. The user's tokens stay valid. See
   * [ChangePassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  ChangePassword: { input: ChangePasswordRequest; output: ChangePasswordResponse };

  /**
   * Completes the registration of a passkey for the signed-in user. See
   * [CompleteWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  CompleteWebAuthnRegistration: { input: CompleteWebAuthnRegistrationRequest; output: CompleteWebAuthnRegistrationResponse };

  /**
   * Confirms the device that the user has just signed in with. A user has at most 20 devices: a new one replaces the one
   * with the oldest sign-in, beginning with those that are not remembered. See
   * [ConfirmDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  ConfirmDevice: { input: ConfirmDeviceRequest; output: ConfirmDeviceResponse };

  /**
   * Sets a new password with a reset code. See
   * [ConfirmForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  ConfirmForgotPassword: { input: ConfirmForgotPasswordRequest; output: ConfirmForgotPasswordResponse };

  /**
   * Confirms a registration with the code. See
   * [ConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  ConfirmSignUp: { input: ConfirmSignUpRequest; output: ConfirmSignUpResponse };

  /**
   * Creates a group. Names that differ only in case are the same name. See
   * [CreateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateGroup: { input: CreateGroupRequest; output: CreateGroupResponse };

  /**
   * Adds an identity provider. See
   * [CreateIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateIdentityProvider: { input: CreateIdentityProviderRequest; output: CreateIdentityProviderResponse };

  /**
   * Creates the style of an app client, either the service's own or one with `Settings`. See
   * [CreateManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateManagedLoginBranding: { input: CreateManagedLoginBrandingRequest; output: CreateManagedLoginBrandingResponse };

  /**
   * Creates a resource server. See
   * [CreateResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateResourceServer: { input: CreateResourceServerRequest; output: CreateResourceServerResponse };

  /**
   * Gives an app client a terms document. An app client has at most one of each name. See
   * [CreateTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateTerms.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateTerms: { input: CreateTermsRequest; output: CreateTermsResponse };

  /**
   * Creates a user import job, whose response has the URL for the upload of the file. See
   * [CreateUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateUserImportJob: { input: CreateUserImportJobRequest; output: CreateUserImportJobResponse };

  /**
   * Creates a pool. Its schema, its aliases and the form of usernames can never be changed. See
   * [CreateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateUserPool: { input: CreateUserPoolRequest; output: CreateUserPoolResponse };

  /**
   * Creates an app client. Whether it has a secret cannot be changed later. See
   * [CreateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateUserPoolClient: { input: CreateUserPoolClientRequest; output: CreateUserPoolClientResponse };

  /**
   * Gives a pool a prefix domain or, with `CustomDomainConfig`, a custom domain. A pool has at most one of each. A name
   * belongs to one pool of the whole engine. See
   * [CreateUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateUserPoolDomain: { input: CreateUserPoolDomainRequest; output: CreateUserPoolDomainResponse };

  /**
   * Adds a replica in another region. It is created at once and inactive; only this response shows it as `CREATING`. The
   * pool needs a key of its own (`KeyConfiguration` with `CUSTOMER_MANAGED_KEY`). See
   * [CreateUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolReplica.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateUserPoolReplica: { input: CreateUserPoolReplicaRequest; output: CreateUserPoolReplicaResponse };

  /**
   * Deletes a group at once. Its members remain users of the pool. See
   * [DeleteGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteGroup: { input: DeleteGroupRequest; output: DeleteGroupResponse };

  /**
   * Deletes an identity provider. Its users and the links to it stay, but cannot be used to sign in, and app clients
   * keep its name in `SupportedIdentityProviders`. A later provider of the same name gets its users and links. See
   * [DeleteIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteIdentityProvider.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteIdentityProvider: { input: DeleteIdentityProviderRequest; output: DeleteIdentityProviderResponse };

  /**
   * Deletes a style. See
   * [DeleteManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteManagedLoginBranding.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteManagedLoginBranding: { input: DeleteManagedLoginBrandingRequest; output: DeleteManagedLoginBrandingResponse };

  /**
   * Deletes a resource server. App clients still list its scopes. See
   * [DeleteResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteResourceServer: { input: DeleteResourceServerRequest; output: DeleteResourceServerResponse };

  /**
   * Deletes a terms document. See
   * [DeleteTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteTerms.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteTerms: { input: DeleteTermsRequest; output: DeleteTermsResponse };

  /**
   * Deletes the signed-in user at once. See
   * [DeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  DeleteUser: { input: DeleteUserRequest; output: DeleteUserResponse };

  /**
   * Deletes attributes of the signed-in user, limited to those that the app client may write. See
   * [DeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  DeleteUserAttributes: { input: DeleteUserAttributesRequest; output: DeleteUserAttributesResponse };

  /**
   * Deletes a pool at once, unless it has a domain; callers can no longer use it. `Engine::work` removes its records later. See
   * [DeleteUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteUserPool: { input: DeleteUserPoolRequest; output: DeleteUserPoolResponse };

  /**
   * Deletes an app client with its style, its customization of the pages and its terms documents. See
   * [DeleteUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteUserPoolClient: { input: DeleteUserPoolClientRequest; output: DeleteUserPoolClientResponse };

  /**
   * Deletes a secret of an app client, but never its only one. See
   * [DeleteUserPoolClientSecret](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteUserPoolClientSecret: { input: DeleteUserPoolClientSecretRequest; output: DeleteUserPoolClientSecretResponse };

  /**
   * Takes a domain from a pool. Afterwards another pool can have the name. See
   * [DeleteUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteUserPoolDomain: { input: DeleteUserPoolDomainRequest; output: DeleteUserPoolDomainResponse };

  /**
   * Deletes an inactive replica. It is gone at once; only this response shows it as `DELETING`. See
   * [DeleteUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolReplica.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteUserPoolReplica: { input: DeleteUserPoolReplicaRequest; output: DeleteUserPoolReplicaResponse };

  /**
   * Removes a passkey of the signed-in user. See
   * [DeleteWebAuthnCredential](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  DeleteWebAuthnCredential: { input: DeleteWebAuthnCredentialRequest; output: DeleteWebAuthnCredentialResponse };

  /**
   * Reads an identity provider, including its client secret. See
   * [DescribeIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeIdentityProvider.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeIdentityProvider: { input: DescribeIdentityProviderRequest; output: DescribeIdentityProviderResponse };

  /**
   * Reads a style by its id. See
   * [DescribeManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBranding.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeManagedLoginBranding: { input: DescribeManagedLoginBrandingRequest; output: DescribeManagedLoginBrandingResponse };

  /**
   * Reads the style of an app client. See
   * [DescribeManagedLoginBrandingByClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBrandingByClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeManagedLoginBrandingByClient: { input: DescribeManagedLoginBrandingByClientRequest; output: DescribeManagedLoginBrandingByClientResponse };

  /**
   * Reads a resource server. See
   * [DescribeResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeResourceServer: { input: DescribeResourceServerRequest; output: DescribeResourceServerResponse };

  /**
   * Reads the risk configuration of a pool, or that of one app client. If it was never set, the response has the ids
   * only. See
   * [DescribeRiskConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeRiskConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeRiskConfiguration: { input: DescribeRiskConfigurationRequest; output: DescribeRiskConfigurationResponse };

  /**
   * Reads a terms document by its id. See
   * [DescribeTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTerms.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeTerms: { input: DescribeTermsRequest; output: DescribeTermsResponse };

  /**
   * Reads the terms document of this name of an app client. See
   * [DescribeTermsByClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTermsByClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeTermsByClient: { input: DescribeTermsByClientRequest; output: DescribeTermsByClientResponse };

  /**
   * Reads a user import job and its counts. See
   * [DescribeUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserImportJob.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeUserImportJob: { input: DescribeUserImportJobRequest; output: DescribeUserImportJobResponse };

  /**
   * Reads a pool. See
   * [DescribeUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeUserPool: { input: DescribeUserPoolRequest; output: DescribeUserPoolResponse };

  /**
   * Reads an app client, including its secret. See
   * [DescribeUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeUserPoolClient: { input: DescribeUserPoolClientRequest; output: DescribeUserPoolClientResponse };

  /**
   * Reads a domain. The description of an unknown domain is empty. See
   * [DescribeUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeUserPoolDomain: { input: DescribeUserPoolDomainRequest; output: DescribeUserPoolDomainResponse };

  /**
   * Removes a device of the signed-in user, and with it the refresh tokens of its sign-ins. See
   * [ForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  ForgetDevice: { input: ForgetDeviceRequest; output: ForgetDeviceResponse };

  /**
   * Sends a password-reset code. See
   * [ForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  ForgotPassword: { input: ForgotPasswordRequest; output: ForgotPasswordResponse };

  /**
   * Lists the columns that a file for a user import job of this pool must have. See
   * [GetCSVHeader](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetCSVHeader.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetCSVHeader: { input: GetCSVHeaderRequest; output: GetCSVHeaderResponse };

  /**
   * Issues an access token to an app client that presents one of its secrets, for the scopes of resource servers among
   * the client's `AllowedOAuthScopes`. The client needs the flow `ALLOW_CLIENT_TOKEN_AUTH`. See
   * [GetClientToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  GetClientToken: { input: GetClientTokenRequest; output: GetClientTokenResponse };

  /**
   * Exchanges a token of a user for a new one with fewer rights, for another service: with an actor's token the new one
   * names the actor in its claim `act` (delegation), without one it looks as if the user acted (impersonation). The app
   * client needs the flow `ALLOW_TOKEN_EXCHANGE_DELEGATION` or `ALLOW_TOKEN_EXCHANGE_IMPERSONATION`. See
   * [GetDerivedToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html)
   * and [RFC 8693](https://www.rfc-editor.org/rfc/rfc8693).
   *
   * Tokens of other providers cannot be exchanged: the engine has none to verify them with. A signature in place of the
   * client's secret is not accepted.
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  GetDerivedToken: { input: GetDerivedTokenRequest; output: GetDerivedTokenResponse };

  /**
   * Reads a device of the signed-in user. See
   * [GetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  GetDevice: { input: GetDeviceRequest; output: GetDeviceResponse };

  /**
   * Reads a group. See
   * [GetGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetGroup: { input: GetGroupRequest; output: GetGroupResponse };

  /**
   * Finds the identity provider with this identifier. See
   * [GetIdentityProviderByIdentifier](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetIdentityProviderByIdentifier.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetIdentityProviderByIdentifier: { input: GetIdentityProviderByIdentifierRequest; output: GetIdentityProviderByIdentifierResponse };

  /**
   * Reads the log delivery configuration of a pool; the list is empty if none was set. See
   * [GetLogDeliveryConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetLogDeliveryConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetLogDeliveryConfiguration: { input: GetLogDeliveryConfigurationRequest; output: GetLogDeliveryConfigurationResponse };

  /**
   * Reads the request rate of a category in the region that the request is signed for. See
   * [GetProvisionedLimit](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetProvisionedLimit.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetProvisionedLimit: { input: GetProvisionedLimitRequest; output: GetProvisionedLimitResponse };

  /**
   * Returns the certificate with which SAML providers verify what the pool signs: RSA with 2048 bits and SHA-256, signed by
   * itself, valid for ten years. The first call makes the key. See
   * [GetSigningCertificate](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetSigningCertificate.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetSigningCertificate: { input: GetSigningCertificateRequest; output: GetSigningCertificateResponse };

  /**
   * Renews the tokens of a sign-in. A client that rotates its refresh tokens gets a new one, which expires when the
   * first one would. The old one stays valid for the client's grace period and gives the same new token. Sending it
   * after that period revokes all tokens of the sign-in. See
   * [GetTokensFromRefreshToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  GetTokensFromRefreshToken: { input: GetTokensFromRefreshTokenRequest; output: GetTokensFromRefreshTokenResponse };

  /**
   * Reads the customization for an app client. If it has none of its own, the answer is the customization for all app
   * clients, and without that an empty one. See
   * [GetUICustomization](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUICustomization.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetUICustomization: { input: GetUICustomizationRequest; output: GetUICustomizationResponse };

  /**
   * Reads the profile of the signed-in user, limited to the attributes that the app client may read. See
   * [GetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  GetUser: { input: GetUserRequest; output: GetUserResponse };

  /**
   * Sends a code to an address of the signed-in user, or to the new address that waits for its proof. Works for a
   * verified address too. See
   * [GetUserAttributeVerificationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  GetUserAttributeVerificationCode: { input: GetUserAttributeVerificationCodeRequest; output: GetUserAttributeVerificationCodeResponse };

  /**
   * Lists the factors of the signed-in user. See
   * [GetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  GetUserAuthFactors: { input: GetUserAuthFactorsRequest; output: GetUserAuthFactorsResponse };

  /**
   * Reads how long an app client accepts a session of managed login. See
   * [GetUserPoolClientSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolClientSessionConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetUserPoolClientSessionConfiguration: { input: GetUserPoolClientSessionConfigurationRequest; output: GetUserPoolClientSessionConfigurationResponse };

  /**
   * Reads a pool's second factors. See
   * [GetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetUserPoolMfaConfig: { input: GetUserPoolMfaConfigRequest; output: GetUserPoolMfaConfigResponse };

  /**
   * Reads whether a pool tracks sessions. See
   * [GetUserPoolSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolSessionConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetUserPoolSessionConfiguration: { input: GetUserPoolSessionConfigurationRequest; output: GetUserPoolSessionConfigurationResponse };

  /**
   * Revokes all tokens of the signed-in user, including the one of this call. See
   * [GlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  GlobalSignOut: { input: GlobalSignOutRequest; output: GlobalSignOutResponse };

  /**
   * Starts a sign-in. See
   * [InitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  InitiateAuth: { input: InitiateAuthRequest; output: InitiateAuthResponse };

  /**
   * Lists the devices of the signed-in user. See
   * [ListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  ListDevices: { input: ListDevicesRequest; output: ListDevicesResponse };

  /**
   * Lists groups in the order of their names. See
   * [ListGroups](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListGroups: { input: ListGroupsRequest; output: ListGroupsResponse };

  /**
   * Lists identity providers in the order of their names. See
   * [ListIdentityProviders](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListIdentityProviders.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListIdentityProviders: { input: ListIdentityProvidersRequest; output: ListIdentityProvidersResponse };

  /**
   * Lists resource servers in the order of their identifiers. See
   * [ListResourceServers](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListResourceServers: { input: ListResourceServersRequest; output: ListResourceServersResponse };

  /**
   * Reads the tags of a pool. See
   * [ListTagsForResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListTagsForResource: { input: ListTagsForResourceRequest; output: ListTagsForResourceResponse };

  /**
   * Lists the terms documents of a pool in the order of their ids. See
   * [ListTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTerms.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListTerms: { input: ListTermsRequest; output: ListTermsResponse };

  /**
   * Lists the user import jobs of a pool, newest first. See
   * [ListUserImportJobs](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserImportJobs.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUserImportJobs: { input: ListUserImportJobsRequest; output: ListUserImportJobsResponse };

  /**
   * Lists the ids and dates of an app client's secrets, newest first. See
   * [ListUserPoolClientSecrets](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUserPoolClientSecrets: { input: ListUserPoolClientSecretsRequest; output: ListUserPoolClientSecretsResponse };

  /**
   * Lists the app clients of a pool. See
   * [ListUserPoolClients](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUserPoolClients: { input: ListUserPoolClientsRequest; output: ListUserPoolClientsResponse };

  /**
   * Lists the pool itself and its replicas, in the order of their creation. See
   * [ListUserPoolReplicas](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolReplicas.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUserPoolReplicas: { input: ListUserPoolReplicasRequest; output: ListUserPoolReplicasResponse };

  /**
   * Lists the pools of the region that the request is signed for. See
   * [ListUserPools](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUserPools: { input: ListUserPoolsRequest; output: ListUserPoolsResponse };

  /**
   * Lists the sessions of the signed-in user. See
   * [ListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  ListUserSessions: { input: ListUserSessionsRequest; output: ListUserSessionsResponse };

  /**
   * Lists users in the order of their creation, or those that a filter accepts. See
   * [ListUsers](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUsers: { input: ListUsersRequest; output: ListUsersResponse };

  /**
   * Lists the members of a group in the order of their usernames. See
   * [ListUsersInGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUsersInGroup: { input: ListUsersInGroupRequest; output: ListUsersInGroupResponse };

  /**
   * Lists the passkeys of the signed-in user. See
   * [ListWebAuthnCredentials](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  ListWebAuthnCredentials: { input: ListWebAuthnCredentialsRequest; output: ListWebAuthnCredentialsResponse };

  /**
   * Sends a new confirmation code; the previous one becomes invalid. See
   * [ResendConfirmationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  ResendConfirmationCode: { input: ResendConfirmationCodeRequest; output: ResendConfirmationCodeResponse };

  /**
   * Answers a challenge. See
   * [RespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  RespondToAuthChallenge: { input: RespondToAuthChallengeRequest; output: RespondToAuthChallengeResponse };

  /**
   * Revokes a refresh token, and every access token of the same sign-in. Revoking twice succeeds. See
   * [RevokeToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  RevokeToken: { input: RevokeTokenRequest; output: RevokeTokenResponse };

  /**
   * Ends a session of the signed-in user: its refresh tokens and its access tokens are revoked. The session of the
   * access token itself is refused; `GlobalSignOut` and `RevokeToken` end that one. See
   * [RevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  RevokeUserSession: { input: RevokeUserSessionRequest; output: RevokeUserSessionResponse };

  /**
   * Replaces the log delivery configuration of a pool; an empty list removes it. See
   * [SetLogDeliveryConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  SetLogDeliveryConfiguration: { input: SetLogDeliveryConfigurationRequest; output: SetLogDeliveryConfigurationResponse };

  /**
   * Replaces the risk configuration of a pool, or that of one app client. Parts that are left out are reset. See
   * [SetRiskConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  SetRiskConfiguration: { input: SetRiskConfigurationRequest; output: SetRiskConfigurationResponse };

  /**
   * Replaces the customization for an app client, or for all of them; a request without `CSS` and `ImageFile` removes it.
   * The pool must have a domain. See
   * [SetUICustomization](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUICustomization.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  SetUICustomization: { input: SetUICustomizationRequest; output: SetUICustomizationResponse };

  /**
   * Sets the second factors of the signed-in user; omitted factors do not change. See
   * [SetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  SetUserMFAPreference: { input: SetUserMFAPreferenceRequest; output: SetUserMFAPreferenceResponse };

  /**
   * Sets how long an app client accepts a session of managed login without a new sign-in. The engine stores the setting;
   * it has no managed login yet. See
   * [SetUserPoolClientSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolClientSessionConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  SetUserPoolClientSessionConfiguration: { input: SetUserPoolClientSessionConfigurationRequest; output: SetUserPoolClientSessionConfigurationResponse };

  /**
   * Sets a pool's second factors. Omitted factors are switched off; if `MfaConfiguration` is omitted, it becomes `OFF`.
   * See
   * [SetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  SetUserPoolMfaConfig: { input: SetUserPoolMfaConfigRequest; output: SetUserPoolMfaConfigResponse };

  /**
   * Sets whether a pool tracks the sessions of its users, and how many a user can have: a further sign-in ends the
   * session that was not used for the longest time. Sign-ins from before are not listed. See
   * [SetUserPoolSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  SetUserPoolSessionConfiguration: { input: SetUserPoolSessionConfigurationRequest; output: SetUserPoolSessionConfigurationResponse };

  /**
   * Switches codes by text message on or off for the signed-in user. Superseded by `SetUserMFAPreference`. See
   * [SetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  SetUserSettings: { input: SetUserSettingsRequest; output: SetUserSettingsResponse };

  /**
   * Registers a user in the pool of an app client. See
   * [SignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  SignUp: { input: SignUpRequest; output: SignUpResponse };

  /**
   * Starts a user import job whose file was uploaded. `Engine::work` imports the users; until
   * then the job is `Pending`. One job of a pool runs at a time. See
   * [StartUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartUserImportJob.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  StartUserImportJob: { input: StartUserImportJobRequest; output: StartUserImportJobResponse };

  /**
   * Begins the registration of a passkey for the signed-in user. See
   * [StartWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  StartWebAuthnRegistration: { input: StartWebAuthnRegistrationRequest; output: StartWebAuthnRegistrationResponse };

  /**
   * Stops a user import job that was started. The users that were imported stay, and the job cannot be started again.
   * See
   * [StopUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StopUserImportJob.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  StopUserImportJob: { input: StopUserImportJobRequest; output: StopUserImportJobResponse };

  /**
   * Adds tags to a pool. A tag with the same key gets the new value; other tags stay. See
   * [TagResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  TagResource: { input: TagResourceRequest; output: TagResourceResponse };

  /**
   * Removes tags from a pool. Keys that the pool does not have are ignored. See
   * [UntagResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UntagResource: { input: UntagResourceRequest; output: UntagResourceResponse };

  /**
   * Stores whether an event was the user's, by the token of a notice of a risk. A wrong token, an unknown user and an unknown event have one answer. See
   * [UpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  UpdateAuthEventFeedback: { input: UpdateAuthEventFeedbackRequest; output: UpdateAuthEventFeedbackResponse };

  /**
   * Sets whether a device of the signed-in user is remembered. See
   * [UpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  UpdateDeviceStatus: { input: UpdateDeviceStatusRequest; output: UpdateDeviceStatusResponse };

  /**
   * Changes the fields that the request has; other fields, and the name, stay the same. See
   * [UpdateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateGroup: { input: UpdateGroupRequest; output: UpdateGroupResponse };

  /**
   * Changes an identity provider. A member that is given replaces all of the old value, and a member that is omitted
   * keeps it. `private_key` is kept as well if `ProviderDetails` omits it, since no response contains it. See
   * [UpdateIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateIdentityProvider.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateIdentityProvider: { input: UpdateIdentityProviderRequest; output: UpdateIdentityProviderResponse };

  /**
   * Changes the members of a style that the request has; others stay. See
   * [UpdateManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateManagedLoginBranding.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateManagedLoginBranding: { input: UpdateManagedLoginBrandingRequest; output: UpdateManagedLoginBrandingResponse };

  /**
   * Sets the request rate of a category in the region that the request is signed for. The rate cannot be less than the
   * free rate. See
   * [UpdateProvisionedLimit](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateProvisionedLimit.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateProvisionedLimit: { input: UpdateProvisionedLimitRequest; output: UpdateProvisionedLimitResponse };

  /**
   * Replaces the name and all scopes of a resource server. App clients still list a scope that was removed. See
   * [UpdateResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateResourceServer: { input: UpdateResourceServerRequest; output: UpdateResourceServerResponse };

  /**
   * Changes the members of a terms document that the request has; others stay. See
   * [UpdateTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateTerms.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateTerms: { input: UpdateTermsRequest; output: UpdateTermsResponse };

  /**
   * Sets attributes of the signed-in user, limited to those that the app client may write. See
   * [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  UpdateUserAttributes: { input: UpdateUserAttributesRequest; output: UpdateUserAttributesResponse };

  /**
   * Replaces a pool's settings: most omitted members return to their defaults. These are kept: the name, the tags,
   * `MfaConfiguration`, `UserPoolTier`, `UserAttributeUpdateSettings`, `DcrConfiguration`, and each of the two policies. See
   * [UpdateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateUserPool: { input: UpdateUserPoolRequest; output: UpdateUserPoolResponse };

  /**
   * Replaces an app client's settings: omitted members return to their defaults, except the name. If the client rotated
   * its refresh tokens and the request omits `RefreshTokenRotation`, the client gets it with rotation switched off. See
   * [UpdateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateUserPoolClient: { input: UpdateUserPoolClientRequest; output: UpdateUserPoolClientResponse };

  /**
   * Changes the members of a domain that the request has; others stay. See
   * [UpdateUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateUserPoolDomain: { input: UpdateUserPoolDomainRequest; output: UpdateUserPoolDomainResponse };

  /**
   * Activates or deactivates a replica. See
   * [UpdateUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolReplica.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateUserPoolReplica: { input: UpdateUserPoolReplicaRequest; output: UpdateUserPoolReplicaResponse };

  /**
   * Accepts an authenticator app that shows a right code. With an access token the app is not switched on yet:
   * `SetUserMFAPreference` does that. See
   * [VerifySoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  VerifySoftwareToken: { input: VerifySoftwareTokenRequest; output: VerifySoftwareTokenResponse };

  /**
   * Marks an address of the signed-in user as verified, with the code that was sent to it. An address that waited for
   * its proof replaces the old one. See
   * [VerifyUserAttribute](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  VerifyUserAttribute: { input: VerifyUserAttributeRequest; output: VerifyUserAttributeResponse };
}

/** The name of an exception: what the engine refuses with. */
export type ExceptionName =
  | 'AliasExistsException'
  | 'CodeDeliveryFailureException'
  | 'CodeMismatchException'
  | 'DeviceKeyExistsException'
  | 'DuplicateProviderException'
  | 'EnableSoftwareTokenMFAException'
  | 'ExpiredCodeException'
  | 'FeatureUnavailableInTierException'
  | 'GroupExistsException'
  | 'IncompleteSignatureException'
  | 'InternalErrorException'
  | 'InternalServerException'
  | 'InvalidLambdaResponseException'
  | 'InvalidOAuthFlowException'
  | 'InvalidParameterException'
  | 'InvalidPasswordException'
  | 'InvalidSignatureException'
  | 'InvalidUserPoolConfigurationException'
  | 'LimitExceededException'
  | 'ManagedLoginBrandingExistsException'
  | 'MissingAuthenticationTokenException'
  | 'NotAuthorizedException'
  | 'PasswordHistoryPolicyViolationException'
  | 'PasswordResetRequiredException'
  | 'PreconditionNotMetException'
  | 'RefreshTokenReuseException'
  | 'ResourceNotFoundException'
  | 'ScopeDoesNotExistException'
  | 'SerializationException'
  | 'ServiceQuotaExceededException'
  | 'SoftwareTokenMFANotFoundException'
  | 'TermsExistsException'
  | 'TooManyRequestsException'
  | 'UnauthorizedException'
  | 'UnexpectedLambdaException'
  | 'UnknownOperationException'
  | 'UnrecognizedClientException'
  | 'UnsupportedOperationException'
  | 'UnsupportedTokenTypeException'
  | 'UnsupportedUserStateException'
  | 'UserImportInProgressException'
  | 'UserLambdaValidationException'
  | 'UserNotConfirmedException'
  | 'UserNotFoundException'
  | 'UserPoolAddOnNotEnabledException'
  | 'UserPoolTaggingException'
  | 'UsernameExistsException'
  | 'WebAuthnChallengeNotFoundException'
  | 'WebAuthnClientMismatchException'
  | 'WebAuthnConfigurationMissingException'
  | 'WebAuthnCredentialNotSupportedException'
  | 'WebAuthnNotEnabledException'
  | 'WebAuthnOriginNotAllowedException'
  | 'WebAuthnRelyingPartyMismatchException';

/** A moment: seconds since the Unix epoch, with milliseconds behind the point. `new Date(seconds * 1000)` is its date. */
export type EpochSeconds = number;

/**
 * See [AccountRecoverySettingType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html).
 */
export interface AccountRecoverySettingType {
  /** 1 to 2 entries. */
  RecoveryMechanisms?: RecoveryOptionType[] | undefined;
}

/**
 * See [AccountTakeoverActionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountTakeoverActionType.html).
 */
export interface AccountTakeoverActionType {
  Notify: boolean;
  EventAction: AccountTakeoverEventActionType;
}

/**
 * See [AccountTakeoverActionsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountTakeoverActionsType.html).
 */
export interface AccountTakeoverActionsType {
  LowAction?: AccountTakeoverActionType | undefined;
  MediumAction?: AccountTakeoverActionType | undefined;
  HighAction?: AccountTakeoverActionType | undefined;
}

export type AccountTakeoverEventActionType = 'MFA_IF_CONFIGURED' | 'BLOCK' | 'NO_ACTION' | 'MFA_REQUIRED';

/**
 * See [AccountTakeoverRiskConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountTakeoverRiskConfigurationType.html).
 */
export interface AccountTakeoverRiskConfigurationType {
  NotifyConfiguration?: NotifyConfigurationType | undefined;
  Actions: AccountTakeoverActionsType;
}

/**
 * See [AcrLevelConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AcrLevelConfigType.html).
 */
export interface AcrLevelConfigType {
  /** 1 to 64 characters. */
  AcrValue: string;
}

/**
 * Adds custom attributes to a pool's schema; they cannot be removed later. App clients without lists of attributes can
 * use them at once. See
 * [AddCustomAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html).
 */
export interface AddCustomAttributesRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The attributes, named without `custom:`. 1 to 25 entries. */
  CustomAttributes: SchemaAttributeType[];
}

/** The empty response of an operation. */
export interface AddCustomAttributesResponse {}

/**
 * Adds a secret to an app client that has one. Both are valid until one is deleted. See
 * [AddUserPoolClientSecret](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html).
 */
export interface AddUserPoolClientSecretRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** A secret that the caller chooses. If absent, the service generates one. 24 to 64 characters. */
  ClientSecret?: string | undefined;
}

/** The response of `AddUserPoolClientSecret`. */
export interface AddUserPoolClientSecretResponse {
  /** The new secret. */
  ClientSecretDescriptor: ClientSecretDescriptorType;
}

/**
 * Makes a user a member of a group; tokens issued from now on contain it. Adding a member again succeeds. See
 * [AdminAddUserToGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html).
 */
export interface AdminAddUserToGroupRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
}

/** The empty response of an operation. */
export interface AdminAddUserToGroupResponse {}

/**
 * Confirms a registration without a code; this does not verify any address. See
 * [AdminConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html).
 */
export interface AdminConfirmSignUpRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The empty response of an operation. */
export interface AdminConfirmSignUpResponse {}

/**
 * See [AdminCreateUserConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUserConfigType.html).
 */
export interface AdminCreateUserConfigType {
  AllowAdminCreateUserOnly?: boolean | undefined;
  /** Days. Superseded by `TemporaryPasswordValidityDays`. 0 to 365. */
  UnusedAccountValidityDays?: number | undefined;
  InviteMessageTemplate?: MessageTemplateType | undefined;
}

/**
 * Creates a user and sends an invitation with a temporary password. See
 * [AdminCreateUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html).
 */
export interface AdminCreateUserRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The name to sign in with; an address or number in pools with username attributes. 1 to 128 characters. */
  Username: string;
  /** The attributes of the user. Required attributes may be missing: the first sign-in asks for them. */
  UserAttributes?: AttributeType[] | undefined;
  /** Passed to the pool's triggers; never stored. */
  ValidationData?: AttributeType[] | undefined;
  /** Generated if absent; then only the invitation contains it. At most 256 characters. */
  TemporaryPassword?: string | undefined;
  /** Whether to take a verified address away from the user who has it. */
  ForceAliasCreation?: boolean | undefined;
  /** `SUPPRESS` sends nothing; `RESEND` invites an existing user again, with a new temporary password. */
  MessageAction?: MessageActionType | undefined;
  /** `SMS`, as by default, `EMAIL`, or both. */
  DesiredDeliveryMediums?: DeliveryMediumType[] | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `AdminCreateUser`. */
export interface AdminCreateUserResponse {
  /** The user in its current state. */
  User: UserType;
}

/**
 * Deletes the user's authenticator app and switches this factor off. Nothing changes for a user without an app. See
 * [AdminDeleteSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html).
 */
export interface AdminDeleteSoftwareTokenRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The empty response of an operation. */
export interface AdminDeleteSoftwareTokenResponse {}

/**
 * Deletes attributes of any user, regardless of what an app client may write. See
 * [AdminDeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html).
 */
export interface AdminDeleteUserAttributesRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The names of the attributes; custom ones with the prefix `custom:`. */
  UserAttributeNames: string[];
}

/** The empty response of an operation. */
export interface AdminDeleteUserAttributesResponse {}

/**
 * Deletes a user at once. See
 * [AdminDeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html).
 */
export interface AdminDeleteUserRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The empty response of an operation. */
export interface AdminDeleteUserResponse {}

/**
 * Removes the link from an identity to a user. A user who was created by a sign-in with this identity, and a user
 * with a password (`ProviderName` is `Cognito`), is disabled. See
 * [AdminDisableProviderForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html).
 */
export interface AdminDisableProviderForUserRequest {
  /** The id of the pool. At most 131072 characters. */
  UserPoolId: string;
  /** The identity, with the attribute and the value that it was linked with. */
  User: ProviderUserIdentifierType;
}

/** The empty response of an operation. */
export interface AdminDisableProviderForUserResponse {}

/**
 * Prevents the user from signing in and revokes all tokens of the user. Groups and attributes stay. See
 * [AdminDisableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html).
 */
export interface AdminDisableUserRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The empty response of an operation. */
export interface AdminDisableUserResponse {}

/**
 * Lets the user sign in again. Tokens from before the user was disabled stay revoked. See
 * [AdminEnableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html).
 */
export interface AdminEnableUserRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The empty response of an operation. */
export interface AdminEnableUserResponse {}

/**
 * Removes a device of a user, and with it the refresh tokens of its sign-ins. See
 * [AdminForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html).
 */
export interface AdminForgetDeviceRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The key of the device. 1 to 55 characters. */
  DeviceKey: string;
}

/** The empty response of an operation. */
export interface AdminForgetDeviceResponse {}

/**
 * Reads a device of a user. See
 * [AdminGetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html).
 */
export interface AdminGetDeviceRequest {
  /** The key of the device. 1 to 55 characters. */
  DeviceKey: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The response of `GetDevice` and `AdminGetDevice`. */
export interface AdminGetDeviceResponse {
  /** The device. */
  Device: DeviceType;
}

/**
 * Lists the factors of any user. See
 * [AdminGetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html).
 */
export interface AdminGetUserAuthFactorsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The factors that a user may sign in with: the response of `GetUserAuthFactors` and `AdminGetUserAuthFactors`. */
export interface AdminGetUserAuthFactorsResponse {
  /** The username. */
  Username: string;
  /** The preferred second factor. */
  PreferredMfaSetting?: Factor;
  /** The second factors that are switched on. */
  UserMFASettingList?: Factor[];
  /** For example `PASSWORD`. */
  ConfiguredUserAuthFactors?: AuthFactorType[];
}

/**
 * Reads the profile of any user, regardless of what an app client may read. See
 * [AdminGetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html).
 */
export interface AdminGetUserRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The response of `AdminGetUser`. */
export interface AdminGetUserResponse {
  /** The username; in a pool with username attributes the same as the `sub`. */
  Username: string;
  /** All attributes. */
  UserAttributes: AttributeType[];
  /** When the user was created. */
  UserCreateDate: EpochSeconds;
  /** When anything about the user was last changed. */
  UserLastModifiedDate: EpochSeconds;
  /** Whether the user may sign in. */
  Enabled: boolean;
  /** For example `CONFIRMED`. */
  UserStatus: UserStatusType;
  /** Codes by text message, in the form of `SetUserSettings`. */
  MFAOptions?: MFAOptionType[];
  /** The preferred second factor. */
  PreferredMfaSetting?: Factor;
  /** The second factors that are switched on. */
  UserMFASettingList?: Factor[];
}

/**
 * Starts a sign-in for a user, as an administrator. See
 * [AdminInitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html).
 */
export interface AdminInitiateAuthRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of an app client of that pool. 1 to 128 characters. */
  ClientId: string;
  /** For example `ADMIN_USER_PASSWORD_AUTH`. */
  AuthFlow: AuthFlowType;
  /** The parameters of the flow, for example `USERNAME` and `PASSWORD`. */
  AuthParameters?: Record<string, string> | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Its `IpAddress` and its header `User-Agent` are recorded. */
  ContextData?: ContextDataType | undefined;
  /** The session that `ConfirmSignUp` returned, if any. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** The response of the four sign-in operations: tokens, or the next challenge. */
export interface AdminInitiateAuthResponse {
  /** The challenge to answer; absent when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** The client sends it back with the answer. */
  Session?: string;
  /** What the client needs to answer the challenge; empty when the sign-in is complete. */
  ChallengeParameters?: Record<string, string>;
  /** The tokens of a complete sign-in. */
  AuthenticationResult?: AuthenticationResultType;
  /** The factors a user may choose from. */
  AvailableChallenges?: ChallengeNameType[];
}

/**
 * Links an identity that has not signed in yet to a user: when it signs in, this user is signed in. The user cannot
 * have immutable custom attributes. See
 * [AdminLinkProviderForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html).
 */
export interface AdminLinkProviderForUserRequest {
  /** The id of the pool. At most 131072 characters. */
  UserPoolId: string;
  /** The user to link to. `ProviderAttributeName` is ignored. */
  DestinationUser: ProviderUserIdentifierType;
  /** The identity to link. */
  SourceUser: ProviderUserIdentifierType;
}

/** The empty response of an operation. */
export interface AdminLinkProviderForUserResponse {}

/**
 * Lists the devices of a user. See
 * [AdminListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html).
 */
export interface AdminListDevicesRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** Maximum number of devices in a page, up to 60; 0 means 60. 0 to 60. */
  Limit?: number | undefined;
  /** The token that the previous page returned. At least 1 character. */
  PaginationToken?: string | undefined;
}

/** The response of `ListDevices` and `AdminListDevices`. */
export interface AdminListDevicesResponse {
  /** The devices of this page, in the order of their keys. */
  Devices: DeviceType[];
  /** The token for the next page; absent from the last page. */
  PaginationToken?: string;
}

/**
 * Lists the groups that a user is in, in the order of their precedence. See
 * [AdminListGroupsForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html).
 */
export interface AdminListGroupsForUserRequest {
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Maximum number of entries in a page, up to 60; 0 means 60. 0 to 60. */
  Limit?: number | undefined;
  /** The token that the previous page returned. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of `AdminListGroupsForUser`. */
export interface AdminListGroupsForUserResponse {
  /** The groups of this page. */
  Groups: GroupType[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists the events of a user, newest first. The last hundred events of 90 days are kept. See
 * [AdminListUserAuthEvents](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html).
 */
export interface AdminListUserAuthEventsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** Maximum number of entries in a page, up to 60; 0 means 60. 0 to 60. */
  MaxResults?: number | undefined;
  /** The token that the previous page returned. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of `AdminListUserAuthEvents`. */
export interface AdminListUserAuthEventsResponse {
  /** The events of this page. */
  AuthEvents: AuthEventType[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists the sessions of a user. See
 * [AdminListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html).
 */
export interface AdminListUserSessionsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** Refused if given: one page has all sessions, so no response contains a token. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of the lists of sessions. */
export interface AdminListUserSessionsResponse {
  /** The sessions, the one that was used last first. */
  Sessions: SessionDescriptionType[];
  /** Always absent: one page has all sessions. */
  NextToken?: string;
}

/**
 * Ends a membership; tokens issued from now on do not contain it. Removing a user who is not a member succeeds. See
 * [AdminRemoveUserFromGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html).
 */
export interface AdminRemoveUserFromGroupRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
}

/** The empty response of an operation. */
export interface AdminRemoveUserFromGroupResponse {}

/**
 * Invalidates the user's password and sends a reset code, as if the user had forgotten it. The user's tokens stay
 * valid. See
 * [AdminResetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html).
 */
export interface AdminResetUserPasswordRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The empty response of an operation. */
export interface AdminResetUserPasswordResponse {}

/**
 * Answers a challenge for a user, as an administrator. See
 * [AdminRespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html).
 */
export interface AdminRespondToAuthChallengeRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of an app client of that pool. 1 to 128 characters. */
  ClientId: string;
  /** The name of the challenge that is answered. */
  ChallengeName: ChallengeNameType;
  /** The answer. */
  ChallengeResponses?: Record<string, string> | undefined;
  /** The session that came with the challenge. 20 to 4096 characters. */
  Session?: string | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Its `IpAddress` and its header `User-Agent` are recorded. */
  ContextData?: ContextDataType | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of the four sign-in operations: tokens, or the next challenge. */
export interface AdminRespondToAuthChallengeResponse {
  /** The challenge to answer; absent when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** The client sends it back with the answer. */
  Session?: string;
  /** What the client needs to answer the challenge; empty when the sign-in is complete. */
  ChallengeParameters?: Record<string, string>;
  /** The tokens of a complete sign-in. */
  AuthenticationResult?: AuthenticationResultType;
  /** The factors a user may choose from. */
  AvailableChallenges?: ChallengeNameType[];
}

/**
 * Ends a session of a user: its refresh tokens and its access tokens are revoked. See
 * [AdminRevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html).
 */
export interface AdminRevokeUserSessionRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The id of the session. Exactly 28 characters. */
  SessionId: string;
  /** Without effect: there are no sessions of managed login that could be linked. */
  RevokeAssociatedSessions?: RevokeAssociatedSessionsType | undefined;
}

/** The empty response of an operation. */
export interface AdminRevokeUserSessionResponse {}

/**
 * Sets the second factors of any user; omitted factors do not change. See
 * [AdminSetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html).
 */
export interface AdminSetUserMFAPreferenceRequest {
  /** Codes by text message. */
  SMSMfaSettings?: SMSMfaSettingsType | undefined;
  /** An authenticator app. */
  SoftwareTokenMfaSettings?: SoftwareTokenMfaSettingsType | undefined;
  /** Codes by mail. */
  EmailMfaSettings?: EmailMfaSettingsType | undefined;
  /** Whether a passkey counts as both factors. */
  WebAuthnMfaSettings?: WebAuthnMfaSettingsType | undefined;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The empty response of an operation. */
export interface AdminSetUserMFAPreferenceResponse {}

/**
 * Sets a permanent or temporary password. The user's tokens stay valid. See
 * [AdminSetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html).
 */
export interface AdminSetUserPasswordRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The new password. At most 256 characters. */
  Password: string;
  /** Whether the password is permanent; otherwise (the default) the next sign-in asks for another. */
  Permanent?: boolean | undefined;
}

/** The empty response of an operation. */
export interface AdminSetUserPasswordResponse {}

/**
 * Switches codes by text message on or off for any user. Superseded by `AdminSetUserMFAPreference`. See
 * [AdminSetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html).
 */
export interface AdminSetUserSettingsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** One entry with `SMS` and `phone_number`, or an empty list. */
  MFAOptions: MFAOptionType[];
}

/** The empty response of an operation. */
export interface AdminSetUserSettingsResponse {}

/**
 * Stores whether an event was the user's; the event list shows it. See
 * [AdminUpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateAuthEventFeedback.html).
 */
export interface AdminUpdateAuthEventFeedbackRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The id of the event. 1 to 50 characters. */
  EventId: string;
  /** `Valid` or `Invalid`. */
  FeedbackValue: FeedbackValueType;
}

/** The empty response of an operation. */
export interface AdminUpdateAuthEventFeedbackResponse {}

/**
 * Sets whether a device of a user is remembered. See
 * [AdminUpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html).
 */
export interface AdminUpdateDeviceStatusRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The key of the device. 1 to 55 characters. */
  DeviceKey: string;
  /** Without it nothing is changed. */
  DeviceRememberedStatus?: DeviceRememberedStatusType | undefined;
}

/** The empty response of an operation. */
export interface AdminUpdateDeviceStatusResponse {}

/**
 * Sets attributes of any user, regardless of what an app client may write. `email_verified` and
 * `phone_number_verified` mark an address as verified; without them a new address that the pool verifies gets a code.
 * See
 * [AdminUpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html).
 */
export interface AdminUpdateUserAttributesRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The attributes to set; an empty value deletes. */
  UserAttributes: AttributeType[];
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The empty response of an operation. */
export interface AdminUpdateUserAttributesResponse {}

/**
 * Revokes all tokens of the user; the user can sign in again at once. See
 * [AdminUserGlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html).
 */
export interface AdminUserGlobalSignOutRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The empty response of an operation. */
export interface AdminUserGlobalSignOutResponse {}

/**
 * See [AdvancedSecurityAdditionalFlowsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdvancedSecurityAdditionalFlowsType.html).
 */
export interface AdvancedSecurityAdditionalFlowsType {
  CustomAuthMode?: AdvancedSecurityEnabledModeType | undefined;
}

export type AdvancedSecurityEnabledModeType = 'AUDIT' | 'ENFORCED';

export type AdvancedSecurityModeType = 'OFF' | 'AUDIT' | 'ENFORCED';

export type AliasAttributeType = 'phone_number' | 'email' | 'preferred_username';

/**
 * An Amazon Pinpoint project, by its ARN or by its id, role and external id.
 * See [AnalyticsConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsConfigurationType.html).
 */
export interface AnalyticsConfigurationType {
  /** The id of the project. */
  ApplicationId?: string | undefined;
  /** The ARN of the project. 20 to 2048 characters. */
  ApplicationArn?: string | undefined;
  /** The role with which events are sent. 20 to 2048 characters. */
  RoleArn?: string | undefined;
  /** The external id of the role. At most 131072 characters. */
  ExternalId?: string | undefined;
  /** Whether user data is sent. */
  UserDataShared?: boolean | undefined;
}

/**
 * See [AnalyticsMetadataType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsMetadataType.html).
 */
export interface AnalyticsMetadataType {
  /** At most 131072 characters. */
  AnalyticsEndpointId?: string | undefined;
}

export type AssetCategoryType =
  | 'FAVICON_ICO'
  | 'FAVICON_SVG'
  | 'EMAIL_GRAPHIC'
  | 'SMS_GRAPHIC'
  | 'AUTH_APP_GRAPHIC'
  | 'PASSWORD_GRAPHIC'
  | 'PASSKEY_GRAPHIC'
  | 'PAGE_HEADER_LOGO'
  | 'PAGE_HEADER_BACKGROUND'
  | 'PAGE_FOOTER_LOGO'
  | 'PAGE_FOOTER_BACKGROUND'
  | 'PAGE_BACKGROUND'
  | 'FORM_BACKGROUND'
  | 'FORM_LOGO'
  | 'IDP_BUTTON_ICON';

export type AssetExtensionType = 'ICO' | 'JPEG' | 'PNG' | 'SVG' | 'WEBP';

/**
 * An image of a style.
 * See [AssetType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssetType.html).
 */
export interface AssetType {
  /** Where the image is shown, such as `FORM_LOGO`. */
  Category: AssetCategoryType;
  /** `LIGHT`, `DARK` or `DYNAMIC`. */
  ColorMode: ColorSchemeModeType;
  /** `ICO`, `JPEG`, `PNG`, `SVG` or `WEBP`. */
  Extension: AssetExtensionType;
  /** The file in base64. */
  Bytes?: string | undefined;
  /** The id of an asset that the service has. 1 to 40 characters. */
  ResourceId?: string | undefined;
}

/**
 * Creates a secret for an authenticator app, and replaces one that has not yet shown a code. An app that has shown a
 * code works until the new one has shown one. See
 * [AssociateSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html).
 */
export interface AssociateSoftwareTokenRequest {
  /** The user's access token. Required if there is no session. */
  AccessToken?: string | undefined;
  /** The session of an `MFA_SETUP` challenge, instead of an access token. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** The response of `AssociateSoftwareToken`. */
export interface AssociateSoftwareTokenResponse {
  /** The secret, in base32: 52 characters. */
  SecretCode?: string;
  /** The session for `VerifySoftwareToken`, if the request had a session. */
  Session?: string;
}

export interface AttestationResponse {
  clientDataJSON: string;
  attestationObject: string;
  transports?: string[] | undefined;
}

/** The type of an attribute's values. */
export type AttributeDataType = 'String' | 'Number' | 'DateTime' | 'Boolean';

/**
 * A name and its value.
 * See [AttributeType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AttributeType.html).
 */
export interface AttributeType {
  /** For example `email` or `custom:department`. 1 to 32 characters. */
  Name: string;
  /** The value; absent or empty to delete the attribute. At most 2048 characters. */
  Value?: string | undefined;
}

/**
 * Something that a user did.
 * See [AuthEventType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AuthEventType.html).
 */
export interface AuthEventType {
  /** The id of the event: a UUID. */
  EventId: string;
  /** `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange` or `ResendCode`. */
  EventType: EventType;
  /** When it happened. */
  CreationDate: EpochSeconds;
  /** `Pass`, `Fail` or `InProgress`. */
  EventResponse: EventResponseType;
  /** The assessment. */
  EventRisk: EventRiskType;
  /** Which proofs were verified, and with what result. */
  ChallengeResponses: ChallengeResponseType[];
  /** Where the request came from, as far as it said so. */
  EventContextData: EventContextDataType;
  /** What an administrator or the user thinks of it. */
  EventFeedback?: EventFeedbackType;
}

/** A first factor that a pool allows, or that a user has set up. */
export type AuthFactorType = 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN' | 'SOFTWARE_TOKEN';

/** How a sign-in starts. */
export type AuthFlowType =
  | 'USER_SRP_AUTH'
  | 'REFRESH_TOKEN_AUTH'
  | 'REFRESH_TOKEN'
  | 'CUSTOM_AUTH'
  | 'ADMIN_NO_SRP_AUTH'
  | 'USER_PASSWORD_AUTH'
  | 'ADMIN_USER_PASSWORD_AUTH'
  | 'USER_AUTH';

/**
 * The tokens.
 * See [AuthenticationResultType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AuthenticationResultType.html).
 */
export interface AuthenticationResultType {
  /** For resource servers and for the user's own operations. */
  AccessToken?: string;
  /** How long the access token is valid, in seconds. */
  ExpiresIn: number;
  /** `Bearer`. */
  TokenType?: string;
  /** Gets new tokens; absent after a refresh, unless the client rotates its refresh tokens. */
  RefreshToken?: string;
  /** Tells the client who the user is. */
  IdToken?: string;
  /**
   * The keys of a device that the pool has not seen before, for `ConfirmDevice`; only in a pool that tracks devices.
   */
  NewDeviceMetadata?: NewDeviceMetadataType;
}

export type ChallengeName = 'Password' | 'Mfa';

/** A step of a sign-in. */
export type ChallengeNameType =
  | 'SMS_MFA'
  | 'EMAIL_OTP'
  | 'SOFTWARE_TOKEN_MFA'
  | 'SELECT_MFA_TYPE'
  | 'MFA_SETUP'
  | 'PASSWORD_VERIFIER'
  | 'CUSTOM_CHALLENGE'
  | 'SELECT_CHALLENGE'
  | 'DEVICE_SRP_AUTH'
  | 'DEVICE_PASSWORD_VERIFIER'
  | 'ADMIN_NO_SRP_AUTH'
  | 'NEW_PASSWORD_REQUIRED'
  | 'SMS_OTP'
  | 'PASSWORD'
  | 'WEB_AUTHN'
  | 'PASSWORD_SRP';

export type ChallengeResponse = 'Success' | 'Failure';

/**
 * The result of a proof.
 * See [ChallengeResponseType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChallengeResponseType.html).
 */
export interface ChallengeResponseType {
  /** `Password` or `Mfa`. */
  ChallengeName: ChallengeName;
  /** `Success` or `Failure`. */
  ChallengeResponse: ChallengeResponse;
}

/**
 * Changes the password of the signed-in user. The user's tokens stay valid. See
 * [ChangePassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html).
 */
export interface ChangePasswordRequest {
  /** The current password. Absent for users who have no password. At most 256 characters. */
  PreviousPassword?: string | undefined;
  /** The new password. At most 256 characters. */
  ProposedPassword: string;
  /** The user's access token. */
  AccessToken: string;
}

/** The empty response of an operation. */
export interface ChangePasswordResponse {}

/** The token of an app client. */
export interface ClientAuthenticationResultType {
  /** For resource servers. */
  AccessToken?: string;
  /** How long the token is valid, in seconds. */
  ExpiresIn: number;
  /** `Bearer`. */
  TokenType?: string;
}

/**
 * How long a session of managed login is accepted.
 * See [ClientSSOSessionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ClientSSOSessionConfigType.html).
 */
export interface ClientSSOSessionConfigType {
  /** Minutes since the sign-in, up to 129,600 (90 days). 0 to 129600. */
  MaxValidityMinutes: number;
}

/**
 * A secret of an app client.
 * See [ClientSecretDescriptorType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ClientSecretDescriptorType.html).
 */
export interface ClientSecretDescriptorType {
  /** The id of the secret: the id of the client, two hyphens, and the time of creation in seconds since 1970. */
  ClientSecretId: string;
  /** The secret. Only the response to its creation has it, and only if the service generated the secret. */
  ClientSecretValue?: string;
  /** When the secret was created. */
  ClientSecretCreateDate: EpochSeconds;
}

/** Whether an app client registered itself (dynamic client registration). */
export type ClientTypeType = 'REGULAR' | 'DCR';

/**
 * See [CloudWatchLogsConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CloudWatchLogsConfigurationType.html).
 */
export interface CloudWatchLogsConfigurationType {
  /** 20 to 2048 characters. */
  LogGroupArn?: string | undefined;
}

/**
 * Where a code was sent, masked.
 * See [CodeDeliveryDetailsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html).
 */
export interface CodeDeliveryDetailsType {
  /** The masked address or number. */
  Destination: string;
  /** `EMAIL` or `SMS`. */
  DeliveryMedium: DeliveryMediumType;
  /** `email` or `phone_number`. */
  AttributeName: string;
}

export type ColorSchemeModeType = 'LIGHT' | 'DARK' | 'DYNAMIC';

/**
 * Completes the registration of a passkey for the signed-in user. See
 * [CompleteWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html).
 */
export interface CompleteWebAuthnRegistrationRequest {
  /** The user's access token. */
  AccessToken: string;
  /** `RegistrationResponseJSON`: the result of `navigator.credentials.create`. */
  Credential: RegistrationResponseJSON;
}

/** The empty response of an operation. */
export interface CompleteWebAuthnRegistrationResponse {}

/**
 * See [CompromisedCredentialsActionsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompromisedCredentialsActionsType.html).
 */
export interface CompromisedCredentialsActionsType {
  EventAction: CompromisedCredentialsEventActionType;
}

export type CompromisedCredentialsEventActionType = 'BLOCK' | 'NO_ACTION';

/**
 * See [CompromisedCredentialsRiskConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompromisedCredentialsRiskConfigurationType.html).
 */
export interface CompromisedCredentialsRiskConfigurationType {
  EventFilter?: EventFilterType[] | undefined;
  Actions: CompromisedCredentialsActionsType;
}

/**
 * Confirms the device that the user has just signed in with. A user has at most 20 devices: a new one replaces the one
 * with the oldest sign-in, beginning with those that are not remembered. See
 * [ConfirmDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html).
 */
export interface ConfirmDeviceRequest {
  /** The user's access token, from the sign-in whose `NewDeviceMetadata` gave the key, or from its refreshes. */
  AccessToken: string;
  /** The key of the device, from `NewDeviceMetadata`. 1 to 55 characters. */
  DeviceKey: string;
  /**
   * The SRP verifier that the device proves itself with later. Required, although the service's model makes it
   * optional.
   */
  DeviceSecretVerifierConfig?: DeviceSecretVerifierConfigType | undefined;
  /** A name for display. 1 to 1024 characters. */
  DeviceName?: string | undefined;
}

/** The response of `ConfirmDevice`. */
export interface ConfirmDeviceResponse {
  /**
   * Whether the client should ask the user if the device is to be remembered; `UpdateDeviceStatus` takes the answer.
   */
  UserConfirmationNecessary: boolean;
}

/**
 * Sets a new password with a reset code. See
 * [ConfirmForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html).
 */
export interface ConfirmForgotPasswordRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Required if the client has a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** The code that the user received. 1 to 2048 characters. */
  ConfirmationCode: string;
  /** The new password. At most 256 characters. */
  Password: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`. */
  UserContextData?: UserContextDataType | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The empty response of an operation. */
export interface ConfirmForgotPasswordResponse {}

/**
 * Confirms a registration with the code. See
 * [ConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html).
 */
export interface ConfirmSignUpRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Required if the client has a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** The code that the user received. 1 to 2048 characters. */
  ConfirmationCode: string;
  /** Whether to take the address away from a user who has already verified it. */
  ForceAliasCreation?: boolean | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`. */
  UserContextData?: UserContextDataType | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
  /** The session that `SignUp` returned, if any. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** The response of `ConfirmSignUp`. */
export interface ConfirmSignUpResponse {
  /** A session for a sign-in without further proof, if the client allows it. */
  Session?: string;
}

/**
 * See [ContextDataType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ContextDataType.html).
 */
export interface ContextDataType {
  /** At most 131072 characters. */
  IpAddress: string;
  /** At most 131072 characters. */
  ServerName: string;
  /** At most 131072 characters. */
  ServerPath: string;
  HttpHeaders: HttpHeader[];
  /** At most 131072 characters. */
  EncodedData?: string | undefined;
}

/**
 * Creates a group. Names that differ only in case are the same name. See
 * [CreateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html).
 */
export interface CreateGroupRequest {
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** What the group is for. At most 2048 characters. */
  Description?: string | undefined;
  /** The role that its members may take. 20 to 2048 characters. */
  RoleArn?: string | undefined;
  /** A lower number has precedence; absent is the weakest. At least 0. */
  Precedence?: number | undefined;
}

/** The response of `CreateGroup`. */
export interface CreateGroupResponse {
  /** The group. */
  Group: GroupType;
}

/**
 * Adds an identity provider. See
 * [CreateIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html).
 */
export interface CreateIdentityProviderRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The provider's name. A social provider is named after its type. 1 to 32 characters. */
  ProviderName: string;
  /** `SAML`, `OIDC`, `Facebook`, `Google`, `LoginWithAmazon` or `SignInWithApple`. */
  ProviderType: IdentityProviderTypeType;
  /** The settings that this type of provider needs, for example `client_id` and `client_secret`. */
  ProviderDetails: Record<string, string>;
  /** The provider's claim or assertion attribute for each attribute of the pool. */
  AttributeMapping?: Record<string, string> | undefined;
  /** Other names of the provider in requests to sign in. No two providers of a pool share one. At most 50 entries. */
  IdpIdentifiers?: string[] | undefined;
  /** The values of `acr` for the pool's levels; for OIDC only. At most 4 entries. */
  AcrMapping?: Record<string, string> | undefined;
}

/** The response of `CreateIdentityProvider`. */
export interface CreateIdentityProviderResponse {
  /** The provider. */
  IdentityProvider: IdentityProviderType;
}

/**
 * Creates the style of an app client, either the service's own or one with `Settings`. See
 * [CreateManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html).
 */
export interface CreateManagedLoginBrandingRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Whether the pages have the service's own style. Excludes `Settings`. */
  UseCognitoProvidedValues?: boolean | undefined;
  /** The settings of the style. The engine stores them as they are; the pages use those that they know. */
  Settings?: Record<string, unknown> | undefined;
  /** The images of the style, at most 40. At most 40 entries. */
  Assets?: AssetType[] | undefined;
}

/** The response of `CreateManagedLoginBranding`. */
export interface CreateManagedLoginBrandingResponse {
  /** The style. */
  ManagedLoginBranding: ManagedLoginBrandingType;
}

/**
 * Creates a resource server. See
 * [CreateResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html).
 */
export interface CreateResourceServerRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Unique in the pool; often the URL of the API. 1 to 256 characters. */
  Identifier: string;
  /** A name for people. 1 to 256 characters. */
  Name: string;
  /** The scopes, at most 100. At most 100 entries. */
  Scopes?: ResourceServerScopeType[] | undefined;
}

/** The response of `CreateResourceServer`. */
export interface CreateResourceServerResponse {
  /** The resource server. */
  ResourceServer: ResourceServerType;
}

/**
 * Gives an app client a terms document. An app client has at most one of each name. See
 * [CreateTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateTerms.html).
 */
export interface CreateTermsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** `terms-of-use` or `privacy-policy`. */
  TermsName: string;
  /** `LINK`. */
  TermsSource: TermsSourceType;
  /** `NONE`. */
  Enforcement: TermsEnforcementType;
  /** The addresses of the document by language; `cognito:default` must be among them. 1 to 13 entries. */
  Links?: Record<string, string> | undefined;
}

/** The response of `CreateTerms`. */
export interface CreateTermsResponse {
  /** The document. */
  Terms: TermsType;
}

/**
 * Creates a user import job, whose response has the URL for the upload of the file. See
 * [CreateUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html).
 */
export interface CreateUserImportJobRequest {
  /** The name of the job. 1 to 128 characters. */
  JobName: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /**
   * The role for the service's log. Stored, and not used: the log goes to the log of the engine's host.
   * 20 to 2048 characters.
   */
  CloudWatchLogsRoleArn: string;
  /**
   * The algorithm of the hashes of passwords in the column `password_hash`: `BCRYPT`, `SCRYPT`, `ARGON2ID` or
   * `PBKDF2_SHA256`. Without it the file has no such column, and users must reset their passwords.
   */
  PasswordHashingAlgorithm?: PasswordHashingAlgorithmType | undefined;
}

/** The response of `CreateUserImportJob`. */
export interface CreateUserImportJobResponse {
  /** The job. */
  UserImportJob: UserImportJobType;
}

/**
 * Creates an app client. Whether it has a secret cannot be changed later. See
 * [CreateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
 */
export interface CreateUserPoolClientRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The client's name. Need not be unique. 1 to 128 characters. */
  ClientName: string;
  /** Whether the service generates a secret for the client. */
  GenerateSecret?: boolean | undefined;
  /** A secret that the caller chooses. 24 to 64 characters. */
  ClientSecret?: string | undefined;
  /** 0 to 315360000. */
  RefreshTokenValidity?: number | undefined;
  /** 1 to 86400. */
  AccessTokenValidity?: number | undefined;
  /** 1 to 86400. */
  IdTokenValidity?: number | undefined;
  TokenValidityUnits?: TokenValidityUnitsType | undefined;
  ReadAttributes?: string[] | undefined;
  WriteAttributes?: string[] | undefined;
  ExplicitAuthFlows?: ExplicitAuthFlowsType[] | undefined;
  SupportedIdentityProviders?: string[] | undefined;
  /** At most 100 entries. */
  CallbackURLs?: string[] | undefined;
  /** At most 100 entries. */
  LogoutURLs?: string[] | undefined;
  /** 1 to 1024 characters. */
  DefaultRedirectURI?: string | undefined;
  /** At most 3 entries. */
  AllowedOAuthFlows?: OAuthFlowType[] | undefined;
  /** At most 50 entries. */
  AllowedOAuthScopes?: string[] | undefined;
  AllowedOAuthFlowsUserPoolClient?: boolean | undefined;
  AnalyticsConfiguration?: AnalyticsConfigurationType | undefined;
  PreventUserExistenceErrors?: PreventUserExistenceErrorTypes | undefined;
  EnableTokenRevocation?: boolean | undefined;
  EnablePropagateAdditionalUserContextData?: boolean | undefined;
  /** Minutes. 3 to 15. */
  AuthSessionValidity?: number | undefined;
  RefreshTokenRotation?: RefreshTokenRotationType | undefined;
}

/** The response of `CreateUserPoolClient`. */
export interface CreateUserPoolClientResponse {
  /** The client, with all defaults. */
  UserPoolClient: UserPoolClientType;
}

/**
 * Gives a pool a prefix domain or, with `CustomDomainConfig`, a custom domain. A pool has at most one of each. A name
 * belongs to one pool of the whole engine. See
 * [CreateUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html).
 */
export interface CreateUserPoolDomainRequest {
  /** The prefix, or the whole name of a custom domain. 1 to 63 characters. */
  Domain: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** 1 for the classic hosted UI, 2 for managed login; 1 if absent. */
  ManagedLoginVersion?: number | undefined;
  /** The certificate of a custom domain; absent for a prefix domain. */
  CustomDomainConfig?: CustomDomainConfigType | undefined;
  /** Where requests go if the region fails. */
  Routing?: RoutingType | undefined;
}

/** The response of `CreateUserPoolDomain`. */
export interface CreateUserPoolDomainResponse {
  /** 1 for the classic hosted UI, 2 for managed login. */
  ManagedLoginVersion?: number;
  /** The host that the DNS name of a custom domain must lead to. */
  CloudFrontDomain?: string;
  /** Where requests go if the region fails. */
  Routing?: RoutingType;
}

/**
 * Adds a replica in another region. It is created at once and inactive; only this response shows it as `CREATING`. The
 * pool needs a key of its own (`KeyConfiguration` with `CUSTOMER_MANAGED_KEY`). See
 * [CreateUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolReplica.html).
 */
export interface CreateUserPoolReplicaRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The region of the replica. 5 to 32 characters. */
  RegionName: string;
  /** The tags of the replica. */
  UserPoolTags?: Record<string, string> | undefined;
}

/** The response of the operations on one replica. */
export interface CreateUserPoolReplicaResponse {
  /** The replica. */
  UserPoolReplica: UserPoolReplicaType;
}

/**
 * Creates a pool. Its schema, its aliases and the form of usernames can never be changed. See
 * [CreateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html).
 */
export interface CreateUserPoolRequest {
  /** The pool's name. Need not be unique. 1 to 128 characters. */
  PoolName: string;
  Policies?: UserPoolPolicyType | undefined;
  DeletionProtection?: DeletionProtectionType | undefined;
  LambdaConfig?: LambdaConfigType | undefined;
  AutoVerifiedAttributes?: VerifiedAttributeType[] | undefined;
  /** Attributes that users may sign in with besides their username, once verified. */
  AliasAttributes?: AliasAttributeType[] | undefined;
  /** Attributes that replace the username. */
  UsernameAttributes?: UsernameAttributeType[] | undefined;
  /** 6 to 140 characters. */
  SmsVerificationMessage?: string | undefined;
  /** 6 to 20000 characters. */
  EmailVerificationMessage?: string | undefined;
  /** 1 to 140 characters. */
  EmailVerificationSubject?: string | undefined;
  VerificationMessageTemplate?: VerificationMessageTemplateType | undefined;
  /** 6 to 140 characters. */
  SmsAuthenticationMessage?: string | undefined;
  MfaConfiguration?: UserPoolMfaType | undefined;
  UserAttributeUpdateSettings?: UserAttributeUpdateSettingsType | undefined;
  DeviceConfiguration?: DeviceConfigurationType | undefined;
  EmailConfiguration?: EmailConfigurationType | undefined;
  SmsConfiguration?: SmsConfigurationType | undefined;
  UserPoolTags?: Record<string, string> | undefined;
  AdminCreateUserConfig?: AdminCreateUserConfigType | undefined;
  /** Changes to standard attributes, and custom attributes, named without `custom:`. 1 to 50 entries. */
  Schema?: SchemaAttributeType[] | undefined;
  UserPoolAddOns?: UserPoolAddOnsType | undefined;
  DcrConfiguration?: DcrConfigurationType | undefined;
  /** Whether usernames are case sensitive; if absent, they are. */
  UsernameConfiguration?: UsernameConfigurationType | undefined;
  AccountRecoverySetting?: AccountRecoverySettingType | undefined;
  UserPoolTier?: UserPoolTierType | undefined;
  KeyConfiguration?: KeyConfigurationType | undefined;
  IssuerConfiguration?: IssuerConfigurationType | undefined;
  /** At most 4 entries. */
  AcrConfiguration?: Record<string, AcrLevelConfigType> | undefined;
}

/** The response of `CreateUserPool`. */
export interface CreateUserPoolResponse {
  /** The pool, with all defaults. */
  UserPool: UserPoolType;
}

/**
 * How a custom domain is served.
 * See [CustomDomainConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CustomDomainConfigType.html).
 */
export interface CustomDomainConfigType {
  /** The ARN of the certificate in us-east-1. 20 to 2048 characters. */
  CertificateArn?: string | undefined;
  /** `TLS_V1`, `TLS_V1_2_2021` or `TLS_V1_3_2025`. */
  SecurityPolicy?: SecurityPolicyType | undefined;
}

/**
 * `PreTokenGenerationVersionConfigType`, `CustomSMSLambdaVersionConfigType`, `CustomEmailLambdaVersionConfigType` and
 * `InboundFederationLambdaType`: a function, and the version of the events that it receives.
 * See [CustomEmailLambdaVersionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CustomEmailLambdaVersionConfigType.html).
 */
export interface CustomEmailLambdaVersionConfigType {
  /** The version of the events. */
  LambdaVersion: CustomEmailSenderLambdaVersionType;
  /** The ARN of the function. 20 to 2048 characters. */
  LambdaArn: string;
}

export type CustomEmailSenderLambdaVersionType = 'V1_0';

/**
 * `PreTokenGenerationVersionConfigType`, `CustomSMSLambdaVersionConfigType`, `CustomEmailLambdaVersionConfigType` and
 * `InboundFederationLambdaType`: a function, and the version of the events that it receives.
 * See [CustomSMSLambdaVersionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CustomSMSLambdaVersionConfigType.html).
 */
export interface CustomSMSLambdaVersionConfigType {
  /** The version of the events. */
  LambdaVersion: CustomSMSSenderLambdaVersionType;
  /** The ARN of the function. 20 to 2048 characters. */
  LambdaArn: string;
}

export type CustomSMSSenderLambdaVersionType = 'V1_0';

/**
 * Whether clients may register themselves, and for what.
 * See [DcrConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DcrConfigurationType.html).
 */
export interface DcrConfigurationType {
  /** Whether dynamic client registration is on. A configuration without this member turns it on. */
  EnableStatus?: StatusType | undefined;
  /** Whether clients may register without an access token. */
  OpenDcrEnabled?: boolean | undefined;
  /**
   * The grants of clients that register with an access token; `code` and `client_credentials` if absent.
   * At most 3 entries.
   */
  AuthenticatedGrantTypes?: OAuthFlowType[] | undefined;
  /** The grants of clients that register without an access token; `code` if absent. At most 3 entries. */
  OpenDcrGrantTypes?: OAuthFlowType[] | undefined;
  /** The scopes that clients may register for besides `openid`, `email`, `phone` and `profile`. At most 50 entries. */
  AllowedScopes?: string[] | undefined;
}

/** Whether verification mails hold a link or a code. */
export type DefaultEmailOptionType = 'CONFIRM_WITH_LINK' | 'CONFIRM_WITH_CODE';

/**
 * Deletes a group at once. Its members remain users of the pool. See
 * [DeleteGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html).
 */
export interface DeleteGroupRequest {
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The empty response of an operation. */
export interface DeleteGroupResponse {}

/**
 * Deletes an identity provider. Its users and the links to it stay, but cannot be used to sign in, and app clients
 * keep its name in `SupportedIdentityProviders`. A later provider of the same name gets its users and links. See
 * [DeleteIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteIdentityProvider.html).
 */
export interface DeleteIdentityProviderRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The provider's name. 1 to 32 characters. */
  ProviderName: string;
}

/** The empty response of an operation. */
export interface DeleteIdentityProviderResponse {}

/**
 * Deletes a style. See
 * [DeleteManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteManagedLoginBranding.html).
 */
export interface DeleteManagedLoginBrandingRequest {
  /** The id of the style. */
  ManagedLoginBrandingId: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The empty response of an operation. */
export interface DeleteManagedLoginBrandingResponse {}

/**
 * Deletes a resource server. App clients still list its scopes. See
 * [DeleteResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html).
 */
export interface DeleteResourceServerRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The identifier of the resource server. 1 to 256 characters. */
  Identifier: string;
}

/** The empty response of an operation. */
export interface DeleteResourceServerResponse {}

/**
 * Deletes a terms document. See
 * [DeleteTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteTerms.html).
 */
export interface DeleteTermsRequest {
  /** The id of the document. */
  TermsId: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The empty response of an operation. */
export interface DeleteTermsResponse {}

/**
 * Deletes attributes of the signed-in user, limited to those that the app client may write. See
 * [DeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html).
 */
export interface DeleteUserAttributesRequest {
  /** The names of the attributes; custom ones with the prefix `custom:`. */
  UserAttributeNames: string[];
  /** The user's access token. */
  AccessToken: string;
}

/** The empty response of an operation. */
export interface DeleteUserAttributesResponse {}

/**
 * Deletes an app client with its style, its customization of the pages and its terms documents. See
 * [DeleteUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html).
 */
export interface DeleteUserPoolClientRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
}

/** The empty response of an operation. */
export interface DeleteUserPoolClientResponse {}

/**
 * Deletes a secret of an app client, but never its only one. See
 * [DeleteUserPoolClientSecret](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html).
 */
export interface DeleteUserPoolClientSecretRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** The id of the secret. 1 to 128 characters. */
  ClientSecretId: string;
}

/** The empty response of an operation. */
export interface DeleteUserPoolClientSecretResponse {}

/**
 * Takes a domain from a pool. Afterwards another pool can have the name. See
 * [DeleteUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html).
 */
export interface DeleteUserPoolDomainRequest {
  /** The prefix, or the whole name of a custom domain. 1 to 63 characters. */
  Domain: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The empty response of an operation. */
export interface DeleteUserPoolDomainResponse {}

/**
 * Deletes an inactive replica. It is gone at once; only this response shows it as `DELETING`. See
 * [DeleteUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolReplica.html).
 */
export interface DeleteUserPoolReplicaRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The region of the replica. 5 to 32 characters. */
  RegionName: string;
}

/** The response of the operations on one replica. */
export interface DeleteUserPoolReplicaResponse {
  /** The replica. */
  UserPoolReplica: UserPoolReplicaType;
}

/**
 * Deletes a pool at once, unless it has a domain; callers can no longer use it. `Engine::work` removes its records later. See
 * [DeleteUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html).
 */
export interface DeleteUserPoolRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The empty response of an operation. */
export interface DeleteUserPoolResponse {}

/**
 * Deletes the signed-in user at once. See
 * [DeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html).
 */
export interface DeleteUserRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** The empty response of an operation. */
export interface DeleteUserResponse {}

/**
 * Removes a passkey of the signed-in user. See
 * [DeleteWebAuthnCredential](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html).
 */
export interface DeleteWebAuthnCredentialRequest {
  /** The user's access token. */
  AccessToken: string;
  /** The passkey's id, as in `ListWebAuthnCredentials`. At most 131072 characters. */
  CredentialId: string;
}

/** The empty response of an operation. */
export interface DeleteWebAuthnCredentialResponse {}

/** Whether `DeleteUserPool` refuses the pool. */
export type DeletionProtectionType = 'ACTIVE' | 'INACTIVE';

/** How a message is sent. */
export type DeliveryMediumType = 'SMS' | 'EMAIL';

/**
 * Reads an identity provider, including its client secret. See
 * [DescribeIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeIdentityProvider.html).
 */
export interface DescribeIdentityProviderRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The provider's name. 1 to 32 characters. */
  ProviderName: string;
}

/** The response of `DescribeIdentityProvider`. */
export interface DescribeIdentityProviderResponse {
  /** The provider. */
  IdentityProvider: IdentityProviderType;
}

/**
 * Reads the style of an app client. See
 * [DescribeManagedLoginBrandingByClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBrandingByClient.html).
 */
export interface DescribeManagedLoginBrandingByClientRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Has no effect: the engine has no style of its own to merge with. */
  ReturnMergedResources?: boolean | undefined;
}

/** The response of `DescribeManagedLoginBrandingByClient`. */
export interface DescribeManagedLoginBrandingByClientResponse {
  /** The style. */
  ManagedLoginBranding: ManagedLoginBrandingType;
}

/**
 * Reads a style by its id. See
 * [DescribeManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBranding.html).
 */
export interface DescribeManagedLoginBrandingRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the style. */
  ManagedLoginBrandingId: string;
  /** Has no effect: the engine has no style of its own to merge with. */
  ReturnMergedResources?: boolean | undefined;
}

/** The response of `DescribeManagedLoginBranding`. */
export interface DescribeManagedLoginBrandingResponse {
  /** The style. */
  ManagedLoginBranding: ManagedLoginBrandingType;
}

/**
 * Reads a resource server. See
 * [DescribeResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html).
 */
export interface DescribeResourceServerRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The identifier of the resource server. 1 to 256 characters. */
  Identifier: string;
}

/** The response of `DescribeResourceServer`. */
export interface DescribeResourceServerResponse {
  /** The resource server. */
  ResourceServer: ResourceServerType;
}

/**
 * Reads the risk configuration of a pool, or that of one app client. If it was never set, the response has the ids
 * only. See
 * [DescribeRiskConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeRiskConfiguration.html).
 */
export interface DescribeRiskConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The app client; if absent, the configuration of the pool. 1 to 128 characters. */
  ClientId?: string | undefined;
}

/** The response of both operations. */
export interface DescribeRiskConfigurationResponse {
  /** The configuration. */
  RiskConfiguration: RiskConfigurationType;
}

/**
 * Reads the terms document of this name of an app client. See
 * [DescribeTermsByClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTermsByClient.html).
 */
export interface DescribeTermsByClientRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** `terms-of-use` or `privacy-policy`. */
  TermsName: string;
}

/** The response of `DescribeTermsByClient`. */
export interface DescribeTermsByClientResponse {
  /** The document. */
  Terms: TermsType;
}

/**
 * Reads a terms document by its id. See
 * [DescribeTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTerms.html).
 */
export interface DescribeTermsRequest {
  /** The id of the document. */
  TermsId: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The response of `DescribeTerms`. */
export interface DescribeTermsResponse {
  /** The document. */
  Terms: TermsType;
}

/**
 * Reads a user import job and its counts. See
 * [DescribeUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserImportJob.html).
 */
export interface DescribeUserImportJobRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the job. 1 to 55 characters. */
  JobId: string;
}

/** The response of `DescribeUserImportJob`. */
export interface DescribeUserImportJobResponse {
  /** The job. */
  UserImportJob: UserImportJobType;
}

/**
 * Reads an app client, including its secret. See
 * [DescribeUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html).
 */
export interface DescribeUserPoolClientRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
}

/** The response of `DescribeUserPoolClient`. */
export interface DescribeUserPoolClientResponse {
  /** The client. */
  UserPoolClient: UserPoolClientType;
}

/**
 * Reads a domain. The description of an unknown domain is empty. See
 * [DescribeUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html).
 */
export interface DescribeUserPoolDomainRequest {
  /** The prefix, or the whole name of a custom domain. 1 to 63 characters. */
  Domain: string;
}

/** The response of `DescribeUserPoolDomain`. */
export interface DescribeUserPoolDomainResponse {
  /** The domain; without members if no pool has it. */
  DomainDescription: DomainDescriptionType;
}

/**
 * Reads a pool. See
 * [DescribeUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html).
 */
export interface DescribeUserPoolRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The response of `DescribeUserPool`. */
export interface DescribeUserPoolResponse {
  /** The pool. */
  UserPool: UserPoolType;
}

/**
 * How a pool tracks devices. A pool without it does not.
 * See [DeviceConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceConfigurationType.html).
 */
export interface DeviceConfigurationType {
  /** Whether a remembered device replaces the second factor. */
  ChallengeRequiredOnNewDevice?: boolean | undefined;
  /** Whether a confirmed device is remembered only after the user has agreed. */
  DeviceOnlyRememberedOnUserPrompt?: boolean | undefined;
}

/** Whether a device is remembered. */
export type DeviceRememberedStatusType = 'remembered' | 'not_remembered';

/**
 * Salt and SRP verifier of a password that only the device knows.
 * See [DeviceSecretVerifierConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceSecretVerifierConfigType.html).
 */
export interface DeviceSecretVerifierConfigType {
  /** Base64 of an integer as Java encodes it, at least 1 and less than N. At most 131072 characters. */
  PasswordVerifier?: string | undefined;
  /** Base64 of an integer as Java encodes it, not zero and at most 64 bytes. At most 131072 characters. */
  Salt?: string | undefined;
}

/**
 * A device as its owner or an administrator sees it.
 * See [DeviceType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceType.html).
 */
export interface DeviceType {
  /** The key from `NewDeviceMetadata`. */
  DeviceKey: string;
  /**
   * `device_status` and, if it has one, `device_name`; administrators also see `dev:device_arn` and
   * `dev:device_remembered_status`.
   */
  DeviceAttributes: AttributeType[];
  /** When it was confirmed. */
  DeviceCreateDate: EpochSeconds;
  /** When its status was last changed. */
  DeviceLastModifiedDate: EpochSeconds;
  /** When a user last signed in with it. A refresh does not count as a sign-in. */
  DeviceLastAuthenticatedDate: EpochSeconds;
}

/**
 * A domain as responses show it.
 * See [DomainDescriptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DomainDescriptionType.html).
 */
export interface DomainDescriptionType {
  /** The id of the pool. */
  UserPoolId?: string;
  /** The account of the engine. */
  AWSAccountId?: string;
  /** The prefix, or the whole name of a custom domain. */
  Domain?: string;
  /** A name in the form of the service; the engine has no such bucket. */
  S3Bucket?: string;
  /** The host that the DNS name of a custom domain must lead to. */
  CloudFrontDistribution?: string;
  /** When the domain was last changed, such as `20190128172214`. */
  Version?: string;
  /** `ACTIVE`: the engine has nothing to wait for. */
  Status?: DomainStatusType;
  /** The certificate; empty for a prefix domain. */
  CustomDomainConfig?: CustomDomainConfigType;
  /** 1 for the classic hosted UI, 2 for managed login. */
  ManagedLoginVersion?: number;
  /** Where requests go if the region fails. */
  Routing?: RoutingType;
}

export type DomainStatusType = 'CREATING' | 'DELETING' | 'UPDATING' | 'ACTIVE' | 'FAILED';

/**
 * How a pool sends emails.
 * See [EmailConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html).
 */
export interface EmailConfigurationType {
  /** The ARN of the identity in Amazon SES. 20 to 2048 characters. */
  SourceArn?: string | undefined;
  /** The address for replies. */
  ReplyToEmailAddress?: string | undefined;
  /** Whether the service or the account sends the emails. */
  EmailSendingAccount?: EmailSendingAccountType | undefined;
  /** The sender: an address, or `Name <address>`. At most 131072 characters. */
  From?: string | undefined;
  /** The configuration set in Amazon SES. 1 to 64 characters. */
  ConfigurationSet?: string | undefined;
}

/**
 * The text of emails with codes.
 * See [EmailMfaConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailMfaConfigType.html).
 */
export interface EmailMfaConfigType {
  /** The body, with the placeholder `{####}` for the code. 6 to 20000 characters. */
  Message?: string | undefined;
  /** The subject. */
  Subject?: string | undefined;
}

/**
 * `SMSMfaSettingsType`, `SoftwareTokenMfaSettingsType` and `EmailMfaSettingsType`: whether a factor is switched on,
 * and whether it is preferred. Omitted members do not change anything.
 * See [EmailMfaSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailMfaSettingsType.html).
 */
export interface EmailMfaSettingsType {
  /** Whether the factor is switched on. */
  Enabled?: boolean | undefined;
  /** Whether it is the preferred one. */
  PreferredMfa?: boolean | undefined;
}

/** Who sends the emails of a pool: the service, or Amazon SES in the account. */
export type EmailSendingAccountType = 'COGNITO_DEFAULT' | 'DEVELOPER';

export type EncryptionKeyType = 'AWS_OWNED_KEY' | 'CUSTOMER_MANAGED_KEY';

/**
 * See [EumsSmsConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EumsSmsConfigurationType.html).
 */
export interface EumsSmsConfigurationType {
  /** 20 to 2048 characters. */
  CallerArn: string;
  /** At most 131072 characters. */
  ExternalId?: string | undefined;
  /** At most 131072 characters. */
  OriginationIdentity?: string | undefined;
  /** At most 131072 characters. */
  ConfigurationSetName?: string | undefined;
  /** At most 131072 characters. */
  InEntityId?: string | undefined;
  /** At most 131072 characters. */
  InTemplateId?: string | undefined;
  /** 5 to 32 characters. */
  Region?: string | undefined;
}

/**
 * Where a request came from.
 * See [EventContextDataType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EventContextDataType.html).
 */
export interface EventContextDataType {
  /** The user's IP address. */
  IpAddress?: string;
  /** The user's browser or program. */
  DeviceName?: string;
}

/**
 * What somebody thinks of an event.
 * See [EventFeedbackType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EventFeedbackType.html).
 */
export interface EventFeedbackType {
  /** `Valid` or `Invalid`. */
  FeedbackValue: FeedbackValueType;
  /** Whose opinion it is: `Admin` or `User`. */
  Provider: string;
  /** When it was given. */
  FeedbackDate: EpochSeconds;
}

export type EventFilterType = 'SIGN_IN' | 'PASSWORD_CHANGE' | 'SIGN_UP';

export type EventResponseType = 'Pass' | 'Fail' | 'InProgress';

/**
 * The assessment of an event.
 * See [EventRiskType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EventRiskType.html).
 */
export interface EventRiskType {
  /** `NoRisk`, `AccountTakeover`, or `Block` if the sign-in was blocked. With `AUDIT`, what would have been done. */
  RiskDecision: RiskDecisionType;
  /** `Low`, `Medium` or `High`; absent without a risk. */
  RiskLevel?: RiskLevelType;
  /** Whether the password is publicly known. */
  CompromisedCredentialsDetected: boolean;
}

export type EventSourceName = 'userNotification' | 'userAuthEvents';

export type EventType = 'SignIn' | 'SignUp' | 'ForgotPassword' | 'PasswordChange' | 'ResendCode';

/**
 * A sign-in flow that an app client allows. The names without `ALLOW_` are the older ones;
 * the two kinds do not mix.
 */
export type ExplicitAuthFlowsType =
  | 'ADMIN_NO_SRP_AUTH'
  | 'CUSTOM_AUTH_FLOW_ONLY'
  | 'USER_PASSWORD_AUTH'
  | 'ALLOW_ADMIN_USER_PASSWORD_AUTH'
  | 'ALLOW_CUSTOM_AUTH'
  | 'ALLOW_USER_PASSWORD_AUTH'
  | 'ALLOW_USER_SRP_AUTH'
  | 'ALLOW_REFRESH_TOKEN_AUTH'
  | 'ALLOW_USER_AUTH'
  | 'ALLOW_TOKEN_EXCHANGE_DELEGATION'
  | 'ALLOW_TOKEN_EXCHANGE_IMPERSONATION'
  | 'ALLOW_CLIENT_TOKEN_AUTH';

/** A factor that may be required after the first proof. */
export type Factor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/**
 * The region that takes over when a health check fails.
 * See [FailoverType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_FailoverType.html).
 */
export interface FailoverType {
  /** The region of a replica. 5 to 32 characters. */
  SecondaryRegion: string;
  /** The id of a health check of Route 53. At most 64 characters. */
  PrimaryRoute53HealthCheckId: string;
}

/** Whether a feature is switched on. */
export type FeatureType = 'ENABLED' | 'DISABLED';

export type FeedbackValueType = 'Valid' | 'Invalid';

/**
 * See [FirehoseConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_FirehoseConfigurationType.html).
 */
export interface FirehoseConfigurationType {
  /** 20 to 2048 characters. */
  StreamArn?: string | undefined;
}

/**
 * Removes a device of the signed-in user, and with it the refresh tokens of its sign-ins. See
 * [ForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html).
 */
export interface ForgetDeviceRequest {
  /** The user's access token. Required, although the service's model makes it optional. */
  AccessToken?: string | undefined;
  /** The key of the device. 1 to 55 characters. */
  DeviceKey: string;
}

/** The empty response of an operation. */
export interface ForgetDeviceResponse {}

/**
 * Sends a password-reset code. See
 * [ForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html).
 */
export interface ForgotPasswordRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Required if the client has a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`. */
  UserContextData?: UserContextDataType | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `ForgotPassword`. */
export interface ForgotPasswordResponse {
  /** Where the code was sent. */
  CodeDeliveryDetails?: CodeDeliveryDetailsType;
}

/**
 * Lists the columns that a file for a user import job of this pool must have. See
 * [GetCSVHeader](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetCSVHeader.html).
 */
export interface GetCSVHeaderRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The response of `GetCSVHeader`. */
export interface GetCSVHeaderResponse {
  /** The id of the pool. */
  UserPoolId: string;
  /** The names of the columns. Their order in the file does not matter. */
  CSVHeader: string[];
}

/**
 * Issues an access token to an app client that presents one of its secrets, for the scopes of resource servers among
 * the client's `AllowedOAuthScopes`. The client needs the flow `ALLOW_CLIENT_TOKEN_AUTH`. See
 * [GetClientToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html).
 */
export interface GetClientTokenRequest {
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** One of its secrets. 24 to 64 characters. */
  Secret: string;
  /**
   * Scopes in the form `{identifier of the resource server}/{name}`. Without any, all that the client may have.
   * At most 50 entries.
   */
  Scopes?: string[] | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `GetClientToken`. */
export interface GetClientTokenResponse {
  /** The token. */
  ClientAuthenticationResult?: ClientAuthenticationResultType;
}

/**
 * Exchanges a token of a user for a new one with fewer rights, for another service: with an actor's token the new one
 * names the actor in its claim `act` (delegation), without one it looks as if the user acted (impersonation). The app
 * client needs the flow `ALLOW_TOKEN_EXCHANGE_DELEGATION` or `ALLOW_TOKEN_EXCHANGE_IMPERSONATION`. See
 * [GetDerivedToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html)
 * and [RFC 8693](https://www.rfc-editor.org/rfc/rfc8693).
 *
 * Tokens of other providers cannot be exchanged: the engine has none to verify them with. A signature in place of the
 * client's secret is not accepted.
 */
export interface GetDerivedTokenRequest {
  /** The app client that asks. 1 to 128 characters. */
  ClientId: string;
  /** One of its secrets, if it has any. 24 to 64 characters. */
  ClientSecret?: string | undefined;
  /** The user's token. At most 131072 characters. */
  SubjectToken: string;
  /** `ACCESS_TOKEN` or `ID_TOKEN`. */
  SubjectTokenType: TokenTypeType;
  /** Refused if given. 1 to 32 characters. */
  SubjectTokenProviderName?: string | undefined;
  /** A token of the client that asks: its own, or one of a user who signed in with it. At most 131072 characters. */
  ActorToken?: string | undefined;
  /** Required with `actor_token`. */
  ActorTokenType?: TokenTypeType | undefined;
  /** Refused if given. 1 to 32 characters. */
  ActorTokenProviderName?: string | undefined;
  /**
   * The scopes of the new token: those of them that both the subject's token and the client have. Without any, all
   * that both have.
   * At most 50 entries.
   */
  Scopes?: string[] | undefined;
  /** The logical name of the service: the claim `aud` of the new token. At most 1 entry. */
  Audiences?: string[] | undefined;
  /**
   * The identifier of a resource server: the claim `aud` of the new token, which gets only scopes of this resource
   * server.
   * At most 1 entry.
   */
  Resources?: string[] | undefined;
  /** `ACCESS_TOKEN`, the default, or `ID_TOKEN`. */
  RequestedTokenType?: IssuedTokenTypeType | undefined;
}

/** The response of `GetDerivedToken`. */
export interface GetDerivedTokenResponse {
  /** The new token. */
  IssuedToken: string;
  /** `ACCESS_TOKEN` or `ID_TOKEN`. */
  IssuedTokenType: string;
  /** `Bearer`, or `N_A` for an ID token, which is no credential. */
  TokenType: string;
  /** How long the new token is valid, in seconds. */
  ExpiresIn: number;
  /** The scopes of a new access token. */
  Scopes?: string[];
}

/**
 * Reads a device of the signed-in user. See
 * [GetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html).
 */
export interface GetDeviceRequest {
  /** The key of the device. 1 to 55 characters. */
  DeviceKey: string;
  /** The user's access token. Required, although the service's model makes it optional. */
  AccessToken?: string | undefined;
}

/** The response of `GetDevice` and `AdminGetDevice`. */
export interface GetDeviceResponse {
  /** The device. */
  Device: DeviceType;
}

/**
 * Reads a group. See
 * [GetGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html).
 */
export interface GetGroupRequest {
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The response of `GetGroup`. */
export interface GetGroupResponse {
  /** The group. */
  Group: GroupType;
}

/**
 * Finds the identity provider with this identifier. See
 * [GetIdentityProviderByIdentifier](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetIdentityProviderByIdentifier.html).
 */
export interface GetIdentityProviderByIdentifierRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** One of the provider's `IdpIdentifiers`. 1 to 40 characters. */
  IdpIdentifier: string;
}

/** The response of `GetIdentityProviderByIdentifier`. */
export interface GetIdentityProviderByIdentifierResponse {
  /** The provider. */
  IdentityProvider: IdentityProviderType;
}

/**
 * Reads the log delivery configuration of a pool; the list is empty if none was set. See
 * [GetLogDeliveryConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetLogDeliveryConfiguration.html).
 */
export interface GetLogDeliveryConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The response of both operations. */
export interface GetLogDeliveryConfigurationResponse {
  /** The configuration. */
  LogDeliveryConfiguration: LogDeliveryConfigurationType;
}

/**
 * Reads the request rate of a category in the region that the request is signed for. See
 * [GetProvisionedLimit](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetProvisionedLimit.html).
 */
export interface GetProvisionedLimitRequest {
  /** The name of the limit. */
  LimitDefinition: LimitDefinitionType;
}

/** The response of both operations. */
export interface GetProvisionedLimitResponse {
  /** The limit. */
  Limit: LimitType;
}

/**
 * Returns the certificate with which SAML providers verify what the pool signs: RSA with 2048 bits and SHA-256, signed by
 * itself, valid for ten years. The first call makes the key. See
 * [GetSigningCertificate](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetSigningCertificate.html).
 */
export interface GetSigningCertificateRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The response of `GetSigningCertificate`. */
export interface GetSigningCertificateResponse {
  /** The X.509 certificate: DER in base64, without header and footer. */
  Certificate: string;
}

/**
 * Renews the tokens of a sign-in. A client that rotates its refresh tokens gets a new one, which expires when the
 * first one would. The old one stays valid for the client's grace period and gives the same new token. Sending it
 * after that period revokes all tokens of the sign-in. See
 * [GetTokensFromRefreshToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html).
 */
export interface GetTokensFromRefreshTokenRequest {
  /** The refresh token. */
  RefreshToken: string;
  /** The app client that the token was issued to. 1 to 128 characters. */
  ClientId: string;
  /** The client's secret itself, not a hash, if it has one. 24 to 64 characters. */
  ClientSecret?: string | undefined;
  /** The device of the sign-in; required in pools that track devices. 1 to 55 characters. */
  DeviceKey?: string | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `GetTokensFromRefreshToken`. */
export interface GetTokensFromRefreshTokenResponse {
  /** The tokens; with a refresh token only if the client rotates them. */
  AuthenticationResult?: AuthenticationResultType;
}

/**
 * Reads the customization for an app client. If it has none of its own, the answer is the customization for all app
 * clients, and without that an empty one. See
 * [GetUICustomization](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUICustomization.html).
 */
export interface GetUICustomizationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client; `ALL` if absent. 1 to 128 characters. */
  ClientId?: string | undefined;
}

/** The response of `GetUICustomization`. */
export interface GetUICustomizationResponse {
  /** The customization. */
  UICustomization: UICustomizationType;
}

/**
 * Sends a code to an address of the signed-in user, or to the new address that waits for its proof. Works for a
 * verified address too. See
 * [GetUserAttributeVerificationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html).
 */
export interface GetUserAttributeVerificationCodeRequest {
  /** The user's access token. */
  AccessToken: string;
  /** `email` or `phone_number`. 1 to 32 characters. */
  AttributeName: string;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `GetUserAttributeVerificationCode`. */
export interface GetUserAttributeVerificationCodeResponse {
  /** Where the code was sent. */
  CodeDeliveryDetails?: CodeDeliveryDetailsType;
}

/**
 * Lists the factors of the signed-in user. See
 * [GetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html).
 */
export interface GetUserAuthFactorsRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** The factors that a user may sign in with: the response of `GetUserAuthFactors` and `AdminGetUserAuthFactors`. */
export interface GetUserAuthFactorsResponse {
  /** The username. */
  Username: string;
  /** The preferred second factor. */
  PreferredMfaSetting?: Factor;
  /** The second factors that are switched on. */
  UserMFASettingList?: Factor[];
  /** For example `PASSWORD`. */
  ConfiguredUserAuthFactors?: AuthFactorType[];
}

/**
 * Reads how long an app client accepts a session of managed login. See
 * [GetUserPoolClientSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolClientSessionConfiguration.html).
 */
export interface GetUserPoolClientSessionConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
}

/** The response, and that of `GetUserPoolClientSessionConfiguration`. */
export interface GetUserPoolClientSessionConfigurationResponse {
  /** The id of the pool. */
  UserPoolId: string;
  /** The id of the app client. */
  ClientId: string;
  /** The time. */
  SSOSession: ClientSSOSessionConfigType;
}

/**
 * Reads a pool's second factors. See
 * [GetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html).
 */
export interface GetUserPoolMfaConfigRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** A pool's second factors: the response of `SetUserPoolMfaConfig` and `GetUserPoolMfaConfig`. */
export interface GetUserPoolMfaConfigResponse {
  /** Codes by text message. */
  SmsMfaConfiguration?: SmsMfaConfigType;
  /** Authenticator apps. */
  SoftwareTokenMfaConfiguration?: SoftwareTokenMfaConfigType;
  /** Codes by mail. */
  EmailMfaConfiguration?: EmailMfaConfigType;
  /** Whether a second factor is asked for. */
  MfaConfiguration?: UserPoolMfaType;
  /** Passkeys. Kept as it came. */
  WebAuthnConfiguration?: WebAuthnConfigurationType;
}

/**
 * Reads whether a pool tracks sessions. See
 * [GetUserPoolSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolSessionConfiguration.html).
 */
export interface GetUserPoolSessionConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The response, and that of `GetUserPoolSessionConfiguration`. */
export interface GetUserPoolSessionConfigurationResponse {
  /** The id of the pool. */
  UserPoolId: string;
  /** `ENABLED` or `DISABLED`. */
  UserSessionTracking: UserSessionTrackingType;
  /** The limit. */
  TokenSession: UserPoolTokenSessionConfigType;
}

/**
 * Reads the profile of the signed-in user, limited to the attributes that the app client may read. See
 * [GetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html).
 */
export interface GetUserRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** The response of `GetUser`. */
export interface GetUserResponse {
  /** The username; in a pool with username attributes the same as the `sub`. */
  Username: string;
  /** The attributes that the app client may read. */
  UserAttributes: AttributeType[];
  /** Codes by text message, in the form of `SetUserSettings`. */
  MFAOptions?: MFAOptionType[];
  /** The preferred second factor. */
  PreferredMfaSetting?: Factor;
  /** The second factors that are switched on. */
  UserMFASettingList?: Factor[];
}

/**
 * Revokes all tokens of the signed-in user, including the one of this call. See
 * [GlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html).
 */
export interface GlobalSignOutRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** The empty response of an operation. */
export interface GlobalSignOutResponse {}

/**
 * A group as responses show it.
 * See [GroupType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GroupType.html).
 */
export interface GroupType {
  /** Unique in the pool, regardless of case. */
  GroupName: string;
  /** The id of the pool. */
  UserPoolId: string;
  /** What the group is for. */
  Description?: string;
  /** The role that its members may take. */
  RoleArn?: string;
  /** A lower number has precedence; absent is the weakest. */
  Precedence?: number;
  /** When the group was last changed. */
  LastModifiedDate: EpochSeconds;
  /** When the group was created. */
  CreationDate: EpochSeconds;
}

/**
 * See [HttpHeader](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_HttpHeader.html).
 */
export interface HttpHeader {
  /** At most 131072 characters. */
  headerName?: string | undefined;
  /** At most 131072 characters. */
  headerValue?: string | undefined;
}

/**
 * An identity provider as responses show it.
 * See [IdentityProviderType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IdentityProviderType.html).
 */
export interface IdentityProviderType {
  /** The id of the pool. */
  UserPoolId: string;
  /** The provider's name. A social provider is named after its type. */
  ProviderName: string;
  /** `SAML`, `OIDC`, `Facebook`, `Google`, `LoginWithAmazon` or `SignInWithApple`. */
  ProviderType: IdentityProviderTypeType;
  /**
   * The settings of this type of provider, including `client_secret`, but not `private_key`.
   *
   * With the feature `saml`, the endpoints in a metadata file are added, and `DescribeIdentityProvider` adds the certificate with which
   * a SAML provider may encrypt its assertions. The service also adds endpoints that it reads at URLs; the engine reads URLs when users
   * sign in.
   */
  ProviderDetails: Record<string, string>;
  /** The provider's claim or assertion attribute for each attribute of the pool. */
  AttributeMapping: Record<string, string>;
  /** Other names of the provider in requests to sign in, for example domains of email addresses. */
  IdpIdentifiers: string[];
  /** The provider's values of `acr` for the pool's levels `Level1` to `Level4`. */
  AcrMapping?: Record<string, string>;
  /** When the provider was last changed. */
  LastModifiedDate: EpochSeconds;
  /** When it was created. */
  CreationDate: EpochSeconds;
}

/** The protocol or the company of an identity provider. */
export type IdentityProviderTypeType = 'SAML' | 'Facebook' | 'Google' | 'LoginWithAmazon' | 'SignInWithApple' | 'OIDC';

/**
 * `PreTokenGenerationVersionConfigType`, `CustomSMSLambdaVersionConfigType`, `CustomEmailLambdaVersionConfigType` and
 * `InboundFederationLambdaType`: a function, and the version of the events that it receives.
 * See [InboundFederationLambdaType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InboundFederationLambdaType.html).
 */
export interface InboundFederationLambdaType {
  /** The version of the events. */
  LambdaVersion: InboundFederationLambdaVersionType;
  /** The ARN of the function. 20 to 2048 characters. */
  LambdaArn: string;
}

export type InboundFederationLambdaVersionType = 'V1_0';

/**
 * Starts a sign-in. See
 * [InitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html).
 */
export interface InitiateAuthRequest {
  /** For example `USER_SRP_AUTH`. */
  AuthFlow: AuthFlowType;
  /** The parameters of the flow, for example `USERNAME` and `SRP_A`. */
  AuthParameters?: Record<string, string> | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`. */
  UserContextData?: UserContextDataType | undefined;
  /** The session that `ConfirmSignUp` returned, if any. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** The response of the four sign-in operations: tokens, or the next challenge. */
export interface InitiateAuthResponse {
  /** The challenge to answer; absent when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** The client sends it back with the answer. */
  Session?: string;
  /** What the client needs to answer the challenge; empty when the sign-in is complete. */
  ChallengeParameters?: Record<string, string>;
  /** The tokens of a complete sign-in. */
  AuthenticationResult?: AuthenticationResultType;
  /** The factors a user may choose from. */
  AvailableChallenges?: ChallengeNameType[];
}

export type IssuedTokenTypeType = 'ACCESS_TOKEN' | 'ID_TOKEN';

/**
 * The issuer of a pool's tokens.
 * See [IssuerConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html).
 */
export interface IssuerConfigurationType {
  /** The form of the issuer's URL. */
  Type?: IssuerType | undefined;
}

/** The form of the issuer of a pool's tokens. */
export type IssuerType = 'ORIGINAL' | 'UPDATED';

/**
 * See [KeyConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_KeyConfigurationType.html).
 */
export interface KeyConfigurationType {
  KeyType?: EncryptionKeyType | undefined;
  /** 20 to 2048 characters. */
  KmsKeyArn?: string | undefined;
}

/**
 * The function of each of a pool's triggers, by its ARN.
 * See [LambdaConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html).
 */
export interface LambdaConfigType {
  /** Before a sign-up. 20 to 2048 characters. */
  PreSignUp?: string | undefined;
  /** Before a message is sent. 20 to 2048 characters. */
  CustomMessage?: string | undefined;
  /** After the confirmation of a user or of a new password. 20 to 2048 characters. */
  PostConfirmation?: string | undefined;
  /** Before a sign-in. 20 to 2048 characters. */
  PreAuthentication?: string | undefined;
  /** After a sign-in. 20 to 2048 characters. */
  PostAuthentication?: string | undefined;
  /** Chooses the next challenge of a custom sign-in. 20 to 2048 characters. */
  DefineAuthChallenge?: string | undefined;
  /** Creates a challenge of a custom sign-in. 20 to 2048 characters. */
  CreateAuthChallenge?: string | undefined;
  /** Checks the answer in a custom sign-in. 20 to 2048 characters. */
  VerifyAuthChallengeResponse?: string | undefined;
  /** Before tokens are issued. 20 to 2048 characters. */
  PreTokenGeneration?: string | undefined;
  /** When an unknown user signs in or has forgotten the password. 20 to 2048 characters. */
  UserMigration?: string | undefined;
  /** Before tokens are issued; with the version of the events. */
  PreTokenGenerationConfig?: PreTokenGenerationVersionConfigType | undefined;
  /** Sends text messages. */
  CustomSMSSender?: CustomSMSLambdaVersionConfigType | undefined;
  /** Sends emails. */
  CustomEmailSender?: CustomEmailLambdaVersionConfigType | undefined;
  /** The key for codes that the custom senders receive. 20 to 2048 characters. */
  KMSKeyID?: string | undefined;
  /** Changes what an identity provider says about a user. */
  InboundFederation?: InboundFederationLambdaType | undefined;
}

export type LimitClass = 'API_CATEGORY';

/**
 * The name of a limit.
 * See [LimitDefinitionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LimitDefinitionType.html).
 */
export interface LimitDefinitionType {
  /** `API_CATEGORY`. */
  LimitClass: LimitClass;
  /** `Category` with the name of a category, for example `UserAuthentication`. */
  Attributes: Record<string, string>;
}

/**
 * The request rate of a category, in requests per second.
 * See [LimitType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LimitType.html).
 */
export interface LimitType {
  /** The name of the limit. */
  LimitDefinition: LimitDefinitionType;
  /** The rate that was set, or the free rate. */
  ProvisionedLimitValue: number;
  /** The rate that costs nothing. */
  FreeLimitValue: number;
}

/**
 * Lists the devices of the signed-in user. See
 * [ListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html).
 */
export interface ListDevicesRequest {
  /** The user's access token. */
  AccessToken: string;
  /** Maximum number of devices in a page, up to 60; 0 means 60. 0 to 60. */
  Limit?: number | undefined;
  /** The token that the previous page returned. At least 1 character. */
  PaginationToken?: string | undefined;
}

/** The response of `ListDevices` and `AdminListDevices`. */
export interface ListDevicesResponse {
  /** The devices of this page, in the order of their keys. */
  Devices: DeviceType[];
  /** The token for the next page; absent from the last page. */
  PaginationToken?: string;
}

/**
 * Lists groups in the order of their names. See
 * [ListGroups](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html).
 */
export interface ListGroupsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Maximum number of entries in a page, up to 60; 0 means 60. 0 to 60. */
  Limit?: number | undefined;
  /** The token that the previous page returned. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of `ListGroups`. */
export interface ListGroupsResponse {
  /** The groups of this page. */
  Groups: GroupType[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists identity providers in the order of their names. See
 * [ListIdentityProviders](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListIdentityProviders.html).
 */
export interface ListIdentityProvidersRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Maximum number of providers in a page, up to 60; 0 means 60. 0 to 60. */
  MaxResults?: number | undefined;
  /** The token that the previous page returned. At least 1 character. */
  NextToken?: string | undefined;
}

/** The response of `ListIdentityProviders`. */
export interface ListIdentityProvidersResponse {
  /** The providers of this page. */
  Providers: ProviderDescription[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists resource servers in the order of their identifiers. See
 * [ListResourceServers](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html).
 */
export interface ListResourceServersRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Maximum number of entries in a page, 1 to 50; 50 if absent. 1 to 50. */
  MaxResults?: number | undefined;
  /** The token that the previous page returned. At least 1 character. */
  NextToken?: string | undefined;
}

/** The response of `ListResourceServers`. */
export interface ListResourceServersResponse {
  /** The resource servers of this page. */
  ResourceServers: ResourceServerType[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Reads the tags of a pool. See
 * [ListTagsForResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html).
 */
export interface ListTagsForResourceRequest {
  /** The ARN of the pool. 20 to 2048 characters. */
  ResourceArn: string;
}

/** The response of `ListTagsForResource`. */
export interface ListTagsForResourceResponse {
  /** The tags. */
  Tags: Record<string, string>;
}

/**
 * Lists the terms documents of a pool in the order of their ids. See
 * [ListTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTerms.html).
 */
export interface ListTermsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Maximum number of entries in a page, 1 to 60; 60 if absent. 1 to 60. */
  MaxResults?: number | undefined;
  /** The token that the previous page returned. At most 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of `ListTerms`. */
export interface ListTermsResponse {
  /** The documents of this page. */
  Terms: TermsDescriptionType[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists the user import jobs of a pool, newest first. See
 * [ListUserImportJobs](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserImportJobs.html).
 */
export interface ListUserImportJobsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Maximum number of jobs in a page, 1 to 60. A page has at most 50. 1 to 60. */
  MaxResults: number;
  /** The token that the previous page returned. At least 1 character. */
  PaginationToken?: string | undefined;
}

/** The response of `ListUserImportJobs`. */
export interface ListUserImportJobsResponse {
  /** The jobs of this page. */
  UserImportJobs: UserImportJobType[];
  /** The token for the next page; absent from the last page. */
  PaginationToken?: string;
}

/**
 * Lists the ids and dates of an app client's secrets, newest first. See
 * [ListUserPoolClientSecrets](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html).
 */
export interface ListUserPoolClientSecretsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Refused if given: one page has all secrets, so no response contains a token. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of `ListUserPoolClientSecrets`. */
export interface ListUserPoolClientSecretsResponse {
  /** The secrets. A public client has none. */
  ClientSecrets: ClientSecretDescriptorType[];
  /** Always absent. */
  NextToken?: string;
}

/**
 * Lists the app clients of a pool. See
 * [ListUserPoolClients](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html).
 */
export interface ListUserPoolClientsRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Maximum number of clients in a page, 1 to 60; 60 if absent. 1 to 60. */
  MaxResults?: number | undefined;
  /** The token that the previous page returned. 1 to 131072 characters. */
  NextToken?: string | undefined;
  /**
   * `DCR` for clients that have registered themselves only, `REGULAR` for all others. A page may then have fewer clients, or
   * none, although there is a next one.
   */
  ClientType?: ClientTypeType | undefined;
}

/** The response of `ListUserPoolClients`. */
export interface ListUserPoolClientsResponse {
  /** The clients of this page. */
  UserPoolClients: UserPoolClientDescription[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists the pool itself and its replicas, in the order of their creation. See
 * [ListUserPoolReplicas](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolReplicas.html).
 */
export interface ListUserPoolReplicasRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Refused if given: one page has all replicas, so no response contains a token. At least 1 character. */
  NextToken?: string | undefined;
}

/** The response of `ListUserPoolReplicas`. */
export interface ListUserPoolReplicasResponse {
  /** The pool itself, then its replicas. */
  UserPoolReplicas: UserPoolReplicaType[];
  /** Always absent. */
  NextToken?: string;
}

/**
 * Lists the pools of the region that the request is signed for. See
 * [ListUserPools](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html).
 */
export interface ListUserPoolsRequest {
  /** The token that the previous page returned. At least 1 character. */
  NextToken?: string | undefined;
  /** Maximum number of pools in a page, 1 to 60. 1 to 60. */
  MaxResults: number;
}

/** The response of `ListUserPools`. */
export interface ListUserPoolsResponse {
  /** The pools of this page. A page may have fewer than the limit although more follow. */
  UserPools: UserPoolDescriptionType[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists the sessions of the signed-in user. See
 * [ListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html).
 */
export interface ListUserSessionsRequest {
  /** The user's access token. */
  AccessToken: string;
  /** Refused if given: one page has all sessions, so no response contains a token. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of the lists of sessions. */
export interface ListUserSessionsResponse {
  /** The sessions, the one that was used last first. */
  Sessions: SessionDescriptionType[];
  /** Always absent: one page has all sessions. */
  NextToken?: string;
}

/**
 * Lists the members of a group in the order of their usernames. See
 * [ListUsersInGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html).
 */
export interface ListUsersInGroupRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** Maximum number of entries in a page, up to 60; 0 means 60. 0 to 60. */
  Limit?: number | undefined;
  /** The token that the previous page returned. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** The response of `ListUsersInGroup`. */
export interface ListUsersInGroupResponse {
  /** The members of this page; a page may have fewer than the limit although more follow. */
  Users: UserType[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Lists users in the order of their creation, or those that a filter accepts. See
 * [ListUsers](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html).
 */
export interface ListUsersRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The attributes to show: all if absent, none if empty. Every user of the page must have each of them. */
  AttributesToGet?: string[] | undefined;
  /** Maximum number of users in a page, up to 60; 0 means 60. 0 to 60. */
  Limit?: number | undefined;
  /**
   * The token that the previous page returned; the request must have the same filter and attributes.
   * At least 1 character.
   */
  PaginationToken?: string | undefined;
  /** For example `family_name ^= "Re"`. At most 256 characters. */
  Filter?: string | undefined;
}

/** The response of `ListUsers`. */
export interface ListUsersResponse {
  /** The users of this page; a page may have fewer than the limit although more follow. */
  Users: UserType[];
  /** The token for the next page; absent from the last page. */
  PaginationToken?: string;
}

/**
 * Lists the passkeys of the signed-in user. See
 * [ListWebAuthnCredentials](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html).
 */
export interface ListWebAuthnCredentialsRequest {
  /** The user's access token. */
  AccessToken: string;
  /** The token that the previous page returned. 1 to 131072 characters. */
  NextToken?: string | undefined;
  /** Maximum number of passkeys in a page, up to 20; 0 means 20. 0 to 20. */
  MaxResults?: number | undefined;
}

/** The response of `ListWebAuthnCredentials`. */
export interface ListWebAuthnCredentialsResponse {
  /** The passkeys of this page. */
  Credentials: WebAuthnCredentialDescription[];
  /** The token for the next page; absent from the last page. */
  NextToken?: string;
}

/**
 * Where one source of logs goes.
 * See [LogConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogConfigurationType.html).
 */
export interface LogConfigurationType {
  /** `ERROR` for `userNotification`, `INFO` for `userAuthEvents`. */
  LogLevel: LogLevel;
  /** `userNotification` (messages that could not be sent) or `userAuthEvents` (user activity). */
  EventSource: EventSourceName;
  /** A log group in CloudWatch. */
  CloudWatchLogsConfiguration?: CloudWatchLogsConfigurationType | undefined;
  /** A bucket; for `userAuthEvents` only. */
  S3Configuration?: S3ConfigurationType | undefined;
  /** A stream of Data Firehose; for `userAuthEvents` only. */
  FirehoseConfiguration?: FirehoseConfigurationType | undefined;
}

/**
 * Where the logs of a pool should go.
 * See [LogDeliveryConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogDeliveryConfigurationType.html).
 */
export interface LogDeliveryConfigurationType {
  /** The id of the pool. */
  UserPoolId: string;
  /** One configuration for each source of logs that is exported. */
  LogConfigurations: LogConfigurationType[];
}

export type LogLevel = 'ERROR' | 'INFO';

/**
 * How a user gets codes by text message, in the old settings operations.
 * See [MFAOptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MFAOptionType.html).
 */
export interface MFAOptionType {
  /** `SMS`. */
  DeliveryMedium?: DeliveryMediumType | undefined;
  /** `phone_number`. 1 to 32 characters. */
  AttributeName?: string | undefined;
}

/**
 * A style as responses show it.
 * See [ManagedLoginBrandingType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ManagedLoginBrandingType.html).
 */
export interface ManagedLoginBrandingType {
  /** The id of the style, a UUID. */
  ManagedLoginBrandingId: string;
  /** The id of the pool. */
  UserPoolId: string;
  /** Whether the pages have the service's own style. */
  UseCognitoProvidedValues: boolean;
  /** The settings of the style, as they were given. */
  Settings?: Record<string, unknown>;
  /** The images of the style. */
  Assets: AssetType[];
  /** When the style was created. */
  CreationDate: EpochSeconds;
  /** When it was last changed. */
  LastModifiedDate: EpochSeconds;
}

/** What `AdminCreateUser` does besides creating the user. */
export type MessageActionType = 'RESEND' | 'SUPPRESS';

/**
 * See [MessageTemplateType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MessageTemplateType.html).
 */
export interface MessageTemplateType {
  /** 6 to 140 characters. */
  SMSMessage?: string | undefined;
  /** 6 to 20000 characters. */
  EmailMessage?: string | undefined;
  /** 1 to 140 characters. */
  EmailSubject?: string | undefined;
}

/**
 * The keys assigned to a new device.
 * See [NewDeviceMetadataType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NewDeviceMetadataType.html).
 */
export interface NewDeviceMetadataType {
  /** `DEVICE_KEY`; also the claim `device_key` of the access token. */
  DeviceKey: string;
  /** Hashed and signed together with the device key; the same for all devices of a pool. */
  DeviceGroupKey: string;
}

/**
 * See [NotifyConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NotifyConfigurationType.html).
 */
export interface NotifyConfigurationType {
  /** At most 131072 characters. */
  From?: string | undefined;
  /** At most 131072 characters. */
  ReplyTo?: string | undefined;
  /** 20 to 2048 characters. */
  SourceArn: string;
  BlockEmail?: NotifyEmailType | undefined;
  NoActionEmail?: NotifyEmailType | undefined;
  MfaEmail?: NotifyEmailType | undefined;
}

/**
 * See [NotifyEmailType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NotifyEmailType.html).
 */
export interface NotifyEmailType {
  /** 1 to 140 characters. */
  Subject: string;
  /** 6 to 20000 characters. */
  HtmlBody?: string | undefined;
  /** 6 to 20000 characters. */
  TextBody?: string | undefined;
}

/**
 * Decimal numbers as text.
 * See [NumberAttributeConstraintsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NumberAttributeConstraintsType.html).
 */
export interface NumberAttributeConstraintsType {
  /** At most 131072 characters. */
  MinValue?: string | undefined;
  /** At most 131072 characters. */
  MaxValue?: string | undefined;
}

/** An OAuth 2.0 grant that an app client allows. */
export type OAuthFlowType = 'code' | 'implicit' | 'client_credentials';

/** How the hashes of passwords in a file of users were made. */
export type PasswordHashingAlgorithmType = 'BCRYPT' | 'SCRYPT' | 'ARGON2ID' | 'PBKDF2_SHA256';

/**
 * A requirement that is left out of a policy is off; a pool without any policy has all
 * requirements.
 * See [PasswordPolicyType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html).
 */
export interface PasswordPolicyType {
  /** 6 to 99. */
  MinimumLength?: number | undefined;
  RequireUppercase?: boolean | undefined;
  RequireLowercase?: boolean | undefined;
  RequireNumbers?: boolean | undefined;
  RequireSymbols?: boolean | undefined;
  /** 0 to 24. */
  PasswordHistorySize?: number | undefined;
  /** Days; 0 is read as 7. 0 to 365. */
  TemporaryPasswordValidityDays?: number | undefined;
}

/**
 * `PreTokenGenerationLambdaVersionType`, `CustomSMSSenderLambdaVersionType`, `CustomEmailSenderLambdaVersionType` and
 * `InboundFederationLambdaVersionType`: the version of the events that a function receives.
 */
export type PreTokenGenerationLambdaVersionType = 'V1_0' | 'V2_0' | 'V3_0';

/**
 * `PreTokenGenerationVersionConfigType`, `CustomSMSLambdaVersionConfigType`, `CustomEmailLambdaVersionConfigType` and
 * `InboundFederationLambdaType`: a function, and the version of the events that it receives.
 * See [PreTokenGenerationVersionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PreTokenGenerationVersionConfigType.html).
 */
export interface PreTokenGenerationVersionConfigType {
  /** The version of the events. */
  LambdaVersion: PreTokenGenerationLambdaVersionType;
  /** The ARN of the function. 20 to 2048 characters. */
  LambdaArn: string;
}

/** Whether unknown users are answered like known ones. */
export type PreventUserExistenceErrorTypes = 'LEGACY' | 'ENABLED';

/** The summary of an identity provider. */
export interface ProviderDescription {
  /** The provider's name. */
  ProviderName: string;
  /** For example `SAML`. */
  ProviderType: IdentityProviderTypeType;
  /** When the provider was last changed. */
  LastModifiedDate: EpochSeconds;
  /** When it was created. */
  CreationDate: EpochSeconds;
}

/**
 * An identity at a provider, or a user of the pool.
 * See [ProviderUserIdentifierType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ProviderUserIdentifierType.html).
 */
export interface ProviderUserIdentifierType {
  /** The name of an identity provider; `Cognito` for a user with a password of the pool. 1 to 32 characters. */
  ProviderName?: string | undefined;
  /**
   * `Cognito_Subject`, or at an OIDC or SAML provider the name of a claim or of an attribute.
   * At most 131072 characters.
   */
  ProviderAttributeName?: string | undefined;
  /** The value of this attribute; for `Cognito` the username. At most 131072 characters. */
  ProviderAttributeValue?: string | undefined;
}

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

/** How a user may reset a forgotten password. */
export type RecoveryOptionNameType = 'verified_email' | 'verified_phone_number' | 'admin_only';

/**
 * See [RecoveryOptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RecoveryOptionType.html).
 */
export interface RecoveryOptionType {
  /** 1 to 2. */
  Priority: number;
  Name: RecoveryOptionNameType;
}

/**
 * See [RefreshTokenRotationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RefreshTokenRotationType.html).
 */
export interface RefreshTokenRotationType {
  Feature: FeatureType;
  /** 0 to 60. */
  RetryGracePeriodSeconds?: number | undefined;
}

/** The members that the engine reads. */
export interface RegistrationResponseJSON {
  id: string;
  rawId: string;
  type: string;
  authenticatorAttachment?: string | undefined;
  response: AttestationResponse;
}

export type ReplicaRoleType = 'PRIMARY' | 'SECONDARY';

export type ReplicaStatusType = 'CREATING' | 'ACTIVE' | 'INACTIVE' | 'DELETING';

/**
 * Sends a new confirmation code; the previous one becomes invalid. See
 * [ResendConfirmationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html).
 */
export interface ResendConfirmationCodeRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Required if the client has a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`. */
  UserContextData?: UserContextDataType | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `ResendConfirmationCode`. */
export interface ResendConfirmationCodeResponse {
  /** Where the code was sent. */
  CodeDeliveryDetails?: CodeDeliveryDetailsType;
}

/** Who owns a resource server that administrators cannot change. */
export type ResourceServerManagedByType = 'COGNITO';

/**
 * A scope of a resource server.
 * See [ResourceServerScopeType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResourceServerScopeType.html).
 */
export interface ResourceServerScopeType {
  /** The name, without the identifier of the resource server. 1 to 256 characters. */
  ScopeName: string;
  /** What the scope permits. 1 to 256 characters. */
  ScopeDescription: string;
}

/**
 * A resource server as responses show it.
 * See [ResourceServerType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResourceServerType.html).
 */
export interface ResourceServerType {
  /** The id of the pool. */
  UserPoolId: string;
  /** Unique in the pool; often the URL of the API. */
  Identifier: string;
  /** A name for people. */
  Name: string;
  /** The scopes; in a token and at an app client each is `{identifier}/{scope name}`. */
  Scopes: ResourceServerScopeType[];
  /** `COGNITO` for a resource server of the service itself. Absent from those that administrators have created. */
  ManagedBy?: ResourceServerManagedByType;
}

/**
 * Answers a challenge. See
 * [RespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html).
 */
export interface RespondToAuthChallengeRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** The name of the challenge that is answered. */
  ChallengeName: ChallengeNameType;
  /** The session that came with the challenge. 20 to 4096 characters. */
  Session?: string | undefined;
  /** The answer. */
  ChallengeResponses?: Record<string, string> | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`. */
  UserContextData?: UserContextDataType | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of the four sign-in operations: tokens, or the next challenge. */
export interface RespondToAuthChallengeResponse {
  /** The challenge to answer; absent when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** The client sends it back with the answer. */
  Session?: string;
  /** What the client needs to answer the challenge; empty when the sign-in is complete. */
  ChallengeParameters?: Record<string, string>;
  /** The tokens of a complete sign-in. */
  AuthenticationResult?: AuthenticationResultType;
  /** The factors a user may choose from. */
  AvailableChallenges?: ChallengeNameType[];
}

/** Whether the sessions of a revoked token end too. */
export type RevokeAssociatedSessionsType = 'NONE' | 'LINKED';

/**
 * Revokes a refresh token, and every access token of the same sign-in. Revoking twice succeeds. See
 * [RevokeToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html).
 */
export interface RevokeTokenRequest {
  /** A refresh token. */
  Token: string;
  /** The app client that the token was issued to. 1 to 128 characters. */
  ClientId: string;
  /** The client's secret, if it has one. 24 to 64 characters. */
  ClientSecret?: string | undefined;
  /** `LINKED` also ends the browser's session at the pages of the pool in which the token was given. */
  RevokeAssociatedSessions?: RevokeAssociatedSessionsType | undefined;
}

/** The empty response of an operation. */
export interface RevokeTokenResponse {}

/**
 * Ends a session of the signed-in user: its refresh tokens and its access tokens are revoked. The session of the
 * access token itself is refused; `GlobalSignOut` and `RevokeToken` end that one. See
 * [RevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html).
 */
export interface RevokeUserSessionRequest {
  /** The user's access token. */
  AccessToken: string;
  /** The id of the session. Exactly 28 characters. */
  SessionId: string;
  /** Without effect: there are no sessions of managed login that could be linked. */
  RevokeAssociatedSessions?: RevokeAssociatedSessionsType | undefined;
}

/** The empty response of an operation. */
export interface RevokeUserSessionResponse {}

/**
 * How threat protection answers to risks.
 * See [RiskConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RiskConfigurationType.html).
 */
export interface RiskConfigurationType {
  /** The id of the pool. */
  UserPoolId: string;
  /** The app client, if this is the configuration of one. */
  ClientId?: string;
  /** What follows when a password is known to be public. */
  CompromisedCredentialsRiskConfiguration?: CompromisedCredentialsRiskConfigurationType;
  /** What follows when a sign-in looks like an attack. */
  AccountTakeoverRiskConfiguration?: AccountTakeoverRiskConfigurationType;
  /** Addresses that are always or never refused. */
  RiskExceptionConfiguration?: RiskExceptionConfigurationType;
  /** When the configuration was last set; absent if it never was. */
  LastModifiedDate?: EpochSeconds;
}

export type RiskDecisionType = 'NoRisk' | 'AccountTakeover' | 'Block';

/**
 * See [RiskExceptionConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RiskExceptionConfigurationType.html).
 */
export interface RiskExceptionConfigurationType {
  /** At most 200 entries. */
  BlockedIPRangeList?: string[] | undefined;
  /** At most 200 entries. */
  SkippedIPRangeList?: string[] | undefined;
}

export type RiskLevelType = 'Low' | 'Medium' | 'High';

/**
 * Where requests to a domain are sent. The engine stores it and does not act on it.
 * See [RoutingType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RoutingType.html).
 */
export interface RoutingType {
  /** The region that takes over. */
  Failover?: FailoverType | undefined;
}

/**
 * See [S3ConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_S3ConfigurationType.html).
 */
export interface S3ConfigurationType {
  /** 3 to 1024 characters. */
  BucketArn?: string | undefined;
}

/**
 * `SMSMfaSettingsType`, `SoftwareTokenMfaSettingsType` and `EmailMfaSettingsType`: whether a factor is switched on,
 * and whether it is preferred. Omitted members do not change anything.
 * See [SMSMfaSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SMSMfaSettingsType.html).
 */
export interface SMSMfaSettingsType {
  /** Whether the factor is switched on. */
  Enabled?: boolean | undefined;
  /** Whether it is the preferred one. */
  PreferredMfa?: boolean | undefined;
}

/**
 * Names carry their prefix: `custom:`, `dev:custom:`.
 * See [SchemaAttributeType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html).
 */
export interface SchemaAttributeType {
  /** 1 to 20 characters. */
  Name?: string | undefined;
  AttributeDataType?: AttributeDataType | undefined;
  DeveloperOnlyAttribute?: boolean | undefined;
  Mutable?: boolean | undefined;
  Required?: boolean | undefined;
  NumberAttributeConstraints?: NumberAttributeConstraintsType | undefined;
  StringAttributeConstraints?: StringAttributeConstraintsType | undefined;
}

export type SecurityPolicyType = 'TLS_V1' | 'TLS_V1_2_2021' | 'TLS_V1_3_2025';

/**
 * A session as lists show it.
 * See [SessionDescriptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SessionDescriptionType.html).
 */
export interface SessionDescriptionType {
  /** `tkn` and 25 lower-case letters and digits. */
  SessionId: string;
  /** `TOKEN`: the sign-in got tokens from the API. */
  SessionType: SessionTypeType;
  /** The app client. */
  ClientId: string;
  /** When the user signed in. */
  CreateDate: EpochSeconds;
  /** When tokens were last issued. */
  LastActiveDate: EpochSeconds;
  /** The browser or program of the last use, if the request named it. */
  DeviceType?: string;
  /** The address of the last use, if the request had it. */
  LastIPAddress?: string;
  /** Whether the access token of the request belongs to this session; absent in the administrator's list. */
  IsCurrentSession?: boolean;
}

export type SessionTypeType = 'TOKEN' | 'SSO';

/**
 * Replaces the log delivery configuration of a pool; an empty list removes it. See
 * [SetLogDeliveryConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html).
 */
export interface SetLogDeliveryConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** At most one configuration for each source of logs. At most 2 entries. */
  LogConfigurations: LogConfigurationType[];
}

/** The response of both operations. */
export interface SetLogDeliveryConfigurationResponse {
  /** The configuration. */
  LogDeliveryConfiguration: LogDeliveryConfigurationType;
}

/**
 * Replaces the risk configuration of a pool, or that of one app client. Parts that are left out are reset. See
 * [SetRiskConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html).
 */
export interface SetRiskConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The app client; if absent, the configuration of the pool. 1 to 128 characters. */
  ClientId?: string | undefined;
  /** What follows when a password is known to be public. */
  CompromisedCredentialsRiskConfiguration?: CompromisedCredentialsRiskConfigurationType | undefined;
  /** What follows when a sign-in looks like an attack. */
  AccountTakeoverRiskConfiguration?: AccountTakeoverRiskConfigurationType | undefined;
  /** Addresses that are always or never refused. */
  RiskExceptionConfiguration?: RiskExceptionConfigurationType | undefined;
}

/** The response of both operations. */
export interface SetRiskConfigurationResponse {
  /** The configuration. */
  RiskConfiguration: RiskConfigurationType;
}

/**
 * Replaces the customization for an app client, or for all of them; a request without `CSS` and `ImageFile` removes it.
 * The pool must have a domain. See
 * [SetUICustomization](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUICustomization.html).
 */
export interface SetUICustomizationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client; `ALL` if absent. 1 to 128 characters. */
  ClientId?: string | undefined;
  /** The style sheet. At most 131072 characters. */
  CSS?: string | undefined;
  /** The logo in base64, a PNG or JPEG file of at most 131,072 bytes. */
  ImageFile?: string | undefined;
}

/** The response of `SetUICustomization`. */
export interface SetUICustomizationResponse {
  /** The customization. */
  UICustomization: UICustomizationType;
}

/**
 * Sets the second factors of the signed-in user; omitted factors do not change. See
 * [SetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html).
 */
export interface SetUserMFAPreferenceRequest {
  /** Codes by text message. */
  SMSMfaSettings?: SMSMfaSettingsType | undefined;
  /** An authenticator app. */
  SoftwareTokenMfaSettings?: SoftwareTokenMfaSettingsType | undefined;
  /** Codes by mail. */
  EmailMfaSettings?: EmailMfaSettingsType | undefined;
  /** Whether a passkey counts as both factors. */
  WebAuthnMfaSettings?: WebAuthnMfaSettingsType | undefined;
  /** The user's access token. */
  AccessToken: string;
}

/** The empty response of an operation. */
export interface SetUserMFAPreferenceResponse {}

/**
 * Sets how long an app client accepts a session of managed login without a new sign-in. The engine stores the setting;
 * it has no managed login yet. See
 * [SetUserPoolClientSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolClientSessionConfiguration.html).
 */
export interface SetUserPoolClientSessionConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** The time. */
  SSOSession: ClientSSOSessionConfigType;
}

/** The response, and that of `GetUserPoolClientSessionConfiguration`. */
export interface SetUserPoolClientSessionConfigurationResponse {
  /** The id of the pool. */
  UserPoolId: string;
  /** The id of the app client. */
  ClientId: string;
  /** The time. */
  SSOSession: ClientSSOSessionConfigType;
}

/**
 * Sets a pool's second factors. Omitted factors are switched off; if `MfaConfiguration` is omitted, it becomes `OFF`.
 * See
 * [SetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html).
 */
export interface SetUserPoolMfaConfigRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Codes by text message. */
  SmsMfaConfiguration?: SmsMfaConfigType | undefined;
  /** Authenticator apps. */
  SoftwareTokenMfaConfiguration?: SoftwareTokenMfaConfigType | undefined;
  /** Codes by mail. */
  EmailMfaConfiguration?: EmailMfaConfigType | undefined;
  /** Whether a second factor is asked for. */
  MfaConfiguration?: UserPoolMfaType | undefined;
  /** Passkeys. Kept and returned. */
  WebAuthnConfiguration?: WebAuthnConfigurationType | undefined;
}

/** A pool's second factors: the response of `SetUserPoolMfaConfig` and `GetUserPoolMfaConfig`. */
export interface SetUserPoolMfaConfigResponse {
  /** Codes by text message. */
  SmsMfaConfiguration?: SmsMfaConfigType;
  /** Authenticator apps. */
  SoftwareTokenMfaConfiguration?: SoftwareTokenMfaConfigType;
  /** Codes by mail. */
  EmailMfaConfiguration?: EmailMfaConfigType;
  /** Whether a second factor is asked for. */
  MfaConfiguration?: UserPoolMfaType;
  /** Passkeys. Kept as it came. */
  WebAuthnConfiguration?: WebAuthnConfigurationType;
}

/**
 * Sets whether a pool tracks the sessions of its users, and how many a user can have: a further sign-in ends the
 * session that was not used for the longest time. Sign-ins from before are not listed. See
 * [SetUserPoolSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html).
 */
export interface SetUserPoolSessionConfigurationRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** `ENABLED` or `DISABLED`. */
  UserSessionTracking: UserSessionTrackingType;
  /** The limit. */
  TokenSession: UserPoolTokenSessionConfigType;
}

/** The response, and that of `GetUserPoolSessionConfiguration`. */
export interface SetUserPoolSessionConfigurationResponse {
  /** The id of the pool. */
  UserPoolId: string;
  /** `ENABLED` or `DISABLED`. */
  UserSessionTracking: UserSessionTrackingType;
  /** The limit. */
  TokenSession: UserPoolTokenSessionConfigType;
}

/**
 * Switches codes by text message on or off for the signed-in user. Superseded by `SetUserMFAPreference`. See
 * [SetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html).
 */
export interface SetUserSettingsRequest {
  /** The user's access token. */
  AccessToken: string;
  /** One entry with `SMS` and `phone_number`, or an empty list. */
  MFAOptions: MFAOptionType[];
}

/** The empty response of an operation. */
export interface SetUserSettingsResponse {}

/**
 * See [SignInPolicyType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignInPolicyType.html).
 */
export interface SignInPolicyType {
  /** 1 to 5 entries. */
  AllowedFirstAuthFactors?: AuthFactorType[] | undefined;
}

/**
 * Registers a user in the pool of an app client. See
 * [SignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html).
 */
export interface SignUpRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** `Base64(HMAC-SHA256(client secret, username + client id))`, for clients with a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** The name to sign in with; an address or number in pools with username attributes. 1 to 128 characters. */
  Username: string;
  /** The user's password. Optional only in pools that allow another first factor. At most 256 characters. */
  Password?: string | undefined;
  /** The attributes of the new user. */
  UserAttributes?: AttributeType[] | undefined;
  /** Passed to the pool's triggers; never stored. */
  ValidationData?: AttributeType[] | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`. */
  UserContextData?: UserContextDataType | undefined;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `SignUp`. */
export interface SignUpResponse {
  /** Whether the user is already confirmed, and so may sign in. */
  UserConfirmed: boolean;
  /** Where a code was sent, if any. */
  CodeDeliveryDetails?: CodeDeliveryDetailsType;
  /** The user's `sub`. */
  UserSub: string;
  /** The session for `ConfirmSignUp`, if the client may continue with `USER_AUTH` and a code was sent. */
  Session?: string;
}

/**
 * See [SmsConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html).
 */
export interface SmsConfigurationType {
  /** At most 2048 characters. */
  SnsCallerArn?: string | undefined;
  /** At most 131072 characters. */
  ExternalId?: string | undefined;
  /** 5 to 32 characters. */
  SnsRegion?: string | undefined;
  EumsSms?: EumsSmsConfigurationType | undefined;
}

/**
 * See [SmsMfaConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsMfaConfigType.html).
 */
export interface SmsMfaConfigType {
  /** The text, with `{####}` as the placeholder of the code. 6 to 140 characters. */
  SmsAuthenticationMessage?: string | undefined;
  /** The pool's `SmsConfiguration`. */
  SmsConfiguration?: SmsConfigurationType | undefined;
}

/**
 * See [SoftwareTokenMfaConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SoftwareTokenMfaConfigType.html).
 */
export interface SoftwareTokenMfaConfigType {
  /** Whether users may use authenticator apps as a factor. */
  Enabled?: boolean | undefined;
}

/**
 * `SMSMfaSettingsType`, `SoftwareTokenMfaSettingsType` and `EmailMfaSettingsType`: whether a factor is switched on,
 * and whether it is preferred. Omitted members do not change anything.
 * See [SoftwareTokenMfaSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SoftwareTokenMfaSettingsType.html).
 */
export interface SoftwareTokenMfaSettingsType {
  /** Whether the factor is switched on. */
  Enabled?: boolean | undefined;
  /** Whether it is the preferred one. */
  PreferredMfa?: boolean | undefined;
}

/**
 * Starts a user import job whose file was uploaded. `Engine::work` imports the users; until
 * then the job is `Pending`. One job of a pool runs at a time. See
 * [StartUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartUserImportJob.html).
 */
export interface StartUserImportJobRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the job. 1 to 55 characters. */
  JobId: string;
}

/** The response of `StartUserImportJob`. */
export interface StartUserImportJobResponse {
  /** The job, with the status `Pending`. */
  UserImportJob: UserImportJobType;
}

/**
 * Begins the registration of a passkey for the signed-in user. See
 * [StartWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html).
 */
export interface StartWebAuthnRegistrationRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** The response of `StartWebAuthnRegistration`. */
export interface StartWebAuthnRegistrationResponse {
  /** `PublicKeyCredentialCreationOptionsJSON`, for `navigator.credentials.create`. */
  CredentialCreationOptions: PublicKeyCredentialCreationOptionsJSON;
}

/** Whether dynamic client registration is on. */
export type StatusType = 'Enabled' | 'Disabled';

/**
 * Stops a user import job that was started. The users that were imported stay, and the job cannot be started again.
 * See
 * [StopUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StopUserImportJob.html).
 */
export interface StopUserImportJobRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the job. 1 to 55 characters. */
  JobId: string;
}

/** The response of `StopUserImportJob`. */
export interface StopUserImportJobResponse {
  /** The job, with the status `Stopping`. */
  UserImportJob: UserImportJobType;
}

/**
 * Lengths as text.
 * See [StringAttributeConstraintsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StringAttributeConstraintsType.html).
 */
export interface StringAttributeConstraintsType {
  /** At most 131072 characters. */
  MinLength?: string | undefined;
  /** At most 131072 characters. */
  MaxLength?: string | undefined;
}

/**
 * Adds tags to a pool. A tag with the same key gets the new value; other tags stay. See
 * [TagResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html).
 */
export interface TagResourceRequest {
  /** The ARN of the pool. 20 to 2048 characters. */
  ResourceArn: string;
  /** The tags. A pool has at most 50. */
  Tags: Record<string, string>;
}

/** The empty response of an operation. */
export interface TagResourceResponse {}

/**
 * The summary of a terms document.
 * See [TermsDescriptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TermsDescriptionType.html).
 */
export interface TermsDescriptionType {
  /** The id of the document. */
  TermsId: string;
  /** `terms-of-use` or `privacy-policy`. */
  TermsName: string;
  /** `NONE`. */
  Enforcement: TermsEnforcementType;
  /** When the document was created. */
  CreationDate: EpochSeconds;
  /** When it was last changed. */
  LastModifiedDate: EpochSeconds;
}

export type TermsEnforcementType = 'NONE';

export type TermsSourceType = 'LINK';

/**
 * A terms document as responses show it.
 * See [TermsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TermsType.html).
 */
export interface TermsType {
  /** The id of the document, a UUID. */
  TermsId: string;
  /** The id of the pool. */
  UserPoolId: string;
  /** The id of the app client. */
  ClientId: string;
  /** `terms-of-use` or `privacy-policy`. */
  TermsName: string;
  /** `LINK`. */
  TermsSource: TermsSourceType;
  /** `NONE`. */
  Enforcement: TermsEnforcementType;
  /** The addresses of the document by language, such as `cognito:default`. */
  Links: Record<string, string>;
  /** When the document was created. */
  CreationDate: EpochSeconds;
  /** When it was last changed. */
  LastModifiedDate: EpochSeconds;
}

/** The unit of a token's validity. */
export type TimeUnitsType = 'seconds' | 'minutes' | 'hours' | 'days';

export type TokenTypeType = 'ACCESS_TOKEN' | 'ID_TOKEN' | 'SAML2';

/**
 * The unit of each token's validity.
 * See [TokenValidityUnitsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html).
 */
export interface TokenValidityUnitsType {
  AccessToken?: TimeUnitsType | undefined;
  IdToken?: TimeUnitsType | undefined;
  RefreshToken?: TimeUnitsType | undefined;
}

/** A customization as responses show it; without members if there is none. */
export interface UICustomizationType {
  /** The id of the pool. */
  UserPoolId?: string;
  /** The id of the app client, or `ALL`. */
  ClientId?: string;
  /**
   * The address of the logo, in the form of the service. Nothing is served there: the pages show the logo from an address of their
   * own.
   */
  ImageUrl?: string;
  /** The style sheet. */
  CSS?: string;
  /** When the customization was last changed, such as `20190128172214`. */
  CSSVersion?: string;
  /** When the customization was last changed. */
  LastModifiedDate?: EpochSeconds;
  /** When it was created. */
  CreationDate?: EpochSeconds;
}

/**
 * Removes tags from a pool. Keys that the pool does not have are ignored. See
 * [UntagResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html).
 */
export interface UntagResourceRequest {
  /** The ARN of the pool. 20 to 2048 characters. */
  ResourceArn: string;
  /** The keys of the tags. */
  TagKeys: string[];
}

/** The empty response of an operation. */
export interface UntagResourceResponse {}

/**
 * Stores whether an event was the user's, by the token of a notice of a risk. A wrong token, an unknown user and an unknown event have one answer. See
 * [UpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html).
 */
export interface UpdateAuthEventFeedbackRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The id of the event. 1 to 50 characters. */
  EventId: string;
  /** The token of the notification. */
  FeedbackToken: string;
  /** `Valid` or `Invalid`. */
  FeedbackValue: FeedbackValueType;
}

/** The empty response of an operation. */
export interface UpdateAuthEventFeedbackResponse {}

/**
 * Sets whether a device of the signed-in user is remembered. See
 * [UpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html).
 */
export interface UpdateDeviceStatusRequest {
  /** The user's access token. */
  AccessToken: string;
  /** The key of the device. 1 to 55 characters. */
  DeviceKey: string;
  /** Without it nothing is changed. */
  DeviceRememberedStatus?: DeviceRememberedStatusType | undefined;
}

/** The empty response of an operation. */
export interface UpdateDeviceStatusResponse {}

/**
 * Changes the fields that the request has; other fields, and the name, stay the same. See
 * [UpdateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html).
 */
export interface UpdateGroupRequest {
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** What the group is for. At most 2048 characters. */
  Description?: string | undefined;
  /** The role that its members may take. 20 to 2048 characters. */
  RoleArn?: string | undefined;
  /** A lower number has precedence; if absent, the precedence does not change. At least 0. */
  Precedence?: number | undefined;
}

/** The response of `UpdateGroup`. */
export interface UpdateGroupResponse {
  /** The group. */
  Group: GroupType;
}

/**
 * Changes an identity provider. A member that is given replaces all of the old value, and a member that is omitted
 * keeps it. `private_key` is kept as well if `ProviderDetails` omits it, since no response contains it. See
 * [UpdateIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateIdentityProvider.html).
 */
export interface UpdateIdentityProviderRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The provider's name. It cannot be changed, and neither can the type. 1 to 32 characters. */
  ProviderName: string;
  /** The settings that this type of provider needs. */
  ProviderDetails?: Record<string, string> | undefined;
  /** The provider's claim or assertion attribute for each attribute of the pool. */
  AttributeMapping?: Record<string, string> | undefined;
  /** Other names of the provider in requests to sign in. At most 50 entries. */
  IdpIdentifiers?: string[] | undefined;
  /** The values of `acr` for the pool's levels; for OIDC only. At most 4 entries. */
  AcrMapping?: Record<string, string> | undefined;
}

/** The response of `UpdateIdentityProvider`. */
export interface UpdateIdentityProviderResponse {
  /** The provider after the update. */
  IdentityProvider: IdentityProviderType;
}

/**
 * Changes the members of a style that the request has; others stay. See
 * [UpdateManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateManagedLoginBranding.html).
 */
export interface UpdateManagedLoginBrandingRequest {
  /**
   * The id of the pool. The model does not mark it as required, but no style is found without it.
   * 1 to 55 characters.
   */
  UserPoolId?: string | undefined;
  /** The id of the style, as necessary as the id of the pool. */
  ManagedLoginBrandingId?: string | undefined;
  /** Whether the pages have the service's own style. Excludes `Settings`, and removes them. */
  UseCognitoProvidedValues?: boolean | undefined;
  /** The new settings. */
  Settings?: Record<string, unknown> | undefined;
  /** The new images; they replace all old ones. At most 40 entries. */
  Assets?: AssetType[] | undefined;
}

/** The response of `UpdateManagedLoginBranding`. */
export interface UpdateManagedLoginBrandingResponse {
  /** The style after the update. */
  ManagedLoginBranding: ManagedLoginBrandingType;
}

/**
 * Sets the request rate of a category in the region that the request is signed for. The rate cannot be less than the
 * free rate. See
 * [UpdateProvisionedLimit](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateProvisionedLimit.html).
 */
export interface UpdateProvisionedLimitRequest {
  /** The name of the limit. */
  LimitDefinition: LimitDefinitionType;
  /** The rate in requests per second. */
  RequestedLimitValue: number;
}

/** The response of both operations. */
export interface UpdateProvisionedLimitResponse {
  /** The limit. */
  Limit: LimitType;
}

export type UpdateReplicaStatusType = 'ACTIVE' | 'INACTIVE';

/**
 * Replaces the name and all scopes of a resource server. App clients still list a scope that was removed. See
 * [UpdateResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html).
 */
export interface UpdateResourceServerRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The identifier of the resource server. 1 to 256 characters. */
  Identifier: string;
  /** The new name. 1 to 256 characters. */
  Name: string;
  /** The new scopes; if absent, the resource server has no scopes afterwards. At most 100 entries. */
  Scopes?: ResourceServerScopeType[] | undefined;
}

/** The response of `UpdateResourceServer`. */
export interface UpdateResourceServerResponse {
  /** The resource server after the update. */
  ResourceServer: ResourceServerType;
}

/**
 * Changes the members of a terms document that the request has; others stay. See
 * [UpdateTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateTerms.html).
 */
export interface UpdateTermsRequest {
  /** The id of the document. */
  TermsId: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** `terms-of-use` or `privacy-policy`. */
  TermsName?: string | undefined;
  /** `LINK`. */
  TermsSource?: TermsSourceType | undefined;
  /** `NONE`. */
  Enforcement?: TermsEnforcementType | undefined;
  /** The new addresses by language; they replace all old ones. 1 to 13 entries. */
  Links?: Record<string, string> | undefined;
}

/** The response of `UpdateTerms`. */
export interface UpdateTermsResponse {
  /** The document after the update. */
  Terms: TermsType;
}

/**
 * Sets attributes of the signed-in user, limited to those that the app client may write. See
 * [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html).
 */
export interface UpdateUserAttributesRequest {
  /** The attributes to set; an empty value deletes. */
  UserAttributes: AttributeType[];
  /** The user's access token. */
  AccessToken: string;
  /** Passed to the pool's triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The response of `UpdateUserAttributes`. */
export interface UpdateUserAttributesResponse {
  /** Where codes were sent: one for each new address that the pool verifies. */
  CodeDeliveryDetailsList: CodeDeliveryDetailsType[];
}

/**
 * Replaces an app client's settings: omitted members return to their defaults, except the name. If the client rotated
 * its refresh tokens and the request omits `RefreshTokenRotation`, the client gets it with rotation switched off. See
 * [UpdateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html).
 */
export interface UpdateUserPoolClientRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** A new name. 1 to 128 characters. */
  ClientName?: string | undefined;
  /** 0 to 315360000. */
  RefreshTokenValidity?: number | undefined;
  /** 1 to 86400. */
  AccessTokenValidity?: number | undefined;
  /** 1 to 86400. */
  IdTokenValidity?: number | undefined;
  TokenValidityUnits?: TokenValidityUnitsType | undefined;
  ReadAttributes?: string[] | undefined;
  WriteAttributes?: string[] | undefined;
  ExplicitAuthFlows?: ExplicitAuthFlowsType[] | undefined;
  SupportedIdentityProviders?: string[] | undefined;
  /** At most 100 entries. */
  CallbackURLs?: string[] | undefined;
  /** At most 100 entries. */
  LogoutURLs?: string[] | undefined;
  /** 1 to 1024 characters. */
  DefaultRedirectURI?: string | undefined;
  /** At most 3 entries. */
  AllowedOAuthFlows?: OAuthFlowType[] | undefined;
  /** At most 50 entries. */
  AllowedOAuthScopes?: string[] | undefined;
  AllowedOAuthFlowsUserPoolClient?: boolean | undefined;
  AnalyticsConfiguration?: AnalyticsConfigurationType | undefined;
  PreventUserExistenceErrors?: PreventUserExistenceErrorTypes | undefined;
  EnableTokenRevocation?: boolean | undefined;
  EnablePropagateAdditionalUserContextData?: boolean | undefined;
  /** Minutes. 3 to 15. */
  AuthSessionValidity?: number | undefined;
  RefreshTokenRotation?: RefreshTokenRotationType | undefined;
}

/** The response of `UpdateUserPoolClient`. */
export interface UpdateUserPoolClientResponse {
  /** The client after the update. */
  UserPoolClient: UserPoolClientType;
}

/**
 * Changes the members of a domain that the request has; others stay. See
 * [UpdateUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html).
 */
export interface UpdateUserPoolDomainRequest {
  /** The prefix, or the whole name of a custom domain. 1 to 63 characters. */
  Domain: string;
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** 1 for the classic hosted UI, 2 for managed login. */
  ManagedLoginVersion?: number | undefined;
  /** The new certificate of a custom domain. */
  CustomDomainConfig?: CustomDomainConfigType | undefined;
  /** Where requests go if the region fails. */
  Routing?: RoutingType | undefined;
}

/** The response of `UpdateUserPoolDomain`. */
export interface UpdateUserPoolDomainResponse {
  /** 1 for the classic hosted UI, 2 for managed login. */
  ManagedLoginVersion?: number;
  /** The host that the DNS name of a custom domain must lead to. */
  CloudFrontDomain?: string;
  /** Where requests go if the region fails. */
  Routing?: RoutingType;
}

/**
 * Activates or deactivates a replica. See
 * [UpdateUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolReplica.html).
 */
export interface UpdateUserPoolReplicaRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The region of the replica. 5 to 32 characters. */
  RegionName: string;
  /** `ACTIVE` or `INACTIVE`. */
  Status: UpdateReplicaStatusType;
}

/** The response of the operations on one replica. */
export interface UpdateUserPoolReplicaResponse {
  /** The replica. */
  UserPoolReplica: UserPoolReplicaType;
}

/**
 * Replaces a pool's settings: most omitted members return to their defaults. These are kept: the name, the tags,
 * `MfaConfiguration`, `UserPoolTier`, `UserAttributeUpdateSettings`, `DcrConfiguration`, and each of the two policies. See
 * [UpdateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
 */
export interface UpdateUserPoolRequest {
  /** The id of the pool. 1 to 55 characters. */
  UserPoolId: string;
  Policies?: UserPoolPolicyType | undefined;
  DeletionProtection?: DeletionProtectionType | undefined;
  LambdaConfig?: LambdaConfigType | undefined;
  AutoVerifiedAttributes?: VerifiedAttributeType[] | undefined;
  /** 6 to 140 characters. */
  SmsVerificationMessage?: string | undefined;
  /** 6 to 20000 characters. */
  EmailVerificationMessage?: string | undefined;
  /** 1 to 140 characters. */
  EmailVerificationSubject?: string | undefined;
  VerificationMessageTemplate?: VerificationMessageTemplateType | undefined;
  /** 6 to 140 characters. */
  SmsAuthenticationMessage?: string | undefined;
  UserAttributeUpdateSettings?: UserAttributeUpdateSettingsType | undefined;
  MfaConfiguration?: UserPoolMfaType | undefined;
  DeviceConfiguration?: DeviceConfigurationType | undefined;
  EmailConfiguration?: EmailConfigurationType | undefined;
  SmsConfiguration?: SmsConfigurationType | undefined;
  UserPoolTags?: Record<string, string> | undefined;
  AdminCreateUserConfig?: AdminCreateUserConfigType | undefined;
  UserPoolAddOns?: UserPoolAddOnsType | undefined;
  DcrConfiguration?: DcrConfigurationType | undefined;
  AccountRecoverySetting?: AccountRecoverySettingType | undefined;
  /** A new name. 1 to 128 characters. */
  PoolName?: string | undefined;
  UserPoolTier?: UserPoolTierType | undefined;
  KeyConfiguration?: KeyConfigurationType | undefined;
  IssuerConfiguration?: IssuerConfigurationType | undefined;
  /** At most 4 entries. */
  AcrConfiguration?: Record<string, AcrLevelConfigType> | undefined;
}

/** The empty response of an operation. */
export interface UpdateUserPoolResponse {}

/**
 * How a pool changes attributes.
 * See [UserAttributeUpdateSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserAttributeUpdateSettingsType.html).
 */
export interface UserAttributeUpdateSettingsType {
  /** The attributes whose new value must be verified before it replaces the old one. */
  AttributesRequireVerificationBeforeUpdate?: VerifiedAttributeType[] | undefined;
}

/**
 * See [UserContextDataType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserContextDataType.html).
 */
export interface UserContextDataType {
  /** At most 131072 characters. */
  IpAddress?: string | undefined;
  /** At most 131072 characters. */
  EncodedData?: string | undefined;
}

/** How far a user import job is. */
export type UserImportJobStatusType =
  | 'Created'
  | 'Pending'
  | 'InProgress'
  | 'Stopping'
  | 'Expired'
  | 'Stopped'
  | 'Failed'
  | 'Succeeded';

/** A user import job. */
export interface UserImportJobType {
  /** The name. Need not be unique. */
  JobName: string;
  /** `import-` and ten letters or digits. */
  JobId: string;
  /** The id of the pool. */
  UserPoolId: string;
  /**
   * Where the file is uploaded with `PUT`, for a quarter of an hour after the job was created. Only the path and the
   * query, if the engine knows neither a public URL nor the address of the request.
   */
  PreSignedUrl?: string;
  /** When the job was created. */
  CreationDate: EpochSeconds;
  /** When it was started. */
  StartDate?: EpochSeconds;
  /** When it ended. */
  CompletionDate?: EpochSeconds;
  /** How far the job is. */
  Status: UserImportJobStatusType;
  /** The role of the request. Not used. */
  CloudWatchLogsRoleArn: string;
  /** The number of lines that became users. */
  ImportedUsers: number;
  /** The number of lines whose user existed. */
  SkippedUsers: number;
  /** The number of lines with an error. */
  FailedUsers: number;
  /** Why the job ended. */
  CompletionMessage?: string;
  /** The algorithm of the hashes in the column `password_hash`. */
  PasswordHashingAlgorithm?: PasswordHashingAlgorithmType;
}

/**
 * See [UserPoolAddOnsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolAddOnsType.html).
 */
export interface UserPoolAddOnsType {
  AdvancedSecurityMode: AdvancedSecurityModeType;
  AdvancedSecurityAdditionalFlows?: AdvancedSecurityAdditionalFlowsType | undefined;
}

/**
 * The summary of an app client.
 * See [UserPoolClientDescription](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientDescription.html).
 */
export interface UserPoolClientDescription {
  /** The client's id. */
  ClientId: string;
  /** The id of the pool. */
  UserPoolId: string;
  /** The client's name. */
  ClientName: string;
}

/**
 * An app client, including its secret.
 * See [UserPoolClientType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html).
 */
export interface UserPoolClientType {
  /** The id of the pool. */
  UserPoolId: string;
  /** The client's name. Need not be unique. */
  ClientName: string;
  /** The client's id: 26 lower-case letters and digits. */
  ClientId: string;
  /** Absent for public clients. */
  ClientSecret?: string;
  /** When the client was last updated. */
  LastModifiedDate: EpochSeconds;
  /** When it was created. */
  CreationDate: EpochSeconds;
  RefreshTokenValidity?: number;
  AccessTokenValidity?: number;
  IdTokenValidity?: number;
  TokenValidityUnits?: TokenValidityUnitsType;
  ReadAttributes?: string[];
  WriteAttributes?: string[];
  ExplicitAuthFlows?: ExplicitAuthFlowsType[];
  SupportedIdentityProviders?: string[];
  CallbackURLs?: string[];
  LogoutURLs?: string[];
  DefaultRedirectURI?: string;
  AllowedOAuthFlows?: OAuthFlowType[];
  AllowedOAuthScopes?: string[];
  AllowedOAuthFlowsUserPoolClient?: boolean;
  AnalyticsConfiguration?: AnalyticsConfigurationType;
  PreventUserExistenceErrors?: PreventUserExistenceErrorTypes;
  EnableTokenRevocation?: boolean;
  EnablePropagateAdditionalUserContextData?: boolean;
  /** Minutes. */
  AuthSessionValidity?: number;
  RefreshTokenRotation?: RefreshTokenRotationType;
}

/**
 * The summary of a pool.
 * See [UserPoolDescriptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolDescriptionType.html).
 */
export interface UserPoolDescriptionType {
  /** The pool's id. */
  Id: string;
  /** The pool's name. */
  Name: string;
  /** The pool's triggers. */
  LambdaConfig?: LambdaConfigType;
  /** When it was last updated. */
  LastModifiedDate: EpochSeconds;
  /** When it was created. */
  CreationDate: EpochSeconds;
  /** The regions of its replicas; absent if it has none. */
  ReplicaRegions?: string[];
}

/** Whether a pool asks for a second factor: of no user, of users who switched one on, or of all. */
export type UserPoolMfaType = 'OFF' | 'ON' | 'OPTIONAL';

/**
 * See [UserPoolPolicyType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolPolicyType.html).
 */
export interface UserPoolPolicyType {
  PasswordPolicy?: PasswordPolicyType | undefined;
  SignInPolicy?: SignInPolicyType | undefined;
}

/**
 * A pool in one region.
 * See [UserPoolReplicaType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolReplicaType.html).
 */
export interface UserPoolReplicaType {
  /** For example `eu-west-1`. */
  RegionName: string;
  /** `CREATING`, `ACTIVE`, `INACTIVE` or `DELETING`. */
  Status: ReplicaStatusType;
  /** `PRIMARY` for the pool itself, `SECONDARY` for its replicas. */
  Role: ReplicaRoleType;
  /** The ARN of the pool in that region. */
  UserPoolArn: string;
}

/** The feature plan of a pool. */
export type UserPoolTierType = 'LITE' | 'ESSENTIALS' | 'PLUS';

/**
 * The limit on sessions with tokens.
 * See [UserPoolTokenSessionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolTokenSessionConfigType.html).
 */
export interface UserPoolTokenSessionConfigType {
  /** Most sessions of a user, 1 to 100. 1 to 100. */
  MaxPerUser: number;
}

/**
 * A pool, without its users.
 * See [UserPoolType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html).
 */
export interface UserPoolType {
  /** `{region}_{nine letters or digits}`. */
  Id: string;
  /** Its name. Need not be unique. */
  Name: string;
  Policies?: UserPoolPolicyType;
  DeletionProtection?: DeletionProtectionType;
  LambdaConfig?: LambdaConfigType;
  /** When it was last updated. */
  LastModifiedDate: EpochSeconds;
  /** When the pool was created. */
  CreationDate: EpochSeconds;
  /** The twenty standard attributes, then the custom ones. */
  SchemaAttributes: SchemaAttributeType[];
  AutoVerifiedAttributes?: VerifiedAttributeType[];
  /** Attributes that users may sign in with besides their username. */
  AliasAttributes?: AliasAttributeType[];
  /** Attributes that replace the username. */
  UsernameAttributes?: UsernameAttributeType[];
  SmsVerificationMessage?: string;
  EmailVerificationMessage?: string;
  EmailVerificationSubject?: string;
  VerificationMessageTemplate?: VerificationMessageTemplateType;
  SmsAuthenticationMessage?: string;
  UserAttributeUpdateSettings?: UserAttributeUpdateSettingsType;
  MfaConfiguration?: UserPoolMfaType;
  DeviceConfiguration?: DeviceConfigurationType;
  /** The number of users in the pool. */
  EstimatedNumberOfUsers: number;
  EmailConfiguration?: EmailConfigurationType;
  SmsConfiguration?: SmsConfigurationType;
  UserPoolTags?: Record<string, string>;
  /** The prefix of the pool's domain. */
  Domain?: string;
  /** The pool's custom domain. */
  CustomDomain?: string;
  AdminCreateUserConfig?: AdminCreateUserConfigType;
  UserPoolAddOns?: UserPoolAddOnsType;
  DcrConfiguration?: DcrConfigurationType;
  /** Present if the request that created the pool had it. */
  UsernameConfiguration?: UsernameConfigurationType;
  /** `arn:aws:cognito-idp:{region}:{account}:userpool/{id}`. */
  Arn: string;
  AccountRecoverySetting?: AccountRecoverySettingType;
  UserPoolTier?: UserPoolTierType;
  KeyConfiguration?: KeyConfigurationType;
  IssuerConfiguration?: IssuerConfigurationType;
  AcrConfiguration?: Record<string, AcrLevelConfigType>;
}

/** Whether a pool keeps the sessions of its users. */
export type UserSessionTrackingType = 'ENABLED' | 'DISABLED';

export type UserStatusType =
  | 'UNCONFIRMED'
  | 'CONFIRMED'
  | 'ARCHIVED'
  | 'COMPROMISED'
  | 'UNKNOWN'
  | 'RESET_REQUIRED'
  | 'FORCE_CHANGE_PASSWORD'
  | 'EXTERNAL_PROVIDER';

/**
 * A user as lists show it.
 * See [UserType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html).
 */
export interface UserType {
  /** The username; in a pool with username attributes the same as the `sub`. */
  Username: string;
  /** All attributes, or those that the request asked for. */
  Attributes: AttributeType[];
  /** When the user was created. */
  UserCreateDate: EpochSeconds;
  /** When anything about the user was last changed. */
  UserLastModifiedDate: EpochSeconds;
  /** Whether the user may sign in. */
  Enabled: boolean;
  /** For example `CONFIRMED`. */
  UserStatus: UserStatusType;
  /** Codes by text message, in the form of `SetUserSettings`. */
  MFAOptions?: MFAOptionType[];
}

/** Whether a passkey must verify the user. */
export type UserVerificationType = 'required' | 'preferred';

export type UsernameAttributeType = 'phone_number' | 'email';

/**
 * See [UsernameConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html).
 */
export interface UsernameConfigurationType {
  /** Whether names that differ only in case are different names. Without a configuration they are. */
  CaseSensitive: boolean;
}

/**
 * See [VerificationMessageTemplateType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html).
 */
export interface VerificationMessageTemplateType {
  /** 6 to 140 characters. */
  SmsMessage?: string | undefined;
  /** 6 to 20000 characters. */
  EmailMessage?: string | undefined;
  /** 1 to 140 characters. */
  EmailSubject?: string | undefined;
  /** 6 to 20000 characters. */
  EmailMessageByLink?: string | undefined;
  /** 1 to 140 characters. */
  EmailSubjectByLink?: string | undefined;
  DefaultEmailOption?: DefaultEmailOptionType | undefined;
}

/** An attribute that is verified by a code. */
export type VerifiedAttributeType = 'phone_number' | 'email';

/**
 * Accepts an authenticator app that shows a right code. With an access token the app is not switched on yet:
 * `SetUserMFAPreference` does that. See
 * [VerifySoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html).
 */
export interface VerifySoftwareTokenRequest {
  /** The user's access token. Required if there is no session. */
  AccessToken?: string | undefined;
  /** The session of an `MFA_SETUP` challenge, instead of an access token. 20 to 4096 characters. */
  Session?: string | undefined;
  /** The six digits that the app shows. Exactly 6 characters. */
  UserCode: string;
  /** The user's name for the app; clients show it when they ask for a code. At most 131072 characters. */
  FriendlyDeviceName?: string | undefined;
}

/** The response of `VerifySoftwareToken`. */
export interface VerifySoftwareTokenResponse {
  /** Always `SUCCESS`. */
  Status?: VerifySoftwareTokenResponseType;
  /** The session for the answer to `MFA_SETUP`, if the request had a session. */
  Session?: string;
}

/** The result of a code from an authenticator app. */
export type VerifySoftwareTokenResponseType = 'SUCCESS' | 'ERROR';

/**
 * Marks an address of the signed-in user as verified, with the code that was sent to it. An address that waited for
 * its proof replaces the old one. See
 * [VerifyUserAttribute](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html).
 */
export interface VerifyUserAttributeRequest {
  /** The user's access token. */
  AccessToken: string;
  /** `email` or `phone_number`. 1 to 32 characters. */
  AttributeName: string;
  /** The code that the user received. 1 to 2048 characters. */
  Code: string;
}

/** The empty response of an operation. */
export interface VerifyUserAttributeResponse {}

/**
 * The passkeys of a pool.
 * See [WebAuthnConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html).
 */
export interface WebAuthnConfigurationType {
  /** The relying party: a domain. 1 to 127 characters. */
  RelyingPartyId?: string | undefined;
  /** Whether the authenticator must verify the user. */
  UserVerification?: UserVerificationType | undefined;
  /** Whether a passkey with user verification counts as both factors. */
  FactorConfiguration?: WebAuthnFactorConfigurationType | undefined;
}

/**
 * A passkey as its owner sees it.
 * See [WebAuthnCredentialDescription](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnCredentialDescription.html).
 */
export interface WebAuthnCredentialDescription {
  /** The id in base64url, as browsers show it. */
  CredentialId: string;
  /** A name for display. */
  FriendlyCredentialName: string;
  /** The domain that the passkey was made for. */
  RelyingPartyId: string;
  /** `platform` or `cross-platform`, if the browser sent it. */
  AuthenticatorAttachment?: string;
  /** How a browser can reach the authenticator, for example `internal` or `usb`. */
  AuthenticatorTransports: string[];
  /** When it was registered. */
  CreatedAt: EpochSeconds;
}

/** Whether a passkey with user verification counts as both factors. */
export type WebAuthnFactorConfigurationType = 'SINGLE_FACTOR' | 'MULTI_FACTOR_WITH_USER_VERIFICATION';

/**
 * Whether a passkey with user verification also counts as the second factor. It does so
 * only in a pool whose `FactorConfiguration` is `MULTI_FACTOR_WITH_USER_VERIFICATION`.
 * See [WebAuthnMfaSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnMfaSettingsType.html).
 */
export interface WebAuthnMfaSettingsType {
  /** Whether it counts. If absent, nothing changes. */
  Enabled?: boolean | undefined;
}
