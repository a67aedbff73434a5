"""Samba's Active Directory, asked by `countersign directory check`."""

import unittest

from asked import Asked
from samba import BASE, PASSWORD, Samba, missing

READER = f"cn=reader,{BASE}"
CHAIN = "(member:1.2.840.113556.1.4.1941:={dn})"


class ActiveDirectory(Asked):
    @classmethod
    def setUpClass(cls):
        why = missing()
        if why:
            raise unittest.SkipTest(why)
        super().setUpClass()
        cls.samba = Samba()
        cls.addClassCleanup(cls.samba.stop)

    def connected(self, **changes):
        names = "(|(sAMAccountName={name})(userPrincipalName={name})(mail={name}))"
        definition = {
            "url": "ldaps://localhost",
            "ca_certificates": self.samba.authority(),
            "bind_dn": READER,
            "user_base": BASE,
            "user_filter": f"(&(objectCategory=person)(objectClass=user){names})",
            "subject": "objectGUID",
            "claims": {"email": "mail", "name": "cn"},
            "group_base": BASE,
            "group_filter": "(&(objectClass=group)(member={dn}))",
            "groups": {"it": "administrators"},
        }
        return self.connect({**definition, **changes}, PASSWORD)

    def test_a_person_is_found_by_every_name_and_known_by_one(self):
        starttls = {"url": "ldap://localhost", "start_tls": True}
        known = set()
        for changes in ({}, starttls, {"bind_dn": "reader@ad.example.org"}):
            named = self.connected(**changes)
            for name in ("aino", "AINO", "aino@ad.example.org", "aino@example.org"):
                checked = self.check(named, name, PASSWORD)
                self.assert_found(checked, 'email: "aino@example.org"', "password: it is theirs")
                known.add(checked.stdout.split("known by ")[1].split("\n")[0])
        self.assertEqual(len(known), 1, known)
        self.assertRegex(known.pop(), "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")

    def test_groups_in_groups_are_found_by_it_and_by_us(self):
        everybody = f"CN=everybody,{BASE}".lower()
        for changes in ({"group_filter": CHAIN}, {"nested_groups": True}):
            checked = self.check(self.connected(**changes), "aino")
            self.assert_found(checked, "leads to administrators")
            self.assertIn(everybody, checked.stdout.lower())
        checked = self.check(self.connected(), "aino")
        self.assert_found(checked, "leads to administrators")
        self.assertNotIn(everybody, checked.stdout.lower())

    def test_groups_that_an_entry_names_need_no_search(self):
        checked = self.check(self.connected(group_base=None, group_filter=None, member_of="memberOf"), "aino")
        self.assert_found(checked, "leads to administrators")

    def test_what_is_the_matter_with_an_account_is_told_the_operator(self):
        named = self.connected()
        for name, password, said in (
            ("aino", "wrong", "the password is wrong"),
            ("eero", PASSWORD, "the account is disabled"),
            ("vanha", PASSWORD, "the password must be changed first"),
        ):
            self.assert_failed(self.check(named, name, password), said)
        self.assert_found(self.check(named, "aino", PASSWORD))

    def test_an_empty_password_is_nobodys(self):
        named = self.connected()
        self.assert_failed(self.check(named, "aino", ""), "no password was written")
        self.assert_found(self.check(named, "aino", PASSWORD))


if __name__ == "__main__":
    unittest.main()
