/**
 * Networks that came from elsewhere, seen in one way: run, differentiated, and looked into layer by
 * layer.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.nets.loaded;
