package dev.parley.codegen.names;

/** A language that code is generated in, as messages call it. */
enum Language {
  JAVA("Java"),
  TYPESCRIPT("TypeScript"),
  DART("Dart"),
  PROTO("proto");

  private final String shown;

  Language(String shown) {
    this.shown = shown;
  }

  @Override
  public String toString() {
    return shown;
  }
}
