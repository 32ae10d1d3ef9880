package io.callstream.gateway.dashboard.signin;

import io.callstream.gateway.dashboard.DashboardSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sees to it, at the start, that somebody can sign in. */
@Component
public final class FirstUser {

  private static final Logger log = LoggerFactory.getLogger(FirstUser.class);

  private final Users users;
  private final DashboardSettings settings;

  FirstUser(Users users, DashboardSettings settings) {
    this.users = users;
    this.settings = settings;
  }

  /** Makes the first user by the password of the environment, or prints a link that makes it. */
  public void ensure() {
    if (users.any()) {
      return;
    }
    settings
        .adminPassword()
        .ifPresentOrElse(
            password -> {
              if (users.makeFirst(password)) {
                log.info("Made the dashboard's user {}", Users.FIRST);
              }
            },
            () ->
                log.warn(
                    "Nobody can sign in to the dashboard yet. Open this once, within 24 hours: {}",
                    settings.address("/dashboard/first?link=" + users.firstLink().text())));
  }
}
