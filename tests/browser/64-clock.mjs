/* A tablet whose clock is an hour wrong, and is set while it marks: states, times and the stopwatch go by the hub's clock or by none. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, equal, event_small, text_is } from "../lib/browser.mjs";
import { sheet_fill, sheet_is, sheet_open, sheet_send } from "../lib/tablet.mjs";

const HOUR_MS = 3600000;
const NEAR_MS = 120000; /* far less than an hour, far more than a slow machine needs */
const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small());
const chief = await Client.open(hub, { token: hub.cards().chief });
await chief.watch("desk/mould/final");
await chief.ask("phase", { ...stage, phase: "open", key: "open-1" });
const j1 = await Client.open(hub, { token: hub.cards().j1 });
await j1.watch("tablet");
const browser = await Browser.start();
const tablet = await browser.page();

/* Puts the page's clock wrong by what the tablet remembers, or `first` ms. */
function clock_wrong(first) {
	const True = Date;
	const off = () => Number(localStorage.getItem("test-clock") ?? first);
	globalThis.Date = class extends True {
		constructor(...given) {
			super(...(given.length ? given : [True.now() + off()]));
		}
		static now() {
			return True.now() + off();
		}
	};
}

function stored(name) {
	return tablet.evaluate((store) => new Promise((done) => {
		indexedDB.open("touchstone").onsuccess = ({ target }) => {
			target.result.transaction(store).objectStore(store).getAll().onsuccess = (event) => done(event.target.result);
		};
	}), name);
}

function near(what, ms) {
	if (Math.abs(ms - Date.now()) > NEAR_MS)
		throw new Error(`${what}: ${Math.round((ms - Date.now()) / 1000)} s off`);
}

await cases([
	["a draft is kept and told by the hub's clock", async () => {
		await tablet.addInitScript(clock_wrong, HOUR_MS);
		await tablet.goto(`${hub.url}/judge#${hub.cards().j1}`);
		await text_is(tablet, ".bar-link", /connected/);
		if (Math.abs(await tablet.evaluate(() => Date.now()) - Date.now()) < NEAR_MS)
			throw new Error("the page's clock is right");
		await sheet_open(tablet, "001");
		await tablet.locator("#mark-A1").fill("8");
		const [, draft] = await until("the draft at the hub", () => Object.entries(j1.state("tablet").drafts)[0]);
		near("the hub's draft", draft.at);
		near("the tablet's draft", (await stored("drafts"))[0].at);
	}],
	["a sheet is confirmed, and its receipt has the hub's time", async () => {
		await sheet_fill(tablet);
		await sheet_send(tablet);
		await sheet_is(tablet, "001", "confirmed");
		const [receipt] = await stored("receipts");
		near("confirmed", receipt.confirmed_at);
		near("the sheet on the hub", chief.state("desk/mould/final").sheets[0].at);
	}],
	["the clock is set back by two hours in the middle: what is confirmed stays so, what is new is newer", async () => {
		await tablet.evaluate((ms) => localStorage.setItem("test-clock", String(ms)), -HOUR_MS);
		await tablet.waitForFunction((wanted) => Math.abs(Number(localStorage.getItem("clock-ms")) - wanted) < 60000, HOUR_MS);
		await sheet_is(tablet, "001", "confirmed");
		await sheet_open(tablet, "002");
		await tablet.locator("#mark-A1").fill("7");
		near("the next draft", (await stored("drafts"))[0].at);
		await tablet.locator("#mark-A1").fill("7.5");
		await until("the newer draft at the hub", () => Object.values(j1.state("tablet").drafts)[0]?.marks.A1 === "7.5");
	}],
	["a reload with the wrong clock goes on, and nothing is taken for lost", async () => {
		await tablet.reload();
		await text_is(tablet, ".sheet h2", /002/);
		await text_is(tablet, ".bar-link", /connected/);
		await tablet.waitForFunction(() => document.querySelector("#mark-A1")?.value === "7.5");
		await sheet_is(tablet, "001", "confirmed");
		equal("dialogs", await tablet.locator("dialog").count(), 0);
		await sheet_fill(tablet);
		await sheet_send(tablet);
		await sheet_is(tablet, "002", "confirmed");
		equal("sheets", chief.state("desk/mould/final").sheets.map((sheet) => [sheet.competitor, sheet.version]), [["001", 1], ["002", 1]]);
	}],
	["the stopwatch counts the time that passes, though the clock is set while it runs", async () => {
		await tablet.locator(".bar-module select").first().selectOption({ label: "Mould making · Final · Appearance" });
		await sheet_open(tablet, "003");
		const watch = tablet.locator(".stopwatch");
		const began_ms = performance.now();
		await watch.click();
		await tablet.evaluate((ms) => localStorage.setItem("test-clock", String(ms)), HOUR_MS);
		await tablet.waitForFunction(() => /■ [1-9]/.test(document.querySelector(".stopwatch").textContent));
		await watch.click();
		const seconds = Number(await tablet.locator("#mark-B2").inputValue());
		if (!(seconds >= 1 && seconds <= (performance.now() - began_ms) / 1000))
			throw new Error(`the stopwatch says ${seconds} s`);
		equal("faults", tablet.faults, []);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
