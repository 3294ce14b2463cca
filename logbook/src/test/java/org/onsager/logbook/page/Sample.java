package org.onsager.logbook.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Card;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Figure;
import org.onsager.lab.Figure.Axis;
import org.onsager.lab.Figure.Caption;
import org.onsager.lab.Figure.Line;
import org.onsager.lab.Figure.Origin;
import org.onsager.lab.Figure.Points;
import org.onsager.lab.Figure.Tone;
import org.onsager.lab.Findings;
import org.onsager.lab.Measured;
import org.onsager.lab.Paper;
import org.onsager.lab.Prediction;
import org.onsager.lab.Rival;
import org.onsager.lab.Statement;
import org.onsager.logbook.Run;

/**
 * Sample runs and answers to look at pages with. The numbers come from a layout study; they are
 * input of these tests and evidence of nothing.
 */
final class Sample {
  private static final JsonNode DATA = data();
  private static final Axis VARIANCE = Axis.linear("weight variance σ_w²");

  private Sample() {}

  private static JsonNode data() {
    try (InputStream in = Sample.class.getResourceAsStream("sample.json")) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run that mostly agrees. */
  static Run agreeing() {
    return run(claims(11.80, 15.4), figures(false));
  }

  /** The same measurement against a theory that is wrong on purpose. */
  static Run disagreeing() {
    return run(claims(7.98, 2330), figures(true));
  }

  static Run run(List<Claim> claims, List<Figure> figures) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("networks measured", "4,439");
    facts.put("networks trained", "156");
    Map<String, Object> knobs = new LinkedHashMap<>();
    knobs.put("activation", "tanh");
    knobs.put("weightVariances", List.of(0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0));
    knobs.put("biasVariance", 0.05);
    knobs.put("width", 300);
    knobs.put("depths", List.of(10, 60, 120));
    knobs.put("orthogonal", false);
    Map<String, String> knobWords = new LinkedHashMap<>();
    knobWords.put("activation", "activation");
    knobWords.put("weightVariances", "σ_w², weight variance times fan-in");
    knobWords.put("biasVariance", "σ_b², bias variance");
    knobWords.put("width", "N, units in a layer");
    knobWords.put("depths", "L, layers");
    Findings findings = new Findings(claims, figures, facts);
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("Onsager", "0.1.0");
    versions.put("Java", "25.0.3");
    versions.put("OpenBLAS", "0.3.31");
    return new Run(
        "2026-11-23-1412-sample",
        card(knobWords),
        new Paper(
            "1611.01232v2",
            "Deep Information Propagation",
            List.of("Schoenholz", "Gilmer", "Ganguli", "Sohl-Dickstein"),
            2017,
            "ICLR 2017"),
        Effort.DESK,
        20161104,
        2,
        knobs,
        findings,
        findings.judgements(),
        new Run.Provenance(
            "2026-11-23T14:12:07Z",
            690,
            versions,
            "2 cores, 24 GiB, Linux",
            Map.of("fashion-mnist-small", "sha256 4f1c0aa9 (sample)")),
        "0c9e7a51d1f5e3b2a4968778695a4b3c2d1e0f00112233445566778899aa41d7",
        "./onsager run deep-information-propagation --effort desk --seed 20161104");
  }

