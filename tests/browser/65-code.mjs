/* A tablet without a network shows its sheet as a QR code; the desk takes it in from a photograph, and it counts once. */
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";
import { sheet_fill, sheet_is, sheet_open, sheet_send } from "../lib/tablet.mjs";

const stage = { contest: "mould", stage: "final" };
const hub = await Hub.start(event_small());
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
await chief.watch("desk/mould/final");
await chief.ask("phase", { ...stage, phase: "open", key: "open-1" });
const browser = await Browser.start();
const tablet = await browser.page({ width: 768, height: 1024 });
const desk = await browser.page({ width: 1440, height: 900 });
let photo;

function sheets() {
	return chief.state("desk/mould/final").sheets.map((sheet) => [sheet.judge, sheet.competitor, sheet.version]);
}

await cases([
	["without a network the sheet waits, and can be shown as a code", async () => {
		await tablet.goto(`${hub.url}/judge#${cards.j1}`);
		await text_is(tablet, ".bar-link", /connected/);
		await sheet_open(tablet, "001");
		equal("before it is sent", await tablet.getByRole("button", { name: "Show as QR code" }).isVisible(), false);
		await tablet.evaluate(() => {
			WebSocket.prototype.send = () => {};
		});
		await sheet_fill(tablet);
		await sheet_send(tablet);
		await sheet_open(tablet, "001");
		await tablet.getByRole("button", { name: "Show as QR code" }).click();
		await tablet.locator(".code-picture").waitFor();
		equal("dialog", [await axe(tablet), await sideways(tablet)], [[], 0]);
		photo = await tablet.screenshot();
		equal("on the hub", sheets(), []);
	}],
	["the desk takes it in from a photograph of the tablet", async () => {
		await desk.goto(`${hub.url}/desk?lang=en#${cards.chief}`);
		await desk.getByRole("button", { name: "Take in QR sheets" }).click();
		await desk.locator("#scan-file").setInputFiles({ name: "tablet.png", mimeType: "image/png", buffer: photo });
		await text_is(desk, ".scans", /● taken in: competitor 001, 王建国, version 1/);
		await until("the sheet", () => sheets().length === 1);
		equal("desk's dialog", await axe(desk), []);
		await desk.locator("#scan-file").setInputFiles({ name: "blank.png", mimeType: "image/png", buffer: await desk.locator("dialog h2").screenshot() });
		await text_is(desk, ".scans", /▲ blank\.png: no code was found/);
		await desk.locator("dialog button.main").click();
	}],
	["connected again, the tablet's own sending changes nothing, and it is confirmed", async () => {
		await tablet.reload();
		await sheet_is(tablet, "001", "confirmed");
		await text_is(tablet, ".bar-unsent", /all confirmed/);
		equal("sheets", sheets(), [["j1", "001", 1]]);
		equal("the button", await tablet.getByRole("button", { name: "Show as QR code" }).isVisible(), false);
		const { entries } = await chief.ask("history", { kind: "sheet" });
		equal("entries", entries.map((entry) => [entry.by, entry.data.scanned]), [["j1", "chief"]]);
		equal("faults", [tablet.faults, desk.faults], [[], []]);
	}],
], async () => {
	await browser.stop();
	await hub.clean();
});
