package io.callstream.gateway.web;

import jakarta.servlet.http.HttpServletRequest;

/** How a door before the doorkeeper's says that it has let a request in. */
public final class Doors {

  private static final String OPENED = "io.callstream.gateway.web.Doors";

  private Doors() {}

  /** This request needs no key: its own door has looked at it. */
  public static void open(HttpServletRequest request) {
    request.setAttribute(OPENED, true);
  }

  static boolean opened(HttpServletRequest request) {
    return Boolean.TRUE.equals(request.getAttribute(OPENED));
  }
}
