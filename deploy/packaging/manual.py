"""Manual pages in mdoc, from what the programs and the example files say themselves.

    python3 manual.py program SECTION VERSION DATE [TAIL.mdoc] < dump     what PROGRAM --experimental-dump-help prints
    python3 manual.py file TITLE SECTION VERSION DATE HEAD.mdoc EXAMPLE.toml...

ArgumentParser has a generator of its own; it builds the programs a second time in its own configuration, which takes
longer than everything else here, and repeats the global options for every command.
"""

import collections
import json
import re
import sys
import textwrap


def words(text):
    """Text within a macro's line: nothing in it is a macro or a delimiter."""
    out = []
    for word in text.replace("\\", "\\e").split():
        out.append("\\&" + word if re.fullmatch(r"[A-Z][a-z0-9]?|[%][A-Z]|[.,:;()\[\]?!|]", word) else word)
    return " ".join(out).replace('"', "\\(dq")


def text_lines(text):
    """Running text: a sentence begins a line, as mdoc wants it; empty lines begin paragraphs."""
    lines = []
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
        if number:
            lines.append(".Pp")
        for line in re.split(r"(?<=[.;:?!])\s+(?=[A-Z`])", " ".join(paragraph.split())):
            for part in textwrap.wrap(line, 78, break_long_words=False, break_on_hyphens=False):
                part = part.replace("\\", "\\e")
                lines.append("\\&" + part if part[:1] in ".'" else part)
    return lines


def head(title, section, version, date):
    return [f".Dd {date}", f".Dt {title.upper()} {section}", f".Os Entrada {version}"]


# ---------------------------------------------------------------------------------------------------------------------
# Programs


def option_names(argument):
    shown = []
    for name in argument.get("names") or []:
        dash = {"long": "Fl Fl", "short": "Fl", "longWithSingleDash": "Fl"}[name["kind"]]
        shown.append(f"{dash} {words(name['name'])}")
    shown.sort(key=lambda name: name.startswith("Fl Fl"))
    return shown


def item(argument):
    value = words(argument.get("valueName") or "value")
    if argument["kind"] == "positional":
        return f".It Ar {value}"
    names = option_names(argument)
    tail = f" Ar {value}" if argument["kind"] == "option" else ""
    return ".It " + " , ".join(names) + tail


def explain(argument):
    text = argument.get("abstract") or ""
    if argument.get("discussion"):
        text += "\n\n" + argument["discussion"]
    lines = text_lines(text) if text.strip() else []
    values = argument.get("allValueStrings") or argument.get("allValues") or []
    if values:
        lines.append("One of " + ", ".join(words(value) for value in values) + ".")
    if argument.get("defaultValue"):
        lines.append(f"Default: {words(argument['defaultValue'])}.")
    return lines


def argument_list(arguments):
    if not arguments:
        return []
    lines = [".Bl -tag -width Ds"]
    for argument in arguments:
        lines += [item(argument)] + explain(argument)
    return lines + [".El"]


def visible(command):
    return [a for a in command.get("arguments") or [] if a.get("shouldDisplay", True)]


def identity(argument):
    return json.dumps(argument, sort_keys=True)


def leaves(command, path=()):
    """Commands that do something, with the words that lead to them."""
    path = path + (command["commandName"],)
    below = [c for c in command.get("subcommands") or [] if c.get("shouldDisplay", True) and c["commandName"] != "help"]
    if not below:
        return [(path, command)]
    return [leaf for c in below for leaf in leaves(c, path)]


def synopsis(path, command, common):
    lines = [".Nm", *([".Cm " + " ".join(words(word) for word in path[1:])] if path[1:] else [])]
    own = [a for a in visible(command) if identity(a) not in common]
    for argument in own:
        if argument["kind"] != "positional" and not argument.get("isOptional", True):
            lines.append("." + item(argument)[4:].split(" , ")[-1])
    if any(argument.get("isOptional", True) and argument["kind"] != "positional" for argument in own) or common:
        lines.append(".Op Ar option ...")
    for argument in own:
        if argument["kind"] != "positional":
            continue
        name = "Ar " + words(argument.get("valueName") or "value") + (" ..." if argument.get("isRepeating") else "")
        lines.append(f".Op {name}" if argument.get("isOptional") else f".{name}")
    return lines


def exit_codes(discussion):
    """`Exit codes: 0 ok, 1 failed.` as a list; gives it and what is left of the text."""
    found = re.search(r"Exit codes: (.*?)\.(?=\s|$)", discussion, re.DOTALL)
    if not found:
        return [], discussion
    lines = [".Bl -tag -width Ds"]
    for code, meaning in re.findall(r"(\d+) (.+?)(?:,? ?(?=\b\d+ )|$)", " ".join(found[1].split())):
        lines += [f".It {code}", meaning.strip().rstrip(",") or "ok"]
    return lines + [".El"], (discussion[: found.start()] + discussion[found.end() :]).strip()


