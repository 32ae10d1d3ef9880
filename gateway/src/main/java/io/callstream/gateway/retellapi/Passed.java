package io.callstream.gateway.retellapi;

import io.callstream.gateway.provider.ProviderProblem;
import io.callstream.gateway.web.RetellErrors;
import io.callstream.retell.pass.PassAnswer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;

/** Retell's answer as the answer of ours. */
final class Passed {

  private Passed() {}

  static ResponseEntity<Object> on(PassAnswer answer) {
    return switch (answer) {
      case PassAnswer.Done(var status, var body) when body.isMissingNode() ->
          ResponseEntity.status(HttpStatusCode.valueOf(status)).build();
      case PassAnswer.Done(var status, var body) ->
          ResponseEntity.status(HttpStatusCode.valueOf(status)).body(body);
      case PassAnswer.Refused refused -> RetellErrors.answer(ProviderProblem.of(refused));
      case PassAnswer.Unavailable none -> RetellErrors.answer(ProviderProblem.of(none));
    };
  }
}
