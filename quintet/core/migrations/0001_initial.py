import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import quintet.core.rules
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveBigIntegerField()),
                ('actor', models.CharField(blank=True, max_length=36)),
                ('verb', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=140)),
                ('at', models.DateTimeField()),
                ('commitment', models.CharField(max_length=64)),
                ('note', models.TextField()),
            ],
            options={
                'ordering': ['organization', 'index'],
                'indexes': [models.Index(fields=['subject'], name='core_entry_subject'), models.Index(fields=['-at'], name='core_entry_newest')],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('names', models.JSONField(default=dict)),
                ('aliases', models.JSONField(blank=True, default=list)),
                ('kind', models.CharField(choices=[(quintet.core.rules.OrganizationKind['PRINCIPAL_ORGAN_ENTITY'], 'Entity of a principal organ'), (quintet.core.rules.OrganizationKind['SECRETARIAT_DEPARTMENT'], 'Department of the Secretariat'), (quintet.core.rules.OrganizationKind['REGIONAL_COMMISSION'], 'Regional commission'), (quintet.core.rules.OrganizationKind['FUND_OR_PROGRAMME'], 'Fund or programme'), (quintet.core.rules.OrganizationKind['SPECIALIZED_AGENCY'], 'Specialized agency'), (quintet.core.rules.OrganizationKind['RELATED_ORGANIZATION'], 'Related organization'), (quintet.core.rules.OrganizationKind['INTER_AGENCY_SECRETARIAT'], 'Inter-agency secretariat'), (quintet.core.rules.OrganizationKind['OTHER'], 'Other organization')], max_length=32)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='core.organization')),
            ],
            options={
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('language', models.CharField(default='en', max_length=10)),
                ('calendar', models.PositiveIntegerField(default=0)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name_plural': 'people',
                'ordering': ['name'],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='JournalPayload',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='payload', serialize=False, to='core.journalentry')),
                ('salt', models.CharField(max_length=64)),
                ('data', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='JournalHead',
            fields=[
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='journal', serialize=False, to='core.organization')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('frontier', models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name='journalentry',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='core.organization'),
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('names', models.JSONField(default=dict)),
                ('aliases', models.JSONField(blank=True, default=list)),
                ('kind', models.CharField(choices=[(quintet.core.rules.BodyKind['COMMITTEE'], 'Committee'), (quintet.core.rules.BodyKind['NETWORK'], 'Network'), (quintet.core.rules.BodyKind['TASK_FORCE'], 'Task force'), (quintet.core.rules.BodyKind['FORUM'], 'Forum'), (quintet.core.rules.BodyKind['WORKING_GROUP'], 'Working group'), (quintet.core.rules.BodyKind['BOARD'], 'Board')], max_length=20)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='core.body')),
                ('members', models.ManyToManyField(blank=True, related_name='member_of', to='core.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='core.organization')),
            ],
            options={
                'verbose_name_plural': 'bodies',
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('request', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('body', models.TextField()),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='core_kept_answer_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('path', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['created_at'], name='core_notice_unsent')],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='core_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('names', models.JSONField(default=dict)),
                ('aliases', models.JSONField(blank=True, default=list)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='core.body')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='core.organization')),
            ],
            options={
                'ordering': ['code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('organization__isnull', True), ('body__isnull', True), _connector='XOR'), name='core_post_is_of_one_organization_or_body')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[(quintet.core.rules.RoleCode['STEWARD'], 'Steward'), (quintet.core.rules.RoleCode['SECRETARY'], 'Secretary'), (quintet.core.rules.RoleCode['EVALUATION_OFFICER'], 'Evaluation officer'), (quintet.core.rules.RoleCode['FOCAL_POINT'], 'Focal point'), (quintet.core.rules.RoleCode['VALIDATING_OFFICER'], 'Validating officer'), (quintet.core.rules.RoleCode['PRINCIPAL'], 'Principal'), (quintet.core.rules.RoleCode['VERIFIER'], 'Verifier'), (quintet.core.rules.RoleCode['MEMBER'], 'Member')], max_length=24)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='core.body')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='core.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['code', 'starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('organization__isnull', True), ('body__isnull', True), _connector='XOR'), name='core_role_is_in_one_organization_or_body'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='core_role_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('corrections', models.PositiveIntegerField(default=0)),
                ('corrected_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='core.body')),
            ],
            options={
                'ordering': ['body', '-number'],
                'constraints': [models.UniqueConstraint(fields=('body', 'number'), name='core_session_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='core_session_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('start', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.UniqueConstraint(fields=('organization', 'index'), name='core_entry_once'),
        ),
    ]
