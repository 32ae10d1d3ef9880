package io.callstream.gateway.dashboard;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What the pages are made of, from this build alone. */
@Controller
final class Assets {

  private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");
  private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");

  private final Map<String, Asset> assets;

  Assets() throws IOException {
    assets =
        Map.of(
            "dashboard.css", Asset.read("pages/dashboard.css", STYLE),
            "dashboard.js", Asset.read("pages/dashboard.js", SCRIPT),
            "htmx.js",
                Asset.read("META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js", SCRIPT));
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Asset(byte[] content, MediaType type, String tag) {

    static Asset read(String path, MediaType type) throws IOException {
      var content = new ClassPathResource(path).getContentAsByteArray();
      return new Asset(content, type, "W/\"" + DigestUtils.md5DigestAsHex(content) + "\"");
    }
  }

  /** One of them. */
  @GetMapping("/dashboard/assets/{name}")
  ResponseEntity<byte[]> asset(@PathVariable("name") String name) {
    return Optional.ofNullable(assets.get(name))
        .map(asset ->
            ResponseEntity.ok()
                .contentType(asset.type())
                .eTag(asset.tag())
                .cacheControl(CacheControl.noCache())
                .body(asset.content()))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }
}
