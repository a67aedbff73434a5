# Tekstene på sidene. Begynnelsen av en id er siden teksten står på.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Problem: { $title }

login-title = Logg inn
login-lead = for å fortsette til { $client }
login-account = Hvilken konto bruker du?
login-account-organisation = Organisasjonens konto
login-account-other = Annen konto
login-address-leads = Hvis du logger inn på organisasjonens egen side, er e-postadressen nok.
login-username = E-post eller brukernavn
login-password = Passord
login-show = Vis passordet
login-hide = Skjul passordet
login-submit = Logg inn
login-cancel = Avbryt
login-forgot = Har du glemt passordet?
login-register = Opprett en konto
login-note = Passordet blir her. { $client } får aldri se det.
login-identify = Identifiser deg
login-others = Andre måter å logge inn på
login-last = Brukt sist
login-search = Søk etter navn
login-found-none = Ingen treff. Tøm feltet for å se alle.
login-found =
    { $count ->
        [one] { $count } treff
       *[other] { $count } treff
    }
login-with = Fortsett med { $upstream }
login-return = Tilbake til { $client }
login-note-elsewhere = Du identifiserer deg i tjenesten du velger, og kodene og passordene dine blir der. { $client } får aldri se dem.

app-home = Nettsted
app-policy = Personvernerklæring
app-terms = Vilkår for bruk

code-title = Skriv inn koden
code-sent-email = Vi sendte en kode til { $address }.
code-sent-sms = Vi sendte en kode på SMS til { $address }.
code-undelivered = Koden kunne ikke leveres til { $address }.
code-counts-minutes =
    { $count ->
        [one] Den gjelder i { $count } minutt til.
       *[other] Den gjelder i { $count } minutter til.
    }
code-counts-seconds =
    { $count ->
        [one] Den gjelder i { $count } sekund til.
       *[other] Den gjelder i { $count } sekunder til.
    }
code-over = Koden gjelder ikke lenger. Få tilsendt en ny.
code-field = Kode
code-submit = Fortsett
code-again = Send en ny kode
code-left =
    { $count ->
        [one] Du har { $count } forsøk igjen.
       *[other] Du har { $count } forsøk igjen.
    }
code-another = En annen måte
code-note = Ikke gi koden til noen. Vi spør aldri om den på telefon eller e-post.

select-title = Velg en konto
select-continue = Fortsett som { $account }
select-another = Bruk en annen konto

factor-title = Ett steg til
factor-choose = Velg hvordan du bekrefter at det er deg.
factor-email-otp = Kode på e-post til { $to }
factor-sms-otp = Kode på SMS til { $to }
factor-totp = Kode fra autentiseringsappen din
factor-passkey = Passnøkkel
factor-recovery-code = Gjenopprettingskode

enrol-title = Sett opp et steg til
enrol-why = Her kreves et steg til, og kontoen din har ikke noe ennå. Sett det opp nå og gå videre.
enrol-choose = Velg hva du vil sette opp.

consent-title = Din tillatelse
consent-heading = { $client } ber om din tillatelse
consent-account = Du er logget inn som { $account }
consent-switch = Bruk en annen konto
consent-list = Hvis du tillater det, kan { $client }:
consent-allow = Tillat
consent-deny = Ikke tillat
consent-return = Uansett hva du velger, går du videre til { $host }.
consent-remembered = Når du først har tillatt dette, blir du ikke spurt igjen.
consent-elsewhere-message = Appen sier:
consent-device-code = Enheten din viser denne koden:
consent-device-address = Forespørselen kom fra nettverksadressen { $address }.
consent-device-warning = Tillat bare hvis du selv startet dette akkurat nå. Hvis noen har sendt deg koden eller en lenke, velger du «Ikke tillat».
consent-app-warning = Tillat bare hvis du vet hva det gjelder: du er i kontakt med dem akkurat nå, eller du har bedt om det. Hvis det kommer uventet, velger du «Ikke tillat».

return-title = Tilbake til appen
return-lead = Du er på vei tilbake. Skjer det ingenting, trykk på knappen.
return-submit = Fortsett
onward-title = Et øyeblikk
onward-lead = Du er på vei til neste steg. Trykk på knappen hvis ingenting skjer.

logout-title = Logg ut
logout-heading = Vil du logge ut?
logout-asked = { $client } ber om å få logge deg ut.
logout-account = Du er logget inn som { $account }
logout-note = Appene spør etter passordet igjen. En app som allerede er åpen, kan forbli åpen til du logger ut der også.
logout-submit = Logg ut
logout-stay = Forbli innlogget

