# Hvorfor noe ble avslått, etter den faste koden.
#
# .what  for den som leser siden: hva som skjedde, i én setning. Overskriften på siden.
# .do    og hva man kan gjøre med det. Leseren kan ikke endre hvordan en app er satt opp.

-start-again = Gå tilbake til appen og begynn på nytt.
-tell-makers = Gå tilbake og prøv igjen. Skjer det igjen, si fra til dem som lager appen.
-ask-operators = Skjer det igjen, spør dem som driver innloggingstjenesten.
-safety-stop = For din sikkerhet stoppet vi her. Si fra til dem som lager appen.
-still-signed-in = Du er fortsatt logget inn. Du kan logge ut på forsiden vår.

# Når en grunn ikke har egne ord.
error-other =
    .what = Noe gikk galt underveis.
    .do = { -start-again } { -ask-operators }

## Forespørselen som sådan

refusal-parameter-repeated =
    .what = Forespørselen sier det samme to ganger.
    .do = { -tell-makers }
refusal-parameter-missing =
    .what = Noe mangler i forespørselen.
    .do = { -tell-makers }
refusal-parameter-invalid =
    .what = Noe i forespørselen er ikke som det skal være.
    .do = { -tell-makers }
refusal-parameter-too-long =
    .what = Noe i forespørselen er for langt.
    .do = { -tell-makers }
refusal-request-malformed =
    .what = Vi kunne ikke lese forespørselen.
    .do = { -tell-makers }

## Hvordan en app sender folk hit

refusal-client-unknown =
    .what = Vi kjenner ikke appen som sendte deg hit.
    .do = { -tell-makers }
refusal-client-disabled =
    .what = Appen som sendte deg hit, er ikke i bruk.
    .do = Spør dem som lager appen.
refusal-client-of-another-issuer =
    .what = Denne appen brukes på en annen adresse i denne tjenesten.
    .do = { -tell-makers }
refusal-redirect-uri-missing =
    .what = Appen sa ikke hvor du skal føres etterpå.
    .do = { -tell-makers }
refusal-redirect-uri-mismatch =
    .what = Appen vil føre deg til en adresse vi ikke kjenner.
    .do = { -safety-stop }
refusal-response-type-unsupported =
    .what = Appen ba om et svar vi ikke gir.
    .do = { -tell-makers }
refusal-response-type-not-registered =
    .what = Appen ba om et svar som ikke er ment for den.
    .do = { -tell-makers }
refusal-response-mode-unsupported =
    .what = Appen ba om svaret på en måte vi ikke bruker.
    .do = { -tell-makers }
refusal-openid-required =
    .what = Appen ber om noe den ikke har forberedt.
    .do = { -tell-makers }
refusal-nonce-required =
    .what = Appen utelot det som gjør forespørselen sikker.
    .do = { -safety-stop }
refusal-scope-invalid =
    .what = Appen ba om en tilgang vi ikke kan lese.
    .do = { -tell-makers }
refusal-scope-not-allowed =
    .what = Appen ba om en tilgang som ikke er ment for den.
    .do = { -tell-makers }
refusal-scope-not-for-person =
    .what = Appen ba om en tilgang kontoen din ikke har.
    .do = Du kan gå tilbake til appen. Trenger du tilgangen, be dem som driver tjenesten om den.
refusal-pkce-required =
    .what = Appen utelot en beskyttelse den må bruke.
    .do = { -safety-stop }
refusal-pkce-plain-refused =
    .what = Appen brukte en beskyttelse som er for svak.
    .do = { -safety-stop }
refusal-pkce-method-alone =
    .what = Appen brukte en beskyttelse bare halvveis.
    .do = { -safety-stop }
refusal-request-object-unsupported =
    .what = Appen sendte forespørselen i en form vi ikke tar imot.
    .do = { -tell-makers }
refusal-request-uri-unsupported =
    .what = Appen sendte forespørselen i en form vi ikke tar imot.
    .do = { -tell-makers }
refusal-request-object-required =
    .what = Appen sendte forespørselen i en form vi ikke tar imot.
    .do = { -tell-makers }
refusal-request-object-invalid =
    .what = Forespørselen fra appen er ikke riktig, eller den kom ikke fra appen.
    .do = { -safety-stop }
