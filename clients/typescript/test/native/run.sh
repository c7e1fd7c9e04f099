#!/bin/sh
# Builds the library that plays libparley, and runs the tests of the add-on over it.
set -eu
cd "$(dirname "$0")/../.."
"${CC:-cc}" -std=c11 -D_GNU_SOURCE -O2 -g -fPIC -shared -Wall -Wextra -Werror \
  -I native -o test/dist/native/played.so test/native/played.c -pthread
exec node --expose-gc --test --test-reporter=tap test/dist/native/*.test.js
