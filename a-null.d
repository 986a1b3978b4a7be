null.o: /dev/null judges/sheet_request.h judges/request.h base/buf.h \
 base/json.h base/err.h base/mem.h judges/roles.h scoring/definition.h \
 scoring/state.h scoring/entry.h scoring/table.h scoring/ratio.h
judges/sheet_request.h:
judges/request.h:
base/buf.h:
base/json.h:
base/err.h:
base/mem.h:
judges/roles.h:
scoring/definition.h:
scoring/state.h:
scoring/entry.h:
scoring/table.h:
scoring/ratio.h:
