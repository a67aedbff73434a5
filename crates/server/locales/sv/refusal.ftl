# Varför något nekades, efter dess fasta kod.
#
# .what  för den som läser sidan: vad som hände, i en mening. Sidans rubrik.
# .do    och vad man kan göra åt det. Läsaren kan inte ändra hur en app är inställd.

-start-again = Gå tillbaka till appen och börja om.
-tell-makers = Gå tillbaka och försök igen. Händer det igen, berätta det för dem som gör appen.
-ask-operators = Händer det igen, fråga dem som sköter inloggningstjänsten.
-safety-stop = För din säkerhet stannade vi här. Berätta det för dem som gör appen.
-still-signed-in = Du är fortfarande inloggad. Du kan logga ut på vår startsida.

# När skälet saknar egna ord.
error-other =
    .what = Något gick fel på vägen.
    .do = { -start-again } { -ask-operators }

## Begäran som sådan

refusal-parameter-repeated =
    .what = Begäran säger samma sak två gånger.
    .do = { -tell-makers }
refusal-parameter-missing =
    .what = Något saknas i begäran.
    .do = { -tell-makers }
refusal-parameter-invalid =
    .what = Något i begäran är inte som det ska.
    .do = { -tell-makers }
refusal-parameter-too-long =
    .what = Något i begäran är för långt.
    .do = { -tell-makers }
refusal-request-malformed =
    .what = Vi kunde inte läsa begäran.
    .do = { -tell-makers }

## Hur en app skickar människor hit

refusal-client-unknown =
    .what = Vi känner inte appen som skickade dig hit.
    .do = { -tell-makers }
refusal-client-disabled =
    .what = Appen som skickade dig hit är inte i bruk.
    .do = Fråga dem som gör appen.
refusal-client-of-another-issuer =
    .what = Den här appen används på en annan adress i den här tjänsten.
    .do = { -tell-makers }
refusal-redirect-uri-missing =
    .what = Appen sade inte vart du ska föras efteråt.
    .do = { -tell-makers }
refusal-redirect-uri-mismatch =
    .what = Appen vill föra dig till en adress som vi inte känner.
    .do = { -safety-stop }
refusal-response-type-unsupported =
    .what = Appen bad om ett svar som vi inte ger.
    .do = { -tell-makers }
refusal-response-type-not-registered =
    .what = Appen bad om ett svar som inte är avsett för den.
    .do = { -tell-makers }
refusal-response-mode-unsupported =
    .what = Appen bad om svaret på ett sätt som vi inte använder.
    .do = { -tell-makers }
refusal-openid-required =
    .what = Appen ber om något som den inte har förberett.
    .do = { -tell-makers }
refusal-nonce-required =
    .what = Appen utelämnade det som gör dess begäran säker.
    .do = { -safety-stop }
refusal-scope-invalid =
    .what = Appen bad om en åtkomst som vi inte kan läsa.
    .do = { -tell-makers }
refusal-scope-not-allowed =
    .what = Appen bad om en åtkomst som inte är avsedd för den.
    .do = { -tell-makers }
refusal-scope-not-for-person =
    .what = Appen bad om en åtkomst som ditt konto inte har.
    .do = Du kan gå tillbaka till appen. Behöver du åtkomsten, be dem som sköter tjänsten om den.
refusal-pkce-required =
    .what = Appen utelämnade ett skydd som den måste använda.
    .do = { -safety-stop }
refusal-pkce-plain-refused =
    .what = Appen använde ett skydd som är för svagt.
    .do = { -safety-stop }
refusal-pkce-method-alone =
    .what = Appen använde ett skydd till hälften.
    .do = { -safety-stop }
refusal-request-object-unsupported =
    .what = Appen skickade sin begäran i en form som vi inte tar emot.
    .do = { -tell-makers }
refusal-request-uri-unsupported =
    .what = Appen skickade sin begäran i en form som vi inte tar emot.
    .do = { -tell-makers }
refusal-request-object-required =
    .what = Appen skickade sin begäran i en form som vi inte tar emot.
    .do = { -tell-makers }
refusal-request-object-invalid =
    .what = Appens begäran är inte riktig eller kom inte från appen.
    .do = { -safety-stop }
