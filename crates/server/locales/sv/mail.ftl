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