  private static Card card(Map<String, String> knobs) {
    return new Card(
        "deep-information-propagation",
        "Deep Information Propagation",
        "spacetime",
        "A network trains only as deep as two of its inputs can still be told apart.",
        List.of(
            "Send two images through a random network. Each layer stretches and folds them, and the"
                + " correlation \\(c_\\ell\\) of what comes out obeys a one-dimensional map. Below"
                + " a critical weight variance the two signals merge; above it they part, however"
                + " alike they were.",
            "Either way they approach the fixed point as \\(e^{-\\ell/\\xi_c}\\). A gradient cannot"
                + " teach a layer what no longer arrives there, so depth beyond a few ξ_c is lost."
                + " At the critical point ξ_c diverges, and networks of any depth can be trained."),
        List.of(
            new Card.Equation(
                "The length of a signal, layer by layer",
                "q_{\\ell+1} = \\sigma_w^2 \\int \\! Dz \\; \\phi(\\sqrt{q_\\ell}\\,z)^2 +"
                    + " \\sigma_b^2",
                "eq. 3"),
            new Card.Equation(
                "The slope that separates order from chaos",
                "\\chi_1 = \\sigma_w^2 \\int \\! Dz \\; \\phi'(\\sqrt{q^*}\\,z)^2",
                "eq. 5"),
            new Card.Equation(
                "The depth over which two signals are forgotten",
                "\\xi_c^{-1} = -\\log\\Big[\\sigma_w^2 \\int \\! Dz_1 Dz_2 \\;"
                    + " \\phi'(u_1)\\,\\phi'(u_2)\\Big]",
                "eq. 9")),
        List.of(
            "The depth scale is measured without a fit, from one step at the fixed point; a fit of"
                + " the decay is biased.",
            "Networks are trained on 8,000 images instead of 60,000."),
        knobs,
        "org.onsager.experiments.spacetime.DeepInformationPropagation");
  }

  static List<Claim> claims(double depthScale, double chi) {
    List<Claim> out = new ArrayList<>();
    out.add(
        new Claim.Point(
            Statement.of("length", "A signal's length settles at a fixed point")
                .quantity("q* at σ_w² = 2.5")
                .at("§3, eq. 3")
                .shownIn("corr"),
            Prediction.asymptotic(1.0640, 1e-9, "width → ∞"),
            Measured.of(1.062, 0.014, 63),
            0,
            0.08,
            null));
    out.add(
        curve(
            Statement.of("map", "One layer moves a correlation as the map says")
                .quantity("27 values at three weight variances")
                .at("§3, eq. 4")
                .shownIn("map"),
            27,
            17.1,
            true));
    out.add(
        new Claim.Point(
            Statement.of("chaos-depth", "Chaos forgets over its own depth, not the gradient's")
                .quantity("ξ_c at σ_w² = 2.5, width N → ∞")
                .at("§3, eq. 9")
                .shownIn("width"),
            Prediction.asymptotic(depthScale, 1e-6, "width → ∞"),
            Measured.of(11.54, 0.19, 40),
            0,
            0.10,
            new Rival("1/|log χ_1|, the gradient's depth", 7.98)));
    out.add(
        curve(
            Statement.of("depth-scale", "The depth scale follows theory on both sides")
                .quantity("14 weight variances, off criticality")
                .at("§3, Fig. 3")
                .shownIn("scales"),
            14,
            chi,
            true));
    out.add(
        new Claim.Transition(
            Statement.of("transition", "Order ends where the slope reaches one")
                .quantity("critical σ_w² at σ_b² = 0.05")
                .at("§3, eq. 5")
                .shownIn("phase"),
            Prediction.exact(1.7610),
            Measured.of(1.7619, 0.0050, 50),
            0.002,
            0.03,
            null));
    out.add(
        new Claim.Exponent(
            Statement.of("gradients", "Gradients vanish at the rate of the slope")
                .quantity("growth a layer at σ_w² = 1.3, N = 300")
                .at("§4, eq. 14")
                .shownIn("grad"),
            Prediction.asymptotic(0.1276, 0, "width → ∞"),
            Measured.of(0.1333, 0.0021, 63),
            0,
            0.10,
            null));
    out.add(
        curve(
            Statement.of("dropout", "Dropout removes the transition")
                .quantity("14 depth scales, 98 % and 90 % kept")
                .at("§5, Fig. 6")
                .shownIn("dropout"),
            14,
            23.8,
            true));
    out.add(
        new Claim.Point(
            Statement.of("six", "Networks train down to about six depth scales")
                .quantity("L_{1/2}/ξ_c, ten columns off criticality")
                .at("§6, Fig. 5")
                .shownIn("train")
                .powerBecause("the paper says “about six”; a half of it is told"),
            new Prediction(6, 0, org.onsager.lab.Regime.heuristic("read from a figure")),
            Measured.of(6.15, 0.41, 9),
            0,
            0.50,
            null));
    out.add(
        new Claim.Point(
            Statement.of("near", "The depth scale near criticality")
                .quantity("ξ_c at σ_w² = 1.7")
                .at("§3, eq. 9")
                .shownIn("scales")
                .within(false, "ξ_c < N/10"),
            Prediction.asymptotic(74.9, 0.1, "width → ∞"),
            Measured.of(71, 19, 15),
            0,
            0.1,
            null));
    return out;
  }

