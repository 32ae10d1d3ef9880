package io.callstream.gateway.dashboard;

import io.callstream.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The headers of the pages, and the loop that looks for what has changed. */
@Configuration(proxyBeanMethods = false)
class DashboardConfiguration implements WebMvcConfigurer {

  /** Nothing inline, nothing from elsewhere. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LOOK_AT_LAGS = Duration.ofSeconds(5);

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(new Headers())
        .addPathPatterns("/dashboard", "/dashboard/**")
        .excludePathPatterns("/dashboard/web-call");
  }

  @Bean
  Loop dashboardLoop(LiveCalls live, MeterRegistry meters) {
    return new Loop("dashboard", LOOK, live::look, meters);
  }

  @Bean
  Loop dashboardLagsLoop(Lags lags, MeterRegistry meters) {
    return new Loop("dashboard-lags", LOOK_AT_LAGS, lags::look, meters);
  }

  private static final class Headers implements HandlerInterceptor {

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler) {
      response.setHeader("Content-Security-Policy", POLICY);
      // Without a referrer a browser does not say either where a form was sent from.
      response.setHeader("Referrer-Policy", "same-origin");
      return true;
    }
  }
}
