#!/bin/sh
# Tablets, hubs and one ledger over a simulated bad network, from many seeds: see tests/unit/test_simulator.c.
# SEED and COUNT choose the seeds.
cd "$(dirname "$0")/../.." || exit 1
"./${FLAVOUR:-build}/tests/test_simulator" "${SEED:-1000}" "${COUNT:-120}" &&
	"./${FLAVOUR:-build}/tests/test_state_random" "${SEED:-1000}" "${COUNT:-120}"
code=$?
[ $code -eq 0 ] && echo "2 passed, 0 failed" || echo "0 passed, 1 failed"
exit $code
