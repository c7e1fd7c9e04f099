#define _GNU_SOURCE
#include "wire.h"

#include <stdlib.h>
#include <string.h>

void bytes_put(struct bytes *to, const void *data, size_t length) {
  if (to->length + length > to->room) {
    to->room = (to->length + length) * 2 + 64;
    to->data = realloc(to->data, to->room);
    if (!to->data) abort();
  }
  if (length > 0) memcpy(to->data + to->length, data, length);
  to->length += length;
}

void bytes_free(struct bytes *bytes) {
  free(bytes->data);
  *bytes = (struct bytes){0};
}

static void put_varint(struct bytes *to, uint64_t value) {
  uint8_t encoded[10];
  size_t n = 0;
  do {
    encoded[n++] = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>= 7;
  } while (value > 0);
  bytes_put(to, encoded, n);
}

void put_number(struct bytes *to, int field, uint64_t value) {
  if (value == 0) return;
  put_varint(to, (uint64_t)field << 3);
  put_varint(to, value);
}

/* Also where there are none: a frame's body may be an empty message. */
static void put_message(struct bytes *to, int field, const void *data, size_t length) {
  put_varint(to, (uint64_t)field << 3 | 2);
  put_varint(to, length);
  bytes_put(to, data, length);
}

void put_bytes(struct bytes *to, int field, const void *data, size_t length) {
  if (length > 0) put_message(to, field, data, length);
}

void put_text(struct bytes *to, int field, const char *text) { put_bytes(to, field, text, strlen(text)); }

static struct bytes frame(int kind, struct bytes body) {
  struct bytes whole = {0};
  put_message(&whole, kind, body.data, body.length);
  bytes_free(&body);
  return whole;
}

struct bytes hello_frame(void) {
  struct bytes body = {0};
  put_number(&body, 1, 1);
  put_text(&body, 2, "host");
  return frame(1, body);
}

struct bytes request_frame(const char *event, const struct bytes *payload, uint64_t id) {
  struct bytes body = {0};
  put_text(&body, 1, event);
  if (payload) put_bytes(&body, 2, payload->data, payload->length);
  put_number(&body, 3, id);
  return frame(3, body);
}

struct bytes subscribe_frame(const char *source, uint64_t id) {
  struct bytes body = {0};
  put_number(&body, 1, id);
  put_text(&body, 2, source);
  return frame(6, body);
}

struct bytes id_frame(int kind, uint64_t id) {
  struct bytes body = {0};
  put_number(&body, 1, id);
  return frame(kind, body);
}

struct bytes credit_frame(uint64_t id, uint64_t items, uint64_t size) {
  struct bytes body = {0};
  put_number(&body, 1, id);
  put_number(&body, 2, items);
  put_number(&body, 3, size);
  return frame(11, body);
}

struct bytes item_frame(uint64_t id, const struct bytes *payload) {
  struct bytes body = {0};
  put_number(&body, 1, id);
  put_bytes(&body, 2, payload->data, payload->length);
  return frame(9, body);
}

struct bytes note(const char *text, uint64_t number) {
  struct bytes payload = {0};
  put_text(&payload, 1, text);
  put_number(&payload, 2, number);
  return payload;
}

struct bytes ffi_request(const char *event, const struct bytes *payload) {
  struct bytes request = {0};
  put_text(&request, 1, event);
  if (payload) put_bytes(&request, 2, payload->data, payload->length);
  return request;
}

/* One field of a message. */
struct field {
  int number, type;
  uint64_t value;
  const uint8_t *data;
  size_t length;
};

