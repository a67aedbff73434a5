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

mail-notice-app-added = En autentiseringsapp ble lagt til i kontoen din
mail-notice-app-added-words = Fra nå av bekrefter en autentiseringsapp hvem du er når du logger inn på { $host }.
mail-notice-passkey-added = En tilgangsnøkkel ble lagt til i kontoen din
mail-notice-passkey-added-words = Fra nå av åpner en tilgangsnøkkel kontoen din på { $host }.
mail-notice-codes-made = Nye gjenopprettingskoder til kontoen din
mail-notice-codes-made-words = Det er laget nye gjenopprettingskoder til kontoen din på { $host }. De gamle virker ikke lenger.
mail-notice-app-removed = En autentiseringsapp ble fjernet fra kontoen din
mail-notice-app-removed-words = En autentiseringsapp bekrefter ikke lenger hvem du er på { $host }.
mail-notice-passkey-removed = En tilgangsnøkkel ble fjernet fra kontoen din
mail-notice-passkey-removed-words = En tilgangsnøkkel åpner ikke lenger kontoen din på { $host }.
mail-notice-codes-removed = Gjenopprettingskodene dine ble fjernet
mail-notice-codes-removed-words = Gjenopprettingskodene til kontoen din på { $host } virker ikke lenger.
mail-notice-reset = De ekstra trinnene dine ved innlogging ble fjernet
mail-notice-reset-words = De som driver { $host }, har fjernet autentiseringsappene, tilgangsnøklene og gjenopprettingskodene dine. Det gjør de når noen sier at de er mistet. Logg inn og sett opp nye.
mail-notice-copied = En av tilgangsnøklene dine kan være kopiert
mail-notice-copied-words = På { $host } brukte noen en tilgangsnøkkel til kontoen din slik en kopi av den ville blitt brukt. Den slapp ikke inn.
mail-notice-copied-then = Fjern denne tilgangsnøkkelen fra kontoen din, lag en ny, og si fra til dem som driver tjenesten.
mail-notice-password = Passordet til kontoen din ble byttet
mail-notice-password-words = Kontoen din på { $host } har fått nytt passord. Alle andre enheter ble logget ut.
mail-notice-removed = Kontoen din ble fjernet
mail-notice-removed-words = Kontoen din hos { $host } ble fjernet med alt som hørte til. Ingen kan hente den tilbake.
mail-notice-removed-then = Var det ikke deg, si fra til dem som driver tjenesten.
mail-notice-name = Navnet er: { $name }
mail-notice-then = Var det deg, trenger du ikke gjøre noe. Var det ikke deg, kan noen andre være inne på kontoen din: bytt passord nå, og si fra til dem som driver tjenesten.
mail-notice-account = Gå til kontoen din

mail-reset-subject = Velg et nytt passord
mail-reset-lead = Noen, trolig du, sier at du har glemt passordet ditt. Med denne lenken velger du et nytt.
mail-reset-link = Velg et nytt passord
mail-reset-minutes =
    { $count ->
        [one] Den gjelder i { $count } minutt og bare én gang.
       *[other] Den gjelder i { $count } minutter og bare én gang.
    }
mail-reset-warn = Hvis det ikke var deg, trenger du ikke gjøre noe: ingenting er endret.
mail-reset-otherwise = Noen, trolig du, ber om et nytt passord til kontoen din. Kontoen har ikke passord: du logger inn gjennom en annen tjeneste, for eksempel den til organisasjonen din eller banken din.
mail-reset-front = Gå til innloggingssiden

mail-register-subject = Kontoen din
mail-register-lead = Med denne koden bekrefter du e-postadressen din og oppretter en konto for å gå videre til { $client }:
mail-register-lead-own = Med denne koden bekrefter du e-postadressen din og oppretter en konto:
mail-register-link = Bekreft med lenke i stedet
mail-register-warn = Hvis du ikke ba om dette, trenger du ikke gjøre noe. Ikke gi koden til noen.
mail-register-known = Noen, trolig du, ville opprette en konto med denne adressen. Det finnes allerede en: logg inn som vanlig, eller velg et nytt passord hvis du har glemt det.
mail-invite-subject = En invitasjon til { $host }
mail-invite-lead = Du er invitert til å opprette en konto hos { $host }.
mail-invite-link = Opprett kontoen
mail-invite-warn = Lenken er bare til deg og gjelder én gang.

mail-change-subject = En annen e-postadresse
mail-change-lead = Med denne koden bekrefter du at kontoen din hos { $host } skal ha e-postadressen { $address }:
mail-change-none = Med denne koden bekrefter du at kontoen din hos { $host } ikke skal ha noen e-postadresse:
mail-change-known = Noen, trolig du, ville bruke denne adressen for en konto hos { $host }. En annen konto har den allerede.
mail-change-warn = Ikke gi koden til noen. Hvis du ikke ba om dette, kan noen kjenne passordet ditt: bytt det.
mail-notice-email = E-postadressen til kontoen din ble endret
mail-notice-email-words = Kontoen din hos { $host } har ikke lenger denne e-postadressen, eller den ble endret.
mail-notice-number = Mobilnummeret til kontoen din ble endret
mail-notice-number-words = Kontoen din hos { $host } har et annet mobilnummer, eller ikke noe.

mail-ciba-subject = { $client } spør deg
mail-ciba-lead = { $client } ber deg logge inn og svare ja eller nei.
mail-ciba-message = Appen sier: { $message }
mail-ciba-link = Svar
mail-ciba-warn = Hvis du ikke startet dette selv, svarer du nei eller gjør ingenting: da får appen ingenting.
mail-notice-phone-added = En telefon ble lagt til kontoen din
mail-notice-phone-added-words = Fra nå av svarer en telefon for deg på { $host }.
mail-notice-phone-removed = En telefon ble fjernet fra kontoen din
mail-notice-phone-removed-words = En telefon svarer ikke lenger for deg på { $host }.
