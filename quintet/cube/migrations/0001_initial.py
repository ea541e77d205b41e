import django.db.models.deletion
import quintet.cube.rules
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_figures'),
        ('core', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('entity', models.CharField(max_length=20)),
                ('year', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(choices=[('expense', 'Expense'), ('revenue', 'Revenue')], max_length=20)),
                ('name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('control_total', models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ('note', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('state', models.CharField(choices=[(quintet.cube.rules.State['WAITING'], 'Waiting to be checked'), (quintet.cube.rules.State['CHECKING'], 'Being checked'), (quintet.cube.rules.State['UNREADABLE'], 'Could not be read'), (quintet.cube.rules.State['CHECKED'], 'Checked'), (quintet.cube.rules.State['APPROVED'], 'Approved'), (quintet.cube.rules.State['RETURNED'], 'Returned'), (quintet.cube.rules.State['PUBLISHING'], 'Being published'), (quintet.cube.rules.State['PUBLISHED'], 'Published'), (quintet.cube.rules.State['CANCELLED'], 'Cancelled')], default=quintet.cube.rules.State['WAITING'], max_length=12)),
                ('share', models.FloatField(default=0)),
                ('touched_at', models.DateTimeField()),
                ('kind', models.CharField(blank=True, max_length=8)),
                ('rows', models.PositiveBigIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('rules', models.JSONField(default=dict)),
                ('totals', models.JSONField(default=dict)),
                ('failure', models.TextField(blank=True)),
                ('submitted_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('review', models.TextField(blank=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organization')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-submitted_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 1)), name='cube_submission_share'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='cube_submission_second_person')],
            },
        ),
        migrations.CreateModel(
            name='Repair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposal', models.CharField(max_length=16)),
                ('rule', models.CharField(max_length=60)),
                ('column', models.CharField(max_length=40)),
                ('was', models.TextField()),
                ('becomes', models.TextField(blank=True)),
                ('rows', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repairs', to='cube.submission')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'proposal'), name='cube_repair_once')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField()),
                ('cut', models.CharField(max_length=20)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('rows', models.PositiveBigIntegerField()),
                ('slices', models.JSONField()),
                ('source', models.CharField(max_length=255)),
                ('standard', models.CharField(max_length=10)),
                ('note', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('published_on', models.DateField()),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('withdrawal', models.TextField(blank=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organization')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='cube.submission')),
            ],
            options={
                'ordering': ['-published_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('series', 'version'), name='cube_version_once')],
            },
        ),
    ]
