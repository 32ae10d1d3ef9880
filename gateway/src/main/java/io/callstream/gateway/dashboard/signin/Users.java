package io.callstream.gateway.dashboard.signin;

import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code gateway.users}, and the links that make the first of them. */
@Component
final class Users {

  /** The name of the first user. */
  static final String FIRST = "admin";

  /** How long a link is good for. */
  static final Duration LINK_MAX = Duration.ofHours(24);

  private static final int COST = 12;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final SecureRandom randomness = new SecureRandom();
  private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(COST);
  private final Hashing hashing = new Hashing();

  /** Of no password: checked where there is no user, so that both take as long. */
  private final String nobodys;

  Users(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.nobodys = bcrypt.encode(Secret.random(randomness).text());
  }

  /** Whether this is the user's password. */
  boolean knows(String name, String password) {
    var hash =
        jdbc.sql("select password_hash from gateway.users where name = :name")
            .param("name", name)
            .query(String.class)
            .optional();
    boolean fits = Passwords.fits(password);
    return hashing.of(() -> bcrypt.matches(fits ? password : "", hash.orElse(nobodys)))
        && hash.isPresent();
  }

  /** Whether there is one at all. */
  boolean any() {
    return jdbc.sql("select exists (select from gateway.users)").query(Boolean.class).single();
  }

  /** Makes the first user, unless there is one; whether it did. */
  boolean makeFirst(String password) {
    var hash = bcrypt.encode(password);
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          // One maker at a time, of all gateways: the second sees the first one's user.
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended('gateway.users', 0))")
              .query(_ -> {});
          if (any()) {
            return false;
          }
          jdbc.sql("insert into gateway.users (name, password_hash) values (:name, :hash)")
              .param("name", FIRST)
              .param("hash", hash)
              .update();
          jdbc.sql("delete from gateway.first_links").update();
          return true;
        }));
  }

  /** A new link's secret. */
  Secret firstLink() {
    var secret = Secret.random(randomness);
    jdbc.sql("insert into gateway.first_links (digest) values (:digest)")
        .param("digest", secret.digest())
        .update();
    return secret;
  }

  /** Whether this link still makes the first user. */
  boolean isOpen(Secret link) {
    return !any()
        && jdbc.sql(
                """
                select exists (select from gateway.first_links
                  where digest = :digest
                    and made_at > clock_timestamp() - make_interval(secs => :max))
                """)
            .param("digest", link.digest())
            .param("max", LINK_MAX.toSeconds())
            .query(Boolean.class)
            .single();
  }
}
