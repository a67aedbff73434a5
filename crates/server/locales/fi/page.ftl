# Sivujen tekstit. Tunnuksen alku kertoo sivun.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Ongelma: { $title }

login-title = Kirjaudu sisään
login-lead = ja jatka palveluun { $client }
login-account = Mitä tiliä käytät?
login-account-organisation = Organisaation tili
login-account-other = Muu tili
login-address-leads = Jos kirjaudut organisaatiosi omalla sivulla, pelkkä sähköpostiosoite riittää.
login-username = Sähköposti tai käyttäjätunnus
login-password = Salasana
login-show = Näytä salasana
login-hide = Piilota salasana
login-submit = Kirjaudu sisään
login-cancel = Peruuta
login-forgot = Unohditko salasanasi?
login-register = Luo käyttäjätili
login-note = Salasanasi pysyy täällä. { $client } ei näe sitä koskaan.
login-identify = Tunnistaudu
login-others = Muita tapoja kirjautua
login-last = Viimeksi käytetty
login-search = Hae nimellä
login-found-none = Ei osumia. Tyhjennä kenttä, niin näet kaikki.
login-found =
    { $count ->
        [one] { $count } osuma
       *[other] { $count } osumaa
    }
login-with = Jatka käyttäen: { $upstream }
login-return = Takaisin palveluun { $client }
login-note-elsewhere = Tunnistaudut valitsemassasi palvelussa, ja tunnuksesi ja salasanasi pysyvät siellä. { $client } ei näe niitä koskaan.

app-home = Verkkosivu
app-policy = Tietosuojaseloste
app-terms = Käyttöehdot

code-title = Anna koodi
code-sent-email = Lähetimme koodin osoitteeseen { $address }.
code-sent-sms = Lähetimme koodin tekstiviestillä numeroon { $address }.
code-undelivered = Koodin lähettäminen ei onnistunut: { $address }.
code-counts-minutes =
    { $count ->
        [one] Se on voimassa vielä { $count } minuutin.
       *[other] Se on voimassa vielä { $count } minuuttia.
    }
code-counts-seconds =
    { $count ->
        [one] Se on voimassa vielä { $count } sekunnin.
       *[other] Se on voimassa vielä { $count } sekuntia.
    }
code-over = Koodi ei ole enää voimassa. Pyydä uusi.
code-field = Koodi
code-submit = Jatka
code-again = Lähetä uusi koodi
code-left =
    { $count ->
        [one] Sinulla on vielä { $count } yritys.
       *[other] Sinulla on vielä { $count } yritystä.
    }
code-another = Toinen tapa
code-note = Älä kerro koodia kenellekään. Emme koskaan kysy sitä puhelimessa tai viestillä.

select-title = Valitse tili
select-continue = Jatka tilillä { $account }
select-another = Käytä toista tiliä

factor-title = Vielä yksi vaihe
factor-choose = Valitse, miten vahvistat, että kyseessä olet sinä.
factor-email-otp = Koodi sähköpostiin { $to }
factor-sms-otp = Koodi tekstiviestillä numeroon { $to }
factor-totp = Koodi todennussovelluksesta
factor-passkey = Pääsyavain
factor-recovery-code = Palautuskoodi

enrol-title = Ota toinen vaihe käyttöön
enrol-why = Tässä vaaditaan toinen vaihe, eikä tililläsi vielä ole sellaista. Ota se käyttöön nyt ja jatka.
enrol-choose = Valitse, minkä otat käyttöön.

consent-title = Lupasi
consent-heading = { $client } pyytää lupaasi
consent-account = Olet kirjautuneena tunnuksella { $account }
consent-switch = Käytä toista tiliä
consent-list = Jos sallit, { $client } voi:
consent-allow = Salli
consent-deny = Älä salli
consent-return = Valinnastasi riippumatta siirryt osoitteeseen { $host }.
consent-remembered = Kun olet sallinut nämä, niitä ei kysytä uudelleen.
consent-elsewhere-message = Sovellus sanoo:
consent-device-code = Laitteessasi näkyy tämä koodi:
consent-device-address = Pyyntö tuli verkko-osoitteesta { $address }.
consent-device-warning = Salli vain, jos aloitit tämän itse juuri äsken. Jos joku lähetti sinulle koodin tai linkin, valitse ”Älä salli”.
consent-app-warning = Salli vain, jos tiedät, mistä on kyse: asioit parhaillaan heidän kanssaan tai pyysit tätä itse. Jos pyyntö tuli yllättäen, valitse ”Älä salli”.

