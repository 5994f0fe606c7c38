#!/usr/bin/env bash
# Writes what `userpool-server import --from aws FOLDER` reads: export-from-aws.sh POOL FOLDER
#
# It only reads from Cognito. The files have the secrets of the app clients and the data of all users, so only you can read them. Region,
# profile and endpoint are those of the AWS CLI.
set -euo pipefail

if [ $# -ne 2 ]; then
  echo "usage: export-from-aws.sh POOL FOLDER" >&2
  exit 2
fi
pool=$1 folder=$2
umask 077
mkdir -p "$folder"

idp() { aws --output json cognito-idp "$@" --user-pool-id "$pool"; }
names() { aws --output text cognito-idp "$@" --user-pool-id "$pool" | tr '\t' '\n' | sed '/^None$/d; /^$/d'; }
# A name as a part of the name of a file.
file_name() {
  local name=${1//%/%25}
  printf '%s' "${name//\//%2F}"
}

idp describe-user-pool >"$folder/describe-user-pool.json"
idp list-resource-servers >"$folder/list-resource-servers.json"
idp list-groups >"$folder/list-groups.json"

names list-user-pool-clients --query 'UserPoolClients[].[ClientId]' | while IFS= read -r client; do
  idp describe-user-pool-client --client-id "$client" </dev/null >"$folder/describe-user-pool-client-$client.json"
done

names list-identity-providers --query 'Providers[].[ProviderName]' | while IFS= read -r provider; do
  idp describe-identity-provider --provider-name "$provider" </dev/null \
    >"$folder/describe-identity-provider-$(file_name "$provider").json"
done

names list-groups --query 'Groups[].[GroupName]' | while IFS= read -r group; do
  idp list-users-in-group --group-name "$group" </dev/null \
    >"$folder/list-users-in-group-$(file_name "$group").json"
done

# The last one, since it takes longest: 60 users in each request.
idp list-users >"$folder/list-users.json"
echo "$folder has the pool $pool. Delete it after the import." >&2
