package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallExportTest {

  @Test
  void cellsAreQuotedWhereTheyMustBeAndNoneIsAFormula() {
    assertThat(CallExport.line(List.of("a", "", "b,c", "say \"yes\"", "two\nlines")))
        .isEqualTo("a,,\"b,c\",\"say \"\"yes\"\"\",\"two\nlines\"\r\n");
    assertThat(CallExport.line(List.of("=1+1", "@x", "-cmd", "+12125550123", "-5")))
        .isEqualTo("'=1+1,'@x,'-cmd,+12125550123,-5\r\n");
  }
}