return-title = Takaisin palveluun
return-lead = Olet palaamassa palveluun. Jos mitään ei tapahdu, paina painiketta.
return-submit = Jatka
onward-title = Hetkinen
onward-lead = Siirryt seuraavaan vaiheeseen. Jos mitään ei tapahdu, paina painiketta.

logout-title = Kirjaudu ulos
logout-heading = Haluatko kirjautua ulos?
logout-asked = { $client } pyytää kirjaamaan sinut ulos.
logout-account = Olet kirjautuneena tunnuksella { $account }
logout-note = Palvelut kysyvät salasanaasi uudelleen. Jo avoinna oleva palvelu voi pysyä auki, kunnes kirjaudut ulos sielläkin.
logout-submit = Kirjaudu ulos
logout-stay = Pysy kirjautuneena

done-title = Olet kirjautunut ulos
done-lead = Voit sulkea tämän ikkunan. Jos laitetta käyttävät muutkin, sulje koko selain.

home-title = Käyttäjätilisi
home-heading = Olet kirjautuneena
home-account = tunnuksella { $account }
home-lead = Voit sulkea tämän ikkunan, katsoa käyttäjätiliäsi tai kirjautua ulos tällä laitteella.
home-away-title = Kukaan ei ole kirjautuneena
home-away-lead = { -brand } kirjaa ihmisiä sisään palveluihin. Avaa palvelu, jota haluat käyttää; se tuo sinut tänne, kun sen on tiedettävä, kuka olet.

