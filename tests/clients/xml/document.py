"""Documents made at random, each by a number that says which."""

import random

PREFIXES = ["a", "b", "c", "xs", "Z", "é"]
# None has a character that is to be escaped: libxml2 writes it as it is, which is not even well-formed.
URIS = ["urn:a", "urn:b", "urn:a", "http://example.org/?x=1", "urn:c%20d"]
TEXTS = ["", " ", "text", "a&amp;b", "&lt;tag&gt;", "]]&gt;", "&#13;", "\r\n", "\r", "\n\t", "&quot;'\"", "é€😀", "&#xD;&#xA;"]
VALUES = ["", " ", "v", "&lt;", ">", "&#9;x", "&#10;", "&#xd;", "\n", "\r\n", "\t", "&quot;", "'", "é", "a  b", "&amp;amp;"]


def document(number):
    """A well-formed one."""
    made = random.Random(number)
    inside = element(made, {}, 0)
    around = [made.choice(["", "\n", "<!-- c -->", "<?p x ?>", "<!--- d-->\n", "<?q?>"]) for _ in range(4)]
    declared = made.choice(["", "<?xml version='1.0'?>", '<?xml version="1.0" encoding="UTF-8"?>\r\n'])
    return declared + around[0] + around[1] + inside + around[2] + around[3]


def element(made, outside, depth):
    in_force = dict(outside)
    attributes = []
    for prefix in made.sample(PREFIXES, made.choice([0, 0, 0, 1, 2])):
        in_force[prefix] = made.choice(URIS)
        attributes.append((f"xmlns:{prefix}", in_force[prefix]))
    if made.random() < 0.25:
        # Nothing may be undeclared that was not declared: it may, and means nothing.
        in_force[""] = made.choice([*URIS, ""])
        attributes.append(("xmlns", in_force[""]))
    known = [prefix for prefix in in_force if prefix]
    names = {}
    for _ in range(made.choice([0, 0, 1, 2, 4])):
        prefix, local = made.choice(["", "", "xml", *known]), made.choice(["x", "y", "id", "Ä"])
        if prefix == "xml":
            local = made.choice(["lang", "space", "base"])
        names[in_force.get(prefix, prefix) if prefix else None, local] = (f"{prefix}:{local}" if prefix else local)
    for name in names.values():
        value = made.choice(VALUES)
        attributes.append((name, "preserve" if name == "xml:space" else value))
    made.shuffle(attributes)
    prefix = made.choice(["", "", *known])
    name = made.choice(["e", "f", "g-h.i", "_"])
    name = f"{prefix}:{name}" if prefix else name
    quoted = [quote(made, value) for _, value in attributes]
    written = "".join(f"{made.choice([' ', '  ', chr(10)])}{key}{made.choice(['=', ' = '])}{value}"
                      for (key, _), value in zip(attributes, quoted))
    content = "".join(child(made, in_force, depth) for _ in range(made.choice([0, 1, 2, 3] if depth < 5 else [0, 1])))
    if not content and made.random() < 0.5:
        return f"<{name}{written}{made.choice(['', ' '])}/>"
    return f"<{name}{written}>{content}</{name}{made.choice(['', ' '])}>"


def quote(made, value):
    mark = made.choice("'\"")
    return mark + value.replace(mark, "&apos;" if mark == "'" else "&quot;") + mark


def child(made, in_force, depth):
    kind = made.random()
    if kind < 0.5 and depth < 8:
        return element(made, in_force, depth + 1)
    if kind < 0.8:
        return made.choice(TEXTS)
    if kind < 0.87:
        return f"<![CDATA[{made.choice(['', '<&>', chr(13) + chr(10), ']]', 'é'])}]]>"
    return made.choice(["<!-- c -->", "<!---->", "<!--\r\n-->", "<?p  v w ?>", "<?q?>", "<?r \r\n?>"])


def changed(number, text):
    """The same with a few of its characters changed, which may leave it well-formed or not."""
    made = random.Random(number)
    letters = list(text)
    for _ in range(made.choice([1, 1, 2, 3])):
        at = made.randrange(len(letters))
        other = made.choice(list("<>/=&;:'\"!?-[]# \r\nax1é") + ["xmlns", "<!--", "&#", "\x0b", "\ufffe"])
        letters[at] = made.choice([other, "", letters[at] + other, other + letters[at]])
    return "".join(letters)
