/*
 * Sheets that do not simply come from a judge's tablet: typed from paper by two people, a trainee's, corrected by the chief, sent
 * again after the ledger had lost them; and what has to be settled before the stage is published.
 */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const stage = { contest: "mould", stage: "final" };
const BOARD = "board/mould/final";
const event = event_small();
event.people.push({ id: "s1", name: "吴敏", role: "steward" }, { id: "s2", name: "郑强", role: "scrutineer" }, { id: "trainee", name: "孙见习", role: "shadow" });
const [work, look] = event.contests[0].stages[0].modules;
work.shadows = ["trainee"];
look.signatures = ["judge", "competitor"];
const hub = await Hub.start(event);
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const j1 = await Client.open(hub, { token: cards.j1 });
await chief.watch("desk/mould/final");
await chief.watch(BOARD);
await chief.ask("phase", { ...stage, phase: "open", key: "open-1" });
const browser = await Browser.start();
const [desk, first, second] = await Promise.all([0, 1, 2].map(() => browser.page({ width: 1440, height: 900 })));
const tablet = await browser.page();
const shot = (page, name) => (process.env.SHOTS ? page.screenshot({ path: `${process.env.SHOTS}/${name}.png` }) : null);

function desk_state() {
	return chief.state("desk/mould/final");
}

function sheet_of(module, competitor, judge) {
	return desk_state().sheets.find((sheet) => sheet.module === module && sheet.competitor === competitor && sheet.judge === judge);
}

async function paper_open(page, person, competitor) {
	await page.goto(`${hub.url}/desk#${cards[person]}`);
	await page.locator(".bar button", { hasText: "Paper sheets" }).click();
	await page.locator("#paper-competitor").selectOption(competitor);
	await page.locator("#typed-A1").waitFor();
}

/* Types as somebody at a keyboard does: a number, Enter, a number ... */
async function type(page, values) {
	await page.locator("#typed-A1").focus();
	for (const value of values) {
		await page.keyboard.type(value);
		await page.keyboard.press("Enter");
	}
}

async function dialog_do(page) {
	await page.locator("dialog button.main").last().click();
}