account-title = Käyttäjätilisi
account-of = Olet kirjautuneena tunnuksella { $account }
account-done = Valmis. Muutos on tallennettu.
account-save = Tallenna
account-browser = Selain
account-address = Verkko-osoite
account-name-title = Nimi
account-name-lead = Palvelut, joiden sallit nähdä nimesi, näyttävät sen näin.
account-name-whole = Koko nimi
account-name-given = Etunimi
account-name-family = Sukunimi
account-email-title = Sähköpostiosoite
account-email-lead = Voit kirjautua myös tällä osoitteella.
account-email-confirmed = Osoitteesi on vahvistettu.
account-email-unconfirmed = Osoitettasi ei ole vahvistettu.
account-email-address = Sähköpostiosoite
account-password-title = Salasana
account-password-lead = Uusi salasana kirjaa sinut ulos kaikkialla muualla, ja palvelut pyytävät sinua kirjautumaan uudelleen.
account-password-current = Nykyinen salasana
account-password-new = Uusi salasana
password-advice = Vähintään { $count } merkkiä. Muutama sana, jotka vain sinä yhdistäisit, on helppo muistaa ja vaikea arvata.
password-weak-title = Tämä salasana on helppo arvata
password-weak-known = Se muistuttaa salasanaa, jota moni käyttää.
password-weak-word = Se on tuskin yhtä tai kahta tavallista sanaa enempää.
password-weak-name = Etu- ja sukunimiä arvataan ensimmäisten joukossa.
password-weak-own = Siinä on nimesi tai osoitteesi tai tämän palvelun nimi.
password-weak-keys = Vierekkäisiä näppäimiä arvataan ensimmäisten joukossa.
password-weak-sequence = Sarjoja kuten abc tai 6543 arvataan ensimmäisten joukossa.
password-weak-repeats = Toistoa on tuskin vaikeampi arvata kuin kertaa yhtä.
password-weak-date = Päivämääriä ja vuosilukuja arvataan ensimmäisten joukossa.
password-weak-disguise = Isoista kirjaimista, takaperin kirjoitetuista sanoista ja kirjaimet korvaavista numeroista ei juuri ole apua.
password-weak-remedy = Yhdistä muutama sana, joilla ei ole tekemistä toistensa eikä sinun kanssasi. Merkkejä tai numeroita et tarvitse.
password-weak-again = Kirjoita alle parempi. Jos haluat silti tämän, kirjoita se uudestaan ja merkitse ruutu sen alla.
password-weak-keep = Käytä silti tätä salasanaa
account-password-submit = Vaihda salasana
account-sessions-title = Missä olet kirjautuneena
account-sessions-hint = Selaimet ja niiden kirjaaminen ulos
account-sessions-lead = Jos et tunnista jotakin näistä, kirjaa se ulos ja vaihda salasanasi.
account-sessions-here = tämä selain
account-sessions-begun = Kirjauduttu
account-sessions-used = Viimeksi käytetty
account-sessions-apps = Palvelut
account-sessions-end = Kirjaa ulos sieltä
account-sessions-end-others = Kirjaudu ulos kaikkialta muualta
account-apps-title = Palvelut
account-apps-hint = Mitä ne saavat nähdä ja niiden avaaminen
account-apps-lead = Nämä palvelut voivat kirjata sinut sisään ja nähdä sen, minkä olet sallinut.
account-apps-none = Et ole vielä käyttänyt mitään palvelua.
account-apps-allowed = Sallittu
account-apps-house = Osa tätä palvelua. Se ei tarvitse lupaasi.
account-apps-start = Avaa
account-apps-withdraw = Peru lupa
account-identities-title = Muut kirjautumistavat
account-identities-hint = Pankit ja muut, jotka tuntevat sinut
account-identities-lead = Näillä pääset tilillesi ilman salasanaa.
account-identities-none = Tiliisi ei ole liitetty muita kirjautumistapoja.
account-identities-linked = Liitetty
account-identities-used = Viimeksi käytetty
account-identities-unlink = Poista liitos
account-identities-only = Tämä on ainoa tapa päästä tilillesi, joten se säilyy.
account-identities-another = Liitä uusi
account-identities-how = Tunnistaudut siellä kerran. Sen jälkeen pääset tilillesi myös sitä kautta.
account-identities-link = Liitä: { $upstream }
account-factors-title = Turvallisuus
account-factors-hint = Koodit ja avaimet, jotka suojaavat tiliäsi
account-factors-lead = Näillä vahvistat salasanan lisäksi, että kyseessä olet sinä.
account-factors-none = Et ole vielä lisännyt mitään, mikä suojaisi tiliäsi salasanan lisäksi.
account-factors-app = Todennussovellus
account-factors-added = Lisätty
account-factors-used = Viimeksi käytetty
account-factors-unused = Ei koskaan
account-factors-name = Nimi
account-factors-name-submit = Tallenna nimi
account-factors-remove = Poista
account-factors-add-app = Lisää todennussovellus
account-factors-app-how = Puhelimesi sovellus näyttää koodin, joka vaihtuu 30 sekunnin välein. Kirjoitat sen, kun kirjaudut sisään.
account-factors-codes = Palautuskoodit
account-factors-codes-left = Koodeja jäljellä
account-factors-codes-how = Kukin niistä toimii kerran kadonneen sovelluksen tai avaimen sijasta. Uudet koodit korvaavat kaikki vanhat.
account-factors-codes-renew = Tee uudet koodit
account-factors-devices = Muistetut selaimet
account-factors-devices-lead = Näissä selaimissa sinulta ei kysytä toista vaihetta.
account-factors-device-until = Voimassa
account-factors-forget = Unohda

