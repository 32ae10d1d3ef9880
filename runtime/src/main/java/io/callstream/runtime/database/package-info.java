/** PostgreSQL: pools under a service's role, migrations under the owner's, what an error means. */
@NullMarked
package io.callstream.runtime.database;

import org.jspecify.annotations.NullMarked;
