using System.Globalization;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Doctor;

/// <summary>What only a server has: its version, the rights of the role, whether it takes writes, and whether notifications arrive.</summary>
internal static class PostgresCheck
{
    private const int Oldest = 13;
    private static readonly TimeSpan Hearing = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Finding>> RunAsync(PostgresDatabase database, DatabaseFacts facts, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (int.TryParse(facts.Version.Split('.', ' ')[0], CultureInfo.InvariantCulture, out var major) && major < Oldest)
        {
            findings.Add(new Finding("database", FindingState.Failed, $"PostgreSQL {facts.Version} is too old.", $"Use version {Oldest} or later."));
        }

        var rights = await database.ReadAsync(
            static (session, token) => session.QueryFirstAsync<Rights>(
                """
                select current_user::text as role, (select rolsuper from pg_roles where rolname = current_user) as is_super, pg_is_in_recovery() as is_standby,
                    coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may_create
                """,
                null,
                token),
            cancellationToken);
        if (rights is { IsStandby: true })
        {
            findings.Add(new Finding("database", FindingState.Failed, "It is a standby and takes no writes.", "Name the primary, or several hosts with 'Target Session Attributes=primary'."));
            return findings;
        }

        if (rights is { MayCreate: false })
        {
            findings.Add(new Finding("database", FindingState.Failed, $"The role {rights.Role} may not make tables: a first start and an update can not migrate.", $"grant create, usage on schema public to {rights.Role}, or make it the owner of the database."));
        }

        if (rights is { IsSuper: true })
        {
            findings.Add(new Finding("database", FindingState.Warning, $"The role {rights.Role} is a superuser, which Switchyard does not need.", "Make a role that owns the database and nothing else."));
        }

        findings.Add(await database.HearsItselfAsync(Hearing, cancellationToken)
            ? new Finding("notifications", FindingState.Ok, "LISTEN and NOTIFY arrive.")
            : new Finding("notifications", FindingState.Warning, "A notification that was sent did not arrive: changes come by the poll only, after a second.", "Behind a pooler in transaction mode LISTEN does not work: name the server itself, or use session mode."));
        return findings;
    }

    private sealed record Rights
    {
        public required string Role { get; init; }

        public bool IsSuper { get; init; }

        public bool IsStandby { get; init; }

        public bool MayCreate { get; init; }
    }
}
