/* The tablet against a real hub: from a card to a confirmed sheet on the screen, and what may go wrong on the way. */
import fs from "node:fs";
import { Hub, until } from "../lib/hub.mjs";
import { Client, unlock } from "../lib/client.mjs";
import { Browser, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";
import { sheet_open, sheet_send } from "../lib/tablet.mjs";

const stage = { contest: "mould", stage: "final" };
const marks = { A1: "8.5", A2: "1", A3: "2", A4: "12.01" };
let [hub, browser, tablet, chief] = [];

async function hub_start(data, port) {
	hub = await Hub.start(event_small(), { data, port });
	chief = await Client.open(hub, { token: hub.cards().chief });
	await chief.watch("desk/mould/final");
}

function sheets() {
	return chief.state("desk/mould/final").sheets;
}

/* Fills the open sheet the way a judge does: pad, choices, steppers. */
async function fill() {
	await tablet.locator("#mark-A1").click();
	for (const key of ["8", ".", "5"])
		await tablet.locator(`.pad-key[data-key="${key}"]`).click();
	await tablet.getByRole("radio", { name: "Yes" }).check();
	const more = tablet.locator('[data-aspect="A3"] .stepper-key').nth(1);
	await more.click();
	await more.click();
	await tablet.locator("#mark-A4").fill("12.01");
}

function state_of(id) {
	return tablet.locator(`.people [data-key="${id}"] .person`).getAttribute("data-state");
}

async function state_becomes(id, wanted) {
	await until(`${id} ${wanted}`, async () => (await state_of(id)) === wanted);
}

await hub_start();
browser = await Browser.start();
await chief.ask("phase", { ...stage, phase: "open", key: "open-1" });
tablet = await browser.page();

await cases([
	["a card signs in, and its token leaves the address", async () => {
		await tablet.goto(`${hub.url}/judge#${hub.cards().j1}`);
		await text_is(tablet, ".bar-who", /王建国/);
		equal("address", new URL(tablet.url()).hash, "");
		equal("list", await tablet.locator(".people li").count(), 6);
		await text_is(tablet, ".bar-link", /connected/);
	}],
	["a wrong card is told so", async () => {
		const other = await browser.page();
		await other.goto(`${hub.url}/judge#AAAAAAAAAAAAAAAAAAAAAA`);
		await text_is(other, "#code-fault", /not known|sign in/);
		await other.context().close();
	}],
	["the button says what is missing until nothing is, and nothing is sent unasked", async () => {
		await sheet_open(tablet, "001");
		await text_is(tablet, ".sheet-submit.main", /Missing: A1 A2 A3 A4/);
		await fill();
		await text_is(tablet, ".sheet-submit.main", /^Submit$/);
		equal("typed", await tablet.locator("#mark-A1").inputValue(), "8.5");
		await text_is(tablet, ".sheet-state", /kept here/);
		equal("on the hub", sheets().length, 0);
	}],
	["a mark out of its limits cannot be sent", async () => {
		await tablet.locator("#mark-A1").fill("10.5");
		await text_is(tablet, "#fault-A1", /out of range/);
		await text_is(tablet, ".sheet-submit.main", /Missing: A1/);
		await tablet.locator("#mark-A1").fill("8.3");
		await tablet.locator("#mark-A4").focus();
		await text_is(tablet, "#fault-A1", /multiple of the step/);
		await tablet.locator("#mark-A1").fill("8.5");
	}],
	["a confirmed sheet is on the hub, and both judges' on the screen", async () => {
		const screen = await browser.page({ width: 1920, height: 1080 });
		await screen.goto(`${hub.url}/screen/hall?lang=en`);
		await screen.locator(".board-row").first().waitFor();
		await sheet_send(tablet);
		await state_becomes("001", "confirmed");
		await text_is(tablet, ".bar-unsent", /all confirmed/);
		await until("the desk", () => sheets().length === 1);
		const j2 = await Client.open(hub, { token: hub.cards().j2 });
		await j2.ask("sheet", { ...stage, module: "work", competitor: "001", attempt: 1, version: 1, marks: { ...marks, A1: "9.5" }, penalties: {}, key: "j2-001" });
		await screen.waitForFunction(() => document.querySelector('.board-row[data-key="001"] .cell-total')?.textContent === "21.00");
		equal("faults", [screen.faults, tablet.faults], [[], []]);
		await j2.close();
		await screen.context().close();
	}],
	["the next competitor is proposed, not opened", async () => {
		await text_is(tablet, ".list-next", /Next: 002/);
		equal("open", await tablet.locator(".sheet").count(), 0);
	}],
	["the hub is killed while a sheet is typed: nothing is lost, and it counts once", async () => {
		await sheet_open(tablet, "002");
		await tablet.locator("#mark-A1").fill("7");
		await hub.stop("SIGKILL");
		await text_is(tablet, ".bar-link", /no link/);
		await fill();
		await sheet_send(tablet);
		await text_is(tablet, ".bar-unsent", /1 unconfirmed/);
		await tablet.reload();
		await text_is(tablet, ".bar-unsent", /1 unconfirmed/);
		await sheet_open(tablet, "003");
		await tablet.locator("#mark-A1").fill("6.5");
		await tablet.reload();
		await sheet_open(tablet, "003");
		equal("a draft after a reload", await tablet.locator("#mark-A1").inputValue(), "6.5");
		await hub_start(hub.data, hub.port);
		await state_becomes("002", "confirmed");
		const of_002 = sheets().filter((sheet) => sheet.competitor === "002");
		equal("once", of_002.map((sheet) => sheet.version), [1]);
		equal("drafts stay", await state_of("003"), "kept");
	}],
	["a lost answer is asked for again and counts once", async () => {
		await sheet_open(tablet, "003");
		await fill();
		const frozen = hub.child.pid;
		process.kill(frozen, "SIGSTOP");
		try {
			await sheet_send(tablet);
			await state_becomes("003", "sent");
			await text_is(tablet, ".bar-link", /slow|no link/);
		} finally {
			process.kill(frozen, "SIGCONT");
		}
		await state_becomes("003", "confirmed");
		equal("once", sheets().filter((sheet) => sheet.competitor === "003").map((sheet) => sheet.version), [1]);
	}],
	["a confirmed sheet is corrected as a new version", async () => {
		await sheet_open(tablet, "001");
		await tablet.locator("button", { hasText: "Correct this sheet" }).click();
		await tablet.locator("#mark-A1").fill("9");
		await sheet_send(tablet);
		await until("version 2", () => sheets().some((sheet) => sheet.competitor === "001" && sheet.judge === "j1" && sheet.version === 2));
		await state_becomes("001", "confirmed");
	}],
	["a refused sheet comes back with its reason, and its marks", async () => {
		await sheet_open(tablet, "004");
		await fill();
		await hub.stop("SIGKILL");
		await text_is(tablet, ".bar-link", /no link/);
		await sheet_send(tablet);
		const port = hub.port;
		await hub_start(hub.data, 0); /* where the tablet does not look */
		await chief.ask("phase", { ...stage, phase: "locked", key: "lock-1" });
		await hub.stop();
		await hub_start(hub.data, port);
		await state_becomes("004", "refused");
		await sheet_open(tablet, "004");
		await text_is(tablet, ".sheet .banner", /locked/);
		equal("marks", await tablet.locator("#mark-A1").inputValue(), "8.5");
	}],
	["it works with the keyboard alone", async () => {
		await unlock(chief, await Client.open(hub, { token: hub.cards().office }), stage, "open", "open-2");
		await sheet_open(tablet, "005");
		await until("open", () => tablet.locator(".sheet-submit.main").isVisible());
		await tablet.locator(".sheet-submit.main").focus();
		await tablet.keyboard.press("Enter");
		await tablet.keyboard.type("9.5");
		await tablet.keyboard.press("Enter");
		await tablet.keyboard.press("Space");
		await tablet.locator('[data-aspect="A3"] .stepper-key').nth(1).focus();
		await tablet.keyboard.press("Enter");
		await tablet.locator("#mark-A4").focus();
		await tablet.keyboard.type("11.99");
		await tablet.keyboard.press("Enter");
		await text_is(tablet, ".sheet-submit.main", /^Submit$/);
		await tablet.keyboard.press("Enter");
		await tablet.locator("dialog button[value=send]").focus();
		await tablet.keyboard.press("Enter");
		await state_becomes("005", "confirmed");
	}],
	["targets are 88 px on a tablet, and nothing scrolls sideways", async () => {
		for (const [width, height] of [[1024, 768], [768, 1024]]) {
			await tablet.setViewportSize({ width, height });
			if (!(await tablet.locator(".people").isVisible()))
				await tablet.locator(".sheet-back").click();
			await sheet_open(tablet, "006");
			await tablet.locator("#mark-A1").click();
			equal("sideways", await sideways(tablet), 0);
			const low = await tablet.evaluate(() => [...document.querySelectorAll(".sheet-body input[type=text], .choice, .stepper-key, .sheet-submit")]
				.filter((node) => node.offsetParent && node.getBoundingClientRect().height < 88).map((node) => node.className || node.id));
			equal("low targets", low, []);
		}
		equal("faults", tablet.faults, []);
	}],
	["a stopwatch fills a field in seconds, and 0 to 3 have their texts", async () => {
		await tablet.locator(".sheet-back").click();
		await tablet.locator(".bar-module select").first().selectOption({ index: 1 });
		await sheet_open(tablet, "001");
		await tablet.locator(".stopwatch").click();
		await text_is(tablet, ".stopwatch", /■ [0-9.]+/);
		await tablet.locator(".stopwatch").click();
		equal("time", /^\d+\.\d\d$/.test(await tablet.locator("#mark-B2").inputValue()), true);
		await tablet.getByRole("radio", { name: /2.*Good/ }).check();
		await sheet_send(tablet);
		await until("the sheet", () => sheets().some((sheet) => sheet.module === "look" && sheet.judge === "j1"));
		await tablet.locator(".bar-module select").first().selectOption({ index: 0 });
	}],
	["a hub that comes back with nothing gets every confirmed sheet again, when the judge says so", async () => {
		const one = sheets().find((sheet) => sheet.module === "work" && sheet.judge === "j1");
		await chief.ask("correct", { ...stage, module: "work", competitor: one.competitor, attempt: 1, judge: "j1", version: one.version + 1, marks: { ...marks, A1: "4" }, penalties: {}, reason: "read wrong", key: "correct-1" });
		await until("the tablet keeps the corrected version too", () => tablet.evaluate(() => new Promise((done) => {
			indexedDB.open("touchstone").onsuccess = ({ target: { result } }) => {
				result.transaction("receipts").objectStore("receipts").getAll().onsuccess = (event) => done(event.target.result.some((kept) => kept.params.marks.A1 === "4"));
			};
		})));
		const before = sheets().filter((sheet) => sheet.judge === "j1").map((sheet) => [sheet.module, sheet.competitor, sheet.version]).sort();
		const lost = hub;
		await hub.stop("SIGKILL");
		await hub_start(undefined, lost.port);
		fs.rmSync(lost.data, { recursive: true, force: true });
		await text_is(tablet, "#code-fault", /not known/);
		await chief.ask("phase", { ...stage, phase: "open", key: "open-again" });
		await tablet.locator("#code").fill(hub.cards().j1);
		await tablet.locator("button[type=submit]").click();
		await text_is(tablet, "dialog", new RegExp(`${before.reduce((sum, [, , version]) => sum + version, 0)} sheets`));
		await tablet.locator("dialog button[value=send]").click();
		await text_is(tablet, ".bar-unsent", /all confirmed|not submitted/);
		await until("the same sheets", () => JSON.stringify(sheets().map((sheet) => [sheet.module, sheet.competitor, sheet.version]).sort()) === JSON.stringify(before));
		equal("all are marked", sheets().every((sheet) => sheet.recovered > 0 && sheet.recovered_at > 0), true);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
