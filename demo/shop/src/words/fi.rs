use super::{Told, Words};
use crate::outcome::Failure;

pub(super) static WORDS: Words = Words {
    stores_title: "Kaksi kauppaa, yksi tiski",
    stores_lead: "Molemmat myyvät samoja tavaroita. Ne kysyvät kahdella eri tavalla, kuka olet, ja pankkisi vastaa.",
    signicat_about: "Kysyy yhteisellä salaisuudella. Kaikki, mitä pankkisi kertoo, tulee takaisin sinetöitynä, myös selaimesi kuljettama koodi.",
    ftn_about: "Kysyy allekirjoitetuilla pyynnöillä Suomen luottamusverkoston tapaan. Pankkisi vastaus tulee takaisin sinetöitynä.",
    enter: "Astu sisään",
    catalogue_title: "Ulkona liikkuville",
    catalogue_lead: "Kuusi hyvää tavaraa. Mitään täältä ostettua ei koskaan toimiteta.",
    add: "Lisää koriin",
    basket: "Ostoskori",
    basket_empty: "Ostoskorisi on tyhjä.",
    quantity: "Määrä",
    change: "Muuta",
    total: "Yhteensä",
    identify_title: "Kuka ostaa?",
    identify_lead: "Ennen kuin otamme tilauksesi vastaan, pankkisi kertoo meille, kuka olet. Siirryt pankkiin ja palaat sieltä tänne.",
    identify_kept: "Tallennamme nimesi, ajan ja sen, mikä pankki oli kyseessä. Emme mitään muuta.",
    identify_nin: "Kysymme myös, onko sinulla suomalainen henkilötunnus. Itse tunnusta emme tallenna.",
    identify: "Tunnistaudu pankissasi",
    again: "Yritä uudelleen",
    on_with_shopping: "Jatka ostoksia",
    order: "Tilaus",
    contents: "Tilauksesi",
    thanks: "Kiitos",
    identified_lead: "Pankkisi kertoi meille, kuka olet. Tilauksesi on vastaanotettu.",
    identified_as: "Nimi",
    identified_by: "Pankki",
    identified_at: "Tunnistettu",
    waiting_title: "Pankkisi ei ole vielä vastannut",
    waiting_text: "Jos suljit pankin sivun tai se ei etene, aloita alusta tästä. Tilauksesi on tallessa.",
    unknown_title: "Emme odottaneet tätä vastausta",
    unknown_text: "Se on ehkä avattu toisessa selaimessa tai liian myöhään. Mitään ei muutettu. Tilauksesi ovat yhä tallessa, ja voit tunnistautua uudelleen mistä tahansa niistä.",
    later_text: "Emme siksi vielä tiedä, kuka olet, mutta mitään ei ole menetetty: odota tässä minuutti tai pari ja lataa sivu uudelleen. Jos se ei auta, aloita alusta tilauksesi sivulta.",
    your_orders: "Tilauksesi",
    missing_title: "Täällä ei ole mitään",
    missing_text: "Osoite voi olla väärä, tai tilaus on tehty toisessa selaimessa.",
    broken_title: "Jokin meni rikki",
    broken_text: "Vika on meissä, ei sinussa. Yritä hetken päästä uudelleen; tilauksesi on tallessa.",
    foreign_title: "Tämä tuli toiselta sivulta",
    foreign_text: "Selaimesi mukaan tämän lähetti jonkun muun sivu. Mitään ei tehty. Palaa takaisin ja yritä täältä uudelleen.",
    language: "Kieli",
    skip: "Siirry sisältöön",
    footer: "Esittelykauppa. Täällä ei myydä mitään.",
    for_merchants: "Kauppiaalle",
    status_identified: "Tunnistettu",
    status_failed: "Ei tunnistettu",
    status_waiting: "Odottaa pankkia",
    status_open: "Ei vielä tunnistettu",
    told,
    merchant: &super::merchant::fi::WORDS,
};

