/*
 * script.js - the script of a ceremony as the hub has it now, and its steps: for the desk and for the MC's page.
 *
 * A step is told by its number, so that one that is sent twice opens nothing twice; while one is on its way no other is sent.
 */
import { t, title } from "/assets/js/text.js";
import { random_key } from "/assets/js/net.js";

/* What keys a clicker sends: they differ by make. */
const FORWARD = new Set(["PageDown", "ArrowRight", "ArrowDown"]);
const BACK = new Set(["PageUp", "ArrowLeft", "ArrowUp"]);

/* 1, -1, or 0 where the key is none of a clicker's, or belongs to a field or a dialog. */
export function clicker_step(event) {
	if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea, dialog"))
		return 0;
	return FORWARD.has(event.key) ? 1 : BACK.has(event.key) ? -1 : 0;
}

/* What a step says beside the names: ["实操", "64.75"], ["名次 3", "92.35", "一等奖"]. */
export function step_words(step) {
	const out = ["dns", "dnf", "dsq"].includes(step.status) ? t(`status_${step.status}`) : null;
	const told = step.call ? [t("call_up"), title(step.call.title)]
		: step.module ? [title(step.module.title), step.score]
			: [out, step.rank === null ? null : `${t("rank")} ${step.rank}`, step.total, step.award ? title(step.award.title) : null];
	return told.filter((part) => part !== null && part !== undefined);
}

export class Script {
	/* `draw()` after each change; `failed(refusal)` where a step was refused. */
	constructor(net, draw, failed) {
		Object.assign(this, { net, draw, failed, topic: null, real: null, practice: null, wanted: null });
	}

	watch_practice() {
		if (this.net.topics.has("practice"))
			return;
		const stepped = ({ step, until }) => ({ ...this.practice, until, script: { ...this.practice.script, step } });
		this.net.watch("practice", {
			snapshot: (practice) => ((this.practice = practice), this.draw()),
			change: (change) => ((this.practice = stepped(change)), this.draw()),
		});
	}

	watch(contest, stage) {
		this.watch_practice();
		if (this.topic)
			this.net.unwatch(this.topic);
		this.real = null;
		this.topic = `script/${contest}/${stage}`;
		this.net.watch(this.topic, {
			snapshot: (script) => ((this.real = script), this.draw()),
			change: (change) => ((this.real = { ...this.real, ...change }), this.draw()),
		});
	}

	/* What is stepped: the ceremony that is practised, else the real one. */
	now() {
		return this.practice?.script ?? this.real;
	}

	/* Whether steps can be taken now: a frozen stage must be locked. */
	ready() {
		return this.steps().length > 0 && ["locked", "published"].includes(this.now().phase);
	}

	step() {
		return Math.min(this.now()?.step ?? 0, this.steps().length);
	}

	steps() {
		return this.now()?.steps ?? [];
	}

	async go(by) {
		const step = this.step() + by;
		const under_way = this.wanted !== null && this.wanted !== this.step();
		if (!this.ready() || under_way || step < 0 || step > this.steps().length)
			return;
		const { contest, stage } = this.now();
		this.wanted = step;
		try {
			if (this.practice)
				await this.net.ask("practice_step", { step });
			else
				await this.net.ask("reveal", { contest, stage, step, key: random_key() });
		} catch (refusal) {
			this.failed(refusal);
		}
		if (this.wanted === step)
			this.wanted = null;
	}
}
