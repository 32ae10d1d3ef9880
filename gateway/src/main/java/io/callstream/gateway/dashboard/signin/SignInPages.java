package io.callstream.gateway.dashboard.signin;

import io.callstream.gateway.dashboard.DashboardSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Signs in and out, and makes the first user. */
@Controller
final class SignInPages {

  private static final String SIGN_IN = "dashboard/sign-in";
  private static final String FIRST = "dashboard/first";
  private static final String HOME = "/dashboard";

  /** Pages of ours alone: who signs in is sent nowhere else. */
  private static final Pattern PAGE =
      Pattern.compile("/dashboard(/[A-Za-z0-9_-]+)*(\\?[A-Za-z0-9_.~%&=+:-]*)?");

  private final Users users;
  private final Sessions sessions;
  private final Tries tries;
  private final DashboardSettings settings;

  SignInPages(Users users, Sessions sessions, Tries tries, DashboardSettings settings) {
    this.users = users;
    this.sessions = sessions;
    this.tries = tries;
    this.settings = settings;
  }

  /** The form. */
  @GetMapping("/dashboard/sign-in")
  String form(@RequestParam(name = "to", defaultValue = HOME) String to, Model model) {
    return form(to, "", null, model);
  }

  /** Signs in. */
  @PostMapping("/dashboard/sign-in")
  String signIn(
      @RequestParam(name = "name", defaultValue = "") String name,
      @RequestParam(name = "password", defaultValue = "") String password,
      @RequestParam(name = "to", defaultValue = HOME) String to,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    var user = name.strip();
    if (!tries.admits(user, request.getRemoteAddr())) {
      response.setStatus(429);
      return form(to, user, "Too many tries. Wait ten minutes and try again.", model);
    }
    if (!users.knows(user, password)) {
      response.setStatus(401);
      return form(to, user, "Name and password do not belong together.", model);
    }
    tries.forget(user, request.getRemoteAddr());
    begin(user, request, response);
    return "redirect:" + (PAGE.matcher(to).matches() ? to : HOME);
  }

  /** Signs out. */
  @PostMapping("/dashboard/sign-out")
  String signOut(HttpServletRequest request, HttpServletResponse response) {
    SessionCookie.read(request).ifPresent(sessions::end);
    response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.gone(settings));
    return "redirect:/dashboard/sign-in";
  }

  /** What the printed link opens. */
  @GetMapping("/dashboard/first")
  String first(@RequestParam(name = "link", defaultValue = "") String link, Model model) {
    return first(link, null, model);
  }

  /** Makes the first user, signed in. */
  @PostMapping("/dashboard/first")
  String makeFirst(
      @RequestParam(name = "link", defaultValue = "") String link,
      @RequestParam(name = "password", defaultValue = "") String password,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    var problem = Passwords.problem(password);
    if (problem.isPresent() && users.isOpen(new Secret(link))) {
      response.setStatus(400);
      return first(link, problem.get(), model);
    }
    if (!users.isOpen(new Secret(link)) || !users.makeFirst(password)) {
      response.setStatus(403);
      return first(link, null, model);
    }
    begin(Users.FIRST, request, response);
    return "redirect:/dashboard/first-run";
  }

  private void begin(String user, HttpServletRequest request, HttpServletResponse response) {
    SessionCookie.read(request).ifPresent(sessions::end);
    response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.of(sessions.begin(user), settings));
  }

  private String form(String to, String name, @Nullable String error, Model model) {
    model.addAttribute("to", to);
    model.addAttribute("name", name);
    model.addAttribute("error", error);
    model.addAttribute("nobody", !users.any());
    return SIGN_IN;
  }

  private String first(String link, @Nullable String error, Model model) {
    model.addAttribute("link", link);
    model.addAttribute("error", error);
    model.addAttribute("user", Users.FIRST);
    model.addAttribute("open", users.isOpen(new Secret(link)));
    return FIRST;
  }
}
