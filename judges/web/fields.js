/*
 * fields.js - one control for one aspect or penalty, by its method: a typed number, 0-3 with benchmark texts, yes or no,
 * a counter. Each is {root, focus(), write(value)}; what the judge enters goes to `on_value(text)`.
 */
import { el, text, attr } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { decimal_text } from "/assets/js/decimal.js";
import { aspect_limits, aspect_signed, aspect_typed, mark_fault, COUNT_MOST } from "./mark.js";
import { typed_clean } from "./pad.js";

/* "0 – 10, in steps of 0.5", "whole faults", "mm". */
export function limits_text(aspect) {
	const { min, max, step } = aspect_limits(aspect);
	if (aspect.method === "count")
		return t("limits_count");
	if (!aspect_typed(aspect))
		return "";
	const parts = aspect.unit ? [t("limits_unit", { unit: aspect.unit })] : [];
	if (min !== null && max !== null)
		parts.push(`${decimal_text(min)} – ${decimal_text(max)}`);
	else if (max !== null)
		parts.push(`≤ ${decimal_text(max)}`);
	else if (min !== null)
		parts.push(`≥ ${decimal_text(min)}`);
	if (step !== null)
		parts.push(t("limits_step", { step: decimal_text(step) }));
	return parts.join(" · ");
}

/* How a value is read in a summary: "2 Good, even texture", "yes", "12.01 mm". */
export function value_text(aspect, value) {
	if (value === undefined || value === "")
		return "–";
	if (aspect.method === "binary")
		return value === "0" ? t("no") : t("yes");
	if (aspect.method === "judgement" && aspect.benchmarks?.[Number(value)])
		return `${value} · ${title(aspect.benchmarks[Number(value)])}`;
	return aspect.unit ? `${value} ${aspect.unit}` : value;
}

function frame(aspect, name, control, extra = {}) {
	const label_id = `label-${aspect.id}`;
	const fault = el("p", { class: "field-fault", id: `fault-${aspect.id}`, role: "alert" });
	const notes = [limits_text(aspect), aspect.agreed ? t("agreed") : ""].filter((part) => part).join(" · ");
	const hint = el("p", { class: "field-hint muted", id: `hint-${aspect.id}`, text: notes });
	const label = el(extra.label ?? "div", { class: "field-label", id: label_id, for: extra.for }, el("b", { text: aspect.id }), ` ${title(aspect.title)}`);
	return { root: el("div", { class: `field field-${name}`, "data-aspect": aspect.id }, el("div", { class: "field-words" }, label, hint), control, fault), fault, label_id };
}

function field_typed(aspect, pad, on_value) {
	const id = `mark-${aspect.id}`;
	const input = el("input", { type: "text", id, class: "number", inputmode: "none", autocomplete: "off", placeholder: "–",
		"aria-describedby": `hint-${aspect.id} fault-${aspect.id}` });
	const unit = el("span", { class: "field-unit", text: aspect.unit ?? "" });
	const watch = aspect.unit === "s" ? stopwatch(aspect, (value) => {
		input.value = value;
		input.dispatchEvent(new Event("input"));
	}) : null;
	const made = frame(aspect, "typed", el("div", { class: "field-entry" }, watch, input, unit), { label: "label", for: id });
	const judge = (final) => {
		const fault = input.value === "" ? null : mark_fault(aspect, input.value);
		attr(input, "aria-invalid", fault ? "true" : null);
		text(made.fault, fault && final ? `▲ ${t(fault, { limits: limits_text(aspect) })}` : "");
	};
	input.addEventListener("input", () => {
		const clean = typed_clean(input.value);
		if (clean !== input.value)
			input.value = clean;
		judge(mark_fault(aspect, clean) === "fault_out_of_range");
		on_value(clean);
	});
	input.addEventListener("focus", () => pad.open(input, `${aspect.id} ${title(aspect.title)}`, aspect_signed(aspect)));
	input.addEventListener("keydown", (event) => event.key === "Enter" && pad.on_next(input));
	input.addEventListener("blur", () => judge(true));
	return { ...made, focus: () => input.focus(), write: (value) => ((input.value = value ?? ""), judge(true)),
		lock: (locked) => {
			input.readOnly = locked;
			if (watch)
				watch.disabled = locked;
		} };
}

