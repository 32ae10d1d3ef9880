package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.CampaignRules.Again;
import io.callstream.contracts.CampaignRules.Budget;
import io.callstream.contracts.CampaignWindow;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesInWordsTest {

  @Test
  void everyRuleThatIsSetIsSaid() {
    var rules =
        new CampaignRules(
            "agent_1",
            List.of("+12125550100", "+12125550101"),
            new CampaignWindow(
                List.of("mon", "tue", "wed", "thu", "fri"),
                "09:00",
                "18:00",
                List.of("2026-12-25"),
                Map.of("DE", new CallWindow(List.of("sat"), "10:00", "12:00", null))),
            List.of(new Again(List.of("no_answer", "busy"), 1_800)),
            3,
            3_600,
            2,
            20,
            new BigDecimal("2.5"),
            1,
            null,
            null,
            86_400,
            new Budget(500L, 1_000L),
            Map.of());

    assertThat(RulesInWords.of(rules))
        .containsExactly(
            "Agent agent_1 calls from +12125550100, +12125550101, in turn.",
            "People are called Monday to Friday from 09:00 to 18:00, by the clock where each of them lives.",
            "In DE: Saturday from 10:00 to 12:00.",
            "Nobody is called on 2026-12-25.",
            "Each person is called at most 3 times.",
            "After no answer or busy they are called again, 30 minutes later.",
            "Between two calls to one number lie at least 1 hour.",
            "A number is called at most 2 times within 24 hours.",
            "At most 20 calls go on at a time.",
            "At most 2.5 calls are placed in a second.",
            "It ends after 500 calls.",
            "It ends after 1000 minutes of talk.",
            "Who has not been reached within 1 day of their turn is left alone.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mon tue wed thu fri|Monday to Friday",
        "fri mon wed tue thu|Monday to Friday",
        "mon tue wed thu fri sat sun|every day",
        "sat sun|Saturday, Sunday",
        "mon wed fri|Monday, Wednesday, Friday",
        "sun|Sunday"
      })
  void daysAreWords(String days, String words) {
    assertThat(RulesInWords.days(List.of(days.split(" ")))).isEqualTo(words);
  }
}
