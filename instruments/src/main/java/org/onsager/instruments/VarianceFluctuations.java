package org.onsager.instruments;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.onsager.numerics.statistics.Estimate;
import org.onsager.numerics.statistics.Jackknife;

/**
 * How the variance s of the pre-activations fluctuates along depth, over many independent networks;
 * errors by the jackknife, one network left out at a time.
 *
 * @param mean \( \langle s \rangle \)
 * @param variance \( \mathrm{Var}(s)/\langle s \rangle^2 \)
 * @param share \( \mathrm{Var}(s)/\langle s^2 \rangle \)
 * @param skewness the third central moment over that of the second to the power 3/2
 * @param length layers over which a fluctuation is forgotten by a factor e, from how much the sum
 *     of covariances over three lags falls from one lag to the next
 * @param correlations [lags] \( \mathrm{Cov}(s_\ell, s_{\ell+k})/\mathrm{Var}(s) \), k = 1, 2, …
 * @param spectrum [bands] the periodogram over the variance
 */
public record VarianceFluctuations(
    Estimate mean,
    Estimate variance,
    Estimate share,
    Estimate skewness,
    Estimate length,
    List<Estimate> correlations,
    List<Estimate> spectrum) {
  private static final int REACH = 3;

  /** From the averages of at least two networks, with at least three lags. */
  public static VarianceFluctuations of(List<VarianceAlongDepth> networks) {
    double[][] draws =
        networks.stream()
            .map(
                n ->
                    Stream.of(n.moments(), n.products(), n.power())
                        .flatMapToDouble(Arrays::stream)
                        .toArray())
            .toArray(double[][]::new);
    int lags = networks.getFirst().products().length;
    return new VarianceFluctuations(
        jackknife(draws, m -> m[0]),
        jackknife(draws, m -> covariance(m, 0) / (m[0] * m[0])),
        jackknife(draws, m -> covariance(m, 0) / m[1]),
        jackknife(
            draws,
            m ->
                (m[2] - 3 * m[0] * m[1] + 2 * m[0] * m[0] * m[0])
                    / Math.pow(covariance(m, 0), 1.5)),
        jackknife(draws, VarianceFluctuations::length),
        IntStream.rangeClosed(1, lags)
            .mapToObj(lag -> jackknife(draws, m -> covariance(m, lag) / covariance(m, 0)))
            .toList(),
        IntStream.range(3 + lags, draws[0].length)
            .mapToObj(b -> jackknife(draws, m -> m[b] / covariance(m, 0)))
            .toList());
  }

  private static double covariance(double[] means, int lag) {
    return (lag == 0 ? means[1] : means[2 + lag]) - means[0] * means[0];
  }

  private static double length(double[] means) {
    double near = 0;
    double far = 0;
    for (int lag = 0; lag < REACH; lag++) {
      near += covariance(means, lag);
      far += covariance(means, lag + 1);
    }
    return -1 / Math.log(far / near);
  }

  private static Estimate jackknife(double[][] draws, ToDoubleFunction<double[]> f) {
    return Jackknife.of(draws, f).estimate();
  }
}
