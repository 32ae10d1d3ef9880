package io.callstream.gateway.recipient;

import io.callstream.gateway.recipient.Reading.Person;
import io.callstream.gateway.recipient.Reading.Reject;
import java.util.ArrayList;
import java.util.List;

/** Rows that are stored together. */
record Batch(List<Person> people, List<Reject> rejects) {

  private static final int ROWS = 1_000;

  /** Rows may be wide. */
  private static final int CHARACTERS = 1_000_000;

  /** The next ones; none after the last. */
  static Batch of(Rows rows) {
    var people = new ArrayList<Person>(ROWS);
    var rejects = new ArrayList<Reject>();
    long characters = 0;
    while (people.size() + rejects.size() < ROWS && characters < CHARACTERS) {
      var row = rows.next();
      switch (row) {
        case null -> {
          return new Batch(people, rejects);
        }
        case Person person -> people.add(person);
        case Reject reject -> rejects.add(reject.cut());
      }
      characters += row.characters();
    }
    return new Batch(people, rejects);
  }

  boolean isEmpty() {
    return people.isEmpty() && rejects.isEmpty();
  }
}
