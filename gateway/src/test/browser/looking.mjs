// What every journey looks at besides its own claims: no other host, no breach of the policy, no barrier.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { launch } from './browser.mjs';

export const base = process.env.BASE_URL;
const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
const strangers = [];
const violations = [];

export const browser = await launch('given');

/** A browser of somebody in Tokyo. */
export async function context(options = {}) {
  const made = await browser.newContext({ timezoneId: 'Asia/Tokyo', locale: 'en-GB', ...options });
  await made.route('**/*', (route) => {
    if (new URL(route.request().url()).host !== new URL(base).host) strangers.push(route.request().url());
    return route.continue();
  });
  return made;
}

/** A page of it. */
export async function open(of) {
  const page = await of.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => { if (/Content Security Policy/i.test(message.text())) violations.push(message.text()); });
  page.on('pageerror', (error) => violations.push(String(error)));
  return page;
}

/** Axe's word on the page as it is. */
export async function accessible(page, what) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(bad.map(({ id, nodes }) => `${what}: ${id} ${nodes[0].html} ${nodes[0].failureSummary}`), []);
}

export async function signIn(page, path = '/dashboard') {
  await page.goto(base + path);
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(process.env.PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`**${path}`);
}

/** Each page by light, by dark and on a phone: axe's word, no sideways scrolling, a picture. */
export async function look(pages, state) {
  for (const [name, options] of Object.entries({
    light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
    phone: { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  })) {
    const looking = await context({ ...options, storageState: state });
    const seen = await open(looking);
    for (const [what, path] of Object.entries(pages)) {
      await seen.goto(base + path);
      await seen.locator('h1').first().waitFor();
      await seen.locator('#preview').waitFor({ state: 'attached', timeout: 1 }).then(
        () => seen.locator('#preview h2').waitFor(), () => {});
      await accessible(seen, `${what} ${name}`);
      const [wide, room] = await seen.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= room, `${what} is ${wide} wide on a screen of ${room}`);
      await seen.screenshot({ path: `pictures/${what}-${name}.png`, fullPage: true });
    }
    await looking.close();
  }
}

export async function end() {
  await browser.close();
  assert.deepEqual(strangers, [], 'no other host is asked');
  assert.deepEqual(violations, [], 'the pages keep to their own policy');
}
