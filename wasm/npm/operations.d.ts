// The operations: their requests, their responses and the exceptions.
//
// Written from the engine's source by `cargo run -p userpool-wasm-types`; changes belong there.

/** The operations by name, with the types of their requests and responses. */
export interface Operations {
  /**
   * Appends custom attributes to a pool's schema, for ever. App clients without lists of attributes can use them at
   * once. See
   * [AddCustomAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AddCustomAttributes: { input: AddCustomAttributesRequest; output: AddCustomAttributesResponse };

  /**
   * Makes a user a member of a group; tokens say so from the next one on. Adding a member again succeeds. See
   * [AdminAddUserToGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminAddUserToGroup: { input: AdminAddUserToGroupRequest; output: AdminAddUserToGroupResponse };

  /**
   * Confirms a registration without a code; no address becomes verified by it. See
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
   * Forgets the user's authenticator app and switches it off. A user without one stays as they are. See
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
   * Deletes attributes of any user, whatever an app client may write. See
   * [AdminDeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminDeleteUserAttributes: { input: AdminDeleteUserAttributesRequest; output: AdminDeleteUserAttributesResponse };

  /**
   * Keeps the user from signing in and ends all tokens that they have. Groups and attributes stay. See
   * [AdminDisableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminDisableUser: { input: AdminDisableUserRequest; output: AdminDisableUserResponse };

  /**
   * Lets the user sign in again. Tokens from before stay revoked. See
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
   * Reads the profile of any user, whatever an app client may see of it. See
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
   * Lists the groups that a user is in, the strongest first. See
   * [AdminListGroupsForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminListGroupsForUser: { input: AdminListGroupsForUserRequest; output: AdminListGroupsForUserResponse };

  /**
   * Ends a membership; tokens say so from the next one on. Removing somebody who is no member succeeds. See
   * [AdminRemoveUserFromGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminRemoveUserFromGroup: { input: AdminRemoveUserFromGroupRequest; output: AdminRemoveUserFromGroupResponse };

  /**
   * Ends the user's password and sends a reset code, as if they had forgotten it. Their tokens stay valid. See
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
   * Sets the second factors of any user; what is left out stays as it is. See
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
   * Writes attributes of any user, whatever an app client may write. `email_verified` and `phone_number_verified` vouch
   * for an address; without them a new address that the pool verifies gets a code. See
   * [AdminUpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminUpdateUserAttributes: { input: AdminUpdateUserAttributesRequest; output: AdminUpdateUserAttributesResponse };

  /**
   * Ends all tokens that the user has; new sign-ins work at once. See
   * [AdminUserGlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  AdminUserGlobalSignOut: { input: AdminUserGlobalSignOutRequest; output: AdminUserGlobalSignOutResponse };

  /**
   * Makes a secret for an authenticator app, in place of one that has not yet shown a code. An app that has shown one goes on
   * working until the new one does. See
   * [AssociateSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  AssociateSoftwareToken: { input: AssociateSoftwareTokenRequest; output: AssociateSoftwareTokenResponse };

  /**
   * Changes the password of the signed-in user. Their tokens stay valid. See
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
   * Confirms the device that the user has just signed in with. A user has at most 20 devices: one more takes the place of
   * the one that signed in longest ago, those that are not remembered first. See
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
   * Makes a group. Names that differ in case only are one name. See
   * [CreateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateGroup: { input: CreateGroupRequest; output: CreateGroupResponse };

  /**
   * Makes a pool. Schema, aliases and the names of users can never be changed again. See
   * [CreateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateUserPool: { input: CreateUserPoolRequest; output: CreateUserPoolResponse };

  /**
   * Makes an app client. Whether it has a secret is settled for good. See
   * [CreateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  CreateUserPoolClient: { input: CreateUserPoolClientRequest; output: CreateUserPoolClientResponse };

  /**
   * Deletes a group at once. Its members stay as users. See
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
   * Deletes attributes of the signed-in user, as far as the app client may write them. See
   * [DeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  DeleteUserAttributes: { input: DeleteUserAttributesRequest; output: DeleteUserAttributesResponse };

  /**
   * Deletes a pool: for all callers at once. Its records are removed by `Engine::work`. See
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
   * Shows a pool. See
   * [DescribeUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  DescribeUserPool: { input: DescribeUserPoolRequest; output: DescribeUserPoolResponse };

  /**
   * Shows an app client, its secret included. See
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
   * Renews the tokens of a sign-in. A client that rotates its refresh tokens gets a new one for the rest of the first
   * one's life, and the old one ends after the client's grace period: sent again within it, it gives the same new token; sent
   * again after it, it ends all tokens of the sign-in. See
   * [GetTokensFromRefreshToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html).
   *
   * Who may call it over HTTP: any caller that names an app client; a signature is ignored.
   */
  GetTokensFromRefreshToken: { input: GetTokensFromRefreshTokenRequest; output: GetTokensFromRefreshTokenResponse };

  /**
   * Reads the profile of the signed-in user, as far as the app client may see it. See
   * [GetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  GetUser: { input: GetUserRequest; output: GetUserResponse };

  /**
   * Sends a code to an address of the signed-in user, or to the new one that waits for its proof. Works for a verified
   * address too. See
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
   * Ends all tokens that the signed-in user has, the one of this call included. See
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
   * Lists users in the order of their creation, or those that a filter lets through. See
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
   * Sends a new confirmation code; an older one stops working. See
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
   * Sets the second factors of the signed-in user; what is left out stays as it is. See
   * [SetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  SetUserMFAPreference: { input: SetUserMFAPreferenceRequest; output: SetUserMFAPreferenceResponse };

  /**
   * Sets a pool's second factors: each that is left out is no longer one, and without `MfaConfiguration` it is `OFF`. See
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
   * Changes what the request names; the rest stays, and so does the name. See
   * [UpdateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateGroup: { input: UpdateGroupRequest; output: UpdateGroupResponse };

  /**
   * Writes attributes of the signed-in user, as far as the app client may. See
   * [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  UpdateUserAttributes: { input: UpdateUserAttributesRequest; output: UpdateUserAttributesResponse };

  /**
   * Replaces a pool's settings: most members that are left out go back to their defaults. Kept are the name, the tags,
   * `MfaConfiguration`, `UserPoolTier`, `UserAttributeUpdateSettings`, and each of the two policies. See
   * [UpdateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateUserPool: { input: UpdateUserPoolRequest; output: UpdateUserPoolResponse };

  /**
   * Replaces an app client's settings: members that are left out go back to their defaults, except the name. A client that
   * rotated its refresh tokens comes back with `RefreshTokenRotation` switched off. See
   * [UpdateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html).
   *
   * Who may call it over HTTP: an administrator, by a SigV4 signature.
   */
  UpdateUserPoolClient: { input: UpdateUserPoolClientRequest; output: UpdateUserPoolClientResponse };

  /**
   * Takes an authenticator app that shows a right code. By access token it is not switched on yet: that is
   * `SetUserMFAPreference`. See
   * [VerifySoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html).
   *
   * Who may call it over HTTP: the user, by the access token in the request.
   */
  VerifySoftwareToken: { input: VerifySoftwareTokenRequest; output: VerifySoftwareTokenResponse };

  /**
   * Marks an address of the signed-in user as verified, with the code that went there; an address that waited for its
   * proof takes the place of the old one. See
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
 * Appends custom attributes to a pool's schema, for ever. App clients without lists of attributes can use them at
 * once. See
 * [AddCustomAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html).
 */
export interface AddCustomAttributesRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The attributes, named without `custom:`. 1 to 25 entries. */
  CustomAttributes: SchemaAttributeType[];
}

/** The answer of operations that have nothing to say. */
export interface AddCustomAttributesResponse {}

/**
 * Makes a user a member of a group; tokens say so from the next one on. Adding a member again succeeds. See
 * [AdminAddUserToGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html).
 */
export interface AdminAddUserToGroupRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminAddUserToGroupResponse {}

/**
 * Confirms a registration without a code; no address becomes verified by it. See
 * [AdminConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html).
 */