  /** A curve of independent samples whose χ² is about what is asked for. */
  static Claim.Curve curve(Statement s, int n, double chi, boolean independent) {
    double[] x = IntStream.range(0, n).mapToDouble(i -> i).toArray();
    double[] y = IntStream.range(0, n).mapToDouble(i -> 1 + 0.3 * Math.sin(i)).toArray();
    List<Claim.Curve.Sample> samples = new ArrayList<>();
    double each = Math.sqrt(chi / n);
    double[] shape = new double[n];
    double squares = 0;
    for (int i = 0; i < n; i++) {
      shape[i] = Math.sin(2.4 * i + 1) + 0.5 * Math.cos(5.1 * i);
      squares += shape[i] * shape[i] / n;
    }
    for (int i = 0; i < n; i++) {
      double z = each * shape[i] / Math.sqrt(squares);
      samples.add(
          new Claim.Curve.Sample(
              x[i], Measured.of(y[i] + 0.01 * z, 0.01, Double.POSITIVE_INFINITY)));
    }
    return new Claim.Curve(
        s,
        new Prediction.Curve(x, y, 0, org.onsager.lab.Regime.exact()),
        samples,
        independent,
        0,
        0.1,
        0.5);
  }

  static List<Figure> figures(boolean sabotaged) {
    List<Figure> out = new ArrayList<>();
    out.add(train());
    out.add(phase());
    out.add(
        new Figure.Curves(
            Caption.of(
                "corr",
                "Signals merge in order, part in chaos",
                "Correlation of two signals that start at 0.6, in random networks of width 300."
                    + " Lines are theory; points are means of 16 networks ± 1 standard error.",
                "Correlation of two signals against layer for four weight variances: it rises to"
                    + " one in the ordered phase, falls to a lower fixed point in chaos."),
            Axis.linear("layer l"),
            Axis.linear("correlation c_l of two signals").within(0, 1),
            List.of(
                line("corr", "t0", "σ_w² = 1.3", Tone.ORDER),
                line("corr", "t1", "1.76, critical", Tone.CRITICAL),
                line("corr", "t2", "2.5", Tone.CHAOS),
                line("corr", "t3", "4.0", Tone.CHAOS)),
            List.of(
                points("corr", "m0", Tone.ORDER), points("corr", "m1", Tone.CRITICAL),
                points("corr", "m2", Tone.CHAOS), points("corr", "m3", Tone.CHAOS))));
    out.add(scales(sabotaged ? "scales-disagree" : "scales", sabotaged));
    out.add(
        new Figure.Curves(
            Caption.of(
                "map",
                "Signals settle where one layer changes nothing",
                "What one layer adds to the correlation of two signals: nine correlations at three"
                    + " weight variances, 24 networks each. The zero of each line is the fixed"
                    + " point c*.",
                "Change of the correlation in one layer against the correlation before it."),
            Axis.linear("correlation c before a layer"),
            Axis.linear("change of c in that layer"),
            List.of(
                new Line(
                    "", Tone.NEUTRAL, Origin.REFERENCE, new double[] {0, 1}, new double[] {0, 0}),
                line("map", "t0", "σ_w² = 1.3", Tone.ORDER),
                line("map", "t1", "2.5", Tone.CHAOS),
                line("map", "t2", "4.0", Tone.CHAOS)),
            List.of(
                points("map", "m0", Tone.ORDER),
                points("map", "m1", Tone.CHAOS),
                points("map", "m2", Tone.CHAOS))));
    out.add(
        new Figure.Curves(
            Caption.of(
                "grad",
                "Gradients vanish, stay or explode",
                "Squared gradient of each weight matrix, going back from layer 60. Points are"
                    + " geometric means of 64 networks; theory speaks of the arithmetic mean, and"
                    + " at this width the two drift apart.",
                "Squared gradient norm against layer on a logarithmic axis: vanishing towards the"
                    + " input in order, exploding in chaos, level at criticality."),
            Axis.linear("layer l of 60"),
            Axis.logarithmic("|∇W_l|² over its value in the last layer"),
            List.of(
                line("grad", "t0", "σ_w² = 1.3 vanish", Tone.ORDER),
                line("grad", "t1", "1.76 stay", Tone.CRITICAL),
                line("grad", "t2", "2.5 explode", Tone.CHAOS)),
            List.of(
                points("grad", "m0", Tone.ORDER),
                points("grad", "m1", Tone.CRITICAL),
                points("grad", "m2", Tone.CHAOS))));
    out.add(
        new Figure.Curves(
            Caption.of(
                "dropout",
                "Dropout removes the transition",
                "With dropout two copies of one image are already two signals, and the depth scale"
                    + " stays finite. Points are means of 16 networks of width 300.",
                "Depth scale with dropout. Without dropout it diverges; keeping 98 or 90 percent of"
                    + " the units it stays finite."),
            VARIANCE,
            Axis.linear("depth scale ξ_c, layers"),
            List.of(
                reference("dropout", "n1", "no dropout"),
                reference("dropout", "n2", ""),
                line("dropout", "a", "keep 98 %", Tone.THIRD),
                line("dropout", "b", "keep 90 %", Tone.THIRD)),
            List.of(points("dropout", "pa", Tone.THIRD), points("dropout", "pb", Tone.THIRD))));
    out.add(
        new Figure.Curves(
            Caption.of(
                "width",
                "Wider networks come closer, as 1/N",
                "The same depth scale at four widths, with the straight line that takes it to"
                    + " infinite width: 11.54 ± 0.19.",
                "Measured depth scale against one over width with a straight line to infinite"
                    + " width, where theory says 11.80."),
            Axis.linear("1 / width N"),
            Axis.linear("depth scale ξ_c at σ_w² = 2.5, layers"),
            List.of(
                new Line(
                    "fit, 1/N → 0", Tone.CHAOS, Origin.FIT, xs("width", "fit"), ys("width", "fit")),
                new Line(
                    "theory 11.8",
                    Tone.CRITICAL,
                    Origin.THEORY,
                    xs("width", "th"),
                    ys("width", "th"))),
            List.of(points("width", "pts", Tone.CHAOS))));
    return out;
  }

