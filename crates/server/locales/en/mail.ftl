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

mail-notice-app-added = An authenticator app was added to your account
mail-notice-app-added-words = From now on an authenticator app confirms who you are when you sign in at { $host }.
mail-notice-passkey-added = A passkey was added to your account
mail-notice-passkey-added-words = From now on a passkey opens your account at { $host }.
mail-notice-codes-made = New recovery codes for your account
mail-notice-codes-made-words = New recovery codes were made for your account at { $host }. The ones from before no longer work.
mail-notice-app-removed = An authenticator app was removed from your account
mail-notice-app-removed-words = An authenticator app no longer confirms who you are at { $host }.
mail-notice-passkey-removed = A passkey was removed from your account
mail-notice-passkey-removed-words = A passkey no longer opens your account at { $host }.
mail-notice-codes-removed = Your recovery codes were removed
mail-notice-codes-removed-words = The recovery codes of your account at { $host } no longer work.
mail-notice-reset = Your second steps for signing in were removed
mail-notice-reset-words = The people who run { $host } removed your authenticator apps, passkeys and recovery codes. They do so when somebody says that these are lost. Sign in and set up new ones.
mail-notice-copied = A passkey of yours may have been copied
mail-notice-copied-words = At { $host } somebody used a passkey of your account the way a copy of it would be used. It was not let in.
mail-notice-copied-then = Remove this passkey from your account, make a new one, and tell the people who run the service.
mail-notice-password = The password of your account was changed
mail-notice-password-words = Your account at { $host } has a new password. All other devices were signed out.
mail-notice-removed = Your account was removed
mail-notice-removed-words = Your account at { $host } was removed, with all that hung on it. Nobody can bring it back.
mail-notice-removed-then = If it was not you, tell the people who run the service.
mail-notice-name = Its name: { $name }
mail-notice-then = If this was you, there is nothing to do. If it was not, somebody else may be in your account: change your password now and tell the people who run the service.
mail-notice-account = Go to your account

mail-reset-subject = Set a new password
mail-reset-lead = Somebody, probably you, says that you forgot your password. With this link you choose another.
mail-reset-link = Choose a new password
mail-reset-minutes =
    { $count ->
        [one] It counts for { $count } minute, and once.
       *[other] It counts for { $count } minutes, and once.
    }
mail-reset-warn = If it was not you, you need not do anything: nothing has changed.
mail-reset-otherwise = Somebody, probably you, asks for a new password to your account. It has no password: you sign in by way of another service, such as that of your organisation or your bank.
mail-reset-front = Go to the sign-in page

mail-register-subject = Your account
mail-register-lead = With this code you confirm your email address and create an account to go on to { $client }:
mail-register-lead-own = With this code you confirm your email address and create an account:
mail-register-link = Confirm by link instead
mail-register-warn = If you did not ask for this, you need not do anything. Tell the code to nobody.
mail-register-known = Somebody, probably you, wanted to create an account with this address. There is one already: sign in as you always do, or choose a new password if you forgot it.
mail-invite-subject = An invitation to { $host }
mail-invite-lead = You are invited to create an account at { $host }.
mail-invite-link = Create the account
mail-invite-warn = The link is meant for you alone, and counts once.

mail-change-subject = Another email address
mail-change-lead = With this code you confirm that your account at { $host } is to have the email address { $address }:
mail-change-none = With this code you confirm that your account at { $host } is to have no email address:
mail-change-known = Somebody, probably you, wanted to use this address for an account at { $host }. Another account there has it already.
mail-change-warn = Tell the code to nobody. If you did not ask for this, somebody may know your password: change it.
mail-notice-email = The email address of your account was changed
mail-notice-email-words = Your account at { $host } no longer has this email address, or has it as another sign-in name.
mail-notice-number = The mobile number of your account was changed
mail-notice-number-words = Your account at { $host } has another mobile number, or none.

mail-ciba-subject = { $client } asks you
mail-ciba-lead = { $client } asks you to sign in and say yes or no.
mail-ciba-message = It says: { $message }
mail-ciba-link = Answer
mail-ciba-warn = If you did not begin this yourself, say no or do nothing: then the app is given nothing.
mail-notice-phone-added = A phone was added to your account
mail-notice-phone-added-words = From now on a phone answers for you when you are asked at { $host }.
mail-notice-phone-removed = A phone was removed from your account
mail-notice-phone-removed-words = A phone no longer answers for you at { $host }.