export interface AdminConfirmSignUpRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The answer of operations that have nothing to say. */
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
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The name to sign in with; an address or number in pools with username attributes. 1 to 128 characters. */
  Username: string;
  /** What is known about the user. Required attributes may be missing: the first sign-in asks for them. */
  UserAttributes?: AttributeType[] | undefined;
  /** For triggers; never stored. */
  ValidationData?: AttributeType[] | undefined;
  /** Drawn by chance when absent; then only the invitation tells it. At most 256 characters. */
  TemporaryPassword?: string | undefined;
  /** Take a verified address away from the user who has it. */
  ForceAliasCreation?: boolean | undefined;
  /** `SUPPRESS` sends nothing; `RESEND` invites an existing user again, with a new temporary password. */
  MessageAction?: MessageActionType | undefined;
  /** `SMS`, as by default, `EMAIL`, or both. */
  DesiredDeliveryMediums?: DeliveryMediumType[] | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What `AdminCreateUser` answers. */
export interface AdminCreateUserResponse {
  /** The user as they are now. */
  User: UserType;
}

/**
 * Forgets the user's authenticator app and switches it off. A user without one stays as they are. See
 * [AdminDeleteSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html).
 */
export interface AdminDeleteSoftwareTokenRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminDeleteSoftwareTokenResponse {}

/**
 * Deletes attributes of any user, whatever an app client may write. See
 * [AdminDeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html).
 */
export interface AdminDeleteUserAttributesRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The names, custom ones with their prefix. */
  UserAttributeNames: string[];
}

/** The answer of operations that have nothing to say. */
export interface AdminDeleteUserAttributesResponse {}

/**
 * Deletes a user at once. See
 * [AdminDeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html).
 */
export interface AdminDeleteUserRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminDeleteUserResponse {}

/**
 * Keeps the user from signing in and ends all tokens that they have. Groups and attributes stay. See
 * [AdminDisableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html).
 */
export interface AdminDisableUserRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminDisableUserResponse {}

/**
 * Lets the user sign in again. Tokens from before stay revoked. See
 * [AdminEnableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html).
 */
export interface AdminEnableUserRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminEnableUserResponse {}

/**
 * Removes a device of a user, and with it the refresh tokens of its sign-ins. See
 * [AdminForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html).
 */
export interface AdminForgetDeviceRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The device. 1 to 55 characters. */
  DeviceKey: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminForgetDeviceResponse {}

/**
 * Reads a device of a user. See
 * [AdminGetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html).
 */
export interface AdminGetDeviceRequest {
  /** The device. 1 to 55 characters. */
  DeviceKey: string;
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** What `GetDevice` and `AdminGetDevice` answer. */
export interface AdminGetDeviceResponse {
  /** The device. */
  Device: DeviceType;
}

/**
 * Lists the factors of any user. See
 * [AdminGetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html).
 */
export interface AdminGetUserAuthFactorsRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** What a user may sign in with, as `GetUserAuthFactors` and `AdminGetUserAuthFactors` answer. */
export interface AdminGetUserAuthFactorsResponse {
  /** The username. */
  Username: string;
  /** The second factor that is asked for before others. */
  PreferredMfaSetting?: Factor;
  /** The second factors that are switched on. */
  UserMFASettingList?: Factor[];
  /** For example `PASSWORD`. */
  ConfiguredUserAuthFactors?: AuthFactorType[];
}

/**
 * Reads the profile of any user, whatever an app client may see of it. See
 * [AdminGetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html).
 */
export interface AdminGetUserRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** What `AdminGetUser` answers. */
export interface AdminGetUserResponse {
  /** The username; in a pool with username attributes the same as the `sub`. */
  Username: string;
  /** All attributes. */
  UserAttributes: AttributeType[];
  /** When the user was created. */
  UserCreateDate: EpochSeconds;
  /** When anything of the user was changed last. */
  UserLastModifiedDate: EpochSeconds;
  /** Whether the user may sign in. */
  Enabled: boolean;
  /** For example `CONFIRMED`. */
  UserStatus: UserStatusType;
  /** Codes by text message, as the old settings operations set them. */
  MFAOptions?: MFAOptionType[];
  /** The second factor that is asked for before others. */
  PreferredMfaSetting?: Factor;
  /** The second factors that are switched on. */
  UserMFASettingList?: Factor[];
}

/**
 * Starts a sign-in for a user, as an administrator. See
 * [AdminInitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html).
 */
export interface AdminInitiateAuthRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** An app client of that pool. 1 to 128 characters. */
  ClientId: string;
  /** For example `ADMIN_USER_PASSWORD_AUTH`. */
  AuthFlow: AuthFlowType;
  /** What the flow needs, for example `USERNAME` and `PASSWORD`. */
  AuthParameters?: Record<string, string> | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Not evaluated. */
  ContextData?: ContextDataType | undefined;
  /** The session of `ConfirmSignUp`, where one was given. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** What the four sign-in operations answer: tokens, or the next challenge. */
export interface AdminInitiateAuthResponse {
  /** The challenge to answer, or nothing when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** To be sent back with the answer. */
  Session?: string;
  /** What the challenge is about; empty when the sign-in is complete. */
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
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** Most devices of a page, up to 60, which 0 means too. 0 to 60. */
  Limit?: number | undefined;
  /** What the page before answered. At least 1 character. */
  PaginationToken?: string | undefined;
}

/** What `ListDevices` and `AdminListDevices` answer. */
export interface AdminListDevicesResponse {
  /** The devices of this page, in the order of their keys. */
  Devices: DeviceType[];
  /** Asks for the next page; absent on the last one. */
  PaginationToken?: string;
}

/**
 * Lists the groups that a user is in, the strongest first. See
 * [AdminListGroupsForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html).
 */
export interface AdminListGroupsForUserRequest {
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Most entries of a page, up to 60, which 0 means too. 0 to 60. */
  Limit?: number | undefined;
  /** What the page before answered. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** What `AdminListGroupsForUser` answers. */
export interface AdminListGroupsForUserResponse {
  /** The groups of this page. */
  Groups: GroupType[];
  /** Asks for the next page; absent on the last one. */
  NextToken?: string;
}

/**
 * Ends a membership; tokens say so from the next one on. Removing somebody who is no member succeeds. See
 * [AdminRemoveUserFromGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html).
 */
export interface AdminRemoveUserFromGroupRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminRemoveUserFromGroupResponse {}

/**
 * Ends the user's password and sends a reset code, as if they had forgotten it. Their tokens stay valid. See
 * [AdminResetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html).
 */
export interface AdminResetUserPasswordRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The answer of operations that have nothing to say. */
export interface AdminResetUserPasswordResponse {}

/**
 * Answers a challenge for a user, as an administrator. See
 * [AdminRespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html).
 */
export interface AdminRespondToAuthChallengeRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** An app client of that pool. 1 to 128 characters. */
  ClientId: string;
  /** The challenge that is answered. */
  ChallengeName: ChallengeNameType;
  /** The answer. */
  ChallengeResponses?: Record<string, string> | undefined;
  /** What came with the challenge. 20 to 4096 characters. */
  Session?: string | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Not evaluated. */
  ContextData?: ContextDataType | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What the four sign-in operations answer: tokens, or the next challenge. */
export interface AdminRespondToAuthChallengeResponse {
  /** The challenge to answer, or nothing when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** To be sent back with the answer. */
  Session?: string;
  /** What the challenge is about; empty when the sign-in is complete. */
  ChallengeParameters?: Record<string, string>;
  /** The tokens of a complete sign-in. */
  AuthenticationResult?: AuthenticationResultType;
  /** The factors a user may choose from. */
  AvailableChallenges?: ChallengeNameType[];
}

/**
 * Sets the second factors of any user; what is left out stays as it is. See
 * [AdminSetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html).
 */
export interface AdminSetUserMFAPreferenceRequest {
  /** Codes by text message. */
  SMSMfaSettings?: SMSMfaSettingsType | undefined;
  /** An authenticator app. */
  SoftwareTokenMfaSettings?: SoftwareTokenMfaSettingsType | undefined;
  /** Codes by mail. */
  EmailMfaSettings?: EmailMfaSettingsType | undefined;
  /** A passkey as both factors at once. */
  WebAuthnMfaSettings?: WebAuthnMfaSettingsType | undefined;
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The answer of operations that have nothing to say. */
export interface AdminSetUserMFAPreferenceResponse {}

/**
 * Sets a permanent or temporary password. The user's tokens stay valid. See
 * [AdminSetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html).
 */
export interface AdminSetUserPasswordRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The new password. At most 256 characters. */
  Password: string;
  /** Whether the user may keep it; otherwise, as by default, the next sign-in asks for another. */
  Permanent?: boolean | undefined;
}

/** The answer of operations that have nothing to say. */
export interface AdminSetUserPasswordResponse {}

/**
 * Switches codes by text message on or off for any user. Superseded by `AdminSetUserMFAPreference`. See
 * [AdminSetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html).
 */
export interface AdminSetUserSettingsRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** SMS to `phone_number`, or an empty list. */
  MFAOptions: MFAOptionType[];
}

/** The answer of operations that have nothing to say. */
export interface AdminSetUserSettingsResponse {}

/**
 * Sets whether a device of a user is remembered. See
 * [AdminUpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html).
 */
export interface AdminUpdateDeviceStatusRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** The device. 1 to 55 characters. */
  DeviceKey: string;
  /** `remembered` or `not_remembered`; without it nothing is changed. */
  DeviceRememberedStatus?: DeviceRememberedStatusType | undefined;
}

