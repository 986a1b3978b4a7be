/* Certificates at the desk: no key, issuing after a question, printing with a jam, PDF and ZIP, revoking; accessible in both languages. */
import fs from "node:fs";
import path from "node:path";
import { Hub, run, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { Printer } from "../lib/ipp.mjs";
import { Browser, axe, cases, equal, event_small, sideways, text_is } from "../lib/browser.mjs";

const stage = { contest: "mould", stage: "final" };
const event = event_small({ competitors: 3 });
event.contests[0].awards = [{ id: "first", title: { "zh-CN": "一等奖", en: "First prize" }, ranks: [1, 3] }];
event.contests[0].stages[0].modules.pop();
const data = temporary_folder();
const key = path.join(data, "key");
const env = { TOUCHSTONE_KEY_PASSPHRASE: "a horse", CUPS_SERVER: path.join(data, "no-cups") };
const printer = await Printer.start();
await run(["key", "new", key, "--name", "总工会", "--host", "cert.example.org", "--keys", path.join(data, "keys.json")], { env: { ...process.env, ...env } });

const browser = await Browser.start();
let hub = await Hub.start(event, { data });
let desk;

/* Opens the desk of the hub that runs now, and on it the certificates. */
async function desk_open(options = {}, lang = "en") {
	const page = await browser.page({ width: 1280, height: 900, ...options });
	await page.goto(`${hub.url}/desk?lang=${lang}#${hub.cards().chief}`);
	await page.locator(".matrix-cell").first().waitFor();
	await page.locator(".bar button", { hasText: lang === "en" ? "Certificates" : "证书" }).click();
	await page.locator("dialog h2").waitFor();
	return page;
}

async function mark() {
	const chief = await Client.open(hub, { token: hub.cards().chief });
	await chief.ask("phase", { ...stage, phase: "open", key: "open" });
	for (const judge of ["j1", "j2"]) {
		const client = await Client.open(hub, { token: hub.cards()[judge] });
		for (const [n, competitor] of ["001", "002", "003"].entries())
			await client.ask("sheet", { ...stage, module: "work", competitor, attempt: 1, version: 1, marks: { A1: String(9 - n), A2: "1", A3: "0", A4: "12" }, penalties: {}, key: `${competitor}` });
		await client.close();
	}
	for (const phase of ["locked", "published"])
		await chief.ask("phase", { ...stage, phase, key: phase });
	await chief.close();
}

const issued = (state) => desk.locator(`.certificates li[data-state="${state}"]`);

await cases([
	["a hub without a key says so", async () => {
		desk = await desk_open();
		await text_is(desk, "dialog .dialog-warning", /no signing key/);
		equal("no button to issue", await desk.locator("dialog button.main").count(), 0);
		await desk.context().close();
		await mark();
		await hub.stop();
		hub = await Hub.start(hub.file, { data, env, words: ["--key", key, "--host", "cert.example.org", "--printers", `Hall=${printer.uri}`] });
	}],
	["names and awards first, then a question, then they are issued", async () => {
		desk = await desk_open();
		await text_is(desk, "dialog .dialog-list", /new: 001 王秀英 · First prize · Rank 1/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, "dialog", /never deleted/);
		await desk.locator("dialog button.main").click();
		await text_is(desk, ".certificate-said", /Done: new 3/);
		await until("three certificates", async () => (await issued("good").count()) === 3);
		equal("nothing more to issue", await desk.locator("dialog button.main").count(), 0);
	}],
	["printed: a jam is told in words, and when it is mended it goes on", async () => {
		printer.jam_at = 2;
		await desk.locator(".print-do button", { hasText: "not printed yet (3)" }).click();
		await text_is(desk, ".print-job", /● printing 1\/3 · Hall[^]*paper jam/);
		equal("one at a time", await desk.locator(".print-do button").first().isDisabled(), true);
		await desk.locator(".print-job button", { hasText: "Pause" }).click();
		await text_is(desk, ".print-state", /pauses after this one/);
		printer.clear();
		await text_is(desk, ".print-state", /◐ paused 2\/3/);
		await desk.locator(".print-job button", { hasText: "Continue" }).click();
		await text_is(desk, ".print-state", /● printed 3\/3/);
		await until("each says so", async () => (await desk.locator(".certificate-copies", { hasText: "· printed" }).count()) === 3);
	}],
	["a chosen one once more is a duplicate", async () => {
		await issued("good").first().locator("input").check();
		await desk.locator(".print-do button", { hasText: "Print the chosen (1)" }).click();
		await text_is(desk, ".certificates", /2 copies printed, 1 of them duplicates/);
		await issued("good").first().locator("input").uncheck();
	}],
	["all as a ZIP", async () => {
		const [download] = await Promise.all([desk.waitForEvent("download"), desk.locator(".print-do button", { hasText: "ZIP (3)" }).click()]);
		equal("its name", download.suggestedFilename(), "mould.zip");
		equal("a ZIP", fs.readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
		await text_is(desk, ".print-said", /mould\.zip was saved/);
	}],
	["one as a PDF", async () => {
		const line = issued("good").last();
		const [download] = await Promise.all([desk.waitForEvent("download"), line.locator("button", { hasText: "PDF" }).click()]);
		const id = await line.getAttribute("data-key");
		equal("its name", download.suggestedFilename(), `${id}.pdf`);
		equal("a PDF", fs.readFileSync(await download.path()).subarray(0, 5).toString(), "%PDF-");
		await text_is(desk, ".certificate-said", /was saved/);
	}],
	["revoked with a reason", async () => {
		await issued("good").first().locator("button", { hasText: "Revoke" }).click();
		await desk.locator("#ask-reason").fill("torn");
		await desk.locator("dialog button.main").click();
		await until("it is revoked", async () => (await issued("revoked").count()) === 1);
		await text_is(desk, '.certificates li[data-state="revoked"]', /▲ revoked .* torn/);
		await text_is(desk, "dialog .dialog-what", /New 1 · replaced 0 · revoked 0 · already right 2/);
		equal("faults", desk.faults, []);
		await desk.context().close();
	}],
	["accessible in both languages, at three sizes", async () => {
		for (const [lang, width, height] of [["en", 1280, 800], ["zh", 768, 1024], ["zh", 390, 844]]) {
			const page = await desk_open({ width, height, reducedMotion: "reduce" }, lang);
			equal(`${lang} ${width}`, { axe: await axe(page), sideways: await sideways(page), faults: page.faults }, { axe: [], sideways: 0, faults: [] });
			await page.context().close();
		}
	}],
], async () => {
	await browser.stop();
	await printer.stop();
	await hub.clean();
});
