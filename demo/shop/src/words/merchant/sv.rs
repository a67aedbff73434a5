use super::{Done, MerchantWords, Refused};

pub(in crate::words) static WORDS: MerchantWords = MerchantWords {
    lead: "Ställ in dina butiker och se vem som har köpt.",
    wrong_token: "Det där är inte butiksägarens åtkomstkod. Den visades när butiken startade första gången.",
    token: "Butiksägarens åtkomstkod",
    sign_in: "Logga in",
    sign_out: "Logga ut",
    stores: "Dina butiker",
    all_stores: "Alla butiker",
    new_token: "Din nya åtkomstkod",
    new_token_text: "Den visas bara den här gången. Förvara den där du har dina lösenord; den gamla gäller inte längre.",
    new_token_enter: "Logga in med den",
    programs: "För dina program",
    programs_text: "Så får du veta om en beställning, med din åtkomstkod:",
    make_token: "Gör en ny åtkomstkod",
    callback: "Returadress",
    callback_text: "Registrera exakt den här hos identifieringstjänsten:",
    identification: "Identifiering",
    name: "Butikens namn",
    profile: "Profil",
    issuer: "Utfärdare (issuer)",
    client_id: "Klient-id (client id)",
    scopes: "Uppgifter som begärs (scope)",
    scopes_hint: "Bara dessa begärs. Namnet kommer med profile, banken med ftn-extra. Av personbeteckningen, nin, ser butiken bara efter om den finns.",
    method: "Sätt eller tillitsnivå",
    bank_beforehand: "Bank som valts på förhand",
    requests: "Begäranden",
    provider_keys: "Identifieringstjänstens publika nycklar, om du fått dem (JWK Set)",
    provider_keys_hint: "Då litar vi inte på några andra nycklar och hämtar inga.",
    save: "Spara",
    credentials: "Hemligheter och nycklar",
    credentials_text: "Hemligheter och privata nycklar förvaras krypterade och visas aldrig igen.",
    client_secret: "Delad hemlighet (client secret)",
    next_client_secret: "Ny delad hemlighet (client secret) i stället för den som finns",
    keep_secret: "Spara hemligheten",
    keys: "Nycklar",
    no_keys: "Det finns inga än.",
    opens: "Öppnar svar",
    signs: "Signerar begäranden",
    public_key: "Publik nyckel, att registrera",
    key_name: "Namn hos identifieringstjänsten",
    rename: "Byt namn",
    remove: "Ta bort",
    make_opener: "Gör en nyckel som öppnar",
    make_signer: "Gör en nyckel som signerar",
    exchange: "Så byter du nyckel: gör nästa, registrera den, ge den namnet som identifieringstjänsten har för den, och ta bort den gamla när tjänsten inte längre använder den. Av flera som signerar är det den äldsta som gör det, tills den tas bort.",
    bring: "Eller ta med en privat nyckel (JWK, RSA, med use)",
    keep_key: "Spara nyckeln",
    orders: "Beställningar",
    no_orders: "Ingen har köpt något än.",
    buyer: "Köpare",
    details: "Detaljer",
    done,
    refused,
};

fn done(done: Done) -> &'static str {
    match done {
        Done::Saved => "Sparat.",
        Done::SecretKept => "Den delade hemligheten är sparad och visas inte igen.",
        Done::KeyKept => "Nyckeln är sparad. Registrera dess publika hälft hos identifieringstjänsten.",
        Done::KeyGone => "Nyckeln är borttagen.",
        Done::KeyRenamed => "Nyckeln har det namnet nu.",
    }
}

fn refused(refused: Refused) -> &'static str {
    match refused {
        Refused::SecretMissing => "Den delade hemligheten saknas.",
        Refused::PurposeMissing => "Säg vad nyckeln är till för.",
        Refused::NoSuchKey => {
            "Det finns ingen sådan nyckel, namnet saknas, eller så har en annan nyckel det."
        }
        Refused::Issuer => {
            "Utfärdarens adress (issuer) måste börja med https, eller http på den här maskinen."
        }
        Refused::ProviderKeys => "Identifieringstjänstens nycklar är inget JWK Set.",
        Refused::NameMissing => "Butiken behöver ett namn.",
        Refused::NoSuchChoice => "I en av listorna valdes något som inte finns där.",
        Refused::NoKey => "Det där är ingen nyckel som kan användas.",
        Refused::KeyPurpose => "Nyckeln måste säga vad den är till för: use enc eller use sig.",
    }
}
