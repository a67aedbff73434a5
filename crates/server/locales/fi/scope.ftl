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
scope-offline_access = pysyä yhteydessä, kun et ole paikalla
    .detail = kunnes sinä tai palvelu lopetatte sen

# Oikeus, jolle ei ole omia sanoja.
consent-other = käyttää oikeutta nimeltä { $scope }
