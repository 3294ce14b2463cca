# Sourced by the scripts of this folder: builds the room, and sets java, flags and class_path.
mvn -B -ntp -q -Dmaven.test.skip=true -pl bench -am package >&2
java=java
for candidate in "${ONSAGER_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  if grep -qs '^JAVA_VERSION="25' "$candidate/release" && [ -x "$candidate/bin/java" ]; then
    java=$candidate/bin/java
    break
  fi
done
flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dstdout.encoding=UTF-8 -XX:+UseSerialGC"
class_path=bench/target/classes:$(cat bench/target/class-path.txt)
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
