/*
 * A board of 30 rows on a slow machine (4 x slower processor): how long one task of the reorder keeps the page's main thread busy. The goal
 * is 50 ms, which this prints; it fails from twice that on, as the machines that run it differ. Each task's own
 * processor time counts, which other work does not lengthen; the best of some rounds.
 */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, event_small } from "../lib/browser.mjs";

const GOAL_US = 50000;
const MOST_US = 2 * GOAL_US;
const ROUNDS = 5;
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

/* What the main thread's tasks took while `run` ran, in microseconds of processor time; null where Chromium does not say. */
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
	return tasks.length ? tasks.map((event) => event.tdur) : null;
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
		for (let round = 0; round < ROUNDS; round++) {
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
			longest.push(Math.max(...tasks));
		}
		const text = longest.map((us) => `${(us / 1000).toFixed(1)}`).join(", ");
		console.log(`the longest task of each round: ${text} ms; the goal is ${GOAL_US / 1000}`);
		if (Math.min(...longest) > MOST_US)
			throw new Error(`expected at most ${MOST_US / 1000} ms, got ${text}`);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
