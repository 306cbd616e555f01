/** What differs between operating systems, each family one row. May use {@code command}. */
@NullMarked
package io.kprov.os;

import org.jspecify.annotations.NullMarked;
