# What mails and text messages say.

mail-trial-subject = Koeviesti: { -brand }
mail-trial-words = Tällä viestillä kokeiltiin lähetystapaa { $sender }. Viesti tuli perille, eikä mitään tarvitse tehdä.

mail-code-subject = Kirjautumiskoodisi
mail-code-lead = Tällä koodilla kirjaudut palveluun { $client }:
mail-code-lead-own = Tällä koodilla kirjaudut sisään:
mail-code-minutes =
    { $count ->
        [one] Se on voimassa { $count } minuutin ja toimii vain kerran.
       *[other] Se on voimassa { $count } minuuttia ja toimii vain kerran.
    }
mail-code-warn = Älä kerro sitä kenellekään. Jos et pyytänyt koodia, joku saattaa tietää salasanasi: vaihda se.
sms-code = { $code } on kirjautumiskoodisi. Älä kerro sitä kenellekään.

mail-notice-app-added = Käyttäjätiliisi lisättiin todennussovellus
mail-notice-app-added-words = Tästä lähtien todennussovellus vahvistaa henkilöllisyytesi, kun kirjaudut sisään osoitteessa { $host }.
mail-notice-passkey-added = Käyttäjätiliisi lisättiin pääsyavain
mail-notice-passkey-added-words = Tästä lähtien pääsyavaimella pääsee käyttäjätilillesi osoitteessa { $host }.
mail-notice-codes-made = Uudet palautuskoodit käyttäjätilillesi
mail-notice-codes-made-words = Käyttäjätilillesi osoitteessa { $host } luotiin uudet palautuskoodit. Aiemmat koodit eivät enää toimi.
mail-notice-app-removed = Käyttäjätililtäsi poistettiin todennussovellus
mail-notice-app-removed-words = Todennussovellus ei enää vahvista henkilöllisyyttäsi osoitteessa { $host }.
mail-notice-passkey-removed = Käyttäjätililtäsi poistettiin pääsyavain
mail-notice-passkey-removed-words = Pääsyavaimella ei enää pääse käyttäjätilillesi osoitteessa { $host }.
mail-notice-codes-removed = Palautuskoodisi poistettiin
mail-notice-codes-removed-words = Käyttäjätilisi palautuskoodit osoitteessa { $host } eivät enää toimi.
mail-notice-reset = Kirjautumisesi lisävarmistukset poistettiin
mail-notice-reset-words = Palvelun { $host } ylläpito poisti todennussovelluksesi, pääsyavaimesi ja palautuskoodisi. Näin tehdään, kun niiden kerrotaan kadonneen. Kirjaudu sisään ja ota käyttöön uudet.
mail-notice-copied = Pääsyavaimesi on ehkä kopioitu
mail-notice-copied-words = Osoitteessa { $host } joku käytti käyttäjätilisi pääsyavainta niin kuin sen kopiota käytettäisiin. Häntä ei päästetty sisään.
mail-notice-copied-then = Poista tämä pääsyavain käyttäjätililtäsi, luo uusi ja kerro asiasta palvelun ylläpidolle.
mail-notice-password = Käyttäjätilisi salasana vaihdettiin
mail-notice-password-words = Käyttäjätililläsi osoitteessa { $host } on uusi salasana. Kaikki muut laitteet kirjattiin ulos.
mail-notice-removed = Käyttäjätilisi poistettiin
mail-notice-removed-words = Käyttäjätilisi palvelussa { $host } poistettiin kaikkine siihen kuuluvine tietoineen. Kukaan ei voi palauttaa sitä.
mail-notice-removed-then = Jos et tehnyt tätä itse, kerro asiasta palvelun ylläpidolle.
mail-notice-name = Sen nimi: { $name }
mail-notice-then = Jos teit tämän itse, sinun ei tarvitse tehdä mitään. Jos et, joku muu on voinut päästä käyttäjätilillesi: vaihda salasanasi heti ja kerro asiasta palvelun ylläpidolle.
mail-notice-account = Siirry käyttäjätilillesi

mail-reset-subject = Aseta uusi salasana
mail-reset-lead = Joku, luultavasti sinä, kertoo, että olet unohtanut salasanasi. Tällä linkillä valitset uuden.
mail-reset-link = Valitse uusi salasana
mail-reset-minutes =
    { $count ->
        [one] Se on voimassa { $count } minuutin ja toimii vain kerran.
       *[other] Se on voimassa { $count } minuuttia ja toimii vain kerran.
    }
mail-reset-warn = Jos se et ollut sinä, sinun ei tarvitse tehdä mitään: mikään ei ole muuttunut.
mail-reset-otherwise = Joku, luultavasti sinä, pyytää käyttäjätilillesi uutta salasanaa. Tilillä ei ole salasanaa: kirjaudut sisään toisen palvelun kautta, kuten organisaatiosi tai pankkisi.
mail-reset-front = Siirry kirjautumissivulle

mail-register-subject = Tilisi
mail-register-lead = Tällä koodilla vahvistat sähköpostiosoitteesi ja luot tilin, jolla pääset palveluun { $client }:
mail-register-lead-own = Tällä koodilla vahvistat sähköpostiosoitteesi ja luot tilin:
mail-register-link = Vahvista linkillä
mail-register-warn = Jos et pyytänyt tätä, sinun ei tarvitse tehdä mitään. Älä kerro koodia kenellekään.
mail-register-known = Joku, luultavasti sinä, halusi luoda tilin tällä osoitteella. Sinulla on jo tili: kirjaudu kuten ennenkin, tai valitse uusi salasana, jos unohdit sen.
mail-invite-subject = Kutsu palveluun { $host }
mail-invite-lead = Sinut on kutsuttu luomaan tili palveluun { $host }.
mail-invite-link = Luo tili
mail-invite-warn = Linkki on vain sinulle, ja sen voi käyttää kerran.

mail-change-subject = Toinen sähköpostiosoite
mail-change-lead = Tällä koodilla vahvistat, että tilisi palvelussa { $host } saa sähköpostiosoitteen { $address }:
mail-change-none = Tällä koodilla vahvistat, ettei tililläsi palvelussa { $host } ole enää sähköpostiosoitetta:
mail-change-known = Joku, luultavasti sinä, halusi käyttää tätä osoitetta tilillään palvelussa { $host }. Se on jo toisella tilillä.
mail-change-warn = Älä kerro koodia kenellekään. Jos et pyytänyt tätä, joku saattaa tietää salasanasi: vaihda se.
mail-notice-email = Tilisi sähköpostiosoite vaihdettiin
mail-notice-email-words = Tililläsi palvelussa { $host } ei ole enää tätä sähköpostiosoitetta, tai sitä muutettiin.
mail-notice-number = Tilisi matkapuhelinnumero vaihdettiin
mail-notice-number-words = Tililläsi palvelussa { $host } on toinen matkapuhelinnumero tai ei numeroa lainkaan.

mail-ciba-subject = { $client } pyytää sinua
mail-ciba-lead = { $client } pyytää sinua kirjautumaan sisään ja vastaamaan kyllä tai ei.
mail-ciba-message = Sovellus sanoo: { $message }
mail-ciba-link = Vastaa
mail-ciba-warn = Jos et aloittanut tätä itse, vastaa ei tai älä tee mitään: silloin sovellus ei saa mitään.
mail-notice-phone-added = Tiliisi lisättiin puhelin
mail-notice-phone-added-words = Tästä lähtien puhelin vastaa puolestasi palvelussa { $host }.
mail-notice-phone-removed = Tililtäsi poistettiin puhelin
mail-notice-phone-removed-words = Puhelin ei enää vastaa puolestasi palvelussa { $host }.
