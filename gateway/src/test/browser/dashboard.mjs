// One journey through the dashboard at BASE_URL in a real browser; each claim that fails ends it.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { launch } from './browser.mjs';

const base = process.env.BASE_URL;
const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
const strangers = [];
const violations = [];
const pages = {
  overview: '/dashboard', calls: '/dashboard/calls', call: `/dashboard/calls/${process.env.CALL}`,
  send: '/dashboard/calls/send', campaigns: '/dashboard/campaigns', suppressions: '/dashboard/suppressions',
  settings: '/dashboard/settings', 'first-run': '/dashboard/first-run', stop: '/dashboard/stop',
};

const browser = await launch('given');

async function context(options = {}) {
  const made = await browser.newContext({ timezoneId: 'Asia/Tokyo', locale: 'en-GB', ...options });
  await made.route('**/*', (route) => {
    if (new URL(route.request().url()).host !== new URL(base).host) strangers.push(route.request().url());
    return route.continue();
  });
  return made;
}

function watch(page) {
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => { if (/Content Security Policy/i.test(message.text())) violations.push(message.text()); });
  page.on('pageerror', (error) => violations.push(String(error)));
  return page;
}

async function accessible(page, what) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(bad.map(({ id, nodes }) => `${what}: ${id} ${nodes[0].html} ${nodes[0].failureSummary}`), []);
}

const one = await context();
const page = watch(await one.newPage());
await page.goto(`${base}/dashboard/calls?status=failed`);
await accessible(page, 'sign-in');
await page.getByLabel('Name').fill('admin');
await page.getByLabel('Password').fill('not the password');
await page.getByRole('button', { name: 'Sign in' }).click();
await page.getByRole('alert').filter({ hasText: 'do not belong together' }).waitFor();
await page.getByLabel('Password').fill(process.env.PASSWORD);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.waitForURL('**/dashboard/calls?status=failed');
assert.equal(await page.locator('tbody tr').count(), 20);
assert.doesNotMatch(await page.locator('tbody time').first().textContent(), /UTC/, 'times are the viewer\'s');
console.log('signed-in');

await page.goto(`${base}/dashboard/calls/send`);
await page.getByLabel('Number to call').pressSequentially('+1555');
await page.locator('#number-check').filter({ hasText: 'Invalid phone number format' }).waitFor();
await page.getByLabel('Number to call').fill('+12125550177');
await page.locator('#number-check').filter({ hasText: 'can be called' }).waitFor();
await page.getByLabel('Name of variable 1').fill('name');
await page.getByLabel('Value of variable 1').fill('Zoë');
await page.getByRole('button', { name: 'Send the call' }).click();
await page.waitForURL('**/dashboard/calls/*?said=sent');
await page.getByText('The call waits for its turn').waitFor();
await page.locator('.live-state').filter({ hasText: 'Live' }).first().waitFor();
console.log('sent');

// Cancelled elsewhere, seen here without a reload.
const elsewhere = watch(await one.newPage());
await elsewhere.goto(page.url());
await elsewhere.getByRole('button', { name: 'Cancel the call' }).click();
await elsewhere.getByText('Nobody\'s phone rang').waitFor();
await page.getByText('cancelled before anybody').waitFor();
await elsewhere.close();
console.log('live');

await page.goto(`${base}/dashboard`);
await page.getByRole('link', { name: 'Stop all dialling' }).click();
await page.getByRole('button', { name: 'Stop all dialling' }).click();
await page.getByText('All dialling is stopped').waitFor();
await page.getByRole('button', { name: 'Start dialling again' }).click();
await page.getByRole('link', { name: 'Stop all dialling' }).waitFor();
console.log('stopped');

await mkdir('pictures', { recursive: true });
const state = await one.storageState();
for (const [name, options] of Object.entries({
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 360, height: 740 } },
})) {
  const looking = await context({ ...options, storageState: state });
  const seen = watch(await looking.newPage());
  for (const [what, path] of Object.entries(pages)) {
    await seen.goto(base + path);
    await seen.locator('h1').waitFor();
    await accessible(seen, `${what} ${name}`);
    const [wide, room] = await seen.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room, `${what} is ${wide} wide on a screen of ${room}`);
    await seen.screenshot({ path: `pictures/${what}-${name}.png`, fullPage: true });
  }
  await looking.close();
}
await page.goto(`${base}/dashboard/calls`);
await page.getByRole('button', { name: 'Sign out' }).click();
await page.waitForURL('**/dashboard/sign-in');
await page.screenshot({ path: 'pictures/sign-in.png' });
await browser.close();
assert.deepEqual(strangers, [], 'no other host is asked');
assert.deepEqual(violations, [], 'the pages keep to their own policy');
console.log('looks');
