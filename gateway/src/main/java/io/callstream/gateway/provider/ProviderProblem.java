package io.callstream.gateway.provider;

import io.callstream.gateway.web.Problem;
import io.callstream.retell.pass.PassAnswer;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** What Retell's no means for who asked us. */
public final class ProviderProblem {

  private ProviderProblem() {}

  /** 401 and 403 are about our key at Retell, not about the caller's here: 502, as no answer is. */
  public static Problem of(PassAnswer.Refused refused) {
    boolean ours = refused.httpStatus() == 401 || refused.httpStatus() == 403;
    return Problem.of(
        ours ? HttpStatus.BAD_GATEWAY : HttpStatusCode.valueOf(refused.httpStatus()),
        "Retell refused: " + refused.message());
  }

  /** What was asked for may have been done all the same. */
  public static Problem of(PassAnswer.Unavailable none) {
    return Problem.of(HttpStatus.BAD_GATEWAY, "Retell gave no usable answer: " + none.cause());
  }
}
