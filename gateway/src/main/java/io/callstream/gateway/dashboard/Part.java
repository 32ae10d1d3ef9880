package io.callstream.gateway.dashboard;

/** The part of a page that is asked for again while the page is open. */
final class Part {

  /** Of htmx; what it asks for again it throws away but for this part. */
  static final String HEADER = "HX-Request";

  private Part() {}

  /** The whole of a page, or what is live of it. */
  static String of(String page, boolean again) {
    return again ? page + " :: #live" : page;
  }
}
