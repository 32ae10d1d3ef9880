package io.callstream.projector;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.Installation;
import java.net.URI;

/**
 * The projector's own settings (CONTRACT.md, "Environment of every jar").
 *
 * @param installation whose calls are ours
 * @param publicBaseUrl where the gateway answers; in the links of events
 */
record ProjectorSettings(String installation, URI publicBaseUrl) {

  static ProjectorSettings from(Environment environment) {
    return new ProjectorSettings(
        Installation.of(environment),
        environment.uri("PUBLIC_BASE_URL", URI.create("http://127.0.0.1:8080")));
  }
}
