package io.callstream.gateway.retellapi;

import io.callstream.gateway.web.RetellErrors;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Retell's create-batch-call, which would dial past every rule of ours if it were passed on. */
@RestController
final class BatchController {

  /** Refuses, and says what to do: nobody is called. */
  @PostMapping("/create-batch-call")
  ResponseEntity<Object> create() {
    return RetellErrors.answer(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "A batch is a campaign here, and this Callstream has no campaigns yet: nobody was called."
            + " Send its tasks one by one to /v2/create-phone-call");
  }
}
