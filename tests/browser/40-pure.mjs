/* The pages' pure parts: exact marks, limits, the reducers, and that every word the pages use is there in both languages. */
import fs from "node:fs";
import path from "node:path";
import { register } from "node:module";
import { ROOT } from "../lib/hub.mjs";
import { cases, equal } from "../lib/browser.mjs";

/* The pages' own addresses ("/assets/js/x.js") as files. */
const resolver = `export async function resolve(name, context, next) {
	const folders = [["/assets/", "/assets/"], ["/judges/", "/judges/web/"], ["/display/", "/display/web/"]];
	const found = name.startsWith("/") && folders.find(([address]) => name.startsWith(address));
	return next(found ? "file://${ROOT}" + found[1] + name.slice(found[0].length) : name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(resolver)}`);

const { decimal_parse, decimal_text, decimal_digits } = await import("../../assets/js/decimal.js");
const { board_reduce, board_moves, judge_reduce, desk_reduce, event_reduce } = await import("../../assets/js/store.js");
const { mark_fault, mark_unusual, sheet_lacks, sheet_marks, sheet_points, sheet_penalties } = await import("../../judges/web/mark.js");

const points = { id: "A", method: "points", min: "0", max: "10", step: "0.5" };

function pages() {
	return ["assets/js", "display/web", "judges/web"].flatMap((folder) =>
		fs.readdirSync(path.join(ROOT, folder)).filter((name) => /\.(js|html)$/.test(name)).map((name) => path.join(ROOT, folder, name)));
}

