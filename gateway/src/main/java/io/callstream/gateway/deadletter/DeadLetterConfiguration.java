package io.callstream.gateway.deadletter;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.loop.Loop;
import io.callstream.runtime.reader.ReaderSettings;
import io.callstream.runtime.reader.StoredOffsetReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The reader of the dead-letter topics, and what forgets the letters that are done with. */
@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {

  private static final int BATCH_RECORDS = 100;

  private static final Duration FORGOTTEN_EVERY = Duration.ofHours(1);

  @Bean
  Loop deadLetterLoop(LetterBook letters, MeterRegistry meters) {
    return new Loop("dead-letters", FORGOTTEN_EVERY, letters::forgetDecided, meters);
  }

  @Bean
  StoredOffsetReader deadLetterReader(
      KafkaSettings kafka, DataSource database, JdbcClient jdbc, MeterRegistry meters) {
    var topics =
        List.of(
                Topics.CALL_REQUESTS,
                Topics.RETELL_WEBHOOKS,
                Topics.DISPATCH_SIGNALS,
                Topics.CALL_EVENTS)
            .stream()
            .map(Topics::deadLetters)
            .toList();
    return new StoredOffsetReader(
        new ReaderSettings("gateway-dead-letters", topics, "gateway", BATCH_RECORDS, 1),
        kafka,
        database,
        new Collecting(jdbc),
        meters);
  }
}
