/*
 * marks.js - what judges gave: a competitor's marks side by side, and how the judges of a stage agree so far, each panel with a
 * small plot. Both are asked for when they are opened.
 */
import { el, svg, text, ask } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { refusal_text } from "./sheet.js";

const PLOT = { width: 220, height: 28, edge: 10 };
const FLAGS = { apart: "flag_apart", spread: "flag_spread" };

function close_button() {
	return [{ value: "", text: t("close"), class: "main" }];
}

/* One judge's value of an aspect: struck out where it was left out, with a word and a shape where it is flagged. */
function value_node({ value, dropped, flag }) {
	return el("span", { class: "marks-value" }, el(dropped ? "del" : "span", { class: "number", text: value }),
		dropped ? el("small", { class: "muted", text: t("left_out") }) : null, flag ? el("small", { class: "marks-flag", text: `▲ ${t(FLAGS[flag])}` }) : null);
}

/* `given`: what shadows gave, by person; it stands apart and counts nowhere. */
function aspect_row(aspect, judges, given) {
	const by = new Map(aspect.values.map((one) => [one.judge, one]));
	const notes = [aspect.unit, aspect.agreed ? t("agreed_short") : null].filter((part) => part).join(" · ");
	return el("tr", {}, el("th", { scope: "row" }, `${aspect.id} ${title(aspect.title)} `, notes ? el("small", { class: "muted", text: notes }) : null,
		aspect.apart ? el("small", { class: "marks-flag", text: `▲ ${t("flag_spread")}` }) : null),
	...judges.map((judge) => el("td", { class: judge.shadow ? "marks-shadow" : "" }, given.get(judge.id)?.[aspect.id] ? el("span", { class: "number", text: given.get(judge.id)[aspect.id] }) : by.has(judge.id) ? value_node(by.get(judge.id)) : el("span", { class: "muted", text: "–" }))));
}

function marks_table(answer, words) {
	const { aspects } = answer;
	const judges = [...answer.judges, ...answer.shadows.map((one) => ({ ...one, points: null, shadow: true }))];
	const given = new Map(answer.shadows.map((one) => [one.id, one.values]));
	const sheets = judges.some((judge) => judge.points !== null)
		? el("tr", {}, el("th", { scope: "row", text: t("sheet_points") }), ...judges.map((judge) =>
			el("td", {}, judge.points === null ? el("span", { class: "muted", text: "–" }) : value_node({ value: judge.points, dropped: judge.dropped, flag: null }))))
		: null;
	return el("table", { class: "marks" }, el("caption", { text: words }), el("thead", {}, el("tr", {}, el("th", { scope: "col", text: t("aspect") }),
		...judges.map((judge) => el("th", { scope: "col", class: judge.shadow ? "marks-shadow" : "" }, judge.name, judge.shadow ? el("small", { class: "muted", text: ` ${t("role_shadow")}` }) : null)))),
	el("tbody", {}, ...aspects.map((aspect) => aspect_row(aspect, judges, given)), sheets));
}

/* All judges' marks for a competitor, module by module and attempt by attempt. */
export async function marks_show(net, { contest, stage, competitor, modules }) {
	const box = el("div", { class: "marks-box", tabindex: "0", role: "region", "aria-label": t("marks_side") });
	const load = async () => {
		try {
			for (const module of modules)
				for (let attempt = 1; attempt <= module.attempts; attempt++) {
					const answer = await net.ask("marks", { contest, stage, module: module.id, competitor: competitor.id, attempt });
					box.append(marks_table(answer, [title(module.title), module.attempts > 1 ? t("attempt", { n: attempt }) : null].filter((part) => part).join(" · ")));
				}
		} catch (refusal) {
			box.replaceChildren(el("p", { text: `▲ ${refusal_text(refusal)}` }));
		}
	};
	load();
	await ask(`${competitor.id} ${competitor.name} · ${t("marks_side")}`, [box], close_button(), "wide");
}

/* How far the plot of a panel reaches to both sides: its widest bias or deviation. */
export function plot_reach(judges) {
	return Math.max(...judges.map((judge) => Math.max(Math.abs(Number(judge.bias ?? 0)), Number(judge.deviation ?? 0))), 0) || 1;
}

