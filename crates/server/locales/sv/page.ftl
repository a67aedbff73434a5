# Sidornas texter. Början av ett id är sidan som texten står på.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Problem: { $title }

login-title = Logga in
login-lead = för att fortsätta till { $client }
login-account = Vilket konto använder du?
login-account-organisation = Organisationens konto
login-account-other = Annat konto
login-address-leads = Om du loggar in på din organisations egen sida räcker det med e-postadressen.
login-username = E-post eller användarnamn
login-password = Lösenord
login-show = Visa lösenordet
login-hide = Dölj lösenordet
login-submit = Logga in
login-cancel = Avbryt
login-forgot = Har du glömt lösenordet?
login-register = Skapa ett konto
login-note = Lösenordet stannar här. { $client } får aldrig se det.
login-identify = Identifiera dig
login-others = Andra sätt att logga in
login-last = Använt senast
login-search = Sök på namn
login-found-none = Inga träffar. Töm fältet för att se alla.
login-found =
    { $count ->
        [one] { $count } träff
       *[other] { $count } träffar
    }
login-with = Fortsätt med { $upstream }
login-return = Tillbaka till { $client }
login-note-elsewhere = Du identifierar dig i den tjänst du väljer, och dina koder och lösenord stannar där. { $client } får aldrig se dem.

app-home = Webbplats
app-policy = Integritetspolicy
app-terms = Användarvillkor

code-title = Ange koden
code-sent-email = Vi skickade en kod till { $address }.
code-sent-sms = Vi skickade en kod med sms till { $address }.
code-undelivered = Koden kunde inte levereras till { $address }.
code-counts-minutes =
    { $count ->
        [one] Den gäller i { $count } minut till.
       *[other] Den gäller i { $count } minuter till.
    }
code-counts-seconds =
    { $count ->
        [one] Den gäller i { $count } sekund till.
       *[other] Den gäller i { $count } sekunder till.
    }
code-over = Koden gäller inte längre. Låt skicka en ny.
code-field = Kod
code-submit = Fortsätt
code-again = Skicka en ny kod
code-left =
    { $count ->
        [one] Du har { $count } försök kvar.
       *[other] Du har { $count } försök kvar.
    }
code-another = Ett annat sätt
code-note = Berätta inte koden för någon. Vi frågar aldrig efter den per telefon eller e-post.

select-title = Välj ett konto
select-continue = Fortsätt som { $account }
select-another = Använd ett annat konto

factor-title = Ett steg till
factor-choose = Välj hur du bekräftar att det är du.
factor-email-otp = Kod per e-post till { $to }
factor-sms-otp = Kod per sms till { $to }
factor-totp = Kod från din autentiseringsapp
factor-passkey = Nyckel (passkey)
factor-recovery-code = Återställningskod

enrol-title = Skaffa ett andra steg
enrol-why = Här krävs ett andra steg, och ditt konto har inget ännu. Lägg till ett nu och fortsätt.
enrol-choose = Välj vad du vill lägga till.

consent-title = Ditt tillstånd
consent-heading = { $client } ber om ditt tillstånd
consent-account = Du är inloggad som { $account }
consent-switch = Använd ett annat konto
consent-list = Om du tillåter det kan { $client }:
consent-allow = Tillåt
consent-deny = Tillåt inte
consent-return = Vad du än väljer går du vidare till { $host }.
consent-remembered = När du en gång har tillåtit detta blir du inte tillfrågad igen.
consent-elsewhere-message = Appen säger:
consent-device-code = Din enhet visar den här koden:
consent-device-address = Begäran kom från nätverksadressen { $address }.
consent-device-warning = Tillåt bara om du själv startade det här alldeles nyss. Om någon har skickat koden eller en länk till dig väljer du ”Tillåt inte”.
consent-app-warning = Tillåt bara om du vet vad det gäller: du har kontakt med dem just nu eller har bett om det. Om det kommer oväntat väljer du ”Tillåt inte”.

return-title = Tillbaka till appen
return-lead = Du är på väg tillbaka. Händer ingenting, tryck på knappen.
return-submit = Fortsätt
onward-title = Ett ögonblick
onward-lead = Du är på väg till nästa steg. Tryck på knappen om inget händer.

logout-title = Logga ut
logout-heading = Vill du logga ut?
logout-asked = { $client } ber om att få logga ut dig.
logout-account = Du är inloggad som { $account }
logout-note = Apparna frågar efter lösenordet igen. En app som redan är öppen kan förbli öppen tills du loggar ut även där.
logout-submit = Logga ut
logout-stay = Förbli inloggad

