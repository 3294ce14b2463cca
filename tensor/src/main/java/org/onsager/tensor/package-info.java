/**
 * Dense tensors with gradients: the one room that sees LibTorch, behind a small face of our own.
 *
 * <p>Native memory belongs to a {@link org.onsager.tensor.Scope}; randomness to a {@link
 * org.onsager.tensor.Generator}; derivatives come from {@link org.onsager.tensor.Gradients}. One
 * native thread a call: work is spread over Java threads, each with scopes and tensors of its own.
 */
@NullMarked
package org.onsager.tensor;

import org.jspecify.annotations.NullMarked;