await cases([
	["decimals are exact", () => {
		for (const [text, wanted] of [["8.5", 8500000n], ["-0.000001", -1n], ["0", 0n], ["1000000000", 1000000000000000n], ["1000000000.000001", null], ["1.", null],
			[".5", null], ["1e3", null], ["+1", null], ["1.0000001", null], ["", null], [" 1", null], ["0x1", null]])
			equal(text, String(decimal_parse(text)), String(wanted));
		for (const text of ["8.5", "-0.25", "0", "12.01", "1000000000", "-3"])
			equal(text, decimal_text(decimal_parse(text)), text);
		equal("zeros", decimal_text(decimal_parse("08.50")), "8.5");
		equal("digits", [decimal_digits("1"), decimal_digits("1.25")], [0, 2]);
	}],
	["a mark is held against its limits", () => {
		for (const [value, wanted] of [["0", null], ["10", null], ["9.5", null], ["10.5", "fault_out_of_range"], ["-1", "fault_out_of_range"], ["0.3", "fault_off_step"],
			["x", "fault_not_a_number"], ["1.", "fault_not_a_number"]])
			equal(value, mark_fault(points, value), wanted);
		const rows = [["judgement", "3", null], ["judgement", "4", "fault_out_of_range"], ["judgement", "1.5", "fault_off_step"], ["binary", "1", null], ["binary", "2", "fault_out_of_range"],
			["count", "0", null], ["count", "-1", "fault_out_of_range"], ["count", "1.5", "fault_off_step"], ["tolerance", "-12.345678", null], ["value", "5.1", "fault_out_of_range"], ["value", "-4.123456", null]];
		for (const [method, value, wanted] of rows)
			equal(`${method} ${value}`, mark_fault({ method, max: "5" }, value), wanted);
	}],
	["a sheet says what it lacks", () => {
		const module = { criteria: [{ aspects: [points, { ...points, id: "B" }, { id: "T", method: "value", agreed: true }] }] };
		equal("nothing", sheet_lacks(module, {}).map((a) => a.id), ["A", "B"]);
		equal("a faulty one", sheet_lacks(module, { A: "11", B: "1" }).map((a) => a.id), ["A"]);
		equal("all", sheet_lacks(module, { A: "1", B: "2" }), []);
		equal("marks", sheet_marks(module, { A: "08.50", B: "2", T: "" }), { A: "8.5", B: "2" });
		equal("points", sheet_points(module, { A: "0.5", B: "9.5" }), { given: "10", most: "20" });
		equal("no points where not all is points", sheet_points({ criteria: [{ aspects: [points, { id: "C", method: "binary" }] }] }, {}), null);
		equal("penalties", sheet_penalties({ late: "2", unsafe: "0" }), { late: "2" });
	}],
	["an unusual mark is one far outside what the judge gave before", () => {
		const before = ["6", "7", "7.5", "8", "6.5"];
		for (const [value, wanted] of [["4", false], ["3.5", true], ["10", false], ["10.5", true], ["7", false], ["", false], ["x", false]])
			equal(value, mark_unusual(points, value, before), wanted);
		equal("always the same", ["10", "8.5", "8", "7.5"].map((value) => mark_unusual(points, value, ["10", "10", "10", "10", "10"])), [false, false, false, true]);
		equal("too few", mark_unusual(points, "0", before.slice(1)), false);
		equal("a choice", mark_unusual({ method: "judgement" }, "0", ["3", "3", "3", "3", "3"]), false);
	}],
	["a board follows its changes", () => {
		const board = { order: ["a", "b", "c"], ranks: [1, 2, null], rows: { a: { name: "A", total: "3" }, b: { name: "B", total: "2" }, c: { name: "C", total: null } }, progress: { in: 2, due: 3 } };
		const next = board_reduce(board, { at: 5, moves: [["c", 0]], ranks: [[0, 1], [1, 2], [2, 3]], rows: { c: { total: "4" } }, progress: { in: 3, due: 3 } });
		equal("order", next.order, ["c", "a", "b"]);
		equal("ranks", next.ranks, [1, 2, 3]);
		equal("row", next.rows.c, { name: "C", total: "4" });
		equal("kept", next.rows.a === board.rows.a, true);
		equal("before is as it was", [board.order, board.rows.c.total], [["a", "b", "c"], null]);
		const { gained, changed } = board_moves(board, next);
		equal("moved", [[...gained], [...changed]], [[["a", -1], ["b", -1]], ["c"]]);
		const less = board_reduce(next, { removed: ["a"], ranks: [[1, 2]] });
		equal("removed", [less.order, less.ranks, Object.keys(less.rows)], [["c", "b"], [1, 2], ["b", "c"]]);
		equal("snapshot", board_reduce(less, { snapshot: board }) === board, true);
	}],
	["judge, desk and event follow their changes", () => {
		const place = { contest: "c", stage: "s", module: "m", competitor: "1", attempt: 1 };
		const judge = { modules: [{ contest: "c", stage: "s", phase: "waiting", module: { id: "m" } }], sheets: [{ ...place, version: 1 }] };
		equal("a newer sheet", judge_reduce(judge, { sheet: { ...place, version: 2 } }).sheets.map((s) => s.version), [2]);
		equal("a phase", judge_reduce(judge, { phase: { contest: "c", stage: "s", phase: "open" } }).modules[0].phase, "open");
		const desk = { phase: "open", sheets: [], judges: [{ id: "j", online: false }], competitors: [{ id: "1", status: "ranked" }], modules: [] };
		equal("online", desk_reduce(desk, { judge: { id: "j", online: true } }).judges[0].online, true);
		equal("status", desk_reduce(desk, { status: { competitor: "1", status: "dns" } }).competitors[0].status, "dns");
		const apart = { module: "m", competitor: "1", attempt: 1, aspects: ["J"] };
		const differs = desk_reduce(desk, { apart });
		equal("apart", differs.apart, [apart]);
		equal("no longer apart", desk_reduce(differs, { apart: { ...apart, aspects: [] } }).apart, []);
		const event = { contests: [{ id: "c", stages: [{ id: "s", phase: "open" }] }] };
		equal("event", event_reduce(event, { phase: { contest: "c", stage: "s", phase: "locked" } }).contests[0].stages[0].phase, "locked");
	}],
	["every word that the pages use is there, in both languages", () => {
		const [zh, en, both] = ["zh-CN", "en", "both"].map((name) => JSON.parse(fs.readFileSync(path.join(ROOT, `assets/text/${name}.json`), "utf8")));
		equal("the same keys", Object.keys(zh).sort(), Object.keys(en).sort());
		equal("both has no others", Object.keys(both).filter((key) => !zh[key]), []);
		const used = pages().flatMap((file) => [...fs.readFileSync(file, "utf8").matchAll(/\bt\("(\w+)"/g)].map((match) => match[1]));
		equal("missing", [...new Set(used)].filter((key) => !zh[key]), []);
		const values = (words) => [...words.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join();
		equal("values", Object.keys(zh).filter((key) => values(zh[key]) !== values(en[key]) || (both[key] && values(both[key]) !== values(zh[key]))), []);
	}],
]);
