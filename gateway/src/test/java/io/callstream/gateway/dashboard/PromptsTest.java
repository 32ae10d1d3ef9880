package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptsTest {

  @Test
  void variablesAreFoundOnceInTheirOrder() {
    var prompt = new Prompts.Prompt("Hello {{ name }}", "Ask {{name}} about {{order_id}} {not}");

    assertThat(prompt.names()).containsExactly("name", "order_id");
  }

  @Test
  void whatIsGivenIsFilledInAsItIsAndTheRestStays() {
    assertThat(Prompts.filled("Hello {{ name }}, {{when}}?", Map.of("name", "Zoë $1 {{when}}")))
        .isEqualTo("Hello Zoë $1 {{when}}, {{when}}?");
  }
}