def program(section, version, date, tail=None):
    root = json.load(sys.stdin)["command"]
    name = root["commandName"]
    commands = leaves(root)
    # What nearly all have is told once; those that lack it are named there.
    counts = collections.Counter(identity(a) for _, c in commands for a in visible(c))
    common = {a for a, count in counts.items() if len(commands) > 2 and count * 5 >= len(commands) * 4}
    codes, discussion = exit_codes(root.get("discussion") or "")

    lines = head(name, section, version, date)
    abstract = (root.get("abstract") or "").rstrip(".").split(": ")[0]
    lines += [".Sh NAME", f".Nm {name}", f".Nd {words(abstract[:1].lower() + abstract[1:])}", ".Sh SYNOPSIS"]
    for path, command in commands:
        lines += synopsis(path, command, common)
    lines += [".Sh DESCRIPTION"] + text_lines(root.get("abstract") or "")
    if discussion:
        lines += [".Pp"] + text_lines(discussion)
    if len(commands) == 1:
        lines += argument_list(visible(root))
    else:
        lines += [".Sh COMMANDS"]
        for path, command in commands:
            lines += [".Ss " + words(" ".join(path[1:]))] + text_lines(command.get("abstract") or "")
            if command.get("discussion"):
                lines += [".Pp"] + text_lines(command["discussion"])
            lines += argument_list([a for a in visible(command) if identity(a) not in common])
        if common:
            shared = [json.loads(a) for a in counts if a in common]
            without = [path for path, c in commands if not common <= {identity(a) for a in visible(c)}]
            lines += [".Sh OPTIONS OF ALL COMMANDS"]
            if without:
                lines += text_lines("But for " + ", ".join(" ".join(path[1:]) for path in without) + ".")
            lines += argument_list(shared)
    parts = sections(tail)
    if codes:
        parts["EXIT STATUS"] = [".Sh EXIT STATUS"] + codes
    last = ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]
    for part in sorted(parts, key=lambda part: last.index(part) if part in last else -1):
        lines += parts[part]
    print("\n".join(lines))


def sections(path):
    """The hand-written sections of a page, by name."""
    found = {}
    name = None
    for line in open(path, encoding="utf-8").read().splitlines() if path else []:
        if line.startswith('.\\"'):
            continue
        if line.startswith(".Sh "):
            name = line[4:]
        found.setdefault(name, []).append(line)
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Example files: comments are the text, keys the items


KEY = re.compile(r'^(?:# )?("[^"]+"|[a-z_0-9]+)\s*=\s*(.+?)(?:\s{2,}# (.*)|\s+# (.*))?$')
TABLE = re.compile(r"^(?:# )?(\[[A-Za-z_.0-9]+\])$")


def example(path):
    lines = []
    in_list = False
    pending = []

    def close():
        nonlocal in_list
        if in_list:
            lines.append(".El")
        in_list = False

    def say(paragraph):
        if lines and not lines[-1].startswith((".Sh", ".Ss", ".It")):
            lines.append(".Pp")
        lines.extend(text_lines(" ".join(paragraph)))

    for line in open(path, encoding="utf-8").read().splitlines() + [""]:
        key, table = KEY.match(line), TABLE.match(line)
        is_text = line.startswith("#") and not key and not table and not line.startswith("# ---")
        if is_text and line != "#":
            pending.append(line[2:])
            continue
        if pending and not line.startswith("# ---"):
            # What stands before a key or a table belongs to what follows.
            close()
            say(pending)
            pending = []
        if table:
            close()
            lines.append(f".Ss {words(table[1])}")
        elif key:
            if not in_list:
                lines.append(".Bl -tag -width Ds")
                in_list = True
            lines.append(f".It Ic {words(key[1])} = {words(key[2])}")
            meaning = key[3] or key[4]
            if meaning:
                lines.extend(text_lines(meaning))
    close()
    return lines


def file(title, section, version, date, head_path, *examples):
    lines = head(title, section, version, date)
    parts = sections(head_path)
    behind = ["SEE ALSO"] if "EXAMPLES" in parts else ["FILES", "SEE ALSO"]
    ending = {name: parts.pop(name) for name in behind}
    for part in parts.values():
        lines += part
    for path in examples:
        if len(examples) > 1:
            lines.append(f".Ss {words(path.split('/')[-1])}")
        lines += example(path)
    for part in ending.values():
        lines += part
    print("\n".join(lines))


{"program": program, "file": file}[sys.argv[1]](*sys.argv[2:])
