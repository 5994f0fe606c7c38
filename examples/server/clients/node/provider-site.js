// What the identity providers of the tests have in common: a server with TLS on loopback, and secrets that no log may contain.

import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";

/**
 * Lets the server's log be searched for these texts, too. What goes between server and provider does not pass the recorder.
 */
export function remember(...secrets) {
  const lines = secrets.filter(Boolean).map((secret) => `${JSON.stringify(secret)}\n`);
  appendFileSync(process.env.USERPOOL_SECRETS, lines.join(""));
}

/** A certificate and its key, in PEM: `tls`, `saml` or `other` (python/certificate.py). */
export function certificate(name) {
  const [cert, key] = ["pem", "key"].map((end) =>
    readFileSync(join(process.env.USERPOOL_CERTIFICATES, `${name}.${end}`), "utf8"),
  );
  return { cert, key };
}

/** Serves at `https://localhost`. Port 0 is a free one. */
export async function serve(handler, port = 0) {
  const server = createServer(certificate("tls"), handler);
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    origin: `https://localhost:${server.address().port}`,
    port: server.address().port,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
