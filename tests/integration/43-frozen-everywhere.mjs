/*
 * Two hubs that differ in one thing: what 003 was given behind the freeze, or 001 and 002 before 003 is in where the first three are announced together; the
 * best marks or the worst. Everything that an audience can reach must be the same in both: sockets, server-sent events, results, the page for frames, the calendar, the published files, the figures.
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

/* What an audience can reach of a hub where 003 got `mark` behind the freeze, or (`together`) 001 and 002 while they wait for 003: {name: text}. */
async function reach(mark, together = false) {
	const folder = temporary_folder();
	const event = demo_event();
	if (together)
		event.contests[0].stages[0].hold = 3;
	const hub = await Hub.start(event, { words: ["--publish", folder, "--address", "http://contest.example"] });
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
	await give("001", 1, together ? mark : "8");
	if (!together) {
		await give("002", 1, "7");
		await tell(chief, "freeze", { frozen: true });
		await until("the frozen board", () => audience.state(BOARDS[0]).frozen && audience.state(BOARDS[0]).rows["002"].total === "14.00");
	}
	const early = await Events.open(hub, BOARDS[0]);
	await until("the board as an event", () => early.board?.frozen || early.board?.held?.in === 1);
	const place = early.id;
	await give(together ? "002" : "003", 1, mark);
	await until("the chief's board", () => chief.state(BOARDS[0]).rows[together ? "002" : "003"].total === `${2 * Number(mark)}.00`);
	if (together)
		await until("two of three", () => audience.state(BOARDS[0]).held.in === 2 && early.board.held.in === 2);
	await tell(chief, "screen", { screen: "hall", scene: { kind: "now", ...STAGE, competitor: "001" } });
	await until("the scene", () => audience.state("screen/hall").scene.kind === "now");
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
	/* Marks that count as in are told one after the other or together, as it happens: what it comes to is compared. */
	const told = (events) => (together ? JSON.stringify(events.board) + events.list.some(({ text }) => /"(total|parts)":\[?"/.test(text)) : events.list.map((event) => event.text).join("\n"));
	seen.early = told(early);
	seen.resumed = told(resumed);
	const epoch = audience.topics.get(BOARDS[0]).epoch;
	const { rows, held } = audience.state(BOARDS[0]);
	assert.equal(await hub.stop(), 0);
	Object.assign(seen, files_of(folder));
	delete seen["file topics/beat.json"];
	await hub.clean();
	fs.rmSync(folder, { recursive: true, force: true });
	return { rows, held, seen: Object.fromEntries(Object.entries(seen).map(([name, text]) => [name, steady(text, hub, epoch)])) };
}

const best = await reach("9.5");
const worst = await reach("1");
const together = [await reach("9.5", true), await reach("1", true)];

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

await test("the first three wait for each other", () => {
	assert.deepEqual(together[0].held, { first: 3, in: 2 });
	assert.deepEqual(Object.values(together[0].rows).map((row) => row.total), [null, null, null]);
	assert.match(together[0].seen.early, /"held":\{"first":3,"in":2\}.*false$/);
	assert.deepEqual(Object.keys(together[0].seen).sort(), Object.keys(together[1].seen).sort());
});

for (const name of Object.keys(together[0].seen))
	await test(`${name} is the same while the first three wait for each other`, () => assert.equal(together[0].seen[name], together[1].seen[name]));

end();
