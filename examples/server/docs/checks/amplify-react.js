// The steps of a reader of amplify-react.md, in Chromium: signs up, enters the code, is signed in, signs out and in again.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const [address] = process.argv.slice(2);

/** Waits for a message. Returns the code of the newest one. */
async function code() {
  for (let tries = 0; tries < 100; tries += 1) {
    const lines = (await readFile('data/messages.jsonl', 'utf8')).split('\n').filter(Boolean);
    if (lines.length) return JSON.parse(lines.at(-1)).code;
    await sleep(50);
  }
  return assert.fail('no message');
}

const browser = await chromium.launch({
  executablePath: process.env.USERPOOL_CHROMIUM,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(address);
  await page.getByText('new here?').click();
  await page.getByPlaceholder('Name').fill('ana');
  await page.getByPlaceholder('Password').fill('Correct-Horse9!');
  await page.getByPlaceholder('Mail address').fill('ana@example.com');
  await page.getByRole('button', { name: 'sign up' }).click();
  await page.getByPlaceholder('Code').fill(await code());
  await page.getByRole('button', { name: 'confirm' }).click();
  await page.locator('#user').waitFor();
  assert.equal(await page.locator('#user').textContent(), 'ana');

  await page.reload();
  await page.getByText('Sign out').click();
  await page.getByPlaceholder('Name').fill('ana');
  await page.getByPlaceholder('Password').fill('Wrong-Horse9!');
  await page.getByRole('button', { name: 'sign in' }).click();
  await page.getByText('Incorrect username or password.').waitFor();
  await page.getByPlaceholder('Password').fill('Correct-Horse9!');
  await page.getByRole('button', { name: 'sign in' }).click();
  await page.locator('#user').waitFor();
} finally {
  await browser.close();
}
