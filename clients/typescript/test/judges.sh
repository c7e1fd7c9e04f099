#!/usr/bin/env bash
# Writes the judges' code into test/generated: what protobuf-es and protobufjs make of the same .proto files,
# and of the protocol's own.
# protoc is the real one, with the well-known types beside it; as root on Debian it is installed from apt.
set -euo pipefail
cd "$(dirname "$0")/.."

has_protoc() {
  command -v protoc >/dev/null && echo 'syntax = "proto3"; import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto";' \
    | protoc --proto_path=/dev --descriptor_set_out=/dev/null /dev/stdin 2>/dev/null
}

if ! has_protoc && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  (apt-get -qq update && apt-get -qq install -y --no-install-recommends protobuf-compiler libprotobuf-dev) >&2
fi
if ! has_protoc; then
  echo "missing: protoc with its well-known types — on Debian: apt-get install protobuf-compiler libprotobuf-dev" >&2
  exit 1
fi

bin=node_modules/.bin
rm -rf test/generated
mkdir -p test/generated
protoc -I test/proto -I ../../docs --plugin="$bin/protoc-gen-es" --es_out=target=js+dts:test/generated \
  test/proto/*.proto ../../docs/parley.proto
"$bin/pbjs" -t static-module -w es6 --es6 -o test/generated/bench_pbjs.js test/proto/bench.proto
"$bin/pbts" -o test/generated/bench_pbjs.d.ts test/generated/bench_pbjs.js
