package org.onsager.theory.kernel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries entries between places of two images through a {@link PlanePath}: all that meet on their
 * way at once, plane by plane, so that they stay in the cache from the first layer to the last.
 *
 * <p>Kept of an entry is the distance \( D = \tfrac12(K_{pp} + K_{p'p'}) - K_{pp'} \), which a
 * window sums as it sums K, and from which 1 - c is taken without loss where images nearly
 * coincide.
 *
 * <p>Where images are flattened only equal places matter: a plane is a row of places of several
 * images side by side. Where they are pooled, a plane holds all pairs of places of a row and
 * another, and one walk goes through all rows that are as far apart. A step aside is the same
 * number of cells at every place of a plane, since there are cells without a place between.
 *
 * <p>Not for several threads; allocates nothing on its way.
 */
final class PlaneWalk {
  /** So few that all arrays that a layer takes together stay in the first cache. */
  private static final int CELLS = 256;

  private final PlanePath path;
  private final boolean tangent;
  private final int pitch;

  /** From one place of the first image to the next in a plane of pairs. */
  private final int broad;

  /** Cells before the first place, and planes before the first one. */
  private final int edge;

  private final int above;

  /** Images side by side. */
  private final int lanes;

  private final int room;
  private final int step;
  private final double[] left;
  private final double[] leftInverse;
  private final double[] shifted;
  private final double[] other;
  private final double[] series;
  private final double[] near;
  private final double[] none;
  private final double[][] ringD;
  private final double[][] ringT;
  private final Deque<double[][]> spare = new ArrayDeque<>();

  /** The images of this walk. */
  private PlaneLengths mine;

  private PlaneLengths[] theirs;
  private int from;
  private int count;

  /** Cells of a plane, as many as these images need. */
  private int cells;

  /** What the other image has, or others have, at the cells of the plane. */
  private double[] right;

  private double[] rightInverse;

  /**
   * The same where images are flattened: by channel, then by stage, [planes][cells]; laid out once
   * for all images that meet the same others.
   */
  private final double[][][] beside;

  /** For which others each was laid out, and those that are met now, counted. */
  private final int[] laid;

  private int met;

  /** Rows that the second image's places lie below those of the first, and how many there are. */
  private int below;

  private int planes;

  PlaneWalk(PlanePath path, boolean tangent, PlaneLengths any) {
    this.path = path;
    this.tangent = tangent;
    pitch = path.width() + path.pad();
    lanes = lanes(path);
    broad = pitch + path.pad();
    edge = path.pooled() ? path.pad() : 0;
    above = path.pooled() ? path.rise() : 0;
    room = aligned(path.pooled() ? broad * broad : lanes * pitch);
    cells = room;
    step = path.pooled() ? broad + 1 : 1;
    int ring = ring(path.ops());
    double[][] rooms = new double[9 + 2 * ring][room];
    left = rooms[0];
    leftInverse = rooms[1];
    right = rooms[2];
    rightInverse = rooms[3];
    shifted = rooms[4];
    other = rooms[5];
    series = rooms[6];
    near = rooms[7];
    none = rooms[8];
    ringD = Arrays.copyOfRange(rooms, 9, 9 + ring);
    ringT = Arrays.copyOfRange(rooms, 9 + ring, 9 + 2 * ring);
    mine = any;
    theirs = new PlaneLengths[0];
    int kinds = path.pooled() ? 0 : any.image.length + 2 * path.stages();
    beside = new double[kinds][][];
    laid = new int[kinds];
  }

  /**
   * So many cells or a few more: arrays of such lengths, allocated one after another, begin equally
   * far into a line of the cache, and loops over several at once cross no lines.
   */
  private static int aligned(int cells) {
    return cells + Math.floorMod(6 - cells, 8);
  }

  /** Images that go side by side. */
  static int lanes(PlanePath path) {
    return path.pooled() ? 1 : Math.max(1, CELLS / (path.width() + path.pad()));
  }

  private static int ring(List<PlanePath.Op> ops) {
    int ring = 1;
    for (PlanePath.Op op : ops) {
      if (op instanceof PlanePath.Layer layer && layer.slide() != null) {
        ring = Math.max(ring, layer.slide().up() + layer.slide().down() + 1);
      } else if (op instanceof PlanePath.Fork fork) {
        for (List<PlanePath.Op> branch : fork.branches()) {
          ring = Math.max(ring, ring(branch));
        }
      }
    }
    return ring;
  }

  /**
   * Entries of an image with others.
   *
   * @param n how many, at most {@link #lanes}
   * @param ntk null where the walk has no tangent
   */
  @SuppressWarnings("ReferenceEquality") // the same images, not alike ones
  void row(
      PlaneLengths image,
      PlaneLengths[] others,
      int first,
      int n,
      double[] nngp,
      double @Nullable [] ntk,
      int at) {
    mine = image;
    met += theirs == others && from == first ? 0 : 1;
    theirs = others;
    from = first;
    count = n;
    cells = path.pooled() ? room : aligned(n * pitch);
    if (!path.pooled()) {
      flattened(nngp, ntk, at);
      return;
    }
    PlaneLengths its = others[from];
    if (image == its) {
      nngp[at] = image.length;
      if (ntk != null) {
        ntk[at] = image.tangent;
      }
      return;
    }
    Sums sums = pooled();
    double apart = sums.distance - (image.selfDistance() + its.selfDistance()) / 2;
    end(its, apart, sums.tangent, nngp, ntk, at);
  }

  /** Means over all pairs of places. */
  record Sums(double distance, double tangent) {}

  /** Of an image with itself. */
  Sums self(PlaneLengths image) {
    mine = image;
    theirs = new PlaneLengths[] {image};
    from = 0;
    count = 1;
    return pooled();
  }

  private Sums pooled() {
    PlanePath.State end = path.end();
    double distance = 0;
    double tangents = 0;
    boolean same = mine == theirs[from];
    for (below = same ? 0 : 1 - end.height(); below < end.height(); below++) {
      planes = path.height() - Math.abs(below) + 2 * above;
      double[][] ds = take();
      double[][] ts = take();
      begin(ds, ts);
      run(path.ops(), ds, ts);
      double twice = same && below > 0 ? 2 : 1;
      for (int p = 0; p < end.height() - Math.abs(below); p++) {
        for (int x = 0; x < end.width(); x++) {
          int at = (x + edge) * broad + edge;
          for (int j = at; j < at + end.width(); j++) {
            distance += twice * ds[p + above][j];
            tangents += twice * ts[p + above][j];
          }
        }
      }
      spare.push(ds);
      spare.push(ts);
    }
    double pairs = Math.pow((double) end.height() * end.width(), 2);
    return new Sums(distance / pairs, tangents / pairs);
  }

  private void flattened(double[] nngp, double @Nullable [] ntk, int at) {
    below = 0;
    planes = path.height();
    double[][] ds = take();
    double[][] ts = take();
    begin(ds, ts);
    run(path.ops(), ds, ts);
    PlanePath.State end = path.end();
    double places = (double) end.height() * end.width();
    for (int k = 0; k < count; k++) {
      double distance = 0;
      double tangents = 0;
      for (int y = 0; y < end.height(); y++) {
        int row = k * pitch;
        for (int j = row; j < row + end.width(); j++) {
          distance += ds[y][j];
          tangents += ts[y][j];
        }
      }
      end(theirs[from + k], distance / places, tangents / places, nngp, ntk, at + k);
    }
    spare.push(ds);
    spare.push(ts);
  }

  private double[][] take() {
    double[][] rows = spare.poll();
    return rows == null ? new double[path.height() + 2 * above][room] : rows;
  }

  /** The distances of the images' places. */
  private void begin(double[][] ds, double[][] ts) {
    int channels = mine.image.length;
    double share = 0.5 / channels;
    for (int p = 0; p < planes; p++) {
      double[] d = ds[p];
      Arrays.fill(d, 0);
      Arrays.fill(ts[p], 0);
      for (int c = 0; c < channels; c++) {
        left(mine.image[c], p, left);
        right = right(c, p, right);
        for (int j = 0; j < cells; j++) {
          double apart = left[j] - right[j];
          d[j] += share * apart * apart;
        }
      }
    }
  }

  /** What the first image has at every cell of a plane. */
  private void left(double[] values, int plane, double[] to) {
    int y = plane - above + Math.max(0, -below);
    if (!path.pooled()) {
      repeated(values, path.pad() + y * pitch, pitch, to, count);
      // what an earlier walk left beyond the last image would not stay there
      Arrays.fill(to, count * pitch, cells, 0);
    } else if (y < 0 || y >= path.height()) {
      Arrays.fill(to, 0);
    } else {
      int row = path.pad() + y * pitch;
      for (int x = 0; x < path.width(); x++) {
        Arrays.fill(to, (x + edge) * broad, (x + edge + 1) * broad, values[row + x]);
      }
      Arrays.fill(to, 0, edge * broad, 0);
      Arrays.fill(to, (path.width() + edge) * broad, cells, 0);
    }
  }

  /**
   * What the other image has, or others have, at every cell of a plane.
   *
   * @param room for it, where it is not laid out already
   */
  private double[] right(int kind, int plane, double[] room) {
    if (!path.pooled()) {
      return beside(kind)[plane];
    }
    int y = plane - above + Math.max(0, below);
    if (y < 0 || y >= path.height()) {
      Arrays.fill(room, 0);
    } else {
      repeated(values(theirs[from], kind), y * pitch, broad, room, broad);
    }
    return room;
  }

  private double[][] beside(int kind) {
    double[][] rows = beside[kind];
    if (rows == null) {
      rows = new double[path.height()][room];
      beside[kind] = rows;
    }
    if (laid[kind] != met) {
      laid[kind] = met;
      int others = Math.min(lanes, theirs.length - from);
      for (int y = 0; y < rows.length; y++) {
        for (int k = 0; k < others; k++) {
          double[] values = values(theirs[from + k], kind);
          System.arraycopy(values, path.pad() + y * pitch, rows[y], k * pitch, pitch);
        }
      }
    }
    return rows;
  }

  /** Channels come first, then the lengths of every stage, then one over each. */
  private double[] values(PlaneLengths its, int kind) {
    int stage = kind - its.image.length;
    if (stage < 0) {
      return its.image[kind];
    }
    return stage < path.stages() ? its.roots[stage] : its.inverses[stage - path.stages()];
  }

  /** A row again and again, each copy twice as long as the one before. */
  private static void repeated(double[] values, int at, int length, double[] to, int times) {
    System.arraycopy(values, at, to, 0, length);
    int whole = times * length;
    for (int done = length; done < whole; done *= 2) {
      System.arraycopy(to, 0, to, done, Math.min(done, whole - done));
    }
  }

  private void run(List<PlanePath.Op> ops, double[][] ds, double[][] ts) {
    for (PlanePath.Op op : ops) {
      switch (op) {
        case PlanePath.Layer layer -> layer(layer, ds, ts);
        case PlanePath.Bend bend -> {
          for (int p = 0; p < planes; p++) {
            lengths(bend.at(), p);
            inverses(bend.at(), p);
            RectifierLoops.near(left, right, leftInverse, rightInverse, cells, ds[p], near);
            bend(bend, ds[p], ts[p]);
          }
        }
        case PlanePath.Fork fork -> fork(fork, ds, ts);
      }
    }
  }

  private void lengths(int stage, int plane) {
    left(mine.roots[stage], plane, left);
    right = right(mine.image.length + stage, plane, right);
  }

  private void inverses(int stage, int plane) {
    left(mine.inverses[stage], plane, leftInverse);
    rightInverse = right(mine.image.length + path.stages() + stage, plane, rightInverse);
  }

  private void fork(PlanePath.Fork fork, double[][] ds, double[][] ts) {
    double[][] sumD = take();
    double[][] sumT = take();
    double[][] branchD = take();
    double[][] branchT = take();
    for (int p = 0; p < planes; p++) {
      Arrays.fill(sumD[p], 0);
      Arrays.fill(sumT[p], 0);
    }
    for (int k = 0; k < fork.weights().length; k++) {
      copy(ds, branchD);
      copy(ts, branchT);
      run(fork.branches().get(k), branchD, branchT);
      add(fork.weights()[k], branchD, sumD);
      add(fork.weights()[k], branchT, sumT);
    }
    copy(sumD, ds);
    copy(sumT, ts);
    spare.push(sumD);
    spare.push(sumT);
    spare.push(branchD);
    spare.push(branchT);
  }

  private void copy(double[][] from, double[][] to) {
    for (int p = 0; p < planes; p++) {
      System.arraycopy(from[p], 0, to[p], 0, cells);
    }
  }

  private void add(double weight, double[][] from, double[][] to) {
    for (int p = 0; p < planes; p++) {
      double[] terms = from[p];
      double[] sums = to[p];
      for (int j = 0; j < cells; j++) {
        sums[j] += weight * terms[j];
      }
    }
  }

  private void layer(PlanePath.Layer layer, double[][] ds, double[][] ts) {
    PlaceProgram.Slide slide = layer.slide();
    if (slide == null) {
      throw new IllegalStateException("no window");
    }
    int rows = slide.up() + slide.down() + 1;
    int next = 0;
    for (int p = 0; p < planes; p++) {
      for (; next < planes && next <= p + slide.down(); next++) {
        aside(ds[next], slide, ringD[next % rows]);
        if (tangent) {
          aside(ts[next], slide, ringT[next % rows]);
        }
      }
      PlanePath.Bend bend = layer.bend();
      if (bend != null && (p < above || p >= planes - above)) {
        lengths(layer.at(), p);
        beyond(bend.norm(), ds[p], ts[p]);
        continue;
      }
      int first = Math.max(0, p - slide.up());
      int last = Math.min(planes - 1, p + slide.down());
      // the rings hold all that is still needed of this plane
      double share = layer.share();
      lengths(layer.at(), p);
      if (bend == null) {
        down(ringD, rows, first, last, share, ds[p]);
        if (tangent) {
          down(ringT, rows, first, last, share, ts[p]);
          RectifierLoops.fresh(left, right, layer.fresh(), layer.more(), cells, ds[p], ts[p]);
        }
        continue;
      }
      inverses(layer.at(), p);
      double[] a = first(ringD, rows, first, last, other);
      double[] b = row(ringD, rows, last - 1, first);
      double[] c = row(ringD, rows, last, first);
      RectifierLoops.window(
          a, b, c, share, left, right, leftInverse, rightInverse, cells, ds[p], near);
      if (tangent) {
        a = first(ringT, rows, first, last, other);
        b = row(ringT, rows, last - 1, first);
        c = row(ringT, rows, last, first);
        double fresh = layer.fresh();
        RectifierLoops.window(a, b, c, share, fresh, layer.more(), left, right, near, cells, ts[p]);
      }
      bend(bend, ds[p], ts[p]);
    }
  }

  /** A window's row, or zeros where the window does not reach down to it. */
  private double[] row(double[][] ring, int rows, int row, int first) {
    return row < first ? none : ring[row % rows];
  }

  /** The sum of all rows of a window but the last two. */
  private double[] first(double[][] ring, int rows, int first, int last, double[] sum) {
    if (last - first <= 2) {
      return row(ring, rows, last - 2, first);
    }
    down(ring, rows, first, last - 2, 1, sum);
    return sum;
  }

  /** A plane of which no more than one row is inside. */
  private void beyond(double norm, double[] d, double[] t) {
    for (int j = 0; j < cells; j++) {
      double apart = left[j] - right[j];
      d[j] = 0.5 * norm * apart * apart;
    }
    Arrays.fill(t, 0);
  }

  private void bend(PlanePath.Bend bend, double[] d, double[] t) {
    double[] slopes = tangent ? t : null;
    if (bend.signed()) {
      RectifierLoops.signedPlaces(left, right, bend.norm(), cells, d, slopes, other, near, series);
    } else {
      RectifierLoops.places(left, right, bend.norm(), cells, d, slopes, near, series);
    }
  }

  /** The sum over a window's columns in one plane. */
  private void aside(double[] row, PlaceProgram.Slide slide, double[] sum) {
    if (slide.left() == 1 && slide.right() == 1) {
      shift(row, step, shifted);
      shift(row, -step, other);
      for (int j = 0; j < cells; j++) {
        sum[j] = row[j] + (shifted[j] + other[j]);
      }
      return;
    }
    System.arraycopy(row, 0, sum, 0, cells);
    for (int k = -slide.left(); k <= slide.right(); k++) {
      if (k != 0) {
        shift(row, k * step, shifted);
        for (int j = 0; j < cells; j++) {
          sum[j] += shifted[j];
        }
      }
    }
  }

  /** Cells so many further on, zero beyond the plane. */
  private void shift(double[] row, int by, double[] to) {
    int size = cells - Math.abs(by);
    if (size <= 0) {
      Arrays.fill(to, 0);
    } else if (by > 0) {
      System.arraycopy(row, by, to, 0, size);
      Arrays.fill(to, size, cells, 0);
    } else {
      System.arraycopy(row, 0, to, -by, size);
      Arrays.fill(to, 0, -by, 0);
    }
  }

  /** The sum over a window's rows. */
  private void down(double[][] ring, int rows, int first, int last, double share, double[] sum) {
    double[] a = ring[first % rows];
    if (last - first == 2) {
      double[] b = ring[(first + 1) % rows];
      double[] c = ring[last % rows];
      for (int j = 0; j < cells; j++) {
        sum[j] = share * (a[j] + b[j] + c[j]);
      }
      return;
    }
    if (last < first) {
      Arrays.fill(sum, 0);
      return;
    }
    for (int j = 0; j < cells; j++) {
      sum[j] = share * a[j];
    }
    for (int k = first + 1; k <= last; k++) {
      double[] b = ring[k % rows];
      for (int j = 0; j < cells; j++) {
        sum[j] += share * b[j];
      }
    }
  }

  /** Goes on without places, and writes the entry. */
  private void end(
      PlaneLengths its,
      double distance,
      double tangents,
      double[] nngp,
      double @Nullable [] ntk,
      int at) {
    double apart = distance;
    double theta = tangents;
    for (PlanePath.Op op : path.tail()) {
      PlanePath.Bend bend = null;
      if (op instanceof PlanePath.Layer layer) {
        double a = mine.roots[layer.at()][0];
        double b = its.roots[layer.at()][0];
        apart *= layer.weight();
        theta =
            layer.fresh() * ((a * a + b * b) / 2 - apart) + layer.more() + layer.weight() * theta;
        bend = layer.bend();
      } else if (op instanceof PlanePath.Bend alone) {
        bend = alone;
      }
      if (bend != null) {
        double a = mine.roots[bend.at()][0];
        double b = its.roots[bend.at()][0];
        double[] both = RectifierLoops.place(a, b, apart, bend.norm());
        apart = both[0];
        theta *= both[1];
      }
    }
    nngp[at] = (mine.length + its.length) / 2 - apart;
    if (ntk != null) {
      ntk[at] = theta;
    }
  }
}
