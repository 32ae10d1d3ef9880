package io.callstream.gateway.web;

/** Who a request came from. */
public final class ApiKeyId {

  /** The request attribute that holds the id of its API key. */
  public static final String ATTRIBUTE = "io.callstream.gateway.web.ApiKeyId";

  private ApiKeyId() {}
}
