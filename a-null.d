null.o: /dev/null store/stream_id.h
store/stream_id.h:
