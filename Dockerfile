# One image for every part; the part is chosen by the command (docker-compose.yml), so that all run the same build.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
# npm bundles Retell's Web SDK for the page that joins web calls; without it the page is left out.
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
COPY . .
# Tests need processes and ports that an image build does not have; ./callstream test runs them.
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -DskipTests -Dspotless.check.skip package

FROM eclipse-temurin:25-jre
# curl is for the health checks.
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
    && groupadd --system callstream && useradd --system --gid callstream --home-dir /app callstream \
    && mkdir -p /app /data && chown callstream:callstream /data
WORKDIR /app
COPY --from=build /src/gateway/target/gateway.jar gateway.jar
COPY --from=build /src/call-dispatcher/target/call-dispatcher.jar call-dispatcher.jar
COPY --from=build /src/status-projector/target/status-projector.jar status-projector.jar
COPY --from=build /src/sandbox/target/sandbox.jar sandbox.jar
USER callstream
# Most of what a part allocates is gone by the next collection, and some of it is large: G1 marks the heap again and again for that (measured).
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+UseSerialGC -XX:NewRatio=1 -XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=5000 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
ENTRYPOINT ["java", "-jar"]
CMD ["gateway.jar"]
