use super::{Told, Words};
use crate::outcome::Failure;

pub(super) static WORDS: Words = Words {
    stores_title: "Två butiker, en disk",
    stores_lead: "Båda säljer samma saker. De frågar på två olika sätt vem du är, och din bank svarar.",
    signicat_about: "Frågar med en delad hemlighet. Allt din bank säger kommer tillbaka förseglat, även koden som din webbläsare bär.",
    ftn_about: "Frågar med signerade begäranden, enligt reglerna i Finlands förtroendenät. Det din bank säger kommer tillbaka förseglat.",
    enter: "Gå in",
    catalogue_title: "För den som går ut",
    catalogue_lead: "Sex bra saker. Inget du köper här kommer någonsin fram.",
    add: "Lägg i korgen",
    basket: "Varukorg",
    basket_empty: "Din varukorg är tom.",
    quantity: "Antal",
    change: "Ändra",
    total: "Summa",
    identify_title: "Vem köper?",
    identify_lead: "Innan vi tar emot din beställning berättar din bank för oss vem du är. Du skickas dit och kommer tillbaka hit.",
    identify_kept: "Vi sparar ditt namn, tidpunkten och vilken bank det var. Inget annat.",
    identify_nin: "Vi frågar också om du har en finländsk personbeteckning. Själva beteckningen sparar vi inte.",
    identify: "Identifiera dig med din bank",
    again: "Försök igen",
    on_with_shopping: "Fortsätt handla",
    order: "Beställning",
    contents: "Det du beställde",
    thanks: "Tack",
    identified_lead: "Din bank har berättat för oss vem du är. Din beställning är mottagen.",
    identified_as: "Namn",
    identified_by: "Bank",
    identified_at: "Identifierad",
    waiting_title: "Din bank har inte svarat än",
    waiting_text: "Om du stängde bankens sida, eller om den inte går vidare, börja om här. Din beställning finns kvar.",
    unknown_title: "Vi väntade inte på det här svaret",
    unknown_text: "Det kan ha öppnats i en annan webbläsare eller för sent. Inget har ändrats. Dina beställningar finns kvar, och du kan identifiera dig igen från vilken som helst av dem.",
    later_text: "Därför vet vi ännu inte vem du är, men inget är förlorat: vänta här en minut eller två och ladda om sidan. Om det inte hjälper, börja om från din beställning.",
    your_orders: "Dina beställningar",
    missing_title: "Här finns ingenting",
    missing_text: "Adressen kan vara fel, eller så gjordes beställningen i en annan webbläsare.",
    broken_title: "Något gick sönder",
    broken_text: "Felet är vårt, inte ditt. Försök igen om en stund; din beställning finns kvar.",
    foreign_title: "Det där kom från en annan sida",
    foreign_text: "Din webbläsare säger att någon annans sida skickade detta. Inget har gjorts. Gå tillbaka och försök igen härifrån.",
    language: "Språk",
    skip: "Hoppa till innehållet",
    footer: "En demonstration. Här säljs ingenting.",
    for_merchants: "För butiksägaren",
    status_identified: "Identifierad",
    status_failed: "Inte identifierad",
    status_waiting: "Väntar på banken",
    status_open: "Inte identifierad än",
    told,
    merchant: &super::merchant::sv::WORDS,
};

fn told(failure: Failure) -> Told {
    let (title, text) = match failure {
        Failure::Cancelled => (
            "Du vände om",
            "Du avbröt innan vi fick veta vem du är. Din beställning finns kvar: försök igen när du vill, med samma bank eller en annan.",
        ),
        Failure::Denied => (
            "Du gav inte ditt samtycke",
            "Din bank fick inte berätta för oss vem du är. Utan det kan vi inte ta emot beställningen, och vi har inte sparat något om dig. Du kan försöka igen och samtycka.",
        ),
        Failure::TooWeak => (
            "Identifieringen var inte stark nog",
            "Den här banken, eller sättet du loggade in på, räcker inte för det här köpet. Försök med en annan bank eller ett starkare sätt att logga in.",
        ),
        Failure::NotTrusted => (
            "Vi kunde inte lita på svaret",
            "Något var fel med det som kom från din bank, så vi trodde inte på något av det. Felet är inte ditt. Försök igen eller använd en annan bank.",
        ),
        Failure::BankUnavailable => (
            "Din bank svarade inte",
            "Den har ett avbrott just nu, eller är mycket långsam. Försök igen om några minuter eller använd en annan bank.",
        ),
        Failure::ProviderUnreachable => (
            "Identifieringstjänsten är ur funktion",
            "Vi kunde inte nå tjänsten som förbinder oss med bankerna. Din beställning finns kvar. Försök igen om några minuter.",
        ),
        Failure::Expired => (
            "Det tog för lång tid",
            "Bankens sida stod öppen för länge, och dess svar gäller inte längre. Din beställning finns kvar: börja om.",
        ),
        Failure::Interrupted => (
            "Vi blev avbrutna",
            "Vi startades om just när din bank svarade, och svaret gick förlorat. Inget om dig sparades. Försök en gång till.",
        ),
        Failure::Incomplete => (
            "Din bank berättade inte tillräckligt",
            "Den bekräftade vem du är, men inte allt som den här butiken måste veta. Inget sparades. Försök med en annan bank.",
        ),
        Failure::NoPersonalCode => (
            "Du har ingen finländsk personbeteckning",
            "Din bank bekräftade vem du är. Den här butiken måste veta att köparen har en finländsk personbeteckning, och banken känner inte till någon för dig. En annan bank hjälper bara om den känner till din beteckning; fråga annars butiken. Inget om dig sparades.",
        ),
        Failure::Unlinked => (
            "Du är inte känd där än",
            "Identifieringstjänsten har inget konto som hör till dig. Försök med ett annat sätt att identifiera dig, eller be tjänsten koppla ditt konto.",
        ),
        Failure::NotSetUp => (
            "Den här butiken kan inte identifiera någon",
            "Den är inte rätt inställd, och bara butiksägaren kan ordna det. Din beställning finns kvar: säg till dem och försök igen senare.",
        ),
        Failure::Refused => (
            "Du kunde inte identifieras",
            "Identifieringstjänsten sade nej, utan ett skäl som vi förstår. Försök igen eller använd en annan bank.",
        ),
        Failure::TooOften => (
            "Det blev för många försök",
            "Du har försökt identifiera dig för den här beställningen oftare än vi tillåter. Gör beställningen på nytt.",
        ),
    };
    Told { title, text }
}
