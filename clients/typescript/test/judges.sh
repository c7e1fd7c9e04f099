#!/usr/bin/env bash
# Writes the judges' code into test/generated: what protobuf-es and protobufjs make of the same .proto files.
# protoc is the real one: from PATH, or the one that the Maven build has fetched, or (as root on Debian) from apt.
set -euo pipefail
cd "$(dirname "$0")/.."

find_protoc() {
  local candidate
  command -v protoc && return
  for candidate in ../../*/target/protoc ../../*/target/protoc*/protoc*; do
    if [ -x "$candidate" ]; then
      echo "$candidate"
      return
    fi
  done
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    (apt-get update && apt-get install -y --no-install-recommends protobuf-compiler) >&2 && command -v protoc && return
  fi
  echo "missing: protoc — install it (on Debian: apt-get install protobuf-compiler)" >&2
  return 1
}

protoc=$(find_protoc)
bin=node_modules/.bin
mkdir -p test/generated
"$protoc" -I test/proto --plugin="$bin/protoc-gen-es" --es_out=target=js+dts:test/generated test/proto/*.proto
"$bin/pbjs" -t static-module -w es6 --es6 -o test/generated/bench_pbjs.js test/proto/bench.proto
"$bin/pbts" -o test/generated/bench_pbjs.d.ts test/generated/bench_pbjs.js
