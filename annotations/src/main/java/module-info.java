/** The annotations with which an application declares its contract. */
module dev.parley.annotations {
  exports dev.parley.annotations;
}
