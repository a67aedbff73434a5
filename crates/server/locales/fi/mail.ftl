# What mails and text messages say.

mail-trial-subject = Koeviesti: { -brand }
mail-trial-words = Tällä viestillä kokeiltiin lähetystapaa { $sender }. Viesti tuli perille, eikä mitään tarvitse tehdä.