/* A stopwatch beside a field in seconds: starts, stops, and writes the time in hundredths; it goes on without the page's clock. */
function stopwatch(aspect, on_time) {
	let begun = null;
	let ticking = null;
	const button = el("button", { type: "button", class: "stopwatch number", on_click: () => (begun === null ? start() : stop()) });
	const idle = () => {
		text(button, "▶");
		button.setAttribute("aria-label", `${aspect.id}: ${t("stopwatch_start")}`);
	};
	const passed = () => ((performance.now() - begun) / 1000).toFixed(2);
	function start() {
		begun = performance.now();
		button.setAttribute("aria-label", `${aspect.id}: ${t("stopwatch_stop")}`);
		ticking = setInterval(() => text(button, `■ ${passed()}`), 50);
	}
	function stop() {
		clearInterval(ticking);
		on_time(passed());
		begun = null;
		idle();
	}
	idle();
	return button;
}

function field_choice(aspect, options, on_value) {
	const inputs = options.map(([value, words, more], n) => {
		const input = el("input", { type: "radio", name: `mark-${aspect.id}`, value, id: `mark-${aspect.id}-${n}`, on_change: () => on_value(value) });
		const label = el("label", { class: "choice", for: input.id }, el("b", { text: words }), more ? el("span", { text: more }) : null);
		return { input, node: el("div", { class: "choice-box" }, input, label), value };
	});
	const group = el("div", { class: "choice-group", role: "radiogroup" }, ...inputs.map(({ node }) => node));
	const made = frame(aspect, aspect.method, group);
	group.setAttribute("aria-labelledby", made.label_id);
	group.setAttribute("aria-describedby", `hint-${aspect.id}`);
	return {
		...made,
		focus: () => (inputs.find(({ input }) => input.checked) ?? inputs[0]).input.focus(),
		write: (value) => inputs.forEach((one) => (one.input.checked = one.value === value)),
		lock: (locked) => inputs.forEach(({ input }) => (input.disabled = locked)),
	};
}

/* A counter; `first`: what it is before anything was entered ("" means: not marked yet, the left button says 0). */
function stepper(name, first, most, on_value) {
	let value = first;
	let locked = false;
	const number = el("output", { class: "stepper-number number", "aria-live": "polite" });
	const less = el("button", { type: "button", class: "stepper-key", on_click: () => set(value === "" ? "0" : String(Math.max(0, Number(value) - 1))) });
	const more = el("button", { type: "button", class: "stepper-key", text: "+", "aria-label": `${name}: ${t("one_more")}`,
		on_click: () => set(String(Math.min(most, Number(value || 0) + 1))) });
	const write = (next) => {
		value = next;
		text(number, value === "" ? "–" : value);
		text(less, value === "" ? "0" : "−");
		less.setAttribute("aria-label", `${name}: ${value === "" ? "0" : t("one_less")}`);
		less.disabled = locked || value === "0";
		more.disabled = locked || (value !== "" && Number(value) >= most);
	};
	const set = (next) => {
		write(next);
		on_value(next);
	};
	const lock = (wanted) => {
		locked = wanted;
		write(value);
	};
	write(first);
	return { root: el("div", { class: "stepper", role: "group", "aria-label": name }, less, number, more), write, lock, focus: () => more.focus() };
}

function field_count(aspect, on_value) {
	const name = `${aspect.id} ${title(aspect.title)}`;
	const step = stepper(name, "", COUNT_MOST, on_value);
	const made = frame(aspect, "count", step.root);
	return { ...made, focus: step.focus, write: (value) => step.write(value ?? ""), lock: step.lock };
}

/* The control of an aspect. */
export function field_make(aspect, pad, on_value) {
	if (aspect_typed(aspect))
		return field_typed(aspect, pad, on_value);
	if (aspect.method === "judgement")
		return field_choice(aspect, [0, 1, 2, 3].map((n) => [String(n), String(n), aspect.benchmarks ? title(aspect.benchmarks[n]) : ""]), on_value);
	if (aspect.method === "binary")
		return field_choice(aspect, [["1", t("yes")], ["0", t("no")]], on_value);
	return field_count(aspect, on_value);
}

/* What a penalty does, in words. */
export function penalty_text(penalty) {
	if (penalty.disqualify)
		return t("penalty_disqualify");
	return t(penalty.each ? "penalty_each" : "penalty_once", { points: penalty.points });
}

/* The control of a penalty: how often it applies, 0 at first. */
export function field_penalty(penalty, on_value) {
	const step = stepper(title(penalty.title), "0", penalty.each && !penalty.disqualify ? COUNT_MOST : 1, on_value);
	const words = el("div", { class: "field-words" }, el("div", { class: "field-label", text: title(penalty.title) }),
		el("p", { class: "field-hint muted", text: penalty_text(penalty) }));
	return { root: el("div", { class: "field field-penalty", "data-penalty": penalty.id }, words, step.root), focus: step.focus,
		write: (value) => step.write(value ?? "0"), lock: step.lock };
}