fn told(failure: Failure) -> Told {
    let (title, text) = match failure {
        Failure::Cancelled => (
            "Keskeytit tunnistautumisen",
            "Peruutit, ennen kuin saimme tietää, kuka olet. Tilauksesi on tallessa: yritä uudelleen milloin haluat, samassa pankissa tai toisessa.",
        ),
        Failure::Denied => (
            "Et antanut suostumustasi",
            "Pankkisi ei saanut kertoa meille, kuka olet. Emme voi ottaa tilausta vastaan ilman sitä, emmekä tallentaneet sinusta mitään. Voit yrittää uudelleen ja suostua.",
        ),
        Failure::TooWeak => (
            "Tunnistus ei ollut riittävän vahva",
            "Tämä pankki tai tapa, jolla kirjauduit siellä, ei riitä tähän ostokseen. Yritä toisessa pankissa tai vahvemmalla tunnistautumistavalla.",
        ),
        Failure::NotTrusted => (
            "Emme voineet luottaa vastaukseen",
            "Pankistasi tulleessa vastauksessa oli jotain vialla, joten emme uskoneet siitä mitään. Vika ei ole sinussa. Yritä uudelleen tai käytä toista pankkia.",
        ),
        Failure::BankUnavailable => (
            "Pankkisi ei vastannut",
            "Siinä on juuri nyt häiriö, tai se on hyvin hidas. Yritä muutaman minuutin kuluttua uudelleen tai käytä toista pankkia.",
        ),
        Failure::ProviderUnreachable => (
            "Tunnistuspalvelussa on häiriö",
            "Emme saaneet yhteyttä palveluun, joka yhdistää meidät pankkeihin. Tilauksesi on tallessa. Yritä muutaman minuutin kuluttua uudelleen.",
        ),
        Failure::Expired => (
            "Aika loppui",
            "Pankin sivu oli auki liian kauan, eikä sen vastaus enää kelpaa. Tilauksesi on tallessa: aloita alusta.",
        ),
        Failure::Interrupted => (
            "Meille tuli katkos",
            "Käynnistyimme uudelleen juuri, kun pankkisi vastasi, ja vastaus katosi. Sinusta ei tallennettu mitään. Yritä vielä kerran.",
        ),
        Failure::Incomplete => (
            "Pankkisi ei kertonut tarpeeksi",
            "Se vahvisti, kuka olet, mutta ei kaikkea, mitä tämän kaupan on tiedettävä. Mitään ei tallennettu. Yritä toisessa pankissa.",
        ),
        Failure::NoPersonalCode => (
            "Sinulla ei ole suomalaista henkilötunnusta",
            "Pankkisi vahvisti, kuka olet. Tämän kaupan on tiedettävä, että ostajalla on suomalainen henkilötunnus, eikä pankki tunne sinulle sellaista. Toisesta pankista on apua vain, jos se tuntee tunnuksesi; muuten käänny kaupan puoleen. Sinusta ei tallennettu mitään.",
        ),
        Failure::Unlinked => (
            "Sinua ei vielä tunneta siellä",
            "Tunnistuspalvelussa ei ole tiliä, joka kuuluisi sinulle. Kokeile toista tunnistautumistapaa tai pyydä palvelua yhdistämään tilisi.",
        ),
        Failure::NotSetUp => (
            "Tämä kauppa ei voi tunnistaa ketään",
            "Sen asetuksissa on vika, jonka vain kauppias voi korjata. Tilauksesi on tallessa: kerro siitä kauppiaalle ja yritä myöhemmin uudelleen.",
        ),
        Failure::Refused => (
            "Sinua ei voitu tunnistaa",
            "Tunnistuspalvelu kieltäytyi kertomatta syytä, jota ymmärtäisimme. Yritä uudelleen tai käytä toista pankkia.",
        ),
        Failure::TooOften => (
            "Liian monta yritystä",
            "Yritit tunnistautua tätä tilausta varten useammin kuin sallimme. Tee tilaus uudelleen.",
        ),
    };
    Told { title, text }
}
