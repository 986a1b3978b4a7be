/* Tablets and the desk beside the marks: drafts that follow, a shared tablet, a nudge, battery, a card that is bound and moved. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";
import { sheet_fill, sheet_open, sheet_send } from "../lib/tablet.mjs";

const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small());
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
await chief.watch("desk/mould/final");
await chief.ask("phase", { ...stage, phase: "open", key: "open-1" });
const browser = await Browser.start();
const tablet = await browser.page();
const desk = await browser.page({ width: 1440, height: 900 });
let second;

function battery(level) {
	const target = new EventTarget();
	globalThis.battery = Object.assign(target, { level, charging: false });
	navigator.getBattery = async () => globalThis.battery;
}

function judge_line(id) {
	return desk.locator(`.judges [data-key="${id}"]`);
}

async function card_do(id, choice) {
	await judge_line(id).getByRole("button", { name: /^Card/ }).click();
	await desk.locator(`dialog button[value=${choice}]`).click();
}

await cases([
	["a short code signs in, and is not asked for again", async () => {
		await tablet.addInitScript(battery, 0.64);
		const { short } = await chief.ask("card", { person: "j1", key: "card-1" });
		await tablet.goto(`${hub.url}/judge`);
		await tablet.locator("#code").fill(short.toLowerCase());
		await tablet.locator("#code").press("Enter");
		await text_is(tablet, ".bar-who", /王建国/);
		await tablet.reload();
		await text_is(tablet, ".bar-who", /王建国/);
		await text_is(tablet, ".bar-link", /connected/);
	}],
	["the desk sees the tablet, its battery, and what is not confirmed", async () => {
		await desk.goto(`${hub.url}/desk?lang=en#${cards.chief}`);
		await judge_line("j1").getByText(/64 %/).waitFor();
		await tablet.evaluate(() => {
			globalThis.battery.level = 0.12;
			globalThis.battery.dispatchEvent(new Event("levelchange"));
		});
		await judge_line("j1").getByText(/▲ 12 %/).waitFor();
		await judge_line("j2").getByText(/offline/).waitFor();
	}],
	["a reload goes on in the sheet that was open", async () => {
		await sheet_open(tablet, "002");
		await tablet.locator("#mark-A1").fill("7.5");
		await tablet.reload();
		await text_is(tablet, ".sheet h2", /002/);
		await tablet.waitForFunction(() => document.querySelector("#mark-A1")?.value === "7.5");
	}],
	["on a second tablet the judge goes on where the first one was", async () => {
		const { token, code } = await tablet.evaluate(() => ({ token: localStorage.getItem("judge-token"), code: localStorage.getItem("judge-code") }));
		equal("the code is used up", code, null);
		second = await browser.page({ width: 768, height: 1024 });
		await second.goto(`${hub.url}/judge#${token}`);
		await text_is(second, ".list-next", /002/);
		await second.locator(".list-next").click();
		await second.waitForFunction(() => document.querySelector("#mark-A1")?.value === "7.5");
		await second.locator("#mark-A1").fill("9.5");
		await tablet.waitForFunction(() => document.querySelector("#mark-A1")?.value === "9.5");
	}],
	["sent at the one, it is confirmed at the other, and counts once", async () => {
		await sheet_fill(second);
		await sheet_send(second);
		await tablet.waitForFunction(() => document.querySelector('.people [data-key="002"] .person')?.dataset.state === "confirmed");
		await text_is(tablet, ".bar-unsent", /all confirmed/);
		equal("sheets", chief.state("desk/mould/final").sheets.map((sheet) => [sheet.competitor, sheet.version]), [["002", 1]]);
		equal("drafts", await tablet.evaluate(() => new Promise((done) => {
			indexedDB.open("touchstone").onsuccess = ({ target }) => (target.result.transaction("drafts").objectStore("drafts").count().onsuccess = (event) => done(event.target.result));
		})), 0);
		await second.context().close();
	}],
	["a nudge shows until it is seen, and the desk knows", async () => {
		await judge_line("j1").getByRole("button", { name: /^Nudge/ }).click();
		await desk.locator("#ask-nudge").fill("Please come to table 2");
		equal("desk's dialog", await axe(desk), []);
		await desk.locator("dialog button[value=do]").click();
		await text_is(tablet, "dialog.nudge", /table 2/);
		equal("tablet's dialog", await axe(tablet), []);
		await judge_line("j1").getByText(/not seen/).waitFor();
		await tablet.locator("dialog.nudge button[value=seen]").click();
		await judge_line("j1").getByText(/● nudge seen/).waitFor();
		await tablet.locator("dialog.nudge").waitFor({ state: "detached" });
	}],
	["two judges share the tablet, and whose turn it is stands above", async () => {
		await sheet_open(tablet, "003");
		await sheet_fill(tablet);
		/* nothing goes out any more, until the page begins again */
		await tablet.evaluate(() => {
			WebSocket.prototype.send = () => {};
		});
		await sheet_send(tablet);
		await text_is(tablet, ".bar-unsent", /1 /);
		await tablet.goto(`${hub.url}/judge#${cards.j2}`);
		await tablet.locator("dialog.share").waitFor();
		equal("dialog", await axe(tablet), []);
		await tablet.locator("dialog.share button[value=share]").click();
		await text_is(tablet, ".turn[aria-current]", /李红梅.*marking now/);
		equal("bar", [await tablet.locator(".turn").count(), await axe(tablet), await sideways(tablet)], [2, [], 0]);
	}],
	["what the other judge left unsent has gone out", () =>
		until("the sheet", () => chief.state("desk/mould/final").sheets.some((sheet) => sheet.judge === "j1" && sheet.competitor === "003"))],
	["a touch hands over, and each has the own sheets", async () => {
		equal("j2's", await tablet.locator('.people [data-key="003"] .person').getAttribute("data-state"), "waiting");
		await tablet.locator(".turn", { hasText: "王建国" }).click();
		await text_is(tablet, ".turn[aria-current]", /王建国/);
		await tablet.waitForFunction(() => document.querySelector('.people [data-key="003"] .person')?.dataset.state === "confirmed");
		await tablet.locator(".turn", { hasText: "李红梅" }).click();
		await text_is(tablet, ".bar-who", /李红梅/);
	}],
	["a card is bound at the desk, and refused elsewhere with what to do", async () => {
		await card_do("j2", "bind");
		await judge_line("j2").getByText(/card bound to tablet [0-9a-f]{6}/).waitFor();
		second = await browser.page();
		await second.goto(`${hub.url}/judge#${cards.j2}`);
		await text_is(second, "#code-fault", /bound to another tablet: go on there.*Move to another tablet/);
		equal("refused", await axe(second), []);
	}],
	["moved, the old tablet is signed out and the new one takes over", async () => {
		await judge_line("j2").getByRole("button", { name: /^Card/ }).click();
		equal("card's dialog", await axe(desk), []);
		await desk.locator("dialog button[value=move]").click();
		await desk.locator("dialog", { hasText: "Scan the same card" }).locator("button").click();
		await text_is(tablet, "#code-fault", /bound to another tablet/);
		await second.goto("about:blank");
		await second.goto(`${hub.url}/judge#${cards.j2}`);
		await text_is(second, ".bar-who", /李红梅/);
		await judge_line("j2").getByText(/card bound to tablet/).waitFor();
		equal("faults", [tablet.faults, second.faults, desk.faults], [[], [], []]);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
