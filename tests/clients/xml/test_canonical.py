"""The canonical form of generated documents, compared with that of libxml2."""

import os
import unittest

from lxml import etree

from document import changed, document
from speak import Refused, ask

COUNT = 20_000 if os.environ.get("COUNTERSIGN_TEST_LONG") else 4_000
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False, strip_cdata=False)


class Canonical(unittest.TestCase):
    def test_whole_documents(self):
        """Whole documents, in every form."""
        for number in range(COUNT):
            text = document(number)
            tree = etree.ElementTree(etree.fromstring(text.encode(), PARSER))
            for exclusive in [False, True]:
                for comments in [False, True]:
                    expected = etree.tostring(tree, method="c14n", exclusive=exclusive, with_comments=comments).decode()
                    written = ask("canonical", text, exclusive=exclusive, comments=comments)
                    self.assertEqual(written, expected, f"document {number}: {text}")

    def test_listed_prefixes(self):
        """The exclusive form with prefixes that are listed."""
        for number in range(COUNT):
            text = document(number)
            tree = etree.ElementTree(etree.fromstring(text.encode(), PARSER))
            listed = ["a", "xs"] if number % 2 else ["b", "Z", "é", "none"]
            expected = etree.tostring(tree, method="c14n", exclusive=True, with_comments=False,
                                      inclusive_ns_prefixes=listed).decode()
            self.assertEqual(ask("canonical", text, exclusive=True, prefixes=listed), expected, f"{number}: {text}")

    def test_elements(self):
        """Single elements in the exclusive form, wherever they stand."""
        for number in range(COUNT):
            text = document(number)
            elements = [it for it in etree.fromstring(text.encode(), PARSER).iter() if isinstance(it.tag, str)]
            at = number % len(elements)
            expected = etree.tostring(elements[at], method="c14n", exclusive=True, with_tail=False).decode()
            self.assertEqual(ask("canonical", text, exclusive=True, comments=True, element=at), expected, f"{number}: {text}")

    def test_changed_documents(self):
        """What we read of broken documents libxml2 reads too, and to the same."""
        both = 0
        for number in range(COUNT * 2):
            text = changed(number, document(number))
            try:
                written = ask("canonical", text, comments=True)
            except Refused:
                continue
            try:
                tree = etree.ElementTree(etree.fromstring(text.encode(), PARSER))
            except etree.XMLSyntaxError as error:
                if "is not a valid URI" in str(error):
                    continue  # What a namespace is called is a text to us.
                self.fail(f"libxml2 does not read document {number} ({error}): {text!r}")
            try:
                expected = etree.tostring(tree, method="c14n", with_comments=True).decode()
            except etree.C14NError:
                continue  # It has no canonical form for relative names of namespaces.
            self.assertEqual(written, expected, f"document {number}: {text!r}")
            both += 1
        self.assertGreater(both, COUNT // 4)


if __name__ == "__main__":
    unittest.main()
