"""Illegal moves, changed texts, votes outside the open time and votes in clear of a secret ballot: refused."""

from django.db import migrations

from alliance.audit.guards import only_legal_moves

FORMS_OF_EARLIER_BALLOTS = """
    UPDATE voting_ballot SET announced_at = opens_at, published = 'public', form_data = jsonb_build_object(
        'kind', 'choice', 'options', COALESCE(rule_data -> 'options', '["for", "against", "abstain"]'::jsonb),
        'most', NULL, 'top', NULL, 'equal_ranks', false, 'blank', false),
        options = (
            SELECT jsonb_agg(jsonb_build_object('name', choice, 'affiliation', '', 'path', '', 'meaning',
                CASE choice WHEN 'for' THEN meaning_for WHEN 'against' THEN meaning_against ELSE '' END))
            FROM jsonb_array_elements_text(rule_data -> 'options') AS choice);
    SET CONSTRAINTS ALL IMMEDIATE;
"""

MOVES = [
    ("draft", "frozen"),
    ("frozen", "draft"),
    ("frozen", "scheduled"),
    ("frozen", "open"),
    ("scheduled", "open"),
    ("open", "closed"),
    ("closed", "counted"),
    ("counted", "certified"),
    *((state, "void") for state in ("draft", "frozen", "scheduled", "open", "closed", "counted")),
]

FROZEN = (
    "question", "explanation", "meaning_for", "meaning_against", "options", "form_data", "method", "counting",
    "document_ref", "document_version", "body_name", "rule_id", "rule_data", "edition_digest", "level",
    "publication", "lot_seed", "lot_source", "text_digest", "key_ref",
)  # fmt: skip
OPENED = ("manifest", "manifest_digest", "public_key")


def changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


TEXTS = migrations.RunSQL(
    sql=f"""
    CREATE FUNCTION voting_ballot_texts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state <> 'draft' AND ({changed(FROZEN)}) THEN
            RAISE EXCEPTION 'the text of ballot % is frozen', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.manifest_digest <> '' AND ({changed(OPENED)}) THEN
            RAISE EXCEPTION 'the manifest of ballot % is frozen', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.lot_value <> '' AND NEW.lot_value IS DISTINCT FROM OLD.lot_value THEN
            RAISE EXCEPTION 'the lot of ballot % is drawn', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER frozen_texts BEFORE UPDATE ON voting_ballot
        FOR EACH ROW EXECUTE FUNCTION voting_ballot_texts();
    """,
    reverse_sql="DROP TRIGGER frozen_texts ON voting_ballot; DROP FUNCTION voting_ballot_texts();",
)

VOTES = migrations.RunSQL(
    sql="""
    CREATE FUNCTION voting_vote_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ballot record;
    BEGIN
        SELECT b.id, b.state, b.level INTO ballot FROM voting_ballot b
            JOIN voting_elector e ON e.ballot_id = b.id WHERE e.id = NEW.elector_id;
        IF ballot.state <> 'open' AND (TG_OP = 'INSERT' OR NEW.choice IS DISTINCT FROM OLD.choice
                OR NEW.marks IS DISTINCT FROM OLD.marks OR NEW.revision <> OLD.revision) THEN
            RAISE EXCEPTION 'ballot % takes no votes', ballot.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF ballot.level = 'secret' AND (NEW.choice <> '' OR NEW.marks IS NOT NULL) THEN
            RAISE EXCEPTION 'ballot % is secret', ballot.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER vote_in_time BEFORE INSERT OR UPDATE ON voting_vote
        FOR EACH ROW EXECUTE FUNCTION voting_vote_in_time();

    CREATE FUNCTION voting_envelope_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ballot record;
    BEGIN
        SELECT b.id, b.state, (b.manifest ->> 'envelope_size')::integer AS size INTO ballot
            FROM voting_ballot b JOIN voting_elector e ON e.ballot_id = b.id
            WHERE e.id = COALESCE(NEW.elector_id, OLD.elector_id);
        IF TG_OP = 'DELETE' THEN
            IF ballot.state NOT IN ('open', 'certified', 'void') THEN
                RAISE EXCEPTION 'the envelopes of ballot % are still needed', ballot.id
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN OLD;
        END IF;
        IF ballot.state <> 'open' THEN
            RAISE EXCEPTION 'ballot % takes no envelopes', ballot.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF ballot.size IS NULL OR length(NEW.sealed) <> ballot.size THEN
            RAISE EXCEPTION 'an envelope of ballot % has % bytes', ballot.id, ballot.size
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER envelope_in_time BEFORE INSERT OR UPDATE OR DELETE ON voting_envelope
        FOR EACH ROW EXECUTE FUNCTION voting_envelope_in_time();
    """,
    reverse_sql="""
    DROP TRIGGER envelope_in_time ON voting_envelope; DROP FUNCTION voting_envelope_in_time();
    DROP TRIGGER vote_in_time ON voting_vote; DROP FUNCTION voting_vote_in_time();
    """,
)

BOXES = migrations.RunSQL(
    sql="""
    CREATE FUNCTION voting_box_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ballot record;
    BEGIN
        SELECT id, state, published INTO ballot FROM voting_ballot
            WHERE id = COALESCE(NEW.ballot_id, OLD.ballot_id);
        IF TG_OP = 'INSERT' AND ballot.state = 'closed' THEN
            RETURN NEW;
        ELSIF TG_OP = 'DELETE' AND ballot.state IN ('certified', 'void') AND ballot.published IN ('', 'aggregates') THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the box of ballot % is written once', ballot.id
            USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER box_written_once BEFORE INSERT OR UPDATE OR DELETE ON voting_box
        FOR EACH ROW EXECUTE FUNCTION voting_box_written_once();
    """,
    reverse_sql="DROP TRIGGER box_written_once ON voting_box; DROP FUNCTION voting_box_written_once();",
)


class Migration(migrations.Migration):
    dependencies = [("voting", "0006_ballots_of_every_kind"), ("audit", "0002_guards")]
    operations = [
        migrations.RunSQL(FORMS_OF_EARLIER_BALLOTS, migrations.RunSQL.noop),
        only_legal_moves("voting_ballot", "draft", MOVES),
        TEXTS,
        VOTES,
        BOXES,
    ]
