package io.callstream.gateway.request;

import io.callstream.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs the redelivery. */
@Configuration(proxyBeanMethods = false)
class RedeliveryConfiguration {

  /** How many times a request's own interval is looked at, so that none waits much longer. */
  private static final int LOOKS = 10;

  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  @Bean
  Redelivery redelivery(
      OpenRequests requests,
      RequestMessages messages,
      TransactionTemplate transaction,
      RedeliverySettings settings,
      InstantSource clock,
      MeterRegistry meters) {
    return new Redelivery(requests, messages, transaction, settings, clock, meters);
  }

  @Bean
  Loop redeliveryLoop(Redelivery redelivery, RedeliverySettings settings, MeterRegistry meters) {
    var look = settings.after().dividedBy(LOOKS);
    var rest = look.compareTo(LONGEST_REST) < 0 ? look : LONGEST_REST;
    return new Loop("redelivery", rest, redelivery::runOnce, meters);
  }
}
