# What mails and text messages say.

mail-test-subject = En prøve fra { -brand }
mail-test-words = Denne meldingen ble sendt for å prøve ut avsenderen { $sender }. Den kom fram, og du trenger ikke gjøre noe.
