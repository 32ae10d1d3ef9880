/** Why there is no microphone, and what to do. */
export function ofMicrophone(error) {
  switch (error?.name) {
    case 'NotAllowedError':
      return 'The microphone was refused. Allow it for this page, by the sign beside its address or in the settings of your browser, and press Join again.';
    case 'NotFoundError':
      return 'This device has no microphone. Connect one and press Join again.';
    case 'NotReadableError':
      return 'The microphone is in use by another program, or switched off. Free it and press Join again.';
    case 'NotSecure':
      return 'Browsers give the microphone only to pages at https:// or on this very machine. Open this page that way.';
    default:
      return `The microphone cannot be used (${error?.name ?? 'no reason given'}).`;
  }
}

/** Why a call could not be joined, as far as this page can know. */
export function ofConnecting(said, connection) {
  const cause = connection.transport === 'gateway'
    ? 'Its token is of Retell\'s v3, which this page\'s Web SDK (2.0.8) may not be able to use: whoever runs this Callstream can set RETELL_WEB_CALL_VERSION=v2.'
    : 'The token may be wrong, used or too old, or this network does not let calls through.';
  return `The call could not be joined: Retell's media server said no or was not reached (${said}). ${cause}`;
}

/** Why this Callstream did not do what it was asked. */
export function ofAnswer(status, problem) {
  if (status === 401) return 'This API key is not the right one.';
  if (status === 0) return 'Callstream does not answer. Is this machine online?';
  return problem?.detail ?? `Callstream answered with ${status}.`;
}

export const TOO_LATE = 'Nobody joined in time: the 30 seconds are over and Retell has ended this call. Create a new one.';

/** How a call came out, once its row says so. */
export function ofOutcome(call) {
  if (call.outcome === 'not_joined') return 'Callstream has it as failed: nobody joined.';
  const how = call.outcome ? `${call.status}, ${call.outcome}` : call.status;
  return `Callstream has it as ${how.replaceAll('_', ' ')}.`;
}
