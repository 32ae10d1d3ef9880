package io.callstream.retell.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.retell.Samples;
import io.callstream.retell.webhook.WebhookEvent.OfCall;
import io.callstream.retell.webhook.WebhookEvent.OfChat;
import io.callstream.retell.webhook.WebhookEvent.Unreadable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookEventTest {

  static List<String> files() {
    return Samples.webhookFiles();
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsEverySample(String file) {
    assertThat(WebhookEvent.parse(Samples.bytes(file)))
        .isInstanceOfSatisfying(
            OfCall.class,
            webhook -> {
              assertThat(file).contains(webhook.event());
              assertThat(webhook.call().callId()).startsWith("call_");
              assertThat(webhook.call().callStatus()).isNotNull();
              assertThat(webhook.call().undocumented()).isEmpty();
              assertThat(webhook.beside()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'event':'transfer_bridged','call':{'call_id':'c','transfer_destination':'+1','transfer_option':{'type':'w'}}}",
        "{'event':'transfer_bridged','transfer_destination':'+1','transfer_option':{'type':'w'},'call':{'call_id':'c'}}",
      })
  void transferMembersMayStandInTheCallOrBesideIt(String body) {
    var webhook = (OfCall) parse(body);

    assertThat(webhook.call().text("transfer_destination")).isEqualTo("+1");
    assertThat(webhook.call().json().get("transfer_option").get("type").stringValue())
        .isEqualTo("w");
    assertThat(webhook.beside()).isEmpty();
  }

  @Test
  void newEventsAndMembersAreReadAndKept() {
    var webhook =
        (OfCall) parse("{'event':'call_whispered','call':{'call_id':'c','mood':['x']},'seq':7}");

    assertThat(webhook.event()).isEqualTo("call_whispered");
    assertThat(webhook.call().undocumented().toString()).isEqualTo("{\"mood\":[\"x\"]}");
    assertThat(webhook.beside().toString()).isEqualTo("{\"seq\":7}");
  }

  @Test
  void chatEventsHaveAChat() {
    assertThat(parse("{'event':'chat_ended','chat':{'chat_id':'x'}}"))
        .isInstanceOfSatisfying(
            OfChat.class, chat -> assertThat(chat.event()).isEqualTo("chat_ended"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "'text'",
        "{",
        "{}x",
        "{'event':'call_ended'}",
        "{'call':{'call_id':'c'}}",
        "{'event':7,'call':{'call_id':'c'}}",
        "{'event':' ','call':{'call_id':'c'}}",
        "{'event':'call ended','call':{'call_id':'c'}}",
        "{'event':'call_ended','call':[]}",
        "{'event':'call_ended','call':{}}",
        "{'event':'call_ended','call':{'call_id':null}}",
        "{'event':'call_ended','call':{'call_id':''}}",
        "{'event':'call_ended','call':{'call_id':12}}",
        "{'event':'call_ended','chat':{}}",
        "{'event':'chat_ended','call':'no'}",
        "{'event':'call_ended','event':'call_started','call':{'call_id':'c'}}",
        "{'event':'call_ended','call':{'call_id':'c','call_id':'d'}}",
        "{'event':'call_ended','call':{'call_id':'c','duration_ms':1e999999999}}",
        "{'event':'call_ended','call':{'call_id':'c','duration_ms':1e-2147483647}}",
        "{'event':'call_ended','call':{'call_id':'c','duration_ms':0e-2000}}",
        "{'event':'call_ended','call':{'call_id':'c','duration_ms':NaN}}",
      })
  void anythingElseIsUnreadableAndSaysWhy(String body) {
    assertThat(parse(body))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.reason()).isNotBlank());
  }

  @Test
  void theReasonNeverQuotesTheBody() {
    assertThat(((Unreadable) parse("{'event':'secret transcript")).reason())
        .doesNotContain("secret");
  }

  @Test
  void bytesThatAreNotUtf8AreUnreadable() {
    var body = "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"é\"}}";

    assertThat(WebhookEvent.parse(body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
        .isEqualTo(new Unreadable("not UTF-8"));
    assertThat(WebhookEvent.parse(body.getBytes(java.nio.charset.StandardCharsets.UTF_16BE)))
        .isInstanceOf(Unreadable.class);
    assertThat(WebhookEvent.parse(("\uFEFF" + body).getBytes(UTF_8)))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void replacementCharacterThatWasSentIsTakenAsItIs() {
    var webhook =
        (OfCall) parse("{'event':'call_ended','call':{'call_id':'c','transcript':'a\uFFFDb'}}");

    assertThat(webhook.call().transcript()).isEqualTo("a\uFFFDb");
  }

  @Test
  void depthNumbersAndNamesHaveLimits() {
    var call = "{'event':'call_ended','call':{'call_id':'c',%s}}";

    assertThat(parse(call.formatted("'a':" + "[".repeat(70) + "]".repeat(70))))
        .isInstanceOf(Unreadable.class);
    assertThat(parse(call.formatted("'a':" + "1".repeat(1_001)))).isInstanceOf(Unreadable.class);
    assertThat(parse(call.formatted("'" + "n".repeat(1_001) + "':1")))
        .isInstanceOf(Unreadable.class);
    assertThat(parse(call.formatted("'a':" + "[".repeat(20) + "]".repeat(20) + ",'b':1e300")))
        .isInstanceOf(OfCall.class);
  }

  @Test
  void nulAndLoneSurrogatesAreReplacedNotLost() {
    var webhook =
        (OfCall)
            parse(
                "{'event':'call_ended','call':{'call_id':'c','transcript':'a\\u0000b\\ud83dc',"
                    + "'metadata':{'k\\u0000':['\\udc4d','ok \\ud83d\\udc4d']}}}");

    assertThat(webhook.call().transcript()).isEqualTo("a\uFFFDb\uFFFDc");
    assertThat(webhook.call().metadata())
        .hasToString("{\"k\uFFFD\":[\"\uFFFD\",\"ok \uD83D\uDC4D\"]}");
  }

  private static WebhookEvent parse(String body) {
    return WebhookEvent.parse(body.replace('\'', '"').getBytes(UTF_8));
  }
}