done-title = Du er logget ut
done-lead = Du kan lukke vinduet. Hvis andre bruker enheten, bør du lukke hele nettleseren.

home-title = Kontoen din
home-heading = Du er logget inn
home-account = som { $account }
home-lead = Du kan lukke vinduet, se på kontoen din eller logge ut på denne enheten.
home-away-title = Ingen er logget inn her
home-away-lead = { -brand } logger folk inn i apper. Åpne appen du vil bruke; den sender deg hit når den må vite hvem du er.

account-title = Kontoen din
account-of = Du er logget inn som { $account }
account-done = Ferdig. Endringen er lagret.
account-save = Lagre
account-browser = En nettleser
account-address = Nettverksadresse
account-name-title = Navn
account-name-lead = Apper som du lar se navnet ditt, viser det slik.
account-name-whole = Fullt navn
account-name-given = Fornavn
account-name-family = Etternavn
account-email-title = E-postadresse
account-email-lead = Du kan også logge inn med denne adressen.
account-email-confirmed = Adressen din er bekreftet.
account-email-unconfirmed = Adressen din er ikke bekreftet.
account-email-address = E-postadresse
account-password-title = Passord
account-password-lead = Et nytt passord logger deg ut alle andre steder, og appene ber deg logge inn igjen.
account-password-current = Nåværende passord
account-password-new = Nytt passord
password-advice = Minst { $count } tegn. Noen ord som bare du ville satt sammen, er lette å huske og vanskelige å gjette.
password-weak-title = Dette passordet er lett å gjette
password-weak-known = Det ligner et passord som mange bruker.
password-weak-word = Det er knapt mer enn et vanlig ord eller to.
password-weak-name = Fornavn og etternavn blir gjettet tidlig.
password-weak-own = Navnet eller adressen din er i det, eller navnet på denne tjenesten.
password-weak-keys = Taster som ligger ved siden av hverandre, blir gjettet tidlig.
password-weak-sequence = Rekker som abc eller 6543 blir gjettet tidlig.
password-weak-repeats = Det som gjentas, er knapt vanskeligere å gjette enn én gang.
password-weak-date = Datoer og årstall blir gjettet tidlig.
password-weak-disguise = Store bokstaver, ord skrevet baklengs og tall i stedet for bokstaver hjelper knapt.
password-weak-remedy = Sett sammen noen ord som ikke har noe med hverandre eller med deg å gjøre. Du trenger verken tegn eller tall.
password-weak-again = Skriv et bedre nedenfor. Vil du likevel ha dette, skriv det på nytt og kryss av i boksen under det.
password-weak-keep = Bruk dette passordet likevel
account-password-submit = Bytt passord
account-sessions-title = Hvor du er logget inn
account-sessions-hint = Nettlesere, og å logge dem ut
account-sessions-lead = Kjenner du ikke igjen en av dem, logg den ut og bytt passord.
account-sessions-here = denne nettleseren
account-sessions-begun = Logget inn
account-sessions-used = Sist brukt
account-sessions-apps = Apper
account-sessions-end = Logg ut der
account-sessions-end-others = Logg ut alle andre steder
account-apps-title = Apper
account-apps-hint = Hva de får se, og å åpne dem
account-apps-lead = Disse appene kan logge deg inn og se det du har tillatt.
account-apps-none = Du har ikke brukt noen app ennå.
account-apps-allowed = Tillatt
account-apps-house = En del av denne tjenesten. Den trenger ikke din tillatelse.
account-apps-start = Åpne
account-apps-withdraw = Trekk tilbake tillatelsen
account-identities-title = Andre måter å logge inn på
account-identities-hint = Banker og andre tjenester som kjenner deg
account-identities-lead = Med disse kommer du inn på kontoen din uten passord.
account-identities-none = Ingen annen tjeneste er koblet til kontoen din.
account-identities-linked = Koblet til
account-identities-used = Sist brukt
account-identities-unlink = Koble fra
account-identities-only = Det er den eneste veien inn på kontoen din, så den blir stående.
account-identities-another = Koble til en ny
account-identities-how = Du logger inn der én gang. Deretter slipper du inn på kontoen den veien.
account-identities-link = Koble til { $upstream }
account-factors-title = Sikkerhet
account-factors-hint = Koder og nøkler som beskytter kontoen din
account-factors-lead = Med disse bekrefter du, i tillegg til passordet, at det er deg.
account-factors-none = Du har ennå ikke lagt til noe som beskytter kontoen din i tillegg til passordet.
account-factors-app = Autentiseringsapp
account-factors-added = Lagt til
account-factors-used = Sist brukt
account-factors-unused = Aldri
account-factors-name = Navn
account-factors-name-submit = Lagre navnet
account-factors-remove = Fjern
account-factors-add-app = Legg til en autentiseringsapp
account-factors-app-how = En app på telefonen viser en kode som skifter hvert 30. sekund. Du skriver den inn når du logger inn.
account-factors-codes = Gjenopprettingskoder
account-factors-codes-left = Koder igjen
account-factors-codes-how = Hver av dem virker én gang i stedet for en app eller nøkkel du har mistet. Nye koder erstatter alle de gamle.
account-factors-codes-renew = Lag nye koder
account-factors-devices = Nettlesere som husker deg
account-factors-devices-lead = I disse nettleserne blir du ikke bedt om et steg til.
account-factors-device-until = Til
account-factors-forget = Glem

