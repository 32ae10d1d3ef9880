package io.callstream.gateway;

import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.dashboard.DashboardSettings;
import io.callstream.gateway.dryrun.DryRunSettings;
import io.callstream.gateway.provider.RetellAccess;
import io.callstream.gateway.request.RedeliverySettings;
import io.callstream.gateway.web.AdminKey;
import io.callstream.gateway.webcall.WebCallSettings;
import io.callstream.gateway.webhook.WebhookSettings;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.startup.ServiceMain;
import io.callstream.runtime.startup.ServiceStart;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** HTTP in: calls, webhooks, the read API. */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class GatewayApplication {

  /** Runs a gateway as this process. */
  public static void main(String[] args) {
    ServiceMain.run(() -> start(Environment.ofProcess()));
  }

  /** Starts a gateway; it answers when this returns, and is ready when what it needs is there. */
  public static ConfigurableApplicationContext start(Environment environment) {
    var settings = GatewaySettings.from(environment);
    var service =
        ServiceStart.of(GatewayApplication.class, "gateway")
            .listeningOn(settings.serverPort(), settings.managementPort())
            .with(DatabaseSettings.class, DatabaseSettings.from(environment))
            .with(KafkaSettings.class, KafkaSettings.from(environment))
            .with(AdminKey.class, settings.adminKey())
            .with(CallDefaults.class, settings.calls())
            .with(RedeliverySettings.class, settings.redelivery())
            .with(WebhookSettings.class, settings.webhooks())
            .with(RetellAccess.class, settings.retell())
            .with(WebCallSettings.class, settings.webCalls())
            .with(DashboardSettings.class, settings.dashboard())
            .with(DryRunSettings.class, settings.dryRuns());
    HttpLimits.PROPERTIES.forEach(service::property);
    return service.start();
  }
}
