/* The event of tests/data/certificates on a hub, marked and published: what certificates are issued and printed from. */
import fs from "node:fs";
import path from "node:path";
import { ROOT, run } from "./hub.mjs";
import { Client } from "./client.mjs";

const DATA = path.join(ROOT, "tests/data/certificates");
export const PASSPHRASE = { TOUCHSTONE_KEY_PASSPHRASE: "a horse" };

/* The event with a chief and a steward. */
export function certified_event() {
	const event = JSON.parse(fs.readFileSync(path.join(DATA, "event.json"), "utf8"));
	event.people.push({ id: "chief", name: "周正", role: "chief" }, { id: "steward", name: "吴迪", role: "steward" });
	return event;
}

/* A signing key as a file. */
export async function key_make(file) {
	const { err } = await run(["key", "new", file, "--name", "永康市总工会", "--host", "cert.example.org"], { env: { ...process.env, ...PASSPHRASE } });
	if (err)
		throw new Error(err);
}

/* Marks the contest `mould` and publishes it. */
export async function publish(hub) {
	const chief = await Client.open(hub, { token: hub.cards().chief });
	const judge = await Client.open(hub, { token: hub.cards().j1 });
	const marks = fs.readFileSync(path.join(DATA, "marks.csv"), "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
	await chief.ask("phase", { contest: "mould", stage: "final", phase: "open", key: "open" });
	for (const [contest, stage, competitor, module, attempt, aspect, , value] of marks.filter(([contest]) => contest === "mould"))
		await judge.ask("sheet", { contest, stage, module, competitor, attempt: Number(attempt), version: 1, marks: { [aspect]: value }, penalties: {}, key: `sheet-${competitor}` });
	for (const phase of ["locked", "published"])
		await chief.ask("phase", { contest: "mould", stage: "final", phase, key: phase });
	await judge.close();
	await chief.close();
}
