package io.callstream.bench.table;

import io.callstream.bench.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./callstream bench table}: README's table of what runs wrote. */
@Command(
    name = "table",
    description = {
      "A Markdown table of what runs wrote as JSON: what was measured, what was wanted of it, by",
      "which command and of which commit; a + behind a commit: with changes of its own. Measures",
      "nothing. Exit code 2: a file cannot be read, or README.md has no place for the table."
    },
    mixinStandardHelpOptions = true)
public final class TableCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE.json",
      arity = "0..*",
      description = "in this order (default: the newest of each kind under bench/target/runs)")
  private List<Path> files = List.of();

  @Option(
      names = "--readme",
      description =
          "put it into README.md, in place of what stands between <!-- bench table --> and <!-- /bench table -->")
  private boolean readme;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      description = "of files that do not name theirs, as old ones (default: commit unknown)")
  private @Nullable String commit;

  @Override
  public Integer call() {
    var chosen = files.isEmpty() ? Runs.newest(RunFolder.runs()) : files;
    var table = Markdown.table(chosen.stream().map(Told::read).toList(), commit);
    if (readme) {
      Readme.put(RunFolder.jars().root().resolve("README.md"), table);
      System.out.println("README.md has the table of " + chosen.size() + " files");
    } else {
      System.out.print(table);
    }
    return 0;
  }
}
