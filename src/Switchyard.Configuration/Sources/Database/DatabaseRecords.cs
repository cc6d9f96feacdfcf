using Switchyard.Configuration.Sources.Documents;
using Switchyard.Model.Access;
using Switchyard.Model.Bundles;
using Switchyard.Model.Modules;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Workspaces;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>The configuration's records, all of one instant.</summary>
internal sealed record DatabaseRecords
{
    /// <summary>No records: what files say is looked at alone.</summary>
    public static DatabaseRecords None { get; } = new() { Epoch = Guid.Empty, Revision = 0, Providers = [], Users = [], AccessKeys = [], Cuts = [] };

    public required Guid Epoch { get; init; }

    public required long Revision { get; init; }

    public required IReadOnlyList<ProviderConfig> Providers { get; init; }

    public required IReadOnlyList<UserConfig> Users { get; init; }

    public required IReadOnlyList<AccessKeyConfig> AccessKeys { get; init; }

    public required IReadOnlyList<Cut> Cuts { get; init; }

    public DocumentSet Documents { get; init; } = DocumentSet.Empty;

    /// <summary>Workspaces, sorted by name.</summary>
    public IReadOnlyList<WorkspaceConfig> Workspaces { get; init; } = [];

    /// <summary>Bundles whose definition is a record, as they stand.</summary>
    public IReadOnlyList<BundleConfig> Bundles { get; init; } = [];

    /// <summary>What operators said of bundles, those of documents and files included.</summary>
    public IReadOnlyDictionary<BundleKey, BundleStanding> Standings { get; init; } = new Dictionary<BundleKey, BundleStanding>();

    /// <summary>Removed bundles whose data are to go.</summary>
    public IReadOnlyList<BundlePurge> Purges { get; init; } = [];

    /// <summary>Modules whose configuration was given by the API. Only name, type, configuration and error are theirs to say.</summary>
    public IReadOnlyList<ModuleConfig> Modules { get; init; } = [];
}
