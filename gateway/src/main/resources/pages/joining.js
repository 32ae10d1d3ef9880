import { RetellWebClient } from './retell-sdk.js';
import { merged, show } from './transcript.js';
import { TOO_LATE, ofConnecting, ofMicrophone } from './words.js';

const WINDOW_MS = 30_000;
const element = (id) => document.getElementById(id);

/** One web call in this page, from its token to its end. */
export class Joining {
  /**
   * @param connection what create-web-call answered
   * @param clockAhead of this device before the server's, in milliseconds
   * @param ended is told once, when the call is over or can no longer be joined
   */
  constructor(connection, clockAhead, ended) {
    this.connection = connection;
    this.ended = ended;
    this.state = 'waiting';
    this.said = [];
    this.until = Date.now() + this.left(clockAhead);
    this.show('Ready. Your browser will ask for the microphone.', ['join']);
    element('call').hidden = false;
    element('countdown').hidden = false;
    show(element('transcript'), this.said);
    element('join').onclick = () => this.join();
    element('mute').onclick = () => this.mute();
    element('leave').onclick = () => this.leave();
    this.leaving = () => this.client?.stopCall();
    window.addEventListener('pagehide', this.leaving);
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
    element('join').focus();
  }

  /** Of the window; a clock that is wrong cannot make it longer than it is. */
  left(clockAhead) {
    const expires = Number(this.connection.expires_at);
    if (!(expires > 0)) return WINDOW_MS;
    return Math.min(WINDOW_MS, expires - (Date.now() - clockAhead));
  }

  tick() {
    const seconds = Math.ceil((this.until - Date.now()) / 1000);
    if (seconds > 0) {
      element('countdown').textContent = `${seconds} s left to join`;
    } else if (this.state === 'waiting' || this.state === 'asking') {
      this.end('Not joined.', TOO_LATE);
    } else {
      this.stopCounting();
    }
  }

  async join() {
    if (this.state !== 'waiting') return;
    this.state = 'asking';
    trouble('');
    this.show('Waiting for you to allow the microphone…', []);
    try {
      await microphone();
    } catch (error) {
      if (this.state !== 'asking') return;
      this.state = 'waiting';
      trouble(ofMicrophone(error));
      this.show('Not joined yet.', ['join']);
      return;
    }
    if (this.state === 'asking') this.connect();
  }

  connect() {
    this.state = 'connecting';
    this.show('Connecting…', ['leave']);
    const client = new RetellWebClient();
    this.client = client;
    const current = (work) => (given) => this.client === client && work(given);
    client.on('call_started', current(() => this.live()));
    client.on('call_ready', current(() => this.show('The agent is there. Speak.', ['mute', 'leave'])));
    client.on('agent_start_talking', current(() => this.say('The agent speaks.')));
    client.on('agent_stop_talking', current(() => this.say('The agent listens.')));
    client.on('update', current((update) => this.hear(update)));
    client.on('error', current((said) => this.fail(String(said))));
    client.on('call_ended', current(() => this.end('The call has ended.')));
    // It says a failure by its event; this is for a fault of its own.
    const { access_token: accessToken, call_id: callId, transport, ice_servers: iceServers } = this.connection;
    client.startCall({ accessToken, callId, transport, iceServers }).catch(current((fault) => this.fail(String(fault))));
  }

  live() {
    if (this.state === 'left') return;
    this.state = 'live';
    this.stopCounting();
    this.show('Connected. The agent will be with you in a moment.', ['mute', 'leave']);
    Promise.resolve(this.client.startAudioPlayback?.()).catch(() => {});
  }

  hear(update) {
    if (!Array.isArray(update?.transcript)) return;
    this.said = merged(this.said, update.transcript);
    show(element('transcript'), this.said);
  }

  mute() {
    const muted = element('mute').getAttribute('aria-pressed') !== 'true';
    if (muted) this.client.mute();
    else this.client.unmute();
    element('mute').setAttribute('aria-pressed', String(muted));
    this.say(muted ? 'Muted: the agent does not hear you.' : 'The agent hears you again.');
  }

  leave() {
    const client = this.client;
    this.end('You have left the call.');
    // Before it is connected the SDK stops nothing: then it must be stopped as soon as it is.
    client?.on('call_started', () => client.stopCall());
    client?.stopCall();
  }

  fail(said) {
    const wasLive = this.state === 'live';
    const client = this.client;
    if (!wasLive && Date.now() < this.until) {
      this.client = undefined;
      this.state = 'waiting';
      trouble(ofConnecting(said, this.connection));
      this.show('Not joined.', ['join']);
      return;
    }
    this.end('The call has ended.', wasLive ? `The connection was lost (${said}).` : ofConnecting(said, this.connection));
    client?.stopCall();
  }

  end(state, why = '') {
    if (this.state === 'left') return;
    this.state = 'left';
    this.client = undefined;
    this.stopCounting();
    window.removeEventListener('pagehide', this.leaving);
    if (why) trouble(why);
    this.show(state, []);
    this.ended();
  }

  stopCounting() {
    clearInterval(this.timer);
    element('countdown').hidden = true;
  }

  say(state) {
    element('state').textContent = state;
  }

  show(state, buttons) {
    this.say(state);
    for (const id of ['join', 'mute', 'leave']) element(id).hidden = !buttons.includes(id);
    if (!buttons.includes('mute')) element('mute').setAttribute('aria-pressed', 'false');
  }
}

/** Says what went wrong; nothing takes it away. */
export function trouble(words) {
  element('trouble').textContent = words;
  element('trouble').hidden = words === '';
}

/** Asks for the microphone before the SDK does, since the SDK does not say why it got none. */
async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error(), { name: 'NotSecure' });
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const track of stream.getTracks()) track.stop();
}
