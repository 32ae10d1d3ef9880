package io.callstream.gateway.dashboard.signin;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code gateway.sessions}: shared by all gateways, kept over restarts. */
@Component
final class Sessions {

  /** Since its last use. */
  static final Duration IDLE_MAX = Duration.ofHours(12);

  /** Since it began. */
  static final Duration LENGTH_MAX = Duration.ofDays(30);

  /** A use is written down when the last one written is so old. */
  private static final Duration SEEN_EXACT_TO = Duration.ofMinutes(5);

  private static final String LIVE =
      """
      seen_at > clock_timestamp() - make_interval(secs => :idle)
        and created_at > clock_timestamp() - make_interval(secs => :length)
      """;

  private static final String FIND =
      """
      select user_name, seen_at < clock_timestamp() - make_interval(secs => :exact) as long_ago
        from gateway.sessions
       where digest = :digest and
      """
          + LIVE;

  private record Found(String userName, boolean longAgo) {}

  private final JdbcClient jdbc;
  private final SecureRandom randomness = new SecureRandom();

  Sessions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Begins one, and forgets those that are over. */
  Secret begin(String userName) {
    forgetOver();
    var secret = Secret.random(randomness);
    jdbc.sql("insert into gateway.sessions (digest, user_name) values (:digest, :user)")
        .param("digest", secret.digest())
        .param("user", userName)
        .update();
    return secret;
  }

  /** Who carries this secret, if they are signed in. */
  Optional<Session> find(Secret secret) {
    var found =
        jdbc.sql(FIND)
            .param("digest", secret.digest())
            .param("exact", SEEN_EXACT_TO.toSeconds())
            .param("idle", IDLE_MAX.toSeconds())
            .param("length", LENGTH_MAX.toSeconds())
            .query(Found.class)
            .optional();
    found.filter(Found::longAgo).ifPresent(_ -> see(secret));
    return found.map(known -> new Session(known.userName(), secret.csrfToken()));
  }

  /** Signs out. */
  void end(Secret secret) {
    jdbc.sql("delete from gateway.sessions where digest = :digest")
        .param("digest", secret.digest())
        .update();
  }

  private void see(Secret secret) {
    jdbc.sql(
            """
            update gateway.sessions set seen_at = clock_timestamp()
             where digest = :digest
            """)
        .param("digest", secret.digest())
        .update();
  }

  private void forgetOver() {
    jdbc.sql("delete from gateway.sessions where not (" + LIVE + ")")
        .param("idle", IDLE_MAX.toSeconds())
        .param("length", LENGTH_MAX.toSeconds())
        .update();
  }
}
