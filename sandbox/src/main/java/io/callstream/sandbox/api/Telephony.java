package io.callstream.sandbox.api;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who carries calls (Retell facts 4.8, 4.9), each with the number the account has of it. */
enum Telephony {
  TWILIO("retell-twilio", "+12125550100"),
  TELNYX("retell-telnyx", "+13105550100"),
  CUSTOM("custom", "+14155550100");

  private final String type;
  private final String number;

  Telephony(String type, String number) {
    this.type = type;
    this.number = number;
  }

  /** Retell's {@code phone_number_type}. */
  String type() {
    return type;
  }

  /** Who carries calls from a number; one the account does not have is Twilio's. */
  static Telephony of(String fromNumber) {
    return Arrays.stream(values())
        .filter(one -> one.number.equals(fromNumber))
        .findFirst()
        .orElse(TWILIO);
  }

  /** By its type. */
  static Optional<Telephony> ofType(String type) {
    return Arrays.stream(values()).filter(one -> one.type.equals(type)).findFirst();
  }

  /** The account's numbers, as list-phone-numbers shows them. */
  static List<Map<String, Object>> numbers() {
    return Arrays.stream(values()).map(Telephony::shown).toList();
  }

  private Map<String, Object> shown() {
    var shown = new TreeMap<String, Object>();
    shown.put("phone_number", number);
    shown.put("phone_number_type", type);
    shown.put("nickname", "Sandbox");
    shown.put("last_modification_timestamp", 0);
    return shown;
  }
}
