/** Model files of other people's tools as named arrays: nothing is trusted, nothing is executed. */
@org.jspecify.annotations.NullMarked
package org.onsager.data.weights;
