"""The reader's own inbox in the REST API."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.notifications import actions
from alliance.notifications.models import Notice
from alliance.notifications.queries import inbox_of
from alliance.notifications.serializers import InboxQueryIn, NoticeOut
from alliance.web.edge import now
from alliance.web.rest import PROBLEMS, api_actor, documented
from alliance.web.rest_defaults import ReadsAreOpen, SignedIn


@documented("inbox", tag="inbox", parameters=[InboxQueryIn])
class InboxAPIView(generics.ListAPIView[Notice]):
    """Notices of the person who asks, newest first."""

    serializer_class = NoticeOut
    permission_classes = [SignedIn]

    def get_queryset(self) -> QuerySet[Notice, Any]:
        query = InboxQueryIn(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        own = inbox_of(api_actor(self.request))
        return own.unread() if query.validated_data.get("unread") else own


class NoticeReadAPIView(APIView):
    """Mark one of your notices as read."""

    permission_classes = [SignedIn, ReadsAreOpen]

    @extend_schema(
        operation_id="notice_read", tags=["inbox"], request=None, responses={200: NoticeOut, **PROBLEMS}
    )
    def post(self, request: Request, key: int) -> Response:
        by = api_actor(request)
        if not inbox_of(by).filter(pk=key).exists():
            raise Http404
        return Response(NoticeOut(actions.mark_read(notice_id=key, by=by, at=now())).data)


urlpatterns = [
    path("inbox/", InboxAPIView.as_view(), name="api-inbox"),
    path("inbox/<row:key>/read/", NoticeReadAPIView.as_view(), name="api-notice_read"),
]
