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
   * Deletes a group at once. Its members remain users of the pool. See
   * [DeleteGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteGroup: { input: DeleteGroupRequest; output: DeleteGroupResponse };

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
   * Deletes a pool at once; callers can no longer use it. `Engine::work` removes its records later. See
   * [DeleteUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteUserPool: { input: DeleteUserPoolRequest; output: DeleteUserPoolResponse };

  /**
   * Deletes an app client. See
   * [DeleteUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DeleteUserPoolClient: { input: DeleteUserPoolClientRequest; output: DeleteUserPoolClientResponse };

  /**
   * Removes a passkey of the signed-in user. See
   * [DeleteWebAuthnCredential](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  DeleteWebAuthnCredential: { input: DeleteWebAuthnCredentialRequest; output: DeleteWebAuthnCredentialResponse };

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
   * Renews the tokens of a sign-in. A client that rotates its refresh tokens gets a new one, which expires when the
   * first one would. The old one stays valid for the client's grace period and gives the same new token. Sending it
   * after that period revokes all tokens of the sign-in. See
   * [GetTokensFromRefreshToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  GetTokensFromRefreshToken: { input: GetTokensFromRefreshTokenRequest; output: GetTokensFromRefreshTokenResponse };

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
   * Reads a pool's second factors. See
   * [GetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  GetUserPoolMfaConfig: { input: GetUserPoolMfaConfigRequest; output: GetUserPoolMfaConfigResponse };

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
   * Lists the app clients of a pool. See
   * [ListUserPoolClients](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUserPoolClients: { input: ListUserPoolClientsRequest; output: ListUserPoolClientsResponse };

  /**
   * Lists the pools of the region that the request is signed for. See
   * [ListUserPools](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  ListUserPools: { input: ListUserPoolsRequest; output: ListUserPoolsResponse };

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
   * Sets the second factors of the signed-in user; omitted factors do not change. See
   * [SetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  SetUserMFAPreference: { input: SetUserMFAPreferenceRequest; output: SetUserMFAPreferenceResponse };

  /**
   * Sets a pool's second factors. Omitted factors are switched off; if `MfaConfiguration` is omitted, it becomes `OFF`.
   * See
   * [SetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  SetUserPoolMfaConfig: { input: SetUserPoolMfaConfigRequest; output: SetUserPoolMfaConfigResponse };

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
   * Begins the registration of a passkey for the signed-in user. See
   * [StartWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  StartWebAuthnRegistration: { input: StartWebAuthnRegistrationRequest; output: StartWebAuthnRegistrationResponse };

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
   * Sets attributes of the signed-in user, limited to those that the app client may write. See
   * [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  UpdateUserAttributes: { input: UpdateUserAttributesRequest; output: UpdateUserAttributesResponse };

  /**
   * Replaces a pool's settings: most omitted members return to their defaults. These are kept: the name, the tags,
   * `MfaConfiguration`, `UserPoolTier`, `UserAttributeUpdateSettings`, and each of the two policies. See
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
  | 'EnableSoftwareTokenMFAException'
  | 'ExpiredCodeException'
  | 'FeatureUnavailableInTierException'
  | 'GroupExistsException'
  | 'IncompleteSignatureException'
  | 'InternalErrorException'
  | 'InvalidLambdaResponseException'
  | 'InvalidOAuthFlowException'
  | 'InvalidParameterException'
  | 'InvalidPasswordException'
  | 'InvalidSignatureException'
  | 'InvalidUserPoolConfigurationException'
  | 'LimitExceededException'
  | 'MissingAuthenticationTokenException'
  | 'NotAuthorizedException'
  | 'PasswordHistoryPolicyViolationException'
  | 'PasswordResetRequiredException'
  | 'RefreshTokenReuseException'
  | 'ResourceNotFoundException'
  | 'ScopeDoesNotExistException'
  | 'SerializationException'
  | 'SoftwareTokenMFANotFoundException'
  | 'TooManyRequestsException'
  | 'UnauthorizedException'
  | 'UnexpectedLambdaException'
  | 'UnknownOperationException'
  | 'UnrecognizedClientException'
  | 'UnsupportedOperationException'
  | 'UnsupportedTokenTypeException'
  | 'UnsupportedUserStateException'
  | 'UserLambdaValidationException'
  | 'UserNotConfirmedException'
  | 'UserNotFoundException'
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
  /** Not evaluated. */
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
  /** Not evaluated. */
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

/** Whether an app client registered itself (dynamic client registration). */
export type ClientTypeType = 'REGULAR' | 'DCR';

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
  /** Not evaluated. */
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
  /** Not evaluated. */
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
 * See [DcrConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DcrConfigurationType.html).
 */
export interface DcrConfigurationType {
  EnableStatus?: StatusType | undefined;
  OpenDcrEnabled?: boolean | undefined;
  /** At most 3 entries. */
  AuthenticatedGrantTypes?: OAuthFlowType[] | undefined;
  /** At most 3 entries. */
  OpenDcrGrantTypes?: OAuthFlowType[] | undefined;
  /** At most 50 entries. */
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
 * Deletes an app client. See
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
 * Deletes a pool at once; callers can no longer use it. `Engine::work` removes its records later. See
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
  | 'ALLOW_TOKEN_EXCHANGE_IMPERSONATION';

/** A factor that may be required after the first proof. */
export type Factor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** Whether a feature is switched on. */
export type FeatureType = 'ENABLED' | 'DISABLED';

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
  /** Not evaluated. */
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
  /** Not evaluated. */
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
  /** `REGULAR`, or `DCR` for clients that registered themselves, of which there are none. */
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
 * How a user gets codes by text message, in the old settings operations.
 * See [MFAOptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MFAOptionType.html).
 */
export interface MFAOptionType {
  /** `SMS`. */
  DeliveryMedium?: DeliveryMediumType | undefined;
  /** `phone_number`. 1 to 32 characters. */
  AttributeName?: string | undefined;
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

/**
 * Sends a new confirmation code; the previous one becomes invalid. See
 * [ResendConfirmationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html).
 */
export interface ResendConfirmationCodeRequest {
  /** The id of the app client. 1 to 128 characters. */
  ClientId: string;
  /** Required if the client has a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** Not evaluated. */
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
  /** Not evaluated. */
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
  /** Not evaluated: sessions are not listed. */
  RevokeAssociatedSessions?: RevokeAssociatedSessionsType | undefined;
}

/** The empty response of an operation. */
export interface RevokeTokenResponse {}

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
  /** Not evaluated. */
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

export type StatusType = 'Enabled' | 'Disabled';

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

/** The unit of a token's validity. */
export type TimeUnitsType = 'seconds' | 'minutes' | 'hours' | 'days';

/**
 * The unit of each token's validity.
 * See [TokenValidityUnitsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html).
 */
export interface TokenValidityUnitsType {
  AccessToken?: TimeUnitsType | undefined;
  IdToken?: TimeUnitsType | undefined;
  RefreshToken?: TimeUnitsType | undefined;
}

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
 * Replaces a pool's settings: most omitted members return to their defaults. These are kept: the name, the tags,
 * `MfaConfiguration`, `UserPoolTier`, `UserAttributeUpdateSettings`, and each of the two policies. See
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

/** The feature plan of a pool. */
export type UserPoolTierType = 'LITE' | 'ESSENTIALS' | 'PLUS';

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
