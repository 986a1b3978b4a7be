null.o: /dev/null store/store.h base/err.h scoring/entry.h \
 scoring/definition.h scoring/state.h scoring/table.h scoring/ratio.h \
 store/rankings.h
store/store.h:
base/err.h:
scoring/entry.h:
scoring/definition.h:
scoring/state.h:
scoring/table.h:
scoring/ratio.h:
store/rankings.h:
