# Miksi jotain evättiin, pysyvän koodin mukaan.
#
# .what  sivun lukijalle: mitä tapahtui, yksi virke. Sivun otsikko.
# .do    ja mitä voi tehdä. Lukija ei voi muuttaa palvelun asetuksia.

-start-again = Palaa palveluun ja aloita alusta.
-tell-makers = Palaa takaisin ja yritä uudelleen. Jos sama toistuu, kerro siitä palvelun tekijöille.
-ask-operators = Jos sama toistuu, ota yhteyttä kirjautumispalvelun ylläpitoon.
-safety-stop = Pysähdyimme tähän turvallisuutesi vuoksi. Kerro asiasta palvelun tekijöille.
-still-signed-in = Olet yhä kirjautuneena. Voit kirjautua ulos etusivullamme.

# Kun syyllä ei ole omia sanoja.
error-other =
    .what = Jokin meni matkalla vikaan.
    .do = { -start-again } { -ask-operators }

## Pyyntö sellaisenaan

refusal-parameter-repeated =
    .what = Pyynnössä sanotaan sama asia kahdesti.
    .do = { -tell-makers }
refusal-parameter-missing =
    .what = Pyynnöstä puuttuu jotakin.
    .do = { -tell-makers }
refusal-parameter-invalid =
    .what = Jokin pyynnössä ei ole niin kuin pitäisi.
    .do = { -tell-makers }
refusal-parameter-too-long =
    .what = Jokin pyynnössä on liian pitkä.
    .do = { -tell-makers }
refusal-connection-unencrypted =
    .what = Muut olisivat voineet lukea tämän.
    .do = Mitään ei tehty. Avaa sivu osoitteella, jonka alussa on https.
refusal-request-malformed =
    .what = Emme osanneet lukea pyyntöä.
    .do = { -tell-makers }

## Miten palvelu lähettää ihmisiä tänne

refusal-openid-required =
    .what = Palvelu pyytää jotakin, mihin se ei ole varautunut.
    .do = { -tell-makers }
refusal-nonce-required =
    .what = Palvelun pyynnöstä puuttuu se, mikä tekee siitä turvallisen.
    .do = { -safety-stop }
refusal-client-unknown =
    .what = Emme tunne palvelua, joka lähetti sinut tänne.
    .do = { -tell-makers }
refusal-client-disabled =
    .what = Palvelu, joka lähetti sinut tänne, ei ole käytössä.
    .do = Ota yhteyttä palvelun tekijöihin.
refusal-client-of-another-issuer =
    .what = Tätä sovellusta käytetään tämän palvelun toisessa osoitteessa.
    .do = { -tell-makers }
refusal-redirect-uri-missing =
    .what = Palvelu ei kertonut, minne sinut viedään lopuksi.
    .do = { -tell-makers }
refusal-redirect-uri-mismatch =
    .what = Palvelu haluaa viedä sinut osoitteeseen, jota emme tunne.
    .do = { -safety-stop }
refusal-response-type-unsupported =
    .what = Palvelu pyysi vastausta, jota emme anna.
    .do = { -tell-makers }
refusal-response-type-not-registered =
    .what = Palvelu pyysi vastausta, jota ei ole tarkoitettu sille.
    .do = { -tell-makers }
refusal-response-mode-unsupported =
    .what = Palvelu pyysi vastausta tavalla, jota emme käytä.
    .do = { -tell-makers }
refusal-scope-invalid =
    .what = Palvelu pyysi oikeutta, jota emme osanneet lukea.
    .do = { -tell-makers }
refusal-scope-not-allowed =
    .what = Palvelu pyysi oikeutta, jota ei ole tarkoitettu sille.
    .do = { -tell-makers }
refusal-pkce-required =
    .what = Palvelu jätti pois suojauksen, jota sen on käytettävä.
    .do = { -safety-stop }
refusal-pkce-plain-refused =
    .what = Palvelu käytti liian heikkoa suojausta.
    .do = { -safety-stop }
refusal-pkce-method-alone =
    .what = Palvelu käytti suojausta vain puoliksi.
    .do = { -safety-stop }
refusal-request-object-unsupported =
    .what = Palvelu lähetti pyyntönsä muodossa, jota emme ota vastaan.
    .do = { -tell-makers }
refusal-request-uri-unsupported =
    .what = Palvelu lähetti pyyntönsä muodossa, jota emme ota vastaan.
    .do = { -tell-makers }
refusal-request-object-required =
    .what = Palvelu lähetti pyyntönsä muodossa, jota emme ota vastaan.
    .do = { -tell-makers }
refusal-request-object-invalid =
    .what = Palvelun pyyntö on virheellinen, tai se ei tullut palvelulta.
    .do = { -safety-stop }
refusal-request-object-replayed =
    .what = Palvelu lähetti saman pyynnön kahdesti.
    .do = { -start-again }
