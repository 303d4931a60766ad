"""Addresses of conduct. A report is made and followed without an account."""

from django.urls import URLPattern, path, re_path

from conduct.views import answering, case, judging, own, seats
from conduct.views.officer import acting, handing, intake
from conduct.views.officer import opening as cases
from conduct.views.report import filling, held, opening, public

app_name = "conduct"

DRAFT = "report/draft/"
OWN = "report/own/<slug:handle>/"
REPORT = "reports/<slug:reference>/"
CASE = "cases/<slug:reference>/"
ABOUT = "about-you/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path("report/", public.start, name="report"),
    path(DRAFT, filling.tasks, name="report-tasks"),
    path(f"{DRAFT}whom/", filling.whom, name="report-whom"),
    path(f"{DRAFT}what/", filling.what, name="report-what"),
    path(f"{DRAFT}you/", filling.you, name="report-you"),
    path(f"{DRAFT}files/", filling.files, name="report-files"),
    path(f"{DRAFT}files/<slug:reference>/remove/", filling.file_remove, name="report-file-remove"),
    path(f"{DRAFT}check/", filling.check, name="report-check"),
    path(f"{DRAFT}sent/", filling.sent, name="report-sent"),
    path(f"{DRAFT}throw-away/", filling.throw_away, name="report-throw-away"),
    path("report/open/<str:secret>/", opening.open_link, name="report-open"),
    re_path(r"^report/open/(?P<secret>[\s\S]+)$", opening.open_link, name="report-open-cut"),
    path(OWN, held.follow, name="report-held"),
    path(f"{OWN}add/", held.add, name="report-add"),
    path(f"{OWN}address/", held.address, name="report-address"),
    path(f"{OWN}withdraw/", held.withdraw, name="report-withdraw"),
    path("reports/", intake.intake, name="intake"),
    path(REPORT, intake.report, name="intake-report"),
    path(f"{REPORT}take/", intake.take, name="intake-take"),
    path(f"{REPORT}hand-on/", intake.hand_on, name="intake-hand-on"),
    path(f"{REPORT}dismiss/", intake.dismiss, name="intake-dismiss"),
    path(f"{REPORT}find/", cases.find, name="intake-find"),
    path(f"{REPORT}open/<int:number>/", cases.open_on, name="intake-open"),
    path(f"{REPORT}join/<slug:case>/", cases.join, name="intake-join"),
    path(CASE, case.shown_case, name="case"),
    path(f"{CASE}from-outside/", case.glass, name="case-glass"),
    path(f"{CASE}take-over/", handing.take_over, name="case-take-over"),
    path(f"{CASE}hand-on/", handing.hand_on, name="case-hand-on"),
    path(f"{CASE}invite/", acting.invite, name="case-invite"),
    path(f"{CASE}seats/<int:key>/take-back/", acting.take_back, name="case-take-back"),
    path(f"{CASE}seats/<int:key>/chair/", acting.chair, name="case-chair"),
    path(f"{CASE}seats/<int:key>/answer/", acting.answer, name="case-answer"),
    path(f"{CASE}names/", acting.names, name="case-names"),
    path(f"{CASE}ask/", acting.ask_now, name="case-ask"),
    path(f"{CASE}more-time/", acting.more_time, name="case-more-time"),
    path(f"{CASE}hearing/", acting.hearing, name="case-hearing"),
    path(f"{CASE}hearing/record/", acting.record, name="case-hearing-record"),
    path(f"{CASE}write/", acting.write, name="case-write"),
    path(f"{CASE}note/", judging.note, name="case-note"),
    path(f"{CASE}deliberate/", judging.deliberate, name="case-deliberate"),
    path(f"{CASE}propose/", judging.propose, name="case-propose"),
    path(f"{CASE}vote/", judging.vote, name="case-vote"),
    path(f"{CASE}send-back/", judging.send_back, name="case-send-back"),
    path(f"{CASE}confirm/", judging.confirm, name="case-confirm"),
    path("committees/", seats.seats, name="seats"),
    path(f"{CASE}seat/", seats.invitation, name="seat"),
    path(f"{CASE}seat/leave/", seats.leave, name="seat-leave"),
    path("about-you/", own.own_cases, name="own-cases"),
    path(ABOUT, own.own_case, name="own-case"),
    path(f"{ABOUT}write/", own.write, name="own-write"),
    path(f"{ABOUT}names/<int:key>/challenge/", own.challenge, name="own-challenge"),
    path(f"{ABOUT}explain/", answering.explain, name="own-explain"),
    path(f"{ABOUT}documents/", answering.files, name="own-files"),
    path(f"{ABOUT}documents/<slug:file>/remove/", answering.file_remove, name="own-file-remove"),
    path(f"{ABOUT}hearing/", answering.hearing, name="own-hearing"),
    path(f"{ABOUT}decline/", answering.decline, name="own-decline"),
    path(f"{ABOUT}judgement/", own.judgement, name="own-judgement"),
]
