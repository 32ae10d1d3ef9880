package io.callstream.gateway.dashboard;

import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.csv.CsvFile;
import io.callstream.gateway.recipient.Counts;
import io.callstream.gateway.recipient.CsvDownloads;
import io.callstream.gateway.recipient.Importing;
import io.callstream.gateway.recipient.Uploads;
import io.callstream.gateway.rule.Ids;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Whom a campaign calls: uploads, what they left out, and the files about them. */
@Controller
final class UploadPages {

  private static final int REJECTS_SHOWN = 100;

  private final Campaigns campaigns;
  private final Uploads uploads;
  private final CsvDownloads downloads;

  UploadPages(Campaigns campaigns, Uploads uploads, CsvDownloads downloads) {
    this.campaigns = campaigns;
    this.uploads = uploads;
    this.downloads = downloads;
  }

  /** An upload on a page. */
  record Shown(String id, When began, boolean done, Counts counts, List<Uploads.Rejected> rejects) {

    /** How many of the rejected rows are not on the page. */
    public long moreRejects() {
      return counts.rejected() - rejects.size();
    }
  }

  /** The uploads, and the form for one more. */
  @GetMapping("/dashboard/campaigns/{id}/people")
  String people(@PathVariable("id") String id, Model model) {
    var campaign = find(id);
    model.addAttribute("step", Step.PEOPLE);
    model.addAttribute("steps", Step.values());
    model.addAttribute("id", campaign.campaignId().toString());
    model.addAttribute("campaignName", campaign.name());
    model.addAttribute("draft", campaign.startedAt() == null);
    model.addAttribute("editable", campaign.state().editable());
    model.addAttribute("takesPeople", campaign.state().takesPeople());
    model.addAttribute(
        "uploads", uploads.of(campaign.campaignId()).stream().map(this::shown).toList());
    return "dashboard/people";
  }

  private Shown shown(Uploads.Upload upload) {
    var rejects =
        upload.counts().rejected() == 0
            ? List.<Uploads.Rejected>of()
            : uploads.rejects(upload.importId(), REJECTS_SHOWN);
    return new Shown(
        upload.importId().toString(),
        When.of(upload.beganAt()),
        upload.done(),
        upload.counts(),
        rejects);
  }

  /** Takes a file as it comes; answers where its result is, or what is wrong in one sentence. */
  @PostMapping(
      path = "/dashboard/campaigns/{id}/people",
      consumes = "text/csv",
      produces = MediaType.TEXT_PLAIN_VALUE)
  ResponseEntity<String> take(@PathVariable("id") String id, HttpServletRequest request) {
    var campaignId = find(id).campaignId();
    try {
      return answer(campaignId, uploads.take(campaignId, request.getInputStream()));
    } catch (CsvFile.Unreadable e) {
      return ResponseEntity.badRequest().body(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException | IOException e) {
      return ResponseEntity.badRequest()
          .body("The upload broke off; what was read is kept: send the file again");
    }
  }

  private static ResponseEntity<String> answer(UUID campaignId, Importing.Result result) {
    return switch (result) {
      case Importing.Result.Done done ->
          ResponseEntity.created(
                  URI.create(
                      Step.PEOPLE.address(campaignId.toString()) + "#upload-" + done.importId()))
              .build();
      case Importing.Result.NotNow now ->
          ResponseEntity.status(409)
              .body("The campaign takes nobody any more: it is " + now.state().wire());
      case Importing.Result.Unknown _ -> ResponseEntity.status(404).body("There is no campaign");
    };
  }

  /** The rows of an upload that are nobody, to be mended and sent again. */
  @GetMapping("/dashboard/campaigns/{id}/rejects.csv")
  void rejects(
      @PathVariable("id") String id,
      @RequestParam(name = "import_id", defaultValue = "") String importId,
      HttpServletResponse response)
      throws IOException {
    var campaign = find(id);
    file("rejects.csv", response);
    downloads.rejects(campaign.campaignId(), Ids.read(importId), response);
  }

  /** What became of each person. */
  @GetMapping("/dashboard/campaigns/{id}/report.csv")
  void report(@PathVariable("id") String id, HttpServletResponse response) throws IOException {
    var campaign = find(id);
    file("report.csv", response);
    downloads.report(campaign, response);
  }

  private static void file(String name, HttpServletResponse response) {
    response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
  }

  private Campaign find(String id) {
    return Ids.read(id).flatMap(campaigns::find).orElseThrow(PageDefaults.NotHere::new);
  }
}
