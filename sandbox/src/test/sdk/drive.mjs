// Drives the sandbox at BASE_URL with the official SDK; each claim that fails ends it.
// Takes the sandbox's webhooks at WEBHOOK_PORT and checks them as the SDK does.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import Retell from 'retell-sdk';

const baseURL = process.env.BASE_URL;
const apiKey = process.env.API_KEY;
const client = new Retell({ apiKey, baseURL, maxRetries: 0 });
const events = [];
const receiver = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const body = Buffer.concat(chunks).toString('utf8');
    const valid = await Retell.verify(body, apiKey, request.headers['x-retell-signature']);
    events.push({ valid, ...JSON.parse(body) });
    response.writeHead(204).end();
  });
});
await new Promise((listening) => receiver.listen(Number(process.env.WEBHOOK_PORT), '127.0.0.1', listening));
const until = async (what, found) => {
  for (let i = 0; i < 600; i++) {
    const result = await found();
    if (result) return result;
    await new Promise((passed) => setTimeout(passed, 100));
  }
  assert.fail(`waited in vain for ${what}`);
};
const refused = async (type, work) => {
  await assert.rejects(work, (error) => error instanceof type && error.error.status === 'error');
};
const done = [];
const step = async (name, work) => {
  await work();
  done.push(name);
};

let id;
await step('createPhoneCall', async () => {
  const call = await client.call.createPhoneCall({ from_number: '+12125550100', to_number: '+13105550100', metadata: { order: 7 } });
  assert.equal(call.call_status, 'registered');
  assert.equal(call.direction, 'outbound');
  assert.equal(typeof call.agent_version, 'number');
  id = call.call_id;
  const ended = await until('the end', async () => {
    const seen = await client.call.retrieve(id);
    return seen.call_analysis && seen;
  });
  assert.equal(ended.call_status, 'ended');
  assert.equal(ended.disconnection_reason, 'user_hangup');
  assert.ok(ended.transcript.length > 0);
});
await step('verify', async () => {
  const ours = await until('three webhooks', () => {
    const found = events.filter((event) => event.call.call_id === id);
    return found.length >= 3 && found;
  });
  assert.ok(ours.every((event) => event.valid));
  // Each is sent by itself: they may overtake each other.
  assert.deepEqual(ours.map((event) => event.event).sort(), ['call_analyzed', 'call_ended', 'call_started']);
});
await step('list', async () => {
  const page = await client.call.list({ filter_criteria: { metadata: [{ type: 'string', op: 'eq', key: 'order', value: '7' }] } });
  assert.equal(page.has_more, false);
  assert.deepEqual(page.items, [], 'the number 7 is no string');
  const one = await client.call.list({ limit: 1, include_total: true, filter_criteria: { agent: [{ agent_id: 'agent_sandbox' }] } });
  assert.equal(one.items[0].call_id, id);
  assert.equal(one.total, 1);
  assert.deepEqual((await client.call.list({ skip: 1 })).items, []);
  const before = await client.post('/v2/list-calls', { body: { filter_criteria: { to_number: ['+13105550100'], call_status: ['ended'] } } });
  assert.deepEqual(before.map((call) => call.call_id), [id]);
});
await step('createBatchCall', async () => {
  const batch = await client.batchCall.createBatchCall({ from_number: '+12125550100', name: 'Two', tasks: [{ to_number: '+13105550101' }, { to_number: '+13105550102', metadata: { n: '2' } }] });
  assert.equal(batch.total_task_count, 2);
  assert.equal(batch.name, 'Two');
  await until('its calls', async () => (await client.call.list({ filter_criteria: { to_number: { type: 'string', op: 'eq', value: '+13105550102' } } })).items[0]?.call_status === 'ended');
});
await step('update', async () => {
  assert.deepEqual((await client.call.update(id, { metadata: { order: '8' } })).metadata, { order: '8' });
});
await step('createWebCall', async () => {
  const web = await client.call.createWebCall({ agent_id: 'agent_sandbox' });
  assert.equal(web.transport, 'gateway');
  assert.ok(web.expires_at > Date.now());
  const clock = (speed) => fetch(`${baseURL}/sandbox/clock`, { method: 'PUT', body: JSON.stringify({ speed }) });
  assert.equal((await clock(0)).status, 200, 'it talks until it is stopped');
  const join = await fetch(`${baseURL}/sandbox/web-calls/${web.call_id}/join`, { method: 'POST', body: JSON.stringify({ access_token: web.access_token }) });
  assert.equal(join.status, 200);
  await client.call.stop(web.call_id);
  const stopped = await client.call.retrieve(web.call_id);
  assert.equal(stopped.call_status, 'ended');
  assert.equal(stopped.disconnection_reason, 'manual_stopped');
  assert.equal((await clock(1)).status, 200);
});
await step('registerPhoneCall', async () => {
  assert.equal((await client.call.registerPhoneCall({ agent_id: 'agent_sandbox' })).call_status, 'registered');
});
await step('agents', async () => {
  const llm = await client.llm.create({ general_prompt: 'Hi' });
  const agent = await client.agent.create({ response_engine: { type: 'retell-llm', llm_id: llm.llm_id }, voice_id: 'v' });
  assert.equal((await client.agent.retrieve(agent.agent_id)).voice_id, 'v');
  assert.equal((await client.llm.retrieve(llm.llm_id)).general_prompt, 'Hi');
  assert.ok((await client.agent.list()).items.some((item) => item.agent_id === agent.agent_id));
  const first = await client.agent.list({ limit: 1, sort_order: 'ascending' });
  assert.equal(first.items.length, 1);
  assert.equal(first.has_more, true);
  const second = await client.agent.list({
    limit: 1, sort_order: 'ascending', pagination_key: first.pagination_key,
  });
  assert.notEqual(second.items[0].agent_id, first.items[0].agent_id);
  assert.equal(second.has_more, false);
});
await step('account', async () => {
  assert.equal(typeof (await client.concurrency.retrieve()).concurrency_limit, 'number');
  assert.ok((await client.phoneNumber.list()).items.length > 0);
});
await step('delete', async () => {
  await client.call.delete(id);
  await refused(Retell.UnprocessableEntityError, () => client.call.retrieve(id));
});
await step('errors', async () => {
  await refused(Retell.BadRequestError, () => client.call.createPhoneCall({ from_number: '+12125550100', to_number: '12' }));
  await refused(Retell.RateLimitError, () => client.call.createPhoneCall({ from_number: '+12125550100', to_number: '+13105550140' }));
  await refused(Retell.InternalServerError, () => client.call.createPhoneCall({ from_number: '+12125550100', to_number: '+13105550141' }));
  const stranger = new Retell({ apiKey: 'wrong', baseURL, maxRetries: 0 });
  await refused(Retell.AuthenticationError, () => stranger.call.retrieve(id));
});
receiver.close();
receiver.closeAllConnections();
console.log(done.join(' '));
