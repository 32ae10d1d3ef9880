package io.callstream.gateway.dashboard;

import io.callstream.gateway.dashboard.signin.Session;
import io.callstream.gateway.dialling.Switches;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.ResponseStatus;

/** What every page has: who looks, and whether dialling is stopped. */
@ControllerAdvice(basePackageClasses = PageDefaults.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PageDefaults {

  private final Switches switches;

  PageDefaults(Switches switches) {
    this.switches = switches;
  }

  /** Null on the pages that sign in. */
  @ModelAttribute("who")
  @Nullable Session session(
      @RequestAttribute(name = Session.ATTRIBUTE, required = false) @Nullable Session session) {
    return session;
  }

  /** Said on every page. */
  @ModelAttribute("stopped")
  boolean stopped(HttpServletRequest request) {
    boolean page =
        "GET".equals(request.getMethod()) && request.getAttribute(Session.ATTRIBUTE) != null;
    return page && switches.stopped();
  }

  /** Nothing is here. */
  @ExceptionHandler(NotHere.class)
  @ResponseStatus(HttpStatus.NOT_FOUND)
  String notHere(HttpServletRequest request, Model model) {
    model.addAttribute("who", request.getAttribute(Session.ATTRIBUTE));
    return "dashboard/missing";
  }

  /** An address without a page. */
  static final class NotHere extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
