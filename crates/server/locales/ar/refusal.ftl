# سبب الرفض بحسب رمزه الثابت.
#
# .what  لمن أمام الصفحة: ما الذي حدث، في جملة واحدة. وهو عنوان الصفحة.
# .do    وما الذي يمكن فعله. لا يستطيع القارئ تغيير إعدادات التطبيق.

-start-again = عُد إلى التطبيق وابدأ من جديد.
-tell-makers = عُد وحاول مرة أخرى. إذا تكرر ذلك فأخبر صانعي التطبيق.
-ask-operators = إذا تكرر ذلك فاسأل القائمين على خدمة تسجيل الدخول هذه.
-safety-stop = توقفنا هنا حفاظًا على سلامتك. أخبر صانعي التطبيق.
-still-signed-in = ما زلت مسجّل الدخول. يمكنك تسجيل الخروج من صفحتنا الرئيسية.

# سبب ليست له كلمات خاصة به.
error-other =
    .what = حدث خطأ ما في الطريق.
    .do = { -start-again } { -ask-operators }

## الطلب نفسه

refusal-parameter-repeated =
    .what = يذكر الطلب الشيء نفسه مرتين.
    .do = { -tell-makers }
refusal-parameter-missing =
    .what = ينقص الطلب شيء ما.
    .do = { -tell-makers }
refusal-parameter-invalid =
    .what = في الطلب شيء ليس كما ينبغي.
    .do = { -tell-makers }
refusal-parameter-too-long =
    .what = في الطلب شيء أطول مما يجب.
    .do = { -tell-makers }
refusal-request-malformed =
    .what = لم نتمكن من قراءة الطلب.
    .do = { -tell-makers }

## كيف يرسل التطبيق الناس إلى هنا

refusal-client-unknown =
    .what = لا نعرف التطبيق الذي أرسلك إلى هنا.
    .do = { -tell-makers }
refusal-client-disabled =
    .what = التطبيق الذي أرسلك إلى هنا غير مستخدم حاليًا.
    .do = اسأل صانعي التطبيق.
refusal-client-of-another-issuer =
    .what = يُستخدم هذا التطبيق على عنوان آخر من عناوين هذه الخدمة.
    .do = { -tell-makers }
refusal-redirect-uri-missing =
    .what = لم يقل التطبيق إلى أين تذهب بعد ذلك.
    .do = { -tell-makers }
refusal-redirect-uri-mismatch =
    .what = يريد التطبيق أن يأخذك إلى عنوان لا نعرفه.
    .do = { -safety-stop }
refusal-response-type-unsupported =
    .what = طلب التطبيق جوابًا لا نعطيه.
    .do = { -tell-makers }
refusal-response-type-not-registered =
    .what = طلب التطبيق جوابًا ليس مخصصًا له.
    .do = { -tell-makers }
refusal-response-mode-unsupported =
    .what = طلب التطبيق جوابه بطريقة لا نستخدمها.
    .do = { -tell-makers }
refusal-openid-required =
    .what = يطلب التطبيق ما لم يُعِدّ له.
    .do = { -tell-makers }
refusal-nonce-required =
    .what = أغفل التطبيق ما يجعل طلبه آمنًا.
    .do = { -safety-stop }
refusal-scope-invalid =
    .what = طلب التطبيق وصولًا لا نستطيع قراءته.
    .do = { -tell-makers }
refusal-scope-not-allowed =
    .what = طلب التطبيق وصولًا ليس مخصصًا له.
    .do = { -tell-makers }
refusal-scope-not-for-person =
    .what = طلب التطبيق وصولًا لا يملكه حسابك.
    .do = يمكنك العودة إلى التطبيق. إذا كنت بحاجة إلى هذا الوصول فاطلبه من القائمين على الخدمة.
refusal-pkce-required =
    .what = أغفل التطبيق حماية يجب عليه استخدامها.
    .do = { -safety-stop }
refusal-pkce-plain-refused =
    .what = استخدم التطبيق حماية ضعيفة جدًا.
    .do = { -safety-stop }
refusal-pkce-method-alone =
    .what = استخدم التطبيق نصف حماية فقط.
    .do = { -safety-stop }
refusal-request-object-unsupported =
    .what = أرسل التطبيق طلبه في شكل لا نقبله.
    .do = { -tell-makers }
refusal-request-uri-unsupported =
    .what = أرسل التطبيق طلبه في شكل لا نقبله.
    .do = { -tell-makers }
refusal-request-object-required =
    .what = أرسل التطبيق طلبه في شكل لا نقبله.
    .do = { -tell-makers }
refusal-request-object-invalid =
    .what = طلب التطبيق غير صحيح أو لم يأتِ من التطبيق.
    .do = { -safety-stop }
refusal-request-object-replayed =
    .what = أرسل التطبيق الطلب نفسه مرتين.
    .do = { -start-again }
refusal-request-uri-invalid =
    .what = طلب التطبيق ليس حيث ينبغي أن يكون.
    .do = { -tell-makers }
