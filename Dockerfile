# The gateway on a Java runtime that holds what it needs, as nobody in particular. Works with a
# read-only root file system; what it writes goes to /tmp (native code of libraries is unpacked
# there: the tmpfs needs `exec`) and to /run/tributary.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUN_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
ARG MAVEN_ARGS=
COPY pom.xml ./
COPY src/main ./src/main
COPY application.properties compose.yaml ./
COPY bin ./bin
COPY routes ./routes
COPY lib/README.md ./lib/
COPY recipes ./recipes
COPY deploy ./deploy
RUN mvn -B -q ${MAVEN_ARGS} -Dmaven.test.skip=true package \
 && java -jar target/tributary.jar init /image/etc/tributary \
 && mkdir -p /image/opt/tributary \
 && mv /image/etc/tributary/tributary.jar /image/opt/tributary/ \
 && ln -s /opt/tributary/tributary.jar /image/etc/tributary/ \
 && jlink --output /image/opt/java --strip-java-debug-attributes --no-header-files --no-man-pages \
      --compress=2 --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,\
jdk.management.agent,jdk.naming.dns,jdk.net,jdk.zipfs,jdk.security.auth,jdk.charsets

FROM ${RUN_IMAGE}
COPY --from=build /image /
ENV PATH=/opt/java/bin:${PATH} \
    LANG=C.UTF-8 \
    TRIBUTARY_TRACE_DIRECTORY=/run/tributary
# The folder is in the image too, not only in the compose file, for whoever mounts no tmpfs. Then all commands run once
# with brokers and devices of their own, and leave their loaded classes in an archive: the gateway starts in half the
# time with that. The archive fits this very jar and Java; without it all works the same.
RUN mkdir -p /run/tributary \
 && java -Xshare:dump > /dev/null \
 && java -XX:ArchiveClassesAtExit=/opt/tributary/tributary.jsa -jar /opt/tributary/tributary.jar train > /dev/null 2>&1 \
 && test -s /opt/tributary/tributary.jsa \
 && rm -rf /run/tributary/* /tmp/* \
 && chown 10001:10001 /run/tributary
USER 10001:10001
WORKDIR /etc/tributary
EXPOSE 8080 5683/udp 5684/udp 9000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-jar", "/opt/tributary/tributary.jar", "health"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/tributary/tributary.jsa", \
  "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/tributary/tributary.jar"]
CMD ["run"]
