// Writes a picture of every page of a pool in every state, in both colour schemes and at two widths:
//
//     node screenshots.js FOLDER
//
// Without USERPOOL_ENDPOINT it starts a server first, by ../run.

import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [given] = process.argv.slice(2);
if (!given) {
  console.error("usage: node screenshots.js FOLDER");
  process.exit(2);
}
const folder = resolve(given);

if (process.env.USERPOOL_ENDPOINT) {
  await takeAll();
} else {
  const run = fileURLToPath(new URL("../run", import.meta.url));
  const running = spawn(run, ["--screenshots", folder], { stdio: "inherit" });
  running.once("exit", (code) => (process.exitCode = code ?? 1));
}

async function takeAll() {
  const { launch, virtualAuthenticator } = await import("./chromium.js");
  const { APPLICATION, STATES, journeys } = await import("./page-states.js");
  await mkdir(folder, { recursive: true });
  await APPLICATION.start();
  const made = await journeys();
  const browser = await launch();
  try {
    for (const locale of ["en-US", "ja-JP"]) {
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const authenticator = await virtualAuthenticator(page);
      for (const [name, reach] of Object.entries(STATES)) {
        await reach(page, made, authenticator);
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme });
            const file = `${name}.${locale.slice(0, 2)}.${width}.${colorScheme}.png`;
            await page.screenshot({ path: join(folder, file), fullPage: true });
          }
        }
      }
      await context.close();
    }
  } finally {
    await browser.close();
    APPLICATION.stop();
  }
  console.log(`the pictures are in ${folder}`);
}
