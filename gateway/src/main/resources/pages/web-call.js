import { Callstream, ahead } from './callstream.js';
import { Joining, trouble } from './joining.js';
import { ofOutcome } from './words.js';

const element = (id) => document.getElementById(id);
const JOIN = '#join=';

/** What joins, from a link: it stands behind the #, which goes to no server, and is taken out of the address at once. */
function linked() {
  if (!location.hash.startsWith(JOIN)) return undefined;
  const text = location.hash.slice(JOIN.length);
  history.replaceState(null, '', location.pathname);
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return connection(new TextDecoder().decode(bytes));
  } catch {
    trouble('This link is damaged. Ask for a new one.');
    return undefined;
  }
}

/** A token, or the answer that held it. */
function connection(text) {
  if (!text.startsWith('{')) return { access_token: text };
  const answer = JSON.parse(text);
  if (typeof answer.access_token !== 'string') throw new Error('no token');
  return answer;
}

/** Runs work that a form asks for; its button waits, its failure is said. */
function onSubmit(id, work) {
  const form = element(id);
  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    trouble('');
    try {
      await work();
    } catch (failure) {
      trouble(failure.message);
    } finally {
      button.disabled = false;
    }
  });
}

let callstream;

onSubmit('key-form', async () => {
  const asked = new Callstream(element('key').value.trim());
  const agents = await asked.agents();
  callstream = asked;
  element('agent').replaceChildren(...agents.map((agent) => {
    const name = agent.agent_name ? `${agent.agent_name} (${agent.agent_id})` : agent.agent_id;
    return new Option(name, agent.agent_id);
  }));
  element('agent-form').hidden = agents.length === 0;
  if (agents.length === 0) trouble('Retell has no agent yet. Create one first, there or by POST /api/v1/agents.');
  else element('agent').focus();
});

onSubmit('agent-form', async () => {
  const made = await callstream.create(element('agent').value);
  element('start').hidden = true;
  new Joining(made, await ahead(), () => over(made.callstream_call_id));
});

onSubmit('token-form', async () => {
  let given;
  try {
    given = connection(element('token').value.trim());
  } catch {
    throw new Error('This is neither a token nor an answer of create-web-call.');
  }
  element('token').value = '';
  element('paste').hidden = true;
  new Joining(given, await ahead(), () => { element('paste').hidden = false; });
});

/** Lets another call be started, and says how this one came out. */
async function over(callId) {
  element('start').hidden = false;
  try {
    const call = await callstream.ended(callId);
    if (call && element('start').hidden === false) element('state').textContent += ` ${ofOutcome(call)}`;
  } catch {
    // The call is over for this page all the same.
  }
}

const given = linked();
if (given) new Joining(given, await ahead(), () => {});
else if (element('start')) element('start').hidden = false;
