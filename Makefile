# sqlite-logits.  make | make demo | make test | make lint | make bench | make install PREFIX=...
# CONTRIBUTING.md and docs/testing.md say more: make format, make update, make coverage, make mutants,
# make fuzz, make test-accuracy, make test-peers, make test-clients, make test-threads, make test-load,
# make test-matrix.
# packaging/packages.mk has what is given to users: make dist, make test-packages, ...
#
# BUILD is where everything goes; SANITIZE=address,undefined makes a build that checks itself:
#   make test BUILD=build/sanitized SANITIZE=address,undefined

BUILD    = build
SANITIZE =
PREFIX   = /usr/local
CFLAGS   = -O2 -g

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion
STRICT   = -std=c11 -ffp-contract=off $(WARNINGS)
TEST_DEFINES = -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE

SYSTEM := $(shell uname -s)
ifeq ($(SYSTEM),Darwin)
  SUFFIX = dylib
  SHARED = -dynamiclib -fvisibility=hidden
else ifneq (,$(findstring MINGW,$(SYSTEM))$(findstring MSYS,$(SYSTEM)))
  SUFFIX = dll
  SHARED = -shared -fvisibility=hidden
else
  SUFFIX = so
  SHARED = -shared -fPIC -fvisibility=hidden
  ifeq ($(SANITIZE),)
    SHARED += -Wl,-z,defs
  endif
endif
ifneq ($(SANITIZE),)
  CFLAGS += -O1 -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# The rooms that know nothing of SQLite, in the order in which they may include each other; ext/bind
