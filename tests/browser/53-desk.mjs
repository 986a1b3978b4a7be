/* The chief's desk: phases, who is waited for, who is online, a status with its reason, screens. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, cases, equal, event_small, text_is } from "../lib/browser.mjs";

const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small());
const browser = await Browser.start();
const cards = hub.cards();
const desk = await browser.page({ width: 1440, height: 900 });
let judge;

function phase_button(name) {
	return desk.locator(".stage-steps button", { hasText: name });
}

async function phase(name) {
	await phase_button(name).click();
	await desk.locator("dialog button.main").click();
	await desk.locator("dialog").waitFor({ state: "detached" });
}

function cell(competitor, column) {
	return desk.locator(`.matrix tr[data-key="${competitor}"] .matrix-cell`).nth(column);
}

await cases([
	["the chief signs in by card", async () => {
		await desk.goto(`${hub.url}/desk#${cards.chief}`);
		await text_is(desk, ".bar-who", /周正/);
		await text_is(desk, ".desk-head h1", /Mould making/);
		equal("rows", await desk.locator(".matrix tbody tr").count(), 6);
		equal("columns", await desk.locator(".matrix tbody tr").first().locator("td").count(), 4);
	}],
	["a judge's card does not open the desk", async () => {
		const other = await browser.page();
		await other.goto(`${hub.url}/desk#${cards.j1}`);
		await text_is(other, "#code-fault", /may not use/);
		await other.context().close();
	}],
	["a stage is opened after a question, and a judge's coming is seen", async () => {
		await phase("Open for marks");
		await text_is(desk, ".stage-choose", /open/);
		judge = await Client.open(hub, { token: cards.j1 });
		await until("online", async () => (await desk.locator('.judges [data-key="j1"] .state').getAttribute("data-state")) === "live");
	}],
	["a sheet fills its cell, and the other judge is waited for", async () => {
		await judge.ask("sheet", { ...stage, module: "work", competitor: "002", attempt: 1, version: 1, marks: { A1: "8", A2: "1", A3: "0", A4: "12" }, penalties: {}, key: "s1" });
		await until("the cell", async () => (await cell("002", 0).getAttribute("data-cell")) === "in");
		equal("the other's", await cell("002", 1).getAttribute("data-cell"), "due");
		await text_is(desk, ".waits", /002.*李红梅/);
	}],
	["a status needs a reason and is seen at once", async () => {
		await desk.locator('.matrix tr[data-key="003"] .matrix-name').click();
		await desk.locator("#ask-status").selectOption("dns");
		await desk.locator("dialog button.main").click();
		await text_is(desk, "dialog .field-fault", /reason/);
		await desk.locator("#ask-reason").fill("did not come");
		await desk.locator("dialog button.main").click();
		await text_is(desk, '.matrix tr[data-key="003"] .matrix-status', /absent/);
	}],
	["locking says what has not come in; publishing shows the table", async () => {
		await phase_button("Lock").click();
		await text_is(desk, "dialog .dialog-warning", /have not come in/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".stage-choose", /locked/);
		await phase_button("Publish").click();
		await text_is(desk, "dialog", /The table now/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".stage-choose", /published/);
	}],
	["a scene is put on a screen", async () => {
		const screen = await browser.page({ width: 1280, height: 800 });
		await screen.goto(`${hub.url}/screen/hall?lang=en`);
		await desk.locator(".bar button", { hasText: "Screens" }).click();
		await desk.locator("#ask-screen").fill("hall");
		await desk.locator("#ask-kind").selectOption("message");
		await desk.locator("#ask-words").fill("Lunch at noon");
		await desk.locator("dialog button.main").click();
		await text_is(screen, ".message", /Lunch at noon/);
		equal("faults", [desk.faults, screen.faults], [[], []]);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