account-count = Nyt: { $count }
account-data-title = Tietosi
account-data-hint = Ota tiedot mukaasi tai poista käyttäjätilisi
account-data-hint-only = Ota tiedot mukaasi
account-data-prove = Tätä varten todistat, kuka olet, ellet ole juuri tehnyt niin.
account-data-take = Ota tietosi mukaan
account-data-what = Yksi tiedosto, jossa on kaikki, mitä sinusta täällä säilytetään: mitä sinusta tiedetään, miten ja missä kirjaudut, mitä olet sallinut, mitä sinulle on lähetetty ja mitä käyttäjätilillesi on tapahtunut. Salasanoja ja muita salaisuuksia siinä ei ole.
account-data-download = Lataa tietosi
account-remove-title = Poista käyttäjätilisi
account-remove-lead = Käyttäjätilisi poistuu heti ja lopullisesti: sinut kirjataan ulos kaikkialta, palvelut eivät saa enää mitään, eikä kukaan voi palauttaa tiliä.
account-remove-stays = Jäljelle jää merkintä siitä, milloin tili luotiin, milloin sitä muutettiin ja milloin se poistettiin. Nimeäsi siinä ei ole.
account-remove-confirm = Haluan, että käyttäjätilini poistetaan lopullisesti.
account-remove-submit = Poista käyttäjätilini
account-gone-title = Käyttäjätilisi on poistettu
account-gone-words = Se poistettiin kaikkine siihen kuuluvine tietoineen. Voit sulkea tämän sivun.
account-totp-title = Lisää todennussovellus
account-totp-lead = Avaa puhelimesi todennussovellus ja lue sillä tämä kuva.
account-totp-picture = QR-koodi, jossa on sovelluksesi avain
account-totp-here = Onko sovellus tällä laitteella?
account-totp-open = Avaa sovelluksessa
account-totp-typed = Tai kirjoita tämä avain sovellukseen:
account-totp-code = Sovelluksen näyttämä koodi
account-totp-name = Sovelluksen tai laitteen nimi, jos haluat
account-totp-submit = Lisää
account-codes-title = Palautuskoodisi
account-codes-lead = Säilytä nämä koodit turvallisessa paikassa, erillään puhelimestasi. Kukin toimii kerran, kun olet menettänyt kaiken muun. Ne näytetään vain nyt.
account-codes-download = Tallenna tiedostoon
account-codes-copy = Kopioi
account-codes-copied = Kopioitu
account-codes-print = Tulosta
account-codes-kept = Olen ottanut koodit talteen
totp-title = Anna koodi sovelluksestasi
totp-lead = Avaa todennussovelluksesi ja kirjoita sen näyttämät kuusi numeroa.
totp-code = Koodi
recovery-code-title = Anna palautuskoodi
recovery-code-lead = Ota yksi koodeista, jotka otit talteen. Se toimii vain kerran.
recovery-code-field = Palautuskoodi
proof-submit = Jatka
proof-another = Toinen tapa
account-sign-ins-title = Viimeaikaiset kirjautumiset
account-sign-ins-hint = Myös epäonnistuneet
account-sign-ins-lead = Jos et tunnista jotakin onnistunutta kirjautumista, vaihda salasanasi.
account-sign-ins-succeeded = Kirjauduttu sisään
account-sign-ins-continued = Ensimmäinen vaihe tehty
account-sign-ins-refused = Väärä salasana
account-sign-ins-failed = Kirjautuminen epäonnistui
account-sign-ins-when = Milloin
account-sign-ins-with = Millä
account-sign-ins-through = Kautta
account-sign-ins-for = Palvelu

error-title = Emme voineet jatkaa
error-reference = Viite
error-code = Koodi
error-report = Kerro nämä, jos pyydät apua kirjautumispalvelun ylläpidolta.
error-detail = Kehittäjille
error-again = Yritä uudelleen
error-front = Avaa etusivumme
error-return = Takaisin palveluun { $client }

retry-seconds =
    { $count ->
        [one] Voit yrittää uudelleen { $count } sekunnin kuluttua.
       *[other] Voit yrittää uudelleen { $count } sekunnin kuluttua.
    }
retry-minutes =
    { $count ->
        [one] Voit yrittää uudelleen { $count } minuutin kuluttua.
       *[other] Voit yrittää uudelleen { $count } minuutin kuluttua.
    }

remember-days =
    { $count ->
        [one] Älä kysy uudelleen tällä laitteella vuorokauteen
       *[other] Älä kysy uudelleen tällä laitteella { $count } päivään
    }
remember-note = Vain, jos kukaan muu ei käytä tätä laitetta.

forgot-title = Unohditko salasanasi?
forgot-lead = Kerro, millä kirjaudut sisään. Lähetämme linkin kyseisen käyttäjätilin sähköpostiosoitteeseen.
forgot-submit = Lähetä linkki
forgot-sent = Jos tällainen käyttäjätili on olemassa, linkki on matkalla sen sähköpostiosoitteeseen. Katso myös roskapostista. Linkki on voimassa vähän aikaa ja toimii vain kerran.
reset-title = Valitse uusi salasana
reset-lead = Se kirjaa sinut ulos kaikkialta.
reset-submit = Tallenna salasana
reset-done-title = Uusi salasanasi on käytössä
reset-done = Sinut on kirjattu ulos kaikkialta. Kirjaudu sisään uudella salasanalla.

