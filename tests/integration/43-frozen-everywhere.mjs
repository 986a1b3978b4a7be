/*
 * Two hubs that differ in one thing: what 003 was given behind the freeze, the best marks or the worst. Everything that an audience can reach must be the
 * same in both: sockets, server-sent events, results, the page for frames, the calendar, the published files, the figures.
 */
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Events } from "../lib/events.mjs";
import { demo_event } from "../lib/demo.mjs";

const STAGE = { contest: "mould", stage: "prelim" };
const BOARDS = ["board/mould/prelim", "board/mould/final"];
const ENDINGS = ["", ".json", ".csv", ".list.csv", ".xlsx", "/003", "/003/steps.json"];
const PAGES = ["/", "/healthz", "/readyz", "/results", "/calendar.ics", "/v/X", "/v/X.json", "/manifest.webmanifest", "/qr.svg",
	...BOARDS.flatMap((board) => [board.replace("board", "/embed"), ...ENDINGS.map((ending) => board.replace("board", "/results") + ending)])];
/* Figures that do not hang on how fast the machine was. */
const STEADY = /^touchstone_(ready|signed_in|connections_total|messages_total|refused_total|entries_total|appended_total|unavailable_total) /;

/* Without what differs between any two hubs: the epoch, the clock, the port, how many changes
 * were sent together before the freeze. */
function steady(text, hub, epoch) {
	return text.replaceAll(epoch, "EPOCH").replaceAll(/\b1\d{12}\b/g, "TIME").replaceAll(/DTSTAMP:\w+/g, "DTSTAMP").replaceAll(`:${hub.port}`, ":PORT")
		.replaceAll(/"offset":\d+/g, '"offset":N');
}

async function pages_of(hub) {
	const pages = {};
	for (const page of PAGES) {
		const answer = await fetch(hub.url + page);
		pages[page] = `${answer.status} ${Buffer.from(await answer.arrayBuffer()).toString("latin1")}`;
	}
	const lines = (await (await fetch(`${hub.url}/metrics`)).text()).split("\n");
	pages["names of figures"] = lines.filter((line) => line.startsWith("#")).join("\n");
	pages["steady figures"] = lines.filter((line) => STEADY.test(line)).join("\n");
	return pages;
}

function files_of(folder) {
	const files = {};
	for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
		if (entry.isFile()) {
			const file = path.join(entry.parentPath ?? entry.path, entry.name);
			files[`file ${path.relative(folder, file)}`] = fs.readFileSync(file, "latin1");
		}
	return files;
}

/* What an audience can reach of a hub where 003 got `mark` behind the freeze: {name: text}. */
async function reach(mark) {
	const folder = temporary_folder();
	const hub = await Hub.start(demo_event(), { words: ["--publish", folder, "--address", "http://contest.example"] });
	const cards = hub.cards();
	const chief = await Client.open(hub, { token: cards.chief });
	const judges = [await Client.open(hub, { token: cards.j1 }), await Client.open(hub, { token: cards.j2 })];
	const audience = await Client.open(hub);
	let key = 0;
	const tell = (who, method, params) => who.ask(method, { ...STAGE, ...params, key: `k${++key}` });
	const give = async (competitor, version, value) => {
		for (const judge of judges)
			await tell(judge, "sheet", { module: "practical", competitor, attempt: 1, version, marks: { A1: value, A2: value }, penalties: {} });
	};
	await chief.watch(BOARDS[0]);
	for (const topic of [...BOARDS, "event", "screen/hall"])
		await audience.watch(topic);
	await tell(chief, "phase", { phase: "open" });
	await give("001", 1, "8");
	await give("002", 1, "7");
	await tell(chief, "freeze", { frozen: true });
	await until("the frozen board", () => audience.state(BOARDS[0]).frozen && audience.state(BOARDS[0]).rows["002"].total === "14.00");
	const early = await Events.open(hub, BOARDS[0]);
	await until("the frozen board as an event", () => early.board?.frozen);
	const place = early.id;
	await give("003", 1, mark);
	await until("the chief's board", () => chief.state(BOARDS[0]).rows["003"].total === `${2 * Number(mark)}.00`);
	const seen = await pages_of(hub);
	seen.topics = JSON.stringify([...BOARDS, "event", "screen/hall"].map((topic) => audience.state(topic)));
	for (const topic of BOARDS) {
		const late = await Events.open(hub, topic);
		await until("a snapshot", () => late.board);
		seen[`late ${topic}`] = late.list.map((event) => event.text).join("\n");
		late.close();
	}
	const resumed = await Events.open(hub, BOARDS[0], place, early.board);
	await until("beats", () => resumed.beats > 0 && early.beats > 0);
	seen.early = early.list.map((event) => event.text).join("\n");
	seen.resumed = resumed.list.map((event) => event.text).join("\n");
	const epoch = audience.topics.get(BOARDS[0]).epoch;
	const { rows } = audience.state(BOARDS[0]);
	assert.equal(await hub.stop(), 0);
	Object.assign(seen, files_of(folder));
	delete seen["file topics/beat.json"];
	await hub.clean();
	fs.rmSync(folder, { recursive: true, force: true });
	return { rows, seen: Object.fromEntries(Object.entries(seen).map(([name, text]) => [name, steady(text, hub, epoch)])) };
}

const best = await reach("9.5");
const worst = await reach("1");

await test("there is something to compare", () => {
	assert.equal(best.rows["001"].total, "16.00");
	assert.equal(best.rows["003"].total, null);
	assert.match(best.seen["/results/mould/prelim"], /16\.00/);
	assert.match(best.seen["file topics/board/mould/prelim.json"], /16\.00/);
	assert.match(best.seen["late board/mould/prelim"], /16\.00/);
	assert.match(best.seen["/embed/mould/prelim"], /^200 .*embed\.js/s);
	assert.match(best.seen["steady figures"], /entries_total \d/);
	assert.equal(best.seen.resumed, "");
});

await test("the same can be reached in both", () => assert.deepEqual(Object.keys(best.seen).sort(), Object.keys(worst.seen).sort()));

for (const name of Object.keys(best.seen))
	await test(`${name} is the same`, () => assert.equal(best.seen[name], worst.seen[name]));

end();