done-title = Du är utloggad
done-lead = Du kan stänga fönstret. Om andra använder enheten bör du stänga hela webbläsaren.

home-title = Ditt konto
home-heading = Du är inloggad
home-account = som { $account }
home-lead = Du kan stänga fönstret, titta på ditt konto eller logga ut på den här enheten.
home-away-title = Ingen är inloggad här
home-away-lead = { -brand } loggar in människor i appar. Öppna den app du vill använda; den skickar dig hit när den behöver veta vem du är.

account-title = Ditt konto
account-of = Du är inloggad som { $account }
account-done = Klart. Ändringen är sparad.
account-save = Spara
account-browser = En webbläsare
account-address = Nätverksadress
account-name-title = Namn
account-name-lead = Appar som du låter se ditt namn visar det så här.
account-name-whole = Fullständigt namn
account-name-given = Förnamn
account-name-family = Efternamn
account-email-title = E-postadress
account-email-lead = Du kan också logga in med den här adressen.
account-email-confirmed = Din adress är bekräftad.
account-email-unconfirmed = Din adress är inte bekräftad.
account-email-address = E-postadress
account-password-title = Lösenord
account-password-lead = Ett nytt lösenord loggar ut dig överallt annars, och apparna ber dig logga in igen.
account-password-current = Nuvarande lösenord
account-password-new = Nytt lösenord
password-advice = Minst { $count } tecken. Några ord som bara du skulle sätta ihop är lätta att minnas och svåra att gissa.
password-weak-title = Det här lösenordet är lätt att gissa
password-weak-known = Det liknar ett lösenord som många använder.
password-weak-word = Det är knappt mer än ett eller två vanliga ord.
password-weak-name = För- och efternamn gissas tidigt.
password-weak-own = Ditt namn eller din adress finns i det, eller namnet på den här tjänsten.
password-weak-keys = Tangenter som ligger bredvid varandra gissas tidigt.
password-weak-sequence = Följder som abc eller 6543 gissas tidigt.
password-weak-repeats = Det som upprepas är knappast svårare att gissa än en gång.
password-weak-date = Datum och årtal gissas tidigt.
password-weak-disguise = Stora bokstäver, ord stavade baklänges och siffror i stället för bokstäver hjälper knappast.
password-weak-remedy = Sätt ihop några ord som inte har med varandra eller med dig att göra. Tecken och siffror behövs inte.
password-weak-again = Skriv ett bättre nedan. Vill du ändå ha det här, skriv det igen och kryssa i rutan under det.
password-weak-keep = Använd ändå det här lösenordet
account-password-submit = Byt lösenord
account-sessions-title = Var du är inloggad
account-sessions-hint = Webbläsare, och att logga ut dem
account-sessions-lead = Känner du inte igen någon av dem, logga ut den och byt lösenord.
account-sessions-here = den här webbläsaren
account-sessions-begun = Inloggad
account-sessions-used = Senast använd
account-sessions-apps = Appar
account-sessions-end = Logga ut där
account-sessions-end-others = Logga ut överallt annars
account-apps-title = Appar
account-apps-hint = Vad de får se, och att öppna dem
account-apps-lead = De här apparna kan logga in dig och se det du har tillåtit.
account-apps-none = Du har inte använt någon app än.
account-apps-allowed = Tillåtet
account-apps-house = En del av den här tjänsten. Den behöver inte ditt tillstånd.
account-apps-start = Öppna
account-apps-withdraw = Ta tillbaka tillståndet
account-identities-title = Andra sätt att logga in
account-identities-hint = Banker och andra tjänster som känner dig
account-identities-lead = Med dessa kommer du in på ditt konto utan lösenord.
account-identities-none = Ingen annan tjänst är kopplad till ditt konto.
account-identities-linked = Kopplad
account-identities-used = Senast använd
account-identities-unlink = Koppla loss
account-identities-only = Det är den enda vägen in på ditt konto, så den blir kvar.
account-identities-another = Koppla en till
account-identities-how = Du loggar in där en gång. Sedan släpps du in på kontot den vägen.
account-identities-link = Koppla { $upstream }
account-factors-title = Säkerhet
account-factors-hint = Koder och nycklar som skyddar ditt konto
account-factors-lead = Med dessa bekräftar du, utöver lösenordet, att det är du.
account-factors-none = Du har ännu inte lagt till något som skyddar ditt konto utöver lösenordet.
account-factors-app = Autentiseringsapp
account-factors-added = Tillagd
account-factors-used = Senast använd
account-factors-unused = Aldrig
account-factors-name = Namn
account-factors-name-submit = Spara namnet
account-factors-remove = Ta bort
account-factors-add-app = Lägg till en autentiseringsapp
account-factors-app-how = En app i telefonen visar en kod som byts var 30:e sekund. Du skriver in den när du loggar in.
account-factors-codes = Återställningskoder
account-factors-codes-left = Koder kvar
account-factors-codes-how = Var och en fungerar en gång i stället för en app eller nyckel som du har förlorat. Nya koder ersätter alla gamla.
account-factors-codes-renew = Gör nya koder
account-factors-devices = Webbläsare som minns dig
account-factors-devices-lead = I de här webbläsarna blir du inte ombedd om ett andra steg.
account-factors-device-until = Till
account-factors-forget = Glöm

