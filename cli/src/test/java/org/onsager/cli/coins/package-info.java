/** An experiment and a tool that the tests find at run time. */
@org.jspecify.annotations.NullMarked
package org.onsager.cli.coins;
