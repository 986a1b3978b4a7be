# touchstone - see README.md. `make help` lists the targets.

FLAVOUR ?= build
CC ?= gcc
PKGS = zlib libcurl libwebsockets openssl hiredis libuv liburing libcjson libqrencode libsodium cairo cairo-pdf pango pangocairo librsvg-2.0 pangoft2 harfbuzz harfbuzz-subset fontconfig icu-i18n
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wcast-qual \
	-Wwrite-strings -Wformat=2 -Wundef -Wimplicit-fallthrough -Wnull-dereference
CFLAGS ?= -O2 -g
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARN) $(WERROR) $(HARDEN) -I. $(PKG_CFLAGS) $(CFLAGS) -MMD -MP
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = $(PKG_LIBS) -lcsv -lcups -linih -lflint -lgmp -luv -lm

DIRS = base scoring events judges display certificates store hub
SRC := $(wildcard $(addsuffix /*.c,$(DIRS)))
OBJ := $(SRC:%.c=$(FLAVOUR)/%.o)
LIB_OBJ := $(filter-out $(FLAVOUR)/hub/main.o,$(OBJ)) $(FLAVOUR)/hub/embed_files.o
EMBED := $(shell find assets judges/web display/web certificates/web -type f 2>/dev/null | \
	grep -E '\.(html|js|css|json|svg|webmanifest|png|woff2)$$' | LC_ALL=C sort)
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(FLAVOUR)/tests/%)
SCORE_MANY := $(FLAVOUR)/tests/oracle/score_many

all: $(FLAVOUR)/touchstone ## build the program

$(FLAVOUR)/touchstone: $(FLAVOUR)/hub/main.o $(FLAVOUR)/libtouchstone.a
	@echo "LD $@"
	@$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(FLAVOUR)/%.o: %.c
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(ALL_CFLAGS) -c -o $@ $<

# Pages and assets go into the program.
$(FLAVOUR)/hub/embed_files.c: hub/embed.sh $(EMBED)
	@mkdir -p $(@D)
	hub/embed.sh $@ $(FLAVOUR)/embed $(EMBED)

$(FLAVOUR)/hub/embed_files.o: $(FLAVOUR)/hub/embed_files.c
	@echo "CC $<"
	@$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(FLAVOUR)/libtouchstone.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(FLAVOUR)/tests/%: tests/unit/%.c $(FLAVOUR)/libtouchstone.a
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS_ALL) -o $@ $< $(FLAVOUR)/libtouchstone.a -lcmocka $(LIBS)

$(SCORE_MANY): tests/oracle/score_many.c $(FLAVOUR)/libtouchstone.a
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS_ALL) -o $@ $< $(FLAVOUR)/libtouchstone.a $(LIBS)

tests-built: $(FLAVOUR)/touchstone $(UNIT_BIN) $(SCORE_MANY)

# `make run` and `make test` first see to the packages; a fresh make then finds what pkg-config knows now.
run: ## install what is missing, build, serve the sample event with a rehearsal
	./packages.sh build
	$(MAKE) all
	$(FLAVOUR)/touchstone serve events/samples/yongkang-2018/event.json --rehearse

test: ## install what is missing, build, run every test
	./packages.sh test
	$(MAKE) tests-built tests/node_modules/.package-lock.json WERROR=-Werror
	FLAVOUR=$(FLAVOUR) tests/run lint unit golden oracle integration faults browser

ci: ## what .ci/run does: every test, then unit, golden and integration under the sanitizers
	./packages.sh test
	$(MAKE) tests-built tests/node_modules/.package-lock.json WERROR=-Werror
	$(MAKE) asan-built
	ORACLE_CASES=$${ORACLE_CASES:-20000} tests/run lint unit golden oracle integration faults browser asan:unit asan:golden asan:integration

SANITIZE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
asan-built:
	$(MAKE) FLAVOUR=build/asan CFLAGS="$(SANITIZE)" LDFLAGS="-fsanitize=address,undefined" \
		HARDEN="-fPIE" WARN= tests-built

asan: ## unit, golden and integration tests under the address and undefined-behaviour sanitizers
	./packages.sh test
	$(MAKE) asan-built tests/node_modules/.package-lock.json
	tests/run asan:unit asan:golden asan:integration

lint unit golden oracle integration faults browser: tests-built ## one group of tests
	FLAVOUR=$(FLAVOUR) tests/run $@

golden-update: all ## write the golden cases' expected files anew: look at the difference
	tests/golden/run --update

tests/node_modules/.package-lock.json: tests/package-lock.json
	cd tests && npm ci --no-audit --no-fund
	@touch $@

bench: all ## BENCH=NAME: one; figures as ratios, written to build/bench.json
	bench/run $(BENCH)

.SECONDEXPANSION:
$(FLAVOUR)/bench/%: $$(wildcard bench/*/$$*.c) $(FLAVOUR)/libtouchstone.a
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS_ALL) -o $@ $< $(FLAVOUR)/libtouchstone.a $(LIBS)

pictures: all tests/node_modules/.package-lock.json ## take the README's pictures anew, into docs/images
	node docs/pictures.mjs

FUZZ = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
TARGET ?= entry
TIME ?= 60
fuzz: ## libFuzzer (clang) on a byte boundary of tests/fuzz/targets.h: TARGET=entry TIME=60
	$(MAKE) FLAVOUR=build/fuzz CC=clang CFLAGS="$(FUZZ) -fsanitize=fuzzer-no-link" HARDEN=-fPIE WARN= build/fuzz/libtouchstone.a
	clang -std=c11 -D_GNU_SOURCE -I. $(PKG_CFLAGS) $(FUZZ) -fsanitize=fuzzer -DFUZZ_TARGET='"$(TARGET)"' -o build/fuzz/$(TARGET) \
		tests/fuzz/fuzz.c build/fuzz/libtouchstone.a $(LIBS)
	@mkdir -p build/fuzz/corpus/$(TARGET)
	build/fuzz/$(TARGET) -max_total_time=$(TIME) -artifact_prefix=build/fuzz/ build/fuzz/corpus/$(TARGET)

format: ## lay out the C files as .clang-format says
	clang-format -i $(wildcard $(addsuffix /*.[ch],$(DIRS))) tests/unit/*.c

print-cflags:
	@echo $(ALL_CFLAGS)

PREFIX ?= /usr/local
install: all ## put the program into PREFIX/bin
	install -D -m 755 $(FLAVOUR)/touchstone $(DESTDIR)$(PREFIX)/bin/touchstone

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@grep -hE '^[a-z -]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

.PHONY: all pictures golden-update tests-built run test ci asan asan-built lint unit golden oracle integration faults browser bench fuzz format \
	print-cflags install clean help
-include $(OBJ:.o=.d) $(UNIT_BIN:=.d)
