# What mails and text messages say.

mail-trial-subject = Ett test från { -brand }
mail-trial-words = Det här meddelandet skickades för att prova avsändaren { $sender }. Det har kommit fram och du behöver inte göra något.

mail-code-subject = Din inloggningskod
mail-code-lead = Med den här koden loggar du in i { $client }:
mail-code-lead-own = Med den här koden loggar du in:
mail-code-minutes =
    { $count ->
        [one] Den gäller i { $count } minut, och en gång.
       *[other] Den gäller i { $count } minuter, och en gång.
    }
mail-code-warn = Berätta den inte för någon. Bad du inte om den kan någon känna till ditt lösenord: byt det.
sms-code = { $code } är din inloggningskod. Berätta den inte för någon.

mail-notice-app-added = En autentiseringsapp lades till i ditt konto
mail-notice-app-added-words = Från och med nu bekräftar en autentiseringsapp vem du är när du loggar in på { $host }.
mail-notice-passkey-added = En lösennyckel lades till i ditt konto
mail-notice-passkey-added-words = Från och med nu öppnar en lösennyckel ditt konto på { $host }.
mail-notice-codes-made = Nya återställningskoder för ditt konto
mail-notice-codes-made-words = Nya återställningskoder har skapats för ditt konto på { $host }. De tidigare fungerar inte längre.
mail-notice-app-removed = En autentiseringsapp togs bort från ditt konto
mail-notice-app-removed-words = En autentiseringsapp bekräftar inte längre vem du är på { $host }.
mail-notice-passkey-removed = En lösennyckel togs bort från ditt konto
mail-notice-passkey-removed-words = En lösennyckel öppnar inte längre ditt konto på { $host }.
mail-notice-codes-removed = Dina återställningskoder togs bort
mail-notice-codes-removed-words = Återställningskoderna för ditt konto på { $host } fungerar inte längre.
mail-notice-reset = Dina extra steg vid inloggning togs bort
mail-notice-reset-words = De som sköter { $host } har tagit bort dina autentiseringsappar, lösennycklar och återställningskoder. Det gör de när någon säger att de har gått förlorade. Logga in och ställ in nya.
mail-notice-copied = En av dina lösennycklar kan ha kopierats
mail-notice-copied-words = På { $host } använde någon en lösennyckel till ditt konto så som en kopia av den skulle användas. Den släpptes inte in.
mail-notice-copied-then = Ta bort lösennyckeln från ditt konto, skapa en ny och berätta det för dem som sköter tjänsten.
mail-notice-password = Lösenordet till ditt konto byttes
mail-notice-password-words = Ditt konto på { $host } har ett nytt lösenord. Alla andra enheter har loggats ut.
mail-notice-removed = Ditt konto togs bort
mail-notice-removed-words = Ditt konto hos { $host } togs bort med allt som hörde till det. Ingen kan återställa det.
mail-notice-removed-then = Var det inte du, berätta det för dem som sköter tjänsten.
mail-notice-name = Dess namn: { $name }
mail-notice-then = Var det du behöver du inte göra något. Var det inte du kan någon annan ha kommit in i ditt konto: byt lösenord nu och berätta det för dem som sköter tjänsten.
mail-notice-account = Gå till ditt konto

mail-reset-subject = Välj ett nytt lösenord
mail-reset-lead = Någon, troligen du, säger att du har glömt ditt lösenord. Med den här länken väljer du ett nytt.
mail-reset-link = Välj ett nytt lösenord
mail-reset-minutes =
    { $count ->
        [one] Den gäller i { $count } minut och bara en gång.
       *[other] Den gäller i { $count } minuter och bara en gång.
    }
mail-reset-warn = Om det inte var du behöver du inte göra något: ingenting har ändrats.
mail-reset-otherwise = Någon, troligen du, ber om ett nytt lösenord till ditt konto. Kontot har inget lösenord: du loggar in genom en annan tjänst, till exempel din organisations eller din banks.
mail-reset-front = Gå till inloggningssidan

mail-register-subject = Ditt konto
mail-register-lead = Med den här koden bekräftar du din e-postadress och skapar ett konto för att gå vidare till { $client }:
mail-register-lead-own = Med den här koden bekräftar du din e-postadress och skapar ett konto:
mail-register-link = Bekräfta med länk i stället
mail-register-warn = Om du inte bad om detta behöver du inte göra något. Ge inte koden till någon.
mail-register-known = Någon, troligen du, ville skapa ett konto med den här adressen. Det finns redan ett: logga in som vanligt, eller välj ett nytt lösenord om du har glömt det.
mail-invite-subject = En inbjudan till { $host }
mail-invite-lead = Du är inbjuden att skapa ett konto hos { $host }.
mail-invite-link = Skapa kontot
mail-invite-warn = Länken är bara till för dig och kan användas en gång.

mail-change-subject = En annan e-postadress
mail-change-lead = Med den här koden bekräftar du att ditt konto hos { $host } ska ha e-postadressen { $address }:
mail-change-none = Med den här koden bekräftar du att ditt konto hos { $host } inte ska ha någon e-postadress:
mail-change-known = Någon, troligen du, ville använda den här adressen för ett konto hos { $host }. Ett annat konto har den redan.
mail-change-warn = Ge inte koden till någon. Om du inte bad om detta kan någon känna till ditt lösenord: byt det.
mail-notice-email = E-postadressen för ditt konto ändrades
mail-notice-email-words = Ditt konto hos { $host } har inte längre den här e-postadressen, eller så ändrades den.
mail-notice-number = Mobilnumret för ditt konto ändrades
mail-notice-number-words = Ditt konto hos { $host } har ett annat mobilnummer, eller inget.

mail-ciba-subject = { $client } frågar dig
mail-ciba-lead = { $client } ber dig logga in och svara ja eller nej.
mail-ciba-message = Appen säger: { $message }
mail-ciba-link = Svara
mail-ciba-warn = Om du inte startade det här själv svarar du nej eller gör ingenting: då får appen ingenting.
mail-notice-phone-added = En telefon lades till i ditt konto
mail-notice-phone-added-words = Från och med nu svarar en telefon för dig på { $host }.
mail-notice-phone-removed = En telefon togs bort från ditt konto
mail-notice-phone-removed-words = En telefon svarar inte längre för dig på { $host }.
