// What the identity providers of the tests have in common: a server with TLS on loopback, and secrets that no log may contain.

import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:https";

/**
 * Lets the server's log be searched for these texts, too. What goes between server and provider does not pass the recorder.
 */
export function remember(...secrets) {
  const lines = secrets.filter(Boolean).map((secret) => `${JSON.stringify(secret)}\n`);
  appendFileSync(process.env.USERPOOL_SECRETS, lines.join(""));
}

/** Serves with the certificate of the day. Port 0 is a free one. */
export async function serve(handler, port = 0) {
  const [cert, key] = ["USERPOOL_CERTIFICATE", "USERPOOL_CERTIFICATE_KEY"].map((name) =>
    readFileSync(process.env[name]),
  );
  const server = createServer({ cert, key }, handler);
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