refusal-request-uri-invalid =
    .what = Palvelun pyyntöä ei löydy sieltä, missä sen pitäisi olla.
    .do = { -tell-makers }
refusal-pushed-request-required =
    .what = Palvelu aloitti kirjautumisen tavalla, jota se ei saa käyttää.
    .do = { -tell-makers }
refusal-pushed-request-unknown =
    .what = Emme tiedä, mihin palvelu viittaa.
    .do = { -tell-makers }
refusal-pushed-request-over =
    .what = Tämä kirjautuminen on päättynyt.
    .do = Se on jo tehty, tai se kesti liian kauan. { -start-again }
refusal-registration-unsupported =
    .what = Palvelu lähetti pyyntönsä muodossa, jota emme ota vastaan.
    .do = { -tell-makers }
refusal-resource-unknown =
    .what = Palvelu pyysi pääsyä johonkin, mitä emme tunne.
    .do = { -tell-makers }
refusal-resource-invalid =
    .what = Palvelu pyysi pääsyä tavalla, jota emme ymmärrä.
    .do = { -tell-makers }
refusal-scope-not-for-person =
    .what = Palvelu pyysi oikeutta, jota tililläsi ei ole.
    .do = Voit palata palveluun. Jos tarvitset oikeutta, pyydä sitä palvelun ylläpidolta.
refusal-prompt-none-combined =
    .what = Palvelu pyysi kahta asiaa, jotka sulkevat toisensa pois.
    .do = { -tell-makers }
refusal-login-required =
    .what = Et ole kirjautuneena.
    .do = Palaa palveluun ja kirjaudu sisään.
refusal-consent-required =
    .what = Palvelu tarvitsee ensin lupasi.
    .do = { -start-again }
refusal-acr-unmet =
    .what = Et voi kirjautua täällä sillä tavalla, jota palvelu vaatii.
    .do = Palaa palveluun. Jos tarvitset tätä, ota yhteyttä palvelun tekijöihin.
refusal-sealing-key-missing =
    .what = Palvelulle annettava vastaus on salattava, mutta meillä ei ole siihen sopivaa palvelun avainta.
    .do = { -tell-makers }
refusal-sealing-key-unproven =
    .what = Palvelu ei ole vielä osoittanut, että se osaa avata sille salaamamme tiedot.
    .do = { -tell-makers }
refusal-sealing-keys-unavailable =
    .what = Palvelun avaimia ei juuri nyt tavoiteta, emmekä anna sille vastausta ilman niitä.
    .do = { -tell-makers }
refusal-access-denied =
    .what = Pyyntö hylättiin.
    .do = Mitään ei jaettu. Voit palata palveluun ja aloittaa alusta.

## Kirjautuminen

refusal-login-unknown =
    .what = Tämä kirjautuminen on päättynyt.
    .do = Se on jo tehty, tai se kesti liian kauan. { -start-again }
refusal-login-other-browser =
    .what = Tämä kirjautuminen aloitettiin toisessa selaimessa.
    .do = Jatka siinä, missä aloitit, tai palaa palveluun tässä selaimessa ja aloita alusta. Evästeiden on oltava sallittuja.
refusal-password-wrong =
    .what = Käyttäjätunnus ja salasana eivät täsmää.
    .do = Tarkista molemmat ja yritä uudelleen. Isoilla ja pienillä kirjaimilla on salasanassa eroa.
refusal-current-password-wrong =
    .what = Tuo ei ole nykyinen salasanasi.
    .do = Yritä uudelleen. Isot ja pienet kirjaimet ovat eri merkkejä.
refusal-upstream-cancelled =
    .what = Keskeytit tunnistautumisen.
    .do = Mitään ei jaettu. Palaa palveluun ja yritä uudelleen tai valitse toinen tapa.
refusal-upstream-denied =
    .what = Et antanut tunnistuspalvelun kertoa, kuka olet.
    .do = Mitään ei jaettu. Palaa palveluun ja yritä uudelleen tai valitse toinen tapa.
refusal-upstream-acr =
    .what = Tunnistautumisesi onnistui, mutta se ei ole niin vahva kuin palvelu edellyttää.
    .do = Palaa palveluun ja valitse vahvempi tapa, esimerkiksi toinen pankki tai mobiilivarmenne.
refusal-upstream-untrusted =
    .what = Tunnistuspalvelun vastaukseen ei voitu luottaa.
    .do = Ketään ei kirjattu sisään sen perusteella. Palaa palveluun ja yritä uudelleen. Jos tämä toistuu, kerro siitä tämän kirjautumispalvelun ylläpidolle.
refusal-upstream-refused =
    .what = Tunnistuspalvelu ei hyväksynyt pyyntöämme.
    .do = Palaa palveluun ja valitse toinen tapa, ja kerro asiasta tämän kirjautumispalvelun ylläpidolle.