/** The answer of operations that have nothing to say. */
export interface AdminUpdateDeviceStatusResponse {}

/**
 * Writes attributes of any user, whatever an app client may write. `email_verified` and `phone_number_verified` vouch
 * for an address; without them a new address that the pool verifies gets a code. See
 * [AdminUpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html).
 */
export interface AdminUpdateUserAttributesRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
  /** What to write; an empty value deletes. */
  UserAttributes: AttributeType[];
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The answer of operations that have nothing to say. */
export interface AdminUpdateUserAttributesResponse {}

/**
 * Ends all tokens that the user has; new sign-ins work at once. See
 * [AdminUserGlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html).
 */
export interface AdminUserGlobalSignOutRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The user's name, `sub` or alias. 1 to 128 characters. */
  Username: string;
}

/** The answer of operations that have nothing to say. */
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
 * See [AnalyticsConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AnalyticsConfigurationType.html).
 */
export interface AnalyticsConfigurationType {
  ApplicationId?: string | undefined;
  /** 20 to 2048 characters. */
  ApplicationArn?: string | undefined;
  /** 20 to 2048 characters. */
  RoleArn?: string | undefined;
  /** At most 131072 characters. */
  ExternalId?: string | undefined;
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
 * Makes a secret for an authenticator app, in place of one that has not yet shown a code. An app that has shown one goes on
 * working until the new one does. See
 * [AssociateSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html).
 */
export interface AssociateSoftwareTokenRequest {
  /** The user's access token, or: */
  AccessToken?: string | undefined;
  /** The session of an `MFA_SETUP` challenge. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** What `AssociateSoftwareToken` answers. */
export interface AssociateSoftwareTokenResponse {
  /** The secret, in base32: 52 characters. */
  SecretCode?: string;
  /** For `VerifySoftwareToken`, if a session was given. */
  Session?: string;
}

export interface AttestationResponse {
  clientDataJSON: string;
  attestationObject: string;
  transports?: string[] | undefined;
}

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

export type AuthFactorType = 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN' | 'SOFTWARE_TOKEN';

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
  /** Seconds the access token lives. */
  ExpiresIn: number;
  /** `Bearer`. */
  TokenType?: string;
  /** Gives new tokens; absent after a refresh, unless the client rotates its refresh tokens. */
  RefreshToken?: string;
  /** Who the user is. */
  IdToken?: string;
  /**
   * The names of a device that the pool has not seen before, for `ConfirmDevice`; only of a pool that tracks devices.
   */
  NewDeviceMetadata?: NewDeviceMetadataType;
}

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
 * Changes the password of the signed-in user. Their tokens stay valid. See
 * [ChangePassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html).
 */
export interface ChangePasswordRequest {
  /** The password so far. Absent for users who have none. At most 256 characters. */
  PreviousPassword?: string | undefined;
  /** The new password. At most 256 characters. */
  ProposedPassword: string;
  /** The user's access token. */
  AccessToken: string;
}

/** The answer of operations that have nothing to say. */
export interface ChangePasswordResponse {}

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
  /** `RegistrationResponseJSON`: what `navigator.credentials.create` gave. */
  Credential: RegistrationResponseJSON;
}

/** The answer of operations that have nothing to say. */
export interface CompleteWebAuthnRegistrationResponse {}

/**
 * Confirms the device that the user has just signed in with. A user has at most 20 devices: one more takes the place of
 * the one that signed in longest ago, those that are not remembered first. See
 * [ConfirmDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html).
 */
export interface ConfirmDeviceRequest {
  /** The user's access token, of the sign-in whose `NewDeviceMetadata` gave the key, or of its refreshes. */
  AccessToken: string;
  /** The device, as `NewDeviceMetadata` named it. 1 to 55 characters. */
  DeviceKey: string;
  /** By what the device proves itself later. Must be given, although the model lets it be left out. */
  DeviceSecretVerifierConfig?: DeviceSecretVerifierConfigType | undefined;
  /** For people. 1 to 1024 characters. */
  DeviceName?: string | undefined;
}

/** What `ConfirmDevice` answers. */
export interface ConfirmDeviceResponse {
  /** Whether the user shall be asked if the device is to be remembered; `UpdateDeviceStatus` takes the answer. */
  UserConfirmationNecessary: boolean;
}

/**
 * Sets a new password with a reset code. See
 * [ConfirmForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html).
 */
