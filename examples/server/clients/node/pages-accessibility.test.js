// Chromium: every page of a pool, in every state, against the rules of WCAG 2.2 at level AA that axe-core can check; and what it
// cannot check: no scrolling sideways on a small screen, a focus that can be seen and that goes from top to bottom.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { launch, virtualAuthenticator } from "./chromium.js";
import { APPLICATION, STATES, journeys } from "./page-states.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SCHEMES = ["light", "dark"];
const WIDTHS = [320, 1280];

/** Least contrast of a control's border, and of the mark of the focus, with what is around it (WCAG 1.4.11). */
const CONTRAST_MIN = 3;

describe("the pages", () => {
  let browser;
  let made;
  let axe;

  before(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await APPLICATION.start();
    [browser, made] = [await launch(), await journeys()];
  });

  after(async () => {
    await browser?.close();
    APPLICATION.stop();
  });

  for (const locale of ["en-US", "ja-JP"]) {
    describe(`in ${locale}`, () => {
      let page;
      let authenticator;

      before(async () => {
        // The policy of the pages forbids scripts, also axe.
        const context = await browser.newContext({ locale, bypassCSP: true });
        page = await context.newPage();
        page.setDefaultTimeout(10_000);
        authenticator = await virtualAuthenticator(page);
      });

      after(() => page?.context().close());

      for (const [name, reach] of Object.entries(STATES)) {
        it(`${name} is accessible`, async () => {
          await reach(page, made, authenticator);
          assert.equal(await page.evaluate(() => document.documentElement.lang), locale.slice(0, 2));
          await page.evaluate(axe);
          const found = [];
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 800 });
            for (const colorScheme of SCHEMES) {
              await page.emulateMedia({ colorScheme });
              for (const problem of await violations(page))
                found.push(`${width}px, ${colorScheme}: ${problem}`);
            }
            for (const problem of await page.evaluate(layoutProblems)) found.push(`${width}px: ${problem}`);
          }
          await page.setViewportSize({ width: 320, height: 800 });
          for (const colorScheme of SCHEMES) {
            await page.emulateMedia({ colorScheme });
            for (const problem of await focusProblems(page)) found.push(`${colorScheme}: ${problem}`);
          }
          assert.deepEqual(found, []);
        });
      }
    });
  }
});

/** What axe finds in the page. */
async function violations(page) {
  const { violations } = await page.evaluate(
    (values) =>
      globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    TAGS,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

/** Runs in the page: what is wider than the window, and what has no name or is too small to touch. */
function layoutProblems() {
  const problems = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth)
    problems.push(`it scrolls sideways: ${scrollWidth} of ${clientWidth} pixels`);
  const isShown = (element) => element.getClientRects().length > 0;
  for (const input of document.querySelectorAll("input:not([type=hidden]):not([type=submit])")) {
    const label = [...input.labels].map((label) => label.textContent.trim()).join(" ");
    if (!label) problems.push(`${input.name} has no label`);
    if (!input.autocomplete) problems.push(`${input.name} does not say what browsers fill in`);
    const { fontSize } = getComputedStyle(input);
    // Safari on iOS zooms in when a field with smaller text gets the focus.
    if (parseFloat(fontSize) < 16) problems.push(`${input.name} has text of ${fontSize}`);
  }
  for (const control of [...document.querySelectorAll("input:not([type=hidden]), button, a.button")].filter(
    isShown,
  )) {
    const { height } = control.getBoundingClientRect();
    if (height < 44) problems.push(`${control.name || control.textContent} is ${height} pixels high`);
  }
  if (document.querySelectorAll("h1").length !== 1) problems.push("it has not one heading");
  return problems;
}

/** Goes through the page with the tabulator key: order, and a mark of the focus that can be seen. */
async function focusProblems(page) {
  const problems = [];
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  const expected = await page.evaluate(
    () =>
      [...document.querySelectorAll("a[href], button, input:not([type=hidden])")].filter(
        (element) => element.getClientRects().length > 0,
      ).length,
  );
  let before = -1;
  for (let step = 0; step < expected; step += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(focused);
    if (!seen) return [...problems, `the focus leaves the page after ${step} of ${expected} controls`];
    if (seen.top + 1 < before) problems.push(`${seen.name} gets the focus after what is below it`);
    if (seen.outline < 2) problems.push(`the focus on ${seen.name} has an outline of ${seen.outline} pixels`);
    if (seen.contrast < CONTRAST_MIN)
      problems.push(`the focus on ${seen.name} has a contrast of ${seen.contrast.toFixed(2)}`);
    if (seen.border < CONTRAST_MIN)
      problems.push(`the border of ${seen.name} has a contrast of ${seen.border.toFixed(2)}`);
    if (seen.covered) problems.push(`${seen.name} is outside of the window when it has the focus`);
    before = seen.top;
  }
  return problems;
}

/** Runs in the page: the element with the focus, and how well its mark can be seen. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const around = getComputedStyle(document.querySelector("main")).backgroundColor;
  const style = getComputedStyle(element);
  const { top, bottom } = element.getBoundingClientRect();
  const hasBorder = parseFloat(style.borderTopWidth) > 0;
  // The background of an element reaches below its border.
  const isClear = style.borderTopColor === "rgba(0, 0, 0, 0)";
  const edge = isClear ? style.backgroundColor : style.borderTopColor;
  return {
    name: element.name || element.textContent.trim(),
    top: top + window.scrollY,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    contrast: contrast(style.outlineColor, around),
    border: hasBorder ? contrast(edge, around) : 21,
    covered: top < 0 || bottom > window.innerHeight,
  };
}
