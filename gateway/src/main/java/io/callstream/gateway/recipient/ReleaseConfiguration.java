package io.callstream.gateway.recipient;

import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import io.callstream.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs the release. */
@Configuration(proxyBeanMethods = false)
class ReleaseConfiguration {

  private static final Duration REST = Duration.ofMillis(500);

  @Bean
  Release release(
      Campaigns campaigns,
      ReleaseBook book,
      Requests requests,
      RequestMessages messages,
      TransactionTemplate transaction,
      InstantSource clock) {
    return new Release(campaigns, book, requests, messages, transaction, clock);
  }

  @Bean
  Loop releaseLoop(Release release, MeterRegistry meters) {
    return new Loop("release", REST, release::runOnce, meters);
  }
}
