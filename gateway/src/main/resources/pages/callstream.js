import { ofAnswer } from './words.js';

const OVER = ['completed', 'failed', 'cancelled'];

/** This page's own Callstream, asked with a key. Failures are thrown in words. */
export class Callstream {
  constructor(key) {
    this.key = key;
  }

  async agents() {
    return (await this.ask('agents?limit=1000')).items;
  }

  create(agentId) {
    return this.ask('calls/web-call', { agent_id: agentId });
  }

  /** The row of a call that has come to its end; undefined when that takes too long. */
  async ended(callId) {
    for (let look = 0; look < 30; look++) {
      const call = await this.ask(`calls/${encodeURIComponent(callId)}`);
      if (OVER.includes(call.status)) return call;
      await new Promise((done) => setTimeout(done, 2000));
    }
    return undefined;
  }

  async ask(path, body) {
    let answer;
    try {
      answer = await fetch(new URL(`../api/v1/${path}`, document.baseURI), {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${this.key}`, ...(body && { 'content-type': 'application/json' }) },
        body: body && JSON.stringify(body),
      });
    } catch {
      throw new Error(ofAnswer(0));
    }
    const json = await answer.json().catch(() => undefined);
    if (!answer.ok) throw new Error(ofAnswer(answer.status, json));
    return json;
  }
}

/** How far this device's clock is ahead of the server's, in milliseconds; 0 when that cannot be known. */
export async function ahead() {
  try {
    const asked = await fetch(document.location.pathname, { method: 'HEAD' });
    const theirs = Date.parse(asked.headers.get('date'));
    // The header has whole seconds.
    return Number.isNaN(theirs) ? 0 : Date.now() - theirs - 500;
  } catch {
    return 0;
  }
}
