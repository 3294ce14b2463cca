package org.onsager.nets.loaded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.nets.graph.Graph;
import org.onsager.nets.graph.Graph.Step;
import org.onsager.nets.graph.Role;

/** Finds the layers of a graph, and the activation that each of them feeds. */
final class SiteSearch {
  private final Map<Integer, List<Step>> takers = new HashMap<>();

  private SiteSearch(Graph graph) {
    for (Step step : graph.steps()) {
      for (int value : step.inputs()) {
        takers.computeIfAbsent(value, _ -> new ArrayList<>()).add(step);
      }
    }
  }

  /** A site, and the numbers of the values of its {@link Signal}. */
  record Place(Site site, int entering, int own, int pre, int after) {}

  static List<Place> of(Graph graph) {
    SiteSearch search = new SiteSearch(graph);
    List<Place> places = new ArrayList<>();
    for (Step step : graph.steps()) {
      if (step.role() instanceof Role.Weighted layer) {
        places.add(search.place(step, layer));
      }
    }
    return places;
  }

  private Place place(Step step, Role.Weighted layer) {
    int entering = step.inputs().getFirst();
    int own = step.outputs().getFirst();
    Step follower = follower(own, new HashSet<>());
    Site.Kind kind = layer.convolution() ? Site.Kind.CONVOLUTION : Site.Kind.DENSE;
    if (follower == null || !(follower.role() instanceof Role.Activates follows)) {
      Site site = new Site(step.name(), kind, layer.weight(), layer.bias(), null);
      return new Place(site, entering, own, own, own);
    }
    return new Place(
        new Site(step.name(), kind, layer.weight(), layer.bias(), follows.activation()),
        entering,
        own,
        follower.inputs().getFirst(),
        follower.outputs().getFirst());
  }

  /** The activation that takes a value, at once or behind steps that only pass it on. */
  private @Nullable Step follower(int value, Set<Integer> seen) {
    List<Integer> open = new ArrayList<>(List.of(value));
    while (!open.isEmpty()) {
      int at = open.removeLast();
      if (!seen.add(at)) {
        continue;
      }
      List<Step> next = takers.getOrDefault(at, List.of());
      for (Step step : next) {
        if (step.role() instanceof Role.Activates) {
          return step;
        }
      }
      for (Step step : next.reversed()) {
        if (step.role() instanceof Role.Passes) {
          open.add(step.outputs().getFirst());
        }
      }
    }
    return null;
  }
}