refusal-request-object-replayed =
    .what = Appen sendte den samme forespørselen to ganger.
    .do = { -start-again }
refusal-request-uri-invalid =
    .what = Forespørselen fra appen er ikke der den skal være.
    .do = { -tell-makers }
refusal-pushed-request-required =
    .what = Appen begynte innloggingen på en måte den ikke har lov til å bruke.
    .do = { -tell-makers }
refusal-pushed-request-unknown =
    .what = Vi vet ikke hva appen viser til.
    .do = { -tell-makers }
refusal-pushed-request-over =
    .what = Denne innloggingen er avsluttet.
    .do = Den var allerede ferdig, eller den tok for lang tid. { -start-again }
refusal-registration-unsupported =
    .what = Appen sendte forespørselen i en form vi ikke tar imot.
    .do = { -tell-makers }
refusal-resource-unknown =
    .what = Appen ba om tilgang til noe vi ikke kjenner.
    .do = { -tell-makers }
refusal-resource-invalid =
    .what = Appen ba om tilgang til noe på en måte vi ikke forstår.
    .do = { -tell-makers }
refusal-prompt-none-combined =
    .what = Appen ba om to ting som utelukker hverandre.
    .do = { -tell-makers }
refusal-login-required =
    .what = Du er ikke logget inn.
    .do = Gå tilbake til appen og logg inn.
refusal-consent-required =
    .what = Appen trenger først din tillatelse.
    .do = { -start-again }
refusal-acr-unmet =
    .what = Du kan ikke logge inn her på den måten appen ber om.
    .do = Gå tilbake til appen. Trenger du dette, spør dem som lager appen.
refusal-sealing-key-missing =
    .what = Svaret til appen må krypteres, og vi har ingen nøkkel fra appen som duger til det.
    .do = { -tell-makers }
refusal-sealing-key-unproven =
    .what = Appen har ennå ikke vist at den kan lese det vi krypterer for den.
    .do = { -tell-makers }
refusal-sealing-keys-unavailable =
    .what = Appens nøkler kan ikke nås akkurat nå, og uten dem gir vi ikke noe svar.
    .do = { -tell-makers }
refusal-access-denied =
    .what = Forespørselen ble avvist.
    .do = Ingenting ble delt. Du kan gå tilbake til appen og begynne på nytt.

## Å logge inn

refusal-login-unknown =
    .what = Denne innloggingen er avsluttet.
    .do = Den var allerede ferdig, eller den tok for lang tid. { -start-again }
refusal-login-other-browser =
    .what = Denne innloggingen ble begynt i en annen nettleser.
    .do = Fortsett der du begynte, eller gå tilbake til appen i denne nettleseren og begynn på nytt. Informasjonskapsler må være tillatt.
refusal-password-wrong =
    .what = Brukernavnet og passordet passer ikke sammen.
    .do = Kontroller begge og prøv igjen. Det er forskjell på store og små bokstaver i passordet.
refusal-current-password-wrong =
    .what = Det er ikke ditt nåværende passord.
    .do = Prøv igjen. Det er forskjell på store og små bokstaver.
refusal-upstream-cancelled =
    .what = Du avbrøt identifiseringen.
    .do = Ingenting ble delt. Gå tilbake til appen og prøv igjen, eller velg en annen måte.
refusal-upstream-denied =
    .what = Du lot ikke identifiseringstjenesten fortelle hvem du er.
    .do = Ingenting ble delt. Gå tilbake til appen og prøv igjen, eller velg en annen måte.
refusal-upstream-acr =
    .what = Du ble identifisert, men ikke så sterkt som appen krever.
    .do = Gå tilbake til appen og velg en sterkere måte, for eksempel en annen bank.
refusal-upstream-untrusted =
    .what = Svaret fra identifiseringstjenesten var ikke til å stole på.
    .do = Ingen ble logget inn med det. Gå tilbake til appen og prøv igjen. Si fra til dem som driver innloggingstjenesten hvis det skjer igjen.
refusal-upstream-refused =
    .what = Identifiseringstjenesten godtok ikke forespørselen vår.
    .do = Gå tilbake til appen og velg en annen måte, og si fra til dem som driver innloggingstjenesten.
refusal-upstream-answered =
    .what = Dette svaret er allerede brukt.
    .do = En slik side gjelder bare én gang. Hvis du ikke er logget inn, gå tilbake til appen og begynn på nytt.
