package io.callstream.projector.readmodel;

import io.callstream.runtime.database.SetUpWrongly;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which mapping made the read model. Two mappings must not write the same rows: what one corrected,
 * the other would undo with the next webhook.
 */
public final class MappingVersion {

  private static final String TAKE_OVER_WHAT_IS_EMPTY =
      """
      update calls.mapping set version = :own, since = now()
       where version <> :own and not exists (select from calls.retell_calls)
      """;

  private final JdbcClient database;
  private final int own;

  /**
   * @param own the mapping of this process
   */
  public MappingVersion(JdbcClient database, int own) {
    this.database = database;
    this.own = own;
  }

  /**
   * Waits for the switch: a projector with a newer mapping may run beside those with the old one
   * and takes over when the rebuild is done. An empty read model is anybody's.
   */
  public void await() {
    database.sql(TAKE_OVER_WHAT_IS_EMPTY).param("own", own).update();
    require();
  }

  /**
   * Asked in each batch, after its offsets have moved: a switch waits for batches under way, and
   * who waited for the switch sees it here.
   *
   * @throws SetUpWrongly when another mapping made the rows
   */
  public void require() {
    int made = database.sql("select version from calls.mapping").query(Integer.class).single();
    if (made != own) {
      throw new SetUpWrongly(
          "the read model is made by mapping %d, this projector has %d: %s"
              .formatted(
                  made, own, made < own ? "run `callstream rebuild --switch`" : "it is too old"));
    }
  }
}
