# What mails and text messages say.

mail-trial-subject = A test from { -brand }
mail-trial-words = This message was sent to try the sender { $sender } out. It arrived, and nothing needs to be done.

mail-code-subject = Your code for signing in
mail-code-lead = With this code you sign in to { $client }:
mail-code-lead-own = With this code you sign in:
mail-code-minutes =
    { $count ->
        [one] It counts for { $count } minute, and once.
       *[other] It counts for { $count } minutes, and once.
    }
mail-code-warn = Tell it to nobody. If you did not ask for it, somebody may know your password: change it.
sms-code = { $code } is your code for signing in. Tell it to nobody.
