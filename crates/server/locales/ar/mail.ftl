# What mails and text messages say.

mail-trial-subject = رسالة تجريبية من { -brand }
mail-trial-words = أُرسلت هذه الرسالة لتجربة طريقة الإرسال { $sender }. لقد وصلت، ولا يلزم القيام بأي شيء.

mail-code-subject = رمز تسجيل الدخول
mail-code-lead = بهذا الرمز تسجّل الدخول إلى { $client }:
mail-code-lead-own = بهذا الرمز تسجّل الدخول:
mail-code-minutes =
    { $count ->
        [zero] انتهت مدته، وهو يصلح مرة واحدة.
        [one] يصلح مدة دقيقة واحدة ومرة واحدة.
        [two] يصلح مدة دقيقتين ومرة واحدة.
        [few] يصلح مدة { $count } دقائق ومرة واحدة.
        [many] يصلح مدة { $count } دقيقة ومرة واحدة.
       *[other] يصلح مدة { $count } دقيقة ومرة واحدة.
    }
mail-code-warn = لا تخبر به أحدًا. إن لم تطلبه فربما يعرف أحد كلمة مرورك: غيّرها.
sms-code = { $code } رمز تسجيل الدخول. لا تخبر به أحدًا.