register-title = Luo tili
register-lead = Sillä pääset palveluun { $client }.
register-given = Etunimi
register-family = Sukunimi
register-email-note = Kirjaudut sillä. Lähetämme siihen koodin.
register-number = Matkapuhelinnumero
register-number-optional = Matkapuhelinnumero (jos haluat)
register-number-note = Maan numeron kanssa, esimerkiksi +358 40 123 4567. Lähetämme siihenkin koodin.
register-password = Salasana
register-submit = Luo tili
register-login = Minulla on jo tili
register-sent-email = Lähetimme viestin osoitteeseen { $address }. Kirjoita siinä oleva koodi.
register-sent-also = Voit myös avata viestissä olevan linkin. Jos viestiä ei tule, katso roskapostista tai tarkista, että osoite on oikein.
register-anew = Kirjoita tiedot uudelleen
register-link-title = Vahvista sähköpostiosoitteesi
register-link-lead = Näin vahvistat osoitteen { $address } ja luot tilin.
register-link-password = Valitsemasi salasana
register-link-why = Aloitit toisessa selaimessa. Salasana osoittaa, että se olit sinä.
register-link-submit = Vahvista
register-link-not-you = Jos et ole pyytänyt tiliä täältä, sulje tämä sivu. Mitään ei ole luotu.
registered-title = Tilisi on valmis
registered-client = Palaa sinne, mistä aloitit, tai avaa { $client } ja kirjaudu.
registered-start = Avaa { $client }
registered-own = Voit kirjautua sähköpostiosoitteellasi ja salasanallasi.

device-title = Yhdistä laite
device-lead = Kirjoita koodi, joka näkyy laitteessasi.
device-compare = Vertaa tätä koodia laitteessasi näkyvään. Jatka vain, jos ne ovat samat.
device-hint = Kahdeksan kirjainta, esimerkiksi WDJB-MJHT. Väliviivan voi jättää pois.
device-submit = Jatka
device-warning = Lähettikö joku sinulle tämän koodin tai linkin tälle sivulle? Sulje sitten sivu: päästäisit hänet tilillesi.
device-allowed-title = Annoit luvan
device-allowed = Se jatkuu itsestään siellä, missä se aloitettiin. Voit sulkea tämän sivun.
device-denied-title = Et antanut lupaa
device-denied = Mitään ei annettu. Voit sulkea tämän sivun.

account-number-title = Matkapuhelinnumero
account-number-confirmed = Numerosi on vahvistettu.
account-number-unconfirmed = Numeroasi ei ole vahvistettu.
account-change-new = Koodi, jonka lähetimme osoitteeseen { $address }
account-change-old = Koodi, jonka lähetimme tähänastiseen osoitteeseesi { $address }
account-change-old-note = Näin kukaan ei vie tiliäsi toisella osoitteella. Jos et enää saa sen posteja, ota yhteyttä palvelun ylläpitoon.

ciba-title = Sovellus pyytää sinua
ciba-lead = Sovellus pyytää sinua kirjautumaan ja vastaamaan. Jatka, niin näet mikä sovellus se on, ja voit vastata kyllä tai ei.

# The phones of the account.

account-phones-title = Puhelimet
account-phones-hint = Lue koodi puhelimella salasanan kirjoittamisen sijaan
account-phones-lead = Tässä lisätty puhelin vastaa puolestasi: luet sivun koodin, näet kuka pyytää ja mitä, ja hyväksyt tai kieltäydyt.
account-phones-none = Sinulla ei ole vielä puhelinta täällä.
account-phones-unnamed = Puhelin
account-phones-locked = Lukittu: PIN-koodi oli liian monta kertaa väärin. Poista puhelin ja lisää se uudelleen.
account-phones-remove = Poista puhelin
account-phones-another = Lisää puhelin
account-phones-how = Näet koodin, joka on voimassa kymmenen minuuttia ja yhdelle puhelimelle.
account-phones-add = Näytä koodi
account-phone-title = Lisää puhelin
account-phone-lead = Lue tämä koodi puhelimen kameralla ja toimi puhelimessa ohjeen mukaan.
account-phone-picture = Koodi puhelinta varten. Ilman kameraa avaa alla oleva linkki puhelimessa.
account-phone-here = Oletko jo puhelimella?
account-phone-open = Lisää tämä puhelin
account-phone-warn = Älä näytä koodia kenellekään: ensimmäisenä sen lukeva saa puhelimen, joka vastaa puolestasi.
account-phone-then = Valmista? Katso puhelimesi
