/*
 * mark.js - what a judge may enter: limits of an aspect, what a sheet lacks, the points given so far. Pure functions; the
 * hub decides again, by the same rules (docs/rules.md), and its word counts.
 */
import { decimal_parse, decimal_text } from "/assets/js/decimal.js";

/* Methods whose value is typed as a number; the others have buttons. */
const TYPED = new Set(["points", "tolerance", "table", "rate", "place", "value"]);

/* Most penalties of one kind, and most faults, that a stepper goes to. */
export const COUNT_MOST = 999;

export function aspect_typed(aspect) {
	return TYPED.has(aspect.method);
}

export function module_aspects(module) {
	return module.criteria.flatMap((criterion) => criterion.aspects);
}

function micros(value) {
	return value === null || value === undefined ? null : decimal_parse(String(value));
}

/* The limits that the entered value itself has: a measured value has none (its `max` is of the points). Rules 4.1 to 4.9. */
export function aspect_limits(aspect) {
	switch (aspect.method) {
	case "points":
		return { min: micros(aspect.min) ?? 0n, max: micros(aspect.max), step: micros(aspect.step) };
	case "value":
		return { min: micros(aspect.min), max: micros(aspect.max), step: micros(aspect.step) };
	case "judgement":
		return { min: 0n, max: 3000000n, step: 1000000n };
	case "binary":
		return { min: 0n, max: 1000000n, step: 1000000n };
	case "count":
		return { min: 0n, max: null, step: 1000000n };
	default:
		return { min: null, max: null, step: null };
	}
}

/* What is wrong with a value: null, or the key of the words that say it. */
export function mark_fault(aspect, value) {
	const entered = decimal_parse(value);
	if (entered === null)
		return "fault_not_a_number";
	const { min, max, step } = aspect_limits(aspect);
	if ((min !== null && entered < min) || (max !== null && entered > max))
		return "fault_out_of_range";
	if (step !== null && step > 0n && entered % step !== 0n)
		return "fault_off_step";
	return null;
}

/* Whether the pad needs a minus sign for this aspect. */
export function aspect_signed(aspect) {
	const { min } = aspect_limits(aspect);
	return min === null || min < 0n;
}

/* What keeps a sheet from being sent: the aspects without a mark or with a faulty one. Agreed ones may be another judge's. */
export function sheet_lacks(module, marks) {
	return module_aspects(module).filter((aspect) => {
		const value = marks[aspect.id];
		if (value === undefined || value === "")
			return !aspect.agreed;
		return mark_fault(aspect, value) !== null;
	});
}

/* The marks of a sheet in the form that is sent: the shortest text of each number, nothing for what is empty. */
export function sheet_marks(module, marks) {
	const out = {};
	for (const aspect of module_aspects(module))
		if (marks[aspect.id] !== undefined && marks[aspect.id] !== "")
			out[aspect.id] = decimal_text(decimal_parse(marks[aspect.id]));
	return out;
}

export function sheet_penalties(penalties) {
	return Object.fromEntries(Object.entries(penalties).filter(([, times]) => times !== "" && times !== "0"));
}

/* How many earlier marks it takes to know what is usual. */
const USUAL_LEAST = 5;

/*
 * Whether a typed mark lies far outside what the same judge gave for the same aspect (`earlier`: texts): beyond the lowest or
 * highest by more than the width of that range, and by more than a fifth of what may be given. A question, never a refusal.
 */
export function mark_unusual(aspect, value, earlier) {
	const entered = decimal_parse(value ?? "");
	const known = earlier.map((one) => decimal_parse(one ?? "")).filter((one) => one !== null);
	if (!aspect_typed(aspect) || entered === null || known.length < USUAL_LEAST)
		return false;
	const low = known.reduce((a, b) => (b < a ? b : a));
	const high = known.reduce((a, b) => (b > a ? b : a));
	const { min, max } = aspect_limits(aspect);
	const fifth = min !== null && max !== null ? (max - min) / 5n : 0n;
	const room = high - low > fifth ? high - low : fifth;
	return room > 0n && (entered < low - room || entered > high + room);
}

/*
 * The judge's own points so far, where all that is entered is points: {given, most} as texts, else null. It is a hint
 * for the one who marks, exact, and never sent.
 */
export function sheet_points(module, marks) {
	const aspects = module_aspects(module).filter((aspect) => !aspect.agreed);
	if (aspects.length < 2 || !aspects.every((aspect) => aspect.method === "points"))
		return null;
	let given = 0n;
	let most = 0n;
	for (const aspect of aspects) {
		const value = decimal_parse(marks[aspect.id] ?? "");
		if (value !== null)
			given += value;
		most += micros(aspect.max) ?? 0n;
	}
	return { given: decimal_text(given), most: decimal_text(most) };
}
