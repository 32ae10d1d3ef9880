package io.callstream.projector.fold;

/** What something can be known of: a column, a mark that decides the status, a member kept raw. */
public sealed interface Key permits Field, Mark, Key.Extra {

  /** Unique over all keys; how stamps are stored. */
  String id();

  /** Which of two values is kept; a package-private matter of the fold. */
  default Known better(Known one, Known other) {
    return order().compare(one, other) >= 0 ? one : other;
  }

  private Order order() {
    return switch (this) {
      case Field field -> field.order();
      case Mark mark -> mark.order();
      case Extra _ -> Order.RETELL_FIRST;
    };
  }

  /** A member of Retell's call object that has no column: it stays in {@code raw_extra}. */
  record Extra(String name) implements Key {

    static final String PREFIX = "extra:";

    @Override
    public String id() {
      return PREFIX + name;
    }
  }

  /** The key of an id. */
  static Key of(String id) {
    if (id.startsWith(Extra.PREFIX)) {
      return new Extra(id.substring(Extra.PREFIX.length()));
    }
    return id.startsWith(Mark.PREFIX) ? Mark.of(id) : Field.of(id);
  }
}