refusal-pushed-request-required =
    .what = بدأ التطبيق تسجيل الدخول بطريقة لا يُسمح له بها.
    .do = { -tell-makers }
refusal-pushed-request-unknown =
    .what = لا نعرف ما يشير إليه التطبيق.
    .do = { -tell-makers }
refusal-pushed-request-over =
    .what = انتهى تسجيل الدخول هذا.
    .do = كان قد اكتمل أو استغرق وقتًا أطول من اللازم. { -start-again }
refusal-registration-unsupported =
    .what = أرسل التطبيق طلبه في شكل لا نقبله.
    .do = { -tell-makers }
refusal-resource-unknown =
    .what = طلب التطبيق الوصول إلى شيء لا نعرفه.
    .do = { -tell-makers }
refusal-resource-invalid =
    .what = طلب التطبيق الوصول إلى شيء بطريقة لا نفهمها.
    .do = { -tell-makers }
refusal-prompt-none-combined =
    .what = طلب التطبيق أمرين لا يجتمعان.
    .do = { -tell-makers }
refusal-login-required =
    .what = لست مسجّل الدخول.
    .do = عُد إلى التطبيق وسجّل الدخول.
refusal-consent-required =
    .what = يحتاج التطبيق إلى إذنك أولًا.
    .do = { -start-again }
refusal-acr-unmet =
    .what = لا يمكنك تسجيل الدخول هنا بالطريقة التي يطلبها التطبيق.
    .do = عُد إلى التطبيق. إذا كنت بحاجة إلى ذلك فاسأل صانعي التطبيق.
refusal-sealing-key-missing =
    .what = يجب تشفير الرد الموجّه إلى التطبيق، وليس لدينا مفتاح مناسب للتطبيق.
    .do = { -tell-makers }
refusal-sealing-key-unproven =
    .what = لم يُثبت التطبيق بعد أنه قادر على قراءة ما نشفّره له.
    .do = { -tell-makers }
refusal-sealing-keys-unavailable =
    .what = تعذّر الوصول إلى مفاتيح التطبيق الآن، ولا نعطيه ردًّا من دونها.
    .do = { -tell-makers }
refusal-access-denied =
    .what = رُفض الطلب.
    .do = لم يُطلَع أحد على شيء. يمكنك العودة إلى التطبيق والبدء من جديد.

## تسجيل الدخول

refusal-login-unknown =
    .what = انتهى تسجيل الدخول هذا.
    .do = كان قد اكتمل أو استغرق وقتًا أطول من اللازم. { -start-again }
refusal-login-other-browser =
    .what = بدأ تسجيل الدخول هذا في متصفح آخر.
    .do = تابع حيث بدأت، أو عُد إلى التطبيق في هذا المتصفح وابدأ من جديد. يجب السماح بملفات تعريف الارتباط.
refusal-password-wrong =
    .what = اسم المستخدم وكلمة المرور غير متطابقين.
    .do = تحقق منهما وحاول مرة أخرى. حالة الأحرف مهمة في كلمة المرور.
refusal-current-password-wrong =
    .what = هذه ليست كلمة مرورك الحالية.
    .do = حاول مرة أخرى. حالة الأحرف مهمة.
refusal-upstream-cancelled =
    .what = توقفتَ قبل إتمام التحقق من هويتك.
    .do = لم يُطلَع أحد على شيء. عُد إلى التطبيق لتحاول مرة أخرى أو لتختار طريقة أخرى.
refusal-upstream-denied =
    .what = لم تسمح لخدمة التحقق من الهوية بأن تخبر من أنت.
    .do = لم يُطلَع أحد على شيء. عُد إلى التطبيق لتحاول مرة أخرى أو لتختار طريقة أخرى.
refusal-upstream-acr =
    .what = تم التحقق من هويتك، لكن بدرجة أضعف مما يشترطه التطبيق.
    .do = عُد إلى التطبيق واختر طريقة أقوى، كبنك آخر مثلًا.
refusal-upstream-untrusted =
    .what = تعذّر الوثوق بجواب خدمة التحقق من الهوية.
    .do = لم يُسجَّل دخول أحد به. عُد إلى التطبيق وحاول مرة أخرى. إن تكرر ذلك فأخبر من يديرون خدمة تسجيل الدخول هذه.
refusal-upstream-refused =
    .what = لم تقبل خدمة التحقق من الهوية طلبنا.
    .do = عُد إلى التطبيق واختر طريقة أخرى، وأخبر من يديرون خدمة تسجيل الدخول هذه.
refusal-upstream-answered =
    .what = استُعمل هذا الجواب من قبل.
    .do = صفحة كهذه لا تُحتسب إلا مرة واحدة. إن لم تكن مسجَّل الدخول فعُد إلى التطبيق وابدأ من جديد.
refusal-upstream-unavailable =
    .what = لا تجيب خدمة التحقق من الهوية الآن.
    .do = عُد إلى التطبيق وحاول بعد قليل، أو اختر طريقة أخرى.
