// One journey through the dashboard at BASE_URL in a real browser; each claim that fails ends it.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { accessible, base, context, end, look, open } from './looking.mjs';

const pages = {
  overview: '/dashboard', calls: '/dashboard/calls', call: `/dashboard/calls/${process.env.CALL}`,
  send: '/dashboard/calls/send', campaigns: '/dashboard/campaigns', 'new-campaign': '/dashboard/campaigns/new',
  suppressions: '/dashboard/suppressions', 'dead-letters': '/dashboard/dead-letters', settings: '/dashboard/settings', 'first-run': '/dashboard/first-run',
  stop: '/dashboard/stop', 'web-call': '/dashboard/web-call', 'sign-in': '/dashboard/sign-in', first: '/dashboard/first?link=used', nowhere: '/dashboard/nowhere',
};

const one = await context();
const page = await open(one);
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
const elsewhere = await open(one);
await elsewhere.goto(page.url());
await elsewhere.getByRole('button', { name: 'Cancel the call' }).click();
await elsewhere.getByText('Nobody\'s phone rang').waitFor();
await page.getByText('cancelled before anybody').waitFor();
console.log('live');

// Nobody looks at it: it lets its connection go, and is whole again when somebody does.
const turn = (hidden) => page.evaluate((value) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);
await page.goto(`${base}/dashboard/calls/send`);
await page.getByLabel('Number to call').fill('+12125550178');
await page.getByRole('button', { name: 'Send the call' }).click();
await page.waitForURL('**/dashboard/calls/*?said=sent');
await page.locator('.live-state').filter({ hasText: 'Live' }).first().waitFor();
await turn(true);
await elsewhere.goto(page.url());
await elsewhere.getByRole('button', { name: 'Cancel the call' }).click();
await elsewhere.getByText('Nobody\'s phone rang').waitFor();
await page.waitForTimeout(2_500);
assert.equal(await page.getByText('cancelled before anybody').count(), 0, 'it hears of nothing');
await turn(false);
await page.getByText('cancelled before anybody').waitFor();
await elsewhere.close();
console.log('let go');

await page.goto(`${base}/dashboard`);
await page.getByRole('link', { name: 'Stop all dialling' }).click();
await page.getByRole('button', { name: 'Stop all dialling' }).click();
await page.getByText('All dialling is stopped').waitFor();
await page.getByRole('button', { name: 'Start dialling again' }).click();
await page.getByRole('link', { name: 'Stop all dialling' }).waitFor();
console.log('stopped');

await mkdir('pictures', { recursive: true });

// A campaign, step by step.
await page.goto(`${base}/dashboard/campaigns`);
await page.getByRole('link', { name: 'New campaign' }).click();
await page.getByLabel('Name of the campaign').fill('Reminders for <Tuesday>');
await page.getByRole('button', { name: 'Make a draft' }).click();
await page.getByRole('heading', { name: 'Upload people' }).waitFor();
const campaign = new URL(page.url()).pathname.split('/')[3];
await page.getByRole('button', { name: 'Upload' }).click();
await page.getByText('Choose a file first').waitFor();
await page.getByLabel('A CSV file').setInputFiles({ name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from('name\nZoë\n') });
await page.getByRole('button', { name: 'Upload' }).click();
await page.getByText('names no column to_number or phone').waitFor();
const people = ['to_number,name', '+12125550131,Ann', '+12125550132,Bo', '12,Cy', '+12125550132,Bo again', '+442079460000,<b>Di</b>'];
await page.getByLabel('A CSV file').setInputFiles({ name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from(people.join('\n')) });
await page.getByRole('button', { name: 'Upload' }).click();
await page.getByText('Rejected rows', { exact: true }).waitFor();
assert.deepEqual(await page.locator('.rejects tbody td').first().textContent(), '4');
await page.getByRole('link', { name: 'Go on' }).click();
await page.locator('#preview').getByText('would be called').waitFor();
for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']) await page.getByLabel(day).check();
await page.getByLabel('From').fill('00:00');
await page.getByLabel('Until').fill('00:00');
await page.locator('#preview b').filter({ hasText: '3' }).waitFor();
await page.getByRole('button', { name: 'Keep and go on' }).click();
await page.getByLabel('after no answer', { exact: true }).check();
await page.getByLabel('Minutes to wait after no answer').fill('30');
await page.getByLabel('Calls to each person').fill('2');
await page.getByRole('button', { name: 'Keep and go on' }).click();
await page.getByLabel('Calls placed in a second').fill('2.5');
await page.getByRole('button', { name: 'Keep and go on' }).click();
await page.getByText('After no answer they are called again, 30 minutes later.').waitFor();
await page.getByText('At most 2.5 calls are placed in a second.').waitFor();
console.log('campaign');
const of = `/dashboard/campaigns/${campaign}`;
Object.assign(pages, { campaign: of, people: `${of}/people`, when: `${of}/steps/when`, again: `${of}/steps/again`, pace: `${of}/steps/pace`, review: `${of}/steps/review` });

await page.goto(`${base}/dashboard/dead-letters`);
pages['dead-letter'] = new URL(await page.locator('a[href^="/dashboard/dead-letters/"]').first().getAttribute('href'), base).pathname;

await look(pages, await one.storageState());
await page.goto(`${base}/dashboard/calls`);
await page.getByRole('button', { name: 'Sign out' }).click();
await page.waitForURL('**/dashboard/sign-in');
await page.screenshot({ path: 'pictures/sign-in.png' });
await end();
console.log('looks');
