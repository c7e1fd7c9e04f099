/* What Java calls for AppFlowy's interface (bridge.h: answer, notify, log). */
#ifndef PARLEY_APPFLOWY_ANSWERS_H
#define PARLEY_APPFLOWY_ANSWERS_H

#include <stdint.h>

void appflowy_answer(int64_t port, int64_t request, const uint8_t *response, int64_t length);
void appflowy_notify(const uint8_t *notification, int64_t length);
void appflowy_log(const uint8_t *line, int64_t length);

#endif