refusal-upstream-unlinked =
    .what = لا يوجد هنا حساب مرتبط بهويتك هناك.
    .do = سجّل الدخول بطريقة أخرى واربطها في حسابك، أو اسأل من يديرون خدمة تسجيل الدخول هذه.
refusal-identity-taken =
    .what = طريقة الدخول هذه تخص حسابًا آخر.
    .do = سجّل الدخول بها لمعرفة أي حساب هو. إذا أردتها هنا فألغِ ربطها هناك أولًا.
refusal-identity-last =
    .what = هذه هي الطريقة الوحيدة للدخول إلى حسابك.
    .do = اربط طريقة أخرى أولًا، أو اسأل القائمين على خدمة تسجيل الدخول هذه.
refusal-account-disabled =
    .what = هذا الحساب معطَّل.
    .do = اسأل من يديرون خدمة تسجيل الدخول هذه.
refusal-policy-denied =
    .what = قواعد خدمة تسجيل الدخول هذه لا تسمح لك بالدخول بهذه الطريقة.
    .do = حاول بطريقة أخرى، أو اسأل من يديرون خدمة تسجيل الدخول هذه وأعطهم المرجع.
refusal-too-many-tries =
    .what = كانت المحاولات أكثر من اللازم.
    .do = انتظر قليلًا قبل أن تحاول مرة أخرى. إذا نسيت كلمة المرور فاطلب واحدة جديدة من القائمين على خدمة تسجيل الدخول هذه.
refusal-busy =
    .what = يسجّل عدد كبير جدًا من الناس الدخول الآن.
    .do = لم يُفقد شيء. انتظر قليلًا وحاول مرة أخرى.
refusal-too-many-requests =
    .what = وردت طلبات كثيرة جدًا من حيث أنت.
    .do = لم يُفقد شيء. انتظر قليلًا وحاول مرة أخرى.
refusal-foreign-form =
    .what = لم يأتِ هذا النموذج من صفحتنا.
    .do = لم يُنفَّذ شيء. { -start-again }

## تسجيل الخروج

refusal-logout-hint-invalid =
    .what = لم يمكن التحقق من طلب التطبيق تسجيل خروجك.
    .do = { -still-signed-in }
refusal-logout-client-mismatch =
    .what = طلب التطبيق تسجيل خروجك يناقض نفسه.
    .do = { -still-signed-in }
refusal-post-logout-uri-mismatch =
    .what = يريد التطبيق أن يأخذك بعد تسجيل الخروج إلى عنوان لا نعرفه.
    .do = { -still-signed-in }
refusal-post-logout-client-missing =
    .what = يريد التطبيق أن يأخذك إلى مكان ما بعد تسجيل الخروج، لكنه لم يقل من هو.
    .do = { -still-signed-in }
refusal-logout-unknown =
    .what = انتهى تسجيل الخروج هذا.
    .do = كان قد اكتمل أو استغرق وقتًا أطول من اللازم. إذا كنت ما زلت مسجّل الدخول فسجّل الخروج مرة أخرى.

## الإدارة

refusal-not-found =
    .what = لا يوجد شيء في هذا العنوان.
    .do = تحقق من العنوان، أو عُد إلى التطبيق الذي جئت منه.
refusal-method-not-allowed =
    .what = لا يمكن فتح هذا العنوان بهذه الطريقة.
    .do = عُد إلى التطبيق الذي جئت منه وابدأ من جديد.
refusal-login-name-taken =
    .what = يسجّل حساب آخر الدخول بهذا الاسم أو العنوان.
    .do = استخدم غيره، أو اسأل القائمين على خدمة تسجيل الدخول هذه.
refusal-user-invalid =
    .what = لا يمكننا حفظ هذا على هذه الصورة.
    .do = تحقق مما كتبته. يجب ألا يكون طويلًا جدًا وألا يحتوي على أحرف غير مرئية، ويحتاج عنوان البريد الإلكتروني إلى الرمز @.
refusal-password-unfit =
    .what = لا يمكن استخدام كلمة المرور هذه.
    .do = اختر كلمة من 8 إلى 256 حرفًا ليست اسمك ولا عنوانك.
refusal-connection-unencrypted =
    .what = كان يمكن لآخرين أن يقرؤوا ما يمر هنا.
    .do = لم يُنفَّذ شيء. افتح الصفحة بعنوان يبدأ بـ https.

## نحن أنفسنا

refusal-store-unavailable =
    .what = لا نستطيع الوصول إلى سجلاتنا الآن.
    .do = لم يتغير شيء. انتظر قليلًا وحاول مرة أخرى.
refusal-outcome-unknown =
    .what = لم نتمكن من التأكد من أن هذا قد حُفظ.
    .do = انتظر قليلًا. { -start-again }
refusal-internal =
    .what = تعطّل شيء لدينا.
    .do = ليس ذلك بسببك. حاول مرة أخرى بعد حين. { -ask-operators }
