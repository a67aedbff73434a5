# What mails and text messages say.

mail-trial-subject = A test from { -brand }
mail-trial-words = This message was sent to try the sender { $sender } out. It arrived, and nothing needs to be done.
