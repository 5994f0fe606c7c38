// Chromium: the server's page of the last messages.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { launch } from "./chromium.js";
import { PASSWORD, admin, endpoint, lastCode, pool as newPool, randomEmail } from "./world.js";

const INBOX = `${endpoint}/_userpool/`;

describe("the page of messages in Chromium", () => {
  let pool;
  let ClientId;
  let browser;

  before(async () => {
    pool = await newPool();
    ClientId = await pool.app();
    browser = await launch();
  });

  after(() => browser?.close());

  /** Signs a user up. Answers the address and the code that was sent there. */
  async function signUp(Username) {
    const email = randomEmail();
    const UserAttributes = [{ Name: "email", Value: email }];
    await admin.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes });
    return { email, code: await lastCode(email) };
  }

  /** The item of a message. */
  const message = (page, { email }) => page.getByRole("listitem").filter({ hasText: email });

  it("shows a new code without a reload, and markup as text", async () => {
    const page = await browser.newPage();
    const problems = [];
    page.on("console", (entry) => entry.type() === "error" && problems.push(entry.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    const first = await signUp("<img/src=x/onerror=alert(1)>");
    await page.goto(INBOX);
    await message(page, first).getByText(first.code, { exact: true }).waitFor();
    await message(page, first).getByText("<img/src=x/onerror=alert(1)>").waitFor();

    const second = await signUp("ben");
    await message(page, second).getByText(second.code, { exact: true }).waitFor();
    await page.getByRole("status").filter({ hasText: "There are new messages." }).waitFor();
    assert.match(await page.getByRole("listitem").first().innerText(), new RegExp(second.email));
    assert.equal(await page.locator("img").count(), 0);
    assert.deepEqual(problems, []);
    await page.close();
  });

  it("shows the fifty newest messages", async () => {
    const sent = [];
    for (let number = 0; number < 55; number += 1) sent.push(await signUp(`user${number}`));
    const page = await browser.newPage();
    await page.goto(INBOX);
    await message(page, sent.at(-1)).waitFor();
    assert.equal(await page.getByRole("listitem").count(), 50);
    assert.equal(await message(page, sent.at(-50)).count(), 1);
    assert.equal(await message(page, sent.at(-51)).count(), 0);
    await page.close();
  });

  it("is readable on a small screen, in light and dark", async () => {
    const { email } = await signUp("a".repeat(128));
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    // The policy of the page forbids other scripts, also axe.
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await page.goto(INBOX);
    await message(page, { email }).waitFor();
    await page.evaluate(axe);
    const backgrounds = [];
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const { wide, background, violations } = await page.evaluate(async () => ({
        wide: document.documentElement.scrollWidth > innerWidth,
        background: getComputedStyle(document.body).backgroundColor,
        violations: (await globalThis.axe.run()).violations.map(({ id }) => id),
      }));
      assert.deepEqual({ wide, violations }, { wide: false, violations: [] }, colorScheme);
      backgrounds.push(background);
    }
    assert.notEqual(backgrounds[0], backgrounds[1]);
    await context.close();
  });

  it("does not exist for a site whose name was pointed to this machine", async () => {
    const page = await browser.newPage();
    const { port } = new URL(endpoint);
    const answered = page.waitForEvent("response");
    // Chromium shows a page of its own instead of an empty answer, which is an error here.
    await page.goto(`http://evil.localhost:${port}/_userpool/`).catch(() => {});
    assert.equal((await answered).status(), 404);
    await page.close();
  });
});
