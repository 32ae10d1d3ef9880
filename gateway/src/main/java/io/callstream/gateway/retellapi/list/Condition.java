package io.callstream.gateway.retellapi.list;

import java.util.List;

/**
 * A condition on rows of {@code c}, with a value for each of its question marks.
 *
 * @param sql of our own words alone
 */
record Condition(String sql, List<Object> values) {

  static Condition of(String sql, Object... values) {
    return new Condition(sql, List.of(values));
  }
}
