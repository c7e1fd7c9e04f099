package dev.people;

import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Source;

@EventGroup
public interface PeopleEvent {
  @Event(0)
  Count add(Person person);

  @Event(1)
  Count addAll(Source<Person> people);

  /** Makes {@link Draft} known to the contract. */
  @Event(2)
  void note(Draft draft);
}
