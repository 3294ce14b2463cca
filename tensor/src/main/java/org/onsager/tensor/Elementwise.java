package org.onsager.tensor;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** The functions of one real variable that are applied to every element of a tensor. */
public enum Elementwise {
  /** \( -x \). */
  NEGATE(torch::neg),
  /** \( |x| \); its derivative at 0 is 0. */
  ABS(torch::abs),
  /** −1, 0 or 1; its derivative is 0. */
  SIGN(torch::sign),
  /** \( e^x \). */
  EXP(torch::exp),
  /** \( e^x - 1 \). */
  EXPM1(torch::expm1),
  /** The natural logarithm. */
  LOG(torch::log),
  /** \( \log(1+x) \). */
  LOG1P(torch::log1p),
  /** The square root. */
  SQRT(torch::sqrt),
  /** \( x^2 \). */
  SQUARE(torch::square),
  /** The sine. */
  SIN(torch::sin),
  /** The cosine. */
  COS(torch::cos),
  /** The hyperbolic sine. */
  SINH(torch::sinh),
  /** The hyperbolic cosine. */
  COSH(torch::cosh),
  /** The hyperbolic tangent. */
  TANH(torch::tanh),
  /** The arc tangent. */
  ATAN(torch::atan),
  /** \( 1/(1+e^{-x}) \). */
  SIGMOID(torch::sigmoid),
  /** \( \log(1+e^x) \), without overflow; above 40 it is x, to every digit. */
  SOFTPLUS(x -> torch.softplus(x, new Scalar(1.0), new Scalar(40.0))),
  /** The error function. */
  ERF(torch::erf),
  /** \( \max(x, 0) \); its derivative at 0 is 0. */
  RELU(torch::relu),
  /** \( \max(-1, \min(1, x)) \); its derivative at ±1 is 0. */
  HARD_TANH(x -> torch.hardtanh(x, new Scalar(-1.0), new Scalar(1.0))),
  /** \( x\,\Phi(x) \), through erf. */
  GELU(torch::gelu),
  /** GELU with \( \Phi \) by a hyperbolic tangent, \( \tanh(\sqrt{2/\pi}(x + 0.044715x^3)) \). */
  GELU_BY_TANH(x -> torch.gelu(x, "tanh")),
  /** \( 1/x \). */
  RECIPROCAL(torch::reciprocal),
  /** The greatest integer that is not greater; its derivative is 0, as of the next two. */
  FLOOR(torch::floor),
  /** The least integer that is not less. */
  CEILING(torch::ceil),
  /** The nearest integer, the even one of two. */
  ROUND(torch::round),
  /** \( x/(1+e^{-x}) \). */
  SILU(torch::silu);

  private final UnaryOperator<org.bytedeco.pytorch.Tensor> map;

  Elementwise(UnaryOperator<org.bytedeco.pytorch.Tensor> map) {
    this.map = map;
  }

  /** The function of every element; differentiable twice. */
  public Tensor of(Tensor x) {
    return Tensor.compute(name(), () -> map.apply(x.handle()));
  }
}
