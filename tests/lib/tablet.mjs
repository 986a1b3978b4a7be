/* What a judge does at a tablet with the sheets of event_small() (browser.mjs), module "work". */
import { text_is } from "./browser.mjs";

export async function sheet_open(page, id) {
	await page.locator(`.people [data-key="${id}"] button`).click();
	await text_is(page, ".sheet h2", new RegExp(id));
}

/* 8.5, yes, 1, 12.01 */
export async function sheet_fill(page) {
	await page.locator("#mark-A1").fill("8.5");
	await page.getByRole("radio", { name: "Yes" }).check();
	await page.locator('[data-aspect="A3"] .stepper-key').nth(1).click();
	await page.locator("#mark-A4").fill("12.01");
}

export async function sheet_send(page) {
	await page.locator(".sheet-submit.main").click();
	await page.locator("dialog button[value=send]").click();
	await page.locator("dialog").waitFor({ state: "detached" });
}

/* Waits until the list has this sheet in that state. */
export function sheet_is(page, id, state) {
	return page.waitForFunction(([one, wanted]) => document.querySelector(`.people [data-key="${one}"] .person`)?.dataset.state === wanted, [id, state]);
}
