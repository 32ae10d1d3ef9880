// Opens the pages that join web calls, at BASE_URL, in a real browser; each claim that fails ends it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { launch } from './browser.mjs';

const base = process.env.BASE_URL;
const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
const fakeSdk = await readFile('fake-sdk.js', 'utf8');
const done = [];
const strangers = [];
const violations = [];
const sockets = [];

const step = async (name, work) => {
  await work();
  done.push(name);
  console.log(`ok ${name}`);
};

/** A page whose every request is seen; the media host is played here. */
async function open(browser, path, { fake = false, ...options } = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(String(error)));
  await context.route('**/*', (route) => {
    const { host, hostname, pathname } = new URL(route.request().url());
    if (host === new URL(base).host) {
      return fake && pathname.endsWith('/retell-sdk.js')
        ? route.fulfill({ contentType: 'text/javascript', body: fakeSdk })
        : route.continue();
    }
    if (!hostname.endsWith('.livekit.cloud')) strangers.push(route.request().url());
    return route.fulfill({ status: 401, body: 'invalid token' });
  });
  await context.routeWebSocket(/.*/, (socket) => {
    sockets.push(socket.url());
    if (!new URL(socket.url()).hostname.endsWith('.livekit.cloud')) strangers.push(socket.url());
    socket.close({ code: 1008, reason: 'invalid token' });
  });
  await page.goto(base + path);
  return page;
}

/** Axe's word on the page as it is. */
async function accessible(page, what) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(bad.map(({ id, nodes }) => `${what}: ${id} ${nodes[0].html}`), []);
}

const linkTo = (connection) =>
  `/dashboard/web-call#join=${Buffer.from(JSON.stringify(connection)).toString('base64url')}`;
const state = (page, words) => page.locator('#state').filter({ hasText: words }).waitFor();
const trouble = (page, words) => page.locator('#trouble').filter({ hasText: words }).waitFor();
const soon = () => Date.now() + 30_000;

const browser = await launch('given');

await step('created', async () => {
  const page = await open(browser, '/dashboard/web-call');
  await accessible(page, 'start');
  await page.getByLabel('API key').fill('wrong');
  await page.getByRole('button', { name: 'Show agents' }).click();
  await trouble(page, 'not the right one');
  await page.getByLabel('API key').fill(process.env.API_KEY);
  await page.getByRole('button', { name: 'Show agents' }).click();
  await page.getByLabel('Agent to talk to').selectOption('agent_1');
  await page.getByRole('button', { name: 'Create the call' }).click();
  await page.getByText(/[0-9]+ s left to join/).waitFor();
  await accessible(page, 'call');
  // The real SDK, with the token of the answer, at the host it is built with.
  await page.getByRole('button', { name: 'Join with microphone' }).click();
  await trouble(page, 'Retell\'s media server said no or was not reached (Error starting call)');
  await trouble(page, 'RETELL_WEB_CALL_VERSION=v2');
  await state(page, 'Not joined.');
  await page.getByRole('button', { name: 'Join with microphone' }).waitFor();
  assert.ok(sockets.length > 0, 'the SDK was started');
  assert.ok(sockets.every((url) => url.startsWith('wss://retell-ai-4ihahnq7.livekit.cloud/')), sockets[0]);
  assert.ok(sockets.every((url) => url.includes('access_token=token_1')), sockets[0]);
  await page.context().close();
});

await step('countdown', async () => {
  const page = await open(browser, linkTo({ access_token: 't', call_id: 'c', expires_at: Date.now() + 8_000 }));
  assert.equal(new URL(page.url()).hash, '', 'the token has left the address');
  await page.getByText(/[1-8] s left to join/).waitFor();
  await trouble(page, 'Nobody joined in time');
  await state(page, 'Not joined.');
  assert.equal(await page.getByRole('button', { name: 'Join with microphone' }).isVisible(), false);
  await page.context().close();
});

await step('clock', async () => {
  const context = { access_token: 't', call_id: 'c' };
  const late = await open(browser, linkTo({ ...context, expires_at: Date.now() + 3_600_000 }));
  const countdown = late.getByText(/[0-9]+ s left to join/);
  await countdown.waitFor();
  const words = await countdown.textContent();
  assert.ok(Number.parseInt(words, 10) <= 30, words);
  await late.context().close();
  const damaged = await open(browser, '/dashboard/web-call#join=%%%');
  await trouble(damaged, 'link is damaged');
  await damaged.context().close();
});