refusal-upstream-unavailable =
    .what = Identifiseringstjenesten svarer ikke akkurat nå.
    .do = Gå tilbake til appen og prøv igjen om litt, eller velg en annen måte.
refusal-upstream-unlinked =
    .what = Ingen konto her er knyttet til den du er der.
    .do = Logg inn på en annen måte og knytt den til i kontoen din, eller spør dem som driver innloggingstjenesten.
refusal-identity-taken =
    .what = Denne måten å logge inn på hører allerede til en annen konto.
    .do = Logg inn med den for å se hvilken. Vil du ha den her, koble den først fra der.
refusal-identity-last =
    .what = Det er den eneste veien inn på kontoen din.
    .do = Koble først til en ny, eller spør dem som driver innloggingstjenesten.
refusal-account-disabled =
    .what = Denne kontoen er slått av.
    .do = Spør dem som driver innloggingstjenesten.
refusal-policy-denied =
    .what = Reglene for denne innloggingstjenesten slipper deg ikke inn på denne måten.
    .do = Prøv på en annen måte, eller spør dem som driver innloggingstjenesten og gi dem referansen.
refusal-too-many-tries =
    .what = Det ble for mange forsøk.
    .do = Vent litt før du prøver igjen. Har du glemt passordet, be dem som driver innloggingstjenesten om et nytt.
refusal-busy =
    .what = Svært mange logger inn akkurat nå.
    .do = Ingenting er tapt. Vent litt og prøv igjen.
refusal-too-many-requests =
    .what = Det har kommet for mange forespørsler derfra du er.
    .do = Ingenting er tapt. Vent litt og prøv igjen.
refusal-foreign-form =
    .what = Skjemaet kom ikke fra siden vår.
    .do = Ingenting ble gjort. { -start-again }

## Å logge ut

refusal-logout-hint-invalid =
    .what = Appens forespørsel om å logge deg ut kunne ikke kontrolleres.
    .do = { -still-signed-in }
refusal-logout-client-mismatch =
    .what = Appens forespørsel om å logge deg ut motsier seg selv.
    .do = { -still-signed-in }
refusal-post-logout-uri-mismatch =
    .what = Etter utloggingen vil appen føre deg til en adresse vi ikke kjenner.
    .do = { -still-signed-in }
refusal-post-logout-client-missing =
    .what = Appen vil føre deg et sted etter utloggingen, men sa ikke hvem den er.
    .do = { -still-signed-in }
refusal-logout-unknown =
    .what = Denne utloggingen er avsluttet.
    .do = Den var allerede ferdig, eller den tok for lang tid. Er du fortsatt logget inn, logg ut igjen.

## Forvaltning

refusal-not-found =
    .what = Det finnes ingenting på denne adressen.
    .do = Kontroller adressen, eller gå tilbake til appen du kom fra.
refusal-method-not-allowed =
    .what = Denne adressen kan ikke åpnes på den måten.
    .do = Gå tilbake til appen du kom fra og begynn på nytt.
refusal-login-name-taken =
    .what = En annen konto logger inn med dette navnet eller denne adressen.
    .do = Bruk noe annet, eller spør dem som driver innloggingstjenesten.
refusal-user-invalid =
    .what = Vi kan ikke lagre det slik.
    .do = Kontroller det du skrev. Det må ikke være for langt eller inneholde usynlige tegn, og en e-postadresse må ha en @.
refusal-password-unfit =
    .what = Det passordet kan ikke brukes.
    .do = Velg et på 8 til 256 tegn som ikke er navnet ditt eller adressen din.
refusal-connection-unencrypted =
    .what = Andre kunne ha lest med her.
    .do = Ingenting ble gjort. Åpne siden med en adresse som begynner med https.

## Vi selv

refusal-store-unavailable =
    .what = Vi når ikke opplysningene våre akkurat nå.
    .do = Ingenting ble endret. Vent litt og prøv igjen.
refusal-outcome-unknown =
    .what = Vi kunne ikke forsikre oss om at dette ble lagret.
    .do = Vent litt. { -start-again }
refusal-internal =
    .what = Noe gikk i stykker hos oss.
    .do = Det er ikke din feil. Prøv igjen om en stund. { -ask-operators }
