package org.onsager.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Judgement;
import org.onsager.lab.Verdict;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Run;

/** A finished run, as lines for a terminal and as one JSON document. */
record RunDocument(Run run, Path folder) {

  Exit exit() {
    return Exit.of(run.findings(), run.judgements());
  }

  private List<Verdict> verdicts() {
    return run.judgements().stream().map(Judgement::verdict).toList();
  }

  /** The table of claims, what came of them, and where the poster lies. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(ClaimLines.table(run.findings(), run.judgements()));
    lines.add("");
    int n = verdicts().size();
    lines.add(n + (n == 1 ? " claim: " : " claims: ") + ClaimLines.summary(verdicts()));
    lines.add("run     " + run.name() + " in " + Prose.duration(run.provenance().seconds()));
    Path poster = folder.resolve("poster.html");
    lines.add(Files.exists(poster) ? "poster  " + poster : "folder  " + folder);
    return lines;
  }

  /** Everything a program may want to know; the figures' data are in the run's folder. */
  Map<String, @Nullable Object> tree() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("experiment", run.card().id());
    tree.put("title", run.card().title());
    tree.put("exit", exit().code());
    tree.put("verdicts", ClaimLines.counts(verdicts()));
    tree.put("run", run.name());
    tree.put("folder", folder.toString());
    tree.put("poster", folder.resolve("poster.html").toString());
    tree.put("effort", DescribeVerb.name(run.effort()));
    tree.put("seed", run.seed());
    tree.put("threads", run.threads());
    tree.put("knobs", run.knobs());
    tree.put("provenance", Codec.tree(run.provenance()));
    tree.put("digest", run.digest());
    tree.put("command", run.command());
    tree.put("facts", run.findings().facts());
    tree.put(
        "claims",
        ClaimLines.of(run.findings(), run.judgements()).stream().map(ClaimLines::tree).toList());
    return tree;
  }
}
