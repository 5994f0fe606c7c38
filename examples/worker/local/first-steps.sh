export AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER={endpoint}
{credentials}
cognito() { aws {profile}--region {region} --output text cognito-idp "$@"; }
POOL=$(cognito create-user-pool --pool-name my-pool --auto-verified-attributes email --query UserPool.Id)
CLIENT=$(cognito create-user-pool-client --user-pool-id $POOL --client-name my-app \
  --explicit-auth-flows ALLOW_USER_PASSWORD_AUTH ALLOW_REFRESH_TOKEN_AUTH --query UserPoolClient.ClientId)

cognito sign-up --client-id $CLIENT --username ana --password 'Correct-Horse9!' \
  --user-attributes Name=email,Value=ana@example.com

{code}
cognito confirm-sign-up --client-id $CLIENT --username ana --confirmation-code $CODE
cognito initiate-auth --client-id $CLIENT --auth-flow USER_PASSWORD_AUTH \
  --auth-parameters USERNAME=ana,PASSWORD='Correct-Horse9!' --query AuthenticationResult.AccessToken
