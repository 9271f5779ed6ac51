# What is given to users, all of it in dist/. The version is LOGITS_VERSION in ext/logits.h and stands nowhere
# else: what needs it asks packaging/version.

.PHONY: amalgamation test-amalgamation platforms test-platforms

# ---- one file ----

# dist/logits.c and dist/logits.h: the whole extension for those who compile it into something of theirs.
amalgamation:
	@packaging/amalgamate dist

test-amalgamation: $(RUNNER) | $(BUILD)/need-build
	@tests/amalgamation $(BUILD)

# ---- platforms ----

# dist/linux-x64/logits.so and so on, for every platform whose compiler is here.
platforms: | $(BUILD)/need-build
	@packaging/platforms

# Each of them is loaded where it belongs, or in what stands for it here: qemu, musl, wine. make test-packages
# does that too.
test-platforms: $(RUNNER) | $(BUILD)/need-build
	@BUILD=$(BUILD) tests/packages/platforms

# ---- Python ----

# dist/sqlite_logits-*.whl, one for each platform, and the source package for pip.
.PHONY: wheel
wheel: amalgamation platforms
	@packaging/wheel dist

# ---- npm ----

# dist/sqlite-logits-VERSION.tgz and one dist/sqlite-logits-PLATFORM-VERSION.tgz for each platform that is built.
.PHONY: npm
npm: platforms
	@packaging/npm-packages dist

# ---- Debian ----

# dist/libsqlite3-mod-logits_VERSION_ARCHITECTURE.deb, for amd64 and arm64.
.PHONY: deb
deb: platforms | $(BUILD)/need-shell
	@packaging/deb

# ---- all of it ----

.PHONY: dist test-packages

# dist/ from nothing, with SHA256SUMS. make dist ELSEWHERE=FOLDER takes in what another machine has built for its
# own platform, FOLDER/darwin-arm64/logits.dylib say.
DIST_PARTS = amalgamation platforms wheel npm deb
dist:
	@rm -rf dist && mkdir dist
	@$(if $(ELSEWHERE),cp -R $(ELSEWHERE)/. dist)
	@$(MAKE) --no-print-directory $(DIST_PARTS)
	@cd dist && sums=$$(find * -type f | LC_ALL=C sort | xargs sha256sum) && echo "$$sums" >SHA256SUMS

# As a new user: what is in dist/ is installed and used in an empty folder. tests/packages/run NAME runs one.
test-packages: dist $(RUNNER) | $(BUILD)/need-packages
	@BUILD=$(BUILD) ELSEWHERE=$(abspath $(ELSEWHERE)) tests/packages/run

# ---- WebAssembly ----

.PHONY: wasm test-wasm playground serve test-playground

# dist/wasm/logits.wasm: SQLite and the extension as one module, for browsers and Node.
wasm: | $(BUILD)/need-wasm
	@packaging/wasm $(BUILD) dist/wasm/logits.wasm

test-wasm: | $(BUILD)/need-wasm
	@tests/wasm $(BUILD)

# dist/playground: the page of docs/playground, a folder of static files. `make serve` shows it on this machine alone.
PORT = 8000
playground: | $(BUILD)/need-wasm
	@packaging/playground $(BUILD) dist/playground

serve: playground
	@node docs/playground/serve.mjs dist/playground $(PORT)

test-playground: $(EXTENSION) | $(BUILD)/need-wasm $(BUILD)/need-browser $(BUILD)/need-shell
	@tests/playground $(BUILD)
