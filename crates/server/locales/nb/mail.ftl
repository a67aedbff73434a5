# What mails and text messages say.

mail-trial-subject = En prøve fra { -brand }
mail-trial-words = Denne meldingen ble sendt for å prøve ut avsenderen { $sender }. Den kom fram, og du trenger ikke gjøre noe.

mail-code-subject = Innloggingskoden din
mail-code-lead = Med denne koden logger du inn i { $client }:
mail-code-lead-own = Med denne koden logger du inn:
mail-code-minutes =
    { $count ->
        [one] Den gjelder i { $count } minutt, og én gang.
       *[other] Den gjelder i { $count } minutter, og én gang.
    }
mail-code-warn = Ikke gi den til noen. Ba du ikke om den, kan noen kjenne passordet ditt: bytt det.
sms-code = { $code } er innloggingskoden din. Ikke gi den til noen.
