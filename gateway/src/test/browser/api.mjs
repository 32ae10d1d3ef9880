// Opens the page of the API, at BASE_URL, in a real browser; each claim that fails ends it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { launch } from './browser.mjs';

const base = process.env.BASE_URL;
const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
const troubles = [];
const browser = await launch('given');
const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
const page = await context.newPage();
page.setDefaultTimeout(30_000);
page.on('console', (message) => {
  if (message.type() === 'error') troubles.push(message.text());
});
page.on('pageerror', (error) => troubles.push(String(error)));
page.on('request', (request) => {
  if (!request.url().startsWith(base) && !request.url().startsWith('data:')) troubles.push(request.url());
});

await page.goto(`${base}/openapi.html#placeCall`);
await page.getByText('curl -X POST').first().waitFor();
const line = await page.locator('#placeCall pre.curl').textContent();
assert.equal(line, `curl -X POST -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' --data-binary '{"to_number":"+12125550123"}' '${base}/api/v1/calls'`);

const description = await (await fetch(`${base}/openapi.json`)).json();
const operations = Object.values(description.paths).flatMap((methods) => Object.values(methods));
assert.equal(await page.locator('details').count(), operations.length, 'every route is shown');
for (const summary of await page.locator('summary').all()) await summary.click();
// The last one is written when the browser has told the page that it is open.
await page.locator('pre.curl').nth(operations.length - 1).waitFor({ state: 'attached' });
assert.equal(await page.locator('pre.curl').count(), operations.length, 'each can be opened');

await page.getByLabel('Find a route').fill('web-call post');
assert.match(await page.locator('#found').textContent(), /^[1-9] routes$/);

const width = await page.evaluate(() => document.documentElement.scrollWidth);
assert.ok(width <= 360, `a telephone shows it whole: ${width}`);
await page.evaluate(axe);
const { violations } = await page.evaluate(() => globalThis.axe.run());
assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
assert.deepEqual(troubles, []);
await browser.close();
console.log('read searched small');
