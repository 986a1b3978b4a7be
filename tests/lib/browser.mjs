/* A real Chromium for tests of the pages, and what all of them need: a definition, cards, checks that wait. */
import { createRequire } from "node:module";
import fs from "node:fs";
import { chromium } from "playwright-core";
import { WAIT_MS } from "./hub.mjs";

const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"];
const axe_source = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const two = (zh, en) => ({ "zh-CN": zh, en });

/* A small event with every kind of field: two stages, three judges, a panel over sheets and agreed values. */
export function event_small({ competitors = 6 } = {}) {
	const names = ["王秀英", "李明", "张伟", "刘洋", "陈静", "阿卜杜热西提·买买提·托合提江", "赵敏", "黄磊"];
	return {
		event: "pages", title: two("技能比武", "Skills contest"), organiser: "总工会", starts: "2026-11-29", ends: "2026-11-30", timezone: "Asia/Shanghai",
		people: [{ id: "j1", name: "王建国", role: "judge" }, { id: "j2", name: "李红梅", role: "judge" }, { id: "chief", name: "周正", role: "chief" },
			{ id: "office", name: "钱芳", role: "organiser" }],
		contests: [{
			id: "mould", title: two("模具工", "Mould making"), entry: "person",
			competitors: Array.from({ length: competitors }, (_, n) => ({ id: String(n + 1).padStart(3, "0"),
				name: names[n] ?? `选手${n + 1}`, unit: n % 2 ? "顺虎铝业" : "浙江省永康市职业技术学校机电工程系" })),
			stages: [{
				id: "final", title: two("决赛", "Final"), decimals: 2,
				modules: [{
					id: "work", title: two("实操", "Practical"), judges: ["j1", "j2"], panel: { over: "sheet", combine: "mean", decimals: 2 },
					criteria: [{ id: "A", title: two("尺寸", "Dimensions"), aspects: [
						{ id: "A1", title: two("装配间隙", "Fit"), method: "points", min: 0, max: 10, step: "0.5" },
						{ id: "A2", title: two("功能", "It works"), method: "binary", max: 5 },
						{ id: "A3", title: two("倒角遗漏", "Chamfers missed"), method: "count", max: 4, points: -1, min: 0 },
						{ id: "A4", title: two("孔距", "Spacing"), method: "tolerance", nominal: 12, unit: "mm", max: 5, bands: [{ within: "0.02", points: 5 }] },
					] }],
					penalties: [{ id: "late", title: two("超时", "Late"), points: "-0.5", per: "each" }],
				}, {
					id: "look", title: two("外观", "Appearance"), judges: ["j1", "j2"],
					criteria: [{ id: "B", title: two("外观", "Appearance"), aspects: [
						{ id: "B1", title: two("表面", "Surface"), method: "judgement", max: 6, panel: { combine: "mean" },
							benchmarks: [two("不合格", "Unacceptable"), two("合格", "Acceptable"), two("良好", "Good"), two("优秀", "Excellent")] },
						{ id: "B2", title: two("用时", "Time"), method: "value", unit: "s", agreed: true },
					] }],
				}],
			}],
		}],
	};
}

export class Browser {
	static async start() {
		const browser = new Browser();
		browser.chromium = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
		return browser;
	}

	/* A page in a context (cookies, storage) of its own; everything it does waits up to WAIT_MS. Faults of the page are kept. */
	async page({ width = 1024, height = 768, ...options } = {}) {
		const context = await this.chromium.newContext({ viewport: { width, height }, locale: "en", ...options });
		context.setDefaultTimeout(WAIT_MS);
		const page = await context.newPage();
		page.faults = [];
		page.on("pageerror", (error) => page.faults.push(String(error.stack ?? error)));
		page.on("console", (message) => message.type() === "error" && /Content.Security.Policy|Refused to/.test(message.text()) && page.faults.push(message.text()));
		return page;
	}

	stop() {
		return this.chromium.close();
	}
}

/* What axe-core finds wrong, a line each; it reads the page through the debugger, past the page's own policy. */
export async function axe(page) {
	await page.evaluate(axe_source);
	return page.evaluate(async () => {
		/* what is still fading in has not its colours yet; what goes on for ever is not waited for */
		const passing = document.getAnimations().filter((one) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime)));
		await Promise.all(passing.map((one) => one.finished.catch(() => {})));
		const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
		return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} (${n.failureSummary.split("\n").slice(0, 3).join(" ")})`).slice(0, 3).join("; ")}`);
	});
}

/* How many px a page is too wide for its window. */
export function sideways(page) {
	return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/* Waits until an element's text has (or matches) something. */
export async function text_is(page, selector, wanted) {
	await page.waitForFunction(([css, source, flags]) => new RegExp(source, flags).test(document.querySelector(css)?.textContent ?? ""),
		[selector, wanted.source, wanted.flags], { timeout: WAIT_MS });
}

/*
 * Runs the named cases in order; prints a line each and the closing line; ends the process. Where they are steps, each goes
 * on from where the one before left the page: after one that failed the rest counts as failed and is not run.
 */
export async function cases(list, after = async () => {}, { steps = true } = {}) {
	let failed = 0;
	for (const [name, run] of list) {
		if (failed && steps) {
			failed += 1;
			console.log(`FAILED ${name}: not run`);
			continue;
		}
		try {
			await run();
			console.log(`ok     ${name}`);
		} catch (error) {
			failed += 1;
			console.log(`FAILED ${name}\n${error.stack}`);
		}
	}
	await after().catch((error) => console.log(`at the end: ${error.message}`));
	console.log(`${list.length - failed} passed, ${failed} failed`);
	process.exit(failed ? 1 : 0);
}

export function equal(what, is, wanted) {
	const [a, b] = [JSON.stringify(is), JSON.stringify(wanted)];
	if (a !== b)
		throw new Error(`${what}: expected ${b}, got ${a}`);
}
