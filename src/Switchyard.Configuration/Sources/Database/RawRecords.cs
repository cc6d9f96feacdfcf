using System.Text.Json.Serialization;
using Switchyard.Storage.Access;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Hub;
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

    public static async Task<RawRecords> ReadAsync(SqlSession session, CancellationToken cancellationToken) => new(
        await EpochTable.GetAsync(session, cancellationToken),
        await StreamTable.VersionAsync(session, Hub.Streams.HubStreams.Config, cancellationToken),
        await ProviderTable.ListAsync(session, cancellationToken),
        await ProviderKeyTable.ListAsync(session, cancellationToken),
        await UserTable.ListAsync(session, cancellationToken),
        await AccessKeyTable.ListAsync(session, includeRevoked: false, cancellationToken),
        await CutTable.ListAsync(session, cancellationToken),
        await ModuleTable.ListAsync(session, cancellationToken),
        await DocumentTable.ListAsync(session, cancellationToken),
        await BundleRows.ReadAsync(session, cancellationToken)) { Canary = await CanaryTable.DraftAsync(session, cancellationToken) };
}
