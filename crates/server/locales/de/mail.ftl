# What mails and text messages say.

mail-trial-subject = Ein Test von { -brand }
mail-trial-words = Mit dieser Nachricht wurde der Versandweg { $sender } ausprobiert. Sie ist angekommen, und es ist nichts weiter zu tun.
