/*
 * store.js - what a page knows, as pure functions: state and change in, new state out. Ranks and totals come from the
 * hub; nothing here ranks or sums.
 */

/* A board after a change (docs/protocol: topic board/CONTEST/STAGE). Rows that did not change stay the same objects. */
export function board_reduce(board, change) {
	if (change.snapshot)
		return change.snapshot;
	const next = { ...board };
	for (const name of ["at", "progress", "phase", "provisional", "review", "appeals_until", "frozen", "held", "reveal", "title", "contest_title", "modules"])
		if (change[name] !== undefined)
			next[name] = change[name];
	if (change.rows) {
		next.rows = { ...board.rows };
		for (const [id, members] of Object.entries(change.rows))
			next.rows[id] = { ...next.rows[id], ...members };
	}
	if (change.removed || change.moves) {
		let order = board.order;
		if (change.removed) {
			const gone = new Set(change.removed);
			order = order.filter((id) => !gone.has(id));
			next.rows = { ...next.rows };
			for (const id of gone)
				delete next.rows[id];
		}
		order = [...order];
		for (const [id, index] of change.moves ?? []) {
			const from = order.indexOf(id);
			if (from >= 0)
				order.splice(from, 1);
			order.splice(index, 0, id);
		}
		next.order = order;
	}
	if (change.ranks || next.order.length !== board.ranks.length) {
		next.ranks = next.order.map((id, position) => board.ranks[position] ?? null);
		for (const [position, rank] of change.ranks ?? [])
			next.ranks[position] = rank;
	}
	return next;
}

/* The board as a list in its order: {id, rank, row}. */
export function board_list(board) {
	return board.order.map((id, position) => ({ id, rank: board.ranks[position], row: board.rows[id] }));
}

/* What moved between two boards: a Map of id to places gained (minus: lost), and the set of rows that changed. */
export function board_moves(before, after) {
	const ranks = new Map(before.order.map((id, position) => [id, before.ranks[position]]));
	const gained = new Map();
	const changed = new Set();
	after.order.forEach((id, position) => {
		const was = ranks.get(id);
		const is = after.ranks[position];
		if (was && is && was !== is)
			gained.set(id, was - is);
		if (before.rows[id] !== after.rows[id])
			changed.add(id);
	});
	return { gained, changed };
}

/* The event after a change of topic `event`. */
export function event_reduce(event, change) {
	if (change.event)
		return change.event;
	if (!change.phase)
		return event;
	const { contest, stage, phase } = change.phase;
	return {
		...event,
		contests: event.contests.map((c) => (c.id !== contest ? c : {
			...c,
			stages: c.stages.map((s) => (s.id !== stage ? s : { ...s, phase })),
		})),
	};
}

export function sheet_id(sheet) {
	return [sheet.contest, sheet.stage, sheet.module, sheet.competitor, sheet.attempt ?? 1].join("/");
}

/* A judge's work after a change of topic `judge`. */
export function judge_reduce(judge, change) {
	if (change.snapshot)
		return change.snapshot;
	const next = { ...judge };
	if (change.sheet) {
		const id = sheet_id(change.sheet);
		next.sheets = [...judge.sheets.filter((sheet) => sheet_id(sheet) !== id), change.sheet];
	}
	if (change.phase)
		next.modules = next.modules.map((m) =>
			m.contest === change.phase.contest && m.stage === change.phase.stage ? { ...m, phase: change.phase.phase } : m);
	if (change.module) {
		const same = (m) => m.contest === change.module.contest && m.stage === change.module.stage &&
			m.module.id === change.module.module.id;
		next.modules = next.modules.some(same) ? next.modules.map((m) => (same(m) ? change.module : m))
			: [...next.modules, change.module];
	}
	return next;
}

/* A desk after a change of topic desk/CONTEST/STAGE. */
export function desk_reduce(desk, change) {
	if (change.snapshot)
		return change.snapshot;
	const next = { ...desk };
	if (change.sheet) {
		const key = (s) => [s.module, s.competitor, s.attempt, s.judge].join("/");
		const id = key(change.sheet);
		next.sheets = [...desk.sheets.filter((sheet) => key(sheet) !== id), change.sheet];
	}
	if (change.phase)
		next.phase = change.phase.phase;
	if (change.apart) {
		const key = (a) => [a.module, a.competitor, a.attempt].join("/");
		const id = key(change.apart);
		next.apart = (desk.apart ?? []).filter((one) => key(one) !== id);
		if (change.apart.aspects.length > 0)
			next.apart.push(change.apart);
	}
	if (change.public)
		next.public = change.public;
	for (const name of ["unlock", "review", "recheck"])
		if (change[name] !== undefined)
			next[name] = change[name];
	if (change.appeals)
		next.appeals = change.appeals;
	if (change.papers)
		next.papers = change.papers;
	if (change.shadow)
		next.shadows = desk.shadows.map((one) => (one.id === change.shadow.id ? change.shadow : one));
	if (change.judge)
		next.judges = desk.judges.map((j) => (j.id === change.judge.id ? { ...j, ...change.judge } : j));
	if (change.status)
		next.competitors = desk.competitors.map((c) =>
			c.id === change.status.competitor ? { ...c, status: change.status.status } : c);
	return next;
}

/* A judge's own tablet (drafts, a nudge) after a change of topic `tablet`. */
export function tablet_reduce(tablet, change) {
	if (change.snapshot)
		return change.snapshot;
	if (change.nudge !== undefined)
		return { ...tablet, nudge: change.nudge };
	const drafts = { ...tablet.drafts };
	if (change.draft)
		drafts[change.id] = change.draft;
	else
		delete drafts[change.id];
	return { ...tablet, drafts };
}

/* Everybody's tablets after a change of topic `tablets`. */
export function tablets_reduce(tablets, change) {
	if (change.snapshot)
		return change.snapshot;
	return { people: tablets.people.map((person) => (person.id === change.person.id ? change.person : person)) };
}
