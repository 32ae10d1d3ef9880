package io.callstream.retell.dial;

import io.callstream.retell.dial.DialOutcome.NotSent;
import io.callstream.retell.dial.DialOutcome.Unknown;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection for one dial, and the only class that writes to its socket (MECHANISMS.md B7).
 *
 * <p>From the first call that writes on, every failure is {@link Unknown}: what the kernel took may
 * reach Retell whatever we are told (MECHANISMS.md B6).
 */
public final class DialConnection implements AutoCloseable {

  private static final String ROUTE = "/v2/create-phone-call";
  private static final int INTERIM_ANSWERS_MAX = 8;

  private final DialLine line;
  private final Socket plain;
  private final DefaultBHttpClientConnection http;
  private final AtomicBoolean used = new AtomicBoolean();

  DialConnection(DialLine line, Socket plain, Socket outer) throws IOException {
    this.line = line;
    this.plain = plain;
    this.http = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
    if (outer instanceof SSLSocket secured) {
      http.bind(secured, plain);
    } else {
      http.bind(outer);
    }
  }

  /**
   * Sends the request, if it can still begin in time, and waits for the answer. Closes the
   * connection in any case.
   *
   * @throws IllegalStateException when called a second time
   */
  public DialOutcome send(CreatePhoneCall call, WriteDeadline deadline) {
    if (!used.compareAndSet(false, true)) {
      throw new IllegalStateException("A dial connection carries one request");
    }
    try (this) {
      ClassicHttpRequest request;
      Watch watch;
      try {
        request = request(call);
        if (spoiled()) {
          return new NotSent("closed by Retell, or answered, before the request");
        }
        watch = line.watch(plain, line.limits().answer());
      } catch (IOException | RuntimeException e) {
        return new NotSent(DialLine.describe(e));
      }
      try (watch) {
        return deadline.passed()
            ? new NotSent("the time to begin writing has passed")
            : exchange(request, watch);
      }
    }
  }

  /**
   * Closes the connection for good, unless a request has begun to be sent on it.
   *
   * @return true when no request was sent on it, nor ever will be
   */
  public boolean abandon() {
    boolean mine = used.compareAndSet(false, true);
    if (mine) {
      close();
    }
    return mine;
  }

  /** Closes the socket at once; what is buffered is not sent. */
  @Override
  public void close() {
    // Not http.close(): that one flushes.
    Watch.closeQuietly(plain);
  }

  /** Nothing that comes before the request can be its answer. */
  private boolean spoiled() throws IOException {
    return http.isStale() || http.isDataAvailable(Timeout.ONE_MILLISECOND);
  }

  private DialOutcome exchange(ClassicHttpRequest request, Watch watch) {
    try {
      http.sendRequestHeader(request);
      http.sendRequestEntity(request);
      http.flush();
      return answer();
    } catch (IOException | HttpException | RuntimeException e) {
      return new Unknown(
          watch.fired()
              ? "no whole answer within " + line.limits().answer()
              : DialLine.describe(e));
    }
  }

  private DialOutcome answer() throws IOException, HttpException {
    var response = http.receiveResponseHeader();
    for (int interim = 0; response.getCode() < 200; interim++) {
      if (interim == INTERIM_ANSWERS_MAX) {
        throw new HttpException("Too many interim answers");
      }
      response = http.receiveResponseHeader();
    }
    var retryAfter = response.getFirstHeader("Retry-After");
    return DialAnswer.outcome(
        response.getCode(),
        retryAfter == null ? null : retryAfter.getValue(),
        body(response),
        line.clock().instant());
  }

  private byte[] body(ClassicHttpResponse response) throws IOException, HttpException {
    http.receiveResponseEntity(response);
    var entity = response.getEntity();
    if (entity == null || response.getCode() == 204 || response.getCode() == 304) {
      return new byte[0];
    }
    int max = line.limits().answerBytes();
    // Not closed: closing would read on to the end of the answer.
    var body = entity.getContent().readNBytes(max + 1);
    if (body.length > max) {
      throw new HttpException("An answer of more than " + max + " bytes");
    }
    return body;
  }

  private ClassicHttpRequest request(CreatePhoneCall call) {
    var account = line.account();
    var body = call.json();
    var request = new BasicClassicHttpRequest("POST", account.path(ROUTE));
    request.setHeader(HttpHeaders.HOST, account.baseUrl().getRawAuthority());
    request.setHeader(HttpHeaders.AUTHORIZATION, account.authorization());
    request.setHeader(HttpHeaders.ACCEPT, "application/json");
    request.setHeader(HttpHeaders.CONNECTION, "close");
    request.setHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    request.setHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    return request;
  }
}