account-count = Nu: { $count }
account-data-title = Dina uppgifter
account-data-hint = Ta med dem, eller ta bort ditt konto
account-data-hint-only = Ta med dem
account-data-prove = För detta visar du vem du är, om du inte just har gjort det.
account-data-take = Ta med dina uppgifter
account-data-what = En fil med allt som sparas om dig här: vad som är känt om dig, hur och var du loggar in, vad du har tillåtit, vad som har skickats till dig och vad som har hänt med ditt konto. Lösenord och andra hemligheter finns inte med.
account-data-download = Ladda ner dina uppgifter
account-remove-title = Ta bort ditt konto
account-remove-lead = Ditt konto försvinner genast och för gott: du loggas ut överallt, apparna får ingenting mer och ingen kan återställa det.
account-remove-stays = Kvar blir en anteckning om när kontot skapades, ändrades och togs bort. Ditt namn står inte i den.
account-remove-confirm = Jag vill att mitt konto tas bort för gott.
account-remove-submit = Ta bort mitt konto
account-gone-title = Ditt konto är borta
account-gone-words = Det togs bort med allt som hörde till det. Du kan stänga den här sidan.
account-totp-title = Lägg till en autentiseringsapp
account-totp-lead = Öppna en autentiseringsapp i telefonen och läs av bilden med den.
account-totp-picture = QR-kod med nyckeln till din app
account-totp-here = Finns appen på den här enheten?
account-totp-open = Öppna i appen
account-totp-typed = Eller skriv in den här nyckeln i appen:
account-totp-code = Koden som appen visar
account-totp-name = Namn på appen eller enheten, om du vill
account-totp-submit = Lägg till
account-codes-title = Dina återställningskoder
account-codes-lead = Förvara koderna på ett säkert ställe, åtskilda från telefonen. Var och en fungerar en gång, när du har förlorat allt annat. De visas bara nu.
account-codes-download = Spara som fil
account-codes-copy = Kopiera
account-codes-copied = Kopierat
account-codes-print = Skriv ut
account-codes-kept = Jag har sparat koderna
totp-title = Ange koden från din app
totp-lead = Öppna din autentiseringsapp och skriv in de sex siffror som den visar.
totp-code = Kod
recovery-code-title = Ange en återställningskod
recovery-code-lead = Ta en av koderna som du sparade. Den fungerar bara en gång.
recovery-code-field = Återställningskod
proof-submit = Fortsätt
proof-another = Ett annat sätt
account-sign-ins-title = Senaste inloggningar
account-sign-ins-hint = Även de som misslyckades
account-sign-ins-lead = Känner du inte igen någon som lyckades, byt lösenord.
account-sign-ins-succeeded = Inloggad
account-sign-ins-continued = Första steget klart
account-sign-ins-refused = Fel lösenord
account-sign-ins-failed = Inloggningen misslyckades
account-sign-ins-when = När
account-sign-ins-with = Med
account-sign-ins-through = Genom
account-sign-ins-for = Till

error-title = Vi kunde inte fortsätta
error-reference = Referens
error-code = Kod
error-report = Uppge detta om du ber dem som sköter inloggningstjänsten om hjälp.
error-detail = För utvecklare
error-again = Försök igen
error-front = Öppna vår startsida
error-return = Tillbaka till { $client }

retry-seconds =
    { $count ->
        [one] Du kan försöka igen om { $count } sekund.
       *[other] Du kan försöka igen om { $count } sekunder.
    }
retry-minutes =
    { $count ->
        [one] Du kan försöka igen om { $count } minut.
       *[other] Du kan försöka igen om { $count } minuter.
    }

remember-days =
    { $count ->
        [one] Fråga inte igen på den här enheten på en dag
       *[other] Fråga inte igen på den här enheten på { $count } dagar
    }