  private static Figure.Curves scales(String set, boolean sabotaged) {
    return new Figure.Curves(
        Caption.of(
            "scales",
            sabotaged
                ? "Beyond criticality, theory misses the points"
                : "The depth scale diverges at criticality",
            "Measured without a fit from the mean slope in layers 8 to 28. Near 1.76 the scale"
                + " outgrows the network, and the bars say so. The dashed line is the gradient's"
                + " scale ξ_∇, a rival that the points reject.",
            "Depth scale against weight variance on a logarithmic axis; it diverges at 1.76."),
        VARIANCE,
        Axis.logarithmic("depth scale, layers"),
        List.of(
            new Line(
                "critical, 1.761",
                Tone.NEUTRAL,
                Origin.REFERENCE,
                new double[] {1.761, 1.761},
                new double[] {0.5, 3000}),
            new Line("ξ_q", Tone.NEUTRAL, Origin.REFERENCE, xs(set, "q"), ys(set, "q")),
            new Line("ξ_∇", Tone.CHAOS, Origin.REFERENCE, xs(set, "grad"), ys(set, "grad")),
            line(set, "ord", "ξ_c in order", Tone.ORDER),
            line(set, "cha", "ξ_c in chaos", Tone.CHAOS)),
        List.of(points(set, "po", Tone.ORDER), points(set, "pc", Tone.CHAOS)));
  }

