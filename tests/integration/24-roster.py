#!/usr/bin/env python3
"""`touchstone roster`: lists of competitors as CSV in several encodings and as a workbook, put into a definition."""
import json
import os
import subprocess
import sys
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
EVENT = os.path.join(ROOT, "tests", "data", "definitions", "good", "everything.json")
LIST = '2026 名单,,,\n参赛编号,姓名,单位,电话\n001,王秀英,永固模具,1\n002,"李, 明",东屏五金,\nA-3,赵六,,\n'
EXPECTED = [{"id": "001", "name": "王秀英", "unit": "永固模具"}, {"id": "002", "name": "李, 明", "unit": "东屏五金"},
            {"id": "A-3", "name": "赵六"}]
passed = failed = 0


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


def run(*words, given=b""):
    return subprocess.run([PROGRAM, *words], input=given, capture_output=True)


def workbook(path):
    """As Excel writes them: shared strings with formatting and phonetics, gaps between cells and rows, numbers as numbers."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("xl/workbook.xml", '<?xml version="1.0"?><workbook xmlns:r="x"><sheets><sheet name="a" sheetId="3" r:id="rId7"/>'
                                      '<sheet name="b" sheetId="4" r:id="rId1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
                                                 '<Relationship Target="/xl/worksheets/sheet9.xml" Id="rId7"/></Relationships>')
        z.writestr("xl/sharedStrings.xml", "<sst><si><t>参赛编号</t></si><si><r><t>姓</t></r><r><t>名</t></r><rPh><t>xing</t></rPh></si>"
                                           '<si><t xml:space="preserve">王 &amp; &quot;李&quot;</t></si><si><t>单位</t></si><si/></sst>')
        z.writestr("xl/worksheets/sheet9.xml", '<worksheet><sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>'
                   '<c r="D2" t="s"><v>3</v></c></row><row r="3"><c r="A3"><v>7</v></c><c r="B3" t="s"><v>2</v></c>'
                   '<c r="C3" t="s"><v>4</v></c><c r="D3" t="inlineStr"><is><t>一厂&#26446;</t></is></c></row>'
                   '<row r="5"><c r="A5" t="str"><f>4+4</f><v>8</v></c><c r="B5" t="inlineStr"><is><t>赵六</t></is></c></row>'
                   "</sheetData></worksheet>")


def competitors(result):
    return json.loads(result.stdout)["contests"][0]["competitors"] if result.returncode == 0 else result.stderr.decode()


with tempfile.TemporaryDirectory() as folder:
    for encoding, data in {"UTF-8": LIST.encode(), "UTF-8 with a mark": b"\xef\xbb\xbf" + LIST.encode(), "GBK": LIST.encode("gbk"),
                           "GB18030": LIST.encode("gb18030"), "UTF-16": LIST.encode("utf-16"), "CRLF": LIST.replace("\n", "\r\n").encode()}.items():
        result = run("roster", EVENT, "-", given=data)
        check(competitors(result) == EXPECTED, f"{encoding}: {competitors(result)}")
    path = os.path.join(folder, "list.xlsx")
    workbook(path)
    result = run("roster", EVENT, path)
    check(competitors(result) == [{"id": "7", "name": '王 & "李"', "unit": "一厂李"}, {"id": "8", "name": "赵六"}], f"XLSX: {competitors(result)}")
    made = os.path.join(folder, "made.json")
    check(run("roster", EVENT, path, "--output", made).returncode == 0 and run("check", made).returncode == 0, "--output")
    with open(EVENT, encoding="utf-8") as one, open(made, encoding="utf-8") as other:
        before, after = json.load(one), json.load(other)
    before["contests"][0]["competitors"] = after["contests"][0]["competitors"]
    check(before == after, "all else is as it was")
    for name, data, text in (("a name missing", b"id,name\n1,\n", "-:2: the name is empty"), ("an id twice", b"id,name\n1,a\n1,b\n", "-:3: the id"),
                             ("no header", b"1,a\n", "header"), ("no text", b"\xff\xff\xff", "this is no text"),
                             ("a broken workbook", b"PK\x03\x04abc", "this is no workbook"), ("nothing", b"", "header")):
        result = run("roster", EVENT, "-", given=data)
        check(result.returncode == 1 and result.stdout == b"" and text in result.stderr.decode(), f"{name}: {result.stderr.decode()}")
    three = os.path.join(ROOT, "events", "samples", "yongkang-2018", "event.json")
    check(run("roster", three, path).returncode == 2, "which contest")
    result = run("roster", three, path, "--contest", "coach")
    check(result.returncode == 0 and len(json.loads(result.stdout)["contests"][2]["competitors"]) == 2, "--contest")
    check(len(json.loads(result.stdout)["contests"][0]["competitors"]) == 120, "the others' competitors")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
