/* completion.c: --complete. Results that match stay as they are written, so that a known answer of
** few digits does not turn into what the code under test happens to say; the others are replaced.
** All else in the file keeps its bytes, and a file with CRLF keeps them.
*/
#include "completion.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_crlf(const Buffer *text) {
  const char *newline = text->length > 0 ? memchr(text->data, '\n', text->length) : NULL;
  return newline != NULL && newline > text->data && newline[-1] == '\r';
}

/* The lines that the results become, with the ---- that may be missing before them. */
static bool write_correction(const Script *script, const Record *record, const Results *results,
                             uint64_t threshold, Buffer *into, Buffer *problem) {
  const char *line_end = has_crlf(&script->text) ? "\r\n" : "\n";
  if (record->results > 0 && script->text.data[record->results - 1] != '\n') {
    buffer_add(into, line_end);
  }
  if (!record->has_results) buffer_format(into, "----%s", line_end);
  return results_write(results, record, threshold, line_end, into, problem);
}

static Correction *find_correction(Completion *completion, const Record *record) {
  for (size_t i = completion->count; i-- > 0;) {
    if (completion->corrections[i].line == record->line) return &completion->corrections[i];
  }
  return NULL;
}

static Correction *add_correction(Completion *completion, const Script *script,
                                  const Record *record) {
  if (completion->count == completion->capacity) {
    completion->capacity = 2 * completion->capacity + 16;
    completion->corrections =
        memory_resize(completion->corrections, completion->capacity, sizeof(Correction));
  }
  Correction *correction = &completion->corrections[completion->count++];
  *correction =
      (Correction){.line = record->line, .start = record->results, .end = record->results_end};
  for (size_t i = correction->start; i + 1 < correction->end && !correction->fixed; i++) {
    correction->fixed = script->depth > 0 && memcmp(script->text.data + i, "${", 2) == 0;
  }
  return correction;
}

bool completion_note(Completion *completion, const Script *script, const Record *record,
                     const Results *results, uint64_t threshold, bool matches, Buffer *problem) {
  /* Outside loops a match needs no entry, and no entry was made before. */
  if (matches && script->depth == 0) return true;
  Buffer text = {0};
  bool writable = write_correction(script, record, results, threshold, &text, problem);
  Correction *correction = script->depth > 0 ? find_correction(completion, record) : NULL;
  if (!writable) {
    buffer_free(&text);
    if (matches) buffer_clear(problem);
    return matches;
  }
  if (correction == NULL) {
    correction = add_correction(completion, script, record);
    correction->text = text;
  } else {
    correction->fixed |= text.length != correction->text.length ||
                         memcmp(text.data, correction->text.data, text.length) != 0;
    buffer_free(&text);
  }
  if (!matches && correction->mismatches == 0) buffer_add(&correction->problem, problem->data);
  correction->mismatches += !matches;
  return true;
}

static int compare_corrections(const void *left, const void *right) {
  const Correction *a = left, *b = right;
  return (a->start > b->start) - (a->start < b->start);
}

static void rewrite(const char *path, const Buffer *text, Tally *tally) {
  FILE *file = fopen(path, "wb");
  bool written = file != NULL && fwrite(text->data, 1, text->length, file) == text->length;
  if (file != NULL && fclose(file) != 0) written = false;
  if (written) return;
  printf("%s:1: expected a file that can be written, got: %s\n", path, strerror(errno));
  tally->failed++;
}

void completion_apply(Completion *completion, const Script *script, const char *path,
                      Tally *tally) {
  Buffer text = {0};
  size_t copied = 0;
  long completed = 0;
  if (completion->count > 0) {
    qsort(completion->corrections, completion->count, sizeof(Correction), compare_corrections);
  }
  for (size_t i = 0; i < completion->count; i++) {
    const Correction *correction = &completion->corrections[i];
    if (correction->mismatches == 0) continue;
    if (correction->fixed) {
      printf("%s:%ld: %s; left as it is, since the loop's runs need not have one result\n", path,
             correction->line, correction->problem.data);
      tally->failed += correction->mismatches;
      continue;
    }
    buffer_append(&text, script->text.data + copied, correction->start - copied);
    buffer_append(&text, correction->text.data, correction->text.length);
    copied = correction->end;
    tally->passed += correction->mismatches;
    completed++;
  }
  if (completed > 0) {
    buffer_append(&text, script->text.data + copied, script->text.length - copied);
    rewrite(path, &text, tally);
    tally->completed += completed;
  }
  buffer_free(&text);
}

void completion_free(Completion *completion) {
  for (size_t i = 0; i < completion->count; i++) {
    buffer_free(&completion->corrections[i].text);
    buffer_free(&completion->corrections[i].problem);
  }
  free(completion->corrections);
  *completion = (Completion){0};
}
