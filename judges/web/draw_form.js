/* draw_form.js - a prize draw: its name, who may win, how many; and the drawing itself, which the hub does. */
import { el, text } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { keyed, labelled, send } from "./actions.js";

/* The request's members, or null where something is missing. */
export function draw_params({ name, pool, first, last, names, count }) {
	const number = (words) => (/^\d{1,7}$/.test(words) ? Number(words) : 0);
	if (!/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/.test(name) || !number(count))
		return null;
	const params = { draw: name, count: number(count) };
	if (pool === "numbers")
		return number(first) && number(last) ? { ...params, first: number(first), last: number(last) } : null;
	if (pool !== "names")
		return { ...params, contest: pool };
	const list = names.split(/\r?\n/).map((line) => line.trim()).filter((line) => line);
	return list.length ? { ...params, names: list } : null;
}

export class DrawForm {
	/* `contests`: [id, title]; `may`: the methods of this role; `on_drawn()` once winners are there. */
	constructor(net, { contests, may, on_drawn }) {
		Object.assign(this, { net, on_drawn });
		const input = (id, value = "", attributes = {}) => el("input", { type: "text", id: `draw-${id}`, value, ...attributes });
		this.inputs = {
			name: input("name", "prize", { maxlength: "64" }),
			pool: el("select", { id: "draw-pool", on_change: () => this.choose() }, ...contests.map(([id, words]) => el("option", { value: id, text: `${t("draw_pool_contest")} ${words}` })),
				el("option", { value: "numbers", text: t("draw_pool_numbers") }), el("option", { value: "names", text: t("draw_pool_names") })),
			first: input("first", "1", { inputmode: "numeric" }), last: input("last", "", { inputmode: "numeric" }),
			names: el("textarea", { id: "draw-names", rows: "5" }), count: input("count", "1", { inputmode: "numeric" }),
		};
		this.fields = Object.fromEntries(Object.entries(this.inputs).map(([id, node]) => [id, labelled(t(`draw_${id}`), `draw-${id}`, node)]));
		this.said = el("p", { role: "status" });
		const button = may.includes("draw") ? el("button", { type: "button", class: "draw-do", text: t("draw_do"), on_click: () => this.draw() }) : null;
		this.root = el("fieldset", { class: "draw-form" }, el("legend", { text: t("scene_draw") }), ...Object.values(this.fields), el("p", { class: "muted", text: t("draw_note") }), this.said, ...(button ? [button] : []));
		this.choose();
	}

	choose() {
		const pool = this.inputs.pool.value;
		this.fields.first.hidden = this.fields.last.hidden = pool !== "numbers";
		this.fields.names.hidden = pool !== "names";
	}

	name() {
		return this.inputs.name.value.trim();
	}

	async draw() {
		const params = draw_params(Object.fromEntries(Object.entries(this.inputs).map(([id, node]) => [id, node.value.trim()])));
		if (!params) {
			text(this.said, `▲ ${t("draw_wrong")}`);
			return;
		}
		if (!await send(this.net, "draw", keyed(params)))
			return;
		const told = await this.net.ask("look", { scene: { kind: "draw", draw: params.draw } }).catch(() => null);
		const names = told?.data.draws.at(-1)?.winners.map(({ id, name }) => [id, name].filter((part) => part).join(" ")) ?? [];
		text(this.said, `● ${t("draw_done", { names: names.join(", ") })}`);
		this.on_drawn();
	}
}
