/* Signatures: drawn or typed with the summary, under the very version; again after a correction; the chief's at the desk. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";
import { sheet_open } from "../lib/tablet.mjs";

const stage = { contest: "mould", stage: "final" };
const event = event_small();
event.contests[0].stages[0].modules[1].signatures = ["judge", "competitor", "chief"];
const hub = await Hub.start(event);
const chief = await Client.open(hub, { token: hub.cards().chief });
await chief.watch("desk/mould/final");
await chief.ask("phase", { ...stage, phase: "open", key: "open-1" });
const browser = await Browser.start();
const tablet = await browser.page();
const desk = await browser.page({ width: 1440, height: 900 });

function sheet_of(competitor) {
	return chief.state("desk/mould/final").sheets.find((sheet) => sheet.module === "look" && sheet.competitor === competitor);
}

async function fill() {
	await tablet.getByRole("radio", { name: /2.*Good/ }).check();
	await tablet.locator("#mark-B2").fill("31.5");
	await tablet.locator(".sheet-submit.main").click();
	await tablet.locator("dialog").waitFor();
}

async function draw(page, as) {
	const field = page.locator(`[data-as=${as}] .signature-field`);
	await field.scrollIntoViewIfNeeded();
	const box = await field.boundingBox();
	await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.3);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.7, { steps: 6 });
	await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.2, { steps: 6 });
	await page.mouse.up();
}

async function send() {
	await tablet.locator("dialog button.main").click();
	await tablet.locator("dialog").waitFor({ state: "detached" });
}

async function signed(competitor, version, wanted) {
	await until(`${competitor} signed by ${wanted}`, () => sheet_of(competitor)?.version === version && (sheet_of(competitor).signed ?? []).join(" ") === wanted);
}

await cases([
	["the summary asks for the signatures of a module that wants them", async () => {
		await tablet.goto(`${hub.url}/judge#${hub.cards().j1}`);
		await tablet.locator(".bar-module select").first().selectOption({ index: 1 });
		await sheet_open(tablet, "001");
		await fill();
		equal("fields", await tablet.locator("dialog .signing legend").allTextContents(), ["judge · 王建国", "competitor · 王秀英"]);
		equal("axe", await axe(tablet), []);
		equal("sideways", await sideways(tablet), 0);
	}],
	["one is drawn, one is typed, and both are under the version that was sent", async () => {
		await draw(tablet, "judge");
		await tablet.locator("#sign-competitor").fill("王秀英");
		await send();
		await signed("001", 1, "judge competitor");
		await text_is(tablet, ".bar-unsent", /all confirmed/);
		const { entries } = await chief.ask("history", { kind: "sign" });
		equal("who", entries.map(({ by, data }) => [by, data.as, data.version, data.name]), [["j1", "competitor", 1, "王秀英"], ["j1", "judge", 1, ""]]);
		equal("hash", entries.map(({ data }) => data.hash === sheet_of("001").hash), [true, true]);
		equal("drawn", entries[1].data.strokes.length === 1 && entries[1].data.strokes[0].length > 8, true);
		equal("device", entries[1].data.device.length > 0, true);
	}],
	["a corrected sheet is not signed, and says so until it is", async () => {
		await sheet_open(tablet, "001");
		await tablet.locator("button", { hasText: "Correct this sheet" }).click();
		await tablet.getByRole("radio", { name: /3.*Excellent/ }).check();
		await tablet.locator(".sheet-submit.main").click();
		await send();
		await signed("001", 2, "");
		await sheet_open(tablet, "001");
		await text_is(tablet, ".sheet .banner", /Not signed yet: judge competitor/);
		await tablet.locator(".sheet-submit", { hasText: "Sign" }).click();
		await tablet.locator("dialog button.main").click();
		await text_is(tablet, "dialog .field-fault", /draw a signature or type a name/);
		await draw(tablet, "judge");
		await tablet.locator("[data-as=judge] button").click();
		await draw(tablet, "judge");
		await send();
		await signed("001", 2, "judge");
		await text_is(tablet, ".sheet .banner", /Not signed yet: competitor$/);
	}],
	["signatures wait with their sheet while the hub does not answer, over a reload", async () => {
		await sheet_open(tablet, "002");
		const frozen = hub.child.pid;
		process.kill(frozen, "SIGSTOP");
		try {
			await fill();
			await tablet.locator("#sign-judge").fill("王建国");
			await tablet.locator("#sign-competitor").fill("李明");
			await send();
			await text_is(tablet, ".bar-unsent", /1 unconfirmed/);
		} finally {
			process.kill(frozen, "SIGCONT");
		}
		await tablet.reload();
		await signed("002", 1, "judge competitor");
		await text_is(tablet, ".bar-unsent", /all confirmed/);
	}],
	["the chief signs at the desk, where the matrix says who has", async () => {
		await desk.goto(`${hub.url}/desk#${hub.cards().chief}`);
		const cell = desk.locator('.matrix tr[data-key="001"] .matrix-cell').nth(2);
		await until("the cell", async () => /✎1\/3/.test(await cell.textContent()));
		await cell.click();
		await desk.locator("dialog button[value=sign]").click();
		await desk.locator("#sign-chief").fill("周正");
		await desk.locator("dialog button[value=do]").click();
		await signed("001", 2, "judge chief");
		await until("the cell", async () => /✎2\/3/.test(await cell.textContent()));
		await desk.locator(".bar button", { hasText: "History" }).click();
		await desk.locator("#history-kind").selectOption("sign");
		await until("drawn signatures", async () => (await desk.locator(".history .signature").count()) === 2);
		equal("axe", await axe(desk), []);
		equal("faults", [tablet.faults, desk.faults], [[], []]);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
