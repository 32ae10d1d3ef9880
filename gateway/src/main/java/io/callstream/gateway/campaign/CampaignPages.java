package io.callstream.gateway.campaign;

import io.callstream.contracts.Json;
import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Lists campaigns page by page. */
@Component
final class CampaignPages {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  private final Campaigns campaigns;

  CampaignPages(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  ResponseEntity<Object> answer(Query query) {
    var cursor = query.get("cursor");
    var after = cursor == null ? null : CampaignCursor.read(cursor);
    if (cursor != null && after == null) {
      return Problem.badRequest("cursor", "Must be the next_cursor of a page").answer();
    }
    int limit = limit(query.get("limit"));
    if (limit < 1 || limit > MAX_LIMIT) {
      return Problem.badRequest("limit", "Must be a number from 1 to " + MAX_LIMIT).answer();
    }
    return ResponseEntity.ok(page(after, limit));
  }

  private Object page(@Nullable CampaignCursor after, int limit) {
    var found = campaigns.page(after, limit + 1);
    boolean more = found.size() > limit;
    var shown = more ? found.subList(0, limit) : found;
    var page = Json.mapper().createObjectNode();
    page.putArray("items").addAll(shown.stream().map(Campaign::view).toList());
    var last = shown.isEmpty() ? null : shown.getLast();
    return page.put(
        "next_cursor",
        more && last != null
            ? new CampaignCursor(last.createdAt(), last.campaignId()).write()
            : null);
  }

  private static int limit(@Nullable String text) {
    try {
      return text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
