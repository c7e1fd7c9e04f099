# Builds what the benchmarks need of Node into benchmarks/target/node: the TypeScript runtime, what is
# generated from the benchmarks' contract, the Node programs and ws. Sourced, after Maven has built.
build_node() {
  local node=benchmarks/target/node client=clients/typescript
  [ -d "$client/node_modules" ] || (cd "$client" && npm ci --silent)
  (cd "$client" && npm run --silent build)
  rm -rf "$node"
  mkdir -p "$node"
  cp benchmarks/src/main/node/* "$node"
  (cd "$node" && npm ci --silent --no-audit --no-fund)
  mkdir -p "$node/node_modules/@parley" "$node/node_modules/@types"
  ln -s "$PWD/$client" "$node/node_modules/@parley/client"
  ln -s "$PWD/$client/node_modules/@types/node" "$node/node_modules/@types/node"
  ln -s "$PWD/$client/node_modules/undici-types" "$node/node_modules/undici-types"
  ./parley generate --contract benchmarks/target/classes --typescript "$node/generated" >&2
  "$client/node_modules/.bin/tsc" -p "$node"
}