refusal-request-object-replayed =
    .what = Appen skickade samma begäran två gånger.
    .do = { -start-again }
refusal-request-uri-invalid =
    .what = Appens begäran finns inte där den ska vara.
    .do = { -tell-makers }
refusal-pushed-request-required =
    .what = Appen började inloggningen på ett sätt som den inte får använda.
    .do = { -tell-makers }
refusal-pushed-request-unknown =
    .what = Vi vet inte vad appen hänvisar till.
    .do = { -tell-makers }
refusal-pushed-request-over =
    .what = Den här inloggningen har avslutats.
    .do = Den var redan klar eller tog för lång tid. { -start-again }
refusal-registration-unsupported =
    .what = Appen skickade sin begäran i en form som vi inte tar emot.
    .do = { -tell-makers }
refusal-resource-unknown =
    .what = Appen bad om åtkomst till något som vi inte känner.
    .do = { -tell-makers }
refusal-resource-invalid =
    .what = Appen bad om åtkomst till något på ett sätt som vi inte förstår.
    .do = { -tell-makers }
refusal-prompt-none-combined =
    .what = Appen bad om två saker som utesluter varandra.
    .do = { -tell-makers }
refusal-login-required =
    .what = Du är inte inloggad.
    .do = Gå tillbaka till appen och logga in.
refusal-consent-required =
    .what = Appen behöver först ditt tillstånd.
    .do = { -start-again }
refusal-acr-unmet =
    .what = Du kan inte logga in här på det sätt som appen ber om.
    .do = Gå tillbaka till appen. Behöver du detta, fråga dem som gör appen.
refusal-sealing-key-missing =
    .what = Svaret till appen måste krypteras, och vi har ingen nyckel från appen som duger till det.
    .do = { -tell-makers }
refusal-sealing-key-unproven =
    .what = Appen har ännu inte visat att den kan läsa det vi krypterar åt den.
    .do = { -tell-makers }
refusal-sealing-keys-unavailable =
    .what = Appens nycklar går inte att nå just nu, och utan dem lämnar vi inget svar.
    .do = { -tell-makers }
refusal-access-denied =
    .what = Begäran avböjdes.
    .do = Ingenting lämnades ut. Du kan gå tillbaka till appen och börja om.

## Att logga in

refusal-login-unknown =
    .what = Den här inloggningen har avslutats.
    .do = Den var redan klar eller tog för lång tid. { -start-again }
refusal-login-other-browser =
    .what = Den här inloggningen påbörjades i en annan webbläsare.
    .do = Fortsätt där du började, eller gå tillbaka till appen i den här webbläsaren och börja om. Kakor måste vara tillåtna.
refusal-password-wrong =
    .what = Användarnamnet och lösenordet stämmer inte överens.
    .do = Kontrollera båda och försök igen. Stora och små bokstäver skiljs åt i lösenordet.
refusal-current-password-wrong =
    .what = Det är inte ditt nuvarande lösenord.
    .do = Försök igen. Stora och små bokstäver skiljs åt.
refusal-upstream-cancelled =
    .what = Du avbröt identifieringen.
    .do = Ingenting lämnades ut. Gå tillbaka till appen och försök igen eller välj ett annat sätt.
refusal-upstream-denied =
    .what = Du tillät inte att identifieringstjänsten berättar vem du är.
    .do = Ingenting lämnades ut. Gå tillbaka till appen och försök igen eller välj ett annat sätt.
refusal-upstream-acr =
    .what = Du blev identifierad, men inte så starkt som appen kräver.
    .do = Gå tillbaka till appen och välj ett starkare sätt, till exempel en annan bank eller ett mobilcertifikat.
refusal-upstream-untrusted =
    .what = Det gick inte att lita på identifieringstjänstens svar.
    .do = Ingen loggades in med det. Gå tillbaka till appen och försök igen. Berätta för dem som driver inloggningstjänsten om det händer igen.
refusal-upstream-refused =
    .what = Identifieringstjänsten godtog inte vår begäran.
    .do = Gå tillbaka till appen och välj ett annat sätt, och berätta det för dem som driver inloggningstjänsten.
refusal-upstream-answered =
    .what = Det här svaret har redan använts.
    .do = En sådan sida gäller bara en gång. Om du inte är inloggad, gå tillbaka till appen och börja om.