remember-note = Bara om ingen annan använder den här enheten.

forgot-title = Har du glömt lösenordet?
forgot-lead = Skriv det du loggar in med. Vi skickar en länk till kontots e-postadress.
forgot-submit = Skicka länken
forgot-sent = Om det finns ett sådant konto är en länk på väg till dess e-postadress. Titta också i skräpposten. Länken gäller en kort tid och bara en gång.
reset-title = Välj ett nytt lösenord
reset-lead = Det loggar ut dig överallt.
reset-submit = Spara lösenordet
reset-done-title = Ditt nya lösenord gäller
reset-done = Du är utloggad överallt. Logga in med det nya lösenordet.

register-title = Skapa ett konto
register-lead = Med det går du vidare till { $client }.
register-given = Förnamn
register-family = Efternamn
register-email-note = Du loggar in med den. Vi skickar en kod dit.
register-number = Mobilnummer
register-number-optional = Mobilnummer (om du vill)
register-number-note = Med landsnummer, till exempel +358 40 123 4567. Vi skickar en kod även dit.
register-password = Lösenord
register-submit = Skapa kontot
register-login = Jag har ett konto
register-sent-email = Vi skickade ett mejl till { $address }. Skriv koden som står i det.
register-sent-also = Du kan också öppna länken i mejlet. Om inget kommer, titta i skräpposten eller kontrollera att adressen är rätt.
register-anew = Fyll i på nytt
register-link-title = Bekräfta din e-postadress
register-link-lead = Med detta bekräftar du { $address } och skapar kontot.
register-link-password = Lösenordet du valde
register-link-why = Du började i en annan webbläsare. Lösenordet visar att det var du.
register-link-submit = Bekräfta
register-link-not-you = Om du inte har bett om ett konto här kan du stänga sidan. Inget har skapats.
registered-title = Ditt konto är klart
registered-client = Gå tillbaka dit du började, eller öppna { $client } och logga in.
registered-start = Öppna { $client }
registered-own = Du kan logga in med din e-postadress och ditt lösenord.

device-title = Anslut en enhet
device-lead = Skriv koden som din enhet visar.
device-compare = Jämför koden med den som din enhet visar. Fortsätt bara om de är lika.
device-hint = Åtta bokstäver, till exempel WDJB-MJHT. Bindestrecket behövs inte.
device-submit = Fortsätt
device-warning = Har någon skickat dig koden eller en länk till den här sidan? Stäng då sidan: du skulle släppa in dem på ditt konto.
device-allowed-title = Du tillät det
device-allowed = Det fortsätter av sig själv där det började. Du kan stänga den här sidan.
device-denied-title = Du tillät det inte
device-denied = Ingenting lämnades ut. Du kan stänga den här sidan.

account-number-title = Mobilnummer
account-number-confirmed = Ditt nummer är bekräftat.
account-number-unconfirmed = Ditt nummer är inte bekräftat.
account-change-new = Koden vi skickade till { $address }
account-change-old = Koden vi skickade till { $address }, din adress hittills
account-change-old-note = Så tar ingen över ditt konto med en annan adress. Om du inte längre kan läsa posten där, fråga dem som driver tjänsten.

ciba-title = En app frågar dig
ciba-lead = En app ber dig logga in och svara. Fortsätt för att se vilken det är och svara ja eller nej.

# The phones of the account.

account-phones-title = Telefoner
account-phones-hint = Läs av en kod med telefonen i stället för att skriva lösenord
account-phones-lead = En telefon som du lägger till här svarar för dig: du läser av koden på en sida, ser vem som ber om vad och godkänner eller avböjer.
account-phones-none = Du har ingen telefon här än.
account-phones-unnamed = Telefon
account-phones-locked = Låst: PIN-koden var fel för många gånger. Ta bort telefonen och lägg till den igen.
account-phones-remove = Ta bort telefonen
account-phones-another = Lägg till en telefon
account-phones-how = Du får se en kod som gäller i tio minuter och för en telefon.
account-phones-add = Visa koden
account-phone-title = Lägg till en telefon
account-phone-lead = Läs av koden med telefonens kamera och gör det som telefonen ber om.
account-phone-picture = Kod för telefonen. Utan kamera: öppna länken nedan på telefonen.
account-phone-here = Är du redan på telefonen?
account-phone-open = Lägg till den här telefonen
account-phone-warn = Visa koden för ingen: den som läser av den först får en telefon som svarar för dig.
account-phone-then = Klart? Se dina telefoner
