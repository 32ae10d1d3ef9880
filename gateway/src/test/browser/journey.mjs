// What people do on the dashboard at BASE_URL while the whole system runs; each claim that fails ends it.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { base, context, end, look, open, signIn } from './looking.mjs';

const one = await context({ acceptDownloads: true });
const page = await open(one);
const step = (name) => console.log(`ok ${name}`);
const button = (name, of = page) => of.getByRole('button', { name, exact: true });

/** A page that is loaded again forgets this. */
const mark = (of) => of.evaluate(() => { globalThis.sameDocument = true; });
const same = (of) => of.evaluate(() => globalThis.sameDocument === true);

await page.goto(`${base}/dashboard`);
await page.getByLabel('Name').fill('admin');
await page.getByLabel('Password').fill('some other password');
await button('Sign in').click();
await page.getByText('do not belong together').waitFor();
await signIn(page);
step('signed-in');

async function send(number) {
  await page.goto(`${base}/dashboard/calls/send`);
  await page.getByLabel('Number to call').fill(number);
  await button('Send the call').click();
  await page.waitForURL('**/dashboard/calls/*?said=sent');
  await mark(page);
}

// A call, from the form to its end, on one page.
await send('+12125550177');
const call = new URL(page.url()).pathname;
await page.locator('.status.completed').waitFor();
await page.getByText('hung up after talking with the agent').waitFor();
await page.locator('.transcript li').first().waitFor();
await page.getByRole('heading', { name: 'Analysis' }).waitFor();
assert.ok(await same(page), 'the page was never loaded again');
step('sent');

// A campaign of 60, from the file to the report, with a pause.
await page.goto(`${base}/dashboard/campaigns/new`);
await page.getByLabel('Name of the campaign').fill('Sixty');
await button('Make a draft and go on').click();
const campaign = new URL(page.url()).pathname.split('/')[3];
await page.getByLabel('A CSV file').setInputFiles({ name: 'sixty.csv', mimeType: 'text/csv', buffer: Buffer.from(people().join('\n')) });
await button('Upload').click();
await page.getByText('Rejected rows', { exact: true }).waitFor();
assert.deepEqual(await page.locator('.tiles b').allTextContents(), ['62', '60', '1', '0', '1']);
step('uploaded');
await page.goto(`${base}/dashboard/campaigns/${campaign}/steps/when`);
for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']) await page.getByLabel(day, { exact: true }).check();
await page.getByLabel('From').fill('00:00');
await page.getByLabel('Until').fill('00:00');
await page.locator('#preview b').filter({ hasText: '60' }).waitFor();
await button('Keep and go on').click();
await button('Keep and go on').click();
await page.getByLabel('Calls placed in a second').fill('4');
await button('Keep and go on').click();
await button('Start the campaign').click();
await page.locator('.status.running').waitFor();
await button('Pause').click();
await page.locator('.status.paused').waitFor();
const paused = await page.locator('#progress').textContent();
assert.ok(Number.parseInt(paused, 10) < 60, paused);
step('paused');
await button('Resume').click();
await mark(page);

// A list that is cut off twenty times while the campaign runs.
const cut = await context({ storageState: await one.storageState() });
const list = await open(cut);
await list.goto(`${base}/dashboard/calls?campaign_id=${campaign}`);
await mark(list);
for (let i = 0; i < 20; i += 1) {
  await cut.setOffline(true);
  await list.waitForTimeout(150);
  await cut.setOffline(false);
  await list.waitForTimeout(250);
}
await page.locator('.status.finished').waitFor({ timeout: 120_000 });
await page.getByText('60 of 60 people are done').waitFor();
assert.ok(await same(page), 'the page was never loaded again');
await page.goto(page.url());
const [report] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Report as CSV' }).click()]);
assert.equal((await readFile(await report.path(), 'utf8')).trim().split('\n').length, 61);
step('finished');

const known = async () => (await (await fetch(`${base}/api/v1/calls?campaign_id=${campaign}&limit=50`, {
  headers: { Authorization: `Bearer ${process.env.API_KEY}` } })).json()).items
  .map((item) => `${item.call_id} ${item.status} ${word(item.outcome)}`);
const shown = () => list.locator('tbody tr').evaluateAll((all) => all.map((row) =>
  `${row.querySelector('a').id.slice(2)} ${row.querySelector('.status').className.slice(7)} ${row.querySelector('[data-label="Outcome"]').textContent}`));
const word = (wire) => (wire ? (wire[0].toUpperCase() + wire.slice(1)).replaceAll('_', ' ') : '');
for (let i = 0; i < 100 && JSON.stringify(await shown()) !== JSON.stringify(await known()); i += 1) await list.waitForTimeout(500);
assert.deepEqual(await shown(), await known());
assert.ok(await same(list), 'the list was never loaded again');
await cut.close();
step('cut');

// Filter, page, export.
await page.goto(`${base}/dashboard/calls`);
await page.getByText('Time, agent, campaign').click();
await page.getByLabel('Campaign', { exact: true }).selectOption({ label: 'Sixty' });
await button('Filter').click();
await page.waitForURL('**campaign_id=*');
assert.equal(await page.locator('tbody tr').count(), 50);
await page.getByRole('link', { name: 'Older calls' }).click();
await page.waitForURL('**cursor=*');
assert.equal(await page.locator('tbody tr').count(), 10);
const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'as CSV' }).click()]);
assert.equal((await readFile(await file.path(), 'utf8')).trim().split('\r\n').length, 61);
step('exported');

// Nothing is dialled while all is stopped.
await page.goto(`${base}/dashboard`);
await page.getByRole('link', { name: 'Stop all dialling' }).click();
await button('Stop all dialling').click();
await page.getByText('All dialling is stopped.').waitFor();
await send('+12125550178');
await page.locator('#happened').getByText(/stopped/).waitFor();
assert.equal(await page.locator('.status.initiated').count(), 1);
const held = page.url();
const elsewhere = await open(one);
await elsewhere.goto(`${base}/dashboard`);
await button('Start dialling again', elsewhere).click();
await page.locator('.status.completed').waitFor();
assert.ok(await same(page), `${held} was never loaded again`);
await elsewhere.close();
step('stopped');

// A web call that nobody joins.
await page.goto(`${base}/dashboard/web-call`);
await page.getByLabel('API key').fill(process.env.API_KEY);
await button('Show agents').click();
await page.getByLabel('Agent to talk to').selectOption('agent_sandbox');
await button('Create the call').click();
await page.getByText(/s left to join/).waitFor();
await page.goto(`${base}/dashboard/calls`);
await page.getByRole('row').filter({ hasText: 'Web call' }).first().getByRole('link').click();
await mark(page);
await page.getByText('Nobody joined the web call in time.').waitFor({ timeout: 120_000 });
assert.ok(await same(page), 'the page was never loaded again');
step('not-joined');

await mkdir('pictures', { recursive: true });
await look({ overview: '/dashboard', calls: '/dashboard/calls', call, campaigns: '/dashboard/campaigns', campaign: `/dashboard/campaigns/${campaign}`, people: `/dashboard/campaigns/${campaign}/people` }, await one.storageState());
await end();
step('looks');

/** Sixty people of whom every third does not pick up, one twice, one without a number. */
function people() {
  const lines = ['to_number,name'];
  for (let i = 0; i < 60; i += 1) {
    const last = i % 3 ? 60 + (i % 10) : 20;
    lines.push(`+1212555${String(10 + i).padStart(2, '0')}${last},Person ${i}`);
  }
  return [...lines, lines[1], ',Nobody'];
}