await step('microphone', async () => {
  for (const [microphone, words] of [['refused', 'The microphone was refused. Allow it'], ['none', 'has no microphone']]) {
    const other = await launch(microphone);
    const page = await open(other, linkTo({ access_token: 't', call_id: 'c', expires_at: soon() }));
    const before = sockets.length;
    await page.getByRole('button', { name: 'Join with microphone' }).click();
    await trouble(page, words);
    await page.getByRole('button', { name: 'Join with microphone' }).waitFor();
    assert.equal(sockets.length, before, 'nothing is joined without it');
    await accessible(page, microphone);
    await other.close();
  }
});

await step('talk', async () => {
  const page = await open(browser, linkTo({ access_token: 't9', call_id: 'c9', transport: 'gateway', ice_servers: [], expires_at: soon() }), { fake: true });
  const sdk = (work, given) => page.evaluate(work, given);
  await page.getByRole('button', { name: 'Join with microphone' }).click();
  await state(page, 'Connecting…');
  assert.deepEqual(await sdk(() => client.config), { accessToken: 't9', callId: 'c9', transport: 'gateway', iceServers: [] });
  await sdk(() => client.emit('call_started'));
  await state(page, 'Connected.');
  await sdk(() => client.emit('call_ready'));
  await state(page, 'The agent is there');
  assert.equal(await page.locator('#countdown').isVisible(), false);
  await sdk(() => client.emit('update', { transcript: [
    { role: 'agent', content: 'Hello' }, { role: 'user', content: 'Good' }] }));
  await sdk(() => client.emit('update', { transcript: [
    { role: 'user', content: 'Good morning <b>Zoë</b>' }, { role: 'agent', content: 'What' }] }));
  await sdk(() => client.emit('update', { transcript: [
    { role: 'agent', content: 'What can I do?' }] }));
  assert.deepEqual(await page.getByRole('log').locator('li').allInnerTexts().then((all) => all.map((text) => text.replace('\n', ': '))),
    ['Agent: Hello', 'You: Good morning <b>Zoë</b>', 'Agent: What can I do?']);
  const mute = page.locator('#mute');
  await mute.click();
  assert.equal(await mute.getAttribute('aria-pressed'), 'true');
  await state(page, 'does not hear you');
  await mute.click();
  await accessible(page, 'live');
  await page.getByRole('button', { name: 'Leave' }).click();
  await state(page, 'You have left the call.');
  assert.deepEqual(await sdk(() => client.did), ['mute', 'unmute', 'stop']);
  await page.context().close();
});

await step('lost', async () => {
  const page = await open(browser, linkTo({ access_token: 't', call_id: 'c', expires_at: soon() }), { fake: true });
  await page.getByRole('button', { name: 'Join with microphone' }).click();
  await state(page, 'Connecting…');
  await page.evaluate(() => client.emit('call_started'));
  await page.evaluate(() => client.emit('error', 'media gone'));
  await trouble(page, 'The connection was lost (media gone)');
  await state(page, 'The call has ended.');
  await page.context().close();
});

await step('standalone', async () => {
  const page = await open(browser, '/web-call-test.html', { fake: true });
  await accessible(page, 'paste');
  await page.getByLabel('Access token').fill('{"status":"error"}');
  await page.getByRole('button', { name: 'Use this token' }).click();
  await trouble(page, 'neither a token nor an answer');
  await page.getByLabel('Access token').fill('  pasted_token ');
  await page.getByRole('button', { name: 'Use this token' }).click();
  await page.getByRole('button', { name: 'Join with microphone' }).click();
  await state(page, 'Connecting…');
  assert.equal(await page.evaluate(() => client.config.accessToken), 'pasted_token');
  await page.context().close();
});

await step('looks', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const path of ['/dashboard/web-call', '/web-call-test.html']) {
      const page = await open(browser, path, { colorScheme, viewport: { width: 360, height: 740 } });
      await page.locator('section:visible').first().waitFor();
      await accessible(page, `${path} ${colorScheme}`);
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= room, `${path} is ${wide} wide on a phone of ${room}`);
      await page.screenshot({ path: `${path.split('/').at(-1)}-${colorScheme}.png` });
      await page.context().close();
    }
  }
});

await browser.close();
assert.deepEqual(strangers, [], 'no other host is asked');
assert.deepEqual(violations, [], 'the page keeps to its own policy');
console.log(done.join(' '));