refusal-upstream-unavailable =
    .what = Identifieringstjänsten svarar inte just nu.
    .do = Gå tillbaka till appen och försök igen om en stund, eller välj ett annat sätt.
refusal-upstream-unlinked =
    .what = Inget konto här är kopplat till den du är där.
    .do = Logga in på ett annat sätt och koppla det i ditt konto, eller fråga dem som driver inloggningstjänsten.
refusal-identity-taken =
    .what = Det här sättet att logga in hör redan till ett annat konto.
    .do = Logga in med det för att se vilket. Vill du ha det här, koppla först loss det där.
refusal-identity-last =
    .what = Det är den enda vägen in på ditt konto.
    .do = Koppla först en till, eller fråga dem som sköter inloggningstjänsten.
refusal-account-disabled =
    .what = Det här kontot har stängts av.
    .do = Fråga dem som driver inloggningstjänsten.
refusal-policy-denied =
    .what = Inloggningstjänstens regler släpper inte in dig på det här sättet.
    .do = Försök på ett annat sätt, eller fråga dem som driver inloggningstjänsten och ge dem referensen.
refusal-too-many-tries =
    .what = Det blev för många försök.
    .do = Vänta en stund innan du försöker igen. Har du glömt lösenordet, be dem som sköter inloggningstjänsten om ett nytt.
refusal-busy =
    .what = Väldigt många loggar in just nu.
    .do = Ingenting har gått förlorat. Vänta en stund och försök igen.
refusal-too-many-requests =
    .what = Det har kommit för många förfrågningar därifrån du är.
    .do = Ingenting har gått förlorat. Vänta en stund och försök igen.
refusal-foreign-form =
    .what = Formuläret kom inte från vår sida.
    .do = Ingenting gjordes. { -start-again }

## Att logga ut

refusal-logout-hint-invalid =
    .what = Appens begäran om att logga ut dig kunde inte kontrolleras.
    .do = { -still-signed-in }
refusal-logout-client-mismatch =
    .what = Appens begäran om att logga ut dig motsäger sig själv.
    .do = { -still-signed-in }
refusal-post-logout-uri-mismatch =
    .what = Efter utloggningen vill appen föra dig till en adress som vi inte känner.
    .do = { -still-signed-in }
refusal-post-logout-client-missing =
    .what = Appen vill föra dig någonstans efter utloggningen men sade inte vem den är.
    .do = { -still-signed-in }
refusal-logout-unknown =
    .what = Den här utloggningen har avslutats.
    .do = Den var redan klar eller tog för lång tid. Är du fortfarande inloggad, logga ut igen.

## Förvaltning

refusal-not-found =
    .what = Det finns ingenting på den här adressen.
    .do = Kontrollera adressen, eller gå tillbaka till appen du kom från.
refusal-method-not-allowed =
    .what = Den här adressen kan inte öppnas på det sättet.
    .do = Gå tillbaka till appen du kom från och börja om.
refusal-login-name-taken =
    .what = Ett annat konto loggar in med det här namnet eller den här adressen.
    .do = Använd ett annat, eller fråga dem som sköter inloggningstjänsten.
refusal-user-invalid =
    .what = Vi kan inte spara det så här.
    .do = Kontrollera vad du skrev. Det får inte vara för långt eller innehålla osynliga tecken, och en e-postadress behöver ett @.
refusal-password-unfit =
    .what = Det lösenordet kan inte användas.
    .do = Välj ett med 8 till 256 tecken som inte är ditt namn eller din adress.
refusal-connection-unencrypted =
    .what = Andra kunde ha läst med här.
    .do = Ingenting gjordes. Öppna sidan med en adress som börjar med https.

## Vi själva

refusal-store-unavailable =
    .what = Vi når inte våra uppgifter just nu.
    .do = Ingenting ändrades. Vänta en stund och försök igen.
refusal-outcome-unknown =
    .what = Vi kunde inte försäkra oss om att detta sparades.
    .do = Vänta en stund. { -start-again }
refusal-internal =
    .what = Något gick sönder hos oss.
    .do = Det är inte ditt fel. Försök igen om en stund. { -ask-operators }
