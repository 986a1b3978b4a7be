# touchstone - see README.md. `make help` lists the targets.

FLAVOUR ?= build
CC ?= gcc
PKGS = libwebsockets hiredis libuv libcjson libqrencode libsodium cairo cairo-pdf pango pangocairo librsvg-2.0 harfbuzz harfbuzz-subset fontconfig
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wcast-qual \
	-Wwrite-strings -Wformat=2 -Wundef -Wimplicit-fallthrough -Wnull-dereference
CFLAGS ?= -O2 -g
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARN) $(WERROR) $(HARDEN) -I. $(PKG_CFLAGS) $(CFLAGS) -MMD -MP
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = $(PKG_LIBS) -lcsv -linih -lflint -lgmp -luv -lm

DIRS = base scoring events judges display certificates store hub
SRC := $(wildcard $(addsuffix /*.c,$(DIRS)))
OBJ := $(SRC:%.c=$(FLAVOUR)/%.o)
LIB_OBJ := $(filter-out $(FLAVOUR)/hub/main.o,$(OBJ))
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(FLAVOUR)/tests/%)

all: $(FLAVOUR)/touchstone ## build the program

$(FLAVOUR)/touchstone: $(OBJ)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(FLAVOUR)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(FLAVOUR)/libtouchstone.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(FLAVOUR)/tests/%: tests/unit/%.c $(FLAVOUR)/libtouchstone.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS_ALL) -o $@ $< $(FLAVOUR)/libtouchstone.a -lcmocka $(LIBS)

unit: $(UNIT_BIN) ## build and run the unit tests
	@for t in $(UNIT_BIN); do echo "== $$t"; $$t || exit 1; done

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

.PHONY: all unit clean help
-include $(OBJ:.o=.d) $(UNIT_BIN:=.d)
