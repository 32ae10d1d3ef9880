package io.callstream.dispatcher.asking;

import io.callstream.dispatcher.ledger.End;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.RetellCall;
import io.callstream.retell.ending.Ending;

/** Makes sightings of Retell's answers. */
final class SightedCalls {

  private SightedCalls() {}

  /** Of a whole call object: says its end, too, when it is over. */
  static Sighting whole(RetellCall call, String installation) {
    return new Sighting(
        call.callId(),
        CallOrigin.of(call, installation).orElse(null),
        Ending.of(call).ended() ? new End.Asked(call) : null,
        false);
  }

  /** Of an item of a list, which lacks the transcript: says only that the call is there. */
  static Sighting listed(RetellCall call, String installation) {
    return new Sighting(call.callId(), CallOrigin.of(call, installation).orElse(null), null, false);
  }
}