await cases([
	["a steward types a sheet from paper, by the keyboard alone; it waits and does not count", async () => {
		await paper_open(first, "s1", "001");
		await text_is(first, ".paper-state", /First typing/);
		await type(first, ["8.5", "1", "0", "12.01", ""]);
		equal("in focus", await first.evaluate(() => document.activeElement.textContent), "Keep for a second person");
		equal("axe", await axe(first), []);
		await first.keyboard.press("Enter");
		await text_is(first, ".paper-said", /001 is kept and waits/);
		await text_is(first, ".paper-list", /001 王秀英.*王建国.*吴敏/);
		await until("it waits", () => desk_state().papers.length === 1);
		equal("no sheet", sheet_of("work", "001", "j1"), undefined);
		equal("the next one is proposed", await first.locator("#paper-competitor").inputValue(), "002");
		await shot(first, "paper-first");
	}],
	["its typist cannot confirm it; another who types something else is told where it differs", async () => {
		await first.locator("#paper-competitor").selectOption("001");
		await text_is(first, ".paper-state", /another person has to type it again/);
		await paper_open(second, "s2", "001");
		await text_is(second, ".paper-state", /吴敏 typed this/);
		await type(second, ["8", "1", "0", "12.01", ""]);
		await second.keyboard.press("Enter");
		await text_is(second, ".paper .field-fault[role=alert]", /differs in A1/);
		equal("nothing is told of what it was", /8\.5/.test(await second.locator(".paper").textContent()), false);
		equal("axe", await axe(second), []);
		await shot(second, "paper-differs");
	}],
	["typed the same by two, it counts, and tablet and desk say that it came on paper", async () => {
		await tablet.goto(`${hub.url}/judge#${cards.j1}`);
		await tablet.locator("#app .person").first().waitFor();
		await type(second, ["8.5", "1", "0", "12.01", ""]);
		await second.keyboard.press("Enter");
		await text_is(second, ".paper-said", /001: both are the same/);
		await until("the sheet", () => sheet_of("work", "001", "j1")?.confirmed_by?.id === "s2");
		equal("by", sheet_of("work", "001", "j1").typed_by.id, "s1");
		await tablet.locator('.people [data-key="001"] .person[data-state="confirmed"]').click();
		await text_is(tablet, ".sheet .banner", /On paper; typed by 吴敏, again by 郑强/);
		equal("axe", await axe(tablet), []);
		await desk.goto(`${hub.url}/desk#${cards.chief}`);
		await until("the cell", async () => /▤/.test(await desk.locator('.matrix tr[data-key="001"] .matrix-cell').first().textContent()));
	}],
	["a shadow marks along as a judge does; no total moves, and the chief sees it apart", async () => {
		const j2 = await Client.open(hub, { token: cards.j2 });
		await j2.ask("sheet", { ...stage, module: "work", competitor: "001", attempt: 1, version: 1, marks: { A1: "7.5", A2: "1", A3: "0", A4: "12.01" }, penalties: {}, key: "j2-1" });
		await until("the total", () => chief.state(BOARD).rows["001"].parts[0] !== null);
		const before = JSON.stringify({ ...chief.state(BOARD), at: 0 });
		const shadow = await browser.page();
		await shadow.goto(`${hub.url}/judge#${cards.trainee}`);
		await text_is(shadow, ".list-notice", /does not count/);
		await shadow.locator('.people [data-key="001"] button').click();
		await shadow.locator("#mark-A1").fill("3");
		await shadow.getByRole("radio", { name: "Yes" }).check();
		await shadow.locator('[data-aspect="A3"] .stepper-key').first().click();
		await shadow.locator("#mark-A4").fill("12.01");
		await shot(shadow, "shadow");
		equal("axe", await axe(shadow), []);
		await shadow.locator(".sheet-submit.main").click();
		await shadow.locator("dialog button[value=send]").click();
		await text_is(shadow, ".bar-unsent", /all confirmed/);
		await until("the shadow's sheet", () => desk_state().shadows[0].sheets === 1);
		equal("the board", JSON.stringify({ ...chief.state(BOARD), at: 0 }), before);
		await text_is(desk, ".judges", /孙见习.*shadow/);
		await desk.locator('.matrix tr[data-key="001"] .matrix-name').click();
		await desk.locator("dialog .choices button", { hasText: "Marks side by side" }).click();
		await text_is(desk, "dialog .marks-box", /孙见习 shadow.*A1 Fit.*3/);
		await shot(desk, "marks");
		await desk.locator("dialog .choices button").click();
		await desk.locator(".bar button", { hasText: "Agreement" }).click();
		await text_is(desk, "dialog .shadows", /孙见习.*A1.*−5\.00/);
		equal("axe", await axe(desk), []);
		await shot(desk, "agreement");
		await desk.locator("dialog .choices button").click();
		await shadow.context().close();
		await j2.close();
	}],
	["the chief corrects a sheet with a reason, seeing first who moves; the tablet says why", async () => {
		await desk.locator('.matrix tr[data-key="001"] .matrix-cell').first().click();
		await desk.locator("dialog button[value=correct]").click();
		await desk.locator("#typed-A1").waitFor();
		equal("what it says now", await desk.locator("#typed-A1").inputValue(), "8.5");
		await desk.locator("#ask-reason").fill("the gauge was read wrong");
		await dialog_do(desk);
		await text_is(desk, "dialog .field-fault[role=alert]", /nothing is changed yet/);
		await desk.locator("#typed-A1").fill("6.5");
		await shot(desk, "correct");
		equal("axe", await axe(desk), []);
		await dialog_do(desk);
		await text_is(desk, "dialog .dialog-list", /001 王秀英: .*Total .* → /);
		await dialog_do(desk);
		await until("the new version", () => sheet_of("work", "001", "j1")?.corrected === "the gauge was read wrong");
		await text_is(tablet, ".list-notice", /the chief corrected 001/);
		await tablet.locator('.people [data-key="001"] button').click();
		await text_is(tablet, ".sheet .banner", /Corrected by 周正: the gauge was read wrong/);
		await shot(tablet, "corrected");
		await until("looked at", async () => !/corrected/.test(await tablet.locator(".list-notice").textContent()));
		await desk.locator('.matrix tr[data-key="001"] .matrix-cell').first().click();
		await text_is(desk, "dialog", /Corrected by 周正/);
		await desk.locator("dialog button[value=versions]").click();
		await text_is(desk, "dialog .versions", /version 2 · 周正.*A1 6\.5.*the gauge was read wrong.*version 1.*on paper.*A1 8\.5/);
		equal("axe", await axe(desk), []);
		await desk.locator("dialog button.main").click();
	}],
	["sheets that a tablet sends again are listed for the chief, who looks and confirms", async () => {
		const sheet = { ...stage, module: "look", attempt: 1, marks: { B1: "2", B2: "31" }, penalties: {} };
		await j1.ask("sheet", { ...sheet, competitor: "001", version: 3, recovered: { hash: "ab".repeat(32), at: Date.now() - 60000 }, key: "lost-1" });
		await text_is(desk, ".settle", /王建国: 1 sheets sent again/);
		await desk.locator(".settle [data-key=unsigned] button").click();
		await text_is(desk, "dialog", /001 王秀英 · Appearance · 王建国 · Not signed yet: judge competitor/);
		equal("axe", await axe(desk), []);
		await dialog_do(desk);
		await shot(desk, "settle");
		await desk.locator(".settle [data-key^=recovered] button").click();
		await text_is(desk, "dialog", /001 王秀英.*version 3.*receipt of/);
		equal("axe", await axe(desk), []);
		await dialog_do(desk);
		await until("confirmed", () => sheet_of("look", "001", "j1").recovered === undefined);
		await until("the list", async () => !/sent again/.test(await desk.locator(".settle").textContent()));
	}],
	["a stage with paper that waits is not locked, and one without its signatures not published, unless the chief says why", async () => {
		await type(first, ["5", "1", "0", "12", ""]);
		await first.locator("#paper-competitor").selectOption("004");
		await first.locator("#typed-A1").waitFor();
		await type(first, ["5", "1", "0", "12", ""]);
		await first.keyboard.press("Enter");
		await until("it waits", () => desk_state().papers.length === 1);
		equal("lock", await chief.refused("phase", { ...stage, phase: "locked", key: "lock-0" }), "unsettled");
		await desk.locator(".stage-steps button", { hasText: "Lock" }).click();
		await text_is(desk, "dialog", /paper sheet waits for a second person: 004/);
		await desk.locator("dialog button[value='']").click();
		await first.locator(".paper-list button", { hasText: "Withdraw" }).click();
		await dialog_do(first);
		await until("withdrawn", () => desk_state().papers.length === 0);
		await desk.locator(".stage-steps button", { hasText: "Lock" }).click();
		await text_is(desk, "dialog", /The table now/);
		await dialog_do(desk);
		await text_is(desk, ".stage-choose", /locked/);
		equal("publish", await chief.refused("phase", { ...stage, phase: "published", key: "publish-0" }), "unsettled");
		const office = await browser.page({ width: 1440, height: 900 });
		await office.goto(`${hub.url}/desk#${cards.office}`);
		await office.locator(".stage-steps button", { hasText: "Publish" }).click();
		await text_is(office, "dialog", /only a chief may go on.*001 王秀英/);
		equal("no way", await office.locator("dialog #ask-reason").count(), 0);
		await office.context().close();
		await desk.locator(".stage-steps button", { hasText: "Publish" }).click();
		await text_is(desk, "dialog", /not settled yet.*001 王秀英 · Appearance · 王建国 · Not signed yet: judge competitor/);
		await shot(desk, "unsettled");
		equal("axe", await axe(desk), []);
		await desk.locator("#ask-reason").fill("left before the end");
		await dialog_do(desk);
		await text_is(desk, "dialog", /The table now/);
		await dialog_do(desk);
		await text_is(desk, ".stage-choose", /published/);
		const { entries } = await chief.ask("history", { kind: "phase", limit: 1 });
		equal("the reason is kept", entries[0].data.despite, "left before the end");
	}],
	["the paper page fits a tablet", async () => {
		await second.setViewportSize({ width: 768, height: 1024 });
		equal("sideways", await sideways(second), 0);
		await shot(second, "paper-768");
		await second.setViewportSize({ width: 390, height: 844 });
		equal("sideways", await sideways(second), 0);
		await shot(second, "paper-390");
		equal("faults", [desk, first, second, tablet].map((page) => page.faults), [[], [], [], []]);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
