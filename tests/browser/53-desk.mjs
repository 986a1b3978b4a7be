/* The chief's desk: phases, who is waited for, who is online, a status with its reason, screens. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, text_is } from "../lib/browser.mjs";

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

/* Freezes the stage, opens a step and takes it back, and looks at what the public sees of it. */
async function ceremony() {
	const phone = await browser.page({ width: 390, height: 844 });
	await phone.goto(`${hub.url}/`);
	await text_is(phone, ".phase", /provisional/);
	await desk.locator(".ceremony button", { hasText: "Freeze" }).click();
	await desk.locator("dialog button.main").click();
	await text_is(phone, ".phase", /frozen/);
	await text_is(desk, ".ceremony-next", /Next: \d\d\d /);
	await desk.locator(".ceremony button.main").click();
	await text_is(desk, ".ceremony [role=status]", /step 1/);
	await desk.locator(".ceremony button", { hasText: "Step back" }).click();
	await text_is(desk, ".ceremony [role=status]", /step 0/);
	equal("faults", phone.faults, []);
	await phone.context().close();
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
	["judges who differ too much are told to confer", async () => {
		const other = await Client.open(hub, { token: cards.j2 });
		for (const [client, mark] of [[judge, "0"], [other, "3"]])
			await client.ask("sheet", { ...stage, module: "look", competitor: "005", attempt: 1, version: 1, marks: { B1: mark }, penalties: {}, key: `apart-${mark}` });
		await text_is(desk, ".waits", /005 陈静.*B1.*confer/);
		await other.ask("sheet", { ...stage, module: "look", competitor: "005", attempt: 1, version: 2, marks: { B1: "1" }, penalties: {}, key: "together" });
		await until("they have conferred", async () => !/confer/.test(await desk.locator(".waits").textContent()));
		await other.ask("sheet", { ...stage, module: "look", competitor: "005", attempt: 1, version: 3, marks: { B1: "3" }, penalties: {}, key: "again" });
		await desk.locator(".waits button", { hasText: "Accept" }).click();
		await desk.locator("#ask-reason").fill("both have explained");
		await desk.locator("dialog button.main").click();
		await until("they have conferred", async () => !/confer/.test(await desk.locator(".waits").textContent()));
		for (const [client, name] of [[judge, "j1"], [other, "j2"]])
			await client.ask("sheet", { ...stage, module: "work", competitor: "004", attempt: 1, version: 1, marks: { A1: "7", A2: "1", A3: "0", A4: "12" }, penalties: {}, key: `all-${name}` });
		await other.close();
	}],
	["marks stand side by side, those that differ too much with a word", async () => {
		await desk.locator('.matrix tr[data-key="005"] .matrix-name').click();
		await desk.locator("dialog .choices button", { hasText: "Marks side by side" }).click();
		await text_is(desk, "dialog .marks-box", /B1 Surface.*differ more/);
		equal("axe", await axe(desk), []);
		await desk.locator("dialog .choices button").click();
		await desk.locator("dialog").waitFor({ state: "detached" });
	}],
	["how the judges agree is drawn", async () => {
		await desk.locator(".bar button", { hasText: "Agreement" }).click();
		await text_is(desk, "dialog .marks-box", /Appearance · B1.*李红梅.*\+3\.00/);
		equal("a dot a judge", await desk.locator(".panel-agreement").last().locator("circle").count(), 2);
		equal("axe", await axe(desk), []);
		await desk.locator("dialog .choices button").click();
		await desk.locator("dialog").waitFor({ state: "detached" });
	}],
	["a sheet is given back with a reason, and the judge reads it on the tablet", async () => {
		const tablet = await browser.page();
		await tablet.goto(`${hub.url}/judge#${cards.j1}`);
		await tablet.locator('.people [data-key="002"] .person[data-state="confirmed"]').waitFor();
		await cell("002", 0).click();
		await desk.locator("dialog button[value=return]").click();
		await desk.locator("#ask-reason").fill("the drawing says 12.00");
		await desk.locator("dialog button.main").click();
		await until("the cell", async () => (await cell("002", 0).getAttribute("data-cell")) === "back");
		await tablet.locator('.people [data-key="002"] .person[data-state="returned"]').click();
		await text_is(tablet, ".sheet .banner", /the drawing says 12\.00/);
		await tablet.locator("#mark-A1").fill("7.5");
		await tablet.locator(".sheet-submit.main").click();
		await tablet.locator("dialog button[value=send]").click();
		await tablet.locator('.people [data-key="002"] .person[data-state="confirmed"]').waitFor();
		await until("the cell", async () => (await cell("002", 0).textContent()) === "● 2");
		equal("faults", tablet.faults, []);
		await tablet.context().close();
	}],
	["a new card is shown once and signs in; the old one ends", async () => {
		await desk.locator('.judges [data-key="j2"]').getByRole("button", { name: /^Card/ }).click();
		await desk.locator("dialog button[value=new]").click();
		await desk.locator("dialog button[value=do]").click();
		await text_is(desk, "dialog .card-code", /^\w{4}-\w{4}$/);
		const code = await desk.locator("dialog .card-code").textContent();
		await until("the QR code", () => desk.locator("dialog img").evaluate((img) => img.complete && img.naturalWidth > 0));
		await desk.locator("dialog button.main").click();
		const tablet = await browser.page();
		await tablet.goto(`${hub.url}/judge#${cards.j2}`);
		await text_is(tablet, "#code-fault", /not known/);
		await tablet.locator("#code").fill(code);
		await tablet.locator("button[type=submit]").click();
		await text_is(tablet, ".bar-who", /李红梅/);
		await tablet.context().close();
	}],
	["a status needs a reason and is seen at once", async () => {
		await desk.locator('.matrix tr[data-key="003"] .matrix-name').click();
		await desk.locator("#ask-status").selectOption("dns");
		await desk.locator("dialog button.main").click();
		await text_is(desk, "dialog .field-fault", /reason/);
		await desk.locator("#ask-reason").fill("did not come");
		await desk.locator("dialog button.main").click();
		await text_is(desk, "dialog", /003 张伟: absent.*Status .* → absent/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, '.matrix tr[data-key="003"] .matrix-status', /absent/);
	}],
	["what was done is undone by a new entry, from the history", async () => {
		await desk.locator(".bar button", { hasText: "History" }).click();
		await desk.locator("#history-kind").selectOption("status");
		await text_is(desk, ".history li", /003 · absent/);
		await desk.locator(".history-entry").first().click();
		await desk.locator("dialog").last().locator("button", { hasText: "Undo" }).click();
		await text_is(desk, "dialog:last-of-type", /003 张伟: Status absent → /);
		await desk.locator("#ask-reason").fill("was only late");
		await desk.locator("dialog").last().locator("button.main").click();
		await text_is(desk, ".history li", /↶ \d+: was only late/);
		await until("the status gone", async () => (await desk.locator('.matrix tr[data-key="003"] .matrix-status').textContent()) === "");
		await desk.locator("dialog .choices button").click();
		await desk.locator("dialog").waitFor({ state: "detached" });
	}],
	["locking says what has not come in; publishing shows the table", async () => {
		await phase_button("Lock").click();
		await text_is(desk, "dialog .dialog-warning", /not fully marked/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".stage-choose", /locked/);
		await ceremony();
		await phase_button("Publish").click();
		await text_is(desk, "dialog", /The table now/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".stage-choose", /published/);
	}],
	["an appeal is recorded and decided", async () => {
		await text_is(desk, ".desk-right", /Until \d\d:\d\d/);
		await desk.locator("button", { hasText: "Record an appeal" }).click();
		await desk.locator("#ask-competitor").selectOption("002");
		await desk.locator("#ask-reason").fill("A1 was measured twice");
		equal("axe", await axe(desk), []);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".appeals", /002 李明 · A1 was measured twice.*to be decided/);
		await text_is(desk, ".waits", /Appeal of 002 李明 waits/);
		await desk.locator(".appeals button", { hasText: "Decide" }).click();
		await desk.locator("#ask-decision").selectOption("dismissed");
		await desk.locator("#ask-reason").fill("the gauge was right");
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".appeals", /dismissed · the gauge was right/);
		equal("axe", await axe(desk), []);
	}],
	["what must be looked at once more is drawn and worked off", async () => {
		await desk.locator(".recheck button", { hasText: "Draw the list" }).click();
		await text_is(desk, "dialog", /first 30 %/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".recheck-list", /to be looked at/);
		equal("axe", await axe(desk), []);
		const first = desk.locator(".recheck-list li").first();
		await first.locator("button", { hasText: "Wrong" }).click();
		await desk.locator("#ask-reason").fill("A1 was read from the line below");
		await desk.locator("dialog").last().locator("button.main").click();
		await text_is(desk, ".recheck > p", /1 wrong · ▲ over 5 % were wrong: everybody/);
		await text_is(desk, ".recheck-list", /▲ Wrong A1 was read from the line below · 周正/);
		for (let n = 1; n < await desk.locator(".recheck-list li").count(); n++) {
			await desk.locator(".recheck-list li").nth(n).locator("button", { hasText: "Right" }).click();
			await until("it said", async () => (await desk.locator('.recheck-list [data-found="true"]').count()) === n);
		}
		await desk.locator("dialog button", { hasText: "Worked off" }).click();
		await desk.locator("#ask-reason").fill("one of all, corrected");
		await desk.locator("dialog").last().locator("button.main").click();
		await text_is(desk, ".recheck > p", /● worked off/);
		equal("axe", await axe(desk), []);
		await desk.locator("dialog button.main").click();
		await desk.locator("dialog").waitFor({ state: "detached" });
	}],
	["what was published goes back when two people want it, and the public reads why", async () => {
		const phone = await browser.page({ width: 390, height: 844 });
		await phone.goto(`${hub.url}/`);
		const office = await browser.page({ width: 1440, height: 900 });
		await office.goto(`${hub.url}/desk#${cards.office}`);
		await desk.locator(".stage-steps button", { hasText: "Ask to unlock" }).click();
		await text_is(desk, "dialog", /The public reads.*Nothing happens until another/);
		await desk.locator("#ask-to").selectOption("locked");
		await desk.locator("#ask-reason").fill("a sheet was typed wrong");
		equal("axe", await axe(desk), []);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".unlock", /周正 asked at .* a sheet was typed wrong/);
		equal("who asked cannot agree", await desk.locator(".unlock button:visible").allTextContents(), ["Take the request back"]);
		await text_is(office, ".unlock", /周正 asked at/);
		equal("axe", await axe(office), []);
		await office.locator(".unlock button.main").click();
		await office.locator("#ask-reason").fill("I have seen the sheet");
		await office.locator("dialog button.main").click();
		await text_is(desk, ".stage-choose", /locked/);
		await text_is(phone, ".phase", /under review/);
		await text_is(phone, ".review", /a sheet was typed wrong/);
		equal("axe", await axe(phone), []);
		await phase_button("Publish").click();
		await desk.locator("dialog button.main").click();
		await until("no review any more", async () => (await phone.locator(".review").textContent()) === "");
		equal("faults", [phone.faults, office.faults], [[], []]);
		await phone.context().close();
		await office.context().close();
	}],
	["the history says who did what, and can be narrowed", async () => {
		await desk.locator(".bar button", { hasText: "History" }).click();
		await text_is(desk, ".history", /周正.*phase.*published/);
		await desk.locator("#history-kind").selectOption("sheet");
		await until("only sheets", async () => (await desk.locator(".history li").count()) === 8);
		await text_is(desk, ".history", /王建国.*sheet.*002/);
		equal("axe", await axe(desk), []);
	}],
	["an entry says what was before and after, and at which device; and the board then", async () => {
		await desk.locator("#history-kind").selectOption("status");
		await text_is(desk, ".history li", /周正 [0-9a-f]{6}.*003/);
		await desk.locator(".history-entry").first().click();
		await text_is(desk, "dialog:last-of-type", /Device [0-9a-f]{6}/);
		await text_is(desk, "dialog:last-of-type", /Before and after.*/);
		equal("axe", await axe(desk), []);
		await desk.locator("dialog").last().locator("button", { hasText: "The board then" }).click();
		await text_is(desk, "dialog:last-of-type", /As it stood on .*003 张伟/);
		equal("axe", await axe(desk), []);
		await desk.locator("dialog").last().locator("button.main").click();
		await until("the entry closed", async () => await desk.locator("dialog").count() === 1);
		await desk.locator("dialog .choices button").click();
		await desk.locator("dialog").waitFor({ state: "detached" });
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
