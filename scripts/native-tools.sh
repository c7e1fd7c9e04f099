# Makes sure of what compiles and checks C. Sourced; each function returns 1 after one line of what is missing.
#
# As root on Debian what is missing is installed by apt; elsewhere nothing is changed.

# installs PACKAGE… or says that WHAT is missing
apt_or_say() {
  local what=$1
  shift
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 ||
      { apt-get update -q >/dev/null 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1; }; then
      return 0
    fi
  fi
  echo "missing: $what — install it (on Debian: apt-get install $*)" >&2
  return 1
}

compiles() {
  printf '#include <stdint.h>\nint main(void) { return 0; }\n' | "${CC:-cc}" "$@" -x c -o /dev/null - 2>/dev/null
}

# A C compiler.
need_cc() {
  compiles || apt_or_say "a C compiler" gcc libc6-dev
}

# A C compiler that makes 32-bit programs.
need_cc32() {
  need_cc && { compiles -m32 || apt_or_say "a C compiler for 32 bits" gcc-multilib; }
}

need_valgrind() {
  command -v valgrind >/dev/null || apt_or_say "valgrind" valgrind
}
