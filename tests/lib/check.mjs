/* Counts checks, and ends with the line that tests/run reads. */
import assert from "node:assert/strict";

let passed = 0, failed = 0;

/* One test: a name and what it does; an exception fails it, and the next one runs. */
export async function test(name, what) {
	try {
		await what();
		passed++;
	} catch (error) {
		failed++;
		console.log(`FAILED: ${name}: ${error.stack ?? error}`);
	}
}

/* `skipped`: what could not be tried here, and why. */
export function end(skipped = []) {
	for (const reason of skipped)
		console.log(`SKIPPED: ${reason}`);
	console.log(`${passed} passed, ${failed} failed${skipped.length ? `, ${skipped.length} skipped` : ""}`);
	process.exit(failed ? 1 : 0);
}

export { assert };
