# Onsager in a container. Linted, not built: there was no container engine where it was written.
#   docker build -t onsager .
#   docker run --rm -v onsager:/home/onsager/data onsager run deep-information-propagation
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# The jars of the rooms and of the libraries, side by side.
RUN mvn -B -ntp -q -Dmaven.test.skip=true -pl cli -am package \
    && mkdir /app \
    && cp cli/target/onsager-cli-*.jar /app/ \
    && tr ':' '\n' < cli/target/class-path.txt > /tmp/jars \
    && xargs -I '{}' cp '{}' /app/ < /tmp/jars

FROM eclipse-temurin:25-jre-noble
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin onsager \
    && mkdir /home/onsager/data \
    && chown onsager:onsager /home/onsager/data
COPY --from=build /app /app
USER 10001
WORKDIR /home/onsager
# Natives are unpacked once, beside the log book; one native thread a point.
ENV ONSAGER_HOME=/home/onsager/data \
    OMP_NUM_THREADS=1
VOLUME /home/onsager/data
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.cachedir=/home/onsager/data/natives", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8", "-XX:+UseParallelGC", "-cp", "/app/*", "org.onsager.cli.Main"]
CMD ["list"]