  static Figure.HeatMap train() {
    JsonNode cells = DATA.at("/train/cells");
    double[][] values = grid(cells.get("values"));
    double[][] errors = new double[values.length][values[0].length];
    for (double[] row : errors) {
      java.util.Arrays.fill(row, Double.NaN);
    }
    return new Figure.HeatMap(
        Caption.of(
                "train",
                "Networks train up to six depth scales, and no deeper",
                "Test accuracy of 156 tanh networks of width 128 after 500 steps of gradient"
                    + " descent on 8,000 images of Fashion-MNIST; chance is 0.10. The line is"
                    + " theory, with nothing fitted. Close to criticality 500 steps, not ξ_c, set"
                    + " the limit.",
                "Heat map of test accuracy over weight variance and depth. Accuracy is above 0.6"
                    + " below the curve six ξ_c, which diverges at weight variance 1.76, and near"
                    + " chance above it.")
            .leading(),
        VARIANCE,
        Axis.linear("depth L, layers"),
        array(cells.get("x")),
        array(cells.get("y")),
        values,
        errors,
        "test accuracy",
        Double.NaN,
        List.of(
            line("train", "left", "", Tone.CRITICAL),
            line("train", "right", "6 ξ_c, theory", Tone.CRITICAL)),
        List.of());
  }

  static Figure.HeatMap phase() {
    JsonNode cells = DATA.at("/phase/cells");
    return new Figure.HeatMap(
        Caption.of(
                "phase",
                "Random networks change phase where theory says",
                "The slope χ_1 measured inside random networks of width 300, three in each cell."
                    + " Blue cells forget by merging signals, orange cells by parting them.",
                "Heat map of the measured slope χ_1 over weight variance and bias variance with the"
                    + " theoretical critical line. Below one on the left, above one on the right.")
            .leading(),
        VARIANCE,
        Axis.linear("bias variance σ_b²"),
        array(cells.get("x")),
        array(cells.get("y")),
        grid(cells.get("values")),
        grid(cells.get("errors")),
        "χ_1 measured",
        1,
        List.of(line("phase", "line", "χ_1 = 1, theory", Tone.CRITICAL)),
        List.of(
            new Figure.HeatMap.Word("order", 1.62, 0.35),
            new Figure.HeatMap.Word("chaos", 3.3, 0.3)));
  }

