/* main.c: sqlfuzz [--cases N | --seconds N] [--first N]: random SQL against every function of the
** table, and against itself. Nothing crashes, nothing leaks, no statement comes to no end, and two ways
** to one answer give the same bits or the same error.
**
** A case is a new connection with a table of random rows and some checks (checks_*.c) on it. When one
** fails, the case's number and its whole script are printed.
*/
#include "sqlfuzz.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { MAIN_CHECKS = 6, MAIN_LIMIT_SECONDS = 300 }; /* of processor time, for a case */

typedef struct {
  const char *name;
  Check *check;
  int since; /* SQLite's version */
  long runs;
} MainCheck;

static MainCheck main_checks[] = {
    {"a scalar again, after reset and in another order", check_scalar_again, 0, 0},
    {"an index on an expression", check_scalar_index, 0, 0},
    {"a generated column", check_scalar_generated, 3031000, 0},
    {"a view, and a WHERE on it", check_scalar_view, 0, 0},
    {"a trigger", check_trigger, 0, 0},
    {"an interrupt, and again", check_interrupt, 0, 0},
    {"the schema changes in between", check_schema, 0, 0},
    {"a limit of length", check_limits, 0, 0},
    {"an allocation that fails", check_memory, 0, 0},
    {"a frame against the aggregate of its rows", check_frames, 3028000, 0},
    {"rows in another order", check_order, 0, 0},
    {"DISTINCT", check_distinct, 0, 0},
    {"a window against GROUP BY", check_groups, 0, 0},
    {"a table under constraints", check_table, 0, 0},
};
enum { MAIN_COUNT = sizeof main_checks / sizeof *main_checks };

/* ---- the script of a case that ends the program ---- */

static void main_write(const char *text, size_t size) {
  while (size > 0) {
    ssize_t written = write(STDERR_FILENO, text, size);
    if (written <= 0) return;
    text += written;
    size -= (size_t)written;
  }
}

static void main_last_words(void) {
  static bool said;
  if (said || running == NULL || running->script.text == NULL) return;
  said = true;
  static const char begun[] = "\n-- the case that ended the program, its last statement last\n";
  main_write(begun, sizeof begun - 1);
  main_write(running->script.text, running->script.used);
}

static void main_signal(int number) {
  static const char late[] = "\na statement takes too long\n";
  if (number == SIGPROF) main_write(late, sizeof late - 1);
  main_last_words();
  signal(number, SIG_DFL);
  raise(number);
}

/* A sanitizer's report ends the program without a signal; it tells us before. */
#if defined(__has_feature)
  #if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
    #define MAIN_SANITIZED
  #endif
#elif defined(__SANITIZE_ADDRESS__)
  #define MAIN_SANITIZED
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(MAIN_SANITIZED)
  #define MAIN_SANITIZED
#endif
#ifdef MAIN_SANITIZED
void __sanitizer_set_death_callback(void (*callback)(void));
#endif

static void main_watch(void) {
#ifdef MAIN_SANITIZED
  __sanitizer_set_death_callback(main_last_words);
#else
  signal(SIGSEGV, main_signal);
  signal(SIGBUS, main_signal);
  signal(SIGFPE, main_signal);
#endif
  signal(SIGABRT, main_signal);
  signal(SIGPROF, main_signal);
}

/* ---- an allocator that fails when told ---- */

long memory_countdown = -1; /* allocations until one fails; below 0: none does */
bool memory_persistent;     /* all later ones fail too */
static sqlite3_mem_methods memory_real;

static bool memory_due(void) {
  if (memory_countdown < 0) return false;
  if (memory_countdown > 0) {
    memory_countdown--;
    return false;
  }
  if (!memory_persistent) memory_countdown = -1;
  return true;
}

static void *memory_malloc(int size) {
  return memory_due() ? NULL : memory_real.xMalloc(size);
}

static void *memory_realloc(void *block, int size) {
  return memory_due() ? NULL : memory_real.xRealloc(block, size);
}

static void memory_install(void) {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory_real);
  sqlite3_mem_methods methods = memory_real;
  methods.xMalloc = memory_malloc;
  methods.xRealloc = memory_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* every allocation is one that can fail */
}

/* ---- cases ---- */

