/**
 * Plain loops over few numbers, for which a native library takes longer to call than to compute.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.nets.rows;