/* A judge's bias as a dot beside the middle line, the mean deviation as a bar around the middle. */
function plot(judge, reach) {
	const middle = PLOT.width / 2;
	const scale = (middle - PLOT.edge) / reach;
	const deviation = Number(judge.deviation ?? 0) * scale;
	return svg("svg", { class: "plot", width: PLOT.width, height: PLOT.height, viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, "aria-hidden": "true" },
		svg("rect", { class: "plot-spread", x: middle - deviation, y: PLOT.height / 2 - 4, width: 2 * deviation, height: 8, rx: 4 }),
		svg("line", { class: "plot-middle", x1: middle, x2: middle, y1: 2, y2: PLOT.height - 2 }),
		judge.bias === null ? null : svg("circle", { class: "plot-bias", cx: middle + Number(judge.bias) * scale, cy: PLOT.height / 2, r: 6 }));
}

function figure(value, signed = false) {
	if (value === null)
		return "–";
	const number = Number(value);
	return `${signed && number > 0 ? "+" : ""}${number.toFixed(2)}`.replace("-", "−");
}

function panel_node(panel, { modules, names }) {
	const reach = plot_reach(panel.judges);
	const module = modules.find((one) => one.id === panel.module);
	const name = (id) => names.get(id) ?? id;
	const row = (judge) => el("tr", {}, el("th", { scope: "row", text: name(judge.judge) }), el("td", { class: "number", text: String(judge.marks) }),
		el("td", { class: "number", text: figure(judge.bias, true) }), el("td", { class: "number", text: figure(judge.deviation) }), el("td", {}, plot(judge, reach)));
	return el("section", { class: "panel-agreement" },
		el("h3", { text: `${module ? title(module.title) : panel.module} · ${panel.aspect}` }),
		el("p", { class: "muted", text: t("agreement_w", { w: figure(panel.w), whole: panel.whole, count: panel.performances }) }),
		el("table", { class: "marks" }, el("caption", { class: "unseen", text: `${panel.module} ${panel.aspect}` }), el("thead", {}, el("tr", {},
			...["judge", "marks_count", "bias", "deviation", "plot"].map((word) => el("th", { scope: "col", text: t(word) })))), el("tbody", {}, ...panel.judges.map(row))),
		panel.flags.length ? el("ul", { class: "dialog-list" }, ...panel.flags.map((flag) => el("li", { text:
			`▲ ${flag.competitor}: ${t("flag_line", { judge: name(flag.judge), mark: figure(flag.mark), others: figure(flag.others) })} (${t(FLAGS[flag.reason])})` }))) : null);
}

/* Trainees beside the panels that they mark along. */
function shadows_node(shadows, modules) {
	const reach = plot_reach(shadows);
	const row = (one) => el("tr", {}, el("th", { scope: "row", text: one.name }), el("td", { text: `${title(modules.find(({ id }) => id === one.module)?.title ?? one.module)} · ${one.aspect}` }),
		el("td", { class: "number", text: String(one.marks) }), el("td", { class: "number", text: figure(one.bias, true) }), el("td", { class: "number", text: figure(one.deviation) }), el("td", {}, plot(one, reach)));
	const flags = shadows.flatMap((one) => one.flags.map((flag) => `▲ ${flag.competitor}: ${t("flag_line", { judge: one.name, mark: figure(flag.mark), others: figure(flag.others) })}`));
	return el("section", { class: "panel-agreement shadows" }, el("h3", { text: t("shadows") }), el("p", { class: "muted", text: t("shadows_about") }),
		el("table", { class: "marks" }, el("caption", { class: "unseen", text: t("shadows") }), el("thead", {}, el("tr", {},
			...["role_shadow", "aspect", "marks_count", "bias", "deviation", "plot"].map((word) => el("th", { scope: "col", text: t(word) })))), el("tbody", {}, ...shadows.map(row))),
		flags.length ? el("ul", { class: "dialog-list" }, ...flags.map((words) => el("li", { text: words }))) : null);
}

/* How the judges of a stage agree so far, panel by panel. */
export async function agreement_show(net, { contest, stage, words, modules, names }) {
	const about = el("p", { class: "muted", text: t("agreement_about") });
	const box = el("div", { class: "marks-box", tabindex: "0", role: "region", "aria-label": t("agreement") });
	net.ask("agreement", { contest, stage }).then(({ panels, shadows }) => {
		box.replaceChildren(...panels.map((panel) => panel_node(panel, { modules, names })), ...(shadows.length ? [shadows_node(shadows, modules)] : []));
		if (!panels.length)
			text(box, t("agreement_none"));
	}, (refusal) => text(box, `▲ ${refusal_text(refusal)}`));
	await ask(`${t("agreement")}: ${words}`, [about, box], close_button(), "wide");
}