account-count = Nå: { $count }
account-data-title = Opplysningene dine
account-data-hint = Ta dem med deg, eller fjern kontoen din
account-data-hint-only = Ta dem med deg
account-data-prove = For dette viser du hvem du er, hvis du ikke nettopp har gjort det.
account-data-take = Ta med deg opplysningene dine
account-data-what = Én fil med alt som er lagret om deg her: hva som er kjent om deg, hvordan og hvor du logger inn, hva du har tillatt, hva som er sendt til deg, og hva som har skjedd med kontoen din. Passord og andre hemmeligheter er ikke med.
account-data-download = Last ned opplysningene dine
account-remove-title = Fjern kontoen din
account-remove-lead = Kontoen din forsvinner straks og for godt: du logges ut overalt, appene får ingenting mer, og ingen kan hente den tilbake.
account-remove-stays = Det som blir igjen, er en oversikt over når kontoen ble opprettet, endret og fjernet. Navnet ditt står ikke der.
account-remove-confirm = Jeg vil at kontoen min fjernes for godt.
account-remove-submit = Fjern kontoen min
account-gone-title = Kontoen din er borte
account-gone-words = Den ble fjernet med alt som hørte til. Du kan lukke denne siden.
account-totp-title = Legg til en autentiseringsapp
account-totp-lead = Åpne en autentiseringsapp på telefonen og skann bildet med den.
account-totp-picture = QR-kode med nøkkelen til appen din
account-totp-here = Er appen på denne enheten?
account-totp-open = Åpne i appen
account-totp-typed = Eller skriv denne nøkkelen inn i appen:
account-totp-code = Koden appen viser
account-totp-name = Navn på appen eller enheten, om du vil
account-totp-submit = Legg til
account-codes-title = Gjenopprettingskodene dine
account-codes-lead = Oppbevar kodene på et trygt sted, atskilt fra telefonen. Hver virker én gang, når du har mistet alt annet. De vises bare nå.
account-codes-download = Lagre som fil
account-codes-copy = Kopier
account-codes-copied = Kopiert
account-codes-print = Skriv ut
account-codes-kept = Jeg har tatt vare på kodene
totp-title = Skriv inn koden fra appen
totp-lead = Åpne autentiseringsappen og skriv inn de seks sifrene den viser.
totp-code = Kode
recovery-code-title = Skriv inn en gjenopprettingskode
recovery-code-lead = Ta en av kodene du tok vare på. Den virker bare én gang.
recovery-code-field = Gjenopprettingskode
proof-submit = Fortsett
proof-another = En annen måte
account-sign-ins-title = Siste innlogginger
account-sign-ins-hint = Også de som mislyktes
account-sign-ins-lead = Kjenner du ikke igjen en som lyktes, bytt passord.
account-sign-ins-succeeded = Logget inn
account-sign-ins-continued = Første steg fullført
account-sign-ins-refused = Feil passord
account-sign-ins-failed = Innloggingen mislyktes
account-sign-ins-when = Når
account-sign-ins-with = Med
account-sign-ins-through = Gjennom
account-sign-ins-for = Til

error-title = Vi kunne ikke fortsette
error-reference = Referanse
error-code = Kode
error-report = Oppgi dette hvis du ber dem som driver innloggingstjenesten om hjelp.
error-detail = For utviklere
error-again = Prøv igjen
error-front = Åpne forsiden vår
error-return = Tilbake til { $client }

retry-seconds =
    { $count ->
        [one] Du kan prøve igjen om { $count } sekund.
       *[other] Du kan prøve igjen om { $count } sekunder.
    }
retry-minutes =
    { $count ->
        [one] Du kan prøve igjen om { $count } minutt.
       *[other] Du kan prøve igjen om { $count } minutter.
    }

remember-days =
    { $count ->
        [one] Ikke spør igjen på denne enheten på én dag
       *[other] Ikke spør igjen på denne enheten på { $count } dager
    }
