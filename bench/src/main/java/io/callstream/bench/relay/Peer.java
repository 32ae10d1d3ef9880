package io.callstream.bench.relay;

/** Who reads the outbox. */
enum Peer {
  /** As the services host it: publishes each batch in a Kafka transaction, stores its position. */
  RELAY("relay, published and acknowledged"),
  /** Debezium with the relay's settings and a consumer that counts; its position in memory. */
  BARE("bare engine, counted alone");

  private final String says;

  Peer(String says) {
    this.says = says;
  }

  String says() {
    return says;
  }
}