# comes after them. `make lint` holds them to it.
ROOMS     = base exact formats vectors metrics plot
CORE      = $(foreach room,$(ROOMS),$(wildcard ext/$(room)/*.c))
SOURCES   = ext/logits.c $(wildcard ext/bind/*.c) $(CORE)
OBJECTS   = $(SOURCES:%.c=$(BUILD)/obj/%.o)
EXTENSION = $(BUILD)/logits.$(SUFFIX)
RUNNER    = $(BUILD)/sqllogictest

.PHONY: all demo test programs coverage mutants test-accuracy test-peers test-clients test-threads \
        test-load test-matrix fuzz lint format update bench install clean FORCE
.DELETE_ON_ERROR:

all: $(EXTENSION)

# ---- the extension ----

$(EXTENSION): $(OBJECTS)
	$(CC) $(CFLAGS) $(SHARED) -o $@ $(OBJECTS) $(LDFLAGS)

$(BUILD)/obj/%.o: %.c $(BUILD)/flags | $(BUILD)/need-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(STRICT) -fPIC -fvisibility=hidden -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d)

# What the objects were compiled with: changes only when the flags do, so a change rebuilds all.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CFLAGS) $(STRICT)' | cmp -s - $@ || echo '$(CC) $(CFLAGS) $(STRICT)' > $@

# What is missing on this machine is named. `make demo` and `make test` may install it, and say so.
MAY_INSTALL = $(if $(filter demo test,$(MAKECMDGOALS)),--install)
$(BUILD)/need-%:
	@mkdir -p $(@D)
	@.ci/need $(MAY_INSTALL) $*
	@touch $@

install: $(EXTENSION)
	install -d $(DESTDIR)$(PREFIX)/lib
	install -m 755 $(EXTENSION) $(DESTDIR)$(PREFIX)/lib/

# ---- the demo ----

demo: $(EXTENSION) | $(BUILD)/need-shell
	@sql/demo $(EXTENSION) $(BUILD)/demo.db

# ---- tests ----

TEST_CC = $(CC) $(CFLAGS) $(STRICT) $(TEST_DEFINES)
# The tests of a room, tests/<room>/test_<file>.c, link the rooms' objects, without SQLite.
CORE_OBJECTS  = $(CORE:%.c=$(BUILD)/obj/%.o)
ROOM_TESTS    = $(patsubst %.c,$(BUILD)/%,$(foreach room,$(ROOMS),$(wildcard tests/$(room)/test_*.c)))
ACCURACY      = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/accuracy/*.c))
GENERATORS    = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/generate/*.c))
SQL_TESTS     = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bind/test_*.c))
TEST_PROGRAMS = $(ROOM_TESTS) $(SQL_TESTS)
FUZZERS       = $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
SQLFUZZ       = $(BUILD)/sqlfuzz
TEST_HEADERS  = $(wildcard tests/*.h tests/*/*.h)

$(RUNNER): $(wildcard tests/sqllogictest/*.c tests/sqllogictest/*.h) $(BUILD)/flags \
           | $(BUILD)/need-build
	$(TEST_CC) -o $@ $(filter %.c,$^) -lsqlite3 $(DLOPEN)

$(ROOM_TESTS): $(BUILD)/%: %.c $(TEST_HEADERS) $(CORE_OBJECTS)
	@mkdir -p $(@D)
	$(TEST_CC) -o $@ $< $(CORE_OBJECTS)

$(ACCURACY): $(BUILD)/%: %.c $(TEST_HEADERS) $(CORE_OBJECTS) | $(BUILD)/need-mpfr
	@mkdir -p $(@D)
	$(TEST_CC) -o $@ $< $(CORE_OBJECTS) -lmpfr -lgmp -lm

$(GENERATORS): $(BUILD)/%: %.c $(BUILD)/flags | $(BUILD)/need-mpfr
	@mkdir -p $(@D)
	$(TEST_CC) -o $@ $< -lmpfr -lgmp

# Linked with the extension's objects, as an application that embeds it would (SQLITE_CORE).
EMBEDDED_OBJECTS = $(SOURCES:%.c=$(BUILD)/embedded/%.o)
$(BUILD)/embedded/%.o: %.c $(BUILD)/flags | $(BUILD)/need-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(STRICT) -DSQLITE_CORE -MMD -MP -c -o $@ $<
-include $(EMBEDDED_OBJECTS:.o=.d)

$(SQL_TESTS): $(BUILD)/%: %.c $(TEST_HEADERS) $(EMBEDDED_OBJECTS)
	@mkdir -p $(@D)
	$(TEST_CC) -pthread -o $@ $< $(EMBEDDED_OBJECTS) -lsqlite3 $(DLOPEN)

# test_load loads the extension.
$(BUILD)/tests/bind/test_load: $(EXTENSION)
DLOPEN = $(if $(findstring Linux,$(SYSTEM)),-ldl)

test: $(EXTENSION) $(RUNNER) $(TEST_PROGRAMS) $(ACCURACY) $(GENERATORS) $(FUZZERS) $(SQLFUZZ) \
      | $(BUILD)/need-shell
	@tests/run $(BUILD) $(TEST_PROGRAMS)

# All that the tests run, built.
programs: $(EXTENSION) $(RUNNER) $(TEST_PROGRAMS) $(ACCURACY)

# Which lines and branches of ext/ the tests run: all, but for those in tests/coverage.exceptions.
coverage: | $(BUILD)/need-build $(BUILD)/need-mpfr
	@+$(MAKE) -s --no-print-directory BUILD=$(BUILD)/coverage CFLAGS='-O0 -g --coverage' programs
	@tests/coverage $(BUILD)/coverage

# Faults put into ext/, one at a time: does some test notice?
# make mutants WORD=vec_mask: only those whose line in tests/mutants/list has the word
mutants: | $(BUILD)/need-build
	@tests/mutants/run $(BUILD)/mutants $(if $(WORD),'$(WORD)')

# Two at a time; each prints when it is done.
POINTS = 1000000
test-accuracy: $(ACCURACY)
	@printf '%s\n' $(ACCURACY) | xargs -P 2 -I{} sh -c \
	  '{} --points $(POINTS) >{}.log 2>&1; status=$$?; cat {}.log; exit $$status'

# Under every SQLite of a list, from npm packages; what they are built from is kept in BUILD/matrix.
JOBS = 2
test-matrix: $(EXTENSION)
	@JOBS=$(JOBS) tests/matrix $(BUILD) $(CORE_OBJECTS)

# Live against scikit-learn and SciPy, where Python has them.
test-peers: $(EXTENSION)
	@tests/peers/run $(EXTENSION)

# Every client of docs/clients.md and docs/embedding.md that is here: the same bits from all.
test-clients: $(EXTENSION) | $(BUILD)/need-shell
	@tests/clients/run $(EXTENSION) $(BUILD)

# Eight threads under TSan.
THREADS = $(BUILD)/threads/tests/bind/test_threads
test-threads: | $(BUILD)/need-build
	@$(MAKE) -s BUILD=$(BUILD)/threads SANITIZE=thread $(THREADS)
	@$(THREADS)

# make test-load ROWS=100000000 SECONDS=60: many rows, many readers, small stacks, a small heap.
ROWS    = 100000000
SECONDS = 60
LOAD    = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/load/*.c))
$(LOAD): $(BUILD)/%: %.c $(TEST_HEADERS) $(EMBEDDED_OBJECTS) $(wildcard tests/sqllogictest/*.c)
	@mkdir -p $(@D)
	$(TEST_CC) -pthread -o $@ $< $(if $(findstring suite,$@),\
	  $(filter-out %/main.c,$(wildcard tests/sqllogictest/*.c)),$(EMBEDDED_OBJECTS)) -lsqlite3 -lm $(DLOPEN)

test-load: $(LOAD) $(EXTENSION)
	@tests/load/run $(BUILD) $(EXTENSION) $(ROWS) $(SECONDS)

# ---- fuzzing ----

# make fuzz SECONDS=60: random SQL and the parsers' targets, two programs at a time, for that many
# seconds in all after the build. tests/fuzz/run says what runs; it calls this file again for each
# of its builds: FUZZ_MAIN is what drives a target, SQLITE what random SQL is linked with.
FUZZ_MAIN = tests/fuzz/main.c
SQLITE    = -lsqlite3

$(FUZZERS): $(BUILD)/%: tests/fuzz/%.c tests/fuzz/main.c tests/fuzz/fuzz.h $(CORE_OBJECTS)
	$(TEST_CC) -o $@ $< $(FUZZ_MAIN) $(CORE_OBJECTS)

$(SQLFUZZ): $(wildcard tests/sqlfuzz/*.[ch]) $(EMBEDDED_OBJECTS)
	$(TEST_CC) -DSQLITE_CORE -o $@ $(filter %.c,$^) $(EMBEDDED_OBJECTS) $(SQLITE)

.PHONY: fuzzers
fuzzers: $(FUZZERS)

fuzz: | $(BUILD)/need-build
	@tests/fuzz/run $(BUILD) $(SECONDS)

include packaging/packages.mk

# ---- PostgreSQL ----

.PHONY: postgres test-postgres
postgres: | $(BUILD)/need-postgres
	@$(MAKE) -C postgres

# The extension, and the SQL tests on both engines. Skipped, and said so, where PostgreSQL is missing.
test-postgres: $(EXTENSION) $(RUNNER) | $(BUILD)/need-shell
	@status=0; tests/postgres/extension $(EXTENSION) || status=1; \
	  tests/postgres/suite $(BUILD) || status=1; exit $$status

# Three PostgreSQL servers on this machine, and one table over them. make test-cluster ROWS=300000
.PHONY: cluster-demo test-cluster
cluster-demo: $(EXTENSION) | $(BUILD)/need-shell $(BUILD)/need-postgres
	@sql/cluster/demo $(EXTENSION) $(BUILD)

test-cluster: ROWS = 3000000
test-cluster: $(EXTENSION) | $(BUILD)/need-shell
	@ROWS=$(ROWS) tests/cluster $(EXTENSION) $(BUILD)

# ---- speed ----

# The wrap: BENCH_KERNEL=avx2 chooses a kernel (bench.c). Apple's linker has no such thing.
BENCH_WRAP = $(if $(filter Darwin,$(shell uname)),,-Wl,--wrap=vector_kernels)
$(BUILD)/bench: bench/bench.c $(wildcard bench/*.def) $(EMBEDDED_OBJECTS)
	$(TEST_CC) -o $@ $< $(EMBEDDED_OBJECTS) $(BENCH_WRAP) -lsqlite3

# make bench WORD=vec_argmax: only the pairs whose name has the word, without peers
bench: $(BUILD)/bench
	@$(BUILD)/bench $(if $(WORD),'' '$(WORD)',bench/peers)

# ---- style ----

lint: | $(BUILD)/need-lint
	@.ci/lint

format: | $(BUILD)/need-lint
	@clang-format -i $$(git ls-files '*.c' '*.h')

# Rewrites what is generated: the reference, the outputs that documents show, the demo and its pictures.
update: $(EXTENSION) $(GENERATORS) | $(BUILD)/need-shell
	@tests/update $(BUILD)

clean:
	rm -rf $(BUILD)
