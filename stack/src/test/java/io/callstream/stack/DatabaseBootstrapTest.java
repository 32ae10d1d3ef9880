package io.callstream.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseBootstrapTest {

  @Test
  void aStatementEndsWithASemicolonOutsideOfBlocks() {
    assertThat(
            DatabaseBootstrap.statements(
                """
                -- a comment; with a semicolon;
                DO $$
                BEGIN
                  PERFORM 1;
                END
                $$;

                GRANT a
                  TO b;
                """))
        .containsExactly("DO $$\nBEGIN\n  PERFORM 1;\nEND\n$$;", "GRANT a\n  TO b;");
  }
}
