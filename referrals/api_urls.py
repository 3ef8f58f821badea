from django.urls import path

from referrals.api import OneReferral, Referrals

urlpatterns = [
    path("referrals/", Referrals.as_view(), name="api_referrals"),
    path("referrals/<uuid:referral_id>/", OneReferral.as_view(), name="api_referral"),
]
