using System.Text.Json.Serialization;
using Switchyard.Storage.Access;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Modules;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>The rows as they are stored. Read in one transaction: the revision belongs to exactly these rows.</summary>
internal sealed record RawRecords(
    Guid Epoch,
    long Revision,
    IReadOnlyList<ProviderRow> Providers,
    IReadOnlyList<ProviderKeyRow> Keys,
    IReadOnlyList<UserRow> Users,
    IReadOnlyList<AccessKeyRow> AccessKeys,
    IReadOnlyList<CutRow> Cuts,
    IReadOnlyList<ModuleRow> Modules,
    IReadOnlyList<DocumentRow> Documents,
    BundleRows? Bundles = null)
{
    /// <summary>Workspaces and bundles; none in what a version without them kept.</summary>
    public BundleRows Bundles { get; init; } = Bundles ?? BundleRows.None;

    /// <summary>The canary that is on trial, or null. It is never kept as last good: what is on trial has yet to show that it is.</summary>
    [JsonIgnore]
    public CanaryDraft? Canary { get; init; }

    /// <summary>No rows.</summary>
    public static RawRecords None { get; } = new(Guid.Empty, 0, [], [], [], [], [], [], []);

    /// <summary>These rows, with <paramref name="parts"/> as they are now. Epoch and revision stay.</summary>
    public async Task<RawRecords> ReadAsync(SqlSession session, RecordParts parts, CancellationToken cancellationToken)
    {
        var rows = this;
        if (parts.HasFlag(RecordParts.Providers))
        {
            rows = rows with
            {
                Providers = await ProviderTable.ListAsync(session, cancellationToken),
                Keys = await ProviderKeyTable.ListAsync(session, cancellationToken),
                Cuts = await CutTable.ListAsync(session, cancellationToken),
            };
        }

        if (parts.HasFlag(RecordParts.Access))
        {
            rows = rows with
            {
                Users = await UserTable.ListAsync(session, cancellationToken),
                AccessKeys = await AccessKeyTable.ListAsync(session, includeRevoked: false, cancellationToken),
            };
        }

        if (parts.HasFlag(RecordParts.Modules))
        {
            rows = rows with { Modules = await ModuleTable.ListAsync(session, cancellationToken) };
        }

        if (parts.HasFlag(RecordParts.Documents))
        {
            rows = rows with
            {
                Documents = await DocumentTable.ListAsync(session, cancellationToken),
                Canary = await CanaryTable.DraftAsync(session, cancellationToken),
            };
        }

        return parts.HasFlag(RecordParts.Bundles) ? rows with { Bundles = await BundleRows.ReadAsync(session, cancellationToken) } : rows;
    }
}
