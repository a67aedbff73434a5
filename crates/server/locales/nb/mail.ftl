# What mails and text messages say.

mail-trial-subject = En prøve fra { -brand }
mail-trial-words = Denne meldingen ble sendt for å prøve ut avsenderen { $sender }. Den kom fram, og du trenger ikke gjøre noe.