export interface ConfirmForgotPasswordRequest {
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** For clients with a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** What the user received. 1 to 2048 characters. */
  ConfirmationCode: string;
  /** The new password. At most 256 characters. */
  Password: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Not evaluated. */
  UserContextData?: UserContextDataType | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** The answer of operations that have nothing to say. */
export interface ConfirmForgotPasswordResponse {}

/**
 * Confirms a registration with the code. See
 * [ConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html).
 */
export interface ConfirmSignUpRequest {
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** For clients with a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** What the user received. 1 to 2048 characters. */
  ConfirmationCode: string;
  /** Take the address away from a user who verified it before. */
  ForceAliasCreation?: boolean | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Not evaluated. */
  UserContextData?: UserContextDataType | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
  /** The session of `SignUp`, where one was given. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** What `ConfirmSignUp` answers. */
export interface ConfirmSignUpResponse {
  /** Signs in without further proof, where the pool allows it. */
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
 * Makes a group. Names that differ in case only are one name. See
 * [CreateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html).
 */
export interface CreateGroupRequest {
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** What the group is for. At most 2048 characters. */
  Description?: string | undefined;
  /** The role that its members may take. 20 to 2048 characters. */
  RoleArn?: string | undefined;
  /** Lower is stronger; absent is weakest. At least 0. */
  Precedence?: number | undefined;
}

/** What `CreateGroup` answers. */
export interface CreateGroupResponse {
  /** The group. */
  Group: GroupType;
}

/**
 * Makes an app client. Whether it has a secret is settled for good. See
 * [CreateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
 */
export interface CreateUserPoolClientRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The client's title. Need not be unique. 1 to 128 characters. */
  ClientName: string;
  /** Whether the client gets a secret that the service draws. */
  GenerateSecret?: boolean | undefined;
  /** A secret of the caller's own. 24 to 64 characters. */
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

/** What `CreateUserPoolClient` answers. */
export interface CreateUserPoolClientResponse {
  /** The client, with all defaults. */
  UserPoolClient: UserPoolClientType;
}

/**
 * Makes a pool. Schema, aliases and the names of users can never be changed again. See
 * [CreateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html).
 */
export interface CreateUserPoolRequest {
  /** The pool's title. Need not be unique. 1 to 128 characters. */
  PoolName: string;
  Policies?: UserPoolPolicyType | undefined;
  DeletionProtection?: DeletionProtectionType | undefined;
  LambdaConfig?: LambdaConfigType | undefined;
  AutoVerifiedAttributes?: VerifiedAttributeType[] | undefined;
  /** Attributes that users may sign in with besides their username, once verified. */
  AliasAttributes?: AliasAttributeType[] | undefined;
  /** Attributes that take the place of a username. */
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
  /** Changes of standard attributes, and custom attributes without their prefix. 1 to 50 entries. */
  Schema?: SchemaAttributeType[] | undefined;
  UserPoolAddOns?: UserPoolAddOnsType | undefined;
  DcrConfiguration?: DcrConfigurationType | undefined;
  /** Whether usernames are case sensitive; they are when this is left out. */
  UsernameConfiguration?: UsernameConfigurationType | undefined;
  AccountRecoverySetting?: AccountRecoverySettingType | undefined;
  UserPoolTier?: UserPoolTierType | undefined;
  KeyConfiguration?: KeyConfigurationType | undefined;
  IssuerConfiguration?: IssuerConfigurationType | undefined;
  /** At most 4 entries. */
  AcrConfiguration?: Record<string, AcrLevelConfigType> | undefined;
}

/** What `CreateUserPool` answers. */
export interface CreateUserPoolResponse {
  /** The pool, with all defaults. */
  UserPool: UserPoolType;
}

/**
 * See [CustomEmailLambdaVersionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CustomEmailLambdaVersionConfigType.html).
 */
export interface CustomEmailLambdaVersionConfigType {
  LambdaVersion: CustomEmailSenderLambdaVersionType;
  /** 20 to 2048 characters. */
  LambdaArn: string;
}

export type CustomEmailSenderLambdaVersionType = 'V1_0';

/**
 * See [CustomSMSLambdaVersionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CustomSMSLambdaVersionConfigType.html).
 */
export interface CustomSMSLambdaVersionConfigType {
  LambdaVersion: CustomSMSSenderLambdaVersionType;
  /** 20 to 2048 characters. */
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

export type DefaultEmailOptionType = 'CONFIRM_WITH_LINK' | 'CONFIRM_WITH_CODE';

/**
 * Deletes a group at once. Its members stay as users. See
 * [DeleteGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html).
 */
export interface DeleteGroupRequest {
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The answer of operations that have nothing to say. */
export interface DeleteGroupResponse {}

/**
 * Deletes attributes of the signed-in user, as far as the app client may write them. See
 * [DeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html).
 */
export interface DeleteUserAttributesRequest {
  /** The names, custom ones with their prefix. */
  UserAttributeNames: string[];
  /** The user's access token. */
  AccessToken: string;
}

/** The answer of operations that have nothing to say. */
export interface DeleteUserAttributesResponse {}

/**
 * Deletes an app client. See
 * [DeleteUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html).
 */
export interface DeleteUserPoolClientRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The client. 1 to 128 characters. */
  ClientId: string;
}

/** The answer of operations that have nothing to say. */
export interface DeleteUserPoolClientResponse {}

/**
 * Deletes a pool: for all callers at once. Its records are removed by `Engine::work`. See
 * [DeleteUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html).
 */
export interface DeleteUserPoolRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** The answer of operations that have nothing to say. */
export interface DeleteUserPoolResponse {}

/**
 * Deletes the signed-in user at once. See
 * [DeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html).
 */
export interface DeleteUserRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** The answer of operations that have nothing to say. */
export interface DeleteUserResponse {}

/**
 * Removes a passkey of the signed-in user. See
 * [DeleteWebAuthnCredential](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html).
 */
export interface DeleteWebAuthnCredentialRequest {
  /** The user's access token. */
  AccessToken: string;
  /** The passkey's id, as `ListWebAuthnCredentials` says it. At most 131072 characters. */
  CredentialId: string;
}

/** The answer of operations that have nothing to say. */
export interface DeleteWebAuthnCredentialResponse {}

export type DeletionProtectionType = 'ACTIVE' | 'INACTIVE';

export type DeliveryMediumType = 'SMS' | 'EMAIL';

/**
 * Shows an app client, its secret included. See
 * [DescribeUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html).
 */
export interface DescribeUserPoolClientRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The client. 1 to 128 characters. */
  ClientId: string;
}

/** What `DescribeUserPoolClient` answers. */
export interface DescribeUserPoolClientResponse {
  /** The client. */
  UserPoolClient: UserPoolClientType;
}

/**
 * Shows a pool. See
 * [DescribeUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html).
 */
export interface DescribeUserPoolRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** What `DescribeUserPool` answers. */
export interface DescribeUserPoolResponse {
  /** The pool. */
  UserPool: UserPoolType;
}

/**
 * See [DeviceConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceConfigurationType.html).
 */
export interface DeviceConfigurationType {
  ChallengeRequiredOnNewDevice?: boolean | undefined;
  DeviceOnlyRememberedOnUserPrompt?: boolean | undefined;
}

export type DeviceRememberedStatusType = 'remembered' | 'not_remembered';

/**
 * Made from a password that only the device knows.
 * See [DeviceSecretVerifierConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceSecretVerifierConfigType.html).
 */
export interface DeviceSecretVerifierConfigType {
  /** Base64 of a number as Java writes it, at least 1 and less than N. At most 131072 characters. */
  PasswordVerifier?: string | undefined;
  /** Base64 of a number as Java writes it, not zero and at most 64 bytes. At most 131072 characters. */
  Salt?: string | undefined;
}

/**
 * A device as its owner or an administrator sees it.
 * See [DeviceType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceType.html).
 */
export interface DeviceType {
  /** As `NewDeviceMetadata` said it. */
  DeviceKey: string;
  /**
   * `device_status` and, if it has one, `device_name`; administrators also see `dev:device_arn` and
   * `dev:device_remembered_status`.
   */
  DeviceAttributes: AttributeType[];
  /** When it was confirmed. */
  DeviceCreateDate: EpochSeconds;
  /** When its status was changed last. */
  DeviceLastModifiedDate: EpochSeconds;
  /** When somebody signed in with it last. A refresh is no sign-in. */
  DeviceLastAuthenticatedDate: EpochSeconds;
}

/**
 * See [EmailConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html).
 */
export interface EmailConfigurationType {
  /** 20 to 2048 characters. */
  SourceArn?: string | undefined;
  ReplyToEmailAddress?: string | undefined;
  EmailSendingAccount?: EmailSendingAccountType | undefined;
  /** At most 131072 characters. */
  From?: string | undefined;
  /** 1 to 64 characters. */
  ConfigurationSet?: string | undefined;
}

/**
 * The text of mails with codes.
 * See [EmailMfaConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailMfaConfigType.html).
 */
export interface EmailMfaConfigType {
  /** The body, with `{####}` where the code goes. 6 to 20000 characters. */
  Message?: string | undefined;
  /** The subject. */
  Subject?: string | undefined;
}

/**
 * `SMSMfaSettingsType`, `SoftwareTokenMfaSettingsType` and `EmailMfaSettingsType`: whether a factor is switched on, and
 * whether it is asked for before others. What is left out stays as it is.
 * See [EmailMfaSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailMfaSettingsType.html).
 */
export interface EmailMfaSettingsType {
  /** Whether the factor is switched on. */
  Enabled?: boolean | undefined;
  /** Whether it is the preferred one. */
  PreferredMfa?: boolean | undefined;
}

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

/** What may be asked for after the first proof. */
export type Factor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

export type FeatureType = 'ENABLED' | 'DISABLED';

/**
 * Removes a device of the signed-in user, and with it the refresh tokens of its sign-ins. See
 * [ForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html).
 */
export interface ForgetDeviceRequest {
  /** The user's access token. Must be given, although the model lets it be left out. */
  AccessToken?: string | undefined;
  /** The device. 1 to 55 characters. */
  DeviceKey: string;
}

/** The answer of operations that have nothing to say. */
export interface ForgetDeviceResponse {}

/**
 * Sends a password-reset code. See
 * [ForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html).
 */
export interface ForgotPasswordRequest {
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** For clients with a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** Not evaluated. */
  UserContextData?: UserContextDataType | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What `ForgotPassword` answers. */
export interface ForgotPasswordResponse {
  /** Where the code was sent. */
  CodeDeliveryDetails?: CodeDeliveryDetailsType;
}

/**
 * Reads a device of the signed-in user. See
 * [GetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html).
 */
export interface GetDeviceRequest {
  /** The device. 1 to 55 characters. */
  DeviceKey: string;
  /** The user's access token. Must be given, although the model lets it be left out. */
  AccessToken?: string | undefined;
}

/** What `GetDevice` and `AdminGetDevice` answer. */
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
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** What `GetGroup` answers. */
export interface GetGroupResponse {
  /** The group. */
  Group: GroupType;
}

/**
 * Renews the tokens of a sign-in. A client that rotates its refresh tokens gets a new one for the rest of the first
 * one's life, and the old one ends after the client's grace period: sent again within it, it gives the same new token; sent
 * again after it, it ends all tokens of the sign-in. See
 * [GetTokensFromRefreshToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html).
 */
export interface GetTokensFromRefreshTokenRequest {
  /** The refresh token. */
  RefreshToken: string;
  /** The app client it was given to. 1 to 128 characters. */
  ClientId: string;
  /** The client's secret itself, not a hash, where it has one. 24 to 64 characters. */
  ClientSecret?: string | undefined;
  /** The device of the sign-in; required in pools that track devices. 1 to 55 characters. */
  DeviceKey?: string | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What `GetTokensFromRefreshToken` answers. */
export interface GetTokensFromRefreshTokenResponse {
  /** The tokens; with a refresh token only if the client rotates them. */
  AuthenticationResult?: AuthenticationResultType;
}

/**
 * Sends a code to an address of the signed-in user, or to the new one that waits for its proof. Works for a verified
 * address too. See
 * [GetUserAttributeVerificationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html).
 */
export interface GetUserAttributeVerificationCodeRequest {
  /** The user's access token. */
  AccessToken: string;
  /** `email` or `phone_number`. 1 to 32 characters. */
  AttributeName: string;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What `GetUserAttributeVerificationCode` answers. */
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

/** What a user may sign in with, as `GetUserAuthFactors` and `AdminGetUserAuthFactors` answer. */
export interface GetUserAuthFactorsResponse {
  /** The username. */
  Username: string;
  /** The second factor that is asked for before others. */
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
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
}

/** A pool's second factors, as `SetUserPoolMfaConfig` and `GetUserPoolMfaConfig` answer. */
export interface GetUserPoolMfaConfigResponse {
  /** Codes by text message. */
  SmsMfaConfiguration?: SmsMfaConfigType;
  /** Authenticator apps. */
  SoftwareTokenMfaConfiguration?: SoftwareTokenMfaConfigType;
  /** Codes by mail. */
  EmailMfaConfiguration?: EmailMfaConfigType;
  /** `OFF`, `OPTIONAL` or `ON`. */
  MfaConfiguration?: UserPoolMfaType;
  /** Passkeys. Kept as it came. */
  WebAuthnConfiguration?: WebAuthnConfigurationType;
}

/**
 * Reads the profile of the signed-in user, as far as the app client may see it. See
 * [GetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html).
 */
export interface GetUserRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** What `GetUser` answers. */
export interface GetUserResponse {
  /** The username; in a pool with username attributes the same as the `sub`. */
  Username: string;
  /** The attributes that the app client may read. */
  UserAttributes: AttributeType[];
  /** Codes by text message, as the old settings operations set them. */
  MFAOptions?: MFAOptionType[];
  /** The second factor that is asked for before others. */
  PreferredMfaSetting?: Factor;
  /** The second factors that are switched on. */
  UserMFASettingList?: Factor[];
}

/**
 * Ends all tokens that the signed-in user has, the one of this call included. See
 * [GlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html).
 */
export interface GlobalSignOutRequest {
  /** The user's access token. */
  AccessToken: string;
}

/** The answer of operations that have nothing to say. */
export interface GlobalSignOutResponse {}

/**
 * A group as answers show it.
 * See [GroupType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GroupType.html).
 */
export interface GroupType {
  /** Unique in the pool, whatever its case. */
  GroupName: string;
  /** The pool. */
  UserPoolId: string;
  /** What the group is for. */
  Description?: string;
  /** The role that its members may take. */
  RoleArn?: string;
  /** Lower is stronger; absent is weakest. */
  Precedence?: number;
  /** When the group was changed last. */
  LastModifiedDate: EpochSeconds;
  /** When the group was made. */
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
 * See [InboundFederationLambdaType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InboundFederationLambdaType.html).
 */
export interface InboundFederationLambdaType {
  LambdaVersion: InboundFederationLambdaVersionType;
  /** 20 to 2048 characters. */
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
  /** What the flow needs, for example `USERNAME` and `SRP_A`. */
  AuthParameters?: Record<string, string> | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Not evaluated. */
  UserContextData?: UserContextDataType | undefined;
  /** The session of `ConfirmSignUp`, where one was given. 20 to 4096 characters. */
  Session?: string | undefined;
}

/** What the four sign-in operations answer: tokens, or the next challenge. */
export interface InitiateAuthResponse {
  /** The challenge to answer, or nothing when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** To be sent back with the answer. */
  Session?: string;
  /** What the challenge is about; empty when the sign-in is complete. */
  ChallengeParameters?: Record<string, string>;
  /** The tokens of a complete sign-in. */
  AuthenticationResult?: AuthenticationResultType;
  /** The factors a user may choose from. */
  AvailableChallenges?: ChallengeNameType[];
}

/**
 * See [IssuerConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html).
 */
export interface IssuerConfigurationType {
  Type?: IssuerType | undefined;
}

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
 * See [LambdaConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html).
 */
export interface LambdaConfigType {
  /** 20 to 2048 characters. */
  PreSignUp?: string | undefined;
  /** 20 to 2048 characters. */
  CustomMessage?: string | undefined;
  /** 20 to 2048 characters. */
  PostConfirmation?: string | undefined;
  /** 20 to 2048 characters. */
  PreAuthentication?: string | undefined;
  /** 20 to 2048 characters. */
  PostAuthentication?: string | undefined;
  /** 20 to 2048 characters. */
  DefineAuthChallenge?: string | undefined;
  /** 20 to 2048 characters. */
  CreateAuthChallenge?: string | undefined;
  /** 20 to 2048 characters. */
  VerifyAuthChallengeResponse?: string | undefined;
  /** 20 to 2048 characters. */
  PreTokenGeneration?: string | undefined;
  /** 20 to 2048 characters. */
  UserMigration?: string | undefined;
  PreTokenGenerationConfig?: PreTokenGenerationVersionConfigType | undefined;
  CustomSMSSender?: CustomSMSLambdaVersionConfigType | undefined;
  CustomEmailSender?: CustomEmailLambdaVersionConfigType | undefined;
  /** 20 to 2048 characters. */
  KMSKeyID?: string | undefined;
  InboundFederation?: InboundFederationLambdaType | undefined;
}

/**
 * Lists the devices of the signed-in user. See
 * [ListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html).
 */
export interface ListDevicesRequest {
  /** The user's access token. */
  AccessToken: string;
  /** Most devices of a page, up to 60, which 0 means too. 0 to 60. */
  Limit?: number | undefined;
  /** What the page before answered. At least 1 character. */
  PaginationToken?: string | undefined;
}

/** What `ListDevices` and `AdminListDevices` answer. */
export interface ListDevicesResponse {
  /** The devices of this page, in the order of their keys. */
  Devices: DeviceType[];
  /** Asks for the next page; absent on the last one. */
  PaginationToken?: string;
}

/**
 * Lists groups in the order of their names. See
 * [ListGroups](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html).
 */
export interface ListGroupsRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Most entries of a page, up to 60, which 0 means too. 0 to 60. */
  Limit?: number | undefined;
  /** What the page before answered. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** What `ListGroups` answers. */
export interface ListGroupsResponse {
  /** The groups of this page. */
  Groups: GroupType[];
  /** Asks for the next page; absent on the last one. */
  NextToken?: string;
}

/**
 * Lists the app clients of a pool. See
 * [ListUserPoolClients](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html).
 */
export interface ListUserPoolClientsRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The most clients of a page, 1 to 60; 60 when left out. 1 to 60. */
  MaxResults?: number | undefined;
  /** What the page before answered. 1 to 131072 characters. */
  NextToken?: string | undefined;
  /** `REGULAR`, or `DCR` for clients that registered themselves, of which there are none. */
  ClientType?: ClientTypeType | undefined;
}

/** What `ListUserPoolClients` answers. */
export interface ListUserPoolClientsResponse {
  /** The clients of this page. */
  UserPoolClients: UserPoolClientDescription[];
  /** Asks for the next page; absent from the last. */
  NextToken?: string;
}

/**
 * Lists the pools of the region that the request is signed for. See
 * [ListUserPools](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html).
 */
export interface ListUserPoolsRequest {
  /** What the page before answered. At least 1 character. */
  NextToken?: string | undefined;
  /** The most pools of a page, 1 to 60. 1 to 60. */
  MaxResults: number;
}

/** What `ListUserPools` answers. */
export interface ListUserPoolsResponse {
  /** The pools of this page. There may be fewer than asked for although more follow. */
  UserPools: UserPoolDescriptionType[];
  /** Asks for the next page; absent from the last. */
  NextToken?: string;
}

/**
 * Lists the members of a group in the order of their usernames. See
 * [ListUsersInGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html).
 */
export interface ListUsersInGroupRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** Most entries of a page, up to 60, which 0 means too. 0 to 60. */
  Limit?: number | undefined;
  /** What the page before answered. 1 to 131072 characters. */
  NextToken?: string | undefined;
}

/** What `ListUsersInGroup` answers. */
export interface ListUsersInGroupResponse {
  /** The members of this page; there may be fewer than the limit although more follow. */
  Users: UserType[];
  /** Asks for the next page; absent on the last one. */
  NextToken?: string;
}

/**
 * Lists users in the order of their creation, or those that a filter lets through. See
 * [ListUsers](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html).
 */
export interface ListUsersRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Which attributes to show: all when absent, none when empty. Every user of the page must have each of them. */
  AttributesToGet?: string[] | undefined;
  /** Most users of a page, up to 60, which 0 means too. 0 to 60. */
  Limit?: number | undefined;
  /** Where the page before ended; to be given with the same filter and attributes. At least 1 character. */
  PaginationToken?: string | undefined;
  /** For example `family_name ^= "Re"`. At most 256 characters. */
  Filter?: string | undefined;
}

/** What `ListUsers` answers. */
export interface ListUsersResponse {
  /** The users of this page; there may be fewer than the limit although more follow. */
  Users: UserType[];
  /** Asks for the next page; absent on the last one. */
  PaginationToken?: string;
}

/**
 * Lists the passkeys of the signed-in user. See
 * [ListWebAuthnCredentials](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html).
 */
export interface ListWebAuthnCredentialsRequest {
  /** The user's access token. */
  AccessToken: string;
  /** What the page before answered. 1 to 131072 characters. */
  NextToken?: string | undefined;
  /** The most passkeys of a page, up to 20; 0 is read as 20. 0 to 20. */
  MaxResults?: number | undefined;
}

/** What `ListWebAuthnCredentials` answers. */
export interface ListWebAuthnCredentialsResponse {
  /** The passkeys of this page. */
  Credentials: WebAuthnCredentialDescription[];
  /** Asks for the next page; absent from the last. */
  NextToken?: string;
}

/**
 * How a user gets codes by text message, as the old settings operations have it.
 * See [MFAOptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MFAOptionType.html).
 */
export interface MFAOptionType {
  /** `SMS`. */
  DeliveryMedium?: DeliveryMediumType | undefined;
  /** `phone_number`. 1 to 32 characters. */
  AttributeName?: string | undefined;
}

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
 * What a device that is not known yet is called from now on.
 * See [NewDeviceMetadataType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NewDeviceMetadataType.html).
 */
export interface NewDeviceMetadataType {
  /** `DEVICE_KEY`; also the claim `device_key` of the access token. */
  DeviceKey: string;
  /** Hashed and signed with the key; the same for all devices of a pool. */
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

export type OAuthFlowType = 'code' | 'implicit' | 'client_credentials';

/**
 * An omitted requirement is off, as an omitted policy is not.
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

export type PreTokenGenerationLambdaVersionType = 'V1_0' | 'V2_0' | 'V3_0';

/**
 * See [PreTokenGenerationVersionConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PreTokenGenerationVersionConfigType.html).
 */
export interface PreTokenGenerationVersionConfigType {
  LambdaVersion: PreTokenGenerationLambdaVersionType;
  /** 20 to 2048 characters. */
  LambdaArn: string;
}

export type PreventUserExistenceErrorTypes = 'LEGACY' | 'ENABLED';

/**
 * What a browser needs to make a passkey, for `PublicKeyCredential.parseCreationOptionsFromJSON`. Bytes are in base64url.
 */
export interface PublicKeyCredentialCreationOptionsJSON {
  /** For whom the passkey is made: a domain. */
  rp: { id: string; name: string };
  /** Who makes it. */
  user: { id: string; name: string; displayName: string };
  /** To be signed; holds for five minutes. */
  challenge: string;
  /** The algorithms that are understood, by their numbers in COSE. */
  pubKeyCredParams: { type: 'public-key'; alg: number }[];
  /** How long the browser's dialog waits, in milliseconds. */
  timeout: number;
  /** The passkeys that the user has already. */
  excludeCredentials: { id: string; type: 'public-key' }[];
  /** What the authenticator must be able to do. */
  authenticatorSelection: {
    requireResidentKey: boolean;
    residentKey: 'required';
    userVerification: 'required' | 'preferred';
  };
}

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
  /** `ENABLED` or `DISABLED`. */
  Feature: FeatureType;
  /** 0 to 60. */
  RetryGracePeriodSeconds?: number | undefined;
}

/** `RegistrationResponseJSON`, as far as it is read. */
export interface RegistrationResponseJSON {
  id: string;
  rawId: string;
  type: string;
  authenticatorAttachment?: string | undefined;
  response: AttestationResponse;
}

/**
 * Sends a new confirmation code; an older one stops working. See
 * [ResendConfirmationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html).
 */
export interface ResendConfirmationCodeRequest {
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** For clients with a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** Not evaluated. */
  UserContextData?: UserContextDataType | undefined;
  /** The user's name. 1 to 128 characters. */
  Username: string;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What `ResendConfirmationCode` answers. */
export interface ResendConfirmationCodeResponse {
  /** Where the code was sent. */
  CodeDeliveryDetails?: CodeDeliveryDetailsType;
}

/**
 * Answers a challenge. See
 * [RespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html).
 */
export interface RespondToAuthChallengeRequest {
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** The challenge that is answered. */
  ChallengeName: ChallengeNameType;
  /** What came with the challenge. 20 to 4096 characters. */
  Session?: string | undefined;
  /** The answer. */
  ChallengeResponses?: Record<string, string> | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Not evaluated. */
  UserContextData?: UserContextDataType | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What the four sign-in operations answer: tokens, or the next challenge. */
export interface RespondToAuthChallengeResponse {
  /** The challenge to answer, or nothing when the sign-in is complete. */
  ChallengeName?: ChallengeNameType;
  /** To be sent back with the answer. */
  Session?: string;
  /** What the challenge is about; empty when the sign-in is complete. */
  ChallengeParameters?: Record<string, string>;
  /** The tokens of a complete sign-in. */
  AuthenticationResult?: AuthenticationResultType;
  /** The factors a user may choose from. */
  AvailableChallenges?: ChallengeNameType[];
}

export type RevokeAssociatedSessionsType = 'NONE' | 'LINKED';

/**
 * Revokes a refresh token, and every access token of the same sign-in. Revoking twice succeeds. See
 * [RevokeToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html).
 */
export interface RevokeTokenRequest {
  /** A refresh token. */
  Token: string;
  /** The app client it was given to. 1 to 128 characters. */
  ClientId: string;
  /** The client's secret, where it has one. 24 to 64 characters. */
  ClientSecret?: string | undefined;
  /** Not evaluated: sessions are not listed. */
  RevokeAssociatedSessions?: RevokeAssociatedSessionsType | undefined;
}

/** The answer of operations that have nothing to say. */
export interface RevokeTokenResponse {}

/**
 * `SMSMfaSettingsType`, `SoftwareTokenMfaSettingsType` and `EmailMfaSettingsType`: whether a factor is switched on, and
 * whether it is asked for before others. What is left out stays as it is.
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
 * Sets the second factors of the signed-in user; what is left out stays as it is. See
 * [SetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html).
 */
export interface SetUserMFAPreferenceRequest {
  /** Codes by text message. */
  SMSMfaSettings?: SMSMfaSettingsType | undefined;
  /** An authenticator app. */
  SoftwareTokenMfaSettings?: SoftwareTokenMfaSettingsType | undefined;
  /** Codes by mail. */
  EmailMfaSettings?: EmailMfaSettingsType | undefined;
  /** A passkey as both factors at once. */
  WebAuthnMfaSettings?: WebAuthnMfaSettingsType | undefined;
  /** The user's access token. */
  AccessToken: string;
}

/** The answer of operations that have nothing to say. */
export interface SetUserMFAPreferenceResponse {}

/**
 * Sets a pool's second factors: each that is left out is no longer one, and without `MfaConfiguration` it is `OFF`. See
 * [SetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html).
 */
export interface SetUserPoolMfaConfigRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** Codes by text message. */
  SmsMfaConfiguration?: SmsMfaConfigType | undefined;
  /** Authenticator apps. */
  SoftwareTokenMfaConfiguration?: SoftwareTokenMfaConfigType | undefined;
  /** Codes by mail. */
  EmailMfaConfiguration?: EmailMfaConfigType | undefined;
  /** `OFF`, `OPTIONAL` or `ON`. */
  MfaConfiguration?: UserPoolMfaType | undefined;
  /** Passkeys. Kept and returned. */
  WebAuthnConfiguration?: WebAuthnConfigurationType | undefined;
}

/** A pool's second factors, as `SetUserPoolMfaConfig` and `GetUserPoolMfaConfig` answer. */
export interface SetUserPoolMfaConfigResponse {
  /** Codes by text message. */
  SmsMfaConfiguration?: SmsMfaConfigType;
  /** Authenticator apps. */
  SoftwareTokenMfaConfiguration?: SoftwareTokenMfaConfigType;
  /** Codes by mail. */
  EmailMfaConfiguration?: EmailMfaConfigType;
  /** `OFF`, `OPTIONAL` or `ON`. */
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
  /** SMS to `phone_number`, or an empty list. */
  MFAOptions: MFAOptionType[];
}

/** The answer of operations that have nothing to say. */
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
  /** The app client. 1 to 128 characters. */
  ClientId: string;
  /** `Base64(HMAC-SHA256(client secret, username + client id))`, for clients with a secret. 1 to 128 characters. */
  SecretHash?: string | undefined;
  /** The name to sign in with; an address or number in pools with username attributes. 1 to 128 characters. */
  Username: string;
  /** Optional only in pools that allow another first factor. At most 256 characters. */
  Password?: string | undefined;
  /** What the user tells about themselves. */
  UserAttributes?: AttributeType[] | undefined;
  /** For triggers; never stored. */
  ValidationData?: AttributeType[] | undefined;
  /** Not evaluated. */
  AnalyticsMetadata?: AnalyticsMetadataType | undefined;
  /** Not evaluated. */
  UserContextData?: UserContextDataType | undefined;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What `SignUp` answers. */
export interface SignUpResponse {
  /** Whether the user may sign in already. */
  UserConfirmed: boolean;
  /** Where a code was sent, if one was. */
  CodeDeliveryDetails?: CodeDeliveryDetailsType;
  /** The user's `sub`. */
  UserSub: string;
  /** For `ConfirmSignUp`, where the client may go on with `USER_AUTH` and a code was sent. */
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
  /** The text, with `{####}` where the code goes. 6 to 140 characters. */
  SmsAuthenticationMessage?: string | undefined;
  /** The pool's `SmsConfiguration`. */
  SmsConfiguration?: SmsConfigurationType | undefined;
}

/**
 * See [SoftwareTokenMfaConfigType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SoftwareTokenMfaConfigType.html).
 */
export interface SoftwareTokenMfaConfigType {
  /** Whether authenticator apps are a factor. */
  Enabled?: boolean | undefined;
}

/**
 * `SMSMfaSettingsType`, `SoftwareTokenMfaSettingsType` and `EmailMfaSettingsType`: whether a factor is switched on, and
 * whether it is asked for before others. What is left out stays as it is.
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

/** What `StartWebAuthnRegistration` answers. */
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

export type TimeUnitsType = 'seconds' | 'minutes' | 'hours' | 'days';

/**
 * `seconds`, `minutes`, `hours` or `days` for each token.
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
  /** The device. 1 to 55 characters. */
  DeviceKey: string;
  /** `remembered` or `not_remembered`; without it nothing is changed. */
  DeviceRememberedStatus?: DeviceRememberedStatusType | undefined;
}

/** The answer of operations that have nothing to say. */
export interface UpdateDeviceStatusResponse {}

/**
 * Changes what the request names; the rest stays, and so does the name. See
 * [UpdateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html).
 */
export interface UpdateGroupRequest {
  /** The group's name. 1 to 128 characters. */
  GroupName: string;
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** What the group is for. At most 2048 characters. */
  Description?: string | undefined;
  /** The role that its members may take. 20 to 2048 characters. */
  RoleArn?: string | undefined;
  /** Lower is stronger; absent leaves it as it is. At least 0. */
  Precedence?: number | undefined;
}

/** What `UpdateGroup` answers. */
export interface UpdateGroupResponse {
  /** The group. */
  Group: GroupType;
}

/**
 * Writes attributes of the signed-in user, as far as the app client may. See
 * [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html).
 */
export interface UpdateUserAttributesRequest {
  /** What to write; an empty value deletes. */
  UserAttributes: AttributeType[];
  /** The user's access token. */
  AccessToken: string;
  /** For triggers; never stored. */
  ClientMetadata?: Record<string, string> | undefined;
}

/** What `UpdateUserAttributes` answers. */
export interface UpdateUserAttributesResponse {
  /** Where codes were sent: one for each new address that the pool verifies. */
  CodeDeliveryDetailsList: CodeDeliveryDetailsType[];
}

/**
 * Replaces an app client's settings: members that are left out go back to their defaults, except the name. A client that
 * rotated its refresh tokens comes back with `RefreshTokenRotation` switched off. See
 * [UpdateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html).
 */
export interface UpdateUserPoolClientRequest {
  /** The pool. 1 to 55 characters. */
  UserPoolId: string;
  /** The client. 1 to 128 characters. */
  ClientId: string;
  /** A new title. 1 to 128 characters. */
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

/** What `UpdateUserPoolClient` answers. */
export interface UpdateUserPoolClientResponse {
  /** The client after the update. */
  UserPoolClient: UserPoolClientType;
}

/**
 * Replaces a pool's settings: most members that are left out go back to their defaults. Kept are the name, the tags,
 * `MfaConfiguration`, `UserPoolTier`, `UserAttributeUpdateSettings`, and each of the two policies. See
 * [UpdateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
 */
export interface UpdateUserPoolRequest {
  /** The pool. 1 to 55 characters. */
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
  /** A new title. 1 to 128 characters. */
  PoolName?: string | undefined;
  UserPoolTier?: UserPoolTierType | undefined;
  KeyConfiguration?: KeyConfigurationType | undefined;
  IssuerConfiguration?: IssuerConfigurationType | undefined;
  /** At most 4 entries. */
  AcrConfiguration?: Record<string, AcrLevelConfigType> | undefined;
}

/** The answer of operations that have nothing to say. */
export interface UpdateUserPoolResponse {}

/**
 * See [UserAttributeUpdateSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserAttributeUpdateSettingsType.html).
 */
export interface UserAttributeUpdateSettingsType {
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
 * An app client in short.
 * See [UserPoolClientDescription](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientDescription.html).
 */
export interface UserPoolClientDescription {
  /** The client's id. */
  ClientId: string;
  /** The pool. */
  UserPoolId: string;
  /** The client's title. */
  ClientName: string;
}

/**
 * Everything about an app client, its secret included.
 * See [UserPoolClientType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html).
 */
export interface UserPoolClientType {
  /** The pool. */
  UserPoolId: string;
  /** The client's title. Two clients may have the same. */
  ClientName: string;
  /** 26 lower-case letters and digits. */
  ClientId: string;
  /** Absent from public clients. */
  ClientSecret?: string;
  /** When the client was last updated. */
  LastModifiedDate: EpochSeconds;
  /** When it was made. */
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
 * A pool in short.
 * See [UserPoolDescriptionType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolDescriptionType.html).
 */
export interface UserPoolDescriptionType {
  /** The pool's id. */
  Id: string;
  /** Its title. */
  Name: string;
  /** Its triggers. */
  LambdaConfig?: LambdaConfigType;
  /** When it was last updated. */
  LastModifiedDate: EpochSeconds;
  /** When it was made. */
  CreationDate: EpochSeconds;
}

export type UserPoolMfaType = 'OFF' | 'ON' | 'OPTIONAL';

/**
 * See [UserPoolPolicyType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolPolicyType.html).
 */
export interface UserPoolPolicyType {
  PasswordPolicy?: PasswordPolicyType | undefined;
  SignInPolicy?: SignInPolicyType | undefined;
}

export type UserPoolTierType = 'LITE' | 'ESSENTIALS' | 'PLUS';

/**
 * Everything about a pool but its users.
 * See [UserPoolType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html).
 */
export interface UserPoolType {
  /** `{region}_{nine letters or digits}`. */
  Id: string;
  /** Its title. Two pools may have the same. */
  Name: string;
  Policies?: UserPoolPolicyType;
  DeletionProtection?: DeletionProtectionType;
  LambdaConfig?: LambdaConfigType;
  /** When it was last updated. */
  LastModifiedDate: EpochSeconds;
  /** When the pool was made. */
  CreationDate: EpochSeconds;
  /** The twenty standard attributes, then the custom ones. */
  SchemaAttributes: SchemaAttributeType[];
  AutoVerifiedAttributes?: VerifiedAttributeType[];
  /** Attributes that users may sign in with besides their username. */
  AliasAttributes?: AliasAttributeType[];
  /** Attributes that take the place of a username. */
  UsernameAttributes?: UsernameAttributeType[];
  SmsVerificationMessage?: string;
  EmailVerificationMessage?: string;
  EmailVerificationSubject?: string;
  VerificationMessageTemplate?: VerificationMessageTemplateType;
  SmsAuthenticationMessage?: string;
  UserAttributeUpdateSettings?: UserAttributeUpdateSettingsType;
  MfaConfiguration?: UserPoolMfaType;
  DeviceConfiguration?: DeviceConfigurationType;
  /** How many users there are. */
  EstimatedNumberOfUsers: number;
  EmailConfiguration?: EmailConfigurationType;
  SmsConfiguration?: SmsConfigurationType;
  UserPoolTags?: Record<string, string>;
  AdminCreateUserConfig?: AdminCreateUserConfigType;
  UserPoolAddOns?: UserPoolAddOnsType;
  DcrConfiguration?: DcrConfigurationType;
  /** Present if it was given when the pool was made. */
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
 * A user as lists show them.
 * See [UserType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html).
 */
export interface UserType {
  /** The username; in a pool with username attributes the same as the `sub`. */
  Username: string;
  /** All attributes, or those that were asked for. */
  Attributes: AttributeType[];
  /** When the user was created. */
  UserCreateDate: EpochSeconds;
  /** When anything of the user was changed last. */
  UserLastModifiedDate: EpochSeconds;
  /** Whether the user may sign in. */
  Enabled: boolean;
  /** For example `CONFIRMED`. */
  UserStatus: UserStatusType;
  /** Codes by text message, as the old settings operations set them. */
  MFAOptions?: MFAOptionType[];
}

export type UserVerificationType = 'required' | 'preferred';

export type UsernameAttributeType = 'phone_number' | 'email';

/**
 * See [UsernameConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html).
 */
export interface UsernameConfigurationType {
  /** Whether names that differ in case only are different names. Without a configuration they are. */
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

export type VerifiedAttributeType = 'phone_number' | 'email';

/**
 * Takes an authenticator app that shows a right code. By access token it is not switched on yet: that is
 * `SetUserMFAPreference`. See
 * [VerifySoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html).
 */
export interface VerifySoftwareTokenRequest {
  /** The user's access token, or: */
  AccessToken?: string | undefined;
  /** The session of an `MFA_SETUP` challenge. 20 to 4096 characters. */
  Session?: string | undefined;
  /** Six digits that the app shows. Exactly 6 characters. */
  UserCode: string;
  /** What the user calls the app; shown when a code is asked for. At most 131072 characters. */
  FriendlyDeviceName?: string | undefined;
}

/** What `VerifySoftwareToken` answers. */
export interface VerifySoftwareTokenResponse {
  /** `SUCCESS`. */
  Status?: VerifySoftwareTokenResponseType;
  /** For the answer to `MFA_SETUP`, if a session was given. */
  Session?: string;
}

export type VerifySoftwareTokenResponseType = 'SUCCESS' | 'ERROR';

/**
 * Marks an address of the signed-in user as verified, with the code that went there; an address that waited for its
 * proof takes the place of the old one. See
 * [VerifyUserAttribute](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html).
 */
export interface VerifyUserAttributeRequest {
  /** The user's access token. */
  AccessToken: string;
  /** `email` or `phone_number`. 1 to 32 characters. */
  AttributeName: string;
  /** What the user received. 1 to 2048 characters. */
  Code: string;
}

/** The answer of operations that have nothing to say. */
export interface VerifyUserAttributeResponse {}

/**
 * See [WebAuthnConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html).
 */
export interface WebAuthnConfigurationType {
  /** 1 to 127 characters. */
  RelyingPartyId?: string | undefined;
  UserVerification?: UserVerificationType | undefined;
  FactorConfiguration?: WebAuthnFactorConfigurationType | undefined;
}

/**
 * A passkey as its owner sees it.
 * See [WebAuthnCredentialDescription](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnCredentialDescription.html).
 */
export interface WebAuthnCredentialDescription {
  /** In base64url, as browsers say it. */
  CredentialId: string;
  /** A name made for people. */
  FriendlyCredentialName: string;
  /** The domain it was made for. */
  RelyingPartyId: string;
  /** `platform` or `cross-platform`, where the browser said so. */
  AuthenticatorAttachment?: string;
  /** How the authenticator can be reached, for example `internal` or `usb`. */
  AuthenticatorTransports: string[];
  /** When it was registered. */
  CreatedAt: EpochSeconds;
}

export type WebAuthnFactorConfigurationType = 'SINGLE_FACTOR' | 'MULTI_FACTOR_WITH_USER_VERIFICATION';

/**
 * Whether a passkey that knows its user counts as a second factor as well. It does so only in
 * a pool whose `FactorConfiguration` is `MULTI_FACTOR_WITH_USER_VERIFICATION`.
 * See [WebAuthnMfaSettingsType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnMfaSettingsType.html).
 */
export interface WebAuthnMfaSettingsType {
  /** Whether it counts. What is left out stays as it is. */
  Enabled?: boolean | undefined;
}
