package io.callstream.gateway.campaign;

import io.callstream.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs the keeper. */
@Configuration(proxyBeanMethods = false)
class CampaignConfiguration {

  private static final Duration REST = Duration.ofMillis(500);

  @Bean
  CampaignKeeper campaignKeeper(
      Campaigns campaigns,
      DispatcherCampaigns dispatcher,
      ProgressBook progress,
      Withdrawal withdrawal) {
    return new CampaignKeeper(campaigns, dispatcher, progress, withdrawal);
  }

  @Bean
  Loop campaignLoop(CampaignKeeper keeper, MeterRegistry meters) {
    return new Loop("campaigns", REST, keeper::runOnce, meters);
  }
}
