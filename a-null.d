null.o: /dev/null display/screen.h base/buf.h scoring/state.h base/err.h \
 scoring/entry.h scoring/definition.h scoring/table.h scoring/ratio.h
display/screen.h:
base/buf.h:
scoring/state.h:
base/err.h:
scoring/entry.h:
scoring/definition.h:
scoring/table.h:
scoring/ratio.h:
