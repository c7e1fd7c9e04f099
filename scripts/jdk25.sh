# Finds a JDK 25 and points JAVA_HOME and PATH at it. Sourced by ./demo and ./verify.
#
# The default `java` may be older: the usual places of JDKs are looked at too. Nothing is
# downloaded; where there is none, one line says what to install.

is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25' "$1/release"
}

find_jdk25() {
  local candidate on_path
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path")
  for candidate in \
    "${JAVA_HOME:-}" \
    "${on_path%/bin/javac}" \
    /usr/lib/jvm/* /opt/* /opt/java/* /usr/java/* /usr/local/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/*; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

# Sets JAVA_HOME, PATH and Maven's own options, or explains what is missing and returns 1.
use_jdk25() {
  local home
  if ! home=$(find_jdk25); then
    echo "missing: JDK 25 — install one (for example Temurin 25) or set JAVA_HOME to it" >&2
    return 1
  fi
  export JAVA_HOME=$home
  export PATH="$JAVA_HOME/bin:$PATH"
  # Maven 3.8's own Guava uses an Unsafe method that JDK 25 warns about; it is not ours to mend.
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
}

# Checks for Maven, Node 20 or newer and npm; explains the first that is missing and returns 1.
need_tools() {
  command -v mvn >/dev/null || { echo "missing: Maven — install it (on Debian: apt-get install maven)" >&2; return 1; }
  command -v node >/dev/null || { echo "missing: Node 20 or newer — install it (nodejs.org)" >&2; return 1; }
  command -v npm >/dev/null || { echo "missing: npm — it comes with Node (on Debian: apt-get install npm)" >&2; return 1; }
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || { echo "missing: Node 20 or newer — this is $(node --version)" >&2; return 1; }
}
