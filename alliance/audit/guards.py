"""The guarantees that the database itself gives, as migration operations.

1. A table of facts refuses UPDATE, DELETE and TRUNCATE (``append_only``).
2. A changed state column cannot be committed unless the same transaction wrote an event of that row
   (``no_state_change_without_event``).
3. A state column starts where a lifecycle starts, and moves only as it moves (``only_legal_moves``).
"""

from collections.abc import Iterable

from django.db import migrations

FUNCTIONS = migrations.RunSQL(
    sql="""
    CREATE FUNCTION alliance_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END $$;

    CREATE FUNCTION alliance_event_required() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM audit_event
            WHERE subject_type = TG_ARGV[0] AND subject_id = NEW.id
              AND transaction = pg_current_xact_id()::text::bigint
        ) THEN
            RAISE EXCEPTION '% % changed its state without an event', TG_ARGV[0], NEW.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$;
    """,
    reverse_sql="DROP FUNCTION alliance_append_only(); DROP FUNCTION alliance_event_required();",
)


STAMP = migrations.RunSQL(
    sql="""
    CREATE FUNCTION alliance_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.transaction := pg_current_xact_id()::text::bigint;
        RETURN NEW;
    END $$;
    CREATE TRIGGER stamp BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION alliance_stamp();
    """,
    reverse_sql="DROP TRIGGER stamp ON audit_event; DROP FUNCTION alliance_stamp();",
)
"""An event's transaction is the one that writes it: no event can be written in advance for a later change."""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on ``table``."""
    return migrations.RunSQL(
        sql=f"""
        CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION alliance_append_only();
        CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION alliance_append_only();
        """,
        reverse_sql=f"DROP TRIGGER append_only_row ON {table}; DROP TRIGGER append_only_table ON {table};",
    )


def no_state_change_without_event(table: str, subject_type: str, column: str = "state") -> migrations.RunSQL:
    """Refuse to commit a new or changed ``column`` of ``table`` without an event of ``subject_type``."""
    return migrations.RunSQL(
        sql=f"""
        CREATE CONSTRAINT TRIGGER event_required_on_insert AFTER INSERT ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            EXECUTE FUNCTION alliance_event_required('{subject_type}');
        CREATE CONSTRAINT TRIGGER event_required_on_change AFTER UPDATE ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})
            EXECUTE FUNCTION alliance_event_required('{subject_type}');
        """,
        reverse_sql=f"""
        DROP TRIGGER event_required_on_insert ON {table};
        DROP TRIGGER event_required_on_change ON {table};
        """,
    )


def only_legal_moves(table: str, initial: str, moves: Iterable[tuple[str, str]]) -> migrations.RunSQL:
    """Refuse a row of ``table`` that does not begin in ``initial``, and a state reached by no legal move.

    A migration writes the moves out: what the database enforces then is what stood in the code at that time.
    """
    pairs = ", ".join(f"'{source}>{target}'" for source, target in moves)
    return migrations.RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_moves() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> '{initial}' THEN
                    RAISE EXCEPTION '{table} begins as {initial}, not as %', NEW.state
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            ELSIF NEW.state IS DISTINCT FROM OLD.state
                  AND OLD.state || '>' || NEW.state <> ALL (ARRAY[{pairs}]) THEN
                RAISE EXCEPTION '{table} % cannot go from % to %', NEW.id, OLD.state, NEW.state
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER only_legal_moves BEFORE INSERT OR UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_moves();
        """,
        reverse_sql=f"DROP TRIGGER only_legal_moves ON {table}; DROP FUNCTION {table}_moves();",
    )
