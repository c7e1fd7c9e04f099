import org.jspecify.annotations.NullMarked;

/** A reference core: AppFlowy's user module on SQLite. */
@NullMarked
module dev.parley.examples.flowy {
  requires static jakarta.validation;
  requires static org.jspecify;
  requires dev.parley.core;
  requires dev.parley.transport.ffi;
  requires dev.parley.transport.stdio;
  requires dev.parley.transport.unix;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires password4j;
  requires tools.jackson.core;

  exports dev.parley.examples.flowy.contract;
  exports dev.parley.examples.flowy.error;

  provides dev.parley.transport.ffi.EmbeddedCore with
      dev.parley.examples.flowy.EmbeddedFlowyCore;
}
