package dev.parley.core.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A LongTable holds what a HashMap would. */
class LongTableTest {
  @Test
  void itAgreesWithAHashMapOverManyRandomSteps() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      LongTable<String> table = new LongTable<>();
      Map<Long, String> map = new HashMap<>();
      for (int step = 0; step < 5_000; step++) {
        // Few keys, so that they collide and come back; now and then a wild one.
        long key = random.nextInt(10) == 0 ? random.nextLong() | 1 : 1 + random.nextInt(60);
        if (random.nextBoolean()) {
          boolean isNew = map.putIfAbsent(key, "value " + step) == null;
          assertThat(table.add(key, "value " + step)).isEqualTo(isNew);
        } else {
          assertThat(table.remove(key)).isEqualTo(map.remove(key));
        }
        assertThat(table.size()).isEqualTo(map.size());
        assertThat(table.get(key)).isEqualTo(map.get(key));
      }
      assertThat(table.keys()).containsExactlyInAnyOrderElementsOf(map.keySet());
      map.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    }
  }

  @Test
  void zeroIsNoKey() {
    LongTable<String> table = new LongTable<>();
    assertThatThrownBy(() -> table.add(0, "zero")).isInstanceOf(IllegalArgumentException.class);
    assertThat(table.get(0)).isNull();
    assertThat(table.remove(0)).isNull();
  }
}
