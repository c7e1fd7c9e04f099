package dev.parley.examples.flowy.error;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/** Why an event of the user module failed. The numbers are AppFlowy's. */
@Message
public enum ErrorCode {
  /** Something failed that is no fault of the request. */
  @Field(0)
  INTERNAL("Something went wrong in the core"),
  /** Nobody is signed in, or the request is about somebody else. */
  @Field(2)
  USER_UNAUTHORIZED("Unauthorized user"),
  /** The record that was asked for does not exist. */
  @Field(3)
  RECORD_NOT_FOUND("Record not found"),
  /** The user's id is missing. */
  @Field(4)
  USER_ID_IS_EMPTY("User id can not be empty"),
  /** The page's name is blank or has more than 256 characters. */
  @Field(12)
  VIEW_NAME_INVALID("Page name can not be empty or have more than 256 characters"),
  /** The e-mail address is blank. */
  @Field(19)
  EMAIL_IS_EMPTY("Email can not be empty or whitespace"),
  /** The e-mail address is malformed. */
  @Field(20)
  EMAIL_FORMAT_INVALID("Email format is not valid"),
  /** Another user has this e-mail address. */
  @Field(21)
  EMAIL_ALREADY_EXISTS("Email already exists"),
  /** The password is blank. */
  @Field(22)
  PASSWORD_IS_EMPTY("Password can not be empty or whitespace"),
  /** The password has more than 100 characters. */
  @Field(23)
  PASSWORD_TOO_LONG("Password can not have more than 100 characters"),
  /** The password contains one of {@code / ( ) " < > \ { }}. */
  @Field(24)
  PASSWORD_CONTAINS_FORBID_CHARACTERS("Password can not contain any of / ( ) \" < > \\ { }"),
  /** The password is too short or too simple. */
  @Field(25)
  PASSWORD_FORMAT_INVALID(
      "Password needs at least 6 characters, among them a digit, a lower-case letter, an upper-case"
          + " letter and a special character"),
  /** The password is not the user's. */
  @Field(26)
  PASSWORD_NOT_MATCH("Password does not match"),
  /** The name has more than 256 characters. */
  @Field(27)
  USER_NAME_TOO_LONG("User name can not have more than 256 characters"),
  /** The name contains one of {@code / ( ) " < > \ { }}. */
  @Field(28)
  USER_NAME_CONTAIN_FORBIDDEN_CHARACTERS("User name can not contain any of / ( ) \" < > \\ { }"),
  /** The name is blank. */
  @Field(29)
  USER_NAME_IS_EMPTY("User name can not be empty or whitespace"),
  /** The user's id is blank. */
  @Field(30)
  USER_ID_INVALID("User id is not valid"),
  /** No user has this e-mail address. */
  @Field(31)
  USER_NOT_EXIST("User does not exist"),
  /** The event needs a payload and came without one. */
  @Field(60)
  UNEXPECTED_EMPTY_PAYLOAD("The payload can not be empty");

  private final String text;

  ErrorCode(String text) {
    this.text = text;
  }

  /** A sentence for people that says what is wrong; never quotes the input. */
  public String text() {
    return text;
  }
}
