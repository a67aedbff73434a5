"""OpenLDAP, asked by `countersign directory check`: what is found, and what it says where something is wrong."""

import unittest

from asked import Asked
from slapd import BASE, PASSWORD, READER, READER_PASSWORD, Slapd


class OpenLdap(Asked):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slapd = Slapd()
        cls.addClassCleanup(cls.slapd.stop)

    def connected(self, password=READER_PASSWORD, **changes):
        definition = {
            "url": f"ldaps://localhost:{self.slapd.secure}",
            "ca_certificates": self.slapd.authority(),
            "bind_dn": READER,
            "user_base": f"ou=people,{BASE}",
            "claims": {"email": "mail", "name": "cn", "phone_number": "mobile"},
            "group_base": f"ou=groups,{BASE}",
            "groups": {"it": "administrators"},
        }
        return self.connect({**definition, **changes}, password)

    def test_over_tls_and_starttls_a_person_is_found_with_claims_and_groups(self):
        for place in (
            {},
            {"url": f"ldap://localhost:{self.slapd.plain}", "start_tls": True},
        ):
            checked = self.check(self.connected(**place), "aino", PASSWORD)
            self.assert_found(
                checked,
                "over TLS",
                f"aino is uid=aino,ou=people,{BASE}",
                'email: "aino@example.org"',
                'phone_number: "+358401234567"',
                f"cn=it,ou=groups,{BASE} leads to administrators",
                "password: it is theirs",
            )
            self.assertNotIn("cn=all", checked.stdout)

    def test_groups_that_hold_each_other_are_found_once(self):
        checked = self.check(self.connected(nested_groups=True), "aino")
        self.assert_found(checked, f"cn=all,ou=groups,{BASE} leads to no group here")
        self.assertEqual(checked.stdout.count("cn=it,"), 1, checked.stdout)

    def test_a_password_that_is_not_theirs_is_refused(self):
        named = self.connected()
        for password in ("wrong", PASSWORD.upper(), PASSWORD + " "):
            self.assert_failed(self.check(named, "aino", password), "InvalidCredentials")
        self.assert_failed(self.check(named, "aino", ""), "no password was written")
        self.assert_found(self.check(named, "aino", PASSWORD))

    def test_no_character_of_a_name_means_anything(self):
        named = self.connected()
        for user in ("*", "ain*", "aino)(uid=*", "*)(objectClass=*", r"\61ino"):
            self.assert_failed(self.check(named, user), "nobody there by the name")
        checked = self.check(named, "w*(x)\\", PASSWORD)
        self.assert_found(checked, "is uid=w", "phone_number: left out", "password: it is theirs")

    def test_nobody_is_one_of_two(self):
        self.assert_failed(self.check(self.connected(), "both@example.org"), "several entries there")

    def test_nobody_is_spoken_with_who_is_not_known_by_their_certificate(self):
        elsewhere = f"ldaps://127.0.0.1:{self.slapd.secure}"
        self.assert_failed(self.check(self.connected(ca_certificates=None)), "connect failed", "ca_certificates")
        self.assert_failed(self.check(self.connected(url=elsewhere)), "connect failed", "not valid for name")
        self.assert_found(self.check(self.connected()))

    def test_what_is_wrong_is_named_by_what_is_to_be_mended(self):
        for changes, said in (
            ({"password": "wrong"}, ("bind failed", "bind_password")),
            ({"bind_dn": f"cn=nobody,{BASE}"}, ("bind failed", "bind_dn")),
            ({"bind_dn": None}, ("bind failed", "bind_dn")),
            ({"user_base": f"ou=nowhere,{BASE}"}, ("search failed", "user_base")),
            ({"url": "ldaps://localhost:1"}, ("connect failed", "cannot be reached")),
        ):
            with self.subTest(said=said):
                self.assert_failed(self.check(self.connected(**changes)), *said)
        gone = self.connected(group_base=f"ou=nowhere,{BASE}")
        self.assert_failed(self.check(gone, "aino"), "group_base")
        unseen = self.connected(subject="employeeNumber")
        self.assert_failed(self.check(unseen, "aino"), "employeeNumber", "subject")


if __name__ == "__main__":
    unittest.main()
