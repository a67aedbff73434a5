use oidc::personal_identity_code::PersonalIdentityCode;

/// Somebody who is not there. Their codes are well-formed, of the range that is never given to anybody.
#[derive(Debug)]
pub struct Person {
    /// For `sim_person`.
    pub id: &'static str,
    /// All of them, in their order.
    pub given_names: &'static str,
    /// The family's name.
    pub surname: &'static str,
    /// `YYYY-MM-DD`
    pub birthdate: &'static str,
    /// The personal identity code; foreigners have none.
    pub(crate) code: Option<&'static str>,
    /// The electronic client identifier (SATU).
    pub(crate) satu: Option<&'static str>,
    /// The eIDAS identifier of a person from another country.
    pub(crate) eidas: Option<&'static str>,
    /// Where they live; protected people say it to nobody.
    pub(crate) address: Option<Address>,
}

#[derive(Debug)]
pub(crate) struct Address {
    pub(crate) street: &'static str,
    pub(crate) postal_code: &'static str,
    pub(crate) locality: &'static str,
}

const fn address(street: &'static str, postal_code: &'static str, locality: &'static str) -> Option<Address> {
    Some(Address { street, postal_code, locality })
}

/// The people, in the order of the list.
pub const PEOPLE: [Person; 8] = [
    Person {
        id: "onni-korhonen",
        given_names: "Onni Juhani",
        surname: "Korhonen",
        birthdate: "1961-02-14",
        code: Some("140261-912T"),
        satu: Some("100000132"),
        eidas: None,
        address: address("Leikkikuja 3 A 7", "00990", "Helsinki"),
    },
    Person {
        id: "vaino-astrom",
        given_names: "Väinö",
        surname: "Åström",
        birthdate: "1985-03-23",
        code: Some("230385-917S"),
        satu: Some("10000021A"),
        eidas: None,
        address: address("Låtsasgränden 12", "20990", "Åbo"),
    },
    Person {
        id: "vaino-tunnistus",
        given_names: "Väinö",
        surname: "Tunnistus",
        birthdate: "1970-07-07",
        code: Some("070770-905D"),
        satu: Some("100000486"),
        eidas: None,
        address: address("Kokeilukatu 1", "33990", "Tampere"),
    },
    // One of the signs for the century that came in 2023.
    Person {
        id: "aino-valimerkki",
        given_names: "Aino Sofia",
        surname: "Välimerkki",
        birthdate: "1994-05-01",
        code: Some("010594Y9032"),
        satu: Some("10000056E"),
        eidas: None,
        address: address("Uudenmerkinkatu 23", "90990", "Oulu"),
    },
    Person {
        id: "eeli-nieminen",
        given_names: "Eeli Onni Aleksi",
        surname: "Nieminen-Öhman",
        birthdate: "2004-07-15",
        code: Some("150704B906K"),
        satu: None,
        eidas: None,
        address: address("Leikkikuja 3 A 8", "00990", "Helsinki"),
    },
    // Nobody is told where she lives.
    Person {
        id: "salla-suojattu",
        given_names: "Salla",
        surname: "Suojattu",
        birthdate: "1978-06-19",
        code: Some("190678-9285"),
        satu: Some("10000064P"),
        eidas: None,
        address: None,
    },
    // Letters of a Sámi name.
    Person {
        id: "niillas",
        given_names: "Niillas-Ánte Máhtte",
        surname: "Guhtur",
        birthdate: "1999-02-28",
        code: Some("280299-934B"),
        satu: None,
        eidas: None,
        address: address("Duoddargeaidnu 4", "99990", "Ohcejohka"),
    },
    // From abroad: no Finnish code, and a name with letters of another country's.
    Person {
        id: "zofia-lukasiewicz",
        given_names: "Zofia",
        surname: "Łukasiewicz-O'Neill",
        birthdate: "1990-11-30",
        code: None,
        satu: None,
        eidas: Some("PL/FI/sim-90113000027"),
        address: None,
    },
];

impl Person {
    /// The person of this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.id == id)
    }

    /// As they are called in full.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_names, self.surname)
    }

    /// Their personal identity code. Foreigners have none.
    pub fn personal_identity_code(&self) -> Option<PersonalIdentityCode> {
        self.code.and_then(|code| PersonalIdentityCode::parse(code).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_well_formed_of_the_day_of_birth_and_never_anybodys() {
        for person in &PEOPLE {
            let Some(code) = person.code else {
                assert!(person.eidas.is_some(), "{}", person.id);
                continue;
            };
            let read = PersonalIdentityCode::parse(code).unwrap();
            assert!(read.is_temporary(), "{}", person.id);
            assert_eq!(read.birthdate(), person.birthdate, "{}", person.id);
        }
    }

    #[test]
    fn each_is_found_by_an_id_of_their_own() {
        for person in &PEOPLE {
            assert_eq!(Person::named(person.id).unwrap().name(), person.name());
        }
        assert!(Person::named("nobody").is_none());
    }
}
