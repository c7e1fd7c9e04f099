/* Frames and AppFlowy's messages as bytes: what a test sends and what it reads (docs/protocol.md). */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow; free them with bytes_free. */
struct bytes {
  uint8_t *data;
  size_t length, room;
};

void bytes_put(struct bytes *to, const void *data, size_t length);
void bytes_free(struct bytes *bytes);

/* Fields of a message; a value of 0 or of no bytes is left out, as the protocol has it. */
void put_number(struct bytes *to, int field, uint64_t value);
void put_text(struct bytes *to, int field, const char *text);
void put_bytes(struct bytes *to, int field, const void *data, size_t length);

/* Frames. The payload may be NULL. */
struct bytes hello_frame(void);
struct bytes request_frame(const char *event, const struct bytes *payload, uint64_t id);
struct bytes subscribe_frame(const char *source, uint64_t id);
/* A frame whose body has an id and nothing else: Cancel 8, StreamEnd 10, Ping 12. */
struct bytes id_frame(int kind, uint64_t id);
struct bytes credit_frame(uint64_t id, uint64_t items, uint64_t size);
struct bytes item_frame(uint64_t id, const struct bytes *payload);

/* The payloads of the test core: a text and a number. */
struct bytes note(const char *text, uint64_t number);

/* AppFlowy's request. */
struct bytes ffi_request(const char *event, const struct bytes *payload);

enum frame_kind {
  FRAME_WELCOME = 2,
  FRAME_RESPONSE = 4,
  FRAME_NOTIFICATION = 5,
  FRAME_ITEM = 9,
  FRAME_CREDIT = 11,
  FRAME_PONG = 13,
  FRAME_GO_AWAY = 14
};

enum code { CODE_OK = 0, CODE_ERR = 1, CODE_INTERNAL = 2 };

/*
 * A message as it was read. Response: payload, code, id, reason. FFIResponse: the first two. Notification and
 * SubscribeObject: text is the source, code the number, payload or error. The slices point into what was read.
 */
struct message {
  bool whole; /* it could be read, to its end */
  int kind;   /* of a frame; 0 of the others */
  uint64_t id, code, reason, sequence;
  const uint8_t *payload, *text, *subject, *error;
  size_t payload_length, text_length, subject_length, error_length;
};

struct message read_frame(const uint8_t *frame, size_t length);
struct message read_ffi_response(const uint8_t *bytes, size_t length);
struct message read_subscribe_object(const uint8_t *bytes, size_t length);

/* A field of a message by its number: its bytes, or its value. */
bool find_bytes(const uint8_t *message, size_t length, int field, const uint8_t **data, size_t *data_length);
uint64_t find_number(const uint8_t *message, size_t length, int field);
/* Whether the field is this text; absent is the empty one. */
bool field_is(const uint8_t *message, size_t length, int field, const char *text);
/* Whether these bytes are this text, or hold it. */
bool text_is(const uint8_t *data, size_t length, const char *text);
bool text_has(const uint8_t *data, size_t length, const char *part);

#endif