refusal-upstream-answered =
    .what = Tämä vastaus on jo käytetty.
    .do = Tällainen sivu kelpaa vain kerran. Jos et ole kirjautunut sisään, palaa palveluun ja aloita alusta.
refusal-upstream-unavailable =
    .what = Tunnistuspalvelu ei vastaa juuri nyt.
    .do = Palaa palveluun ja yritä hetken kuluttua uudelleen tai valitse toinen tapa.
refusal-upstream-unlinked =
    .what = Tunnistautumiseesi ei ole liitetty tiliä täällä.
    .do = Kirjaudu muulla tavalla ja liitä se tililläsi, tai kysy tämän kirjautumispalvelun ylläpidolta.
refusal-identity-taken =
    .what = Tämä kirjautumistapa on jo liitetty toiseen tiliin.
    .do = Kirjaudu sillä, niin näet, mihin tiliin. Jos haluat sen tähän tiliin, poista liitos ensin sieltä.
refusal-identity-last =
    .what = Tämä on ainoa tapa päästä tilillesi.
    .do = Liitä ensin toinen, tai ota yhteyttä kirjautumispalvelun ylläpitoon.
refusal-account-disabled =
    .what = Tämä tili on poistettu käytöstä.
    .do = Kysy tämän kirjautumispalvelun ylläpidolta.
refusal-policy-denied =
    .what = Tämän kirjautumispalvelun säännöt eivät päästä sinua sisään näin.
    .do = Yritä toisella tavalla, tai kysy kirjautumispalvelun ylläpidolta ja kerro heille viite.
refusal-too-many-tries =
    .what = Yrityksiä on ollut liian monta.
    .do = Odota hetki ennen kuin yrität uudelleen. Jos olet unohtanut salasanasi, pyydä uusi kirjautumispalvelun ylläpidolta.
refusal-too-many-requests =
    .what = Verkostasi on tullut liian monta pyyntöä.
    .do = Mitään ei ole menetetty. Odota hetki ja yritä uudelleen.
refusal-busy =
    .what = Juuri nyt hyvin moni kirjautuu sisään.
    .do = Mitään ei ole menetetty. Odota hetki ja yritä uudelleen.
refusal-foreign-form =
    .what = Tämä lomake ei tullut meidän sivultamme.
    .do = Mitään ei tehty. { -start-again }

## Uloskirjautuminen

refusal-logout-hint-invalid =
    .what = Palvelun pyyntöä kirjata sinut ulos ei voitu tarkistaa.
    .do = { -still-signed-in }
refusal-logout-client-mismatch =
    .what = Palvelun pyyntö kirjata sinut ulos on ristiriidassa itsensä kanssa.
    .do = { -still-signed-in }
refusal-post-logout-uri-mismatch =
    .what = Palvelu haluaa uloskirjautumisen jälkeen viedä sinut osoitteeseen, jota emme tunne.
    .do = { -still-signed-in }
refusal-post-logout-client-missing =
    .what = Palvelu haluaa viedä sinut uloskirjautumisen jälkeen muualle, mutta ei kertonut, kuka se on.
    .do = { -still-signed-in }
refusal-logout-unknown =
    .what = Tämä uloskirjautuminen on päättynyt.
    .do = Se on jo tehty, tai se kesti liian kauan. Jos olet yhä kirjautuneena, kirjaudu ulos uudelleen.

## Ylläpito

refusal-not-found =
    .what = Tässä osoitteessa ei ole mitään.
    .do = Tarkista osoite tai palaa palveluun, josta tulit.
refusal-method-not-allowed =
    .what = Tätä osoitetta ei voi avata näin.
    .do = Palaa palveluun, josta tulit, ja aloita alusta.

## Me itse

refusal-store-unavailable =
    .what = Emme juuri nyt saa yhteyttä tietoihimme.
    .do = Mitään ei muutettu. Odota hetki ja yritä uudelleen.
refusal-outcome-unknown =
    .what = Emme voineet varmistaa, että tämä tallentui.
    .do = Odota hetki. { -start-again }
refusal-internal =
    .what = Jotain rikkoutui meidän puolellamme.
    .do = Syy ei ole sinun. Yritä hetken kuluttua uudelleen. { -ask-operators }
refusal-login-name-taken =
    .what = Toinen tili käyttää tätä tunnusta tai osoitetta.
    .do = Käytä toista tai kysy kirjautumispalvelun ylläpidolta.
refusal-user-invalid =
    .what = Emme voi tallentaa tätä näin.
    .do = Tarkista, mitä kirjoitit. Se ei saa olla liian pitkä eikä sisältää näkymättömiä merkkejä, ja sähköpostiosoitteessa on oltava @.
refusal-password-unfit =
    .what = Tätä salasanaa ei voi käyttää.
    .do = Valitse 8–256 merkin salasana, joka ei ole nimesi eikä osoitteesi.
