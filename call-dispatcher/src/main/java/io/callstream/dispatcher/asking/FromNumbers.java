package io.callstream.dispatcher.asking;

import io.callstream.retell.read.NumberPage;
import io.callstream.retell.read.PhoneNumber;
import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Reads which telephony provider carries which number: each has its own rate. */
public final class FromNumbers {

  private static final Logger log = LoggerFactory.getLogger(FromNumbers.class);

  private static final int PAGES_MAX = 100;
  private static final String UNKNOWN = "unknown";

  private final JdbcClient database;
  private final RetellReads reads;

  public FromNumbers(JdbcClient database, RetellReads reads) {
    this.database = database;
    this.reads = reads;
  }

  /**
   * Reads all pages; while one cannot be read, what was known stays.
   *
   * @return false: there is nothing to do at once
   */
  public boolean readOnce() {
    all().ifPresent(this::store);
    return false;
  }

  private Optional<List<PhoneNumber>> all() {
    var numbers = new ArrayList<PhoneNumber>();
    @Nullable String key = null;
    for (int page = 0; page < PAGES_MAX; page++) {
      var answer = reads.listPhoneNumbers(key);
      if (!(answer instanceof ReadAnswer.Found<NumberPage>(var found))) {
        log.atWarn().addKeyValue("answer", Answers.name(answer)).log("list-phone-numbers failed");
        return Optional.empty();
      }
      numbers.addAll(found.numbers());
      key = found.nextKey();
      if (key == null) {
        return Optional.of(numbers);
      }
    }
    log.atWarn().addKeyValue("pages", PAGES_MAX).log("more phone numbers than are read");
    return Optional.of(numbers);
  }

  private void store(List<PhoneNumber> numbers) {
    var listed = numbers.stream().filter(n -> n.number() != null && !n.number().isBlank()).toList();
    database
        .sql(
            """
            with listed as (
              select distinct on (number) number, provider
                from unnest(:numbers::text[], :providers::text[]) u (number, provider) order by number),
            gone as (
              delete from dispatch.from_numbers where number not in (select number from listed))
            insert into dispatch.from_numbers (number, provider) select number, provider from listed
            on conflict (number) do update set provider = excluded.provider
            """)
        .param("numbers", texts(listed, PhoneNumber::number))
        .param("providers", texts(listed, n -> n.type() == null ? UNKNOWN : n.type()))
        .update();
  }

  private static SqlArrayValue texts(
      List<PhoneNumber> numbers, Function<PhoneNumber, @Nullable String> part) {
    return new SqlArrayValue("text", numbers.stream().map(part).toArray());
  }
}