remember-note = Bare hvis ingen andre bruker denne enheten.

forgot-title = Har du glemt passordet?
forgot-lead = Skriv det du logger inn med. Vi sender en lenke til e-postadressen til kontoen.
forgot-submit = Send lenken
forgot-sent = Hvis det finnes en slik konto, er en lenke på vei til e-postadressen dens. Se også i søppelposten. Lenken gjelder en kort tid og bare én gang.
reset-title = Velg et nytt passord
reset-lead = Det logger deg ut overalt.
reset-submit = Lagre passordet
reset-done-title = Det nye passordet ditt gjelder
reset-done = Du er logget ut overalt. Logg inn med det nye passordet.

register-title = Opprett en konto
register-lead = Med den går du videre til { $client }.
register-given = Fornavn
register-family = Etternavn
register-email-note = Du logger inn med den. Vi sender en kode dit.
register-number = Mobilnummer
register-number-optional = Mobilnummer (hvis du vil)
register-number-note = Med landsnummer, for eksempel +47 401 23 456. Vi sender en kode dit også.
register-password = Passord
register-submit = Opprett kontoen
register-login = Jeg har en konto
register-sent-email = Vi sendte en e-post til { $address }. Skriv inn koden som står i den.
register-sent-also = Du kan også åpne lenken i e-posten. Kommer det ingenting, se i søppelposten eller sjekk at adressen er riktig.
register-anew = Fyll ut på nytt
register-link-title = Bekreft e-postadressen din
register-link-lead = Med dette bekrefter du { $address } og oppretter kontoen.
register-link-password = Passordet du valgte
register-link-why = Du begynte i en annen nettleser. Passordet viser at det var deg.
register-link-submit = Bekreft
register-link-not-you = Hvis du ikke har bedt om en konto her, kan du lukke siden. Ingenting er opprettet.
registered-title = Kontoen din er klar
registered-client = Gå tilbake dit du begynte, eller åpne { $client } og logg inn.
registered-start = Åpne { $client }
registered-own = Du kan logge inn med e-postadressen og passordet ditt.

device-title = Koble til en enhet
device-lead = Skriv inn koden som enheten din viser.
device-compare = Sammenlign koden med den enheten din viser. Gå videre bare hvis de er like.
device-hint = Åtte bokstaver, for eksempel WDJB-MJHT. Bindestreken kan utelates.
device-submit = Fortsett
device-warning = Har noen sendt deg denne koden eller en lenke til denne siden? Lukk den: Du ville sluppet dem inn på kontoen din.
device-allowed-title = Du tillot det
device-allowed = Det fortsetter av seg selv der det begynte. Du kan lukke denne siden.
device-denied-title = Du tillot det ikke
device-denied = Ingenting ble gitt ut. Du kan lukke denne siden.

account-number-title = Mobilnummer
account-number-confirmed = Nummeret ditt er bekreftet.
account-number-unconfirmed = Nummeret ditt er ikke bekreftet.
account-change-new = Koden vi sendte til { $address }
account-change-old = Koden vi sendte til { $address }, adressen din til nå
account-change-old-note = Slik tar ingen over kontoen din med en annen adresse. Kan du ikke lese posten der lenger, spør dem som driver tjenesten.

ciba-title = En app spør deg
ciba-lead = En app ber deg logge inn og svare. Gå videre for å se hvilken det er, og svare ja eller nei.

# The phones of the account.

account-phones-title = Telefoner
account-phones-hint = Skann en kode med telefonen i stedet for å skrive passord
account-phones-lead = En telefon du legger til her, svarer for deg: du skanner koden på en side, ser hvem som ber om hva, og godtar eller avslår.
account-phones-none = Du har ingen telefon her ennå.
account-phones-unnamed = Telefon
account-phones-locked = Låst: PIN-koden var feil for mange ganger. Fjern telefonen og legg den til på nytt.
account-phones-remove = Fjern telefonen
account-phones-another = Legg til en telefon
account-phones-how = Du får se en kode som gjelder i ti minutter og for én telefon.
account-phones-add = Vis koden
account-phone-title = Legg til en telefon
account-phone-lead = Skann koden med kameraet på telefonen, og gjør det telefonen ber om.
account-phone-picture = Kode for telefonen. Uten kamera: åpne lenken nedenfor på telefonen.
account-phone-here = Er du allerede på telefonen?
account-phone-open = Legg til denne telefonen
account-phone-warn = Vis koden til ingen: den som skanner den først, får en telefon som svarer for deg.
account-phone-then = Ferdig? Se telefonene dine
