package io.callstream.gateway.retellapi;

import io.callstream.contracts.MetadataKeys;
import io.callstream.gateway.call.CallContent;
import io.callstream.gateway.provider.Provider;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.RetellErrors;
import io.callstream.gateway.webcall.WebCallSettings;
import io.callstream.retell.pass.PassAnswer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Retell's update-call and delete-call, of calls that are over: done at Retell, then shown here.
 * Callstream's own row and its events stay what they were.
 */
@RestController
final class ChangeController {

  private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");
  private static final Set<String> KNOWN =
      Set.of("metadata", CallView.STORAGE, "custom_attributes");

  private final RetellBodies bodies;
  private final CallChanges changes;
  private final Provider provider;
  private final String installation;

  ChangeController(
      RetellBodies bodies, CallChanges changes, Provider provider, WebCallSettings settings) {
    this.bodies = bodies;
    this.changes = changes;
    this.provider = provider;
    this.installation = settings.installation();
  }

  /** Changes what Retell keeps of a call: 200 with the call. */
  @PatchMapping("/v2/update-call/{id}")
  ResponseEntity<Object> update(
      @PathVariable("id") String id,
      HttpServletRequest request,
      @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return bodies.read(
        request,
        body -> {
          var errors = new ArrayList<FieldError>();
          var metadata = new CallContent(body, errors).metadata();
          for (var name : body.propertyNames()) {
            if (!KNOWN.contains(name)) {
              errors.add(new FieldError(FieldError.member(FieldError.BODY, name), "Unknown field"));
            }
          }
          return errors.isEmpty()
              ? changes
                  .find(id)
                  .map(row -> update(row, body, metadata, apiKeyId))
                  .orElseGet(CallsController::unknown)
              : RetellErrors.answer(HttpStatus.BAD_REQUEST, PhoneCallBody.words(errors));
        });
  }

  private ResponseEntity<Object> update(
      ObjectNode row, ObjectNode body, ObjectNode metadata, String apiKeyId) {
    var retells = row.path("retell_call_id");
    if (!isOver(row) || !retells.isString()) {
      return notOver();
    }
    boolean withMetadata = body.hasNonNull("metadata");
    if (withMetadata) {
      body.set("metadata", withOurs(metadata, row));
    }
    var address = "/v2/update-call/" + Provider.segment(retells.stringValue());
    return switch (provider.ask("PATCH", address, body)) {
      case PassAnswer.Done _ -> {
        var storage = body.path(CallView.STORAGE);
        yield ResponseEntity.ok(
            CallView.of(
                changes.updated(
                    row,
                    withMetadata ? metadata : null,
                    storage.isString() ? storage.stringValue() : null,
                    apiKeyId)));
      }
      case PassAnswer answer -> Passed.on(answer);
    };
  }

  /** Update-call replaces all metadata: what names the call as ours must stay in it. */
  private ObjectNode withOurs(ObjectNode metadata, ObjectNode row) {
    var all = metadata.deepCopy();
    if (row.path("request_id").isString()) {
      all.put(MetadataKeys.CALL_ID, row.path("call_id").stringValue())
          .put(MetadataKeys.REQUEST_ID, row.path("request_id").stringValue())
          .put(MetadataKeys.INSTALLATION, installation);
    }
    return all;
  }

  /** Deletes a call and what was said in it, at Retell: 204. */
  @DeleteMapping("/v2/delete-call/{id}")
  ResponseEntity<Object> delete(
      @PathVariable("id") String id, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return changes.find(id).map(row -> delete(row, apiKeyId)).orElseGet(CallsController::unknown);
  }

  private ResponseEntity<Object> delete(ObjectNode row, String apiKeyId) {
    if (!isOver(row)) {
      return notOver();
    }
    var retells = row.path("retell_call_id");
    if (retells.isString()) {
      var id = Provider.segment(retells.stringValue());
      var answer = provider.ask("DELETE", "/v2/delete-call/" + id, null);
      if (!(answer instanceof PassAnswer.Done) && !(isUnknown(answer) && isGone(id))) {
        return Passed.on(answer);
      }
    }
    changes.deleted(row, apiKeyId);
    return ResponseEntity.noContent().build();
  }

  /** An earlier try may have done it; Retell may also refuse what it still has by a 422. */
  private boolean isGone(String id) {
    return isUnknown(provider.ask("GET", "/v2/get-call/" + id, null));
  }

  private static boolean isUnknown(PassAnswer answer) {
    return answer instanceof PassAnswer.Refused(int status, String _)
        && (status == HttpStatus.NOT_FOUND.value()
            || status == HttpStatus.UNPROCESSABLE_CONTENT.value());
  }

  private static boolean isOver(ObjectNode row) {
    return OVER.contains(row.path("status").asString(""));
  }

  private static ResponseEntity<Object> notOver() {
    return RetellErrors.answer(
        HttpStatus.UNPROCESSABLE_CONTENT, "Only a call that Retell had and that is over can be");
  }
}
