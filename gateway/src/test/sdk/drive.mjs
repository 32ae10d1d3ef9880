// Drives Retell's own addresses at BASE_URL with the official SDK; each claim that fails ends it.
import assert from 'node:assert/strict';
import Retell from 'retell-sdk';

const baseURL = process.env.BASE_URL;
const client = new Retell({ apiKey: process.env.API_KEY, baseURL, maxRetries: 0 });
const from = '+12125550100';
const done = [];
const step = async (name, work) => {
  await work();
  done.push(name);
};
const refused = async (type, work) => {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof type, `${error?.constructor?.name}: ${error?.message}`);
    assert.equal(error.error.status, 'error');
    assert.ok(error.error.message.length > 0);
    return;
  }
  assert.fail('it was not refused');
};

let call;
await step('createPhoneCall', async () => {
  call = await client.call.createPhoneCall({
    from_number: from,
    to_number: '+12125550171',
    override_agent_id: 'agent_1',
    metadata: { order: 7 },
    retell_llm_dynamic_variables: { name: 'Zoë' },
  });
  assert.equal(call.call_type, 'phone_call');
  assert.equal(call.call_status, 'registered');
  assert.equal(call.direction, 'outbound');
  assert.equal(call.agent_id, 'agent_1');
  assert.equal(call.agent_version, 0);
  assert.equal(call.from_number, from);
  assert.equal(call.to_number, '+12125550171');
  assert.deepEqual(call.metadata, { order: 7 });
  assert.deepEqual(call.retell_llm_dynamic_variables, { name: 'Zoë' });
});
await step('retrieve', async () => {
  const same = await client.call.retrieve(call.call_id);
  assert.equal(same.call_id, call.call_id);
  assert.equal(same.call_status, 'registered');
});
await step('sign', async () => {
  const body = JSON.stringify({ event: 'call_started', call: { call_id: 'call_signed_by_the_sdk' } });
  const signature = await Retell.sign(body, process.env.WEBHOOK_KEY);
  const post = (text) => fetch(`${baseURL}/api/webhooks/retell`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-retell-signature': signature }, body: text,
  });
  assert.equal((await post(body)).status, 200);
  assert.equal((await post(body.replace('started', 'ended'))).status, 401);
});
await step('errors', async () => {
  await refused(Retell.UnprocessableEntityError, () => client.call.retrieve('call_of_nobody'));
  await refused(Retell.BadRequestError, () =>
    client.call.createPhoneCall({ from_number: from, to_number: '12' }));
  await refused(Retell.BadRequestError, () =>
    client.call.createPhoneCall({ from_number: from, to_number: '+12125550171', agent_override: { agent: {} } }));
  const stranger = new Retell({ apiKey: 'wrong', baseURL, maxRetries: 0 });
  await refused(Retell.AuthenticationError, () => stranger.call.retrieve(call.call_id));
});
await step('list', async () => {
  const page = await client.call.list({
    filter_criteria: { metadata: [{ type: 'string', op: 'eq', key: 'order', value: 'none' }] },
    limit: 10,
  });
  assert.deepEqual(page.items, []);
  assert.equal(page.has_more, false);
});
await step('kept', async () => {
  const id = process.env.KEPT_CALL;
  const page = await client.call.list({
    filter_criteria: {
      call_status: { type: 'enum', op: 'in', value: ['ended'] },
      metadata: [{ type: 'string', op: 'eq', key: 'order', value: 'kept' }],
    },
    sort_order: 'ascending',
    include_total: true,
  });
  assert.deepEqual(page.items.map((item) => item.call_id), [id]);
  assert.equal(page.total, 1);
  const kept = await client.call.retrieve(id);
  assert.equal(kept.call_status, 'ended');
  assert.equal(kept.disconnection_reason, 'user_hangup');
  assert.equal(kept.transcript, 'Agent: Hello');
  assert.equal(typeof kept.start_timestamp, 'number');
  const updated = await client.call.update(id, { metadata: { order: 'changed' } });
  assert.deepEqual(updated.metadata, { order: 'changed' });
  assert.deepEqual((await client.call.retrieve(id)).metadata, { order: 'changed' });
  await client.call.delete(id);
  await refused(Retell.UnprocessableEntityError, () => client.call.retrieve(id));
});
await step('batch', async () => {
  const window = { windows: [{ start: 540, end: 1020 }], timezone: 'America/New_York' };
  const batch = await client.batchCall.createBatchCall({
    name: 'Spring',
    from_number: from,
    trigger_timestamp: Date.now() + 86_400_000,
    tasks: [{ to_number: '+12125550171', metadata: { order: 7 } }, { to_number: '+12125550173' }],
    call_time_window: window,
  });
  assert.ok(batch.batch_call_id);
  assert.equal(batch.name, 'Spring');
  assert.equal(batch.from_number, from);
  assert.equal(batch.total_task_count, 2);
  assert.equal(typeof batch.scheduled_timestamp, 'number');
  assert.deepEqual(batch.call_time_window, window);
  const calls = await client.call.list({
    filter_criteria: { batch_call_id: { type: 'string', op: 'eq', value: batch.batch_call_id } },
  });
  assert.deepEqual(calls.items, []);
  await refused(Retell.BadRequestError, () =>
    client.batchCall.createBatchCall({ from_number: from, tasks: [] }));
});
await step('stop', async () => {
  await client.call.stop(call.call_id);
  assert.equal((await client.call.retrieve(call.call_id)).call_status, 'ended');
  await refused(Retell.BadRequestError, () => client.call.stop(call.call_id));
});
await step('createWebCall', async () => {
  const web = await client.call.createWebCall({ agent_id: 'agent_1', metadata: { page: 'home' } });
  assert.ok(web.access_token);
  assert.equal(web.transport, 'gateway');
  assert.ok(Array.isArray(web.ice_servers));
  assert.equal(typeof web.expires_at, 'number');
  const seen = await client.call.retrieve(web.call_id);
  assert.equal(seen.call_type, 'web_call');
  assert.equal(seen.call_id, web.call_id);
});
await step('agents', async () => {
  const llm = await client.llm.create({ general_prompt: 'Hi' });
  assert.equal((await client.llm.retrieve(llm.llm_id)).llm_id, llm.llm_id);
  assert.ok((await client.llm.list()).items.length > 0);
  const agent = await client.agent.create({
    response_engine: { type: 'retell-llm', llm_id: llm.llm_id },
    voice_id: 'v',
  });
  assert.equal((await client.agent.retrieve(agent.agent_id)).agent_id, agent.agent_id);
  assert.ok((await client.agent.list()).items.length > 0);
  await refused(Retell.BadRequestError, () => client.agent.create({ voice_id: 'v' }));
});
await step('account', async () => {
  assert.equal(typeof (await client.concurrency.retrieve()).concurrency_limit, 'number');
  assert.ok((await client.phoneNumber.list()).items[0].phone_number.startsWith('+'));
  const registered = await client.call.registerPhoneCall({ agent_id: 'agent_1' });
  assert.equal(registered.call_status, 'registered');
});

console.log(done.join(' '));