  /** An answer with bad, doubtful and good news. */
  static Answer answer() {
    String agreed = "agreed on 23 Nov 2026";
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("phase", "order");
    facts.put("regime", "infinite width; error of order L/N = 6 %");
    return new Answer(
        "784 – 500 × 30 – 10, tanh",
        "σ_w² = 1.5, σ_b² = 0.05, no dropout, inputs of length 1.",
        "It can be trained, with little to spare. Thirty layers are 1.9 depth scales; up to six"
            + " train.",
        Grade.WATCH,
        facts,
        List.of(
            new Answer.News(
                Grade.FINE,
                "Depth 30 is within reach",
                "Networks of this kind train down to about six depth scales. Nearer to criticality"
                    + " the number of steps sets the limit instead.",
                "up to 94 layers",
                agreed),
            new Answer.News(
                Grade.WATCH,
                "Little of the gradient reaches the first layer",
                "Going back, every layer shrinks the squared gradient by 6 %. Over 30 layers that"
                    + " leaves 15 %. Adam hides it; plain gradient descent does not.",
                "χ_1^30 = 0.15",
                "undecided on 23 Nov 2026"),
            new Answer.News(
                Grade.WATCH,
                "Different inputs start to look alike",
                "Any two inputs come out of layer 30 with 85 % of their difference gone. Sixty more"
                    + " layers would leave nothing to learn from.",
                "ξ_c = 15.79 layers",
                agreed)),
        List.of(
            new Answer.Advice(
                "Raise the weight variance from 1.5 to 1.761. There χ_1 = 1: gradients keep their"
                    + " size, and depth is limited by width and by steps alone.",
                "nn.init.normal_(layer.weight, std=math.sqrt(1.761 / fan_in))\n"
                    + "nn.init.normal_(layer.bias, std=math.sqrt(0.05))")),
        List.of(
            quantity("length q*", "0.4180370", "1e-12", "exact, N → ∞", agreed),
            quantity("correlation c*", "1", "0", "exact, N → ∞", "uncalibrated"),
            quantity("slope χ_1", "0.9386360", "1e-12", "exact, N → ∞", agreed),
            quantity("depth, inputs ξ_c", "15.791", "1e-10", "near the fixed point", agreed),
            quantity(
                "depth, gradients ξ_∇",
                "15.791",
                "1e-10",
                "independent backward weights",
                "undecided on 23 Nov 2026"),
            quantity("depth of lengths ξ_q", "NaN", "", "near the fixed point", "uncalibrated"),
            quantity("critical variance σ_{w,c}²", "1.7609546", "1e-10", "exact, N → ∞", agreed)),
        List.of(
            new Figure.Curves(
                Caption.of(
                    "where",
                    "Depth scale against weight variance",
                    "The line is theory at σ_b² = 0.05; the mark is this network, at depth 30.",
                    "Depth scale against weight variance, diverging at 1.761; this network is at"
                        + " 1.5."),
                VARIANCE,
                Axis.logarithmic("depth scale, layers").within(0.7, 300),
                List.of(
                    new Line(
                        "critical, 1.761",
                        Tone.NEUTRAL,
                        Origin.REFERENCE,
                        new double[] {1.761, 1.761},
                        new double[] {0.7, 300}),
                    line("scales", "ord", "", Tone.ORDER),
                    line("scales", "cha", "", Tone.CHAOS),
                    new Line(
                        "its depth, 30",
                        Tone.NEUTRAL,
                        Origin.REFERENCE,
                        new double[] {1, 4},
                        new double[] {30, 30})),
                List.of(
                    new Points(
                        "this network",
                        Tone.ORDER,
                        new double[] {1.5},
                        List.of(Measured.of(15.79, 0, Double.POSITIVE_INFINITY)))))),
        List.of("Inputs longer than 1 reach the same fixed point."),
        Map.of(),
        0);
  }

  private static Answer.Quantity quantity(String n, String v, String e, String r, String c) {
    return new Answer.Quantity(n, v, e, r, c);
  }

  private static Line line(String figure, String set, String label, Tone tone) {
    return new Line(label, tone, Origin.THEORY, xs(figure, set), ys(figure, set));
  }

  private static Line reference(String figure, String set, String label) {
    return new Line(label, Tone.NEUTRAL, Origin.REFERENCE, xs(figure, set), ys(figure, set));
  }

  private static Points points(String figure, String set, Tone tone) {
    double[] y = ys(figure, set);
    double[] e = array(DATA.get(figure).get(set).get(2));
    List<Measured> m =
        IntStream.range(0, y.length).mapToObj(i -> Measured.of(y[i], e[i], 15)).toList();
    return new Points("", tone, xs(figure, set), m);
  }

  private static double[] xs(String figure, String set) {
    return array(DATA.get(figure).get(set).get(0));
  }

  private static double[] ys(String figure, String set) {
    return array(DATA.get(figure).get(set).get(1));
  }

  private static double[] array(JsonNode n) {
    double[] out = new double[n.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = n.get(i).asDouble();
    }
    return out;
  }

  private static double[][] grid(JsonNode n) {
    double[][] out = new double[n.size()][];
    for (int i = 0; i < out.length; i++) {
      out[i] = array(n.get(i));
    }
    return out;
  }
}
