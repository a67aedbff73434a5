# Sivujen tekstit. Tunnuksen alku kertoo sivun.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Ongelma: { $title }

login-title = Kirjaudu sisään
login-lead = ja jatka palveluun { $client }
login-username = Sähköposti tai käyttäjätunnus
login-password = Salasana
login-show = Näytä salasana
login-hide = Piilota salasana
login-submit = Kirjaudu sisään
login-cancel = Peruuta
login-forgot = Unohditko salasanasi?
login-register = Luo käyttäjätili
login-note = Salasanasi pysyy täällä. { $client } ei näe sitä koskaan.

consent-title = Lupasi
consent-heading = { $client } pyytää lupaasi
consent-account = Olet kirjautuneena tunnuksella { $account }
consent-switch = Käytä toista tiliä
consent-list = Jos sallit, { $client } voi:
consent-allow = Salli
consent-deny = Älä salli
consent-return = Valinnastasi riippumatta siirryt osoitteeseen { $host }.
consent-remembered = Kun olet sallinut nämä, niitä ei kysytä uudelleen.
consent-policy = Tietosuojaseloste
consent-terms = Käyttöehdot

return-title = Takaisin palveluun
return-lead = Olet palaamassa palveluun. Jos mitään ei tapahdu, paina painiketta.
return-submit = Jatka

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
home-lead = Voit sulkea tämän ikkunan tai kirjautua ulos tällä laitteella.
home-away-title = Kukaan ei ole kirjautuneena
home-away-lead = { -brand } kirjaa ihmisiä sisään palveluihin. Avaa palvelu, jota haluat käyttää; se tuo sinut tänne, kun sen on tiedettävä, kuka olet.

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
