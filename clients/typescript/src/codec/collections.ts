/**
 * A map whose keys are texts, as an object without a prototype: `__proto__` is a key like any other,
 * and nothing is found in it that was not put there.
 */
export function emptyRecord<V>(): Record<string, V> {
  return Object.create(null) as Record<string, V>;
}

export function copyRecord<V>(
  record: Readonly<Record<string, V>> | undefined,
): Record<string, V> {
  return mapRecord(record, (value) => value);
}

export function mapRecord<V, W>(
  record: Readonly<Record<string, V>> | undefined,
  each: (value: V) => W,
): Record<string, W> {
  const copy = emptyRecord<W>();
  if (record !== undefined) {
    for (const key of Object.keys(record)) {
      copy[key] = each(record[key] as V);
    }
  }
  return copy;
}

export function copyMap<K, V>(map: ReadonlyMap<K, V> | undefined): Map<K, V> {
  return new Map(map);
}

export function mapMap<K, V, W>(
  map: ReadonlyMap<K, V> | undefined,
  each: (value: V) => W,
): Map<K, W> {
  const copy = new Map<K, W>();
  map?.forEach((value, key) => copy.set(key, each(value)));
  return copy;
}
