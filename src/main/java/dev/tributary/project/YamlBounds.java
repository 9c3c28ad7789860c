package dev.tributary.project;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;

/**
 * How deep a Camel file may be nested and how much it may hold, its aliases written out. It goes by
 * the events of the parser, which need no stack, before anything makes a tree of them.
 */
final class YamlBounds {
  static final int DEPTH = 100;
  static final int VALUES = 20_000;
  static final int KEY_LENGTH = 500;
  static final int ENDPOINT_LENGTH = 4000;

  private final String file;
  private final Map<Anchor, Extent> anchors = new HashMap<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private long values;

  /** What an alias stands for. */
  private record Extent(long values, int depth) {}

  /** A list or object that has begun and not ended. */
  private static final class Open {
    private final Anchor anchor;
    private final long before;
    private int depth;

    Open(Anchor anchor, long before) {
      this.anchor = anchor;
      this.before = before;
    }
  }

  private YamlBounds(String file) {
    this.file = file;
  }

  /**
   * @throws YamlTree.Found where a bound is passed
   */
  static void check(Iterable<Event> events, String file) throws YamlTree.Found {
    YamlBounds bounds = new YamlBounds(file);
    for (Event event : events) {
      bounds.next(event);
    }
  }

  private void next(Event event) throws YamlTree.Found {
    if (event instanceof CollectionStartEvent start) {
      add(event, new Extent(1, 1));
      open.push(new Open(start.getAnchor().orElse(null), values - 1));
    } else if (event instanceof CollectionEndEvent) {
      Open closed = open.pop();
      if (closed.anchor != null) {
        anchors.put(closed.anchor, new Extent(values - closed.before, closed.depth + 1));
      }
      deepen(closed.depth + 1);
    } else if (event instanceof AliasEvent alias) {
      add(event, extent(alias));
    } else if (event instanceof NodeEvent scalar) {
      scalar.getAnchor().ifPresent(anchor -> anchors.put(anchor, new Extent(1, 0)));
      add(event, new Extent(1, 0));
    }
  }

  private Extent extent(AliasEvent alias) throws YamlTree.Found {
    for (Open around : open) {
      if (alias.getAlias().equals(around.anchor)) {
        throw found(alias, "*%s must not stand in what it stands for".formatted(alias.getAlias()));
      }
    }
    // an unknown anchor is reported when the tree is made
    return anchors.getOrDefault(alias.getAlias(), new Extent(1, 0));
  }

  private void add(Event event, Extent extent) throws YamlTree.Found {
    values += extent.values();
    if (values > VALUES) {
      throw found(
          event, "must have at most %d names and values, aliases written out".formatted(VALUES));
    }
    if (open.size() + extent.depth() > DEPTH) {
      throw found(event, "must be nested at most %d deep".formatted(DEPTH));
    }
    deepen(extent.depth());
  }

  private void deepen(int depth) {
    if (!open.isEmpty()) {
      open.peek().depth = Math.max(open.peek().depth, depth);
    }
  }

  private YamlTree.Found found(Event event, String rule) {
    int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    return new YamlTree.Found(new Finding(file, line, rule));
  }
}
