// Chromium for the tests: the browser itself, its virtual authenticator, and an application that it loads.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

export function launch() {
  return chromium.launch({
    executablePath: process.env.USERPOOL_CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Serves an application at every path of a free port: its script, and `settings` for it. Answers the server and its origin. */
export async function serveApplication(script) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const served = { settings: {} };
  const html = () => `<!doctype html><meta charset="utf-8"><title>Application</title>
    <script type="application/json" id="settings">${JSON.stringify(served.settings)}</script>
    <output id="user"></output>
    <script type="module" src="/application.js"></script>`;
  const server = createServer(({ url }, answer) => {
    const isScript = url === "/application.js";
    const isIcon = url === "/favicon.ico";
    answer.writeHead(isIcon ? 204 : 200, { "content-type": isScript ? "text/javascript" : "text/html" });
    answer.end(isScript ? outputFiles[0].contents : isIcon ? "" : html());
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  served.origin = `http://localhost:${server.address().port}`;
  served.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return served;
}

/** Adds a virtual authenticator that verifies its user. */
export async function virtualAuthenticator(page) {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("WebAuthn.enable");
  const { authenticatorId } = await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return {
    credentials: async () =>
      (await devTools.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    removeAll: () => devTools.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

/** Calls a function of the application in the page. Rejects with the error that it throws there. */
export async function call(page, object, name, ...given) {
  const outcome = await page.evaluate(
    async ({ object, name, given }) => {
      try {
        return { value: await globalThis[object][name](...given) };
      } catch (error) {
        return { error: { name: error.name, message: error.message } };
      }
    },
    { object, name, given },
  );
  if (outcome.error) throw Object.assign(new Error(outcome.error.message), { name: outcome.error.name });
  return outcome.value;
}
