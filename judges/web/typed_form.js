/*
 * typed_form.js - a sheet as it is typed at the desk, field after field by the keyboard: from paper, or to correct one. What may
 * be typed is mark.js's to say; the hub decides again.
 */
import { el, text, attr } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { limits_text, penalty_text } from "./fields.js";
import { COUNT_MOST, aspect_typed, mark_fault, module_aspects, sheet_marks, sheet_penalties } from "./mark.js";

/* "0 – 10, in steps of 0.5"; "0 1 2 3"; "1 yes, 0 no". */
function typed_limits(aspect) {
	if (aspect.method === "judgement")
		return "0 1 2 3";
	return aspect.method === "binary" ? `1 ${t("yes")}, 0 ${t("no")}` : limits_text(aspect);
}

function penalty_fault(value) {
	return value === "" || (/^\d+$/.test(value) && Number(value) <= COUNT_MOST) ? null : "fault_not_a_number";
}

export class TypedForm {
	/* `module`: as the hub's method form says it; `on_end()` is called by Enter in the last field. */
	constructor(module, on_end) {
		Object.assign(this, { module, on_end, inputs: [] });
		const aspects = module_aspects(module).map((aspect) => this.line(`typed-${aspect.id}`, `${aspect.id} ${title(aspect.title)}`,
			[typed_limits(aspect), aspect.agreed ? t("agreed_short") : ""].filter(Boolean).join(" · "), aspect, (value) => (value === "" ? null : mark_fault(aspect, value))));
		const penalties = module.penalties.map((penalty) => this.line(`typed-penalty-${penalty.id}`, title(penalty.title), penalty_text(penalty), { penalty: penalty.id }, penalty_fault));
		this.root = el("div", { class: "typed-form" }, ...aspects, ...penalties);
		this.root.addEventListener("keydown", (event) => this.on_key(event));
	}

	line(id, words, limits, item, fault_of) {
		const whole = item.penalty || !aspect_typed(item);
		const input = el("input", { type: "text", id, class: "number", inputmode: whole ? "numeric" : "decimal", autocomplete: "off", "aria-describedby": `${id}-hint ${id}-fault` });
		const fault = el("span", { class: "field-fault", id: `${id}-fault` });
		const check = () => {
			const wrong = fault_of(input.value.trim());
			attr(input, "aria-invalid", wrong ? "true" : null);
			text(fault, wrong ? `▲ ${t(wrong, { limits })}` : "");
			return !wrong;
		};
		input.addEventListener("change", check);
		input.addEventListener("focus", () => input.select());
		this.inputs.push({ input, item, check });
		return el("div", { class: "typed-line" }, el("label", { for: id, text: words }), input, el("span", { class: "muted", id: `${id}-hint`, text: limits }), fault);
	}

	/* Enter leads on; arrows go up and down. */
	on_key(event) {
		const at = this.inputs.findIndex(({ input }) => input === event.target);
		const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (at < 0 || !step)
			return;
		event.preventDefault();
		const next = this.inputs[at + step];
		if (next)
			next.input.focus();
		else if (event.key === "Enter")
			this.on_end();
	}

	/* Whether everything typed may be sent; where not, the first fault is in focus. */
	check() {
		const wrong = this.inputs.filter(({ check }) => !check());
		wrong[0]?.input.focus();
		return wrong.length === 0;
	}

	focus() {
		this.inputs[0]?.input.focus();
	}

	values() {
		const typed = (wanted) => Object.fromEntries(this.inputs.filter(({ item }) => wanted === Boolean(item.penalty)).map(({ input, item }) => [item.penalty ?? item.id, input.value.trim()]));
		const penalties = Object.fromEntries(Object.entries(typed(true)).map(([id, times]) => [id, times && String(Number(times))]));
		return { marks: sheet_marks(this.module, typed(false)), penalties: sheet_penalties(penalties) };
	}

	write({ marks = {}, penalties = {} } = {}) {
		for (const { input, item, check } of this.inputs) {
			input.value = (item.penalty ? penalties[item.penalty] : marks[item.id]) ?? "";
			check();
		}
	}
}
