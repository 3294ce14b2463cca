/** What is known of large random matrices: where their singular values lie. */
@org.jspecify.annotations.NullMarked
package org.onsager.theory.matrices;
