// A proxy between clients and the server that records every secret in requests and answers, so that the server's log can be
// searched for them later.
//
//     node recorder.js http://127.0.0.1:9229 secrets.txt                 serves, and appends each new secret to the file
//     node recorder.js --search secrets.txt messages.jsonl server.log    fails if a secret is in the log
//
// Requests are passed on unchanged, including `Host`, so that signatures stay valid.

import { appendFileSync, readFileSync } from "node:fs";
import { createServer, request as send } from "node:http";

/** Names of secret members and parameters, at any depth of requests and answers. */
const SECRETS =
  /^(Password|ProposedPassword|PreviousPassword|TemporaryPassword|PASSWORD|NEW_PASSWORD|SecretCode|ConfirmationCode|UserCode|Code|ANSWER|\w+_CODE|AccessToken|IdToken|RefreshToken|Token|REFRESH_TOKEN|Session|SecretHash|SECRET_HASH|ClientSecret|SRP_A|SRP_B|SALT|SECRET_BLOCK|PASSWORD_CLAIM_SIGNATURE|PASSWORD_CLAIM_SECRET_BLOCK|PasswordVerifier|Salt|DeviceSecretVerifierConfig)$/;

/** Shorter values are ignored: they occur in tests of refusals, and could be words of the log. */
const LENGTH_MIN = 6;

function* secretsIn(value, name = "") {
  if (typeof value === "string") {
    if (SECRETS.test(name) && value.length >= LENGTH_MIN) yield value;
  } else if (value !== null && typeof value === "object") {
    for (const [member, inner] of Object.entries(value)) yield* secretsIn(inner, Array.isArray(value) ? name : member);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function record(server, file) {
  const known = new Set();
  const remember = (chunks) => {
    for (const secret of secretsIn(parsed(Buffer.concat(chunks).toString()))) {
      if (known.has(secret)) continue;
      known.add(secret);
      appendFileSync(file, `${JSON.stringify(secret)}\n`);
    }
  };
  const passOn = (from, to) => {
    const chunks = [];
    from.on("data", (chunk) => (chunks.push(chunk), to.write(chunk)));
    from.on("end", () => (remember(chunks), to.end()));
    from.on("error", () => to.destroy());
  };
  const proxy = createServer({ keepAliveTimeout: 75_000 }, (asked, answer) => {
    const { hostname, port } = new URL(server);
    const options = { hostname, port, method: asked.method, path: asked.url, setHost: false };
    const onward = send({ ...options, headers: asked.rawHeaders }, (answered) => {
      answer.writeHead(answered.statusCode, answered.rawHeaders);
      passOn(answered, answer);
    });
    onward.on("error", () => answer.destroy());
    passOn(asked, onward);
  });
  proxy.listen(0, "127.0.0.1", () => console.log(`recorder listens on http://127.0.0.1:${proxy.address().port}`));
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
  if (secrets.length < 100 || inLog < 100) {
    throw new Error(`${secrets.length} secrets and ${inLog} lines of log prove nothing`);
  }
  // Checks that the search finds a planted secret of each kind.
  for (const secret of [secrets.find((each) => /^\d+$/.test(each)), secrets.find((each) => !/^\d+$/.test(each))]) {
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
else record(first, second);
