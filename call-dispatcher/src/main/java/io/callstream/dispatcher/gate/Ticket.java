package io.callstream.dispatcher.gate;

import io.callstream.retell.dial.CreatePhoneCall;
import io.callstream.retell.dial.WriteDeadline;
import java.util.UUID;

/** The right to send one request, once. */
record Ticket(UUID dialId, UUID callId, CreatePhoneCall request, WriteDeadline deadline) {}
