/*
 * A board of 30 rows on a slow machine (4 x slower processor): how long one task of the reorder keeps the page's main thread busy. The goal
 * is 50 ms, which this prints; it fails from 65 on, as the machines that run it differ. Each task's own processor time counts; the best of some
 * rounds, more of them on a machine that is busy. And what does not depend on the machine: a change lays the page out once, not once more for each thing that it measures.
 */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, event_small } from "../lib/browser.mjs";

const GOAL_US = 50000;
const MOST_US = 1.3 * GOAL_US;
const LAYOUTS_MOST = 1;
const UPDATES = Number(process.env.UPDATES ?? 2000); /* of the board whose memory is measured; 100000 is a week */
const GROWTH_MOST = 5e6;
const ROUNDS = [3, 12]; /* at least, and at most where none was quick enough yet */
const SLOWER = 4;
const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small({ competitors: 30 }));
const browser = await Browser.start();
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = await Promise.all(["j1", "j2"].map((id) => Client.open(hub, { token: cards[id] })));
const version = {};

async function give(competitor, a1) {
	version[competitor] = (version[competitor] ?? 0) + 1;
	for (const [n, judge] of judges.entries())
		await judge.ask("sheet", { ...stage, module: "work", competitor, attempt: 1, version: version[competitor],
			marks: { A1: a1, A2: "1", A3: "0", A4: "12" }, penalties: {}, key: `${competitor}-${version[competitor]}-${n}` });
}

/*
 * What the main thread's tasks took while `run` ran: {us: of processor time, layouts: asked for by the page itself}, the longest of
 * them; null where Chromium does not say.
 */
async function tasks_during(session, run) {
	const events = [];
	const take = ({ value }) => events.push(...value);
	session.on("Tracing.dataCollected", take);
	await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"] } });
	await run();
	const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
	await session.send("Tracing.end");
	await complete;
	session.off("Tracing.dataCollected", take);
	const mark = events.find((event) => event.name === "reorder-watched");
	const tasks = events.filter((event) => event.name === "RunTask" && mark && event.pid === mark.pid && event.tid === mark.tid && event.tdur !== undefined);
	const inside = (task, name) => events.filter((event) => event.name === name && event.tid === task.tid && event.pid === task.pid && event.ts >= task.ts && event.ts < task.ts + task.dur);
	/* what a page asks for stands inside a call of its functions; a frame's own layout does not */
	const forced = (task) => inside(task, "FunctionCall").flatMap((call) => inside(call, "Layout")).length;
	return tasks.length ? { us: Math.max(...tasks.map((event) => event.tdur)), layouts: Math.max(...tasks.map(forced)) } : null;
}

/* Draws so many changes of a board one after the other, as fast as they are drawn, with moves, arrows, glows and pages. */
function draw_changes([count, first]) {
	const { board, snapshot } = globalThis.drawn;
	const ids = snapshot.order;
	let n = first;
	return new Promise((done) => {
		const some = () => {
			for (const end = Math.min(n + 10, first + count); n < end; n++) {
				const id = ids[(n * 7) % ids.length];
				board.change({ at: snapshot.at + n, moves: [[id, (n * 11) % ids.length]], ranks: ids.map((one, place) => [place, place + 1]),
					rows: { [id]: { total: (50 + (n % 4000) / 100).toFixed(2), parts: [((n % 900) / 10).toFixed(1), null] } } });
			}
			if (n % 500 === 0)
				document.getAnimations().forEach((one) => one.finish());
			if (n < first + count)
				requestAnimationFrame(some);
			else
				requestAnimationFrame(() => (document.getAnimations().forEach((one) => one.finish()), done()));
		};
		some();
	});
}

async function heap_of(session) {
	await session.send("HeapProfiler.collectGarbage");
	await session.send("HeapProfiler.collectGarbage");
	return (await session.send("Runtime.getHeapUsage")).usedSize;
}

await chief.ask("phase", { ...stage, phase: "open", key: "open" });
for (let n = 1; n <= 30; n++)
	await give(String(n).padStart(3, "0"), String((n % 10) + 0.5 * (n % 2)).slice(0, 3));

await cases([
	["a reorder of 30 rows, four times slowed, keeps the page busy for a moment only", async () => {
		const page = await browser.page({ width: 1920, height: 1080 });
		await page.goto(`${hub.url}/screen/hall?lang=en&zoom=0.6&page_ms=600000`);
		const order = () => page.locator(".board-row[data-key]").evaluateAll((list) => list.map((node) => node.dataset.key));
		await page.evaluate(() => document.documentElement.style.setProperty("--zoom", "0.36"));
		await until("30 rows", async () => (await order()).length === 30);
		const session = await page.context().newCDPSession(page);
		await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
		const longest = [];
		const layouts = [];
		for (let round = 0; round < ROUNDS[0] || (round < ROUNDS[1] && Math.min(...longest) > MOST_US); round++) {
			const last = (await order()).at(-1);
			const tasks = await tasks_during(session, async () => {
				await page.evaluate(() => performance.mark("reorder-watched"));
				await give(last, "10");
				await page.waitForFunction((id) => document.querySelector(".board-row[data-key]") &&
					[...document.querySelectorAll(".board-row[data-key]")].findIndex((node) => node.dataset.key === id) < 15, last);
				await page.waitForFunction(() => document.getAnimations().every((one) => one.playState === "finished" || one.effect.getTiming().duration > 1000));
			});
			if (tasks === null) {
				console.log("skipped: this Chromium's trace has no processor time of tasks");
				return;
			}
			longest.push(tasks.us);
			layouts.push(tasks.layouts);
		}
		const text = longest.map((us) => `${(us / 1000).toFixed(1)}`).join(", ");
		console.log(`the longest task of each round: ${text} ms; the goal is ${GOAL_US / 1000}; layouts asked for in one: ${layouts.join(", ")}`);
		if (Math.min(...layouts) > LAYOUTS_MOST)
			throw new Error(`expected at most ${LAYOUTS_MOST} layout within a change, got ${layouts.join(", ")}`);
		if (Math.min(...longest) > MOST_US)
			throw new Error(`expected at most ${MOST_US / 1000} ms, got ${text}`);
	}],
	["a board that goes on for long keeps to the memory that it has", async () => {
		const page = await browser.page({ width: 1280, height: 720 });
		await page.goto(`${hub.url}/screen/hall?lang=en`);
		const { snapshot } = await chief.ask("watch", { topic: "board/mould/final" });
		await page.evaluate(async (first) => {
			const [{ Board }, { text_load }] = await Promise.all([import("/display/board.js"), import("/assets/js/text.js")]);
			await text_load();
			globalThis.drawn = { board: new Board(document.getElementById("scene"), () => Date.now(), { page_ms: 1000 }), snapshot: first };
			globalThis.drawn.board.show(first);
		}, snapshot);
		const session = await page.context().newCDPSession(page);
		await session.send("HeapProfiler.enable");
		await page.evaluate(draw_changes, [500, 0]);
		const before = await heap_of(session);
		for (let n = 0; n < UPDATES; n += 1000)
			await page.evaluate(draw_changes, [Math.min(1000, UPDATES - n), 500 + n]);
		const growth = (await heap_of(session)) - before;
		console.log(`${UPDATES} updates: ${(before / 1e6).toFixed(2)} MB and ${(growth / 1e6).toFixed(2)} MB more`);
		if (growth > GROWTH_MOST)
			throw new Error(`expected less than ${GROWTH_MOST / 1e6} MB more after ${UPDATES} updates, got ${(growth / 1e6).toFixed(2)}`);
		if (page.faults.length)
			throw new Error(page.faults.join("; "));
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
