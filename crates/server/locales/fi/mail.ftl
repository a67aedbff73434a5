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
