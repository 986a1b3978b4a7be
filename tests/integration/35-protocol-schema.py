#!/usr/bin/env python3
"""Every line of docs/protocol/session.jsonl is what docs/protocol/protocol.schema.json says, and broken ones are not."""
import copy
import json
import os
import sys

try:
    import jsonschema
except ImportError:
    if os.environ.get("DEBIAN_PYTHON"):
        raise
    # the package python3-jsonschema belongs to Debian's own python
    os.execve("/usr/bin/python3", ["/usr/bin/python3", *sys.argv], dict(os.environ, DEBIAN_PYTHON="1"))

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "docs", "protocol")
with open(os.path.join(FOLDER, "protocol.schema.json"), encoding="utf-8") as file:
    schema = json.load(file)
with open(os.path.join(FOLDER, "session.jsonl"), encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
jsonschema.Draft202012Validator.check_schema(schema)
passed = failed = 0
validators = {}


def faults(place, message):
    """What is wrong with a message by one of the schema's definitions."""
    if place not in validators:
        validators[place] = jsonschema.Draft202012Validator({**schema, "oneOf": [{"$ref": f"#/$defs/{place}"}]})
    return [error.message for error in validators[place].iter_errors(message)]


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


asked = {}
for number, line in enumerate(lines, 1):
    if "send" in line:
        asked[line["who"], line["send"]["id"]] = line["send"]["method"]
        found = faults("request", line["send"])
    else:
        message = line["receive"]
        if "method" in message:
            found = faults(message["method"], message)
        elif "error" in message:
            found = faults("error", message)
        else:
            found = faults("answer", message) + faults(f"result/{asked[line['who'], message['id']]}", message["result"])
    check(not found, f"line {number}: {found}")
    # each member that a request names as required is missed
    if "send" in line and line["send"]["method"] in schema["$defs"]["params"]:
        for member in schema["$defs"]["params"][line["send"]["method"]]["required"]:
            broken = copy.deepcopy(line["send"])
            del broken["params"][member]
            check(faults("request", broken), f"line {number}: nothing is wrong without {member}")

methods = {line["send"]["method"] for line in lines if "send" in line}
check(methods >= set(schema["$defs"]["params"]), f"no example of {set(schema['$defs']['params']) - methods}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
