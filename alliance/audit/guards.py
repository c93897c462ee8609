"""The two guarantees that the database itself gives, as migration operations.

1. A table of facts refuses UPDATE, DELETE and TRUNCATE (``append_only``).
2. A changed state column cannot be committed unless the same transaction wrote an event of that row
   (``no_state_change_without_event``).
"""

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
