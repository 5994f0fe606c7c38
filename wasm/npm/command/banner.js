// The text on standard output after the start: addresses, files and the first commands. It contains no stored secret.

import { readFileSync } from 'node:fs';

/**
 * `made` is a credential for this run only. It is in the commands, since it is in no file. `build` copies the commands from the
 * Rust server.
 */
export function banner({ version, endpoint, region, folder, made }) {
  const file = folder.credentials && quoted(folder.credentials);
  const messages = folder.messages && quoted(folder.messages);
  const credential =
    file ??
    (made === undefined
      ? 'none needed: every caller is an administrator (--danger-accept-any-credentials)'
      : 'for this run only, in the commands below');
  return `\
userpool ${version} listens on ${endpoint}
  data        ${folder.path === undefined ? 'in memory, lost when the server stops' : quoted(folder.path)}
  credential  ${credential}
  messages    ${messages ?? 'standard output'}

From here to a user who has signed in, in another terminal:

${firstSteps({ endpoint, region, file, made, messages })}
`;
}

function firstSteps({ endpoint, region, file, made, messages }) {
  const { accessKeyId, secretAccessKey } = made ?? { accessKeyId: 'any', secretAccessKey: 'any' };
  const values = {
    endpoint,
    region,
    // `--profile` takes precedence over AWS_PROFILE and over access keys in the environment.
    profile: file === undefined ? '' : '--profile default ',
    credentials:
      file === undefined
        ? `unset AWS_PROFILE; export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`
        : `export AWS_SHARED_CREDENTIALS_FILE=${file}`,
    code:
      messages === undefined
        ? 'read -r CODE  # type the code that the server prints'
        : `CODE=$(tail -n 1 ${messages} | sed 's/.*"code":"\\([^"]*\\)".*/\\1/')`,
  };
  const text = readFileSync(new URL('./first-steps.sh', import.meta.url), 'utf8');
  return text.replaceAll(/\{(endpoint|region|profile|credentials|code)\}/g, (_, name) => values[name]);
}

/** The path, quoted for a shell if necessary. */
function quoted(path) {
  return /^[\p{L}\p{N}/._\-+@%,:]*$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
