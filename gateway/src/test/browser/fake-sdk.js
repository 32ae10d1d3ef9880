// Stands in for Retell's Web SDK where a test says what it does: its media is Retell's alone.
export class RetellWebClient {
  constructor() {
    this.heard = {};
    this.did = [];
    window.client = this;
  }

  on(event, work) {
    (this.heard[event] ??= []).push(work);
  }

  emit(event, given) {
    (this.heard[event] ?? []).forEach((work) => work(given));
  }

  async startCall(config) {
    this.config = config;
  }

  async startAudioPlayback() {}

  mute() {
    this.did.push('mute');
  }

  unmute() {
    this.did.push('unmute');
  }

  stopCall() {
    this.did.push('stop');
    this.emit('call_ended');
  }
}