static void main_fill(void) {
  Buffer sql = {NULL, 0, 0};
  unsigned rows = random_once_in(8) ? random_below(3) : 1 + random_below(14);
  unsigned odds = random_below(3) ? 0 : 10;
  run_must("CREATE TABLE t(id INTEGER PRIMARY KEY, g, o, x, y, l, w, v, s, a)");
  for (unsigned i = 1; i <= rows; i++) {
    buffer_clear(&sql);
    buffer_add(&sql, "INSERT INTO t VALUES ");
    expression_row(&sql, (int)i, odds);
    run_must(sql.text);
  }
  buffer_free(&sql);
}

static void main_check(void) {
  for (;;) {
    MainCheck *check = &main_checks[random_below(MAIN_COUNT)];
    if (sqlite3_libversion_number() < check->since) continue;
    buffer_add(&running->script, "-- %s\n", check->name);
    running->stores = false;
    check->check();
    check->runs++;
    return;
  }
}

static void main_case(Case *now, uint64_t number) {
  static const struct itimerval limit = {.it_value = {MAIN_LIMIT_SECONDS, 0}};
  now->number = number;
  random_state = number * UINT64_C(0xd1342543de82ef95);
  buffer_clear(&now->script);
  buffer_add(&now->script, "-- again by: sqlfuzz --first %llu --cases 1\n",
             (unsigned long long)number);
  sqlite3_int64 before = sqlite3_memory_used();
  setitimer(ITIMER_PROF, &limit, NULL);
  if (sqlite3_open(":memory:", &now->db) != SQLITE_OK) exit(2);
  if (sqlite3_logits_init(now->db, NULL, NULL) != SQLITE_OK) exit(2);
  if (random_once_in(6)) run_must("PRAGMA encoding = 'UTF-16le'");
  main_fill();
  for (int i = 0; i < MAIN_CHECKS; i++) main_check();
  if (sqlite3_close(now->db) != SQLITE_OK) fail("", "the connection does not close");
  sqlite3_int64 after = sqlite3_memory_used();
  if (after != before) fail("", "%lld bytes leaked", (long long)(after - before));
}

/* Every function took part: it is a failure if one of them gave only errors and NULL. */
enum { MAIN_ENOUGH = 2000 };

static int main_functions(void) {
  int silent = 0;
  for (size_t i = 0; i < functions_count; i++) {
    if (agreed[i] > 0) continue;
    printf("%s, layout %s: never two answers that are not NULL\n", functions_table[i].name,
           functions_table[i].layout);
    silent++;
  }
  return silent;
}

static uint64_t main_number(const char *text) {
  return strtoull(text != NULL ? text : "", NULL, 10);
}

int main(int count, char **arguments) {
  static Case now;
  uint64_t cases = 1000, first = 0, seconds = 0, done = 0;
  for (int i = 1; i < count; i += 2) {
    if (strcmp(arguments[i], "--cases") == 0) {
      cases = main_number(arguments[i + 1]);
    } else if (strcmp(arguments[i], "--seconds") == 0) {
      seconds = main_number(arguments[i + 1]);
    } else if (strcmp(arguments[i], "--first") == 0) {
      first = main_number(arguments[i + 1]);
    } else {
      fprintf(stderr, "sqlfuzz [--cases N | --seconds N] [--first N]\n");
      return 2;
    }
  }
  running = &now;
  agreed = calloc(functions_count, sizeof *agreed);
  if (agreed == NULL) return 2;
  memory_install();
  main_watch();
  time_t begun = time(NULL);
  while (seconds > 0 ? time(NULL) < begun + (time_t)seconds : done < cases) {
    main_case(&now, first + done++);
  }
  buffer_free(&now.script);
  for (int i = 0; i < MAIN_COUNT; i++) {
    printf("%10ld  %s\n", main_checks[i].runs, main_checks[i].name);
  }
  printf("%llu cases from %llu, %ld statements, SQLite %s\n", (unsigned long long)done,
         (unsigned long long)first, now.statements, sqlite3_libversion());
  int silent = done >= MAIN_ENOUGH ? main_functions() : 0;
  free(agreed);
  printf("%d passed, %d failed\n", done > 0 && silent == 0, silent);
  return done == 0 || silent > 0;
}
