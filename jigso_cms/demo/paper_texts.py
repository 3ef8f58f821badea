"""What stands in the papers of the living caseload, by kind and section. Everything here is invented."""

TEXTS: dict[str, dict[str, str]] = {
    "outline_plan": {
        "outcomes": "The baby is born healthy and comes home to a flat that is warm, clean and safe.\n"
        "Nobody who has hurt her comes to the door.",
        "actions": "Midwife: weekly visits until the birth.\nParent worker: housing form this week, cot and bedding "
        "before 36 weeks.\nSocial worker: sees her every ten working days.",
        "core_group": "Social worker, health visitor, midwife, parent worker and she herself. Within ten working days.",
        "contingency": "If visits are missed twice running, the core group meets that week.",
    },
    "conference_report": {
        "strengths": "She opens the door, and rings when she cannot. Her aunt comes on Sundays and would take her in.",
        "worries": "Her former partner knows the address. Money runs out in the third week of the month.",
        "parents": "She has read this report and says: the part about money is not fair, it was one month.",
        "recommendation": "That the baby stays on the register until the review, with the visits as they are.",
    },
    "pre_birth_assessment": {
        "circumstances": "Well in herself. Privately rented flat, damp in the bedroom, notice until January. "
        "Benefits in payment.",
        "outcomes": "“I want to be the one who takes this baby home.”",
        "strengths": "Comes to every scan. Stopped smoking at 14 weeks and has not started again.",
        "risks": "Violence by a former partner, last in March. He does not know the due date.",
    },
    "hospital_alert": {
        "concern": "The baby is on the child protection register. A former partner may come to the ward.",
        "arrival": "Ring the social worker, at night the emergency duty team. Nobody is told that she is here.",
        "visitors": "Her aunt may come at any time. Nobody else without asking her, alone.",
        "baby": "Stays with her. Usual feeding support; she wants to breastfeed.",
        "discharge": "Not before the discharge meeting. It can be held by telephone on the same day.",
    },
    "signs_of_safety": {
        "worried": "That he finds out where she lives. That she is alone with it.",
        "working_well": "She told the midwife herself. The aunt. The new lock.",
        "needs_to_happen": "A plan for the nights. A phone that works. The move.",
        "scale": "She says 6, the aunt 7, the social worker 4.",
    },
    "birth_plan": {
        "wishes": "Water if it is free. Not many people in the room. Skin to skin at once.",
        "who": "Her mother. Nobody else.",
        "place": "Labour ward. Her mother drives; if not, the taxi number is on the fridge.",
        "care": "Blood pressure has been high since 36 weeks; the day unit knows.",
        "after": "Breastfeeding. The parent worker comes on the second day.",
    },
    "safety_plan": {
        "danger": "Being shaken or left when the crying does not stop, as happened with an elder child.",
        "signs": "She says that she has not slept. She does not answer the phone for a day.",
        "family": "Her mother sleeps there for the first two weeks. The baby is put down and the door closed; "
        "she rings.",
        "visits": "Midwife every day until day 5, then every second day until day 14. Parent worker on days 2 and 7.",
    },
    "formulation": {
        "presenting": "Low mood since 20 weeks, and two earlier moves in the pregnancy.",
        "predisposing": "In care from nine to sixteen, five homes.",
        "precipitating": "The letter from the landlord.",
        "perpetuating": "Not sleeping. Not opening post.",
        "protective": "Her partner is kind and there. She likes the group.",
        "plan": "Housing first. Weekly visits for four weeks. The perinatal team sees her on the 9th.",
    },
    "hand_over_summary": {
        "watch": "Weight is gaining slowly; the next is on Tuesday. Her mood is good in company and not alone.",
    },
    "family_letter": {
        "greeting": "Annwyl Mali,",
        "text": "Diolch am y sgwrs ddydd Mawrth. Fel y cytunon ni, rwyf wedi gofyn i'r adran dai edrych ar y "
        "lleithder yn yr ystafell wely.\nByddaf yn galw eto ddydd Iau am ddau o'r gloch. Os nad yw'n gyfleus, "
        "ffoniwch fi.",
        "closing": "Cofion gorau",
    },
}