static bool take_varint(const uint8_t **at, const uint8_t *end, uint64_t *value) {
  *value = 0;
  for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
    uint8_t byte = *(*at)++;
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

static bool take_field(const uint8_t **at, const uint8_t *end, struct field *field) {
  uint64_t tag, length;
  if (!take_varint(at, end, &tag)) return false;
  field->number = (int)(tag >> 3);
  field->type = (int)(tag & 7);
  if (field->type == 0) return take_varint(at, end, &field->value);
  if (field->type != 2 || !take_varint(at, end, &length) || length > (size_t)(end - *at)) return false;
  field->data = *at;
  field->length = length;
  *at += length;
  return true;
}

static void keep(const struct field *field, const uint8_t **data, size_t *length) {
  *data = field->data;
  *length = field->length;
}

static void read_response_field(struct message *message, const struct field *field) {
  switch (field->number) {
    case 1: keep(field, &message->payload, &message->payload_length); break;
    case 2: message->code = field->value; break;
    case 3: message->id = field->value; break;
    case 4: message->reason = field->value; break;
    default: break;
  }
}

static void read_notification_field(struct message *message, const struct field *field) {
  switch (field->number) {
    case 1: keep(field, &message->text, &message->text_length); break;
    case 2: message->code = field->value; break;
    case 3: keep(field, &message->subject, &message->subject_length); break;
    case 4: keep(field, &message->payload, &message->payload_length); break;
    case 5: keep(field, &message->error, &message->error_length); break;
    case 6: message->sequence = field->value; break;
    default: break;
  }
}

static void read_item_field(struct message *message, const struct field *field) {
  if (field->number == 1) message->id = field->value;
  if (field->number == 2) keep(field, &message->payload, &message->payload_length);
}

static void read_go_away_field(struct message *message, const struct field *field) {
  if (field->number == 1) message->reason = field->value;
  if (field->number == 2) keep(field, &message->payload, &message->payload_length);
}

static void ignore_field(struct message *message, const struct field *field) {
  (void)message;
  (void)field;
}

static struct message read_body(
    const uint8_t *at, size_t length, int kind, void (*take)(struct message *, const struct field *)) {
  struct message message = {.kind = kind};
  const uint8_t *end = at + length;
  while (at < end) {
    struct field field = {0};
    if (!take_field(&at, end, &field)) return message;
    take(&message, &field);
  }
  message.whole = true;
  return message;
}

struct message read_frame(const uint8_t *frame, size_t length) {
  struct message broken = {0};
  struct field body = {0};
  const uint8_t *at = frame;
  if (!take_field(&at, frame + length, &body) || body.type != 2 || at != frame + length) return broken;
  switch (body.number) {
    case FRAME_RESPONSE: return read_body(body.data, body.length, body.number, read_response_field);
    case FRAME_NOTIFICATION: return read_body(body.data, body.length, body.number, read_notification_field);
    case FRAME_ITEM:
    case FRAME_CREDIT:
    case FRAME_PONG: return read_body(body.data, body.length, body.number, read_item_field);
    case FRAME_GO_AWAY: return read_body(body.data, body.length, body.number, read_go_away_field);
    default: return read_body(body.data, body.length, body.number, ignore_field);
  }
}

struct message read_ffi_response(const uint8_t *bytes, size_t length) {
  return read_body(bytes, length, 0, read_response_field);
}

struct message read_subscribe_object(const uint8_t *bytes, size_t length) {
  return read_body(bytes, length, 0, read_notification_field);
}

bool find_bytes(const uint8_t *message, size_t length, int number, const uint8_t **data, size_t *data_length) {
  const uint8_t *at = message, *end = message + length;
  struct field field = {0};
  while (at < end && take_field(&at, end, &field)) {
    if (field.number != number || field.type != 2) continue;
    keep(&field, data, data_length);
    return true;
  }
  return false;
}

uint64_t find_number(const uint8_t *message, size_t length, int number) {
  const uint8_t *at = message, *end = message + length;
  struct field field = {0};
  while (at < end && take_field(&at, end, &field)) {
    if (field.number == number && field.type == 0) return field.value;
  }
  return 0;
}

bool field_is(const uint8_t *message, size_t length, int number, const char *text) {
  const uint8_t *data = NULL;
  size_t data_length = 0;
  find_bytes(message, length, number, &data, &data_length);
  return text_is(data, data_length, text);
}

bool text_is(const uint8_t *data, size_t length, const char *text) {
  return length == strlen(text) && (length == 0 || memcmp(data, text, length) == 0);
}

bool text_has(const uint8_t *data, size_t length, const char *part) {
  return length > 0 && memmem(data, length, part, strlen(part)) != NULL;
}
