package org.onsager.nets.loaded;

import org.onsager.tensor.Tensor;

/**
 * What goes into and out of one layer, [samples, …].
 *
 * @param entering what the layer sees
 * @param own what it gives, bias included
 * @param pre what enters the activation that follows, after batch norm and the residual sum where
 *     they stand between; {@code own} where none follows
 * @param after what comes out of that activation; {@code pre} where none follows
 */
public record Signal(Tensor entering, Tensor own, Tensor pre, Tensor after) {}
