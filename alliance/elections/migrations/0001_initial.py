import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import members.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0002_guards'),
        ('voting', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('charter_body', models.SlugField(help_text='Whose charter describes it.', max_length=80, verbose_name='charter')),
                ('charter_id', models.CharField(max_length=80, verbose_name='name in the charter')),
                ('clause', models.CharField(blank=True, max_length=300)),
                ('registered_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'bodies',
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('charter_body', 'charter_id'), name='one_body_per_charter_name')],
            },
        ),
        migrations.CreateModel(
            name='BodySeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=80)),
                ('number', models.PositiveSmallIntegerField(help_text='Counts through the body, from 1.')),
                ('title', models.CharField(max_length=200)),
                ('cohort', models.PositiveSmallIntegerField(default=0, help_text='Of staggered terms: 1 ends first. 0 where terms are not staggered.')),
                ('is_voting', models.BooleanField(default=True, verbose_name='votes')),
                ('abolished_on', models.DateField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='elections.body')),
            ],
            options={
                'verbose_name': 'seat',
                'ordering': ['body', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('explanation', models.TextField(blank=True)),
                ('charter_body', models.SlugField(max_length=80, verbose_name='charter')),
                ('rule_id', models.CharField(max_length=80, verbose_name='rule')),
                ('rule_data', models.JSONField()),
                ('body_data', models.JSONField(help_text='The body as its charter describes it.')),
                ('edition_label', models.CharField(max_length=300, verbose_name='charter edition')),
                ('edition_digest', models.CharField(max_length=64)),
                ('anchor', models.CharField(choices=[('opens', 'The vote opens'), ('closes', 'The vote closes')], default='closes', max_length=10)),
                ('anchor_on', models.DateField(help_text='The one day from which all other dates follow.')),
                ('nominations_open_at', models.DateTimeField()),
                ('nominations_close_at', models.DateTimeField()),
                ('acceptance_until', models.DateTimeField()),
                ('evaluation_until', models.DateTimeField(blank=True, null=True)),
                ('qualification_closes_at', models.DateTimeField(blank=True, null=True)),
                ('voting_opens_at', models.DateTimeField()),
                ('voting_closes_at', models.DateTimeField()),
                ('terms_from_on', models.DateField(blank=True, help_text='Where no term ends before: else on certification.', null=True, verbose_name='terms begin on')),
                ('questions', models.JSONField(default=list, help_text='What every candidate is asked.')),
                ('is_public', models.BooleanField(default=True, verbose_name='public')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('nominating', 'Nominations'), ('qualifying', 'Evaluation of nominees'), ('balloting', 'Vote'), ('provisional', 'Provisional result'), ('certified', 'Certified'), ('cancelled', 'Cancelled')], default='planned', max_length=20)),
                ('planned_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why cancelled')),
                ('certified_at', models.DateTimeField(blank=True, null=True)),
                ('record', models.JSONField(blank=True, editable=False, null=True)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='elections.body')),
                ('planned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-anchor_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(blank=True, max_length=80, verbose_name='group of seats')),
                ('title', models.CharField(max_length=200)),
                ('number', models.PositiveSmallIntegerField(verbose_name='seats to fill')),
                ('least', models.PositiveSmallIntegerField(default=0, verbose_name='at least')),
                ('voter_class', models.CharField(blank=True, help_text='Which class of members votes.', max_length=80)),
                ('state', models.CharField(choices=[('taking', 'Taking nominations'), ('evaluating', 'Nominees being evaluated'), ('ready', 'Ready for the vote'), ('voting', 'In vote'), ('counted', 'To be settled'), ('decided', 'Decided')], default='taking', max_length=20)),
                ('extensions', models.JSONField(default=list, editable=False)),
                ('reopenings', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='opened again')),
                ('outcome', models.JSONField(default=dict)),
                ('outcome_at', models.DateTimeField(blank=True, null=True)),
                ('ballot', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.ballot')),
                ('seats', models.ManyToManyField(blank=True, related_name='contests', to='elections.bodyseat')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contests', to='elections.election')),
            ],
            options={
                'ordering': ['election', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Candidacy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('affiliation', models.CharField(blank=True, help_text='An employer that is no member.', max_length=200)),
                ('project', models.CharField(blank=True, help_text='Where a rule asks for projects.', max_length=120)),
                ('name', models.CharField(help_text='As it stands on the ballot.', max_length=120)),
                ('handle', models.CharField(blank=True, max_length=80)),
                ('slug', models.SlugField(max_length=120)),
                ('state', models.CharField(choices=[('nominated', 'Nominated'), ('accepted', 'Standing'), ('declined', 'Declined'), ('lapsed', 'Not accepted in time'), ('qualified', 'Found qualified'), ('unqualified', 'Not qualified'), ('ineligible', 'Not eligible'), ('withdrawn', 'Withdrawn')], default='nominated', max_length=20)),
                ('answers', models.JSONField(default=list, help_text='To the questions of the election, in their order.')),
                ('disclosures', models.TextField(blank=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why no longer')),
                ('nominated_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('ballot', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.ballot', verbose_name='qualification vote')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organization')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='elections.contest')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='elections.election')),
            ],
            options={
                'verbose_name_plural': 'candidacies',
                'ordering': ['contest', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('affiliation', models.CharField(blank=True, help_text='An employer that is no member.', max_length=200)),
                ('project', models.CharField(blank=True, help_text='Where a rule asks for projects.', max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='elections.candidacy')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='EntitlementRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('affiliation', models.CharField(blank=True, help_text='An employer that is no member.', max_length=200)),
                ('project', models.CharField(blank=True, help_text='Where a rule asks for projects.', max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('text', models.TextField(max_length=2000, verbose_name='why')),
                ('asked_at', models.DateTimeField()),
                ('is_granted', models.BooleanField(blank=True, null=True, verbose_name='granted')),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entitlement_requests', to='elections.election')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'request to vote',
                'verbose_name_plural': 'requests to vote',
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('affiliation', models.CharField(blank=True, help_text='An employer that is no member.', max_length=200)),
                ('project', models.CharField(blank=True, help_text='Where a rule asks for projects.', max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('unit', models.CharField(editable=False, max_length=220)),
                ('at', models.DateTimeField()),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='elections.candidacy')),
                ('nominator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organization')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appointed_at', models.DateTimeField()),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='elections.election')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'election officer',
                'ordering': ['election', 'user__name'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('asked_by_name', models.CharField(max_length=120)),
                ('organization_name', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('hidden_at', models.DateTimeField(blank=True, null=True)),
                ('hidden_reason', models.CharField(blank=True, max_length=300, verbose_name='why hidden')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='elections.election')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000)),
                ('at', models.DateTimeField()),
                ('revised_at', models.DateTimeField(blank=True, null=True)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='elections.candidacy')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='elections.question')),
            ],
            options={
                'ordering': ['candidacy__name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('affiliation', models.CharField(blank=True, help_text='An employer that is no member.', max_length=200)),
                ('project', models.CharField(blank=True, help_text='Where a rule asks for projects.', max_length=120)),
                ('person_name', models.CharField(max_length=120, verbose_name='name')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended early')),
                ('end_reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('leave_from', models.DateField(blank=True, null=True, verbose_name='on leave from')),
                ('leave_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('rank', models.PositiveSmallIntegerField(blank=True, help_text='Place in that election.', null=True)),
                ('election', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='elections.election')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organization')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='elections.bodyseat')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'ordering': ['seat__number', 'from_on'],
            },
        ),
        migrations.CreateModel(
            name='Voter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('affiliation', models.CharField(blank=True, help_text='An employer that is no member.', max_length=200)),
                ('project', models.CharField(blank=True, help_text='Where a rule asks for projects.', max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('reason', models.CharField(max_length=200)),
                ('listed_at', models.DateTimeField()),
                ('registered_at', models.DateTimeField(blank=True, null=True)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voters', to='elections.election')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='bodyseat',
            constraint=models.UniqueConstraint(fields=('body', 'number'), name='seat_number_once'),
        ),
        migrations.AddIndex(
            model_name='election',
            index=models.Index(fields=['state', 'acceptance_until'], name='election_due'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(('nominations_close_at__gt', models.F('nominations_open_at')), ('acceptance_until__gte', models.F('nominations_close_at')), ('voting_opens_at__gte', models.F('acceptance_until')), ('voting_closes_at__gt', models.F('voting_opens_at'))), name='election_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('certified_at__isnull', False), ('record__isnull', False), ('state', 'certified')), models.Q(models.Q(('state', 'certified'), _negated=True), ('certified_at', None)), _connector='OR'), name='election_certified_at_when_certified'),
        ),
        migrations.AddConstraint(
            model_name='contest',
            constraint=models.UniqueConstraint(fields=('election', 'group'), name='one_contest_per_group'),
        ),
        migrations.AddConstraint(
            model_name='contest',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('least__lte', models.F('number'))), name='contest_fills_seats'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.UniqueConstraint(fields=('contest', 'user'), name='one_candidacy_per_person'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.UniqueConstraint(fields=('contest', 'name'), name='one_candidate_per_name'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.UniqueConstraint(fields=('election', 'slug'), name='candidate_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('accepted', 'qualified')), _negated=True), ('accepted_at__isnull', False), _connector='OR'), name='candidate_has_accepted'),
        ),
        migrations.AddConstraint(
            model_name='endorsement',
            constraint=models.UniqueConstraint(fields=('candidacy', 'user'), name='endorsed_once'),
        ),
        migrations.AddConstraint(
            model_name='entitlementrequest',
            constraint=models.UniqueConstraint(fields=('election', 'user'), name='asked_to_vote_once'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.UniqueConstraint(fields=('candidacy', 'nominator'), name='nominated_once'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.UniqueConstraint(fields=('election', 'user'), name='officer_once'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('question', 'candidacy'), name='answered_once'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=models.Index(fields=['user'], name='term_by_person'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gt', models.F('from_on')), _connector='OR'), name='term_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('from_on')), _connector='OR'), name='term_ended_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('leave_until', None), ('leave_until__gt', models.F('leave_from')), _connector='OR'), name='leave_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(members.models.DateRange('from_on', django.db.models.functions.comparison.Coalesce('ended_on', 'until_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('seat', '=')], name='one_holder_of_a_seat_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='voter',
            constraint=models.UniqueConstraint(fields=('election', 'user'), name='listed_once'),
        ),
    ]
