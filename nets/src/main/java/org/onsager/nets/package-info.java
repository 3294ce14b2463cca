/**
 * Networks made of tensors: built from an architecture, initialised as it says, trained on images.
 *
 * <p>Nothing here knows theory.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.nets;
