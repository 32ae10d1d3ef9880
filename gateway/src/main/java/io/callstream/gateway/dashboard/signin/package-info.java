/** Who may look at the dashboard: users, sessions, the door. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.dashboard.signin;
