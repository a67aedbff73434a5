# Mitä palvelu saa tehdä; jatkaa lausetta "Jos sallit, palvelu voi:".

scope-openid = tunnistaa sinut
    .detail = tunnisteella, joka vastaa käyttäjätiliäsi
scope-profile = nähdä nimesi ja perustietosi
    .detail = kuten kuvan, kielen ja syntymäajan, jos olet antanut ne
scope-email = nähdä sähköpostiosoitteesi
    .detail = ja sen, onko se vahvistettu
scope-address = nähdä postiosoitteesi
    .detail = sellaisena kuin se on tililläsi
scope-phone = nähdä puhelinnumerosi
    .detail = ja sen, onko se vahvistettu
scope-idp-id = nähdä tunnisteen, jolla pankkisi tuntee sinut
    .detail = henkilötunnuksesi sijasta
scope-nin = nähdä henkilötunnuksesi
    .detail = tunnuksen, jolla valtio tuntee sinut
scope-ftn-extra = nähdä, minkä pankin kautta tunnistauduit
    .detail = ja mitä muuta luottamusverkosto kertoo sinusta, myös henkilötunnuksesi
scope-offline_access = pysyä yhteydessä, kun et ole paikalla
    .detail = kunnes sinä tai palvelu lopetatte sen

# Oikeus, jolle ei ole omia sanoja.
consent-other = käyttää oikeutta nimeltä { $scope }

# Yksittäisiä tietoja, joita palvelu pyytää nimeltä.
consent-claims = nähdä nämä tietosi
claim-name = koko nimi
claim-given_name = etunimet
claim-family_name = sukunimi
claim-middle_name = toiset nimet
claim-nickname = lempinimi
claim-preferred_username = käyttäjätunnus
claim-profile = profiilisivu
claim-picture = kuva
claim-website = verkkosivu
claim-gender = sukupuoli
claim-birthdate = syntymäaika
claim-zoneinfo = aikavyöhyke
claim-locale = kieli
claim-updated_at = milloin tietosi viimeksi muuttuivat
claim-email = sähköpostiosoite
claim-email_verified = onko sähköpostiosoitteesi vahvistettu
claim-phone_number = puhelinnumero
claim-phone_number_verified = onko puhelinnumerosi vahvistettu
claim-address = postiosoite
claim-groups = ryhmät, joihin kuulut
