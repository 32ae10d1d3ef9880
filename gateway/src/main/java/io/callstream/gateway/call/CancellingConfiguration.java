package io.callstream.gateway.call;

import io.callstream.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs what cancelling leaves to be done later. */
@Configuration(proxyBeanMethods = false)
class CancellingConfiguration {

  private static final Duration REST = Duration.ofSeconds(2);

  @Bean
  Loop stoppedRequestsLoop(Cancelling cancelling, MeterRegistry meters) {
    return new Loop("stopped-requests", REST, cancelling::withdrawStopped, meters);
  }
}
