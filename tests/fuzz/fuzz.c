/* One target of targets.h for libFuzzer: `make fuzz TARGET=entry`. */
#include "tests/fuzz/targets.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a copy of exactly this size, so that a byte too far is noticed */
	char *text = xmalloc(size);
	if (size)
		memcpy(text, data, size);
	for (size_t i = 0; i < FUZZ_TARGET_COUNT; i++) {
		if (strcmp(fuzz_targets[i].name, FUZZ_TARGET) == 0)
			fuzz_targets[i].run(text, size);
	}
	free(text);
	return 0;
}
