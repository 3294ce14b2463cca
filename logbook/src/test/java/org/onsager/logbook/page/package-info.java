@org.jspecify.annotations.NullMarked
package org.onsager.logbook.page;
