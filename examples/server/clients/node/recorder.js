// A proxy between clients and the server that records every secret in requests and answers, so that the server's log can be
// searched for them later.
//
//     node recorder.js http://127.0.0.1:9229 secrets.txt [port [cert.pem key.pem]]
//         serves, and appends each new secret to the file; with a certificate it serves TLS
//     node recorder.js --search secrets.txt messages.jsonl server.log
//         fails if a secret is in the log
//
// Requests are passed on unchanged, including `Host`, so that signatures stay valid.

import { appendFileSync, readFileSync } from "node:fs";
import { createServer, request as send } from "node:http";
import { createServer as createTlsServer } from "node:https";

/** Names of secret members and parameters, at any depth of requests and answers. */
const SECRETS =
  /^(Password|ProposedPassword|PreviousPassword|TemporaryPassword|PASSWORD|NEW_PASSWORD|SecretCode|ConfirmationCode|UserCode|Code|ANSWER|\w+_CODE|AccessToken|IdToken|RefreshToken|Token|REFRESH_TOKEN|Session|SecretHash|SECRET_HASH|ClientSecret|SRP_A|SRP_B|SALT|SECRET_BLOCK|PASSWORD_CLAIM_SIGNATURE|PASSWORD_CLAIM_SECRET_BLOCK|PasswordVerifier|Salt|DeviceSecretVerifierConfig)$/;

/** Names of secret parameters of forms, queries and JSON at the OAuth endpoints and the pages. */
const OAUTH_SECRETS =
  /^(password|new_password|code|authentication_code|confirmation_code|client_secret|code_verifier|token|access_token|id_token|refresh_token|credential|_csrf|SAMLResponse)$/;

/** Shorter values are ignored: they occur in tests of refusals, and could be words of the log. */
const LENGTH_MIN = 6;

function* secretsIn(value, name = "") {
  if (typeof value === "string") {
    if ((SECRETS.test(name) || OAUTH_SECRETS.test(name)) && value.length >= LENGTH_MIN) yield value;
  } else if (value !== null && typeof value === "object") {
    for (const [member, inner] of Object.entries(value)) yield* secretsIn(inner, Array.isArray(value) ? name : member);
  }
}

/** The secrets in a query, or in a form in the body of a request. */
const secretsInForm = (text) => secretsIn(Object.fromEntries(new URLSearchParams(text)));

/** The secrets in the headers of a request or an answer. */
function* secretsInHeaders({ location, authorization, cookie, "set-cookie": set }) {
  const query = location?.split(/[?#]/).slice(1).join("&");
  if (query) yield* secretsInForm(query);
  const [scheme, credentials] = authorization?.split(" ") ?? [];
  if (scheme === "Basic") yield Buffer.from(credentials, "base64").toString().split(":")[1];
  if (scheme === "Bearer") yield credentials;
  for (const pair of [...(cookie?.split("; ") ?? []), ...(set ?? [])]) {
    const [, value] = /^(?:cognito|cognito-fl|XSRF-TOKEN)=([^;]+)/.exec(pair) ?? [];
    if (value) yield value;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function record(server, file, port = "0", ...certificate) {
  const known = new Set();
  const remember = (secrets) => {
    for (const secret of secrets) {
      if (known.has(secret)) continue;
      known.add(secret);
      appendFileSync(file, `${JSON.stringify(secret)}\n`);
    }
  };
  const passOn = (from, to) => {
    const chunks = [];
    remember(secretsInHeaders(from.headers));
    if (from.url?.includes("?")) remember(secretsInForm(from.url.split("?")[1]));
    from.on("data", (chunk) => (chunks.push(chunk), to.write(chunk)));
    from.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const isForm = from.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
      remember(isForm ? secretsInForm(body) : secretsIn(parsed(body)));
      to.end();
    });
    from.on("error", () => to.destroy());
  };
  const [cert, key] = certificate.map((name) => readFileSync(name));
  const create = cert ? createTlsServer : createServer;
  const proxy = create({ keepAliveTimeout: 75_000, cert, key }, (asked, answer) => {
    const { hostname, port } = new URL(server);
    const options = { hostname, port, method: asked.method, path: asked.url, setHost: false };
    const onward = send({ ...options, headers: asked.rawHeaders }, (answered) => {
      answer.writeHead(answered.statusCode, answered.rawHeaders);
      passOn(answered, answer);
    });
    onward.on("error", () => answer.destroy());
    passOn(asked, onward);
  });
  const origin = cert ? "https://localhost" : port === "0" ? "http://127.0.0.1" : "http://localhost";
  proxy.listen(Number(port), "127.0.0.1", () =>
    console.log(`recorder listens on ${origin}:${proxy.address().port}`),
  );
}

/** The secrets in the log. A number counts only as a whole word, since longer numbers may contain its digits by chance. */
function leaks(secrets, log) {
  const words = new Set(log.split(/[^A-Za-z0-9]+/));
  return secrets.filter((secret) => (/^\d+$/.test(secret) ? words.has(secret) : log.includes(secret)));
}

function search(secretsFile, messagesFile, logFile) {
  const lines = (file) => readFileSync(file, "utf8").split("\n").filter(Boolean);
  const codes = lines(messagesFile).map((line) => parsed(line)?.code);
  const recorded = lines(secretsFile).map((line) => JSON.parse(line));
  const secrets = [...new Set([...recorded, ...codes])].filter((secret) => secret?.length >= LENGTH_MIN);
  const log = readFileSync(logFile, "utf8");
  const inLog = log.split("\n").filter(Boolean).length;
  if (secrets.length < 50 || inLog < 50) {
    throw new Error(`${secrets.length} secrets and ${inLog} lines of log prove nothing`);
  }
  // Checks that the search finds a planted secret of each kind. Not every suite sends a code, which is a number.
  const kinds = [secrets.find((each) => /^\d+$/.test(each)), secrets.find((each) => !/^\d+$/.test(each))];
  for (const secret of kinds.filter(Boolean)) {
    if (leaks(secrets, `${log}\n2026-01-01T00:00:00Z WARN error="no ${secret}, sorry"`).length === 0) {
      throw new Error("a planted secret was not found");
    }
  }
  const found = leaks(secrets, log);
  console.log(`${secrets.length} secrets went over the wire; ${found.length} of them are in ${inLog} lines of log`);
  for (const secret of found) {
    const where = log.split("\n").find((line) => line.includes(secret));
    console.error(`in the log: ${where?.replaceAll(secret, `${secret.slice(0, 2)}[...]`)}`);
  }
  process.exitCode = found.length === 0 ? 0 : 1;
}

const [first, second, ...rest] = process.argv.slice(2);
if (first === "--search") search(second, ...rest);
else record(first, second, ...rest);
