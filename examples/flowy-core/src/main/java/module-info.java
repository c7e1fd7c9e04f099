import org.jspecify.annotations.NullMarked;

/** A reference core: AppFlowy's user module on SQLite. */
@NullMarked
module dev.parley.examples.flowy {
  requires static jakarta.validation;
  requires static org.jspecify;
  requires dev.parley.core;
  requires dev.parley.transport.stdio;
  requires dev.parley.transport.unix;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires password4j;

  exports dev.parley.examples.flowy.contract;
  exports dev.parley.examples.flowy.error;
}
