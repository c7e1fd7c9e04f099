package dev.people;

import dev.parley.annotations.Source;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers whose handler it was. */
final class PeopleHandlers implements PeopleEvent {
  final List<String> added = new CopyOnWriteArrayList<>();

  @Override
  public Count add(Person person) {
    added.add(person.email());
    return new Count(1);
  }

  @Override
  public Count addAll(Source<Person> people) {
    int count = 0;
    for (Person person : people) {
      added.add(person.email());
      count++;
    }
    return new Count(count);
  }

  @Override
  public void note(Draft draft) {
    added.add(draft.email());
  }
}
